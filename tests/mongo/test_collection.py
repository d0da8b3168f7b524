"""Finding the lines: what is said where they are not, or not all of them; in a database without a server."""

from __future__ import annotations

from datetime import datetime

import mongomock
import pytest

from segmentation.errors import DatabaseError
from segmentation.mongo.collection import find, make_indexes
from segmentation.mongo.connection import Connection
from segmentation.mongo.queries import find_ends


def at(instant):
    """Read an instant, such as 2011-11-05 10:00."""
    return datetime.fromisoformat(instant)


@pytest.fixture
def there():
    """Connect to an empty database in memory."""
    return Connection(mongomock.MongoClient()["retail"], "mongodb://localhost/retail")


def test_no_database(there):
    """Where there is nothing, the server's databases are named, and how lines get there."""
    with pytest.raises(DatabaseError) as fault:
        find(there)
    assert str(fault.value).startswith("there is no database at mongodb://localhost/retail: ")
    assert str(fault.value).endswith("segmentation load FILE --to mongodb://localhost/retail")


def test_no_lines(there):
    """Where there are other collections, they are named."""
    there.database["orders"].insert_one({})
    with pytest.raises(DatabaseError, match="has no collection 'transactions'; it has orders; load lines"):
        find(there)


def test_half_a_file(there):
    """A file that is there in part only is named, with the command that finishes it."""
    there.database["transactions"].insert_one({"Quantity": 1})
    there.database["loads"].insert_one({"_id": "x", "source": "shop.xlsx", "finished": False})
    with pytest.raises(DatabaseError, match=r"holds only part of shop\.xlsx: .*'segmentation load shop\.xlsx --to"):
        find(there)


def test_the_ends(there):
    """The first and the last instant, whatever has no date or one of another kind."""
    lines = there.database["transactions"]
    assert find_ends(lines, {}) is None
    lines.insert_many([{"InvoiceDate": at(day)} for day in ("2011-02-01", "2010-01-01", "2011-01-01")])
    lines.insert_many([{"Invoice": "1"}, {"InvoiceDate": None}])
    assert find_ends(lines, {}) == (at("2010-01-01"), at("2011-02-01"))
    assert find_ends(lines, {"Sheet": {"$in": ["2010"]}}) is None


def test_indexes(there):
    """By date and by customer; made twice, they are there once."""
    lines = there.database["transactions"]
    for _ in range(2):
        make_indexes(lines)
    assert {key for index in lines.index_information().values() for key, _ in index["key"]} == {
        "_id", "InvoiceDate", "Customer ID",
    }  # fmt: skip
