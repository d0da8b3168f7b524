"""Open a file as a table of texts: find the separator, the sheets and the header; interpret nothing yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl

from segmentation.errors import SourceError
from segmentation.lines.csv_file import ABOVE, SEPARATORS, TextTable, find_encoding, likely_separator, load_text
from segmentation.lines.files import load_parquet
from segmentation.lines.from_table import choose_sheets
from segmentation.lines.numbers import as_numbers, split_numbers
from segmentation.lines.workbook import open_workbook

_LOOK: Final = 200
"""Rows used to find a separator."""
_ROWS: Final = 50_000
"""Rows of a sheet that are looked at; the settings found are then tried on all of them."""


@dataclass(frozen=True)
class Table:
    """A table as the file has it: stripped texts, null where empty, without empty columns.

    ``above`` counts the rows above the header, ``separator`` is the setting needed to read it, ``dated`` names the
    columns typed as dates, which need no format.
    """

    cells: pl.DataFrame
    header: bool
    above: int = 0
    sheet: str = ""
    separator: str | None = None
    dated: frozenset[str] = frozenset()


def open_tables(path: Path, sheets: Sequence[str] = ()) -> list[Table]:
    """Open every sheet of a file, or those named."""
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        tables = [_tidy(table) for table in _sheets(path, sheets)]
    else:
        if suffix != ".parquet":
            choose_sheets((), sheets, str(path))
        tables = [_tidy(_parquet(path) if suffix == ".parquet" else _text(path))]
    tables = [table for table in tables if table.cells.width > 1 and table.cells.height > 0]
    if not tables:
        msg = f"{path} has no table: no row names two columns with a line below them; export it again"
        raise SourceError(msg)
    return tables


def _tidy(table: Table) -> Table:
    cells = table.cells.select(pl.all().cast(pl.String).str.strip_chars().replace("", None))
    there = [column.name for column in cells if column.null_count() < cells.height]
    return replace(table, cells=cells.select(there).filter(~pl.all_horizontal(pl.col(there).is_null())))


def _parquet(path: Path) -> Table:
    raw = load_parquet(path)
    flat = raw.select(column.name for column in raw if not column.dtype.is_nested() and column.dtype != pl.Binary)
    dated = frozenset(column.name for column in flat if column.dtype in (pl.Date, pl.Datetime))
    return Table(flat, header=True, dated=dated)


def _text(path: Path) -> Table:
    encoding = find_encoding(path)
    name, separator, rows, width = _likeliest_separator(path, encoding)
    number, row = next((n, row) for n, (_, row) in enumerate(rows) if len(row) == width)
    header = names_columns(row)
    above = rows[number - 1][0] if number else 0
    if header and len(set(row)) == len(row) and all(row):
        table = TextTable(path, encoding, separator, tuple(row), number + 1, above)
        cells = load_text(table, list(row))
    else:
        # Columns without a name of their own are known by number.
        names = tuple(str(n + 1) for n in range(width))
        skipped = rows[number][0] if header else above
        cells = load_text(TextTable(path, encoding, separator, names, 0, skipped), list(names))
        if header:
            cells = cells.select(
                pl.col(str(n + 1)).alias(name) for n, name in enumerate(row) if name and row.count(name) == 1
            )
    needed = None if header and number == 0 and likely_separator(path, encoding) == separator else name
    return Table(cells, header=header, above=number if header else 0, separator=needed)


def _likeliest_separator(path: Path, encoding: str) -> tuple[str, str, list[tuple[int, list[str]]], int]:
    """Find the separator that makes the most columns of the most rows; runs of spaces only where nothing else does."""
    best: tuple[float, str, str, list[tuple[int, list[str]]], int] = (0.0, "", "", [], 1)
    for name, mark in SEPARATORS.items():
        rows = list(islice(_rows_of(path, encoding, mark), _LOOK))
        width, count = Counter(len(row) for _, row in rows).most_common(1)[0] if rows else (1, 0)
        score = 0.0 if width < 2 else width * count / len(rows)
        # Text has spaces, too: they separate columns only if they do in all rows and nothing else does.
        if score > best[0] and (mark != " " or (count == len(rows) and best[0] < best[4])):
            best = (score, name, mark, rows, width)
    _, name, mark, rows, width = best
    if not rows:
        msg = f"{path} is not a table: no comma, semicolon, tab, bar or space separates columns; export it as CSV"
        raise SourceError(msg)
    return name, mark, rows, width


def _rows_of(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield rows until one can't be read with this separator."""
    try:
        yield from TextTable(path, encoding, separator, (), 0, 0).rows()
    except SourceError:
        return


def _sheets(path: Path, wanted: Sequence[str]) -> Iterator[Table]:
    with open_workbook(path, wanted) as (workbook, taken):
        for name in taken:
            sheet = workbook.load_sheet(name, header_row=None, n_rows=_ROWS, dtypes="string").to_polars()
            if sheet.height > 1:
                yield _below_header(sheet, name)


def _below_header(sheet: pl.DataFrame, name: str) -> Table:
    """Find a sheet's header: the first row nearly as full as the fullest, if no cell of it is a value."""
    top = [[cell or "" for cell in row] for row in sheet.head(ABOVE).iter_rows()]
    filled = [sum(bool(cell.strip()) for cell in row) for row in top]
    number = next(n for n, count in enumerate(filled) if count >= max(2, 0.6 * max(filled)) or n == len(top) - 1)
    header = names_columns([cell for cell in top[number] if cell])
    if header:
        names = {place: cell for place, cell in enumerate(top[number]) if cell and top[number].count(cell) == 1}
        cells = sheet[number + 1 :].select(pl.col(sheet.columns[place]).alias(cell) for place, cell in names.items())
    else:
        cells = sheet.rename({old: str(n + 1) for n, old in enumerate(sheet.columns)})
    dates = [c.name for c in cells if (c.is_null() | c.str.contains(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")).all()]
    return Table(cells, header=header, above=number if header else 0, sheet=name, dated=frozenset(dates))


def names_columns(row: Sequence[str]) -> bool:
    """Check whether a row names columns: no cell of it is a number or a date.

    >>> names_columns(["Order", "Total"]), names_columns(["489434", "12.50"]), names_columns(["A1", "2011-12-01"])
    (True, False, False)
    """
    cells = pl.Series([cell.strip() for cell in row if cell.strip()], dtype=pl.String)
    parts = as_numbers(split_numbers(cells), ".")
    other = as_numbers(split_numbers(cells), ",")
    dates = cells.str.contains(r"^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
    return not (parts["number"].is_not_null().any() or other["number"].is_not_null().any() or dates.any())
