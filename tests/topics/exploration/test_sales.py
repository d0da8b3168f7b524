"""What was sold, on tables small enough to add up by eye; the same on every engine."""

from __future__ import annotations

import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.topics.exploration.work import sales_by, sales_without_customer, top_customers, top_products

from ...by_hand.lines import ENGINES, POUND, at, line, random_lines, table

TWO = ("polars", "duckdb")

# The fifth of November 2011 is a Saturday, the seventh a Monday.
LINES = table(
    line(2, **{c.INVOICE_DATE: at("2011-11-05 10:15")}),
    line(3, **{c.INVOICE: "500002", c.INVOICE_DATE: at("2011-11-07 10:59"), c.CUSTOMER_ID: None}),
    line(-1, **{c.INVOICE: "C500003", c.INVOICE_DATE: at("2011-12-05 09:00")}),
    line(5, **{c.INVOICE: "500004", c.CUSTOMER_ID: "B", c.COUNTRY: "France", c.STOCK_CODE: "10002",
               c.DESCRIPTION: "CUP", c.INVOICE_DATE: at("2011-12-06 09:30")}),
    line(1, **{c.INVOICE: "500005", c.COUNTRY: None, c.DESCRIPTION: "damaged", c.INVOICE_DATE: at("2011-12-06 10:00")}),
)  # fmt: skip


@pytest.fixture(params=TWO)
def on_engine(request):
    """Put a table on one of the engines."""
    return ENGINES[request.param]


def test_by_month(on_engine):
    """A month has its lines, invoices, known customers and money; nobody is not a customer."""
    assert sales_by(on_engine(LINES), "month").to_dict("list") == {
        "month": ["2011-11", "2011-12"],
        "lines": [2, 3],
        "invoices": [2, 3],
        "customers": [1, 2],
        c.AMOUNT: [5 * POUND, 5 * POUND],
    }


def test_by_weekday_and_hour(on_engine):
    """Weekdays bear their names and come in the order of the week, hours in that of the day."""
    weekdays = sales_by(on_engine(LINES), "weekday")
    assert weekdays["weekday"].to_list() == ["Monday", "Tuesday", "Saturday"]
    assert weekdays[c.AMOUNT].to_list() == [2 * POUND, 6 * POUND, 2 * POUND]
    hours = sales_by(on_engine(LINES), "hour")
    assert hours["hour"].to_list() == [9, 10]
    assert hours["lines"].to_list() == [2, 3]


def test_by_country(on_engine):
    """Countries come by money; lines without one are in a row of their own."""
    countries = sales_by(on_engine(LINES), "country")
    assert countries["country"].to_list() == ["France", "United Kingdom", "unknown"]
    assert countries[c.AMOUNT].to_list() == [5 * POUND, 4 * POUND, 1 * POUND]


def test_products_and_customers(on_engine):
    """The best come first, net of returns; a product bears its commonest description."""
    products = top_products(on_engine(LINES))
    assert products[c.STOCK_CODE].to_list() == ["10001", "10002"]
    assert products[c.DESCRIPTION].to_list() == ["TEAPOT", "CUP"]
    assert products[c.QUANTITY].to_list() == [5, 5]
    customers = top_customers(on_engine(LINES))
    assert customers[c.CUSTOMER_ID].to_list() == ["B", "A"]
    assert customers[c.AMOUNT].to_list() == [5 * POUND, 2 * POUND]
    assert len(top_products(on_engine(LINES), top=1)) == len(top_customers(on_engine(LINES), top=1)) == 1


def test_lines_without_a_customer(on_engine):
    """Their part of a month's lines and what they come to, beside what the others do."""
    nobody = sales_without_customer(on_engine(LINES))
    assert nobody["lines"].to_list() == [1, 0]
    assert nobody["line_share"].to_list() == [0.5, 0.0]
    assert nobody[c.AMOUNT].to_list() == [3 * POUND, 0]
    assert nobody["amount_with"].to_list() == [2 * POUND, 5 * POUND]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("what", ["month", "weekday", "hour", "country"])
def test_sums_are_those_of_the_lines(seed, what):
    """However sales are added up, every line and all the money is in one row, on every engine."""
    lines = random_lines(seed)
    tables = [sales_by(put(lines), what) for put in (ENGINES[engine] for engine in TWO)]
    for table_ in tables:
        assert table_["lines"].sum() == len(lines)
        assert table_[c.AMOUNT].sum() == lines[c.AMOUNT].sum()
        pd.testing.assert_frame_equal(tables[0], table_, check_dtype=False)


def test_undated_lines_come_last(on_engine):
    """A line without a date is in a row of its own, whatever is added up."""
    lines = table(line(), line(4, **{c.INVOICE_DATE: None}))
    for what in ("month", "weekday", "hour"):
        sales = sales_by(on_engine(lines), what)
        assert sales[what].to_list()[-1] == "no date"
        assert sales[c.AMOUNT].to_list() == [POUND, 4 * POUND]
