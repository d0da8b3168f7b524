"""The rules that set lines aside: their names, their reasons, and when they hold.

They are narwhals expressions: the same text runs on whatever engine the lines come on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import narwhals as nw

from segmentation import columns as c
from segmentation.messages import N_, NP_

INPUT: Final = NP_("rule of cleaning", "input")
KEPT: Final = NP_("rule of cleaning", "kept")

RULES: Final[Mapping[str, str]] = {
    NP_("rule of cleaning", "incomplete line"): N_("No invoice, product code, quantity, date or price."),
    NP_("rule of cleaning", "after the month"): N_("Invoiced after the month this report is about."),
    NP_("rule of cleaning", "before the window"): N_("Invoiced before the window this report looks back over."),
    **c.SOURCE_RULES,
    NP_("rule of cleaning", "not an invoice"): N_("The invoice number is not that of an ordinary invoice."),
    NP_("rule of cleaning", "bad-debt adjustment"): N_(
        "An accounting entry: the invoice number is that of an adjustment."
    ),
    NP_("rule of cleaning", "not a product"): N_(
        "Postage, fees, manual entries, samples, vouchers: the code is that of no product."
    ),
    NP_("rule of cleaning", "no customer"): N_("Nobody to attribute the line to. Revenue, but of no segment."),
    NP_("rule of cleaning", "no price"): N_("Given away, damaged or written off: the price is zero or less."),
    NP_("rule of cleaning", "cancellation"): N_("The invoice number is that of a cancellation."),
    NP_("rule of cleaning", "no quantity"): N_("The quantity is zero."),
    NP_("rule of cleaning", "positive cancellation"): N_(
        "The invoice is a cancellation, yet the quantity is positive."
    ),
    NP_("rule of cleaning", "repeated line"): N_("The same line a second time on the same invoice."),
    NP_("rule of cleaning", "return"): N_("Goods sent back."),
    NP_("rule of cleaning", "return without purchase"): N_(
        "Goods sent back whose purchase is not in the data; charged to nobody."
    ),
    NP_("rule of cleaning", "purchase returned"): N_(
        "Bought and sent back: lines of which nothing was kept, and what was given back of others."
    ),
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


CONTENT: Final = [name for name in c.LINE_COLUMNS if name not in (c.LINE, c.SHEET)]
"""What two lines must share to be the same line twice."""


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


def incomplete() -> nw.Expr:
    """Tell which lines lack what no line can do without.

    Returns
    -------
    narwhals.Expr
    """
    needed = (c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE)
    return nw.any_horizontal(*(nw.col(name).is_null() for name in needed), ignore_nulls=False)


def period_rules(as_of: datetime, window_start: datetime | None) -> dict[str, nw.Expr]:
    """Give the rules on time.

    Parameters
    ----------
    as_of : datetime
        The instant looked back from, exclusive.
    window_start : datetime or None
        First instant that counts; None looks back over everything.

    Returns
    -------
    dict of str to narwhals.Expr
        `PERIOD_RULES` by name, in their order.
    """
    date = nw.col(c.INVOICE_DATE)
    rules = {"incomplete line": incomplete(), "after the month": date >= as_of}
    return rules if window_start is None else {**rules, "before the window": date < window_start}


def rules_of_the_source(frame: nw.LazyFrame[Any]) -> dict[str, nw.Expr]:
    """Give the rules by which the source sets lines aside, which no shop can do without.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        The lines.

    Returns
    -------
    dict of str to narwhals.Expr
        None where the source sets no line aside.
    """
    if c.ASIDE not in frame.collect_schema().names():
        return {}
    return {rule: nw.col(c.ASIDE) == rule for rule in c.SOURCE_RULES}


def sound_rules(rules: Sequence[str], patterns: Patterns) -> dict[str, nw.Expr]:
    """Give the rules about a line by itself; one that asks for a pattern holds for no line without it.

    Parameters
    ----------
    rules : sequence of str
        Which of `LINE_RULES` are tried, in this order; "no quantity" is tried last where it is left out.
    patterns : Patterns
        What invoice numbers and product codes look like.

    Returns
    -------
    dict of str to narwhals.Expr
        By name, in their order.
    """
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
        "repeated line": lambda: nw.col(c.LINE) > nw.col(c.LINE).min().over(*CONTENT),
    }
    # A line of no pieces is neither a purchase nor a return, so nobody can do without that rule.
    return {rule: all_rules[rule]() for rule in (*rules, *({"no quantity"} - {*rules}))}


def first_rule(rules: Mapping[str, nw.Expr]) -> nw.Expr:
    """Name the first rule that holds.

    Parameters
    ----------
    rules : mapping of str to narwhals.Expr
        By name, in their order.

    Returns
    -------
    narwhals.Expr
        Null where none holds.
    """
    verdict = nw.lit(None, nw.String)
    for name, holds in reversed([*rules.items()]):
        verdict = nw.when(holds).then(nw.lit(name)).otherwise(verdict)
    return verdict
