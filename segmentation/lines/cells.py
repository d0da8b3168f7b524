"""Read cells as text, and name the first cell that doesn't fit."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from segmentation.errors import SourceError

Cell = Callable[[str, int], str]
"""Name the cell of a field's column in a row, counted from 0, as a person would find it."""


def one_line(text: object) -> str:
    r"""Put a text on one line of at most 120 characters: of an error's text, the first paragraph."""
    words = " ".join(str(text).partition("\n\n")[0].split())
    return words if len(words) <= 120 else f"{words[:119]}…"


def read_text(values: pl.Series, field: str, cell: Cell, *, trim: bool = True) -> pl.Series:
    """Read cells as text. Numbers lose a trailing '.0', and so do texts that all have one: codes read as numbers."""
    if values.dtype.is_nested() or values.dtype == pl.Binary:
        refuse(values.is_not_null(), values, "a text", field, cell)
    if values.dtype.is_float() or values.dtype.is_decimal():
        number = values.cast(pl.Float64).fill_nan(None)
        whole = (number == number.round()) & (number.abs() < 2**53)
        values = number.cast(pl.Int64) if whole.all() else number
    text = stripped(values)
    if not trim:
        text = values.cast(pl.String).set(text.is_null(), None)
    return text.str.strip_suffix(".0") if text.str.contains(r"^\d+\.0$").all() else text


def stripped(values: pl.Series) -> pl.Series:
    """Turn cells into texts without outer spaces, null where nothing is left."""
    text = values.cast(pl.String).str.strip_chars()
    return text.set(text == "", None)


def refuse(unfit: pl.Series, values: pl.Series, allowed: str, field: str, cell: Cell, hint: str = "") -> None:
    """Raise a `SourceError` that names the first unfit cell; null is never unfit."""
    row = unfit.fill_null(value=False).arg_max()
    if row is None or not unfit[row]:
        return
    found = values.gather([row])
    # A damaged date may be out of Python's range.
    shown = found.dt.to_string().item() if found.dtype.is_temporal() else found.item()
    more = int(unfit.sum()) - 1
    also = f", and {more:,} more like it" if more else ""
    shown = one_line(repr(shown) if found.dtype == pl.String else shown)
    msg = f"{cell(field, row)} holds {shown}{also}, where {allowed} should be{hint or '; correct it there'}"
    raise SourceError(msg)
