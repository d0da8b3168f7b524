"""Mail addresses, and texts for a mail's head: one line each."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_NAMED: Final = re.compile(r'\s*(?:"(?P<quoted>[^"<>]*)"|(?P<name>[^"<>]*?))\s*<(?P<address>[^<>]*)>\s*')
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
_LONGEST_LOCAL: Final = 64
_LONGEST: Final = 254
"""Longest part before the @, and longest address, in bytes (RFC 5321, 4.5.3.1)."""
_ENDS_A_LINE: Final = ("Cc", "Cs", "Zl", "Zp")
"""Unicode categories that a line of a mail's head can't hold: control characters and line ends."""


@dataclass(frozen=True)
class Mailbox:
    """A sender or recipient: the address in ASCII, as it goes to a server, and what people call them (may be empty)."""

    address: str
    name: str = ""

    @property
    def key(self) -> str:
        """The address without regard to case: no server in use is case-sensitive."""
        return self.address.casefold()


def parse_mailbox(text: str) -> Mailbox:
    """Read an address, with or without a name.

    >>> parse_mailbox("The board <board@example.com>")
    Mailbox(address='board@example.com', name='The board')
    >>> parse_mailbox("post@bücher.example").address
    'post@xn--bcher-kva.example'
    """
    one_line(text)
    named = _NAMED.fullmatch(text)
    name = (named["quoted"] if named["quoted"] is not None else named["name"]) if named else ""
    address = named["address"] if named else text.strip()
    local, at, domain = address.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
        msg = "not a mail address; give one at a time, with letters, digits and the usual signs before the @"
        raise ValueError(msg)
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    if not _DOMAIN.fullmatch(domain) or len(local) + 1 + len(domain) > _LONGEST:
        msg = "no valid domain after the @"
        raise ValueError(msg)
    return Mailbox(f"{local}@{domain}", name.strip())


def one_line(text: str) -> str:
    """Return a text, or raise `ValueError` if it would start a new line in a mail header."""
    if any(unicodedata.category(character) in _ENDS_A_LINE for character in text):
        msg = "it has a line break or control character, which would start a new mail header"
        raise ValueError(msg)
    return text
