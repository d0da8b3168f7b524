"""The lines of a source as one lazy frame; lines that several sheets share count once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError

OVERLAP: Final = "overlap"
"""Whether an earlier sheet already has the line."""


@dataclass(frozen=True)
class Lines:
    """The lines of a source, and what is known of them before anything is computed.

    ``frame`` has `segmentation.columns.LINE_COLUMNS`, and ``aside`` where the source sets lines aside; from a database
    it lacks what changes no figure of the period asked for. ``everything`` has shared lines as often as they occur.
    ``lines_read`` counts all sheets, ``lines`` the frame. ``absent`` are columns that the settings say are not there.
    ``counted`` are lines that a database counted instead of handing on: ``customer_id``, ``after`` (the period, or
    before it), ``lines`` and ``amount`` (ten-thousandths of the currency's unit).
    """

    frame: pl.LazyFrame
    everything: pl.LazyFrame
    uri: str
    sha256: str
    lines_read: int
    lines: int
    sheets: tuple[tuple[str, int], ...]
    first: datetime
    last: datetime
    absent: frozenset[str] = frozenset()
    counted: pl.DataFrame | None = None


Period = Callable[[datetime, datetime], tuple[datetime | None, datetime]]
"""From the instants of the first and the last line, say from when (None for always) until when lines matter."""


def mark_overlap(lines: pl.DataFrame) -> pl.DataFrame:
    """Mark the lines that an earlier sheet already has: of equal lines, the nth of one sheet meets the nth of another.

    Where one year's export reaches into the next, the shared days would be sold twice. What is not marked is the
    sheets' union: a line counts as often as in the sheet that has it most often, so repeats within a sheet are real.
    """
    content = [name for name in c.LINE_COLUMNS if name not in (c.LINE, c.SHEET)]
    # Equal lines have the same invoice, so only invoices in two sheets need comparing.
    shared = lines.lazy().group_by(c.INVOICE).agg(pl.col(c.SHEET).n_unique()).filter(pl.col(c.SHEET) > 1)
    again = (
        lines.lazy()
        .join(shared, on=c.INVOICE, how="semi", nulls_equal=True)
        .with_columns(pl.int_range(pl.len()).over([c.SHEET, *content], order_by=c.LINE).alias("nth"))
        .filter(pl.int_range(pl.len()).over([*content, "nth"], order_by=c.LINE) > 0)
        .select(c.LINE)
        .collect()
    )
    return lines.with_columns(pl.col(c.LINE).is_in(again[c.LINE].implode()).alias(OVERLAP))


def describe(
    marked: pl.LazyFrame, uri: str, sha256: str, absent: frozenset[str] = frozenset(), *, keep_overlap: bool
) -> Lines:
    """Take the sheets' union, or all of each with ``keep_overlap``, and describe it."""
    if keep_overlap:
        marked = marked.with_columns(pl.lit(value=False).alias(OVERLAP))
    date = pl.col(c.INVOICE_DATE)
    sheets = (
        marked.group_by(c.SHEET)
        .agg(
            pl.col(c.LINE).min(),
            pl.len().alias("lines"),
            pl.col(OVERLAP).sum(),
            date.min().alias("first"),
            date.max().alias("last"),
        )
        .sort(c.LINE)
        .collect()
    )
    read, overlap, first, last = sheets.select(
        pl.col("lines").sum(), pl.col(OVERLAP).sum(), pl.col("first").min(), pl.col("last").max()
    ).row(0)
    if first is None:
        msg = f"{uri} has no lines with a date; every line needs one"
        raise SourceError(msg)
    return Lines(
        frame=marked.filter(~pl.col(OVERLAP)).drop(OVERLAP),
        everything=marked.drop(OVERLAP),
        uri=uri,
        sha256=sha256,
        lines_read=read,
        lines=read - overlap,
        sheets=tuple(row for row in sheets.select(c.SHEET, "lines").iter_rows() if row[0]),
        first=first,
        last=last,
        absent=absent,
    )
