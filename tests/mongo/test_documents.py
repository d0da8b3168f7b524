"""Lines as documents: names, types, and money to the last ten-thousandth."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from bson import Decimal128

from segmentation import columns as c
from segmentation.mongo.documents import FIELDS, VALIDATOR, document_of, money_writer, read_money


def at(instant):
    """Read an instant, such as 2011-11-05 10:00."""
    return datetime.fromisoformat(instant)


LINE = {
    c.LINE: 7,
    c.SHEET: "Year 2009-2010",
    c.INVOICE: "489434",
    c.STOCK_CODE: "85048",
    c.DESCRIPTION: "LIGHTS",
    c.QUANTITY: 12,
    c.INVOICE_DATE: at("2009-12-01 07:45"),
    c.PRICE: 69_500,
    c.CUSTOMER_ID: "13085",
    c.COUNTRY: "United Kingdom",
    c.AMOUNT: 834_000,
}


def test_a_line_is_a_document_with_online_retail_s_names():
    """Dates are dates, numbers are numbers, money is a decimal; what quantity times price says is not said twice."""
    assert document_of(LINE, money_writer()) == {
        "Line": 7,
        "Sheet": "Year 2009-2010",
        "Invoice": "489434",
        "StockCode": "85048",
        "Description": "LIGHTS",
        "Quantity": 12,
        "InvoiceDate": at("2009-12-01 07:45"),
        "Price": Decimal128("6.95"),
        "Customer ID": "13085",
        "Country": "United Kingdom",
    }


def test_what_is_missing_is_absent():
    """No null is stored, nor an empty name of a sheet."""
    bare = dict.fromkeys(LINE) | {c.LINE: 1, c.SHEET: ""}
    assert document_of(bare, money_writer()) == {"Line": 1}


@pytest.mark.parametrize("other", [{c.AMOUNT: 833_999}, {c.PRICE: None}, {c.QUANTITY: None}])
def test_an_amount_of_its_own_is_kept(other):
    """A total that no unit price gives is a field of the document."""
    assert "Amount" in document_of(LINE | other, money_writer())


@pytest.mark.parametrize("amount", [0, 1, -1, 69_500, -535_943_600, 10**15, -(10**15), 123_456_789_012_345])
def test_money_comes_back_exactly(amount):
    """Every ten-thousandth survives the way into BSON and back."""
    stored = money_writer()(amount)
    assert stored.to_decimal() == Decimal(amount) / c.MONEY_SCALE
    assert read_money(stored) == amount


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "1E+15", "-1E+6000"])
def test_money_beyond_reason_is_none(text):
    """What can't be counted in 64 bits is not made into something that can."""
    assert read_money(Decimal128(text)) is None


def test_every_field_has_a_type():
    """The validator says of each field that we write what it must be."""
    assert VALIDATOR["$jsonSchema"]["properties"].keys() == set(FIELDS.values())
