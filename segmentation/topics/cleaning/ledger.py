"""The account of every line: what each rule set aside, and what was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from segmentation import columns as c
from segmentation.topics.cleaning.returns import KEPT_QUANTITY, UNMATCHED_QUANTITY, worth
from segmentation.topics.cleaning.rules import INPUT, KEPT

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class LedgerRow:
    """What one rule set aside.

    Attributes
    ----------
    rule : str
        A key of `RULES`, or ``input`` or ``kept``.
    lines : int
        Lines under the rule.
    customers : int
        Customers lost to the rule: those of whom it set aside the last remaining line.
    amount : int
        Money, in ten-thousandths of the currency's unit. A line sent back in part is kept, and what was
        given back of it counts under ``purchase returned``.
    """

    rule: str
    lines: int
    customers: int
    amount: int


def _with_counted(table: pd.DataFrame, counted: nw.DataFrame[Any]) -> pd.DataFrame:
    """Put what the source has counted under the two rules on time."""
    import pandas as pd

    rule = nw.when(nw.col("after")).then(nw.lit("after the month")).otherwise(nw.lit("before the window"))
    more = counted.select(rule.alias(c.RULE), c.CUSTOMER_ID, "lines", c.AMOUNT).to_pandas()
    return pd.concat([table, more.assign(given_back=0, unclaimed=0)], ignore_index=True)


def make_ledger(judged: nw.LazyFrame[Any], rules: Sequence[str], counted: Any | None) -> tuple[LedgerRow, ...]:
    """Count lines, customers and money under each rule; a customer goes under the last rule of theirs.

    Parameters
    ----------
    judged : narwhals.LazyFrame
        The lines, with the rule each falls under, and how many of its pieces were kept or find no purchase.
    rules : sequence of str
        The rules, in the ledger's order.
    counted : frame of shape (n_counts, 4), optional
        As for `segmentation.topics.cleaning.work.clean`.

    Returns
    -------
    tuple of LedgerRow
        First the input, then every rule in order, last what was kept.
    """
    amount = nw.col(c.AMOUNT)
    is_kept, is_return = nw.col(c.RULE) == KEPT, nw.col(c.RULE) == "return"
    given_back = nw.when(is_kept).then(amount - worth(KEPT_QUANTITY)).otherwise(nw.lit(0))
    unclaimed = nw.when(is_return).then(-worth(UNMATCHED_QUANTITY)).otherwise(nw.lit(0))
    table = (
        judged.select(
            c.RULE,
            c.CUSTOMER_ID,
            (amount - given_back - unclaimed).fill_null(0).alias(c.AMOUNT),
            given_back.fill_null(0).alias("given_back"),
            unclaimed.fill_null(0).alias("unclaimed"),
        )
        .group_by(c.RULE, c.CUSTOMER_ID)
        .agg(nw.len().alias("lines"), nw.sum(c.AMOUNT, "given_back", "unclaimed"))
        # Sums that an engine makes wider than 64 bits would reach pandas as floats.
        .with_columns(nw.col(c.AMOUNT, "given_back", "unclaimed").cast(nw.Int64))
        .collect("pandas")
        .to_native()
    )
    if counted is not None:
        table = _with_counted(table, nw.from_native(counted, eager_only=True))
    totals = table.groupby(c.RULE)[["lines", c.AMOUNT]].sum()
    amounts = totals[c.AMOUNT].to_dict()
    for rule, part in (("purchase returned", "given_back"), ("return without purchase", "unclaimed")):
        amounts[rule] = amounts.get(rule, 0) + int(table[part].sum())
    place = {rule: number for number, rule in enumerate((*rules, KEPT))}
    last = table.assign(place=table[c.RULE].map(place)).groupby(c.CUSTOMER_ID)["place"].max().value_counts()
    rows = [
        LedgerRow(rule, int(totals["lines"].get(rule, 0)), int(last.get(number, 0)), int(amounts.get(rule, 0)))
        for rule, number in place.items()
    ]
    whole = LedgerRow(
        INPUT, sum(row.lines for row in rows), sum(row.customers for row in rows), sum(row.amount for row in rows)
    )
    return (whole, *rows)
