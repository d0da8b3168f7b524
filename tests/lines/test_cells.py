"""Loose cells: what counts as a text, and how errors show what does not fit."""

from __future__ import annotations

import polars as pl
import pytest

from segmentation import columns as c
from segmentation.lines.cells import one_line, read_text
from segmentation.lines.dates import read_date
from segmentation.lines.read_settings import ReadSettings

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


def test_spaces_around_a_text_may_be_kept():
    """Untrimmed, a code with a space at its end is another code; a cell of spaces is empty all the same."""
    values = pl.Series(["47503J ", " 47503J", "  ", None])
    assert read_text(values, c.STOCK_CODE, cell, trim=False).to_list() == ["47503J ", " 47503J", None, None]
    assert read_text(values, c.STOCK_CODE, cell).to_list() == ["47503J", "47503J", None, None]


def test_enormous_numbers_as_text():
    """A number too large to be whole keeps its value."""
    assert [float(text) for text in read_text(pl.Series([1e300, 1.0]), c.INVOICE, cell)] == [1e300, 1.0]


@pytest.mark.parametrize("values", [[["a"]], [{"a": 1}], [b"a"]])
def test_no_text(values):
    """A list, a record or bytes are no text."""
    assert error_of(lambda: read_text(pl.Series(values), c.COUNTRY, cell)).startswith("country 0 holds ")


def test_long_cells_are_cut():
    """An error shows only the beginning of a long text, and stays one line."""
    message = error_of(lambda: read_date(pl.Series(["no\ndate " * 1_000]), ReadSettings(), cell))
    assert "holds 'no\\ndate no" in message
    assert len(message) < 400
    assert len(one_line("x" * 121)) == 120
    assert one_line("x" * 120) == "x" * 120
