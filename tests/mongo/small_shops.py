"""Small shops, in a file and in a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from segmentation import columns as c
from segmentation.lines.overlap import Lines
from segmentation.lines.sample_shop.writing import write_sample
from segmentation.lines.source import open_lines

from ..by_hand.shop_files import FIELDS, ONLINE_RETAIL_II, ROWS, as_in_excel, write_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

A, NAMELESS, RETURN, DEBT, VOUCHER = ROWS
INVOICE, STOCK_CODE, DESCRIPTION, QUANTITY, INVOICE_DATE, PRICE, CUSTOMER_ID, COUNTRY = range(len(FIELDS))


def change(row: Sequence[Any], **cells: Any) -> tuple[Any, ...]:
    """Write a row with other cells."""
    return tuple(cells.get(field, cell) for field, cell in zip(FIELDS, row, strict=True))


def write_two_years(path: Path) -> Path:
    """Write a workbook of two years that share two lines; the second has one of them twice."""
    years = {"2009": ROWS[:3], "2010": [ROWS[1], ROWS[2], ROWS[2], *ROWS[3:]]}
    return write_workbook(path, {name: [ONLINE_RETAIL_II, *map(as_in_excel, rows)] for name, rows in years.items()})


def write_shop(path: Path, customers: int = 20) -> Path:
    """Write a sample shop of a few thousand lines, with two sheets that overlap and every wart."""
    write_sample(path, customers=customers)
    return path


def write_parquet(path: Path, rows: Sequence[Sequence[Any]], sheets: Sequence[str] | None = None) -> Path:
    """Write rows as they are, texts as texts, each in its sheet."""
    table = pl.DataFrame(rows, schema=dict(zip(ONLINE_RETAIL_II, _TYPES, strict=True)), orient="row")
    if sheets is not None:
        table = table.with_columns(pl.Series(c.SHEET, sheets))
    table.write_parquet(path)
    return path


_TYPES = (pl.String, pl.String, pl.String, pl.Int64, pl.Datetime("us"), pl.Float64, pl.String, pl.String)


def open_file(path: Path, **settings: Any) -> Lines:
    """Open a file, its snapshots beside it."""
    return open_lines(str(path), snapshots=path.parent / "snapshots", **settings)
