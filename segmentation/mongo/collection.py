"""The collections that hold lines: how they are made, found and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from segmentation import columns as c
from segmentation.errors import DatabaseError
from segmentation.mongo.documents import FIELDS, VALIDATOR

if TYPE_CHECKING:
    from pymongo.collection import Collection

    from segmentation.mongo.connection import Connection

TRANSACTIONS: Final = "transactions"
"""One document a line."""
LOADS: Final = "loads"
"""One document a loaded file: its name, its hash, and whether all of it is there."""
FINISHED: Final = "finished"
ABSENT: Final = "absent"
"""The columns that a loaded file didn't have."""
SETS_ASIDE: Final = "sets_aside"
"""Whether a loaded file sets lines aside itself, even if none."""

_INDEXED: Final = (c.INVOICE_DATE, c.CUSTOMER_ID)


def prepare(there: Connection) -> Collection[dict[str, Any]]:
    """Create the collection for lines with its validator, if needed; another program's validator is left alone."""
    database = there.database
    found = next(iter(database.list_collections(filter={"name": TRANSACTIONS})), None)
    if found is None:
        database.create_collection(TRANSACTIONS, validator=VALIDATOR)
    elif not found.get("options", {}).get("validator"):
        refuse_misfits(there)
        database.command("collMod", TRANSACTIONS, validator=VALIDATOR)
    return database[TRANSACTIONS]


def make_indexes(transactions: Collection[dict[str, Any]]) -> None:
    """Create the indexes that reading needs."""
    for column in _INDEXED:
        transactions.create_index(FIELDS[column])


def find(there: Connection) -> Collection[dict[str, Any]]:
    """Find the collection of lines to read from; an error says if it isn't there, or a load is incomplete."""
    database = there.database
    if not database.list_collection_names(filter={"name": TRANSACTIONS}):
        raise DatabaseError(_missing(there))
    unfinished = database[LOADS].find_one({FINISHED: {"$ne": True}})
    if unfinished is not None:
        name = unfinished.get("source", "a file")
        msg = (
            f"{there.shown} holds only part of {name}: loading was cut short, or is still running; run "
            f"'segmentation load {name} --to {there.shown}' again to finish it"
        )
        raise DatabaseError(msg)
    refuse_misfits(there)
    return database[TRANSACTIONS]


def _missing(there: Connection) -> str:
    advice = f"load lines into it first: segmentation load FILE --to {there.shown}"
    collections = sorted(there.database.list_collection_names())
    if collections:
        return f"{there.shown} has no collection '{TRANSACTIONS}'; it has {', '.join(collections)}; {advice}"
    there_are = sorted(there.database.client.list_database_names())
    known = f"the server has {', '.join(there_are)}" if there_are else "the server has no databases"
    return f"there is no database at {there.shown}: {known}; correct the name, or {advice}"


def refuse_misfits(there: Connection) -> None:
    """Refuse a document of the wrong form: another program's, or older than the validator."""
    misfit = there.database[TRANSACTIONS].find_one({"$nor": [VALIDATOR]})
    if misfit is None:
        return
    field, allowed, value = next(_misfitting(misfit), ("?", "?", None))
    msg = (
        f"document {misfit['_id']!r} of '{TRANSACTIONS}' in {there.shown} has a field '{field}' that is "
        f"{_type(value)}, where {allowed} should be; correct it there, or delete the document"
    )
    raise DatabaseError(msg)


def _misfitting(document: dict[str, Any]) -> Any:
    for field, form in VALIDATOR["$jsonSchema"]["properties"].items():
        types = form["bsonType"] if isinstance(form["bsonType"], list) else [form["bsonType"]]
        if field in document and _type(document[field]) not in types:
            yield field, " or ".join(types), document[field]


def _type(value: Any) -> str:
    """Name a value's BSON type, as far as lines are concerned."""
    import datetime

    from bson import Decimal128, Int64

    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "long" if isinstance(value, Int64) else "int"
    names = {float: "double", str: "string", datetime.datetime: "date", Decimal128: "decimal", dict: "object",
             list: "array"}  # fmt: skip
    return names.get(type(value), type(value).__name__)
