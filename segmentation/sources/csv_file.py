"""Read a CSV file, whatever program wrote it: commas, semicolons or tabs, UTF-8 or Windows' code page."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl

from segmentation.errors import SourceError
from segmentation.sources.cells import one_line
from segmentation.sources.conform import choose_sheets, conform, resolve_columns

_SEPARATORS: Final = (",", ";", "\t", "|")
_ENCODINGS: Final = {b"\xff\xfe": ("utf-16",), b"\xfe\xff": ("utf-16",)}
"""By the file's first two bytes; Excel's 'Unicode text' is UTF-16."""
_USUAL_ENCODINGS: Final = ("utf-8-sig", "cp1252")
_ADVICE: Final = "look for quotation marks that are not closed, and save it again"
_CHUNK: Final = 1 << 20  # characters
_BLOCK: Final = 1 << 23  # bytes; no row can be longer


def read_csv(
    path: Path, sheets: Sequence[str], columns: Mapping[str, str], date_format: str | None
) -> Iterator[tuple[pl.DataFrame, int]]:
    """Read a CSV file.

    Parameters
    ----------
    path : Path
        A ``.csv`` file with a header.
    sheets : sequence of str
        Must be empty: a CSV file has no sheets.
    columns : mapping of str to str
        The file's own column names, by field.
    date_format : str or None
        How dates written as text are to be read.

    Yields
    ------
    DataFrame of shape (n_lines, 10)
        The file's lines.
    int
        1.

    Raises
    ------
    SourceError
        Sheets are wanted; the file is no text, or no table; a column is missing; a cell holds text where a
        number or a date should be.
    """
    choose_sheets((), sheets, str(path))
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        first = next((line for line in file if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    _, header = next(_rows(path, encoding, separator), (0, []))
    found = resolve_columns(header, columns, str(path))
    twice = [name for name in found.values() if header.count(name) > 1]
    if twice:
        msg = f"{path} has two columns '{one_line(twice[0])}'; take one away, or give it another name"
        raise SourceError(msg)
    raw = _table(path, encoding, separator, list(found.values()))

    def cell(field: str, row: int) -> str:
        line = next(islice(_rows(path, encoding, separator), row + 1, None))[0]
        return f"line {line}, column '{one_line(found[field])}' of {path}"

    yield conform(raw, found, sheet="", date_format=date_format, cell=cell), 1


def _encoding(path: Path) -> str:
    """Find the encoding in which all of the file is text."""
    with path.open("rb") as binary:
        encodings = _ENCODINGS.get(binary.read(2), _USUAL_ENCODINGS)
    for encoding in encodings:
        try:
            with path.open(encoding=encoding, newline="") as file:
                if any("\0" in chunk for chunk in iter(partial(file.read, _CHUNK), "")):
                    break
        except UnicodeError:
            continue
        return encoding
    msg = f"{path} is no text in UTF-8, UTF-16 or Windows-1252, or is damaged; save it again as CSV in UTF-8"
    raise SourceError(msg)


def _table(path: Path, encoding: str, separator: str, columns: list[str]) -> pl.DataFrame:
    """Read columns as text. Polars would fill short rows up, and stumble over a stray quotation mark."""
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import csv as pa_csv

    try:
        blocks = pa_csv.open_csv(
            path,
            # pyarrow knows UTF-8's byte order mark, and is faster where it need not recode.
            read_options=pa_csv.ReadOptions(
                encoding="utf8" if encoding == "utf-8-sig" else encoding, block_size=_BLOCK
            ),
            parse_options=pa_csv.ParseOptions(delimiter=separator, newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                include_columns=columns,
                column_types=dict.fromkeys(columns, pa.string()),
            ),
        )
        return pl.concat([pl.DataFrame(schema=dict.fromkeys(columns, pl.String)), *map(pl.DataFrame, blocks)])
    except pa.ArrowException as error:
        raise SourceError(_why_no_table(path, encoding, separator, one_line(error))) from None


def _why_no_table(path: Path, encoding: str, separator: str, otherwise: str) -> str:
    """Name the first line whose fields are not as many as the header's."""
    width, before = None, 0
    for line, row in _rows(path, encoding, separator):
        width = width or len(row)
        if len(row) != width:
            otherwise = f"the row after line {before} has {len(row)} fields, where the header has {width}"
            break
        before = line
    return f"{path} is not a table: {otherwise}; {_ADVICE}"


def _rows(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Walk through the rows that are not empty, header included, each with the line of the file it ends in."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=separator)
        try:
            for row in reader:
                if row:
                    yield reader.line_num, row
        except csv.Error as error:
            msg = f"{path} is not a table: line {reader.line_num}: {one_line(error)}; {_ADVICE}"
            raise SourceError(msg) from None
