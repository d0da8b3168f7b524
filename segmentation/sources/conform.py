"""Make lines of a table's loose columns: find them by name, give them their types, refuse what does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError

DATE_FORMATS: Final = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%m/%d/%Y %H:%M",
)
"""Forms of a date written as text that are tried in turn; the last is the CSV edition of Online Retail."""

_LARGEST_PRICE: Final = 10**11
_TEXT: Final = (c.INVOICE, c.STOCK_CODE, c.DESCRIPTION, c.CUSTOMER_ID, c.COUNTRY)

_TYPE_NAME: Final = {c.QUANTITY: "a whole number", c.PRICE: "a number", c.INVOICE_DATE: "a date"}

Cell = Callable[[str, int], str]
"""Name the cell of a field's column in a row, counted from 0, as a person would find it."""


def resolve_columns(names: Iterable[str], columns: Mapping[str, str], where: str) -> dict[str, str]:
    """Find the column of each field in a table.

    Parameters
    ----------
    names : iterable of str
        The table's column names.
    columns : mapping of str to str
        The user's own names, by field; they come before `segmentation.columns.SOURCE_NAMES`.
    where : str
        How to call the table in an error.

    Returns
    -------
    dict of str to str
        Field to column name; optional fields that are not there are left out.

    Raises
    ------
    SourceError
        A column is missing: which one, what was found, and how to map it.

    Examples
    --------
    >>> found = resolve_columns(
    ...     ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "Client"],
    ...     {"customer_id": "Client"},
    ...     "shop.csv",
    ... )
    >>> found["price"], found["customer_id"]
    ('UnitPrice', 'Client')
    """
    names = list(names)
    by_spelling = {_spelling(name): name for name in reversed(names)}
    found = {}
    for field, usual in c.SOURCE_NAMES.items():
        wanted = (columns[field],) if field in columns else usual
        match = next((by_spelling[s] for s in map(_spelling, wanted) if s in by_spelling), None)
        if match is not None:
            found[field] = match
        elif field in columns or field not in c.OPTIONAL:
            looked = " or ".join(f"'{name}'" for name in wanted if name != field or field in columns)
            has = ", ".join(f"'{name}'" for name in names) or "no column at all"
            msg = (
                f"{where} has no column {looked}; it has {has}. "
                f'Say which one it is: [columns] {field} = "…" in segmentation.toml, or --columns {field}=…'
            )
            raise SourceError(msg)
    return found


def _spelling(name: str) -> str:
    """Fold case, spaces and signs: 'Customer ID', 'CustomerID' and 'customer_id' are one name."""
    return re.sub(r"[\W_]+", "", name).casefold()


def conform(
    raw: pl.DataFrame,
    found: Mapping[str, str],
    *,
    sheet: str | pl.Expr,
    date_format: str | None,
    cell: Cell,
) -> pl.DataFrame:
    """Give a table's columns the names and types of lines.

    Parameters
    ----------
    raw : DataFrame of shape (n_rows, n_columns)
        The table as it was read.
    found : mapping of str to str
        Field to column name, from `resolve_columns`.
    sheet : str or Expr
        The sheet the table stands in.
    date_format : str or None
        How dates written as text are to be read; None tries `DATE_FORMATS`.
    cell : callable of (str, int)
        Names a cell for an error.

    Returns
    -------
    DataFrame of shape (n_lines, 9)
        `segmentation.columns.LINE_COLUMNS` but for ``line``. Rows that are empty throughout are passed over.

    Raises
    ------
    SourceError
        A cell holds text, or a fraction, where a number or a date should be.
    """
    values = {field: raw[name] for field, name in found.items()}
    values |= {field: _text(values[field]) for field in _TEXT if field in values}
    quantity = _number(values[c.QUANTITY], c.QUANTITY, cell)
    _refuse(quantity != quantity.round(), c.QUANTITY, values[c.QUANTITY], cell)
    price = _number(values[c.PRICE], c.PRICE, cell)
    lines = pl.DataFrame(
        {
            **{
                field: values.get(field, pl.repeat(None, raw.height, dtype=pl.String, eager=True))
                for field in _TEXT
            },
            c.QUANTITY: quantity.cast(pl.Int64),
            c.INVOICE_DATE: _date(values[c.INVOICE_DATE], date_format, cell),
            c.PRICE: (price * c.MONEY_SCALE).round().cast(pl.Int64),
        }
    )
    lines = lines.with_columns(
        raw.select(sheet.alias(c.SHEET)) if isinstance(sheet, pl.Expr) else pl.lit(sheet).alias(c.SHEET)
    )
    needed = (c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE)
    return lines.filter(~pl.all_horizontal(pl.col(needed).is_null())).select(
        name for name in c.LINE_COLUMNS if name != c.LINE
    )


def conform_sheets(sheets: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Make lines of tables that bear the usual names and hold no bad cell, sheet after sheet.

    Parameters
    ----------
    sheets : mapping of str to DataFrame
        Sheet name to table.

    Returns
    -------
    DataFrame of shape (n_lines, 10)
        The columns of `segmentation.columns.LINE_COLUMNS`.
    """
    frames = [
        conform(
            raw,
            resolve_columns(raw.columns, {}, sheet),
            sheet=sheet,
            date_format=None,
            cell=lambda field, row: f"row {row + 1}, column '{field}'",
        )
        for sheet, raw in sheets.items()
    ]
    return number_lines(pl.concat(frames))


def number_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Number lines from 1 in their order.

    Parameters
    ----------
    lines : DataFrame of shape (n_lines, 9)
        Lines of all sheets.

    Returns
    -------
    DataFrame of shape (n_lines, 10)
        The columns of `segmentation.columns.LINE_COLUMNS`.
    """
    return lines.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(c.LINE)).select(
        c.LINE_COLUMNS
    )


def _text(values: pl.Series) -> pl.Series:
    """Codes are text: numbers lose a trailing '.0', texts their outer spaces; an empty text is missing."""
    if values.dtype.is_float():
        whole = values.is_null() | (values == values.round())
        values = values.cast(pl.Int64) if whole.all() else values
    text = values.cast(pl.String).str.strip_chars()
    return text.set(text == "", None)


def _number(values: pl.Series, field: str, cell: Cell) -> pl.Series:
    number = values.str.strip_chars() if values.dtype == pl.String else values
    if values.dtype == pl.String:
        number = number.set(number == "", None)
        values = number
    try:
        number = number.cast(pl.Float64, strict=False)
    except pl.exceptions.PolarsError:
        number = pl.repeat(None, len(values), dtype=pl.Float64, eager=True)
    unfit = (values.is_not_null() & number.is_null()) | ~number.is_finite() | (number.abs() > _LARGEST_PRICE)
    _refuse(unfit, field, values, cell)
    return number


def _date(values: pl.Series, date_format: str | None, cell: Cell) -> pl.Series:
    if values.dtype.is_temporal():
        return values.cast(pl.Datetime("us")).dt.replace_time_zone(None)
    text = values.cast(pl.String).str.strip_chars()
    text = text.set(text == "", None)
    if date_format is None and _either_way(text):
        msg = (
            f"the dates of column '{values.name}' can be read month first or day first (such as {text.drop_nulls()[0]!r}); "
            'say which with date_format = "%m/%d/%Y %H:%M" or "%d/%m/%Y %H:%M"'
        )
        raise SourceError(msg)
    best = None
    for form in (date_format,) if date_format else DATE_FORMATS:
        date = text.str.to_datetime(form, time_unit="us", strict=False)
        if best is None or date.null_count() < best.null_count():
            best = date
        if best.null_count() == text.null_count():
            return best
    assert best is not None  # noqa: S101  (there is always one form to try)
    _refuse(text.is_not_null() & best.is_null(), c.INVOICE_DATE, text, cell)
    return best


def _either_way(text: pl.Series) -> bool:
    """Whether every date is a date both month first and day first, so that a guess could be wrong unseen."""
    known = text.drop_nulls()
    return not known.is_empty() and all(
        known.str.to_datetime(form, strict=False).null_count() == 0
        for form in ("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M")
    )


def _refuse(unfit: pl.Series, field: str, values: pl.Series, cell: Cell) -> None:
    """Name the first cell that does not fit."""
    row = unfit.fill_null(value=False).arg_max()
    if row is None or not unfit[row]:
        return
    more = int(unfit.sum()) - 1
    also = f", and {more:,} more like it" if more else ""
    hint = "; if dates are written otherwise, say how with date_format" if field == c.INVOICE_DATE else ""
    msg = f"{cell(field, row)} holds {values[row]!r}{also}, where {_TYPE_NAME[field]} should be{hint}"
    raise SourceError(msg)
