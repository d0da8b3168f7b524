"""Look at a file, guess how to read it, try that on all of it, and write a settings file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.lines.files import check_kind, read_file
from segmentation.lines.inspection.guess import Guess, guess
from segmentation.lines.inspection.settings_text import Trial, write_settings
from segmentation.lines.inspection.table import Table, open_tables
from segmentation.lines.read_settings import ReadSettings


def inspect_file(source: str, *, sheets: Sequence[str] = (), given: ReadSettings | None = None) -> str:
    """Look at a file and write a settings file for it; ``given`` is what the user knows already."""
    path = Path(source)
    given = given or ReadSettings()
    check_kind(path)
    tables = open_tables(path, sheets)
    taken, guessed = _guess_sheets(tables, given, path)
    named = tuple(table.sheet for table in taken if table.sheet) if len(taken) < len(tables) else ()
    named = named or tuple(sheets)
    lines = _try(path, named, guessed)
    return write_settings(source, named, guessed, _describe(lines), lines)


def _guess_sheets(tables: Sequence[Table], given: ReadSettings, path: Path) -> tuple[list[Table], Guess]:
    """Guess by the sheet with most lines; take the other sheets that have its columns, too."""
    by_size = sorted(tables, key=lambda table: -table.cells.height)
    fault: SourceError | None = None
    for table in by_size:
        where = f"sheet '{table.sheet}' of {path}" if table.sheet else str(path)
        try:
            guessed = guess(table, given, where)
        except SourceError as error:
            fault = fault or error
            continue
        needed = {name for name in guessed.reading.columns.values() if name}
        like = [other for other in tables if needed <= set(other.cells.columns) and other.header == table.header]
        return like, guessed
    assert fault is not None  # noqa: S101  (there is a table, and it was no use)
    raise fault


def _try(path: Path, sheets: Sequence[str], guessed: Guess) -> pl.DataFrame:
    """Read all of the file as guessed from its beginning."""
    try:
        lines = read_file(path, sheets=sheets, reading=guessed.reading)
    except SourceError as error:
        named = ", ".join(f"{field} = '{name}'" for field, name in guessed.reading.columns.items() if name)
        msg = f"{error}. (Assumed were {named}; to change one: segmentation inspect … --columns field=name)"
        raise SourceError(msg) from None
    if lines.drop_nulls([c.CUSTOMER_ID, c.INVOICE_DATE]).filter(pl.col(c.AMOUNT) > 0).is_empty():
        msg = f"{path} has no lines with a customer, a date and an amount above zero; a report needs some"
        raise SourceError(msg)
    return lines


def _describe(lines: pl.DataFrame) -> Trial:
    """Count what was read."""
    aside = pl.col(c.ASIDE) if c.ASIDE in lines.columns else pl.lit(None, pl.String)
    needed = (c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE)
    incomplete = lines.select(pl.any_horizontal(pl.col(*needed).is_null()).sum()).item()
    row = (
        lines.drop_nulls(needed)
        .select(
            pl.lit(lines.height).alias("lines"),
            pl.col(c.INVOICE).n_unique().alias("orders"),
            pl.col(c.CUSTOMER_ID).drop_nulls().n_unique().alias("customers"),
            pl.col(c.CUSTOMER_ID).is_null().sum().alias("nobodys"),
            pl.col(c.AMOUNT).sum().alias("amount"),
            (pl.col(c.AMOUNT) < 0).sum().alias("negative"),
            pl.col(c.INVOICE_DATE).min().alias("first"),
            pl.col(c.INVOICE_DATE).max().alias("last"),
            aside.is_not_null().sum().alias("aside"),
        )
        .row(0, named=True)
    )
    return Trial(**row, incomplete=incomplete)
