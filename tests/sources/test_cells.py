"""Loose cells: what counts as a text, a number, a date."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest

from segmentation import columns as c
from segmentation.sources.cells import one_line, read_date, read_quantity_and_price, read_text

from .breaking_server import error_of


def cell(field, row):
    """Name a cell the short way."""
    return f"{field} {row}"


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([" a ", "", "  ", None, "a b"], ["a", None, None, None, "a b"]),
        ([1, None, -2], ["1", None, "-2"]),
        ([1.0, None, float("nan"), 12345678.0], ["1", None, None, "12345678"]),
        ([1.0, 1.5], ["1.0", "1.5"]),
        (["1.0", None, "20.0"], ["1", None, "20"]),
        (["1.0", "A"], ["1.0", "A"]),
        (["1.00", "2.00"], ["1.00", "2.00"]),
        ([None, None], [None, None]),
        ([], []),
    ],
)
def test_text(values, texts):
    """Texts lose outer spaces; numbers lose a '.0' if all of them have it; nothing is null."""
    read = read_text(pl.Series(values), c.CUSTOMER_ID, cell)
    assert read.dtype == pl.String
    assert read.to_list() == texts


def test_enormous_numbers_as_text():
    """A number too large to be whole keeps its value."""
    assert [float(text) for text in read_text(pl.Series([1e300, 1.0]), c.INVOICE, cell)] == [1e300, 1.0]


@pytest.mark.parametrize("values", [[["a"]], [{"a": 1}], [b"a"]])
def test_no_text(values):
    """A list, a record or bytes are no text."""
    assert error_of(lambda: read_text(pl.Series(values), c.COUNTRY, cell)).startswith("country 0 holds ")


@pytest.mark.parametrize(
    "price", ["0.001", "2.55", "1.1", "0.29", "1.15", "8.2", "1.001", "2.007", "168469.6", "-53594.36", "0"]
)
@pytest.mark.parametrize("dtype", [pl.String, pl.Float64, pl.Decimal(16, 4)])
def test_price_is_exact(price, dtype):
    """A price of up to four decimals becomes the whole number it is, though floats are not exact."""
    _, counted = read_quantity_and_price(pl.Series([1]), pl.Series([price]).cast(dtype), cell)
    assert counted.dtype == pl.Int64
    assert counted.to_list() == [Fraction(price) * c.MONEY_SCALE]


def test_numbers_may_be_missing():
    """Quantity and price are null where nothing is written."""
    read = read_quantity_and_price(pl.Series(["", None, " 3 "]), pl.Series([None, 1.5, None]), cell)
    assert [values.to_list() for values in read] == [[None, None, 3], [None, 15_000, None]]
    nothing = pl.Series([None, None])
    assert [values.to_list() for values in read_quantity_and_price(nothing, nothing, cell)] == [[None, None]] * 2


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
    assert error_of(lambda: read_quantity_and_price(pl.Series([quantity]), pl.Series([price]), cell)).startswith(where)


def test_largest_numbers():
    """What is just allowed is counted exactly."""
    quantity, price = read_quantity_and_price(pl.Series([100_000, 1]), pl.Series([10**6, 10**11]), cell)
    assert (quantity * price).to_list() == [10**15, 10**15]


def test_no_dates_at_all():
    """A column without a single date holds no bad one."""
    for values in (pl.Series(["", " ", None]), pl.Series([None, None], dtype=pl.Null), pl.Series([], dtype=pl.String)):
        read = read_date(values, None, cell)
        assert read.dtype == pl.Datetime("us")
        assert read.null_count() == len(values)


def test_date_beyond_python():
    """A date that Python can't hold, as damage makes them, is shown all the same."""
    values = pl.Series([10**18]).cast(pl.Datetime("us"))
    assert error_of(lambda: read_date(values, None, cell)).startswith("invoice_date 0 holds +33658-09-27")


def test_long_cells_are_cut():
    """An error shows only the beginning of a long text, and stays one line."""
    message = error_of(lambda: read_date(pl.Series(["no\ndate " * 1_000]), None, cell))
    assert "holds 'no\\ndate no" in message
    assert len(message) < 400
    assert len(one_line("x" * 121)) == 120
    assert one_line("x" * 120) == "x" * 120
