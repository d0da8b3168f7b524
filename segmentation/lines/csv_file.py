"""Read a text file of columns: commas, semicolons, tabs, bars or spaces; any encoding; titles above, or no header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl

from segmentation.errors import SourceError
from segmentation.lines.cells import one_line
from segmentation.lines.from_table import choose_sheets, conform, resolve_columns
from segmentation.lines.read_settings import ReadSettings

SEPARATORS: Final = {",": ",", ";": ";", "tab": "\t", "|": "|", "spaces": " "}
"""By name in the settings; a space means any run of spaces and tabs."""
_ENCODINGS: Final = {b"\xff\xfe": ("utf-16",), b"\xfe\xff": ("utf-16",)}
"""By the file's first two bytes; Excel's 'Unicode text' is UTF-16."""
_USUAL_ENCODINGS: Final = ("utf-8-sig", "cp1252")
_ADVICE: Final = "look for unclosed quotation marks, and save it again"
_CHUNK: Final = 1 << 20  # characters
_BLOCK: Final = 1 << 23  # bytes; no row can be longer
ABOVE: Final = 50
"""Rows that may come before the header: a title, who made the file, and when."""


@dataclass(frozen=True)
class TextTable:
    """Where in a text file the table is. Columns without a header are named 1, 2, 3.

    ``above`` counts the rows above the first line, header included; ``header_line`` the file's lines above the header.
    """

    path: Path
    encoding: str
    separator: str
    names: tuple[str, ...]
    above: int
    header_line: int

    @property
    def has_header(self) -> bool:
        """Whether a row names the columns."""
        return self.above > 0

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the table's rows, header included, each with the line of the file it ends in."""
        return islice(_rows(self.path, self.encoding, self.separator), max(0, self.above - 1), None)


def read_csv(path: Path, sheets: Sequence[str], reading: ReadSettings) -> Iterator[tuple[pl.DataFrame, int]]:
    """Read the one table of a text file."""
    choose_sheets((), sheets, str(path))
    table, found = _find_table(path, reading)
    twice = [name for name in found.values() if table.names.count(name) > 1]
    if twice:
        msg = f"{path} has two columns '{one_line(twice[0])}'; remove or rename one"
        raise SourceError(msg)
    raw = load_text(table, list(dict.fromkeys(found.values())))

    def cell(field: str, row: int) -> str:
        line = next(islice(table.rows(), row + table.has_header, None))[0]
        return f"line {line}, column '{one_line(found[field])}' of {path}"

    yield conform(raw, found, sheet="", reading=reading, cell=cell), 1


def _find_table(path: Path, reading: ReadSettings) -> tuple[TextTable, dict[str, str]]:
    """Find the header: the first row that has all columns needed, most often the first of all."""
    encoding = find_encoding(path)
    separator = SEPARATORS[reading.separator] if reading.separator else likely_separator(path, encoding)
    if not reading.header:
        _, row = next(_rows(path, encoding, separator), (0, []))
        table = TextTable(path, encoding, separator, tuple(str(n + 1) for n in range(len(row))), 0, 0)
        return table, resolve_columns(table.names, reading.columns, f"{path}, read without a header,")
    wrong = None
    others = [mark for mark in SEPARATORS.values() if mark != separator]
    for mark in (separator, *([] if reading.separator else others)):
        before = 0
        for number, (line, row) in enumerate(islice(_rows(path, encoding, mark), ABOVE)):
            try:
                found = resolve_columns(row, reading.columns, str(path))
            except SourceError as error:
                wrong = wrong or error
                before = line
                continue
            return TextTable(path, encoding, mark, tuple(row), number + 1, before), found
    if wrong is None:
        resolve_columns((), reading.columns, str(path))
        msg = f"{path} has no rows; give a file with a header and lines below it"
        raise SourceError(msg)
    raise wrong


def likely_separator(path: Path, encoding: str) -> str:
    """Find the separator, other than spaces, that the first line has most of."""
    with path.open(encoding=encoding, newline="") as file:
        first = next((line for line in file if line.strip()), "")
    return max((mark for mark in SEPARATORS.values() if mark != " "), key=first.count)


def find_encoding(path: Path) -> str:
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
    msg = f"{path} is not text in UTF-8, UTF-16 or Windows-1252, or is damaged; save it again as CSV in UTF-8"
    raise SourceError(msg)


def load_text(table: TextTable, columns: list[str]) -> pl.DataFrame:
    """Read columns as text. Polars would fill up short rows, and fail on a stray quotation mark."""
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
    from pyarrow import csv as pa_csv

    spaces = table.separator == " "
    encoding = "utf8" if spaces or table.encoding == "utf-8-sig" else table.encoding
    try:
        blocks = pa_csv.open_csv(
            _in_tabs(table) if spaces else table.path,
            # pyarrow knows UTF-8's byte order mark, and is faster where it need not recode.
            read_options=pa_csv.ReadOptions(
                encoding=encoding,
                block_size=_BLOCK,
                skip_rows=0 if spaces else table.header_line,
                column_names=None if table.has_header else table.names,
            ),
            parse_options=pa_csv.ParseOptions(delimiter="\t" if spaces else table.separator, newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                include_columns=columns,
                column_types=dict.fromkeys(columns, pa.string()),
            ),
        )
        return pl.concat([pl.DataFrame(schema=dict.fromkeys(columns, pl.String)), *map(pl.DataFrame, blocks)])
    except pa.ArrowException as error:
        raise SourceError(_why_no_table(table, one_line(error))) from None


def _in_tabs(table: TextTable) -> io.BytesIO:
    """Rewrite a table aligned with spaces, with tabs."""
    return io.BytesIO("".join("\t".join(row) + "\n" for _, row in table.rows()).encode())


def _why_no_table(table: TextTable, otherwise: str) -> str:
    """Name the first line that has more or fewer fields than the header."""
    width, before = None, 0
    for line, row in table.rows():
        width = width or len(row)
        if len(row) != width:
            than = "the header" if table.has_header else "the first line"
            otherwise = f"the row after line {before} has {len(row)} fields, where {than} has {width}"
            break
        before = line
    return f"{table.path} is not a table: {otherwise}; {_ADVICE}"


def _rows(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, header included, each with the line of the file it ends in."""
    with path.open(encoding=encoding, newline=None if separator == " " else "") as file:
        if separator == " ":
            yield from ((number, line.split()) for number, line in enumerate(file, start=1) if line.strip())
            return
        reader = csv.reader(file, delimiter=separator)
        try:
            for row in reader:
                if row:
                    yield reader.line_num, row
        except csv.Error as error:
            msg = f"{path} is not a table: line {reader.line_num}: {one_line(error)}; {_ADVICE}"
            raise SourceError(msg) from None
