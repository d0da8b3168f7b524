"""Read lines from MongoDB into the very frame that their workbook gives.

A report needs little of what a shop ever sold: the lines of its period, and the earlier purchases that a return in
the period may undo. The server sends these, and counts lines and money of all others by customer, which is all the
ledger needs. PyMongoArrow turns the answer into Arrow columns without a Python object per document.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import DatabaseError
from segmentation.lines.from_table import choose_sheets
from segmentation.lines.overlap import OVERLAP, Lines, mark_overlap
from segmentation.mongo.collection import ABSENT, LOADS, SETS_ASIDE, find
from segmentation.mongo.connection import connect
from segmentation.mongo.documents import FIELDS, read_money
from segmentation.mongo.queries import AFTER, NEEDED, Query, Questions, ask_for_period, count_rest, find_ends

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
    from pymongo.collection import Collection

    from segmentation.lines.overlap import Period
    from segmentation.mongo.connection import Connection

_COLUMNS: Final = (*c.LINE_COLUMNS, c.ASIDE)
_LINES: Final = "lines"
_CHUNK: Final = 100_000


def read_lines(
    address: str,
    *,
    sheets: Sequence[str] = (),
    keep_overlap: bool = False,
    period: Period | None = None,
    environment: Mapping[str, str] | None = None,
) -> Lines:
    """Read lines from a database's ``transactions``; ``period`` says which matter, all by default."""
    with connect(address, environment) as there:
        transactions = find(there)
        loads = _loads(there)
        within = _in_sheets(transactions, sheets, there.shown)
        ends = find_ends(transactions, within)
        if ends is None:
            msg = f"{there.shown} has no lines with a date; every line needs one"
            raise DatabaseError(msg)
        questions = Questions(within)
        if period is not None:
            questions = ask_for_period(transactions, within, *period(*ends), first=ends[0])
        history = _frame(there.shown, [read_arrow(transactions, query) for query in questions.history])
        history = _only_history(history, questions)
        lines = _frame(there.shown, [read_arrow(transactions, questions.lines)])
        rest = _rest(transactions, questions, history, there.shown)
        if loads != _loads(there):
            raise DatabaseError(_changed(there.shown))
    lines = _numbered(pl.concat([lines, history]))
    if lines[c.ASIDE].is_null().all() and not any(load.get(SETS_ASIDE) for load in loads):
        lines = lines.drop(c.ASIDE)
    marked = lines.with_columns(pl.lit(value=False).alias(OVERLAP)) if keep_overlap else mark_overlap(lines)
    known = _describe(marked, rest, there.shown, ends)
    absent = [frozenset(load.get(ABSENT, ())) for load in loads]
    return replace(known, absent=frozenset.intersection(*absent) if absent else frozenset())


def _loads(there: Connection) -> list[dict[str, Any]]:
    return list(there.database[LOADS].find(sort=[("_id", 1)]))


def _changed(shown: str) -> str:
    return f"lines in {shown} were added or removed while it was read; run the same command again when all are there"


def _in_sheets(transactions: Collection[dict[str, Any]], sheets: Sequence[str], shown: str) -> Query:
    """Limit a query to the wanted sheets."""
    if not sheets:
        return {}
    field = FIELDS[c.SHEET]
    return {field: {"$in": choose_sheets(sorted(transactions.distinct(field)), sheets, shown)}}


def read_arrow(transactions: Collection[dict[str, Any]], query: Query) -> pa.Table:
    """Stream documents into Arrow, one of the server's batches at a time."""
    from pymongoarrow.api import find_arrow_all

    return find_arrow_all(
        transactions, query, schema=_schema(), projection={"_id": 0, **dict.fromkeys(FIELDS.values(), 1)}
    )


def _schema() -> Any:
    import pyarrow as pa
    from pymongoarrow.api import Schema
    from pymongoarrow.types import Decimal128Type

    types = {
        c.LINE: pa.int64(),
        c.QUANTITY: pa.int64(),
        c.INVOICE_DATE: pa.timestamp("ms"),
        c.PRICE: Decimal128Type(),
        c.AMOUNT: Decimal128Type(),
    }
    return Schema({name: types.get(column, pa.string()) for column, name in FIELDS.items()})


def _frame(shown: str, tables: Iterable[pa.Table]) -> pl.DataFrame:
    """Make lines of documents."""
    import pyarrow as pa

    table = pa.concat_tables([_schema().to_arrow().empty_table(), *tables])
    money = {column: _money(table[FIELDS[column]], shown) for column in (c.PRICE, c.AMOUNT)}
    plain = {column: pl.Series(column, table[name]) for column, name in FIELDS.items() if column not in money}
    return (
        pl.DataFrame({**plain, **money})
        .with_columns(
            pl.col(c.SHEET).fill_null(""),
            pl.col(c.INVOICE_DATE).cast(pl.Datetime("us")),
            pl.col(c.AMOUNT).fill_null(pl.col(c.QUANTITY) * pl.col(c.PRICE)),
        )
        .select(_COLUMNS)
    )


def _money(column: pa.ChunkedArray, shown: str) -> pl.Series:
    """Turn BSON decimals into ten-thousandths; a million prices are a few thousand different ones."""
    import pyarrow as pa
    from bson import Decimal128

    stored = pa.chunked_array([chunk.storage for chunk in column.chunks], pa.binary(16)).combine_chunks()
    encoded = stored.dictionary_encode()
    counted = [read_money(Decimal128.from_bid(value)) for value in encoded.dictionary.to_pylist()]
    if None in counted:
        raise DatabaseError(_absurd(shown))
    return pl.Series(pa.array(counted, pa.int64()).take(encoded.indices))


def _absurd(shown: str) -> str:
    return (
        f"a 'Price' or an 'Amount' in {shown} is not a number, or far too large; find it with "
        "db.transactions.find({Price: {$not: {$gt: -1e14, $lt: 1e14}}}), and correct it there"
    )


def _numbered(lines: pl.DataFrame) -> pl.DataFrame:
    """Put lines in the order of their file.

    Lines of several files may share a number, and other programs' may have none. Then all are renumbered, in an order
    that depends on their content alone.
    """
    if lines[c.LINE].null_count() or lines[c.LINE].is_duplicated().any():
        numbers = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(c.LINE)
        return lines.sort(_COLUMNS, nulls_last=True).with_columns(numbers)
    return lines.sort(c.LINE)


def _only_history(lines: pl.DataFrame, questions: Questions) -> pl.DataFrame:
    """Drop what the period's lines include already: within it, in two sheets, or incomplete."""
    date = pl.col(c.INVOICE_DATE)
    history = lines.drop_nulls(NEEDED).filter(date < pl.lit(questions.start))
    return history if questions.shared is None else history.filter(~date.is_between(*questions.shared))


def _rest(
    transactions: Collection[dict[str, Any]], questions: Questions, history: pl.DataFrame, shown: str
) -> pl.DataFrame | None:
    """Count what was not sent: all that the server counts, less the history, which was."""
    if questions.rest is None or questions.end is None:
        return None
    rows = count_rest(transactions, questions.rest, questions.end)
    amounts = [read_money(row[c.AMOUNT]) for row in rows]
    if None in amounts:
        raise DatabaseError(_absurd(shown))
    schema = {c.CUSTOMER_ID: pl.String, AFTER: pl.Boolean, c.SHEET: pl.String, _LINES: pl.Int64, c.AMOUNT: pl.Int64,
              c.LINE: pl.Int64}  # fmt: skip
    all_there = pl.DataFrame(
        [{**row, c.AMOUNT: amount} for row, amount in zip(rows, amounts, strict=True)], schema=schema, orient="row"
    )
    handed_on = history.select(
        c.CUSTOMER_ID,
        pl.lit(value=False).alias(AFTER),
        c.SHEET,
        pl.lit(-1, pl.Int64).alias(_LINES),
        -pl.col(c.AMOUNT),
        c.LINE,
    )
    rest = (
        pl.concat([all_there, handed_on])
        .group_by(c.CUSTOMER_ID, AFTER, c.SHEET)
        .agg(pl.col(_LINES, c.AMOUNT).sum(), pl.col(c.LINE).min())
    )
    if not rest.filter((pl.col(_LINES) < 0) | (pl.col(_LINES) == 0) & (pl.col(c.AMOUNT) != 0)).is_empty():
        raise DatabaseError(_changed(shown))
    return rest.filter(pl.col(_LINES) > 0).sort(c.CUSTOMER_ID, AFTER, c.SHEET, nulls_last=True)


def _describe(marked: pl.DataFrame, rest: pl.DataFrame | None, shown: str, ends: tuple[datetime, datetime]) -> Lines:
    """Combine what was sent with what was counted."""
    parts = [marked.select(c.SHEET, c.LINE, pl.lit(1, pl.Int64).alias(_LINES))]
    parts += [] if rest is None else [rest.select(c.SHEET, c.LINE, _LINES)]
    sheets = pl.concat(parts).group_by(c.SHEET).agg(pl.col(_LINES).sum(), pl.col(c.LINE).min()).sort(c.LINE, c.SHEET)
    read = int(sheets[_LINES].sum())
    named = tuple(row for row in sheets.select(c.SHEET, _LINES).iter_rows() if row[0])
    counted = None
    if rest is not None:
        per_customer = rest.group_by(c.CUSTOMER_ID, AFTER, maintain_order=True)
        counted = per_customer.agg(pl.col(_LINES, c.AMOUNT).sum())
    return Lines(
        frame=marked.lazy().filter(~pl.col(OVERLAP)).drop(OVERLAP),
        everything=marked.lazy().drop(OVERLAP),
        uri=shown,
        sha256=_digest(marked, rest),
        lines_read=read,
        lines=read - int(marked[OVERLAP].sum()),
        sheets=named,
        first=ends[0],
        last=ends[1],
        counted=counted,
    )


def _digest(*frames: pl.DataFrame | None) -> str:
    """Hash as text all that matters for a figure, a piece at a time."""
    digest = hashlib.sha256()
    for frame in frames:
        if frame is None:
            continue
        digest.update(json.dumps(frame.columns).encode())
        for part in frame.iter_slices(_CHUNK):
            digest.update(part.write_csv(include_header=False).encode())
    return digest.hexdigest()
