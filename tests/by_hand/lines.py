"""Lines made by hand and at random, and the answers a patient clerk would give for them."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl

from segmentation import columns as c
from segmentation.topics.cleaning.over_time import purchases_over_time, returns_over_time, sound_lines
from segmentation.topics.cleaning.returns import match_returns
from segmentation.topics.cleaning.rules import DEFAULT_RULES, INPUT, KEPT, PERIOD_RULES, RETURN_RULES
from segmentation.topics.cleaning.work import Cleaned, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SCHEMA = {
    c.LINE: pl.Int64,
    c.SHEET: pl.String,
    c.INVOICE: pl.String,
    c.STOCK_CODE: pl.String,
    c.DESCRIPTION: pl.String,
    c.QUANTITY: pl.Int64,
    c.INVOICE_DATE: pl.Datetime("us"),
    c.PRICE: pl.Int64,
    c.CUSTOMER_ID: pl.String,
    c.COUNTRY: pl.String,
    c.AMOUNT: pl.Int64,
}
POUND = c.MONEY_SCALE

ENGINES = {
    "polars": lambda table: table.lazy(),
    "duckdb": lambda table: duckdb.connect().from_arrow(table.to_arrow()),
    "pandas": lambda table: table.to_pandas(),
}


def at(instant: str) -> datetime:
    """Read an instant, such as 2011-11-05 10:00."""
    return datetime.fromisoformat(instant)


def line(quantity: int | None = 1, **fields: Any) -> dict[str, Any]:
    """Write down one line: customer A buys one piece of product 10001 for a pound, unless fields say otherwise."""
    return {
        c.SHEET: "",
        c.INVOICE: "500001",
        c.STOCK_CODE: "10001",
        c.DESCRIPTION: "TEAPOT",
        c.QUANTITY: quantity,
        c.INVOICE_DATE: at("2011-11-05 10:00"),
        c.PRICE: POUND,
        c.CUSTOMER_ID: "A",
        c.COUNTRY: "United Kingdom",
    } | fields


def table(*lines: Mapping[str, Any]) -> pl.DataFrame:
    """Put lines in a table and number them from 1; a line comes to quantity times price unless it says otherwise."""
    whole = pl.DataFrame([{c.LINE: number} | line for number, line in enumerate(lines, 1)], schema=SCHEMA)
    return whole.with_columns(pl.coalesce(c.AMOUNT, pl.col(c.QUANTITY) * pl.col(c.PRICE)).alias(c.AMOUNT))


def clean_alone(
    lines: Any, *, as_of: datetime, window_start: datetime | None, match: bool = True, counted: Any = None, **rules: Any
) -> Cleaned:
    """Clean lines, and match the returns before an instant by themselves, whatever months there are."""
    sound = sound_lines(lines, **rules).filter(nw.col(c.INVOICE_DATE) < as_of)
    returned = match_returns(sound if match else sound.head(0))
    return clean(lines, as_of=as_of, window_start=window_start, returned=returned, counted=counted, **rules)


def purchases_of(lines: Any, *, match: bool = True, **rules: Any) -> nw.LazyFrame[Any]:
    """Find what was kept of lines from month to month, as a run does it."""
    sound = sound_lines(lines, **rules)
    return purchases_over_time(sound, returns_over_time(sound if match else sound.head(0)))


def kept_lines(cleaned: Cleaned) -> pl.DataFrame:
    """Fetch the lines kept, in order."""
    return nw.to_native(cleaned.lines.collect("polars")).sort(c.LINE)


def random_lines(seed: int, size: int = 400) -> pl.DataFrame:
    """Make lines of which every rule sets some aside, of few customers and products, so that returns meet."""
    rng = np.random.default_rng(seed)

    def pick(values: Sequence[Any]) -> list[Any]:
        return [values[number] for number in rng.integers(0, len(values), size)]

    start = at("2010-09-01")
    whole = pl.DataFrame(
        {
            c.LINE: range(1, size + 1),
            c.SHEET: pick(["one", "two"]),
            c.INVOICE: pick([*"1234567" * 4, *"CCCCC", "A"]),
            c.STOCK_CODE: pick(["10001", "10002", "10003B", "PADS"] * 4 + ["POST"]),
            c.DESCRIPTION: pick(["TEAPOT", "CUP", None]),
            c.QUANTITY: pick([*range(-6, 9)]),
            c.INVOICE_DATE: [start + timedelta(days=int(day)) for day in rng.integers(0, 500, size)],
            c.PRICE: pick([1, 333, 12_500, 20_000, 20_000] * 3 + [0]),
            c.CUSTOMER_ID: pick([*"ABC" * 5, None]),
            c.COUNTRY: pick(["United Kingdom", None]),
            c.AMOUNT: None,
        },
        schema=SCHEMA,
    )
    # Cells go missing, and every tenth line is there a second time.
    for name in (c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE):
        gone = pl.Series(rng.random(size) < 0.005)
        whole = whole.with_columns(pl.when(gone).then(None).otherwise(pl.col(name)).alias(name))
    # Some lines state a total that is no multiple of the quantity.
    odd = pl.Series(rng.integers(0, 5, size)) * pl.col(c.QUANTITY).sign() * pl.col(c.PRICE).sign()
    whole = whole.with_columns((pl.col(c.QUANTITY) * pl.col(c.PRICE) + odd).alias(c.AMOUNT))
    again = whole[::10].with_columns(pl.col(c.LINE) + size)
    return pl.concat([whole, again])


def undo(lines: Iterable[tuple[Any, Any, int]]) -> tuple[dict[Any, int], dict[Any, int]]:
    """Match returns to purchases one line after another, on a stack for each customer and product.

    Takes the number, the customer and product, and the quantity of lines in order of time; gives the pieces
    kept of each line, and those of it that found no purchase.
    """
    kept: dict[Any, int] = {}
    unmatched: dict[Any, int] = {}
    stacks: dict[Any, list[Any]] = defaultdict(list)
    for number, whose, quantity in lines:
        kept[number], unmatched[number] = max(quantity, 0), max(-quantity, 0)
        stack = stacks[whose]
        if quantity > 0:
            stack.append(number)
        while unmatched[number] and stack:
            taken = min(unmatched[number], kept[stack[-1]])
            kept[stack[-1]] -= taken
            unmatched[number] -= taken
            if not kept[stack[-1]]:
                stack.pop()
    return kept, unmatched


@cache
def is_product(code: str) -> bool:
    """Recognise a product by its code: five digits and perhaps letters, or PADS."""
    return code == "PADS" or re.fullmatch(r"[0-9]{5}[A-Za-z]*", code) is not None


class Clerk:
    """Cleans lines one after another with nothing but Python.

    ``ledger`` is what `segmentation.topics.cleaning.work.clean` should give; ``kept``, by line, the pieces and the
    money kept of it.
    """

    def __init__(
        self,
        lines: pl.DataFrame,
        as_of: datetime,
        window_start: datetime | None,
        *,
        rules: Sequence[str] = DEFAULT_RULES,
        match: bool = True,
    ) -> None:
        self.as_of, self.window_start, self.rules = as_of, window_start, rules
        self.first_of: dict[Any, int] = {}
        self.lines: dict[str, int] = defaultdict(int)
        self.amounts: dict[str, int] = defaultdict(int)
        self.last_rule: dict[str, int] = {}
        self.kept: dict[int, tuple[int, int]] = {}
        self.places = {rule: place for place, rule in enumerate((*PERIOD_RULES, *rules, *RETURN_RULES, KEPT))}
        rows = list(lines.select(c.LINE_COLUMNS).sort(c.LINE).iter_rows())
        matchable, waiting = [], []
        for row in rows:
            period, unsound = self.period(row), self.unsound(row)
            if unsound is None and period in (None, "before the window"):
                matchable.append(row)
            if period is None and unsound is None:
                waiting.append(row)
            else:
                rule = period if period is not None else unsound
                self.enter(row, rule, row[10] or 0)
        matchable.sort(key=lambda row: (row[6], row[0]))
        if match:
            kept, unmatched = undo((row[0], (row[8], row[3]), row[5]) for row in matchable)
        else:
            kept = {row[0]: max(row[5], 0) for row in waiting}
            unmatched = dict.fromkeys(kept, 0)
        self.settle(waiting, kept, unmatched)
        self.ledger = self.close(rows)

    def period(self, row: tuple[Any, ...]) -> str | None:
        """Name the rule on completeness or time that a line falls under."""
        _, _, invoice, code, _, quantity, date, price, *_ = row
        if None in (invoice, code, quantity, date, price):
            return "incomplete line"
        if date >= self.as_of:
            return "after the month"
        return "before the window" if self.window_start is not None and date < self.window_start else None

    def unsound(self, row: tuple[Any, ...]) -> str | None:
        """Name the first rule about a line by itself that it falls under."""
        number, _, invoice, code, _, quantity, _, price, customer, *_ = row
        if None in (invoice, code, quantity, price):
            return None
        wrong = {
            "not an invoice": not invoice.isdecimal(),
            "bad-debt adjustment": invoice[:1] == "A",
            "not a product": not is_product(code),
            "no customer": customer is None,
            "no price": price <= 0,
            "cancellation": invoice[:1] == "C",
            "no quantity": quantity == 0,
            "positive cancellation": invoice[:1] == "C" and quantity > 0,
            "repeated line": self.first_of.setdefault(row[2:], number) != number,
        }
        return next((rule for rule in self.rules if wrong[rule]), None)

    def settle(self, rows: list[tuple[Any, ...]], kept: Mapping[int, int], unmatched: Mapping[int, int]) -> None:
        """Enter purchases and returns as they came out."""
        for row in rows:
            number, quantity, amount = row[0], row[5], row[10]
            if quantity > 0:
                worth = amount * kept[number] // quantity
                self.enter(row, KEPT if kept[number] else "purchase returned", worth)
                self.amounts["purchase returned"] += amount - worth
                if kept[number]:
                    self.kept[number] = kept[number], worth
            else:
                whole, nobodys = unmatched[number] == -quantity, -(-amount * unmatched[number] // -quantity)
                self.enter(row, "return without purchase" if whole else "return", amount - nobodys)
                self.amounts["return without purchase"] += nobodys

    def enter(self, row: tuple[Any, ...], rule: str, amount: int) -> None:
        """Enter a line under a rule."""
        place = self.places[rule]
        self.lines[rule] += 1
        self.amounts[rule] += amount
        if row[8] is not None:
            self.last_rule[row[8]] = max(place, self.last_rule.get(row[8], 0))

    def close(self, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
        """Add up the input, from the lines and not from the rules."""
        customers = {row[8] for row in rows} - {None}
        lost = list(self.last_rule.values())
        counted = {INPUT: (len(rows), len(customers), sum(row[10] or 0 for row in rows))} | {
            rule: (self.lines[rule], lost.count(place), self.amounts[rule]) for rule, place in self.places.items()
        }
        return pd.DataFrame.from_dict(counted, orient="index", columns=["lines", "customers", c.AMOUNT])
