"""What a source says of whole orders: days for invoices, statuses, currencies, totals that repeat."""

from __future__ import annotations

import pytest

from segmentation import columns as c

from ..by_hand.shop_files import read
from .breaking_server import error_of

COLUMNS = {
    c.INVOICE: "order",
    c.INVOICE_DATE: "date",
    c.CUSTOMER_ID: "client",
    c.STOCK_CODE: "",
    c.QUANTITY: "",
    c.AMOUNT: "total",
}


@pytest.fixture
def path(tmp_path):
    """Name a CSV file to be written."""
    return tmp_path / "shop.csv"


def lines_of(path, header, *rows, columns=COLUMNS, **settings):
    """Read a CSV file of these rows."""
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return read(path, columns=columns, **settings)


def test_a_day_is_an_invoice(path):
    """Without invoice numbers, all that a customer buys in a day is one purchase; nobody's day is nobody's."""
    rows = ["007,2011-12-01 08:00,5", "007,2011-12-01 21:00,6", "007,2011-12-02,7", ",2011-12-02,8", "8,,9"]
    lines = lines_of(path, "client,date,total", *rows, columns={**COLUMNS, c.INVOICE: ""})
    assert lines[c.INVOICE].to_list() == ["2011-12-01 007"] * 2 + ["2011-12-02 007", "2011-12-02 nobody", None]
    assert lines[c.STOCK_CODE].unique().to_list() == [c.ANY_PRODUCT]
    assert lines[c.AMOUNT].to_list() == [50_000, 60_000, 70_000, 80_000, 90_000]


def test_voided_orders(path):
    """A status of an order that came to nothing sets its lines aside, with their money; other statuses don't."""
    words = ("Paid", "CANCELLED", "not cancelled", "")
    rows = [f"{number},2011-12-01,7,{number + 4},{word}" for number, word in enumerate(words, start=1)]
    columns = {**COLUMNS, c.STATUS: "state"}
    lines = lines_of(path, "order,date,client,total,state", *rows, columns=columns)
    assert lines[c.ASIDE].to_list() == [None, c.VOIDED, None, None]
    assert lines[c.AMOUNT].to_list() == [50_000, 60_000, 70_000, 80_000]
    lines = lines_of(path, "order,date,client,total,state", *rows, columns=columns, void="^Paid$")
    assert lines[c.ASIDE].to_list() == [c.VOIDED, None, None, None]


def test_status_on_the_first_line_only(path):
    """An order's status may be on its first line only, as Shopify writes it; it applies to all its lines."""
    rows = ["1,2011-12-01,7,5,voided", "1,2011-12-01,7,6,", "2,2011-12-01,7,6,paid", "2,2011-12-01,7,1,"]
    lines = lines_of(path, "order,date,client,total,state", *rows, columns={**COLUMNS, c.STATUS: "state"})
    assert lines[c.ASIDE].to_list() == [c.VOIDED, c.VOIDED, None, None]


def test_other_currencies(path):
    """Lines in another currency than the report's keep their place and lose their money."""
    rows = ["1,2011-12-01,7,5,EUR", "2,2011-12-01,7,6,usd", "3,2011-12-01,7,7,eur", "4,2011-12-01,7,8,€"]
    columns = {**COLUMNS, c.CURRENCY_CODE: "cur"}
    lines = lines_of(path, "order,date,client,total,cur", *rows, columns=columns, currency="EUR")
    assert lines[c.ASIDE].to_list() == [None, c.OTHER_CURRENCY, None, None]
    assert lines[c.AMOUNT].to_list() == [50_000, 0, 70_000, 80_000]
    message = error_of(lambda: lines_of(path, "order,date,client,total,cur", *rows, columns=columns, currency="GBP"))
    assert message.startswith("no line is in GBP: the currency column holds 'EUR', 'usd'")


TOTALS = ["1,2011-12-01,7,10", "1,2011-12-01,7,10", "2,2011-12-02,7,12", "2,2011-12-02,7,12", "3,2011-12-02,8,5",
          "4,2011-12-03,8,7", "4,2011-12-03,8,7", "4,2011-12-03,8,7"]  # fmt: skip
HEADER = "order,date,client,total"


def test_repeated_totals_are_not_added_up(path):
    """Where all lines of an order state one amount, it looks like the order's, and one must say what it is."""
    message = error_of(lambda: lines_of(path, HEADER, *TOTALS))
    assert message.startswith(f"column 'total' of {path} has the same amount on all lines of each order")
    assert "--amount-of invoice" in message
    assert "--amount-of line" in message
    assert lines_of(path, HEADER, *TOTALS, amount_of="line")[c.AMOUNT].sum() == 700_000


def test_repeated_totals_count_once(path):
    """An order's total counts on its first line; the others stay, with the rule that accounts for them."""
    lines = lines_of(path, HEADER, *TOTALS, amount_of="invoice")
    repeated = [None, c.REPEATED_TOTAL, None, c.REPEATED_TOTAL, None, None, c.REPEATED_TOTAL, c.REPEATED_TOTAL]
    assert lines[c.ASIDE].to_list() == repeated
    assert lines[c.AMOUNT].to_list() == [100_000, 0, 120_000, 0, 50_000, 70_000, 0, 0]
    assert lines[c.QUANTITY].to_list() == lines[c.AMOUNT].to_list()


def test_total_on_the_first_line_only(path):
    """An order's total may be on one of its lines only."""
    rows = ["1,2011-12-01,7,", "1,2011-12-01,7,10", "2,2011-12-02,7,12", "2,2011-12-02,7,"]
    lines = lines_of(path, HEADER, *rows, amount_of="invoice")
    assert lines[c.ASIDE].to_list() == [c.REPEATED_TOTAL, None, None, c.REPEATED_TOTAL]
    assert lines[c.AMOUNT].to_list() == [0, 100_000, 120_000, 0]


def test_an_order_of_two_totals(path):
    """An order that states two totals has none."""
    message = error_of(lambda: lines_of(path, HEADER, "1,2011-12-01,7,5", "1,2011-12-01,7,6.5", amount_of="invoice"))
    assert message.startswith(f"invoice '1' has several totals, 5.00 and 6.50, in column 'total' of {path}")


@pytest.mark.parametrize(
    "rows",
    [
        TOTALS[:5],
        [row.rpartition(",")[0] + ",5" for row in TOTALS],
        [*TOTALS, "5,2011-12-03,8,7", "5,2011-12-03,8,9"],
    ],
    ids=["two orders", "all cost the same", "one differs"],
)
def test_coincidences_are_no_totals(rows, path):
    """Few orders, a shop where all costs the same, one order whose lines differ: then lines state what they cost."""
    assert c.ASIDE not in lines_of(path, HEADER, *rows).columns
