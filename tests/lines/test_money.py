"""What lines come to: pieces and prices, totals, money alone."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest

from segmentation import columns as c
from segmentation.lines.money import read_money
from segmentation.lines.read_settings import ReadSettings

from .breaking_server import error_of


def cell(field, row):
    """Name a cell the short way."""
    return f"{field} {row}"


def read(quantity=None, price=None, amount=None, **settings):
    """Read columns of numbers, as far as there are any."""
    values = {c.QUANTITY: quantity, c.PRICE: price, c.AMOUNT: amount}
    there = {field: pl.Series(cells) for field, cells in values.items() if cells is not None}
    return read_money(there, ReadSettings(**settings), cell)


@pytest.mark.parametrize(
    "price", ["0.001", "2.55", "1.1", "0.29", "1.15", "8.2", "1.001", "2.007", "168469.6", "-53594.36", "0"]
)
@pytest.mark.parametrize("dtype", [pl.String, pl.Float64, pl.Decimal(16, 4)])
def test_price_is_exact(price, dtype):
    """A price of up to four decimals becomes the whole number it is, though floats are not exact."""
    counted = read([1], pl.Series([price]).cast(dtype)).price
    assert counted.dtype == pl.Int64
    assert counted.to_list() == [Fraction(price) * c.MONEY_SCALE]


def test_numbers_may_be_missing():
    """Quantity and price are null where nothing is written."""
    money = read(["", None, " 3 "], [None, 1.5, None])
    assert [money.quantity.to_list(), money.price.to_list()] == [[None, None, 3], [None, 15_000, None]]
    money = read([None, None], [None, None])
    assert [money.quantity.to_list(), money.price.to_list()] == [[None, None]] * 2


@pytest.mark.parametrize(
    ("quantity", "price", "where"),
    [
        (100_000, 1_000_001, "price 0 holds 1000001, where a price that makes sense with its quantity"),
        (-100_000, 1_000_001, "price 0 holds 1000001, where a price that makes sense with its quantity"),
        (10**11 + 1, 0, "quantity 0 holds 100000000001, where a whole number of at most 100,000,000,000"),
        (1, -(10**11) - 1, "price 0 holds -100000000001, where a number of at most 100,000,000,000"),
    ],
)
def test_absurd_numbers(quantity, price, where):
    """Numbers whose product could not be counted without overflow are refused."""
    assert error_of(lambda: read([quantity], [price])).startswith(where)


def test_largest_numbers():
    """What is just allowed is counted exactly."""
    assert read([100_000, 1], [10**6, 10**11]).amount.to_list() == [10**15, 10**15]


@pytest.mark.parametrize(
    ("quantity", "total", "signed", "price"),
    [
        (3, 10.0, 3, 33_334),
        (-3, -10.0, -3, 33_334),
        (3, -10.0, -3, 33_334),
        (-3, 10.0, -3, 33_334),
        (4, 0.0, 4, 0),
        (0, 5.0, 0, 50_000),
        (2, 0.0001, 2, 1),
    ],
)
def test_totals(quantity, total, signed, price):
    """A total is exact, and the price of a piece what it comes to, rounded up; either sign makes a refund."""
    money = read([quantity], amount=[total])
    assert money.quantity.to_list() == [signed]
    assert money.price.to_list() == [price]
    assert money.amount.to_list() == [round(abs(total) * 10_000) * (-1 if signed < 0 else 1)]


def test_money_alone():
    """Without pieces, the quantity is the money that changed hands, so that returns are matched by it."""
    money = read(amount=["20.00", "-5.5", "0", None])
    assert money.quantity.to_list() == money.amount.to_list() == [200_000, -55_000, 0, None]
    assert money.price.to_list() == [1, 1, 0, None]


def test_price_alone():
    """A price without a quantity is what the line comes to."""
    assert read(price=[2.5]).amount.to_list() == [25_000]


def test_pieces_of_no_known_product():
    """Pieces of different things can't undo one another: without products, money is matched."""
    money = read([2, -1], [5.0, 5.0], columns={c.STOCK_CODE: ""})
    assert money.quantity.to_list() == money.amount.to_list() == [100_000, -50_000]


def test_fractions():
    """Weights are refused unless they are sold: then a line comes to weight × price, rounded once."""
    message = error_of(lambda: read([0.317], [3.0]))
    assert message.startswith("quantity 0 holds 0.317, where a whole number")
    assert message.endswith("; correct it there, or allow weights and lengths with --fractions")
    assert read([0.317], [3.0], fractions=True).amount.to_list() == [9_510]
    assert read([0.317], amount=[0.95], fractions=True).amount.to_list() == [9_500]


def test_total_of_an_order_has_no_pieces():
    """What a quantity says is of no concern where the total is that of the order."""
    assert read([3], amount=[12.0], amount_of="invoice").quantity.to_list() == [120_000]
