"""Read a file into lines. Each kind has a reader that yields sheet after sheet; a file without sheets counts as one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.lines.cells import one_line
from segmentation.lines.csv_file import read_csv
from segmentation.lines.from_table import choose_sheets, conform, number_lines, resolve_columns
from segmentation.lines.read_settings import ReadSettings
from segmentation.lines.workbook import read_workbook

_CFB_SIGNATURE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PARQUET_SIGNATURE: Final = b"PAR1"
_ZIP_SIGNATURE: Final = b"PK\x03\x04"


class _Reader(Protocol):
    def __call__(self, path: Path, sheets: Sequence[str], reading: ReadSettings) -> Iterator[tuple[pl.DataFrame, int]]:
        """Yield the lines of each sheet taken, and how many sheets are taken."""


def read_file(
    path: Path,
    *,
    sheets: Sequence[str] = (),
    reading: ReadSettings,
    on_sheet: Callable[[int, int], None] = lambda _done, _total: None,
) -> pl.DataFrame:
    """Read the lines of a file in its order; ``on_sheet`` hears after each sheet how many are read, and of how many."""
    check_kind(path)
    read = _READERS[path.suffix.lower()]
    frames = []
    for frame, total in read(path, sheets, reading):
        frames.append(frame)
        on_sheet(len(frames), total)
    if not any(frame.height for frame in frames):
        msg = f"{path} has no lines, at most a header; give a file with one line or more"
        raise SourceError(msg)
    return number_lines(pl.concat(frames, how="diagonal"))


def check_kind(path: Path) -> None:
    """Say what is wrong with a file before any library trips over it."""
    if path.suffix.lower() not in _READERS:
        msg = f"{path} is not a type of file that can be read; allowed are {', '.join(_READERS)}"
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
        msg = f"{path} can't be read: {error.strerror}; give a readable file with --source"
        raise SourceError(msg) from None
    suffix = path.suffix.lower()
    if not head:
        msg = f"{path} is empty (0 bytes); copy or export it again"
        raise SourceError(msg)
    if suffix == ".xlsx" and head == _CFB_SIGNATURE:
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            msg = f"{path} is password-protected; save it without a password and try again"
        else:
            msg = f"{path} is an Excel 97 workbook with another ending; save it as .xlsx or .csv"
        raise SourceError(msg)
    if suffix == ".xlsx" and not head.startswith(_ZIP_SIGNATURE):
        msg = f"{path} is not a workbook; save it as .xlsx, or give it the ending of its real type"
        raise SourceError(msg)
    if suffix == ".parquet" and _PARQUET_SIGNATURE not in (head[:4], tail):
        msg = f"{path} is not a Parquet file; give it the ending of its real type"
        raise SourceError(msg)


def _read_parquet(path: Path, sheets: Sequence[str], reading: ReadSettings) -> Iterator[tuple[pl.DataFrame, int]]:
    yield conform_table(load_parquet(path), str(path), sheets=sheets, reading=reading), 1


def load_parquet(path: Path) -> pl.DataFrame:
    """Load a Parquet file as it is, or say that it is damaged."""
    try:
        return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        msg = f"{path} is truncated or damaged ({one_line(error)}); copy or export it again"
        raise SourceError(msg) from None


def conform_table(raw: pl.DataFrame, name: str, *, sheets: Sequence[str], reading: ReadSettings) -> pl.DataFrame:
    """Turn a table with typed cells into lines; errors call it ``name``."""
    found = resolve_columns(raw.columns, reading.columns, name)
    sheet = raw[c.SHEET].cast(pl.String).fill_null("") if c.SHEET in raw.columns else pl.Series(dtype=pl.String)
    taken = choose_sheets(sheet.unique(maintain_order=True), sheets, name)
    rows = sheet.is_in(taken).arg_true() if sheets else pl.int_range(raw.height, eager=True)

    def cell(field: str, row: int) -> str:
        return f"row {rows[row] + 1}, column '{one_line(found[field])}' of {name}"

    return conform(raw[rows], found, sheet=sheet[rows] if len(sheet) else "", reading=reading, cell=cell)


_READERS: Final[dict[str, _Reader]] = {
    ".xlsx": read_workbook,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".parquet": _read_parquet,
}
