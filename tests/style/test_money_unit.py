"""The unit of a table's money."""

from __future__ import annotations

from decimal import Decimal

import pytest

from segmentation.style.money_unit import money_unit


@pytest.mark.parametrize(
    ("currency", "amounts", "name", "written"),
    [
        ("GBP", ["0.99", "0.05"], "£", ["0.99", "0.05"]),
        ("KWD", ["1.234", "0"], "KWD", ["1.234", "0.000"]),
        ("JPY", ["99"], "JP¥", ["99"]),
        ("GBP", ["100", "0.4"], "£", ["100", "0"]),
        ("GBP", ["999999.49", "-1"], "£", ["999,999", "−1"]),
        ("GBP", ["1000000", "499", "501"], "£k", ["1,000", "0", "1"]),
        ("GBP", ["12345678901", "50000"], "£m", ["12,345.7", "0.0"]),
        ("EUR", ["9e14", "1e9"], "€bn", ["900,000.0", "1.0"]),
        ("GBP", [], "£", []),
    ],
)
def test_a_table_has_one_unit(currency, amounts, name, written):
    """The largest amount says the unit and the decimals; all others follow."""
    values = [Decimal(amount) for amount in amounts]
    unit = money_unit(currency, values, 6)
    assert unit.name == name
    assert [unit.write(value) for value in values] == written


def test_what_is_added_or_taken_has_its_sign():
    """A plus or a true minus stands before it, and none before nothing."""
    unit = money_unit("GBP", [Decimal(2_000_000)], 6)
    assert [unit.signed(Decimal(value)) for value in (3000, -3000, 300)] == ["+3", "−3", "0"]
