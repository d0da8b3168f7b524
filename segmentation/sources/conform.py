"""Make lines of a table's loose columns: find sheets and columns by name, put them in order, number them.

What the cells hold is the concern of `segmentation.sources.cells`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.sources.cells import Cell, one_line, read_date, read_quantity_and_price, read_text

_TEXT: Final = (c.INVOICE, c.STOCK_CODE, c.DESCRIPTION, c.CUSTOMER_ID, c.COUNTRY)


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
    has = ", ".join(f"'{one_line(name)}'" for name in names) or "no column at all"
    by_spelling = {_spelling(name): name for name in reversed(names)}
    found = {}
    for field, usual in c.SOURCE_NAMES.items():
        wanted = (columns[field],) if field in columns else usual
        match = next((by_spelling[s] for s in map(_spelling, wanted) if s in by_spelling), None)
        if match is not None:
            found[field] = match
        elif field in columns or field not in c.OPTIONAL:
            looked = " or ".join(f"'{name}'" for name in wanted if name != field or field in columns)
            msg = (
                f"{where} has no column {looked}; it has {has}. "
                f'Say which one it is: [columns] {field} = "…" in segmentation.toml, or --columns {field}=…'
            )
            raise SourceError(msg)
    return found


def _spelling(name: str) -> str:
    """Fold case, spaces and signs: 'Customer ID', 'CustomerID' and 'customer_id' are one name."""
    return re.sub(r"[\W_]+", "", name).casefold()


def choose_sheets(there: Iterable[str], wanted: Sequence[str], where: str) -> list[str]:
    """Find the sheets that are wanted among those that are there.

    Parameters
    ----------
    there : iterable of str
        The source's sheets; empty for a source without sheets.
    wanted : sequence of str
        The sheets to take; all of them if empty.
    where : str
        How to call the source in an error.

    Returns
    -------
    list of str
        The sheets to take, in the order of the source.

    Raises
    ------
    SourceError
        A sheet that is wanted is not there: which one, and which are.

    Examples
    --------
    >>> choose_sheets(["2009", "2010", "Notes"], ["2010", "2009"], "shop.xlsx")
    ['2009', '2010']
    """
    there = list(there)
    unknown = [sheet for sheet in wanted if sheet not in there]
    if unknown:
        has = ", ".join(f"'{sheet}'" for sheet in there if sheet)
        advice = f"it has {has}; name one of these with --sheet" if has else "it has no sheets; leave --sheet away"
        msg = f"{where} has no sheet '{unknown[0]}'; {advice}"
        raise SourceError(msg)
    return [sheet for sheet in there if not wanted or sheet in wanted]


def conform(
    raw: pl.DataFrame,
    found: Mapping[str, str],
    *,
    sheet: str | pl.Series,
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
    sheet : str or Series of str
        The sheet the table stands in, or each of its rows.
    date_format : str or None
        How dates written as text are to be read; None tries `DATE_FORMATS`.
    cell : callable of (str, int)
        Names a cell for an error.

    Returns
    -------
    DataFrame of shape (n_lines, 10)
        `segmentation.columns.LINE_COLUMNS` but for ``line``. Rows that are empty throughout are passed over.

    Raises
    ------
    SourceError
        A cell holds text, or a fraction, where a number or a date should be.
    """
    values = {field: raw[name] for field, name in found.items()}
    empty = pl.repeat(None, raw.height, dtype=pl.String, eager=True)
    quantity, price = read_quantity_and_price(values[c.QUANTITY], values[c.PRICE], cell)
    lines = pl.DataFrame(
        {
            **{field: read_text(values[field], field, cell) if field in values else empty for field in _TEXT},
            c.QUANTITY: quantity,
            c.INVOICE_DATE: read_date(values[c.INVOICE_DATE], date_format, cell),
            c.PRICE: price,
            c.AMOUNT: quantity * price,
        }
    )
    return (
        lines.with_columns((pl.lit(sheet) if isinstance(sheet, str) else sheet).alias(c.SHEET))
        .filter(~pl.all_horizontal(pl.col(*found).is_null()))
        .select(name for name in c.LINE_COLUMNS if name != c.LINE)
    )


def no_lines() -> pl.DataFrame:
    """Make lines of a table without rows.

    Returns
    -------
    DataFrame of shape (0, 10)
        `segmentation.columns.LINE_COLUMNS` but for ``line``.
    """
    raw = pl.DataFrame(schema=dict.fromkeys(c.SOURCE_NAMES, pl.String))
    return conform(
        raw, resolve_columns(raw.columns, {}, ""), sheet="", date_format=None, cell=lambda field, _row: field
    )


def conform_sheets(sheets: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Make lines of tables that bear the usual names and hold no bad cell, sheet after sheet.

    Parameters
    ----------
    sheets : mapping of str to DataFrame
        Sheet name to table.

    Returns
    -------
    DataFrame of shape (n_lines, 11)
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
    """Give lines numbers from 1 in their order.

    Parameters
    ----------
    lines : DataFrame of shape (n_lines, 10)
        Lines of all sheets.

    Returns
    -------
    DataFrame of shape (n_lines, 11)
        The columns of `segmentation.columns.LINE_COLUMNS`.
    """
    return lines.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(c.LINE)).select(c.LINE_COLUMNS)
