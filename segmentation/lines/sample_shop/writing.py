"""Write the sample shop's lines as a workbook, a CSV or a Parquet file; equal shops give equal bytes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, Final

import polars as pl

from segmentation.errors import SourceError
from segmentation.lines.sample_shop.shop import DEFAULT_CUSTOMERS, DEFAULT_SEED, make_lines

_MIXED: Final = ("Invoice", "StockCode")
"""Columns that Excel turns into numbers where it can."""
_WRITTEN: Final = datetime.fromisoformat("2011-12-09 12:50")
"""When every sample workbook was written: at the time of its last line."""


def write_sample(path: Path, customers: int = DEFAULT_CUSTOMERS, seed: int = DEFAULT_SEED) -> None:
    """Write the shop's invoice lines to a file, complete or not at all; equal calls write equal bytes."""
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        msg = f"{path} can't be written as a sample: its name must end in one of {', '.join(_WRITERS)}"
        raise SourceError(msg)
    sheets = make_lines(customers, seed)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            write(sheets, file)
        part.replace(path)
    except OSError as error:
        msg = f"{path} can't be written: {error.strerror}; choose an existing, writable folder"
        raise SourceError(msg) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _write_workbook(sheets: dict[str, pl.DataFrame], file: IO[bytes]) -> None:
    """Write a workbook without the time of day."""
    from xlsxwriter import Workbook

    # Rows are written as they come, and text is never a formula.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options | {"default_date_format": "yyyy-mm-dd h:mm:ss"}) as workbook:
        workbook.set_properties({"created": _WRITTEN})
        for name, lines in sheets.items():
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, lines.columns)
            columns = [map(_cell, lines[column]) if column in _MIXED else lines[column] for column in lines.columns]
            for number, row in enumerate(zip(*columns, strict=True), 1):
                sheet.write_row(number, 0, row)


def _cell(code: str) -> int | str:
    """Turn a code of digits only into a number, as Excel does."""
    return int(code) if code.isdecimal() else code


def _write_csv(sheets: dict[str, pl.DataFrame], file: IO[bytes]) -> None:
    """Write one sheet after the other."""
    pl.concat(sheets.values()).write_csv(file, datetime_format="%Y-%m-%d %H:%M:%S")


def _write_parquet(sheets: dict[str, pl.DataFrame], file: IO[bytes]) -> None:
    """Write one sheet after the other, with a column for its name."""
    pl.concat(lines.with_columns(sheet=pl.lit(name)) for name, lines in sheets.items()).write_parquet(file)


_WRITERS: Final[dict[str, Callable[[dict[str, pl.DataFrame], IO[bytes]], None]]] = {
    ".xlsx": _write_workbook,
    ".csv": _write_csv,
    ".parquet": _write_parquet,
}
