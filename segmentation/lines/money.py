"""What a line is worth, from what the source says: pieces and a price, a total, or only an amount of money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from segmentation import columns as c
from segmentation.lines.cells import Cell, refuse
from segmentation.lines.numbers import ALLOWED, LARGEST, read_number
from segmentation.lines.read_settings import ReadSettings


@dataclass(frozen=True)
class Money:
    """What lines are worth: price and amount in ten-thousandths of the currency's unit, negative on returns.

    Where the source counts no pieces, ``quantity`` is the amount. ``given`` is what the source says, null if empty.
    """

    quantity: pl.Series
    price: pl.Series
    amount: pl.Series
    given: tuple[pl.Series, ...]


def read_money(values: Mapping[str, pl.Series], reading: ReadSettings, cell: Cell) -> Money:
    """Read what lines are worth.

    Without pieces, or with pieces of no known product, a return is matched to purchases by money: the quantity is the
    amount itself, at a price of one ten-thousandth, so that £20 refunded undo the latest £20 worth and no more.
    """
    by_money = reading.fractions or c.QUANTITY in reading.absent
    counted = c.QUANTITY in values and reading.amount_of != "invoice"
    pieces = read_number(values[c.QUANTITY], c.QUANTITY, reading.decimal, cell) if counted else None
    if pieces is not None and not reading.fractions:
        hint = "; correct it there, or allow weights and lengths with --fractions"
        refuse(pieces != pieces.round(), values[c.QUANTITY], ALLOWED[c.QUANTITY], c.QUANTITY, cell, hint)
    stated = c.AMOUNT if c.AMOUNT in values else c.PRICE
    units = read_number(values[stated], stated, reading.decimal, cell, currency=reading.currency)
    if pieces is None:
        amount = _counted(units)
        return _by_money(amount, (units,))
    if stated == c.PRICE:
        sense = "a price that makes sense with its quantity"
        refuse((pieces * units).abs() > LARGEST, values[c.PRICE], sense, c.PRICE, cell)
        if by_money:
            return _by_money(_counted(pieces * units), (pieces, units))
        quantity, price = pieces.cast(pl.Int64), _counted(units)
        return Money(quantity, price, quantity * price, (quantity, price))
    amount = _counted(units)
    if by_money:
        return _by_money(amount, (pieces, amount))
    return _of_totals(pieces.cast(pl.Int64), amount)


def _counted(units: pl.Series) -> pl.Series:
    return (units * c.MONEY_SCALE).round(mode="half_away_from_zero").cast(pl.Int64)


def _by_money(amount: pl.Series, given: tuple[pl.Series, ...]) -> Money:
    price = (amount != 0).cast(pl.Int64)
    return Money(amount, price, amount, given)


def _of_totals(quantity: pl.Series, amount: pl.Series) -> Money:
    """Take the total as it is; negative pieces or negative money, whichever is given, make a line a refund.

    The price is that of one piece, rounded up, so that it is above zero wherever money changed hands.
    """
    frame = pl.DataFrame({"quantity": quantity, "amount": amount})
    size, money = pl.col("quantity").abs(), pl.col("amount").abs()
    sign = pl.when((pl.col("quantity") < 0) | (pl.col("amount") < 0)).then(-1).otherwise(1)
    price = pl.when(size > 0).then((money + size - 1) // size).otherwise(money)
    read = frame.select((size * sign).alias("quantity"), price.alias("price"), (money * sign).alias("amount"))
    return Money(read["quantity"], read["price"], read["amount"], (quantity, amount))
