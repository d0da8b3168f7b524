"""What the cells of a column hold."""

from __future__ import annotations

import polars as pl
import pytest

from segmentation.lines.inspection.contents import Column


def column(*cells, dated=False):
    """Make a column of these cells."""
    return Column("x", pl.Series(cells, dtype=pl.String), dated)


@pytest.mark.parametrize(
    ("cells", "decimals"),
    [
        (("1", "2", None), (".", ",")),
        (("1.50", "2"), (".",)),
        (("1,50", "2"), (",",)),
        (("1.234,50",), (",",)),
        (("£1,234.50", "(3)"), (".",)),
        (("1,234",), (".", ",")),
        (("0,634",), (",",)),
        (("1", "x"), ()),
        (("PAY1", "PAY2"), ()),
        ((None, None), ()),
    ],
)
def test_decimals(cells, decimals):
    """All cells together show the decimal sign, leave it open, or are no numbers."""
    assert column(*cells).decimals == decimals


@pytest.mark.parametrize(
    ("cells", "whole", "coins"),
    [
        (("1", "2"), True, False),
        (("1.0", "2.0"), True, True),
        (("1.50",), False, True),
        (("€ 5",), True, True),
        (("1,234",), True, False),
        (("0.317",), False, False),
        (("x",), False, False),
    ],
)
def test_money(cells, whole, coins):
    """Money has two decimals or the sign of a currency; weights and codes don't."""
    assert column(*cells).is_whole == whole
    assert column(*cells).has_coins == coins


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (("13/01/2011", "1/2/2011"), "%d/%m/%Y"),
        (("01/13/2011", "1/2/2011"), "%m/%d/%Y"),
        (("31.01.11",), "%d.%m.%y"),
        (("19970101",), "%Y%m%d"),
        (("1. März 2011", "2. Mai 2011"), "%d. %B %Y"),
        (("Jan 3, 2011",), "%B %d, %Y"),
        (("3 Jan 2011 10:15 PM",), "%d %B %Y %I:%M %p"),
        (("2011/01/03 10:15",), "%Y/%m/%d %H:%M"),
        (("3/13/11 10:15 -0500",), "%m/%d/%y %H:%M"),
        (("13/01/2011 10h15",), "%d/%m/%Y %Hh%M"),
    ],
)
def test_date_forms(cells, form):
    """A form fits all cells, or none is given."""
    assert column(*cells).date_forms[0] == form
    assert column(*cells, "soon").date_forms == ()


def test_dates_that_fit_both_ways():
    """Where no day is after the 12th, both orders fit."""
    assert {"%d/%m/%Y", "%m/%d/%Y"} <= set(column("01/02/2011", "12/12/2011").date_forms)


def test_epochs():
    """Ten digits of late are seconds, thirteen are thousandths; fewer are some other number."""
    assert column("1322728000", "1322728001").epoch == "%s"
    assert column("1322728000500").epoch == "%s%3f"
    assert column("132272800").epoch is None
    assert column("13227280005001").epoch is None


def test_shares():
    """Empty cells and repeats are counted."""
    cells = column("a", "a", "b", None)
    assert cells.filled == 0.75
    assert cells.repeats == 1.5
    assert column("8:05 PM", "20:05").is_time
    assert not column("8", "x").is_time
