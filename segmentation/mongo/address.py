"""The address of a MongoDB, and what of it may be shown: where it is, never how to get in.

Nothing here needs PyMongo, so that settings can be printed where it is not installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from segmentation.errors import DatabaseError

VARIABLE: Final = "SEGMENTATION_MONGODB_URI"
"""The environment variable with a connection string: user, password, TLS and every other option."""
BY_VARIABLE: Final = "mongodb"
"""The address that means the one in the environment."""

_HIDDEN: Final = "mongodb://…"
_FORM: Final = "mongodb://host/database"
# A host, or the path of a socket with its slashes escaped. A port is digits: the rest of a password that was
# not escaped is not mistaken for one.
_HOST: Final = r"(?:[\w.%-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?"
_ADDRESS: Final = re.compile(
    r"(?P<scheme>mongodb(?:\+srv)?)://"
    r"(?P<user>[^@/?#\s]*@)?"
    rf"(?P<hosts>{_HOST}(?:,{_HOST})*)"
    r"(?:/(?P<database>[^@/?#\s]*))?"
    r"(?:\?(?P<options>[^@\s]*))?",
    re.IGNORECASE | re.ASCII,
)
_SCHEME: Final = r"mongodb(?:\+srv)?:/+"  # as a file name, it has lost a slash
_ANYWHERE: Final = re.compile(rf"{_SCHEME}\S*", re.IGNORECASE)
_MISSPELT: Final = re.compile(r"\b([A-Za-z][\w+.-]+):/+[^\s@]*@\S*")
"""An address with a user under another scheme, such as mongdb://; a drive of one letter is none."""
_USUAL_PORT: Final = ":27017"
_SIGNS: Final = '/ \\ . " $ * < > : | ?'
_NO_NAME: Final = re.compile(r'[/\\. "$*<>:|?\0]')
_LONGEST: Final = 63


@dataclass(frozen=True)
class Address:
    """Where a database is; ``uri`` holds secrets and is never shown, ``shown`` is without user, password, options."""

    uri: str
    database: str
    shown: str

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"


def is_address(source: str) -> bool:
    """Check whether a source or a sink is a MongoDB.

    >>> is_address("mongodb://localhost/retail"), is_address("mongodb"), is_address("data/mongodb.csv")
    (True, True, False)
    """
    return source == BY_VARIABLE or source.lower().startswith(("mongodb://", "mongodb+srv://"))


def shown(source: str) -> str:
    """Write an address as it may be shown; any other source as it is.

    >>> shown("mongodb://ann:secret@db.example.org:27018/retail?tls=true")
    'mongodb://db.example.org:27018/retail'
    >>> shown("mongodb://ann:p@ss/word@db.example.org/retail")
    'mongodb://…'
    >>> shown("data/shop.csv")
    'data/shop.csv'
    """
    if not re.match(_SCHEME, source, re.IGNORECASE):
        return source
    parts = _ADDRESS.fullmatch(source)
    if parts is None:
        return _HIDDEN
    database = f"/{parts['database']}" if parts["database"] else ""
    return f"{parts['scheme'].lower()}://{parts['hosts']}{database}"


def without_secrets(text: str, said: Iterable[str] = ()) -> str:
    """Remove user, password and options from every address in a text.

    >>> without_secrets("unexpected argument (mongodb://ann:secret@localhost/retail)")
    'unexpected argument (mongodb://localhost/retail)'
    """
    for each in sorted(said, key=len, reverse=True):
        if (address := re.search(rf"{_SCHEME}.*", each, re.IGNORECASE | re.DOTALL)) is not None:
            text = text.replace(address[0], shown(address[0]))
    return _MISSPELT.sub(r"\1://…", _ANYWHERE.sub(_replacement, text))


def _replacement(found: re.Match[str]) -> str:
    """Show an address in a sentence; punctuation or a bracket at its end is not part of it."""
    address = found[0].rstrip(".,;:!)]}'\"")
    return shown(address) + found[0][len(address) :]


def resolve(source: str, environment: Mapping[str, str]) -> Address:
    """Find the database and its credentials; those in the environment serve an address of the same host without any."""
    variable = environment.get(VARIABLE, "").strip()
    if source == BY_VARIABLE:
        if not variable:
            msg = f"the source is 'mongodb', but the environment has no {VARIABLE}; set it, or write {_FORM}"
            raise DatabaseError(msg)
        source = variable
    parts, given = _parts(source), _parts(variable) if variable else None
    if not parts["database"]:
        msg = f"{shown(source)} has no database name; write {_FORM}, such as mongodb://localhost/retail"
        raise DatabaseError(msg)
    database = unquote(parts["database"])
    if _NO_NAME.search(database) or len(database.encode()) > _LONGEST:
        msg = f"{shown(source)} has an invalid database name; allowed are at most {_LONGEST} bytes without {_SIGNS}"
        raise DatabaseError(msg)
    plain = not parts["user"] and not parts["options"]
    uri = variable if plain and given is not None and _hosts(given) == _hosts(parts) else source
    return Address(uri, database, shown(source))


def _parts(uri: str) -> re.Match[str]:
    parts = _ADDRESS.fullmatch(uri)
    if parts is None:
        msg = (
            f"the MongoDB's address is not of the form {_FORM}; percent-encode these characters in the user name and "
            "the password: at sign, colon, slash, question mark, percent, space"
        )
        raise DatabaseError(msg)
    return parts


def _hosts(parts: re.Match[str]) -> tuple[str, frozenset[str]]:
    hosts = parts["hosts"].lower().split(",")
    return parts["scheme"].lower(), frozenset(host.removesuffix(_USUAL_PORT) for host in hosts)
