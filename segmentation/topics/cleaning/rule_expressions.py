"""The condition of each rule, as narwhals expressions: the same code runs on every engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import narwhals as nw

from segmentation import columns as c
from segmentation.topics.cleaning.rules import Patterns

CONTENT: Final = [name for name in c.LINE_COLUMNS if name not in (c.LINE, c.SHEET)]
"""What two lines must share to be the same line twice."""


def incomplete() -> nw.Expr:
    """Find the lines that lack what no line can do without."""
    needed = (c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE)
    return nw.any_horizontal(*(nw.col(name).is_null() for name in needed), ignore_nulls=False)


def period_rules(as_of: datetime, window_start: datetime | None) -> dict[str, nw.Expr]:
    """Give the rules on time, in order; without a window, none but the month's end."""
    date = nw.col(c.INVOICE_DATE)
    rules = {"incomplete line": incomplete(), "after the month": date >= as_of}
    return rules if window_start is None else {**rules, "before the window": date < window_start}


def rules_of_the_source(frame: nw.LazyFrame[Any]) -> dict[str, nw.Expr]:
    """Give the rules by which the source itself sets lines aside; none where it sets none aside."""
    if c.ASIDE not in frame.collect_schema().names():
        return {}
    return {rule: nw.col(c.ASIDE) == rule for rule in c.SOURCE_RULES}


def sound_rules(rules: Sequence[str], patterns: Patterns) -> dict[str, nw.Expr]:
    """Give the rules asked for about a line by itself; one that needs a pattern holds for no line without it."""
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
    # A line of no pieces is neither a purchase nor a return, so this rule always applies.
    return {rule: all_rules[rule]() for rule in (*rules, *({"no quantity"} - {*rules}))}


def first_rule(rules: Mapping[str, nw.Expr]) -> nw.Expr:
    """Name the first rule that holds for a line, null where none does."""
    verdict = nw.lit(None, nw.String)
    for name, holds in reversed([*rules.items()]):
        verdict = nw.when(holds).then(nw.lit(name)).otherwise(verdict)
    return verdict
