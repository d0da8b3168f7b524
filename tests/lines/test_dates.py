"""Dates as people and programs write them, and the time of the shop's place."""

from __future__ import annotations

import polars as pl
import pytest

from segmentation.lines.dates import read_date
from segmentation.lines.read_settings import ReadSettings

from .breaking_server import error_of


def cell(field, row):
    """Name a cell the short way."""
    return f"{field} {row}"


def test_no_dates_at_all():
    """A column without a single date holds no bad one."""
    for values in (pl.Series(["", " ", None]), pl.Series([None, None], dtype=pl.Null), pl.Series([], dtype=pl.String)):
        read = read_date(values, ReadSettings(), cell)
        assert read.dtype == pl.Datetime("us")
        assert read.null_count() == len(values)


def test_date_beyond_python():
    """A date that Python can't hold, as damage makes them, is shown all the same."""
    values = pl.Series([10**18]).cast(pl.Datetime("us"))
    assert error_of(lambda: read_date(values, ReadSettings(), cell)).startswith("invoice_date 0 holds +33658-09-27")


def dates(*texts, times=None, **settings):
    """Read texts as dates, and write what was read the ISO way."""
    times = None if times is None else pl.Series(times, dtype=pl.String)
    read = read_date(pl.Series(texts, dtype=pl.String), ReadSettings(**settings), cell, times)
    return read.dt.to_string("%Y-%m-%d %H:%M:%S").to_list()


@pytest.mark.parametrize(
    ("text", "form", "date"),
    [
        ("19970101", None, "1997-01-01 00:00:00"),
        ("2011-12-01T08:26", None, "2011-12-01 08:26:00"),
        ("01.12.2011", "%d.%m.%Y", "2011-12-01 00:00:00"),
        ("1/12/11", "%d/%m/%y", "2011-12-01 00:00:00"),
        ("31/12/99", "%d/%m/%y", "1999-12-31 00:00:00"),
        ("1-Dec-2011", "%d-%b-%Y", "2011-12-01 00:00:00"),
        ("December 1, 2011", "%B %d, %Y", "2011-12-01 00:00:00"),
        ("1. März 2011", "%d. %B %Y", "2011-03-01 00:00:00"),
        ("1 déc. 2011", "%d %b %Y", "2011-12-01 00:00:00"),
        ("5 de agosto de 2011", "%d de %B de %Y", "2011-08-05 00:00:00"),
        ("12/1/2011 8:26 PM", "%m/%d/%Y %I:%M %p", "2011-12-01 20:26:00"),
        ("12/1/2011 12:26 am", "%m/%d/%Y %I:%M %p", "2011-12-01 00:26:00"),
        ("1322728000", "%s", "2011-12-01 08:26:40"),
        ("1322728000500", "%s%3f", "2011-12-01 08:26:40"),
    ],
)
def test_forms(text, form, date):
    """Days first and last, years of two digits, names of months, clocks of twelve hours, seconds since 1970."""
    assert dates(text, date_format=form) == [date]


@pytest.mark.parametrize("text", ["20111301", "12345678", "201112", "19970101x"])
def test_digits_that_are_no_day(text):
    """Eight digits are a day only where they are one of the calendar's."""
    assert error_of(lambda: dates(text)).startswith(f"invoice_date 0 holds {text!r}, where a date from 1970 to 2099")


OFFSETS = [
    ("2011-07-01T23:30:00Z", 0),
    ("2011-07-01 23:30:00 UTC", 0),
    ("2011-07-01T23:30:00.000+00:00", 0),
    ("2011-07-02 00:30:00 +0100", 60),
    ("2011-07-01T18:30:00-05", -300),
]


@pytest.mark.parametrize(("text", "minutes"), OFFSETS)
def test_instants_go_to_the_shop(text, minutes):
    """An instant that says its offset is moved to the shop's clock: half past eleven in UTC is tomorrow in London."""
    assert dates(text, time_zone="Europe/London") == ["2011-07-02 00:30:00"]
    assert dates(text, time_zone="America/New_York") == ["2011-07-01 19:30:00"]


@pytest.mark.parametrize(("text", "minutes"), OFFSETS)
def test_without_a_zone_hands_stay(text, minutes):
    """Unless a zone is asked for, what is written counts."""
    assert dates(text) == [text[:10] + " " + text[11:19]]


def test_offsets_in_a_stated_form():
    """A form may name the offset or leave it out; both read the same."""
    for form in ("%d/%m/%Y %H:%M %z", "%d/%m/%Y %H:%M"):
        assert dates("1/7/2011 23:30 +0000", date_format=form, time_zone="Europe/London") == ["2011-07-02 00:30:00"]


def test_epoch_goes_to_the_shop():
    """Seconds since 1970 are UTC's."""
    assert dates("1309563000", date_format="%s", time_zone="Europe/London") == ["2011-07-02 00:30:00"]


def test_zone_of_dates_that_do_not_say():
    """Dates without an offset are the shop's own, unless a zone is said to be theirs."""
    assert dates("2011-07-01 23:30", time_zone="Europe/London") == ["2011-07-01 23:30:00"]
    assert dates("2011-07-01 23:30", time_zone="Europe/London", date_zone="UTC") == ["2011-07-02 00:30:00"]


def test_days_are_not_moved():
    """A column of days, without a time of day, says which day it was where the shop is."""
    assert dates("2011-07-01", "2011-07-02", time_zone="America/New_York", date_zone="UTC") == [
        "2011-07-01 00:00:00",
        "2011-07-02 00:00:00",
    ]


def test_hours_that_clocks_skip_or_repeat():
    """In the hour that a clock skips, the one after it is meant; of one that it repeats, the first."""
    zones = {"date_zone": "Europe/London", "time_zone": "UTC"}
    assert dates("2011-03-27 01:30", **zones) == ["2011-03-27 01:30:00"]
    assert dates("2011-10-30 01:30", **zones) == ["2011-10-30 00:30:00"]


def test_typed_instants():
    """A column that is one of instants by its type goes to the shop's clock too, and stays without a zone."""
    instants = pl.Series(["2011-07-01 23:30"]).str.to_datetime().dt.replace_time_zone("UTC")
    there = read_date(instants, ReadSettings(time_zone="Europe/London"), cell)
    assert there.dt.to_string("%d %H:%M").to_list() == ["02 00:30"]
    assert read_date(instants, ReadSettings(), cell).dt.to_string("%d %H:%M").to_list() == ["01 23:30"]


@pytest.mark.parametrize("time", ["8:05 PM", "20:05", "20:05:00", "2005", "1899-12-31 20:05:00"])
def test_time_in_a_column_of_its_own(time):
    """The time of day may be beside the day; without it, a line keeps its day."""
    assert dates("2011-12-01", "2011-12-02", times=[time, ""]) == ["2011-12-01 20:05:00", "2011-12-02 00:00:00"]


def test_no_time():
    """What is no time of day is refused."""
    message = error_of(lambda: dates("2011-12-01", times=["noon"]))
    assert message.startswith("invoice_time 0 holds 'noon', where a time of day such as 14:05")
