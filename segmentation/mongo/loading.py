"""Load lines into MongoDB in batches; a repeated load changes nothing, and completes what was cut short.

A line's ``_id`` is its sheet, its invoice and its position in that invoice. So the same file always gives the same
documents, in whatever order its invoices are, and a line that is on its invoice twice is there twice.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import DatabaseError
from segmentation.mongo.collection import ABSENT, FINISHED, LOADS, SETS_ASIDE, make_indexes, prepare
from segmentation.mongo.connection import connect, durable
from segmentation.mongo.documents import FIELDS, document_of, money_writer

if TYPE_CHECKING:
    from pymongo.collection import Collection

    from segmentation.lines.overlap import Lines

BATCH: Final = 10_000
"""Lines sent at once, and the most that are in memory as documents."""
SHOWN_REFUSALS: Final = 20
"""Refused lines whose reason is kept; the rest are counted."""

_AT_ONCE: Final = 100_000
"""Lines read at once."""
_DUPLICATE, _INVALID = 11000, 121


@dataclass(frozen=True)
class Refusal:
    """A line the database refused: its number from 1 over all sheets, sheet and invoice (empty if none), and why."""

    line: int
    sheet: str
    invoice: str
    reason: str

    def __str__(self) -> str:
        where = [f"line {self.line:,}"]
        where += [f"sheet '{self.sheet}'"] if self.sheet else []
        where += [f"invoice {self.invoice}"] if self.invoice else []
        return f"{', '.join(where)}: {self.reason}"


@dataclass(frozen=True)
class Loaded:
    """How many lines are new, were there already, or were refused, with the first refusals in the source's order."""

    address: str
    inserted: int
    already_there: int
    refused: int
    refusals: tuple[Refusal, ...]

    @property
    def lines(self) -> int:
        """The number of lines there were to load."""
        return self.inserted + self.already_there + self.refused


def load_lines(
    lines: Lines,
    address: str,
    *,
    environment: Mapping[str, str] | None = None,
    batch: int = BATCH,
    on_lines: Callable[[int], None] = lambda _lines: None,
) -> Loaded:
    """Load a source's lines into a database's ``transactions``; ``on_lines`` hears how many are done."""
    with connect(address, environment) as there:
        transactions, loads = prepare(there), there.database[LOADS]
        key = _key(lines)
        about = {
            "source": lines.uri,
            "sha256": lines.sha256,
            "lines": lines.lines_read,
            ABSENT: sorted(lines.absent),
            SETS_ASIDE: c.ASIDE in lines.everything.collect_schema(),
        }
        begun = loads.update_one({"_id": key}, {"$setOnInsert": {**about, FINISHED: False}}, upsert=True)
        outcome = _Outcome()
        for documents in _batches(lines.everything, batch):
            _store(transactions, documents, outcome)
            on_lines(len(documents))
        make_indexes(transactions)
        if begun.upserted_id is not None and not outcome.inserted:
            loads.delete_one({"_id": key})  # another form of what is there: nothing has changed
        else:
            durable(loads).update_one({"_id": key}, {"$set": {FINISHED: True, "refused": outcome.refused}})
        return Loaded(there.shown, outcome.inserted, outcome.already_there, outcome.refused, tuple(outcome.refusals))


def _key(lines: Lines) -> str:
    """Name what is loaded: a file and its sheets."""
    taken = [lines.sha256, lines.lines_read, lines.sheets]
    return hashlib.sha256(json.dumps(taken).encode()).hexdigest()


def _batches(lines: pl.LazyFrame, size: int) -> Iterator[list[dict[str, Any]]]:
    """Make documents of lines, reading no more of a snapshot at once than a batch needs."""
    write_money = money_writer()
    positions: Counter[tuple[str, str]] = Counter()
    for offset in itertools.count(0, _AT_ONCE):
        frame = lines.slice(offset, _AT_ONCE).collect()
        for part in frame.iter_slices(size):
            documents = []
            for line in part.iter_rows(named=True):
                sheet, invoice = line[c.SHEET], line[c.INVOICE] or ""
                positions[sheet, invoice] += 1
                identity = {"_id": _identity(sheet, invoice, positions[sheet, invoice])}
                documents.append(identity | document_of(line, write_money))
            yield documents
        if frame.height < _AT_ONCE:
            return


def _identity(sheet: str, invoice: str, position: int) -> str:
    """Make a line's ``_id``: the sheet is before the first slash, the position after the last."""
    return f"{sheet.replace('%', '%25').replace('/', '%2F')}/{invoice}/{position}"


class _Outcome:
    """The outcomes of the lines so far."""

    def __init__(self) -> None:
        self.inserted = 0
        self.already_there = 0
        self.refused = 0
        self.refusals: list[Refusal] = []

    def refuse(self, errors: list[tuple[dict[str, Any], str]]) -> None:
        self.refused += len(errors)
        for document, reason in errors[: SHOWN_REFUSALS - len(self.refusals)]:
            self.refusals.append(
                Refusal(
                    document[FIELDS[c.LINE]],
                    document.get(FIELDS[c.SHEET], ""),
                    document.get(FIELDS[c.INVOICE], ""),
                    reason,
                )
            )


def _store(transactions: Collection[dict[str, Any]], documents: list[dict[str, Any]], outcome: _Outcome) -> None:
    """Insert what is missing, and compare what is there: the same line, or another with its ``_id``."""
    from pymongo.errors import BulkWriteError

    try:
        transactions.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        failed = _failures(error)
    else:
        failed = []
    outcome.inserted += len(documents) - len(failed)
    outcome.refuse([(document, reason) for document, code, reason in failed if code == _INVALID])
    there = [document for document, code, _ in failed if code == _DUPLICATE]
    if there:
        _compare(transactions, there, outcome)


def _compare(transactions: Collection[dict[str, Any]], documents: list[dict[str, Any]], outcome: _Outcome) -> None:
    """Look for each document as it should be; where another one has its ``_id``, inserting it says so.

    The values of a line are texts, numbers and dates, never an operator; the line's number may differ, since a file's
    invoices may be in another order.
    """
    from pymongo import UpdateOne
    from pymongo.errors import BulkWriteError

    line = FIELDS[c.LINE]
    asked = [
        UpdateOne(
            {field: document.get(field, {"$exists": False}) for field in ("_id", *FIELDS.values()) if field != line},
            {"$setOnInsert": {line: document[line]}},
            upsert=True,
        )
        for document in documents
    ]
    failed: list[tuple[dict[str, Any], str]] = []
    try:
        counts = dict(transactions.bulk_write(asked, ordered=False).bulk_api_result)
    except BulkWriteError as error:
        counts = dict(error.details or {})
        failed = [(documents[e["index"]], _why(e)[1]) for e in _write_errors(error)]
    outcome.inserted += counts["nUpserted"]
    outcome.already_there += counts["nMatched"]
    outcome.refuse(failed)


def _failures(error: Any) -> list[tuple[dict[str, Any], int, str]]:
    return [(e["op"], *_why(e)) for e in _write_errors(error)]


def _write_errors(error: Any) -> list[dict[str, Any]]:
    """Return the errors about single lines; raise any other."""
    errors: list[dict[str, Any]] = sorted(error.details["writeErrors"], key=lambda e: e["index"])
    strange = [e["errmsg"] for e in errors if e["code"] not in (_DUPLICATE, _INVALID)]
    strange += [e["errmsg"] for e in error.details["writeConcernErrors"]]
    if strange:
        msg = f"the server could not store a line: {' '.join(strange[0].split())[:200]}; run the same command again"
        raise DatabaseError(msg) from None
    return errors


def _why(error: Mapping[str, Any]) -> tuple[int, str]:
    code = error["code"]
    if code == _INVALID:
        fields = [field for field in _refused_fields(error.get("errInfo", {})) if isinstance(field, str)]
        about = f" for its field {', '.join(repr(field) for field in fields)}" if fields else ""
        return code, f"the collection's validator refuses it{about}"
    index = error.get("keyPattern", {"_id": 1})
    if list(index) == ["_id"]:
        return code, "the database has a line with this _id and other content: someone else's, or changed since"
    return code, f"the collection's unique index on {', '.join(map(repr, index))} already has this value"


def _refused_fields(info: Any) -> Iterator[Any]:
    """Yield the names of fields in a validator's answer, at any depth."""
    if isinstance(info, Mapping):
        if "propertyName" in info:
            yield info["propertyName"]
        yield from info.get("missingProperties", ())
        for value in info.values():
            yield from _refused_fields(value)
    elif isinstance(info, list):
        for value in info:
            yield from _refused_fields(value)
