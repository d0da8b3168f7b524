"""What the server is asked, so that it sends little and no figure changes.

The values in a query are our dates, and texts from the server or the settings; a text is compared, and never read
as an operator or a field's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from segmentation import columns as c
from segmentation.mongo.documents import FIELDS

if TYPE_CHECKING:
    from pymongo.collection import Collection

Query = dict[str, Any]

AFTER: Final = "after"
"""Whether counted lines come after the period; the others come before it."""

NEEDED: Final = (c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE)
"""What every line needs; one that lacks it is always sent, because the ledger has a rule for it."""
_EARLIEST: Final = datetime(1, 1, 1)  # noqa: DTZ001  (the shop's local time)
_AT_ONCE: Final = 5
"""Customers whose earlier purchases are asked for at once: few, so that an index serves the query."""
_MANY: Final = 50_000
"""If more customers than this returned something, the earlier purchases of all are read."""


@dataclass(frozen=True)
class Questions:
    """Which lines the server sends (``lines``, ``history``), and which it counts (``rest``, None if no others).

    ``history`` is what customers ever bought of what they return in the period; it may overlap with ``lines``, which
    include all of ``shared``: from when to when, outside the period, lines may be in two sheets. ``end`` is exclusive.
    """

    lines: Query
    history: tuple[Query, ...] = ()
    shared: tuple[datetime, datetime] | None = None
    rest: Query | None = None
    start: datetime | None = None
    end: datetime | None = None


def find_ends(transactions: Collection[dict[str, Any]], within: Query) -> tuple[datetime, datetime] | None:
    """Find the instants of the first and the last line."""
    field = FIELDS[c.INVOICE_DATE]
    dated = {**within, field: {"$gte": _EARLIEST}}
    first, last = (transactions.find_one(dated, {field: 1}, sort=[(field, way)]) for way in (1, -1))
    return None if first is None or last is None else (first[field], last[field])


def ask_for_period(
    transactions: Collection[dict[str, Any]], within: Query, start: datetime | None, end: datetime, first: datetime
) -> Questions:
    """Work out which lines matter for a period's figures."""
    date = FIELDS[c.INVOICE_DATE]
    period = {"$lt": end} if start is None else {"$gte": start, "$lt": end}
    shared, lacking = _look_around(transactions, {**within, "$nor": [{date: period}]})
    elsewhere: list[Query] = []
    if shared is not None:
        elsewhere.append({date: {"$gte": shared[0], "$lte": shared[1]}})
    if lacking:
        elsewhere += [{FIELDS[column]: None} for column in NEEDED]
    wanted = [{date: period}, *elsewhere]
    history: tuple[Query, ...] = ()
    if start is not None and first < start:
        history = tuple(_history(transactions, within, {date: period}))
    return Questions({**within, "$or": wanted}, history, shared, {**within, "$nor": wanted}, start, end)


def _history(transactions: Collection[dict[str, Any]], within: Query, period: Query) -> Iterator[Query]:
    """Ask for what customers ever bought of what they return in the period: by customer, which has an index."""
    customer, code = FIELDS[c.CUSTOMER_ID], FIELDS[c.STOCK_CODE]
    returned = transactions.aggregate(
        [
            {"$match": {**within, **period, FIELDS[c.QUANTITY]: {"$lt": 0}, customer: {"$gte": ""}}},
            {"$group": {"_id": f"${customer}", "codes": {"$addToSet": f"${code}"}}},
            {"$sort": {"_id": 1}},
        ],
        allowDiskUse=True,
    )
    customers = list(returned)
    if len(customers) > _MANY:
        yield {**within, customer: {"$gte": ""}}
        return
    for number in range(0, len(customers), _AT_ONCE):
        some = customers[number : number + _AT_ONCE]
        codes = sorted({each for row in some for each in row["codes"]})
        yield {**within, customer: {"$in": [row["_id"] for row in some]}, code: {"$in": codes}}


def _look_around(
    transactions: Collection[dict[str, Any]], outside: Query
) -> tuple[tuple[datetime, datetime] | None, bool]:
    """Find from when to when invoices are in two sheets, and whether any line lacks what it needs.

    Equal lines have one invoice and one date, so between those ends no line misses its double.
    """
    sheet, date = {"$ifNull": [f"${FIELDS[c.SHEET]}", ""]}, f"${FIELDS[c.INVOICE_DATE]}"
    absent = [{"$eq": [{"$ifNull": [f"${FIELDS[column]}", None]}, None]} for column in NEEDED]
    invoice = {
        "_id": f"${FIELDS[c.INVOICE]}",
        "one": {"$min": sheet},
        "other": {"$max": sheet},
        "first": {"$min": date},
        "last": {"$max": date},
        "lacking": {"$max": {"$cond": [{"$or": absent}, 1, 0]}},
    }
    twice = {"$ne": ["$one", "$other"]}
    all_of_them = {
        "_id": None,
        "first": {"$min": {"$cond": [twice, "$first", None]}},
        "last": {"$max": {"$cond": [twice, "$last", None]}},
        "lacking": {"$max": "$lacking"},
    }
    stages: Sequence[Query] = [{"$match": outside}, {"$group": invoice}, {"$group": all_of_them}]
    found = next(iter(transactions.aggregate(stages, allowDiskUse=True)), None)
    if found is None:
        return None, False
    return None if found["first"] is None else (found["first"], found["last"]), bool(found["lacking"])


def count_rest(transactions: Collection[dict[str, Any]], rest: Query, end: datetime) -> list[dict[str, Any]]:
    """Let the server count lines by customer, by sheet, and by whether they come after the period."""
    field = {column: f"${name}" for column, name in FIELDS.items()}
    worth = {"$ifNull": [field[c.AMOUNT], {"$multiply": [field[c.QUANTITY], field[c.PRICE]]}]}
    group = {
        "_id": {
            c.CUSTOMER_ID: {"$ifNull": [field[c.CUSTOMER_ID], None]},
            AFTER: {"$gte": [field[c.INVOICE_DATE], end]},
            c.SHEET: {"$ifNull": [field[c.SHEET], ""]},
        },
        "lines": {"$sum": 1},
        c.AMOUNT: {"$sum": worth},
        c.LINE: {"$min": field[c.LINE]},
    }
    counts = transactions.aggregate([{"$match": rest}, {"$group": group}], allowDiskUse=True)
    return [{**row.pop("_id"), **row} for row in counts]
