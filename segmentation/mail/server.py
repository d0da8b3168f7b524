"""The mail server and its login: from the environment or the netrc, never from the command line."""

from __future__ import annotations

import ipaddress
import netrc
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Literal, get_args

from segmentation.errors import MailError

PREFIX: Final = "SEGMENTATION_SMTP_"
"""The environment, since a password has no place in a file of settings."""

Encryption = Literal["starttls", "implicit", "none"]
"""TLS after the greeting, from the first byte on, or none."""

_NAMES: Final = ("HOST", "PORT", "USER", "PASSWORD", "TLS")
_USUAL_PORT: Final = 587
_IMPLICIT_PORT: Final = 465
"""For submission with STARTTLS (RFC 6409), and with TLS from the first byte on (RFC 8314)."""
_LONGEST_REPLY: Final = 200
_LEAST_SECRET: Final = 3
"""A shorter password occurs in any text; taking it out would show where."""


@dataclass(frozen=True)
class Server:
    """A server that takes mail, by its certificate's name; encryption None means STARTTLS where it is offered."""

    host: str
    port: int
    encryption: Encryption | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    @property
    def is_here(self) -> bool:
        """Whether it is this machine, so no one can listen on the way."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower().rstrip(".") == "localhost"

    def without_secrets(self, text: str) -> str:
        """Write a server's words on one line, without the password in any form it is sent in."""
        for secret in _forms(self.user or "", self.password or ""):
            text = text.replace(secret, "…")
        text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
        return text if len(text) <= _LONGEST_REPLY else f"{text[:_LONGEST_REPLY]}…"


def _forms(user: str, password: str) -> list[str]:
    if len(password) < _LEAST_SECRET:
        return []
    plain = f"\0{user}\0{password}"
    return [password, *(b64encode(text.encode()).decode() for text in (password, plain))]


def read_server(environment: Mapping[str, str]) -> Server | None:
    """Read the server from SEGMENTATION_SMTP_HOST, _PORT, _USER, _PASSWORD and _TLS; None without a host.

    The port is 587 by default; TLS is implicit on 465. Without a password, user and password come from the netrc,
    or the file that NETRC names.
    """
    said = {name.removeprefix(PREFIX): value for name, value in environment.items() if name.startswith(PREFIX)}
    for name in said:
        if name not in _NAMES:
            near = get_close_matches(name, _NAMES, n=1) or [", ".join(_NAMES)]
            msg = f"the environment has an unknown variable {PREFIX}{name}; did you mean {PREFIX}{near[0]}?"
            raise MailError(msg)
    host = said.get("HOST", "").strip()
    if not host:
        return None
    if not host.isprintable() or set(host) & set(" /@"):
        # It may be an address with a password in it: don't show it.
        msg = f"{PREFIX}HOST is not a host name; allowed is one such as smtp.example.com"
        raise MailError(msg)
    encryption = said.get("TLS") or None
    if encryption is not None and encryption not in get_args(Encryption):
        msg = f"{PREFIX}TLS is {encryption!r}; allowed is one of {', '.join(get_args(Encryption))}"
        raise MailError(msg)
    port = _port(said.get("PORT") or str(_IMPLICIT_PORT if encryption == "implicit" else _USUAL_PORT))
    if encryption is None and port == _IMPLICIT_PORT:
        encryption = "implicit"
    user, password = said.get("USER") or None, said.get("PASSWORD") or None
    if password is None:
        user, password = _from_netrc(host, user, environment)
    if (user is None) != (password is None):
        msg = f"only one of {PREFIX}USER and {PREFIX}PASSWORD is set; set both, or neither"
        raise MailError(msg)
    return Server(host, port, encryption, user, password)  # type: ignore[arg-type]  # checked above


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 2**16):
        msg = f"{PREFIX}PORT is {text!r}; allowed is a number from 1 to 65535, such as 587"
        raise MailError(msg)
    return int(text)


def _from_netrc(host: str, user: str | None, environment: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Look a host up in the netrc; another host's login is never sent to it."""
    named = environment.get("NETRC")
    path = Path(named) if named else Path.home() / ".netrc"
    try:
        # Python only checks the permissions of the usual file.
        known = netrc.netrc(named or None).hosts.get(host)
    except FileNotFoundError:
        if named:
            msg = f"NETRC is {path}, but there is no such file; correct it or unset it"
            raise MailError(msg) from None
        known = None
    except netrc.NetrcParseError as error:
        msg = f"{path} can't be used: {error.msg}"
        raise MailError(msg) from None
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path} can't be read: {getattr(error, 'strerror', None) or error}"
        raise MailError(msg) from None
    if known is None or (user is not None and known[0] != user):
        return user, None
    return known[0] or None, known[2] or None
