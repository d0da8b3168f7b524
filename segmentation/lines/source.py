"""Open a source: the sample shop, a file, a database, or a data frame."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from segmentation.lines.overlap import Lines, describe, mark_overlap
from segmentation.lines.read_settings import ReadSettings
from segmentation.lines.snapshot import content_hash, keep
from segmentation.mongo.address import is_address

if TYPE_CHECKING:
    from segmentation.lines.overlap import Period

FRAME: Final = "a data frame"
"""What lines from a frame give as their source."""

SAMPLE: Final = "sample"
"""The source that needs no file: the embedded sample shop."""


def open_lines(
    source: str,
    *,
    sheets: Sequence[str] = (),
    reading: ReadSettings | None = None,
    keep_overlap: bool = False,
    snapshots: Path,
    period: Period | None = None,
    on_sheet: Callable[[int, int], None] = lambda _done, _total: None,
) -> Lines:
    """Open a source as lines; ``on_sheet`` is not called where a snapshot is there.

    ``period`` says which lines matter, so that a database need not hand on all it has.
    """
    if is_address(source):
        from segmentation.mongo.reading import read_lines

        return read_lines(source, sheets=sheets, keep_overlap=keep_overlap, period=period)
    reading = reading or ReadSettings()
    if source == SAMPLE:
        lines, sha256 = _sample(sheets)
        return describe(mark_overlap(lines).lazy(), source, sha256, keep_overlap=keep_overlap)
    path = Path(source)
    sha256 = content_hash(path)
    options = {"suffix": path.suffix.lower(), "sheets": sorted(set(sheets)), **reading.options()}
    read = partial(_read, path, sheets, reading, on_sheet)
    snapshot = pl.scan_parquet(keep(snapshots, sha256, options, read))
    return describe(snapshot, source, sha256, reading.absent, keep_overlap=keep_overlap)


def _read(
    path: Path, sheets: Sequence[str], reading: ReadSettings, on_sheet: Callable[[int, int], None]
) -> pl.DataFrame:
    from segmentation.lines.files import read_file

    return mark_overlap(read_file(path, sheets=sheets, reading=reading, on_sheet=on_sheet))


def _sample(sheets: Sequence[str]) -> tuple[pl.DataFrame, str]:
    """Make the sample shop's lines; hash them as they would be as a CSV file."""
    from segmentation.lines.from_table import choose_sheets, conform_sheets
    from segmentation.lines.sample_shop.shop import make_lines

    made = make_lines()
    taken = choose_sheets(made, sheets, "the sample shop")
    sha256 = hashlib.sha256(conform_sheets(made).write_csv().encode()).hexdigest()
    return conform_sheets({sheet: made[sheet] for sheet in taken}), sha256


def open_frame(frame: Any, *, sheets: Sequence[str] = (), reading: ReadSettings, keep_overlap: bool = False) -> Lines:
    """Take any data frame that narwhals knows as lines; its content is what it would be as a CSV file."""
    import narwhals as nw

    from segmentation.lines.files import conform_table
    from segmentation.lines.from_table import number_lines

    raw = nw.from_native(frame).lazy().collect("polars").to_native()
    lines = number_lines(conform_table(raw, FRAME, sheets=sheets, reading=reading))
    sha256 = hashlib.sha256(lines.write_csv().encode()).hexdigest()
    return describe(mark_overlap(lines).lazy(), FRAME, sha256, reading.absent, keep_overlap=keep_overlap)
