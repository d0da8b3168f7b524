"""The results in MongoDB, where the CRM reads them: a run is there completely, or can't be seen.

Every document of ``clean_transactions`` and ``customers`` names its run. A run's documents are written first, its
document in ``runs`` last; readers look there, then take what has that run. So a month made again changes in one step;
the earlier run's documents are removed after that, and those of a run that died by the next run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from segmentation import columns as c
from segmentation.errors import DatabaseError
from segmentation.mongo.connection import connect, durable
from segmentation.mongo.documents import FIELDS, document_of, money_writer

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd
    from pymongo.collection import Collection
    from pymongo.database import Database

CLEAN_TRANSACTIONS: Final = "clean_transactions"
"""The kept lines of each run: ``Quantity`` and ``Amount`` are what was not returned."""
CUSTOMERS: Final = "customers"
"""One document for each customer and run, and so for each customer and ``as_of``."""
RUNS: Final = "runs"
"""One document a month; ``run`` is the run to look for in the other two."""
UNFINISHED: Final = "unfinished_runs"
"""Runs being written now, or that died; not meant for readers."""

BATCH: Final = 10_000
"""Documents sent at once."""
ABANDONED: Final = timedelta(hours=1)
"""A run that wrote nothing for so long is dead; an older one of the same month is dead in any case."""

_DUPLICATE: Final = 11000
_CUSTOMER: Final = FIELDS[c.CUSTOMER_ID]


@dataclass(frozen=True)
class Written:
    """The run's name, a hash of all it wrote, and how many customers and lines that is."""

    run: str
    customers: int
    lines: int


def write_results(  # noqa: PLR0913  (a run is made of this much)
    address: str,
    *,
    month: str,
    as_of: datetime,
    lines: nw.LazyFrame[Any],
    customers: pd.DataFrame,
    facts: Mapping[str, Any],
    manifest: Mapping[str, Any],
    environment: Mapping[str, str] | None = None,
    on_documents: Callable[[int], None] = lambda _documents: None,
) -> Written:
    """Write a month's results into a database, replacing those of an earlier run of the month."""
    with connect(address, environment) as there:
        database = there.database
        people = _customer_documents(customers)
        run = _name(month, as_of, people, facts, manifest)
        mark = {"run": run, "month": month, "as_of": as_of}
        _make_indexes(database)
        _sweep(database, month, keep=run)
        writer = _Writer(database, mark, on_documents)
        kept = writer.write(CLEAN_TRANSACTIONS, _line_documents(lines))
        written = writer.write(CUSTOMERS, ((person[_CUSTOMER], person) for person in people))
        # If two machines make the same month at once, one may have deleted the other's documents.
        for name, count in ((CLEAN_TRANSACTIONS, kept), (CUSTOMERS, written)):
            if database[name].count_documents({"run": run}) != count:
                msg = f"'{name}' in {there.shown} was changed while {month} was written to it; run the command again"
                raise DatabaseError(msg)
        document = {**mark, "customers": written, "lines": kept, "manifest": _as_document(manifest), "facts": facts}
        durable(database[RUNS]).replace_one({"_id": month}, document, upsert=True)
        _sweep(database, month, keep=run)
        database[UNFINISHED].delete_one({"_id": run})
        return Written(run, written, kept)


def _customer_documents(customers: pd.DataFrame) -> list[dict[str, Any]]:
    from bson import Decimal128

    told = customers[[*c.FEATURES, c.SEGMENT, c.PREVIOUS_SEGMENT, c.SEGMENT_SINCE]]
    return [
        {
            _CUSTOMER: str(customer),
            c.RECENCY_DAYS: int(recency),
            c.FREQUENCY: int(frequency),
            c.MONETARY: Decimal128(c.money(round(monetary * c.MONEY_SCALE))),
            c.SEGMENT: str(segment),
            c.PREVIOUS_SEGMENT: str(previous),
            c.SEGMENT_SINCE: str(since),
        }
        for customer, recency, frequency, monetary, segment, previous, since in told.itertuples(name=None)
    ]


def _name(
    month: str, as_of: datetime, people: list[dict[str, Any]], facts: Mapping[str, Any], manifest: Mapping[str, Any]
) -> str:
    """Name a run by a hash of all it writes; the kept lines follow from what the manifest names."""
    digest = hashlib.sha256(json.dumps([month, as_of, facts, manifest], sort_keys=True, default=str).encode())
    digest.update(json.dumps(people, default=str).encode())
    return f"{month}-{digest.hexdigest()[:16]}"


def _line_documents(lines: nw.LazyFrame[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    write_money = money_writer()
    table = lines.sort(c.LINE).collect("pyarrow").to_native()
    for batch in table.to_batches(max_chunksize=BATCH):
        for line in batch.to_pylist():
            document = document_of(line, write_money)
            yield line[c.LINE], {**document, FIELDS[c.AMOUNT]: write_money(line[c.AMOUNT])}


def _as_document(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Turn tables with keys from outside, such as file names, into lists: no such name becomes a field's."""

    def entry(name: str, value: Any) -> dict[str, Any]:
        return {"name": name, **(value if isinstance(value, Mapping) else {"value": value})}

    tables = {
        name: [entry(key, value) for key, value in table.items()]
        for name, table in manifest.items()
        if name in ("files", "templates", "versions")
    }
    return {**manifest, **tables}


def _make_indexes(database: Database[dict[str, Any]]) -> None:
    for name in (CLEAN_TRANSACTIONS, CUSTOMERS):
        database[name].create_index("run")
        database[name].create_index("month")
    database[CUSTOMERS].create_index([(_CUSTOMER, 1), ("as_of", 1)])


def _sweep(database: Database[dict[str, Any]], month: str, *, keep: str) -> None:
    """Remove what no reader can see: an earlier run's documents of the month, and those of dead runs."""
    live = [run["run"] for run in database[RUNS].find({}, {"run": 1})]
    now = database.client.admin.command("hello")["localTime"]
    abandoned = database[UNFINISHED].distinct("month", {"touched": {"$lt": now - ABANDONED}})
    months = {"$in": sorted({month, *abandoned})}
    for name in (CLEAN_TRANSACTIONS, CUSTOMERS):
        database[name].delete_many({"month": months, "run": {"$nin": [keep, *live]}})
    database[UNFINISHED].delete_many({"month": months, "_id": {"$ne": keep}})


class _Writer:
    """Writes a run's documents, and reports now and then that it is alive."""

    def __init__(
        self, database: Database[dict[str, Any]], mark: Mapping[str, Any], on_documents: Callable[[int], None]
    ) -> None:
        self._database = database
        self._mark = mark
        self._on_documents = on_documents

    def write(self, name: str, documents: Iterator[tuple[Any, dict[str, Any]]]) -> int:
        """Write a run's documents to a collection, each under the run's name and its own key; return how many."""
        collection, run, count = self._database[name], self._mark["run"], 0
        while batch := [{"_id": f"{run}/{key}", **self._mark, **rest} for key, rest in islice(documents, BATCH)]:
            self._database[UNFINISHED].update_one(
                {"_id": run},
                {"$set": {"month": self._mark["month"]}, "$currentDate": {"touched": True}},
                upsert=True,
            )
            _put(collection, batch)
            count += len(batch)
            self._on_documents(len(batch))
        return count


def _put(collection: Collection[dict[str, Any]], documents: list[dict[str, Any]]) -> None:
    """Insert documents; replace those a run of the same name left."""
    from pymongo import ReplaceOne
    from pymongo.errors import BulkWriteError

    try:
        collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        errors = error.details["writeErrors"]
        strange = [e["errmsg"] for e in [*errors, *error.details["writeConcernErrors"]] if e["code"] != _DUPLICATE]
        if strange:
            msg = f"the server could not store a result: {' '.join(strange[0].split())[:200]}; run the command again"
            raise DatabaseError(msg) from None
        there = [documents[e["index"]] for e in errors]
    else:
        return
    collection.bulk_write([ReplaceOne({"_id": each["_id"]}, each, upsert=True) for each in there], ordered=False)
