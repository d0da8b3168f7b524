"""Which form of dates is meant where several fit."""

from __future__ import annotations

import polars as pl

from segmentation.lines.inspection.contents import Column
from segmentation.lines.inspection.date_forms import choose_form

from ..breaking_server import error_of

EITHER_WAY = [f"{day:02}/{month:02}/2011" for month in range(1, 13) for day in range(1, 13)]


def choose(cells, *names, dated=False):
    """Choose the form of a column among columns of these names."""
    return choose_form(Column("when", pl.Series(cells, dtype=pl.String), dated), list(names), "shop.csv")


def test_iso_needs_no_form():
    """ISO 8601 and dates by type are read without a word."""
    assert choose(["2011-12-01"]).form is None
    assert choose(["2011-12-01 00:00:00"], dated=True).form is None


def test_one_form_fits():
    """A day after the 12th settles the order."""
    assert choose(["31/12/2011", "01/02/2011"]).form == "%d/%m/%Y"
    assert not choose(["31/12/2011"]).doubt


def test_sorted_files_tell():
    """Where both orders fit, the one in which the lines are sorted is meant, upwards or downwards."""
    for cells in (EITHER_WAY, EITHER_WAY[::-1]):
        chosen = choose(cells)
        assert chosen.form == "%d/%m/%Y"
        assert "sorted by time" in chosen.why
        assert not chosen.doubt


def test_languages_and_clocks_tell_less():
    """A language or a clock makes an order likely, which is to be checked."""
    shuffled = EITHER_WAY[::7] + EITHER_WAY[3::7]
    german = choose(shuffled, "Bestellnr", "Kunde", "Menge")
    assert german.form == "%d/%m/%Y"
    assert "because the column names are in a language (de)" in german.doubt
    clock = choose([f"{cell} 9:15 PM" for cell in shuffled])
    assert clock.form == "%m/%d/%Y %I:%M %p"
    assert clock.doubt


def test_nothing_tells():
    """Where nothing shows the form, the file is refused with both forms to choose from."""
    message = error_of(lambda: choose(EITHER_WAY[::7] + EITHER_WAY[3::7], "order", "client"))
    assert message.endswith("choose one: segmentation inspect … --date-format '%d/%m/%Y' or '%m/%d/%Y'")


def test_epochs():
    """Seconds since 1970 are a form."""
    assert choose(["1322728000"]).form == "%s"
