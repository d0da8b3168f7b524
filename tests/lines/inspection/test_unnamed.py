"""Columns without names, told by what they hold."""

from __future__ import annotations

import polars as pl

from segmentation import columns as c
from segmentation.lines.inspection.contents import Column
from segmentation.lines.inspection.unnamed import name_by_content

DATES = ("2011-12-01", "2011-12-01", "2011-12-02", "2011-12-02", "2011-12-03", "2011-12-04")
CLIENTS = ("07", "07", "08", "08", "07", "09")
ORDERS = ("501", "501", "502", "502", "503", "504")
PRODUCTS = ("X1", "Y2", "X1", "Z3", "X1", "Y2")
PIECES = ("1", "2", "3", "1", "2", "1")
PRICES = ("1.50", "2.00", "1.50", "9.99", "1.50", "2.00")
TOTALS = ("1.50", "4.00", "4.50", "9.99", "3.00", "2.00")


def names(*columns):
    """Name columns of these cells, by their numbers."""
    made = [Column(str(number), pl.Series(cells, dtype=pl.String)) for number, cells in enumerate(columns, start=1)]
    return {field: column.name for field, column in name_by_content(made).items()}


def test_all_there_is():
    """Invoices have one day, their customers come back; quantity × price is the total."""
    assert names(ORDERS, CLIENTS, DATES, PRODUCTS, PIECES, PRICES, TOTALS) == {
        c.INVOICE: "1",
        c.CUSTOMER_ID: "2",
        c.INVOICE_DATE: "3",
        c.QUANTITY: "5",
        c.PRICE: "6",
    }


def test_whole_purchases():
    """A customer, a day and money are found, too."""
    assert names(DATES, TOTALS, CLIENTS) == {c.INVOICE_DATE: "1", c.AMOUNT: "2", c.CUSTOMER_ID: "3"}


def test_two_numbers_of_one_customer():
    """Of two columns that number the same customers, the first is taken."""
    assert names([f"9{cell}" for cell in CLIENTS], CLIENTS, DATES, TOTALS)[c.CUSTOMER_ID] == "1"


def test_what_can_not_be_told():
    """With two columns of different people, or none of dates, nothing is guessed."""
    assert c.CUSTOMER_ID not in names(CLIENTS, PRODUCTS, DATES, TOTALS)
    assert c.AMOUNT not in names(CLIENTS, DATES, TOTALS, PRICES)
    assert names(CLIENTS, TOTALS) == {}
