"""Identify the columns of a file without a header by their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.lines.inspection.contents import Column

_PIECES: Final = 1_000
"""Whole numbers up to this are pieces; larger ones are codes."""


def name_by_content(columns: Sequence[Column]) -> dict[str, Column]:
    """Find what columns without names are, by field."""
    full = [column for column in columns if column.filled >= 0.9 and len(column.known) > 1]
    date = next((x for x in full if x.is_date), None) or next((x for x in full if x.epoch), None)
    if date is None:
        return {}
    found = {c.INVOICE_DATE: date}
    rest = [column for column in full if column is not date]
    clock = next((x for x in rest if x.is_time and not x.is_number), None)
    money = [column for column in rest if column.has_coins or (column.is_number and column.sign_matters)]
    pieces = [x for x in rest if x.is_whole and not x.has_coins and len(x.known) < _PIECES and _are_pieces(x)]
    codes = [column for column in rest if column not in (clock, *money, *pieces)]
    found |= {c.INVOICE_TIME: clock} if clock is not None else {}
    found |= _money(money, pieces)
    return found | _codes(codes, date)


def _are_pieces(column: Column) -> bool:
    numbers = column.numbers(column.decimals[0]).drop_nulls()
    zeros = column.known.str.contains(r"^0\d").any()
    return not zeros and bool(numbers.abs().median() <= 50) and bool(numbers.abs().max() <= _PIECES * 100)  # type: ignore[operator]  # numbers


def _money(money: Sequence[Column], pieces: Sequence[Column]) -> dict[str, Column]:
    """Find price and total among columns of money: quantity × price is the total. A single one is a total."""
    for quantity in pieces:
        for price in money:
            for total in money:
                product = quantity.numbers(".") * price.numbers(price.decimals[0])
                off = (product - total.numbers(total.decimals[0])).abs()
                if price is not total and bool((off <= 0.0101).all()):
                    return {c.QUANTITY: quantity, c.PRICE: price}
    found = {c.AMOUNT: money[-1]} if len(money) == 1 else {}
    return found | ({c.QUANTITY: pieces[0]} if len(pieces) == 1 and found else {})


def _codes(codes: Sequence[Column], date: Column) -> dict[str, Column]:
    """Separate customers, who come back, from invoices, which don't."""
    days = {column.name: _days_each(column, date) for column in codes}
    orders = [column for column in codes if days[column.name] == 1.0]
    comers = [column for column in codes if days[column.name] > 1.0]
    found = {}
    repeating = [column for column in orders if column.repeats > 1.0]
    if orders:
        found[c.INVOICE] = (repeating or orders)[0]
    if repeating:
        comers = [column for column in comers if _depends(column, repeating[0])] or comers
    # Two columns of numbers for the same customers are equally good.
    different = [column for n, column in enumerate(comers) if not any(_same(column, other) for other in comers[:n])]
    if len(different) == 1:
        found[c.CUSTOMER_ID] = different[0]
    return found


def _days_each(column: Column, date: Column) -> float:
    both = pl.DataFrame({"code": column.cells, "date": date.cells}).drop_nulls().unique()
    return both.height / max(1, len(column.known))


def _depends(column: Column, on: Column) -> bool:
    both = pl.DataFrame({"of": column.cells, "on": on.cells}).drop_nulls().unique()
    return both.height <= 1.02 * len(on.known)


def _same(one: Column, other: Column) -> bool:
    return len(one.known) == len(other.known) and _depends(one, other)
