"""Read a workbook, a CSV or a Parquet file into lines.

Each reader yields its sheets as loose columns; `segmentation.sources.conform` makes lines of them.
Reading an ``.xlsx`` is fastexcel's work (calamine), which takes a twentieth of openpyxl's time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.sources.conform import conform, number_lines, resolve_columns

SUFFIXES: Final = (".xlsx", ".csv", ".parquet")

_CFB_SIGNATURE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PARQUET_SIGNATURE: Final = b"PAR1"
_ZIP_SIGNATURE: Final = b"PK\x03\x04"
_NUMERIC: Final = (c.QUANTITY, c.PRICE)


def read_file(
    path: Path,
    *,
    columns: Mapping[str, str],
    date_format: str | None,
    on_sheet: Callable[[int, int], None] = lambda _done, _total: None,
) -> pl.DataFrame:
    """Read every line of a file.

    Parameters
    ----------
    path : Path
        An ``.xlsx``, ``.csv`` or ``.parquet`` file.
    columns : mapping of str to str
        For a column of `segmentation.columns`, the name it bears in this file, where it is not one of
        `segmentation.columns.SOURCE_NAMES`.
    date_format : str or None
        How dates written as text are to be read (strftime's letters); None tries ISO 8601 and the usual
        spreadsheet forms.
    on_sheet : callable of (int, int), optional
        Told after each sheet how many are read, and of how many.

    Returns
    -------
    DataFrame of shape (n_lines, 10)
        The columns of `segmentation.columns.LINE_COLUMNS`; lines in the order of the file, sheet after sheet.

    Raises
    ------
    SourceError
        No such file, a file of another kind, password-protected, empty or truncated; a column is missing;
        a cell holds text where a number or a date should be.
    """
    _check_readable(path)
    readers: dict[
        str, Callable[[Path, Mapping[str, str], str | None], Iterator[tuple[pl.DataFrame, int]]]
    ] = {
        ".xlsx": _read_workbook,
        ".csv": _read_csv,
        ".parquet": _read_parquet,
    }
    frames = []
    for frame, total in readers[path.suffix.lower()](path, columns, date_format):
        frames.append(frame)
        on_sheet(len(frames), total)
    lines = pl.concat(frames) if frames else pl.DataFrame()
    if lines.is_empty():
        msg = f"{path} holds no lines: a header, perhaps, but nothing below it"
        raise SourceError(msg)
    return number_lines(lines)


def _check_readable(path: Path) -> None:
    """Say what is wrong with a file before any library stumbles over it."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        msg = f"{path} is of no kind that can be read: a source ends in {', '.join(SUFFIXES)}"
        raise SourceError(msg)
    try:
        with path.open("rb") as file:
            head = file.read(8)
            file.seek(0, io.SEEK_END)
            file.seek(max(0, file.tell() - 4))
            tail = file.read()
    except FileNotFoundError:
        msg = f"no such file: {path}; give a path with --source, or run 'segmentation download' first"
        raise SourceError(msg) from None
    except OSError as error:
        msg = f"{path} can't be read: {error.strerror}"
        raise SourceError(msg) from None
    if not head:
        msg = f"{path} is empty (0 bytes)"
        raise SourceError(msg)
    if suffix == ".xlsx" and head == _CFB_SIGNATURE:
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            msg = f"{path} is password-protected; save it without a password and try again"
        else:
            msg = f"{path} is an old Excel 97 workbook under a new name; save it as .xlsx or .csv"
        raise SourceError(msg)
    if suffix == ".xlsx" and not head.startswith(_ZIP_SIGNATURE):
        msg = f"{path} is not a workbook: it does not begin as an .xlsx file does"
        raise SourceError(msg)
    if suffix == ".parquet" and _PARQUET_SIGNATURE not in (head[:4], tail):
        msg = f"{path} is not a Parquet file: it neither begins nor ends as one does"
        raise SourceError(msg)


def _read_workbook(
    path: Path, columns: Mapping[str, str], date_format: str | None
) -> Iterator[tuple[pl.DataFrame, int]]:
    import fastexcel  # noqa: PLC0415  (only a workbook needs it)

    try:
        workbook = fastexcel.read_excel(path)
        names = workbook.sheet_names
        for name in names:
            yield _read_sheet(workbook, path, name, columns, date_format), len(names)
    except fastexcel.FastExcelError as error:
        what = str(error).splitlines()[0].removeprefix("calamine error: ")
        msg = (
            f"{path} is not a workbook, or truncated or damaged ({what}); open it in Excel and save it again"
        )
        raise SourceError(msg) from None


def _read_sheet(
    workbook: Any,
    path: Path,
    name: str,
    columns: Mapping[str, str],
    date_format: str | None,
) -> pl.DataFrame:
    """Read one sheet typed; a second time as text only where a cell did not fit its type.

    Asking calamine for numbers right away is several times cheaper than parsing text afterwards, but it
    turns a text it can't read into an empty cell, so columns with empty cells are looked at again.
    """
    where = f"sheet '{name}' of {path}"
    sheet = workbook.load_sheet(name, dtypes=_dtypes(columns))
    raw = sheet.to_polars()
    if raw.width == 0 or (raw.height == 0 and not any(raw.columns)):
        return pl.DataFrame(schema=_line_schema())
    found = resolve_columns(raw.columns, columns, where)
    doubtful = {field for field in (*_NUMERIC, c.INVOICE_DATE) if raw[found[field]].null_count()}
    if doubtful:
        as_text = workbook.load_sheet(name, dtypes="string", use_columns=[found[field] for field in doubtful])
        raw = raw.with_columns(as_text.to_polars())
    letters = {info.name: info.absolute_index for info in sheet.available_columns()}

    def cell(field: str, row: int) -> str:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415  (only an error needs it)

        return f"cell {get_column_letter(letters[found[field]] + 1)}{row + 2} of {where}"

    return conform(raw, found, sheet=name, date_format=date_format, cell=cell)


def _dtypes(columns: Mapping[str, str]) -> dict[str, str]:
    """Tell the type of every column that may be there; fastexcel passes over those that are not."""
    kinds = dict.fromkeys(_NUMERIC, "float") | {c.INVOICE_DATE: "datetime"}
    return {
        name: kinds.get(field, "string")
        for field, names in c.SOURCE_NAMES.items()
        for name in (*names, *([columns[field]] if field in columns else []))
    }


def _read_csv(
    path: Path, columns: Mapping[str, str], date_format: str | None
) -> Iterator[tuple[pl.DataFrame, int]]:
    source: Path | io.BytesIO = path
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            for _ in iter(partial(file.read, 1 << 20), ""):
                pass
    except UnicodeDecodeError:
        # Old exports are in Windows' code page; cp1252 knows five bytes fewer than there are, hence "replace".
        text = path.read_text(encoding="cp1252", errors="replace")
        head, source = text.partition("\n")[0], io.BytesIO(text.encode())
    separator = _separator(head)
    try:
        raw = pl.read_csv(source, separator=separator, infer_schema=False, encoding="utf8")
    except pl.exceptions.PolarsError as error:
        msg = f"{path} is not a table: {str(error).splitlines()[0]}"
        raise SourceError(msg) from None
    found = resolve_columns(raw.columns, columns, str(path))

    def cell(field: str, row: int) -> str:
        return f"row {row + 2}, column '{found[field]}' of {path}"

    yield conform(raw, found, sheet="", date_format=date_format, cell=cell), 1


def _separator(head: str) -> str:
    try:
        return csv.Sniffer().sniff(head, delimiters=",;\t|").delimiter
    except csv.Error:
        return ","


def _read_parquet(
    path: Path, columns: Mapping[str, str], date_format: str | None
) -> Iterator[tuple[pl.DataFrame, int]]:
    try:
        raw = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        msg = f"{path} is truncated or damaged: {str(error).splitlines()[0]}"
        raise SourceError(msg) from None
    found = resolve_columns(raw.columns, columns, str(path))

    def cell(field: str, row: int) -> str:
        return f"row {row + 1}, column '{found[field]}' of {path}"

    sheet: str | pl.Expr = pl.col(c.SHEET).cast(pl.String) if c.SHEET in raw.columns else ""
    yield conform(raw, found, sheet=sheet, date_format=date_format, cell=cell), 1


def _line_schema() -> dict[str, Any]:
    return {
        c.SHEET: pl.String,
        c.INVOICE: pl.String,
        c.STOCK_CODE: pl.String,
        c.DESCRIPTION: pl.String,
        c.QUANTITY: pl.Int64,
        c.INVOICE_DATE: pl.Datetime("us"),
        c.PRICE: pl.Int64,
        c.CUSTOMER_ID: pl.String,
        c.COUNTRY: pl.String,
    }
