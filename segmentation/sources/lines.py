"""Open a source, whatever it is, as one lazy frame of lines; count what several sheets share once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.sources.snapshot import content_hash, keep

SAMPLE: Final = "sample"
"""The source that needs no file: the embedded sample shop."""


@dataclass(frozen=True)
class Lines:
    """The lines of a source, and what is worth knowing of them before anything is computed.

    Attributes
    ----------
    frame : LazyFrame
        The columns of `segmentation.columns.LINE_COLUMNS`; nothing is read until it is collected.
    uri : str
        Where the lines come from, as the user named it.
    sha256 : str
        Hash of the content.
    lines_read : int
        Lines in all sheets taken.
    lines : int
        Lines in the frame: those that stand in several sheets are counted once.
    sheets : tuple of (str, int)
        Each sheet taken, with its lines; empty for a source without sheets.
    first, last : datetime
        Instants of the first and the last line.
    """

    frame: pl.LazyFrame
    uri: str
    sha256: str
    lines_read: int
    lines: int
    sheets: tuple[tuple[str, int], ...]
    first: datetime
    last: datetime


def open_lines(
    source: str,
    *,
    sheets: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    date_format: str | None = None,
    snapshots: Path,
    on_sheet: Callable[[int, int], None] = lambda _done, _total: None,
) -> Lines:
    """Open a source as lines.

    Parameters
    ----------
    source : str
        ``sample``, or the path of an ``.xlsx``, ``.csv`` or ``.parquet`` file.
    sheets : sequence of str, optional
        The sheets to take; all of them if empty.
    columns : mapping of str to str, optional
        The file's own column names, by field.
    date_format : str, optional
        How dates written as text are to be read.
    snapshots : Path
        Folder in which what was read is kept.
    on_sheet : callable of (int, int), optional
        Told how many sheets are read, and of how many; not called where there is a snapshot.

    Returns
    -------
    Lines

    Raises
    ------
    SourceError
        The source can't be read as lines, or has no such sheet.
    """
    columns = columns or {}
    if source == SAMPLE:
        frame, sha256 = _sample()
    else:
        path = Path(source)
        sha256 = content_hash(path)
        options = {"suffix": path.suffix.lower(), "columns": dict(columns), "date_format": date_format}
        read = partial(_read, path, columns, date_format, on_sheet)
        frame = pl.scan_parquet(keep(snapshots, sha256, options, read))
    return _describe(frame, source, sha256, tuple(sheets))


def _read(
    path: Path,
    columns: Mapping[str, str],
    date_format: str | None,
    on_sheet: Callable[[int, int], None],
) -> pl.DataFrame:
    from segmentation.sources.files import read_file  # noqa: PLC0415  (not needed where there is a snapshot)

    return read_file(path, columns=columns, date_format=date_format, on_sheet=on_sheet)


def _sample() -> tuple[pl.LazyFrame, str]:
    """Make the sample shop's lines; its content is what it would be as a CSV file."""
    from segmentation.sources import sample_shop  # noqa: PLC0415  (only this source needs them)
    from segmentation.sources.conform import conform_sheets  # noqa: PLC0415

    lines = conform_sheets(sample_shop.make_lines())
    return lines.lazy(), hashlib.sha256(lines.write_csv().encode()).hexdigest()


def _describe(frame: pl.LazyFrame, uri: str, sha256: str, wanted: tuple[str, ...]) -> Lines:
    """Take the sheets wanted, count what they share once, and look at what there is."""
    counted = frame.group_by(c.SHEET).agg(pl.len(), pl.col(c.LINE).min()).sort(c.LINE).collect()
    there = dict(counted.select(c.SHEET, "len").iter_rows())
    unknown = [sheet for sheet in wanted if sheet not in there]
    if unknown:
        has = ", ".join(f"'{sheet}'" for sheet in there if sheet) or "no sheets"
        msg = f"{uri} has no sheet '{unknown[0]}'; it has {has}"
        raise SourceError(msg)
    taken = {sheet: lines for sheet, lines in there.items() if not wanted or sheet in wanted}
    if wanted:
        frame = frame.filter(pl.col(c.SHEET).is_in(list(taken)))
    if len(taken) > 1:
        frame = union_of_sheets(frame)
    span = frame.select(
        pl.len(), pl.col(c.INVOICE_DATE).min().alias("first"), pl.col(c.INVOICE_DATE).max().alias("last")
    ).collect()
    lines, first, last = span.row(0)
    if first is None:
        msg = f"{uri} has no line with a date"
        raise SourceError(msg)
    sheets = tuple((sheet, count) for sheet, count in taken.items() if sheet)
    return Lines(frame, uri, sha256, sum(taken.values()), lines, sheets, first, last)


def union_of_sheets(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Count a line as often as the sheet that has it most often.

    Sheets overlap where one year's export reaches into the next: put together carelessly, the shared days
    are sold twice. A line that is repeated within one sheet is a real repeat and stays.

    Parameters
    ----------
    frame : LazyFrame
        Lines of several sheets.

    Returns
    -------
    LazyFrame
        The same lines without those that an earlier sheet already has: of two equal lines, the nth within
        its sheet meets the nth within the other.
    """
    content = [name for name in c.LINE_COLUMNS if name not in (c.LINE, c.SHEET)]
    # Equal lines are of one invoice, so only invoices that stand in two sheets need to be compared.
    shared = (
        frame.group_by(c.INVOICE).agg(pl.col(c.SHEET).n_unique().alias("sheets")).filter(pl.col("sheets") > 1)
    )
    again = (
        frame.join(shared, on=c.INVOICE, how="semi", nulls_equal=True)
        .with_columns(pl.int_range(pl.len()).over([c.SHEET, *content], order_by=c.LINE).alias("nth"))
        .filter(pl.int_range(pl.len()).over([*content, "nth"], order_by=c.LINE) > 0)
    )
    return frame.join(again, on=c.LINE, how="anti")
