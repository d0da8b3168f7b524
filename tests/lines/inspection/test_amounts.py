"""What a line comes to: pieces at a price, a total, the total of an order."""

from __future__ import annotations

import polars as pl
import pytest

from segmentation import columns as c
from segmentation.lines.inspection.amounts import find_amounts
from segmentation.lines.inspection.contents import Column

from ..breaking_server import error_of

ORDERS = ("1", "1", "2", "2", "3", "3", "4")


def column(name, *cells):
    """Make a column of these cells."""
    return Column(name, pl.Series(cells, dtype=pl.String))


INVOICE = column("order", *ORDERS)
QUANTITY = column("qty", "1", "2", "3", "1", "1", "2", "4")
PRICE = column("price", "1.50", "2.00", "1.00", "9.99", "5.00", "5.00", "0.25")
EXACT = column("total", "1.50", "4.00", "3.00", "9.99", "5.00", "10.00", "1.00")
PAID = column("paid", "1.50", "3.60", "3.00", "8.99", "5.00", "10.00", "1.00")
OF_ORDER = column("sum", "5.50", "5.50", "12.99", "12.99", "15.00", "15.00", "1.00")


@pytest.mark.parametrize(
    ("quantity", "price", "totals", "columns"),
    [
        (QUANTITY, PRICE, [], {c.QUANTITY: "qty", c.PRICE: "price"}),
        (QUANTITY, PRICE, [EXACT], {c.QUANTITY: "qty", c.PRICE: "price"}),
        (QUANTITY, PRICE, [PAID], {c.QUANTITY: "qty", c.AMOUNT: "paid"}),
        (QUANTITY, PRICE, [OF_ORDER], {c.QUANTITY: "qty", c.PRICE: "price"}),
        (QUANTITY, PRICE, [OF_ORDER, PAID], {c.QUANTITY: "qty", c.AMOUNT: "paid"}),
        (QUANTITY, None, [EXACT], {c.QUANTITY: "qty", c.AMOUNT: "total"}),
        (QUANTITY, None, [OF_ORDER, EXACT], {c.QUANTITY: "qty", c.AMOUNT: "total"}),
        (QUANTITY, None, [OF_ORDER], {c.QUANTITY: "", c.AMOUNT: "sum"}),
        (None, PRICE, [], {c.QUANTITY: "", c.AMOUNT: "price"}),
        (None, None, [EXACT], {c.QUANTITY: "", c.AMOUNT: "total"}),
    ],
)
def test_columns(quantity, price, totals, columns):
    """Pieces at a price win over a total that says the same; a total of the line wins over any other."""
    found = find_amounts(quantity, price, totals, INVOICE, "shop.csv")
    assert found.columns == columns
    assert found.amount_of == ("invoice" if columns.get(c.AMOUNT) == "sum" else None)


def test_fractions():
    """Pieces that are not whole are weights, at a price; beside a total they say nothing."""
    weights = column("kg", "0.5", "2", "3", "1", "1", "2", "4")
    assert find_amounts(weights, PRICE, [], INVOICE, "shop.csv").fractions
    assert find_amounts(weights, None, [EXACT], INVOICE, "shop.csv").columns[c.QUANTITY] == ""


def test_a_total_that_does_not_grow():
    """A 'total' that is no larger on lines of several pieces may be a unit price, which is to be checked."""
    pieces = [str(1 + number % 3) for number in range(90)]
    units = column("value", *("5.00" for _ in pieces))
    (doubt,) = find_amounts(column("qty", *pieces), None, [units], None, "shop.csv").doubts
    assert doubt.startswith("amount: 'value' is no larger on lines of several pieces than on lines of one")
    totals = column("value", *(f"{5 * int(number)}.00" for number in pieces))
    assert find_amounts(column("qty", *pieces), None, [totals], None, "shop.csv").doubts == ()


def test_an_amount_of_pieces():
    """A column called an amount that holds small whole numbers beside a price counts pieces, which is to be checked."""
    pieces = [str(1 + number % 3) for number in range(90)]
    unit, total = (column("price", *(f"{5 * (int(n) if grows else 1)}.00" for n in pieces)) for grows in (False, True))
    for price, field in ((unit, c.PRICE), (total, c.AMOUNT)):
        found = find_amounts(None, price, [column("amount", *pieces)], None, "shop.csv")
        assert found.columns == {c.QUANTITY: "amount", field: "price"}
        assert found.doubts[0].startswith("quantity: 'amount' holds small whole numbers")


def test_decimals():
    """The decimal sign is set where a comma occurs; two signs in one file are refused."""
    assert find_amounts(None, None, [EXACT], None, "shop.csv").decimal is None
    commas = column("betrag", "1,50", "2,00")
    assert find_amounts(None, None, [commas], None, "shop.csv").decimal == ","
    either_way = find_amounts(None, None, [column("x", "1,234", "12")], None, "shop.csv")
    assert either_way.decimal == "."
    assert either_way.doubts[0].startswith("decimal: numbers such as '1,234' can have thousands")
    message = error_of(lambda: find_amounts(column("qty", "1.0"), None, [commas], None, "shop.csv"))
    assert message.startswith("shop.csv has decimal points in some of 'qty', 'betrag' and decimal commas")
    assert error_of(lambda: find_amounts(QUANTITY, None, [], None, "shop.csv")) == "shop.csv has no column of amounts"
