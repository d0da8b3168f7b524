"""A small shop's lines, written the ways in which shops write them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import polars as pl

from segmentation import columns as c
from segmentation.lines.files import read_file
from segmentation.lines.read_settings import ReadSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

ONLINE_RETAIL = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
ONLINE_RETAIL_II = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")
FIELDS = tuple(c.SOURCE_NAMES)

Row = tuple[Any, ...]

ROWS: tuple[Row, ...] = (
    (
        "489434",
        "85048",
        "GLASS BALL, 20 LIGHTS",
        12,
        datetime.fromisoformat("2009-12-01 07:45"),
        6.95,
        "13085",
        "United Kingdom",
    ),
    ("489434", "79323P", None, 12, datetime.fromisoformat("2009-12-01 07:45"), 0.001, None, "United Kingdom"),
    ("C489449", "85048", 'CAFÉ SIGN "£5"', -3, datetime.fromisoformat("2009-12-13 10:33"), 6.95, "12346", "EIRE"),
    ("A506401", "B", "Adjust bad debt", 1, datetime.fromisoformat("2010-04-29 13:36"), -53594.36, None, None),
    ("489435", "gift_0001_20", "Voucher", 1, datetime.fromisoformat("2011-12-09 12:50"), 17.02, "12346", "France"),
)
"""A sale, one without customer and name, a return, a bad debt and a voucher; one day of a month after the 12th."""

PRICES = (69_500, 10, 69_500, -535_943_600, 170_200)
"""The prices of `ROWS`, in ten-thousandths of a pound."""


def lines_of(rows: Sequence[Row] = ROWS, prices: Sequence[int] = PRICES, sheet: str = "") -> pl.DataFrame:
    """Make the lines that reading `rows` should give."""
    frame = pl.DataFrame(
        [dict(zip(FIELDS, row, strict=True)) for row in rows],
        schema=dict.fromkeys(FIELDS, pl.String)
        | {c.QUANTITY: pl.Int64, c.INVOICE_DATE: pl.Datetime("us"), c.PRICE: pl.Float64},
    )
    return frame.with_columns(
        pl.Series(c.PRICE, prices, dtype=pl.Int64),
        (pl.col(c.QUANTITY) * pl.Series(prices, dtype=pl.Int64)).alias(c.AMOUNT),
        pl.lit(sheet).alias(c.SHEET),
        pl.Series(c.LINE, range(1, len(rows) + 1), dtype=pl.Int64),
    ).select(c.LINE_COLUMNS)


def as_in_excel(row: Row) -> list[Any]:
    """Make numbers of the codes that Excel makes numbers of: those that are digits only."""
    return [int(cell) if isinstance(cell, str) and cell.isdecimal() else cell for cell in row]


def write_workbook(path: Path, sheets: Mapping[str, Iterable[Sequence[Any]]], *, top: int = 1, left: int = 1) -> Path:
    """Write sheets, headers included, as they are; the first cell of each stands in row `top`, column `left`."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for y, row in enumerate(rows, start=top):
            for x, cell in enumerate(row, start=left):
                sheet.cell(y, x, cell)
    workbook.save(path)
    return path


def write_xlsx(path: Path, names: Sequence[str] = ONLINE_RETAIL_II) -> Path:
    """Write `ROWS` as a workbook of one sheet."""
    return write_workbook(path, {"Sheet": [names, *map(as_in_excel, ROWS)]})


def write_csv(path: Path, names: Sequence[str] = ONLINE_RETAIL_II) -> Path:
    """Write `ROWS` as CSV."""
    table(names).write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S")
    return path


def write_parquet(path: Path, names: Sequence[str] = ONLINE_RETAIL_II) -> Path:
    """Write `ROWS` as Parquet, prices as floats and customers as whole numbers."""
    table(names).with_columns(pl.col(names[6]).cast(pl.Int64)).write_parquet(path)
    return path


WRITERS = {".xlsx": write_xlsx, ".csv": write_csv, ".parquet": write_parquet}


def table(names: Sequence[str] = ONLINE_RETAIL_II) -> pl.DataFrame:
    """Make a table of `ROWS` as they are."""
    return pl.DataFrame(ROWS, schema=list(names), orient="row")


def read(path: Path, **settings: Any) -> pl.DataFrame:
    """Read a file, with the settings that matter."""
    others = {name: settings.pop(name) for name in ("sheets", "on_sheet") if name in settings}
    return read_file(path, reading=ReadSettings(**settings), **others)
