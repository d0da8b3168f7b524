"""The ledger: what each rule set aside of all lines, and what was kept."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import narwhals as nw
import pandas as pd

from segmentation import columns as c
from segmentation.coins import apportion
from segmentation.topics.cleaning.record import LedgerRow
from segmentation.topics.cleaning.returns import KEPT_QUANTITY, UNMATCHED_QUANTITY, worth
from segmentation.topics.cleaning.rules import EVERY_LINE, EVERY_LINE_ONCE, INPUT, KEPT, RULES, WHAT_IS_KEPT


def make_ledger(judged: nw.LazyFrame[Any], rules: Sequence[str], counted: Any | None) -> pd.DataFrame:
    """Add up lines, customers and exact money by rule: the input first, then every rule in order, then what was kept.

    A customer counts under the last of their rules. A line sent back in part is kept, and what was given back of it
    is under "purchase returned".
    """
    table = _count(judged)
    if counted is not None:
        table = _with_counted(table, nw.from_native(counted, eager_only=True))
    rows = table.groupby(c.RULE)[["lines", c.AMOUNT]].sum().reindex([*rules, KEPT], fill_value=0)
    parts = {"purchase returned": table["given_back"].sum(), "return without purchase": table["unclaimed"].sum()}
    rows[c.AMOUNT] += pd.Series(parts).reindex(rows.index, fill_value=0)
    places = table[c.RULE].map({rule: place for place, rule in enumerate(rows.index)})
    last = places.groupby(table[c.CUSTOMER_ID]).max().value_counts()
    rows.insert(1, "customers", last.reindex(range(len(rows)), fill_value=0).to_numpy())
    return pd.concat([rows.sum().to_frame(INPUT).T, rows]).astype("int64").rename_axis(c.RULE)


def _count(judged: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Add up each customer's lines and money by rule; what was given back, and what no purchase covers, apart."""
    amount = nw.col(c.AMOUNT)
    is_kept, is_return = nw.col(c.RULE) == KEPT, nw.col(c.RULE) == "return"
    given_back = nw.when(is_kept).then(amount - worth(KEPT_QUANTITY)).otherwise(nw.lit(0))
    unclaimed = nw.when(is_return).then(-worth(UNMATCHED_QUANTITY)).otherwise(nw.lit(0))
    table: pd.DataFrame = (
        judged.select(
            c.RULE,
            c.CUSTOMER_ID,
            (amount - given_back - unclaimed).fill_null(0).alias(c.AMOUNT),
            given_back.fill_null(0).alias("given_back"),
            unclaimed.fill_null(0).alias("unclaimed"),
        )
        .group_by(c.RULE, c.CUSTOMER_ID)
        .agg(nw.len().alias("lines"), nw.sum(c.AMOUNT, "given_back", "unclaimed"))
        # Sums of more than 64 bits, and mixed signed and unsigned numbers, would be floats in pandas.
        .with_columns(nw.col("lines", c.AMOUNT, "given_back", "unclaimed").cast(nw.Int64))
        .collect("pandas")
        .to_native()
    )
    return table


def _with_counted(table: pd.DataFrame, counted: nw.DataFrame[Any]) -> pd.DataFrame:
    """Put what the source has counted under the two rules on time."""
    rule = nw.when(nw.col("after")).then(nw.lit("after the month")).otherwise(nw.lit("before the window"))
    more = counted.select(rule.alias(c.RULE), c.CUSTOMER_ID, "lines", c.AMOUNT).to_pandas()
    return pd.concat([table, more.assign(given_back=0, unclaimed=0)], ignore_index=True)


def round_ledger(ledger: pd.DataFrame, digits: int, *, once: bool) -> tuple[LedgerRow, ...]:
    """Round the ledger's money so that the rows after the first still add up to it; give every rule its reason.

    ``once`` says whether there were lines in several sheets, which count once.
    """
    reasons = {INPUT: EVERY_LINE_ONCE if once else EVERY_LINE, KEPT: WHAT_IS_KEPT, **RULES}
    amounts = apportion([int(amount) for amount in ledger[c.AMOUNT].iloc[1:]], digits)
    return tuple(
        LedgerRow(rule=str(rule), reason=reasons[str(rule)], lines=row.lines, customers=row.customers, amount=amount)
        for (rule, row), amount in zip(ledger.iterrows(), [sum(amounts, Decimal(0)), *amounts], strict=True)
    )
