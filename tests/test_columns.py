"""The vocabulary of the house."""

from __future__ import annotations

from decimal import Decimal

import pytest

from segmentation import columns as c


@pytest.mark.parametrize(
    ("counted", "written"),
    [
        (0, "0.00"),
        (10_000, "1.00"),
        (12_300, "1.23"),
        (12_345, "1.2345"),
        (-1, "-0.0001"),
        (-10, "-0.001"),
        (-1_684_696_000, "-168469.60"),
        (10**18, "100000000000000.00"),
    ],
)
def test_money_is_exact(counted, written):
    """An amount has at least two decimals, as many more as it needs, and never an exponent."""
    assert str(c.money(counted)) == written


@pytest.mark.parametrize("counted", [0, 1, -7, 33_333, 10**15 + 1])
def test_money_comes_back(counted):
    """No amount loses anything on the way to the currency's unit and back."""
    assert c.money(counted) * c.MONEY_SCALE == Decimal(counted)


def test_every_column_has_one_name():
    """No two columns share a name, and what a source may carry is a column of a line."""
    everything = (*c.LINE_COLUMNS, c.RULE, *c.FEATURES, c.CLUSTER, c.SEGMENT)
    assert len(set(everything)) == len(everything)
    assert set(c.SOURCE_NAMES) == set(c.LINE_COLUMNS) - {c.LINE, c.SHEET, c.AMOUNT}
    assert set(c.SOURCE_NAMES) > c.OPTIONAL


def test_no_name_in_a_source_stands_for_two_columns():
    """Whatever a column of a source is called, there is one column of a line it can be."""
    names = [name for names in c.SOURCE_NAMES.values() for name in names]
    assert len(set(names)) == len(names)
    assert all(column in names for column, names in c.SOURCE_NAMES.items())
