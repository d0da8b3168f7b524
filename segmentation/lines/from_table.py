"""Turn a table into lines: find its sheets and columns by name, put them in order, number the lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.lines.cells import Cell, one_line, read_text
from segmentation.lines.dates import read_date
from segmentation.lines.money import read_money
from segmentation.lines.orders import day_as_invoice, set_aside
from segmentation.lines.read_settings import ReadSettings

_SAID_OF_ORDERS: Final = (c.STATUS, c.CURRENCY_CODE)
_TEXT: Final = (c.INVOICE, c.STOCK_CODE, c.DESCRIPTION, c.CUSTOMER_ID, c.COUNTRY)


def resolve_columns(names: Iterable[str], columns: Mapping[str, str], where: str) -> dict[str, str]:
    """Find the column of each field; the user's names (``columns``) go before the usual ones, and "" means none.

    The price is left out where the lines' totals are named. ``where`` is what an error calls the table.

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
    wanted = {field: (columns[field],) if field in columns else usual for field, usual in c.SOURCE_NAMES.items()}
    wanted |= {field: (columns[field],) for field in c.STATED if field in columns}
    if c.AMOUNT in columns:  # What was paid counts, not list prices.
        del wanted[c.PRICE]
    found, missing = {}, []
    for field, called in wanted.items():
        if columns.get(field, field).strip() == "":
            continue
        exact = columns.get(field)
        match = next((by_spelling[s] for s in map(_spelling, called) if s in by_spelling), None)
        match = exact if exact in names else match
        if match is not None:
            found[field] = match
        elif field in columns or field not in c.OPTIONAL:
            missing.append(field)
    if missing:
        raise SourceError(_what_is_missing(names, missing, wanted, columns, where))
    return found


def _what_is_missing(
    names: Sequence[str],
    missing: Sequence[str],
    wanted: Mapping[str, Sequence[str]],
    columns: Mapping[str, str],
    where: str,
) -> str:
    """Name the first column that is missing, what is there, and what to do."""
    field, *more = missing
    has = ", ".join(f"'{one_line(name)}'" for name in names) or "no columns"
    looked = " or ".join(f"'{name}'" for name in wanted[field] if name != field or field in columns)
    also = f"; the same for {', '.join(more)}" if more else ""
    advice = f'Name it: [columns] {field} = "…" in segmentation.toml, or --columns {field}=…'
    if field in columns:
        advice = f"Name it: --columns {field}=…"
    elif field in c.MAY_BE_ABSENT:
        advice += '; "" if there is none'
    elif field == c.PRICE:
        advice += "; or name the column of line totals as amount"
    return f"{where} has no column {looked}; it has {has}. {advice}{also}. 'segmentation inspect' finds them for you"


def _spelling(name: str) -> str:
    """Fold case, spaces and signs: 'Customer ID', 'CustomerID' and 'customer_id' are one name."""
    return re.sub(r"[\W_]+", "", name).casefold()


def choose_sheets(there: Iterable[str], wanted: Sequence[str], where: str) -> list[str]:
    """Find the wanted sheets, or all, in the source's order.

    >>> choose_sheets(["2009", "2010", "Notes"], ["2010", "2009"], "shop.xlsx")
    ['2009', '2010']
    """
    there = list(there)
    unknown = [sheet for sheet in wanted if sheet not in there]
    if unknown:
        has = ", ".join(f"'{sheet}'" for sheet in there if sheet)
        advice = f"it has {has}; choose one of these with --sheet" if has else "it has no sheets; leave out --sheet"
        msg = f"{where} has no sheet '{unknown[0]}'; {advice}"
        raise SourceError(msg)
    return [sheet for sheet in there if not wanted or sheet in wanted]


def conform(
    raw: pl.DataFrame,
    found: Mapping[str, str],
    *,
    sheet: str | pl.Series,
    reading: ReadSettings,
    cell: Cell,
) -> pl.DataFrame:
    """Give a table's columns the names and types of lines (`LINE_COLUMNS` but for ``line``); empty rows are dropped."""
    values = {field: raw[name] for field, name in found.items()}
    empty = pl.repeat(None, raw.height, dtype=pl.String, eager=True)
    texts = {
        field: read_text(values[field], field, cell, trim=reading.trim) if field in values else empty for field in _TEXT
    }
    money = read_money(values, reading, cell)
    date = read_date(values[c.INVOICE_DATE], reading, cell, values.get(c.INVOICE_TIME))
    date = date.dt.cast_time_unit("ms").dt.cast_time_unit("us")  # as fine as every store of lines can keep it
    stated = {field: read_text(values[field], field, cell) for field in _SAID_OF_ORDERS if field in values}
    blank = [text.is_null() for text in (*texts.values(), *money.given, date, *stated.values())]
    read = {
        c.QUANTITY: money.quantity,
        c.INVOICE_DATE: date,
        c.PRICE: money.price,
        c.AMOUNT: money.amount,
    }
    where = pl.lit(sheet) if isinstance(sheet, str) else sheet
    lines = pl.DataFrame(texts | read | stated).with_columns(where.alias(c.SHEET))
    if reading.absent:
        lines = _filled_in(lines, reading.absent)
    lines = set_aside(lines.filter(~pl.all_horizontal(blank)), reading, cell)
    return lines.select(name for name in (*c.LINE_COLUMNS, c.ASIDE) if name != c.LINE and name in lines.columns)


def _filled_in(lines: pl.DataFrame, absent: frozenset[str]) -> pl.DataFrame:
    """Fill in what the source doesn't say of a line: any product, and a customer's day for an invoice."""
    if c.STOCK_CODE in absent:
        lines = lines.with_columns(pl.lit(c.ANY_PRODUCT).alias(c.STOCK_CODE))
    return lines.with_columns(day_as_invoice()) if c.INVOICE in absent else lines


def no_lines() -> pl.DataFrame:
    """Make a table of lines without rows."""
    raw = pl.DataFrame({name: pl.Series([], dtype=pl.String) for name in c.SOURCE_NAMES})
    return conform(
        raw, resolve_columns(raw.columns, {}, ""), sheet="", reading=ReadSettings(), cell=lambda field, _row: field
    )


def conform_sheets(sheets: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Turn tables with the usual column names and no bad cell into lines, sheet after sheet."""
    frames = [
        conform(
            raw,
            resolve_columns(raw.columns, {}, sheet),
            sheet=sheet,
            reading=ReadSettings(),
            cell=lambda field, row: f"row {row + 1}, column '{field}'",
        )
        for sheet, raw in sheets.items()
    ]
    return number_lines(pl.concat(frames))


def number_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Give lines numbers from 1 in their order."""
    numbered = lines.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(c.LINE))
    return numbered.select(name for name in (*c.LINE_COLUMNS, c.ASIDE) if name in numbered.columns)
