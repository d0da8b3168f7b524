"""Read the sheets of a workbook. fastexcel (calamine) takes a twentieth of openpyxl's time."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.sources.cells import one_line
from segmentation.sources.conform import choose_sheets, conform, no_lines, resolve_columns

if TYPE_CHECKING:
    from fastexcel import CellErrors, DType, ExcelReader

    from segmentation.sources.cells import Cell

_TYPES: Final[dict[str, DType]] = {c.QUANTITY: "float", c.PRICE: "float", c.INVOICE_DATE: "datetime"}
_UNNAMED: Final = "__UNNAMED__"
"""How fastexcel begins the name of a column without a header."""
_EXCEL_ERROR: Final = re.compile(r"'Error\((\w+)\)'")
"""How fastexcel writes #N/A, #REF! and their like."""


def read_workbook(
    path: Path, sheets: Sequence[str], columns: Mapping[str, str], date_format: str | None
) -> Iterator[tuple[pl.DataFrame, int]]:
    """Read the sheets of a workbook, one after the other; no other sheet is looked at.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file.
    sheets : sequence of str
        The sheets to take; all of them if empty.
    columns : mapping of str to str
        The file's own column names, by field.
    date_format : str or None
        How dates written as text are to be read.

    Yields
    ------
    DataFrame of shape (n_lines, 10)
        Lines of a sheet, none if it is empty.
    int
        How many sheets are taken.

    Raises
    ------
    SourceError
        Not a workbook, truncated or damaged; no such sheet; a column is missing; a cell holds text where a
        number or a date should be.
    """
    import fastexcel

    _check_archive(path)
    try:
        workbook = fastexcel.read_excel(path)
        taken = choose_sheets(workbook.sheet_names, sheets, str(path))
        for name in taken:
            yield _read_sheet(workbook, path, name, columns, date_format), len(taken)
    except fastexcel.FastExcelError as error:
        what = one_line(str(error).partition("\nContext:")[0]).removeprefix("calamine error: ")
        msg = f"{path} is not a workbook, or a damaged one ({what}); open it in Excel and save it again"
        raise SourceError(msg) from None


def _check_archive(path: Path) -> None:
    """Check the sums of a workbook's parts: calamine doesn't, and reads a flipped bit in twelve as other lines."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = archive.testzip()
        what = part and f"checksum of {one_line(part)}"
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        what = one_line(error)
    if what:
        msg = f"{path} is truncated or damaged ({what}); copy or export it again"
        raise SourceError(msg)


def _read_sheet(
    workbook: ExcelReader, path: Path, name: str, columns: Mapping[str, str], date_format: str | None
) -> pl.DataFrame:
    """Read one sheet typed, and as text the columns in which a cell did not fit its type.

    Asking calamine for numbers right away is several times cheaper than parsing text afterwards.
    """
    where = f"sheet '{name}' of {path}"
    usual = _dtypes(columns)
    sheet = workbook.load_sheet(name, dtypes=usual)
    named = {info.name: info.absolute_index for info in sheet.available_columns() if not info.name.startswith(_UNNAMED)}
    if not named and not sheet.height:
        return no_lines()
    try:
        found = resolve_columns(named, columns, where)
    except SourceError as error:
        if len(workbook.sheet_names) == 1:
            raise
        msg = f"{error}; or name the sheets that hold lines with --sheet"
        raise SourceError(msg) from None
    if not usual.keys() >= set(found.values()):
        # In another spelling, fastexcel has guessed the type from the first 1,000 rows.
        sheet = workbook.load_sheet(name, dtypes={column: _type(field) for field, column in found.items()})
    loose, errors = sheet.to_arrow_with_errors()
    raw = pl.DataFrame(loose)
    height = sheet.height
    del sheet, loose  # the largest things in the program's life

    def cell(field: str, row: int) -> str:
        from openpyxl.utils import get_column_letter

        # fastexcel begins at the first row that holds anything; told not to, it gives the sheet's true height.
        whole = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").height
        return f"cell {get_column_letter(named[found[field]] + 1)}{whole - height + row + 1} of {where}"

    unfit = _unfit_columns(errors, raw.columns, found, cell)
    if unfit:
        raw = raw.with_columns(workbook.load_sheet(name, dtypes="string", use_columns=unfit).to_polars())
    return conform(raw, found, sheet=name, date_format=date_format, cell=cell)


def _unfit_columns(errors: CellErrors | None, names: Sequence[str], found: Mapping[str, str], cell: Cell) -> list[str]:
    """List the columns in which a cell did not fit its type; refuse a formula gone wrong, which has no text."""
    fields = {column: field for field, column in found.items() if field not in c.OPTIONAL}
    unfit = set()
    for error in errors.errors if errors else ():
        row, column = error.offset_position
        name = names[column]
        if name not in fields:
            continue
        if (code := _EXCEL_ERROR.search(error.detail)) is not None:
            where = cell(fields[name], row)
            msg = f"{where} holds an error of Excel's, {code[1]}; mend its formula, or empty the cell"
            raise SourceError(msg)
        unfit.add(name)
    return sorted(unfit)


def _dtypes(columns: Mapping[str, str]) -> dict[str | int, DType]:
    """Tell the type of every column that may be there; fastexcel passes over those that are not."""
    return {
        name: _type(field)
        for field, names in c.SOURCE_NAMES.items()
        for name in (*names, *([columns[field]] if field in columns else []))
    }


def _type(field: str) -> DType:
    return _TYPES.get(field, "string")
