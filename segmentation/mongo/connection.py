"""The connection to a MongoDB, and one line for each of its errors."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from segmentation.errors import DatabaseError
from segmentation.mongo.address import VARIABLE, resolve

if TYPE_CHECKING:
    from pymongo import MongoClient
    from pymongo.collection import Collection
    from pymongo.database import Database
    from pymongo.errors import OperationFailure, PyMongoError

TIMEOUT: Final = 10
"""Seconds within which a server must be found and accept a connection, unless the address says otherwise."""

_OPTIONS: Final = {"serverSelectionTimeoutMS": TIMEOUT * 1000, "connectTimeoutMS": TIMEOUT * 1000}
_AUTHENTICATION: Final = (18, 8000)
"""Error codes of a server (18) and of Atlas (8000) for a wrong user or password."""
_UNAUTHORIZED: Final = 13


@dataclass(frozen=True)
class Connection:
    """An open database, and its address as it may be shown."""

    database: Database[dict[str, Any]]
    shown: str


@contextmanager
def connect(source: str, environment: Mapping[str, str] | None = None) -> Iterator[Connection]:
    """Connect to a database; its errors in the ``with`` block become a `DatabaseError` of one line.

    A server that falls silent is noticed by the driver's own heartbeats, within about three times `TIMEOUT`; a slow
    answer is waited for.
    """
    pymongo = _driver()
    address = resolve(source, os.environ if environment is None else environment)
    with faults(address.shown), _client(pymongo, address.uri, address.shown) as client:
        if not client.write_concern.acknowledged:
            msg = f"{address.shown} has the option w=0, so writes would not be confirmed; remove it"
            raise DatabaseError(msg)
        client.admin.command("ping")
        yield Connection(client.get_database(address.database), address.shown)


def durable(collection: Collection[dict[str, Any]]) -> Collection[dict[str, Any]]:
    """Let writes to a collection return only when they, and all before them, are on disk.

    A dying server forgets what it acknowledged within the last tenth of a second. The next load restores a line, but
    nothing restores a wrong note that all lines are there.
    """
    from pymongo import WriteConcern

    return collection.with_options(write_concern=WriteConcern(**{**collection.write_concern.document, "j": True}))


def _driver() -> Any:
    try:
        import pymongo

        if find_spec("pymongoarrow") is None:
            raise ImportError
    except ImportError:
        msg = "MongoDB needs PyMongo, which is not installed; run: pip install 'customer-segmentation[mongodb]'"
        raise DatabaseError(msg) from None
    return pymongo


def _client(pymongo: Any, uri: str, shown: str) -> MongoClient[dict[str, Any]]:
    from pymongo.errors import PyMongoError
    from pymongo.uri_parser import parse_uri

    try:
        if not uri.lower().startswith("mongodb+srv"):
            # Refuse a misspelt option instead of only warning: it may be the one that asks for TLS.
            parse_uri(uri, warn=False)
        options = {name: value for name, value in _OPTIONS.items() if f"{name}=".lower() not in uri.lower()}
        client: MongoClient[dict[str, Any]] = pymongo.MongoClient(uri, tz_aware=False, **options)
    except (PyMongoError, ValueError, TypeError, OSError) as error:
        # The driver's message may quote a value, and a value may be a secret.
        unknown = str(error).startswith("Unknown option")
        what = "it has an unknown option" if unknown else "an option or a host name is wrong"
        msg = f"{shown} can't be used: {what} ({type(error).__name__}); correct the connection string"
        raise DatabaseError(msg) from None
    return client


@contextmanager
def faults(shown: str) -> Iterator[None]:
    """Turn a database's errors into a `DatabaseError` of one line."""
    from bson.errors import BSONError
    from pymongo.errors import PyMongoError

    try:
        yield
    except PyMongoError as error:
        raise DatabaseError(_explain(error, shown)) from None
    except BSONError as error:
        msg = f"{shown} holds or was given data that can't be converted: {_brief(error)}"
        raise DatabaseError(msg) from None


def _explain(error: PyMongoError, shown: str) -> str:
    from pymongo.errors import ConnectionFailure, OperationFailure, ServerSelectionTimeoutError

    if isinstance(error, ServerSelectionTimeoutError):
        return (
            f"no MongoDB answers at {shown} within the time limit, {TIMEOUT} s unless the address sets another "
            f"({_brief(error)}); start it, or correct the address"
        )
    if isinstance(error, ConnectionFailure):
        return f"the connection to {shown} was lost ({_brief(error)}); run the same command again to finish the work"
    if isinstance(error, OperationFailure):
        return _refused(error, shown)
    return f"{shown}: {_brief(error)}"


def _refused(error: OperationFailure, shown: str) -> str:
    if error.code in _AUTHENTICATION:
        return f"{shown} refuses the user or the password; correct them in {VARIABLE} or in the address"
    if error.code == _UNAUTHORIZED:
        return f"{shown} does not allow that ({_brief(error)}); give the user a role such as readWrite"
    return f"{shown} refuses the request: {_brief(error)}"


def _brief(error: Exception) -> str:
    """Keep the first thing an error says: in PyMongo's, time-outs and the driver's state follow."""
    words = re.split(r", Timeout: | \(configured timeouts|, full error: ", str(error))[0]
    return " ".join(words.split())[:200].rstrip(" ,") or type(error).__name__
