"""A connection to a mail server: encrypted, logged in, and with a limit on every wait."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from segmentation.errors import MailError
from segmentation.mail.server import PREFIX, Server

Reply = tuple[int, bytes]

_READY: Final = 220
_FAREWELL: Final = 5.0
"""Seconds for the reply to QUIT; nothing depends on it."""
_LAST_OF_TEMPORARY: Final = 500


@dataclass(frozen=True)
class Limits:
    """How long to wait for a server, in seconds, and how often to try.

    ``reply`` is for one reply or a part of the message, ``whole`` for the conversation. ``dot`` is for the reply to
    the message, which many servers read through first: a shorter time makes duplicates (RFC 5321, 4.5.3.2.6).
    ``pause`` comes before the second attempt and triples: the last is over six minutes after the first, as servers
    ask that greet strangers with "try again".
    """

    connect: float = 30.0
    reply: float = 120.0
    dot: float = 600.0
    whole: float = 1500.0
    attempts: int = 5
    pause: float = 10.0


class TemporaryError(Exception):
    """The server says, or its silence does, that a later attempt may succeed."""


@contextmanager
def connection(server: Server, limits: Limits, *, insecure: bool) -> Iterator[smtplib.SMTP]:
    """Open a connection, encrypted and logged in; ``insecure`` allows another machine without TLS.

    `MailError` means that trying again won't help; `TemporaryError` and `OSError` that it may.
    """
    smtp = smtplib.SMTP(local_hostname=_own_name())
    watch = threading.Timer(limits.whole, _cut, [smtp])
    watch.daemon = True
    try:
        smtp.sock = _reach(server, limits)
        smtp.sock.settimeout(limits.reply)
        watch.start()
        _open(smtp, server, insecure=insecure)
        yield smtp
        with suppress(OSError):
            smtp.sock.settimeout(min(limits.reply, _FAREWELL))
            smtp.quit()
    finally:
        watch.cancel()
        smtp.close()


def check_reply(server: Server, reply: Reply, what: str) -> None:
    """Check that a server agrees: `MailError` if it refuses for good, `TemporaryError` if for now."""
    code = reply[0]
    if 200 <= code < 400:
        return
    said = f"{server.shown} {what} ({described(server, reply)})"
    if 400 <= code < _LAST_OF_TEMPORARY:
        raise TemporaryError(said)
    if code < 0:
        msg = f"{server.shown} does not speak SMTP, or needs TLS from the first byte: set {PREFIX}TLS=implicit"
        raise MailError(msg)
    raise MailError(said)


def described(server: Server, reply: Reply) -> str:
    """Write a reply on one line, without the password."""
    return server.without_secrets(f"{reply[0]} {reply[1].decode(errors='replace')}")


def _own_name() -> str:
    """Name this machine without asking the network."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _cut(smtp: smtplib.SMTP) -> None:
    """Shut a connection from another thread: a wait for a reply then ends with an error."""
    with suppress(OSError):
        if smtp.sock is not None:
            smtp.sock.shutdown(socket.SHUT_RDWR)


def _reach(server: Server, limits: Limits) -> socket.socket:
    try:
        return socket.create_connection((server.host, server.port), timeout=limits.connect)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise
        msg = f"there is no host {server.host} ({error.strerror}); correct {PREFIX}HOST"
        raise MailError(msg) from None
    except UnicodeError:
        msg = f"there is no host {server.host}; correct {PREFIX}HOST"
        raise MailError(msg) from None


def _open(smtp: smtplib.SMTP, server: Server, *, insecure: bool) -> None:
    if server.encryption == "implicit":
        _encrypt(smtp, server)
    greeting = smtp.getreply()
    check_reply(server, greeting, "refuses connections")
    if greeting[0] != _READY:
        raise TemporaryError(described(server, greeting))
    _greet(smtp, server)
    if server.encryption == "starttls" or (server.encryption is None and smtp.has_extn("starttls")):
        _start_tls(smtp, server)
    elif server.encryption != "implicit" and not (server.is_here or insecure):
        msg = (
            f"{server.shown} offers no TLS, so anyone on the way could read the mail"
            f"{' and the password' if server.password else ''}; choose a server that does, or add --insecure"
        )
        raise MailError(msg)
    if server.user is not None and server.password is not None:
        _log_in(smtp, server, server.user, server.password)


def _greet(smtp: smtplib.SMTP, server: Server) -> None:
    reply = smtp.ehlo()
    if reply[0] >= _LAST_OF_TEMPORARY:
        reply = smtp.helo()
    check_reply(server, reply, "does not greet")


def _start_tls(smtp: smtplib.SMTP, server: Server) -> None:
    if not smtp.has_extn("starttls"):
        msg = f"{server.shown} offers no STARTTLS, which {PREFIX}TLS asks for"
        raise MailError(msg)
    check_reply(server, smtp.docmd("STARTTLS"), "does not start TLS")
    _encrypt(smtp, server)
    # Anything received before may have been injected on the way: forget all of it.
    smtp.helo_resp = smtp.ehlo_resp = None
    smtp.esmtp_features = {}
    smtp.does_esmtp = False
    _greet(smtp, server)


def _encrypt(smtp: smtplib.SMTP, server: Server) -> None:
    assert smtp.sock is not None  # noqa: S101  (opened before)
    context = ssl.create_default_context()
    try:
        # The handshake comes later, so that it can be interrupted, too.
        secured = context.wrap_socket(smtp.sock, server_hostname=server.host, do_handshake_on_connect=False)
        smtp.sock, smtp.file = secured, None
        secured.do_handshake()
    except ssl.SSLCertVerificationError as error:
        msg = (
            f"the certificate of {server.shown} isn't trusted ({error.verify_message}); if the authority is your own, "
            "set SSL_CERT_FILE to its file"
        )
        raise MailError(msg) from None
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError):
        raise
    except ssl.SSLError as error:
        msg = f"{server.shown} does not speak TLS as asked ({error.reason}); check {PREFIX}TLS"
        raise MailError(msg) from None


def _log_in(smtp: smtplib.SMTP, server: Server, user: str, password: str) -> None:
    if not smtp.has_extn("auth"):
        msg = f"{server.shown} offers no login here; leave {PREFIX}USER unset, or check {PREFIX}TLS"
        raise MailError(msg)
    try:
        smtp.login(user, password)
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
        check_reply(
            server,
            (error.smtp_code, said),
            f"refuses the login of {user}; check {PREFIX}USER and {PREFIX}PASSWORD, or the netrc file",
        )
        raise
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        msg = f"{server.shown} offers no login method that is supported here ({server.without_secrets(str(error))})"
        raise MailError(msg) from None
    except UnicodeEncodeError:
        msg = f"user and password for {server.shown} must be ASCII; change them"
        raise MailError(msg) from None
