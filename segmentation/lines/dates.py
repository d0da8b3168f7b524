"""Read dates as people and programs write them, and move instants to the shop's time zone."""

from __future__ import annotations

from datetime import datetime, time
from functools import cache
from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.lines.cells import Cell, refuse, stripped
from segmentation.lines.read_settings import ReadSettings

ISO_FORMATS: Final = (
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d",
    "%Y%m%d",
)
"""Unambiguous forms of a date, which one column may mix."""

SLASH_FORMAT: Final = "%m/%d/%Y %H:%M"
"""How the CSV edition of Online Retail writes dates."""

TIME_FORMATS: Final = ("%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p", "%H%M", "%H%M%S")
"""Unambiguous forms of a time of day."""

EPOCHS: Final = {"%s": 1_000_000, "%s%3f": 1_000}
"""Forms that count since 1970 in UTC, with the microseconds of their unit."""

OFFSET: Final = r"(?i)^(.*\d:\d\d(?::\d\d(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?)\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$"
"""Regular expression of an instant with an offset from UTC, and of its two parts."""

MONTH_LANGUAGES: Final = ("de", "fr", "es", "it", "nl", "pt", "da", "sv", "nb", "pl", "fi", "cs")

_EITHER_WAY: Final = (SLASH_FORMAT, "%d/%m/%Y %H:%M")
_FIRST_DATE, _LAST_DATE = datetime(1970, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001  (the shop's local time)
_ALLOWED: Final = "a date from 1970 to 2099"
_EXCEL_DAY_ZERO: Final = r"^1899-12-3[01][ T]"
"""What fastexcel puts before the time of day of a cell without a day."""


def read_date(values: pl.Series, reading: ReadSettings, cell: Cell, times: pl.Series | None = None) -> pl.Series:
    """Read cells as dates in the shop's local time; ``times`` is a column of times of day.

    Unless a time zone is set, an offset from UTC is dropped and the clock time kept. Days without a time never move.
    Dates that all fit month first as well as day first are refused.
    """
    offset = None
    if values.dtype in (pl.Date, pl.Datetime):
        if reading.time_zone and getattr(values.dtype, "time_zone", None):
            date = values.dt.convert_time_zone("UTC").dt.replace_time_zone(None).cast(pl.Datetime("us"))
            offset = pl.repeat(0, len(values), dtype=pl.Int32, eager=True)
        else:
            date = values.cast(pl.Datetime("us", getattr(values.dtype, "time_zone", None))).dt.replace_time_zone(None)
    elif values.dtype.is_nested() or values.dtype == pl.Binary:
        date = pl.repeat(None, len(values), dtype=pl.Datetime("us"), eager=True)
    else:
        values = stripped(values)
        date, offset = _of_text(values, reading.date_format, cell)
    unfit = (values.is_not_null() & date.is_null()) | ~date.is_between(_FIRST_DATE, _LAST_DATE, closed="left")
    hint = "; if dates have another format, give it, such as --date-format '%d.%m.%Y'"
    refuse(unfit, values, _ALLOWED, c.INVOICE_DATE, cell, hint)
    if times is not None:
        date = _with_time(date, times, cell)
    return date if reading.time_zone is None else _moved(date, offset, reading.time_zone, reading.date_zone)


def _of_text(text: pl.Series, date_format: str | None, cell: Cell) -> tuple[pl.Series, pl.Series | None]:
    """Parse texts as dates, null where they are none, and their offsets from UTC in minutes."""
    if date_format in EPOCHS:
        count = text.cast(pl.Float64, strict=False)
        date = (count * EPOCHS[date_format]).round().cast(pl.Int64, strict=False).cast(pl.Datetime("us"))
        return date, pl.repeat(0, len(text), dtype=pl.Int32, eager=True)
    offset = None
    if text.str.contains(OFFSET).any():
        text, offset = split_offset(text)
        date_format = date_format and without_offset(date_format)
    if date_format is not None and any(letter in date_format for letter in ("%b", "%B", "%h")):
        text = english_months(text)
    return _parsed(text, date_format, cell), offset


def split_offset(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Split instants from their offsets: minutes east of Greenwich, null where none is written.

    >>> [part.to_list() for part in split_offset(pl.Series(["2011-12-01T08:26:00Z", "1/2/11 8:26 PM -0530", "x"]))]
    [['2011-12-01T08:26:00', '1/2/11 8:26 PM', 'x'], [0, -330, None]]
    """
    parts = pl.DataFrame({"text": text}).select("text", pl.col("text").str.extract_groups(OFFSET).alias("part"))
    body, written = (pl.col("part").struct[name] for name in ("1", "2"))
    digits = written.str.replace(":", "")
    minutes = digits.str.slice(1, 2).cast(pl.Int32, strict=False) * 60 + digits.str.slice(3, 2).str.pad_end(
        1, "0"
    ).cast(pl.Int32, strict=False).fill_null(0)
    offset = pl.when(written.str.starts_with("-")).then(-minutes).when(written.is_not_null()).then(minutes.fill_null(0))
    split = parts.select(pl.coalesce(body, "text").alias("text"), offset.alias("offset"))
    return split["text"], split["offset"]


def without_offset(date_format: str) -> str:
    """Remove the offset from UTC from a format.

    >>> without_offset("%Y-%m-%dT%H:%M:%SZ"), without_offset("%d/%m/%Y %H:%M %z")
    ('%Y-%m-%dT%H:%M:%S', '%d/%m/%Y %H:%M')
    """
    for ending in ("%z", "%:z", "%#z", "%Z", "UTC", "GMT", "Z"):
        if date_format.endswith(ending):
            return date_format.removesuffix(ending).rstrip()
    return date_format


@cache
def _month_names() -> dict[str, str]:
    """By a month's name in another language, lower case, its English one; names that mean two months are left out."""
    from babel.dates import get_month_names

    english = get_month_names("abbreviated", locale="en")
    found: dict[str, set[str]] = {}
    for language in MONTH_LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context, language).items():
                    found.setdefault(name.casefold().rstrip("."), set()).add(english[number])
    return {name: months.pop() for name, months in found.items() if len(months) == 1}


def english_months(text: pl.Series) -> pl.Series:
    """Replace months' names in other languages by the English ones.

    >>> english_months(pl.Series(["3. März 2011", "3 déc. 2011", "Mar 3, 2011"])).to_list()
    ['3. Mar 2011', '3 Dec 2011', 'Mar 3, 2011']
    """
    words = text.str.extract_all(r"\p{L}{3,}").explode(empty_as_null=False).drop_nulls().unique(maintain_order=True)
    for word in words:
        if (english := _month_names().get(word.casefold())) is not None and english.casefold() != word.casefold():
            text = text.str.replace(rf"\b{word}\b\.?", english)
    return text


def _parsed(text: pl.Series, date_format: str | None, cell: Cell) -> pl.Series:
    """Parse dates in the given form, or else in ISO 8601's or the one that fits most; the rest are null."""
    known = text.is_not_null()
    if (
        date_format is None
        and known.any()
        and all(parse(text, form).is_not_null().sum() == known.sum() for form in _EITHER_WAY)
    ):
        row = known.arg_max()
        assert row is not None  # noqa: S101  (one is known)
        msg = (
            f"{cell(c.INVOICE_DATE, row)} holds {text[row]!r}; like all dates there, it can be read month first "
            f"or day first; choose one with --date-format '{_EITHER_WAY[0]}' or '{_EITHER_WAY[1]}'"
        )
        raise SourceError(msg)
    if date_format is not None:
        return parse(text, date_format)
    iso = parse(text, ISO_FORMATS[0])
    for form in ISO_FORMATS[1:]:
        if iso.null_count() == text.null_count():
            return iso
        iso = iso.zip_with(iso.is_not_null(), parse(text, form))
    return min(iso, parse(text, SLASH_FORMAT), key=pl.Series.null_count)


def parse(text: pl.Series, form: str) -> pl.Series:
    """Parse texts in one form, null where they have another."""
    if form == "%Y%m%d":  # Otherwise 1 December could be 1201, and a phone number a day.
        text = text.set(~text.str.contains(r"^(19|20)\d{6}$"), None)
    return text.str.to_datetime(form, time_unit="us", strict=False)


def read_time(values: pl.Series) -> pl.Series:
    """Read cells as times of day, null where they are none."""
    if values.dtype == pl.Time:
        return values
    if values.dtype == pl.Datetime:
        return values.dt.time()
    text = stripped(values).str.replace(_EXCEL_DAY_ZERO, "")
    text = text.set(text.str.contains(r"^\d+$") & ~text.str.len_chars().is_in([4, 6]), None)
    forms = [pl.col("text").str.to_time(form, strict=False) for form in TIME_FORMATS]
    return pl.DataFrame({"text": text}).select(pl.coalesce(forms).alias("time"))["time"]


def _with_time(date: pl.Series, times: pl.Series, cell: Cell) -> pl.Series:
    """Add the time of day to the day; a line without a time keeps midnight."""
    time = read_time(times)
    values = times if times.dtype == pl.Time else stripped(times)
    refuse(values.is_not_null() & time.is_null(), values, "a time of day such as 14:05", c.INVOICE_TIME, cell)
    both = pl.DataFrame({"date": date, "time": time})
    combined = pl.col("date").dt.date().dt.combine(pl.col("time"), "us")
    return both.select(pl.coalesce(combined, "date").alias("date"))["date"]


def _moved(date: pl.Series, offset: pl.Series | None, time_zone: str, date_zone: str | None) -> pl.Series:
    """Move instants to the shop's time zone; if every line says midnight, they are days and don't move."""
    if offset is None and (date_zone is None or bool((date.dt.time() == time(0)).all())):
        return date
    minutes = pl.Series([None] * len(date), dtype=pl.Int32) if offset is None else offset
    day = pl.DataFrame({"date": date, "minutes": minutes})
    instant = (pl.col("date") - pl.duration(minutes=pl.col("minutes"))).dt.replace_time_zone("UTC")
    unsaid = pl.col("date")
    if date_zone is not None:
        # An hour skipped when clocks go forward becomes the hour after it.
        in_zone = [
            hour.dt.replace_time_zone(date_zone, ambiguous="earliest", non_existent="null")
            for hour in (unsaid, unsaid + pl.duration(hours=1))
        ]
        unsaid = pl.coalesce(*in_zone).dt.convert_time_zone(time_zone).dt.replace_time_zone(None)
    moved = instant.dt.convert_time_zone(time_zone).dt.replace_time_zone(None)
    return day.select(pl.coalesce(moved, unsaid).alias("date"))["date"]
