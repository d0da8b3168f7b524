"""Read the loose cells of a column as text, numbers or dates, and name the first that does not fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError

DATE_FORMATS: Final = (
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%m/%d/%Y %H:%M",
)
"""Forms of a date written as text that are tried in turn; the last is the CSV edition of Online Retail."""

_EITHER_WAY: Final = ("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M")
_LARGEST: Final = 10**11
"""Quantities, prices and their products stay below this, so that money, counted, stays below 2**63."""
_FIRST_DATE, _LAST_DATE = datetime(1970, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001  (the shop's local time)

_ALLOWED: Final = {
    c.QUANTITY: f"a whole number of at most {_LARGEST:,}",
    c.PRICE: f"a number of at most {_LARGEST:,}, its decimals after a point,",
    c.INVOICE_DATE: "a date from 1970 to 2099",
}

Cell = Callable[[str, int], str]
"""Name the cell of a field's column in a row, counted from 0, as a person would find it."""


def one_line(text: object) -> str:
    r"""Put a text, or what an error says, on one line.

    Parameters
    ----------
    text : object
        Anything with a text.

    Returns
    -------
    str
        The text's first paragraph, all white space in it a single space; what is longer than 120
        characters is cut off.

    Examples
    --------
    >>> one_line("Customer\nID")
    'Customer ID'
    """
    words = " ".join(str(text).partition("\n\n")[0].split())
    return words if len(words) <= 120 else f"{words[:119]}…"


def read_text(values: pl.Series, field: str, cell: Cell) -> pl.Series:
    """Read cells as text: codes, names, notes.

    Parameters
    ----------
    values : Series
        The cells of a column, of any type.
    field : str
        The column of a line that they are.
    cell : callable of (str, int)
        Names a cell for an error.

    Returns
    -------
    Series of str
        Texts without outer spaces, null where nothing is left. Numbers lose a trailing '.0', and so do texts
        such as '13085.0' if all are such: a program that wrote them took codes for numbers.

    Raises
    ------
    SourceError
        A cell holds a list, or anything else that is no single value.
    """
    if values.dtype.is_nested() or values.dtype == pl.Binary:
        _refuse(values.is_not_null(), values, "a text", field, cell)
    if values.dtype.is_float() or values.dtype.is_decimal():
        number = values.cast(pl.Float64).fill_nan(None)
        whole = (number == number.round()) & (number.abs() < 2**53)
        values = number.cast(pl.Int64) if whole.all() else number
    text = _stripped(values)
    return text.str.strip_suffix(".0") if text.str.contains(r"^\d+\.0$").all() else text


def _stripped(values: pl.Series) -> pl.Series:
    text = values.cast(pl.String).str.strip_chars()
    return text.set(text == "", None)


def read_quantity_and_price(quantity: pl.Series, price: pl.Series, cell: Cell) -> tuple[pl.Series, pl.Series]:
    """Read cells as quantities and as prices.

    Parameters
    ----------
    quantity, price : Series
        The cells of a column, numbers or text.
    cell : callable of (str, int)
        Names a cell for an error.

    Returns
    -------
    quantity : Series of int
        Pieces.
    price : Series of int
        Ten-thousandths of the currency's unit, rounded to whole ones.

    Raises
    ------
    SourceError
        A cell holds no number, a quantity is a fraction, or one of them is absurd.
    """
    pieces = _number(quantity, c.QUANTITY, cell)
    _refuse(pieces != pieces.round(), quantity, _ALLOWED[c.QUANTITY], c.QUANTITY, cell)
    units = _number(price, c.PRICE, cell)
    _refuse((pieces * units).abs() > _LARGEST, price, "a price that makes sense with its quantity", c.PRICE, cell)
    return pieces.cast(pl.Int64), (units * c.MONEY_SCALE).round().cast(pl.Int64)


def _number(values: pl.Series, field: str, cell: Cell) -> pl.Series:
    """Make numbers; a quantity, too, until it is known to be whole."""
    if values.dtype == pl.String:
        values = _stripped(values)
    if values.dtype == pl.String or values.dtype.is_numeric() or values.dtype == pl.Null:
        number = values.cast(pl.Float64, strict=False)
    else:
        number = pl.repeat(None, len(values), dtype=pl.Float64, eager=True)
    unfit = (values.is_not_null() & number.is_null()) | ~(number.abs() <= _LARGEST)  # NaN is not less than anything
    _refuse(unfit, values, _ALLOWED[field], field, cell)
    return number


def read_date(values: pl.Series, date_format: str | None, cell: Cell) -> pl.Series:
    """Read cells as dates.

    Parameters
    ----------
    values : Series
        The cells of a column, dates or text.
    date_format : str or None
        How dates written as text are to be read; None tries `DATE_FORMATS`.
    cell : callable of (str, int)
        Names a cell for an error.

    Returns
    -------
    Series of datetime
        Local time; a time zone is taken away without moving the hands of the clock.

    Raises
    ------
    SourceError
        A cell holds no date, or all dates can be read month first as well as day first.
    """
    if values.dtype in (pl.Date, pl.Datetime):
        date = values.cast(pl.Datetime("us", getattr(values.dtype, "time_zone", None))).dt.replace_time_zone(None)
    elif values.dtype.is_nested() or values.dtype == pl.Binary:
        date = pl.repeat(None, len(values), dtype=pl.Datetime("us"), eager=True)
    else:
        values = _stripped(values)
        date = _parsed_date(values, date_format, cell)
    unfit = (values.is_not_null() & date.is_null()) | ~date.is_between(_FIRST_DATE, _LAST_DATE, closed="left")
    hint = "; if dates are written otherwise, say how, such as --date-format '%d.%m.%Y'"
    _refuse(unfit, values, _ALLOWED[c.INVOICE_DATE], c.INVOICE_DATE, cell, hint)
    return date


def _parsed_date(text: pl.Series, date_format: str | None, cell: Cell) -> pl.Series:
    """Parse dates in the form that fits all of them, or else in the one that fits most; the rest are null."""
    known = text.is_not_null()
    if (
        date_format is None
        and known.any()
        and all(_parse(text, form).is_not_null().sum() == known.sum() for form in _EITHER_WAY)
    ):
        row = known.arg_max()
        assert row is not None  # noqa: S101  (one is known)
        msg = (
            f"{cell(c.INVOICE_DATE, row)} holds {text[row]!r}, which like all dates there can be read month first "
            f"or day first; say which with --date-format '{_EITHER_WAY[0]}' or '{_EITHER_WAY[1]}'"
        )
        raise SourceError(msg)
    best = _parse(text, date_format or DATE_FORMATS[0])
    for form in () if date_format else DATE_FORMATS[1:]:
        if best.null_count() == text.null_count():
            break
        best = min(best, _parse(text, form), key=pl.Series.null_count)
    return best


def _parse(text: pl.Series, form: str) -> pl.Series:
    return text.str.to_datetime(form, time_unit="us", strict=False)


def _refuse(unfit: pl.Series, values: pl.Series, allowed: str, field: str, cell: Cell, hint: str = "") -> None:
    """Name the first cell that does not fit."""
    row = unfit.fill_null(value=False).arg_max()
    if row is None or not unfit[row]:
        return
    found = values.gather([row])
    # A damaged date may be beyond what Python can hold.
    shown = found.dt.to_string().item() if found.dtype.is_temporal() else found.item()
    more = int(unfit.sum()) - 1
    also = f", and {more:,} more like it" if more else ""
    shown = one_line(repr(shown) if found.dtype == pl.String else shown)
    msg = f"{cell(field, row)} holds {shown}{also}, where {allowed} should be{hint or '; mend it there'}"
    raise SourceError(msg)
