"""Read the sheets of a workbook with fastexcel (calamine): a twentieth of openpyxl's time."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.lines.cells import one_line
from segmentation.lines.csv_file import ABOVE
from segmentation.lines.from_table import choose_sheets, conform, no_lines, resolve_columns
from segmentation.lines.read_settings import ReadSettings

if TYPE_CHECKING:
    from fastexcel import CellErrors, DType, ExcelReader, ExcelSheet

    from segmentation.lines.cells import Cell

_TYPES: Final[dict[str, DType]] = {
    c.QUANTITY: "float",
    c.PRICE: "float",
    c.AMOUNT: "float",
    c.INVOICE_DATE: "datetime",
}
_UNNAMED: Final = "__UNNAMED__"
"""How fastexcel begins the name of a column without a header."""
_EXCEL_ERROR: Final = re.compile(r"'Error\((\w+)\)'")
"""How fastexcel writes #N/A, #REF! and their like."""


def read_workbook(path: Path, sheets: Sequence[str], reading: ReadSettings) -> Iterator[tuple[pl.DataFrame, int]]:
    """Yield the lines of each sheet taken, and how many are; other sheets are never opened."""
    _check_archive(path)
    with open_workbook(path, sheets) as (workbook, taken):
        for name in taken:
            yield _read_sheet(workbook, path, name, reading), len(taken)


@contextmanager
def open_workbook(path: Path, sheets: Sequence[str]) -> Iterator[tuple[ExcelReader, list[str]]]:
    """Open a workbook, with the names of its wanted sheets; what the block finds damaged becomes a `SourceError`."""
    import fastexcel

    try:
        workbook = fastexcel.read_excel(path)
        yield workbook, choose_sheets(workbook.sheet_names, sheets, str(path))
    except fastexcel.FastExcelError as error:
        what = one_line(str(error).partition("\nContext:")[0]).removeprefix("calamine error: ")
        msg = f"{path} is not a workbook, or a damaged one ({what}); open it in Excel and save it again"
        raise SourceError(msg) from None


def _check_archive(path: Path) -> None:
    """Check the checksums of a workbook's parts: calamine doesn't, and one flipped bit in twelve changes a line."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = archive.testzip()
        what = part and f"checksum of {one_line(part)}"
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        what = one_line(error)
    if what:
        msg = f"{path} is truncated or damaged ({what}); copy or export it again"
        raise SourceError(msg)


def _read_sheet(workbook: ExcelReader, path: Path, name: str, reading: ReadSettings) -> pl.DataFrame:
    """Read one sheet typed, and as text the columns in which a cell didn't fit its type.

    Asking calamine for numbers right away is several times cheaper than parsing text afterwards.
    """
    where = f"sheet '{name}' of {path}"
    opened = _open_sheet(workbook, name, reading, where)
    if opened is None:
        return no_lines()
    sheet, named, found, header_row = opened
    loose, errors = sheet.to_arrow_with_errors()
    raw = pl.DataFrame(loose)
    if not reading.header:
        raw.columns = list(named)
    height = sheet.height
    del sheet, loose  # the largest things in the program's life

    def cell(field: str, row: int) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        # By default fastexcel starts at the first row with a cell; this gives the sheet's true height.
        whole = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").height
        return f"cell {xl_rowcol_to_cell(whole - height + row, named[found[field]])} of {where}"

    unfit = _unfit_columns(errors, raw.columns, found, cell)
    if (dates := found[c.INVOICE_DATE]) not in unfit and reading.date_format and _beyond_dates(raw[dates]):
        unfit.append(dates)
    if unfit:
        unfit.sort(key=named.__getitem__)
        columns: list[str] | list[int] = unfit if reading.header else [named[column] for column in unfit]
        texts = workbook.load_sheet(name, header_row=header_row, dtypes="string", use_columns=columns).to_polars()
        texts = texts.select(unfit) if reading.header else texts.rename(dict(zip(texts.columns, unfit, strict=True)))
        raw = raw.with_columns(_as_text(texts[column], raw[column], reading) for column in unfit)
    return conform(raw, found, sheet=name, reading=reading, cell=cell)


def _open_sheet(
    workbook: ExcelReader, name: str, reading: ReadSettings, where: str
) -> tuple[ExcelSheet, dict[str, int], dict[str, str], int | None] | None:
    """Find a sheet's header and load its columns typed; None for an empty sheet.

    Also returned: each column's position, each field's column, and the header's row (None if there is none).
    """
    if not reading.header:
        return _open_without_header(workbook, name, reading, where)
    usual = _dtypes(reading.columns)
    sheet, row = workbook.load_sheet(name, dtypes=usual), 0
    named = _named(sheet)
    if not named and not sheet.height:
        return None
    try:
        found = resolve_columns(named, reading.columns, where)
    except SourceError as error:
        below = _header_below(workbook, name, reading, where)
        if below is None:
            if len(workbook.sheet_names) == 1:
                raise
            msg = f"{error}; or choose the sheets that hold lines with --sheet"
            raise SourceError(msg) from None
        row, found = below
        sheet = workbook.load_sheet(name, header_row=row, dtypes=usual)
        named = _named(sheet)
    if not usual.keys() >= set(found.values()):
        # For unusual names, fastexcel has guessed the types from the first 1,000 rows.
        types = {column: _type(field) for field, column in found.items()}
        sheet = workbook.load_sheet(name, header_row=row, dtypes=types)  # type: ignore[arg-type]  # by name, too
    return sheet, named, found, row


def _open_without_header(
    workbook: ExcelReader, name: str, reading: ReadSettings, where: str
) -> tuple[ExcelSheet, dict[str, int], dict[str, str], None] | None:
    sheet = workbook.load_sheet(name, header_row=None)
    if not sheet.height:
        return None
    named = {str(number): info.absolute_index for number, info in enumerate(sheet.available_columns(), start=1)}
    found = resolve_columns(named, reading.columns, f"{where}, read without a header,")
    types: dict[str | int, DType] = {named[column]: _type(field) for field, column in found.items()}
    return workbook.load_sheet(name, header_row=None, dtypes=types), named, found, None


def _named(sheet: ExcelSheet) -> dict[str, int]:
    return {info.name: info.absolute_index for info in sheet.available_columns() if not info.name.startswith(_UNNAMED)}


def _header_below(
    workbook: ExcelReader, name: str, reading: ReadSettings, where: str
) -> tuple[int, dict[str, str]] | None:
    """Find the first row that has all columns needed, below a title or the like."""
    top = workbook.load_sheet(name, header_row=None, n_rows=ABOVE, dtypes="string").to_polars()
    for number, row in enumerate(top.iter_rows()):
        try:
            found = resolve_columns([cell for cell in row if cell], reading.columns, where)
        except SourceError:
            continue
        return number, found
    return None


def _beyond_dates(dates: pl.Series) -> bool:
    """Check whether numbers were read as days, such as 19970101, which is no Excel date."""
    if dates.dtype != pl.Datetime:
        return True
    year = dates.dt.year()
    return bool(((year < 1971) | (year > 2099)).any())


def _as_text(text: pl.Series, typed: pl.Series, reading: ReadSettings) -> pl.Series:
    """Write the numbers and dates of a text column so that they differ from its texts.

    Numbers become 6.95e0: a decimal point of Excel's says nothing of how the texts write theirs.
    """
    if typed.dtype.is_float():
        plain = pl.col("plain")
        telling = pl.when(plain.str.contains(r"^[\d.-]+$")).then(plain + "e0")
        both = pl.DataFrame({"plain": typed.cast(pl.String), text.name: text})
        return both.select(pl.coalesce(telling, text.name).alias(text.name))[text.name]
    if reading.date_format is None:
        return text
    dated = text.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
    return dated.dt.to_string(reading.date_format).fill_null(text).alias(text.name)


def _unfit_columns(errors: CellErrors | None, names: Sequence[str], found: Mapping[str, str], cell: Cell) -> list[str]:
    """List the columns in which a cell didn't fit its type; refuse a formula error, which has no text."""
    fields = {column: field for field, column in found.items() if field not in c.OPTIONAL}
    unfit = set()
    for error in errors.errors if errors else ():
        row, column = error.offset_position
        name = names[column]
        if name not in fields:
            continue
        if (code := _EXCEL_ERROR.search(error.detail)) is not None:
            where = cell(fields[name], row)
            msg = f"{where} holds the Excel error {code[1]}; correct its formula, or empty the cell"
            raise SourceError(msg)
        unfit.add(name)
    return sorted(unfit)


def _dtypes(columns: Mapping[str, str]) -> dict[str | int, DType]:
    """Give the type of every column that may be there; fastexcel skips those that are not."""
    usual: dict[str | int, DType] = {name: _type(field) for field, names in c.SOURCE_NAMES.items() for name in names}
    return usual | {name: _type(field) for field, name in columns.items()}


def _type(field: str) -> DType:
    return _TYPES.get(field, "string")
