"""What the lines are like, on tables small enough to count by eye; the same on every engine."""

from __future__ import annotations

import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.topics.exploration.work import (
    column_summary,
    invoice_kinds,
    missing_by_month,
    other_codes,
    repeated_lines,
    value_lines,
)

from ...by_hand.lines import ENGINES, POUND, at, line, random_lines, table

TWO = ("polars", "duckdb")

LINES = table(
    line(),
    line(),
    line(3, **{c.INVOICE: "500002", c.CUSTOMER_ID: None, c.DESCRIPTION: None}),
    line(-2, **{c.INVOICE: "C500003", c.INVOICE_DATE: at("2011-12-01 09:00")}),
    line(1, **{c.INVOICE: "A500004", c.STOCK_CODE: "B", c.PRICE: -7 * POUND, c.DESCRIPTION: "Bad debt"}),
    line(1, **{c.INVOICE: "500005", c.STOCK_CODE: "POST", c.PRICE: 2 * POUND, c.DESCRIPTION: "Stamps"}),
    line(2, **{c.INVOICE: "500006", c.STOCK_CODE: "POST", c.PRICE: 0, c.DESCRIPTION: "POSTAGE"}),
    line(1, **{c.INVOICE: "500007", c.STOCK_CODE: "POST", c.PRICE: 3 * POUND, c.DESCRIPTION: "POSTAGE"}),
)


@pytest.fixture(params=TWO)
def on_engine(request):
    """Put a table on one of the engines."""
    return ENGINES[request.param]


def test_columns_are_described(on_engine):
    """A column has so many cells present, so many missing, and so many different values; nothing is no value."""
    summary = column_summary(on_engine(LINES)).set_index("column")
    assert summary.loc[c.INVOICE, ["present", "missing", "distinct"]].to_list() == [8, 0, 7]
    assert summary.loc[c.CUSTOMER_ID, ["present", "missing", "distinct"]].to_list() == [7, 1, 1]
    assert summary.loc[c.DESCRIPTION, ["present", "missing", "distinct"]].to_list() == [7, 1, 4]
    assert summary.loc[c.QUANTITY, "distinct"] == 4


def test_missing_cells_are_counted_by_month(on_engine):
    """Only columns of which a cell is missing are listed; a month in which none is has a row of zeros."""
    missing = missing_by_month(on_engine(LINES))
    assert missing.to_dict("list") == {
        "month": ["2011-11", "2011-12"],
        "lines": [7, 1],
        c.DESCRIPTION: [1, 0],
        c.CUSTOMER_ID: [1, 0],
    }


def test_lines_without_a_date_are_counted_too(on_engine):
    """A line without a date is in a row of its own, the last."""
    missing = missing_by_month(on_engine(table(line(), line(**{c.INVOICE_DATE: None}))))
    assert missing["month"].to_list() == ["2011-11", "no date"]
    assert missing["lines"].to_list() == [1, 1]


def test_invoices_by_kind(on_engine):
    """Cancellations, accounting entries and the others, with their money and what is odd about their lines."""
    kinds = invoice_kinds(on_engine(LINES)).set_index("kind")
    assert kinds.index.to_list() == ["ordinary", "cancellation", "adjustment"]
    assert kinds["invoices"].to_list() == [5, 1, 1]
    assert kinds["lines"].to_list() == [6, 1, 1]
    assert kinds[c.AMOUNT].to_list() == [(2 + 3 + 2 + 0 + 3) * POUND, -2 * POUND, -7 * POUND]
    assert kinds["negative"].to_list() == [0, 1, 0]
    assert kinds["unpriced"].to_list() == [1, 0, 1]
    assert kinds["nobody"].to_list() == [1, 0, 0]


def test_a_shop_without_marks_has_one_kind_of_invoice(on_engine):
    """Where no expression tells cancellations or entries, all invoices are ordinary."""
    kinds = invoice_kinds(on_engine(LINES), cancellation="", adjustment="")
    assert kinds["kind"].to_list() == ["ordinary"]
    assert kinds["lines"].to_list() == [8]


def test_codes_that_are_no_products_by_money(on_engine):
    """What moves most money comes first, whether in or out, and bears its commonest description."""
    codes = other_codes(on_engine(LINES))
    assert codes.to_dict("list") == {
        c.STOCK_CODE: ["B", "POST"],
        c.DESCRIPTION: ["Bad debt", "POSTAGE"],
        "lines": [1, 3],
        c.AMOUNT: [-7 * POUND, 5 * POUND],
    }
    assert other_codes(on_engine(LINES), top=1)[c.STOCK_CODE].to_list() == ["B"]
    assert other_codes(on_engine(LINES), product="").empty


def test_values_with_their_lines(on_engine):
    """Each value stands once, in order, with the number of its lines."""
    values = value_lines(on_engine(LINES), c.QUANTITY)
    assert values[c.QUANTITY].to_list() == [-2, 1, 2, 3]
    assert values["lines"].to_list() == [1, 5, 1, 1]


def test_repeats_and_the_overlap(on_engine):
    """The second of two equal lines is a repeat, and worth what it comes to; lines read beyond these are shared."""
    repeats = repeated_lines(on_engine(LINES), lines_read=11)
    assert repeats["lines"].to_list() == [1, 3]
    assert repeats[c.AMOUNT].to_list()[0] == POUND
    assert repeats[c.AMOUNT].isna().to_list() == [False, True]


@pytest.mark.parametrize("seed", range(3))
def test_all_engines_agree(seed):
    """On lines made by chance, cells missing in all columns, every engine gives the same tables."""
    lines = random_lines(seed)
    looks = (
        column_summary,
        missing_by_month,
        invoice_kinds,
        other_codes,
        lambda frame: value_lines(frame, c.PRICE),
        lambda frame: repeated_lines(frame, lines_read=2000),
    )
    for look in looks:
        first, again = (look(ENGINES[engine](lines)) for engine in TWO)
        pd.testing.assert_frame_equal(first, again, check_dtype=False)
