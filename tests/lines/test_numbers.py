"""Numbers as people and programs write them: signs, groups, decimals, currencies."""

from __future__ import annotations

import polars as pl
import pytest

from segmentation import columns as c
from segmentation.lines.numbers import read_number

from .breaking_server import error_of


def cell(field, row):
    """Name a cell the short way."""
    return f"{field} {row}"


def read(*texts, decimal=None, currency=None, field=c.AMOUNT):
    """Read texts as numbers."""
    return read_number(pl.Series(texts, dtype=pl.String), field, decimal, cell, currency=currency).to_list()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", 1234.5),
        ("£1,234.50", 1234.5),
        ("1,234.50 GBP", 1234.5),
        ("GBP 12", 12),
        ("(12.00)", -12),
        ("(£1,000.00)", -1000),
        ("-£5.25", -5.25),
        ("£-5.25", -5.25),
        ("5.25-", -5.25),
        ("−3.5", -3.5),
        ("+3", 3),
        ("1'234.05", 1234.05),
        ("1’234’567.05", 1234567.05),
        ("1 234 567.5", 1234567.5),
        ("1\N{NO-BREAK SPACE}234.5", 1234.5),
        ("1\N{THIN SPACE}234.5", 1234.5),
        ("12,34,567.00", 1234567),
        (".5", 0.5),
        ("5.", 5),
        ("1e3", 1000),
    ],
)
def test_points(text, number):
    """Decimals after a point, with anything that may surround the digits."""
    assert read(text, decimal=".") == [number]
    assert read(text) == [number]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,50", 1234.5),
        ("1.234.567", 1234567),
        ("1.234", 1234),
        ("12,3", 12.3),
        ("1 234,5 €", 1234.5),
        ("€ 12,-", 12),
        ("12,– €", 12),
        ("-5,00", -5),
        ("5,00-", -5),
        ("(5,00)", -5),
        ("7", 7),
        ("R$ 1.234,05", 1234.05),
        ("1'234,05", 1234.05),
    ],
)
def test_commas(text, number):
    """Decimals after a comma, as most of Europe and South America write them."""
    assert read(text, decimal=",") == [number]


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("six", "."),
        ("12 pieces", "."),
        ("6,95", "."),
        ("0,634", "."),
        ("1,23,4", "."),
        ("1.234,5", "."),
        ("12.50", ","),
        ("0.634", ","),
        ("(5", "."),
        ("5)", "."),
        ("(-5)", "."),
        ("--5", "."),
        ("£5 €", "."),
        ("ABC 5", "."),
        ("-", "."),
        ("£", "."),
    ],
)
def test_no_numbers(text, decimal):
    """What is no number in the form asked for is refused, and never nearly read."""
    message = error_of(lambda: read("7", text, decimal=decimal))
    assert message.startswith(f"amount 1 holds {text!r}, where a number of at most 100,000,000,000")


def test_the_other_sign_is_proposed():
    """A number that has its decimals after the other sign is refused with the setting that mends it."""
    assert error_of(lambda: read("6,95")).endswith("or if ',' is the decimal separator, set --decimal ','")
    assert error_of(lambda: read("6.95", decimal=",")).endswith("set --decimal '.'")


def test_thousands_or_decimals():
    """Where each comma is before three digits, nothing shows whether it means thousands: the user must say."""
    message = error_of(lambda: read("12", "1,234"))
    assert message.startswith(
        "amount 1 holds '1,234', which can be a number over a thousand or one with three decimals"
    )
    assert read("12", "1,234", decimal=".") == [12, 1234]
    assert read("12", "1,234", decimal=",") == [12, 1.234]


@pytest.mark.parametrize("proof", ["1,234.5", "1,234,567", "6.95"])
def test_one_cell_proves_it_for_all(proof):
    """One cell that can be read in one way only settles what commas mean in all of them."""
    assert read("1,234", proof)[0] == 1234


def test_currencies_do_not_mix():
    """Signs of two currencies in a column can't be added up; two signs of one can."""
    assert error_of(lambda: read("€5", "£6")).startswith("amount 1 holds '£6', but other cells hold another currency")
    assert read("€5", "6 EUR", "7") == [5, 6, 7]


def test_currency_of_the_report():
    """Euros are not reported as pounds: the sign of another currency is refused, with the one to say."""
    message = error_of(lambda: read("€5", currency="GBP"))
    assert message.startswith("amount 0 holds '€5', but the report is in GBP; set --currency EUR")
    assert "set --currency to one of USD, AUD, CAD, NZD" in error_of(lambda: read("$5", currency="GBP"))
    assert read("$5", currency="CAD") == [5]


def test_pieces_have_no_currency():
    """A quantity with the sign of a currency is none."""
    assert error_of(lambda: read("£5", field=c.QUANTITY)).startswith("quantity 0 holds '£5', where a whole number")
