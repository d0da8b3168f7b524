"""Set aside, by named rules, the lines that are no customer's purchase; account for every one of them.

Each line of the source falls under exactly one rule or is kept. The ledger counts lines, customers and money
under each rule and sums to the input, exactly.

The rules are lazy narwhals expressions: the same text runs on whatever engine the lines come on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from segmentation import columns as c
from segmentation.analysis.returns import KEPT_QUANTITY, UNMATCHED_QUANTITY, match_returns
from segmentation.errors import CleaningError

if TYPE_CHECKING:
    import pandas as pd

INPUT: Final = "input"
KEPT: Final = "kept"

RULES: Final[Mapping[str, str]] = {
    "incomplete line": "No invoice, product code, quantity, date or price.",
    "after the month": "Invoiced after the month this report is about.",
    "before the window": "Invoiced before the window this report looks back over.",
    **c.SOURCE_RULES,
    "not an invoice": "The invoice number is not that of an ordinary invoice.",
    "bad-debt adjustment": "An accounting entry: the invoice number is that of an adjustment.",
    "not a product": "Postage, fees, manual entries, samples, vouchers: the code is that of no product.",
    "no customer": "Nobody to attribute the line to. Revenue, but of no segment.",
    "no price": "Given away, damaged or written off: the price is zero or less.",
    "cancellation": "The invoice number is that of a cancellation.",
    "no quantity": "The quantity is zero.",
    "positive cancellation": "The invoice is a cancellation, yet the quantity is positive.",
    "repeated line": "The same line a second time on the same invoice.",
    "return": "Goods sent back.",
    "return without purchase": "Goods sent back whose purchase is not in the data; charged to nobody.",
    "purchase returned": "Bought and sent back: lines of which nothing was kept, and what was given back of others.",
}
"""Every rule with its reason, in the order of the ledger where no other is asked for."""

PERIOD_RULES: Final = ("incomplete line", "after the month", "before the window")
"""Tried first, always."""
LINE_RULES: Final = tuple(RULES)[len(PERIOD_RULES) + len(c.SOURCE_RULES) : -3]
"""What can be wrong with a line by itself; a shop may choose which of these are tried, and in what order."""
RETURN_RULES: Final = tuple(RULES)[-3:]
"""What becomes of goods sent back, tried last, always."""
DEFAULT_RULES: Final = (
    "bad-debt adjustment",
    "not a product",
    "no customer",
    "no price",
    "no quantity",
    "positive cancellation",
)
"""The rules that are tried unless others are asked for. A customer may well buy the same thing twice, so repeats
within a sheet are no fault; cancellations are returns, and matched with what they undo."""


_CONTENT: Final = [name for name in c.LINE_COLUMNS if name not in (c.LINE, c.SHEET)]
"""What two lines must share to be the same line twice."""


_COUNTED: Final = (c.LINE, c.QUANTITY, c.PRICE, c.AMOUNT)


@dataclass(frozen=True)
class Patterns:
    """What invoice numbers and product codes look like, as regular expressions.

    Attributes
    ----------
    product : str
        A product's code. Empty: every code is a product's.
    invoice : str
        An ordinary invoice's number. Empty: every number is.
    cancellation, adjustment : str
        Number of an invoice that cancels another, or that adjusts the books. Empty: there are none such.
    """

    product: str = c.PRODUCT_CODE
    invoice: str = ""
    cancellation: str = "^C"
    adjustment: str = "^A"


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


@dataclass(frozen=True)
class Cleaned:
    """Lines that count, and the account of those that don't.

    Attributes
    ----------
    lines : narwhals.LazyFrame
        The kept lines, with the columns of `segmentation.columns.LINE_COLUMNS`; ``quantity`` is what was
        kept of the purchase, and ``amount`` (ten-thousandths of the currency's unit) what was kept of its
        money.
    ledger : tuple of LedgerRow
        First the input, then every rule in order, last what was kept.
    """

    lines: nw.LazyFrame[Any]
    ledger: tuple[LedgerRow, ...]


def clean(
    lines: Any,
    *,
    as_of: datetime,
    window_start: datetime | None,
    rules: Sequence[str] = DEFAULT_RULES,
    match: bool = True,
    patterns: Patterns | None = None,
    counted: Any | None = None,
) -> Cleaned:
    """Set aside what is no customer's purchase within the window.

    Parameters
    ----------
    lines : lazy frame of shape (n_lines, 11)
        The columns of `segmentation.columns.LINE_COLUMNS`, on any engine narwhals knows; and ``aside``, if the
        source sets lines aside itself.
    as_of : datetime
        The instant looked back from, exclusive. Later lines change nothing, returns among them.
    window_start : datetime or None
        First instant that counts, inclusive; None looks back over everything. Earlier purchases serve only to
        be undone by later returns.
    rules : sequence of str, optional
        Which of `LINE_RULES` are tried, in this order; "no quantity" is tried last where it is left out.
    match : bool, optional
        Let returns undo purchases. Without, a return is set aside and what it sends back still counts.
    patterns : Patterns, optional
        What invoice numbers and product codes look like.
    counted : frame of shape (n_counts, 4), optional
        Lines outside the window that the source has counted instead of handing them on: ``customer_id``, ``after``
        (after the month, or else before the window), ``lines`` and ``amount``. They are in the ledger, and that is
        all the say they have: nothing of them may be undone by a return in the window.

    Returns
    -------
    Cleaned

    Raises
    ------
    CleaningError
        No line is left; the message carries the ledger.

    Notes
    -----
    An invoice of which nothing is kept disappears with its lines, so that it counts neither for frequency
    nor for recency.
    """
    frame: nw.LazyFrame[Any] = nw.from_native(lines).lazy()
    # A line of no pieces is neither a purchase nor a return, so nobody can do without that rule.
    rules = (*rules, *({"no quantity"} - {*rules}))
    by_the_source = _by_the_source(frame)
    sound = {**by_the_source, **_sound(rules, patterns or Patterns())}
    judged = frame.with_columns(_first_rule({**_period(as_of, window_start), **sound}).alias(c.RULE))
    if match:
        purchasable = judged.filter(nw.col(c.RULE).is_null() | (nw.col(c.RULE) == "before the window"))
        # A purchase before the window is judged by the other rules too before a return may undo it.
        matched = match_returns(purchasable.filter(_first_rule(sound).is_null()))
        judged = judged.join(matched, on=c.LINE, how="left")
    else:
        judged = judged.with_columns(_bought().alias(KEPT_QUANTITY), nw.lit(0).alias(UNMATCHED_QUANTITY))
    judged = judged.with_columns(
        nw.coalesce(nw.col(KEPT_QUANTITY), _bought()).alias(KEPT_QUANTITY),
        nw.col(UNMATCHED_QUANTITY).fill_null(0),
    ).with_columns(nw.coalesce(nw.col(c.RULE), _undone()).alias(c.RULE))
    ledger = _ledger(judged, (*PERIOD_RULES, *by_the_source, *rules, *RETURN_RULES), counted)
    if ledger[-1].lines == 0:
        set_aside = "; ".join(f"{row.rule}: {row.lines:,}" for row in ledger[1:-1] if row.lines)
        msg = (
            f"no line is left of {ledger[0].lines:,} after cleaning ({set_aside}); take another month or a longer "
            "window, or say with product_code what a product's code looks like"
        )
        raise CleaningError(msg)
    kept = judged.filter(nw.col(c.RULE) == KEPT).with_columns(
        nw.col(KEPT_QUANTITY).alias(c.QUANTITY), _worth(KEPT_QUANTITY).alias(c.AMOUNT)
    )
    # In pandas a column that lacked a cell somewhere is one of floats; no kept line lacks one.
    return Cleaned(kept.select(c.LINE_COLUMNS).with_columns(nw.col(*_COUNTED).cast(nw.Int64)), ledger)


def _period(as_of: datetime, window_start: datetime | None) -> dict[str, nw.Expr]:
    needed = (c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE)
    date = nw.col(c.INVOICE_DATE)
    rules = {
        "incomplete line": nw.any_horizontal(*(nw.col(name).is_null() for name in needed), ignore_nulls=False),
        "after the month": date >= as_of,
    }
    return rules if window_start is None else {**rules, "before the window": date < window_start}


def _by_the_source(frame: nw.LazyFrame[Any]) -> dict[str, nw.Expr]:
    """Give the rules by which the source sets lines aside, which no shop can do without; none if it doesn't."""
    if c.ASIDE not in frame.collect_schema().names():
        return {}
    return {rule: nw.col(c.ASIDE) == rule for rule in c.SOURCE_RULES}


def _sound(rules: Sequence[str], patterns: Patterns) -> dict[str, nw.Expr]:
    """Give the rules that are tried, in their order; one that asks for a pattern holds for no line without it."""
    never = nw.lit(value=False)
    invoice, quantity = nw.col(c.INVOICE), nw.col(c.QUANTITY)
    cancels = invoice.str.contains(patterns.cancellation) if patterns.cancellation else never
    all_rules: dict[str, Callable[[], nw.Expr]] = {
        "not an invoice": lambda: ~invoice.str.contains(patterns.invoice) if patterns.invoice else never,
        "bad-debt adjustment": lambda: invoice.str.contains(patterns.adjustment) if patterns.adjustment else never,
        "not a product": lambda: ~nw.col(c.STOCK_CODE).str.contains(patterns.product) if patterns.product else never,
        "no customer": lambda: nw.col(c.CUSTOMER_ID).is_null(),
        "no price": lambda: nw.col(c.PRICE) <= 0,
        "cancellation": lambda: cancels,
        "no quantity": lambda: quantity == 0,
        "positive cancellation": lambda: cancels & (quantity > 0),
        "repeated line": lambda: nw.col(c.LINE) > nw.col(c.LINE).min().over(*_CONTENT),
    }
    return {rule: all_rules[rule]() for rule in rules}


def _first_rule(rules: Mapping[str, nw.Expr]) -> nw.Expr:
    """Name the first rule that holds, null where none does."""
    verdict = nw.lit(None, nw.String)
    for name, holds in reversed([*rules.items()]):
        verdict = nw.when(holds).then(nw.lit(name)).otherwise(verdict)
    return verdict


def _bought() -> nw.Expr:
    return nw.when(nw.col(c.QUANTITY) > 0).then(nw.col(c.QUANTITY)).otherwise(nw.lit(0))


def _undone() -> nw.Expr:
    quantity, kept, unmatched = nw.col(c.QUANTITY), nw.col(KEPT_QUANTITY), nw.col(UNMATCHED_QUANTITY)
    return (
        nw.when(kept > 0)
        .then(nw.lit(KEPT))
        .otherwise(
            nw.when(quantity > 0)
            .then(nw.lit("purchase returned"))
            .otherwise(
                nw.when(unmatched == -quantity).then(nw.lit("return without purchase")).otherwise(nw.lit("return"))
            )
        )
    )


def _worth(pieces: str) -> nw.Expr:
    """Give some of a line's pieces their part of its amount, rounded down; all of them get all of it.

    In two steps, so that no product is larger than the amount: whole units first, then what is left over.
    """
    amount, quantity = nw.col(c.AMOUNT).abs(), nw.col(c.QUANTITY).abs()
    return amount // quantity * nw.col(pieces) + amount % quantity * nw.col(pieces) // quantity


def _with_counted(table: pd.DataFrame, counted: nw.DataFrame[Any]) -> pd.DataFrame:
    """Put what the source has counted under the two rules on time."""
    import pandas as pd

    rule = nw.when(nw.col("after")).then(nw.lit("after the month")).otherwise(nw.lit("before the window"))
    more = counted.select(rule.alias(c.RULE), c.CUSTOMER_ID, "lines", c.AMOUNT).to_pandas()
    return pd.concat([table, more.assign(given_back=0, unclaimed=0)], ignore_index=True)


def _ledger(judged: nw.LazyFrame[Any], rules: Sequence[str], counted: Any | None) -> tuple[LedgerRow, ...]:
    """Count lines, customers and money under each rule; a customer goes under the last rule of theirs."""
    amount = nw.col(c.AMOUNT)
    is_kept, is_return = nw.col(c.RULE) == KEPT, nw.col(c.RULE) == "return"
    given_back = nw.when(is_kept).then(amount - _worth(KEPT_QUANTITY)).otherwise(nw.lit(0))
    unclaimed = nw.when(is_return).then(-_worth(UNMATCHED_QUANTITY)).otherwise(nw.lit(0))
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
