"""Hand one message to the server, in several attempts, and return the outcome for each recipient."""

from __future__ import annotations

import re
import select
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt, wait_exponential

from segmentation.mail.connection import Limits, Reply, TemporaryError, connection, described
from segmentation.mail.server import Server

State = Literal["sent", "refused", "failed", "uncertain"]
"""The server took it; won't ever; would not or could not for now; may or may not have it."""

_GO_ON: Final = 354
_LONGEST_PAUSE: Final = 300.0


@dataclass(frozen=True)
class Outcome:
    """The outcome of a message for one recipient, with the server's reply or the error, on one line."""

    state: State
    detail: str


Outcomes = Mapping[str, Outcome]

_UNCERTAIN: Final = Outcome("uncertain", "the mail was sent, but the server did not answer")


class _UncertainError(Exception):
    """The connection ended between the final dot and the reply to it."""


@dataclass(frozen=True)
class Letter:
    """A message, each line ended by CR and LF, and its sender."""

    sender: str
    message: bytes


def send(
    letter: Letter,
    recipients: Sequence[str],
    server: Server,
    *,
    limits: Limits,
    insecure: bool,
    note: Callable[[Outcomes], None],
    say: Callable[[str], None],
) -> dict[str, Outcome]:
    """Hand a message over, and try again for recipients that failed.

    ``note`` gets outcomes as they are known, and that they are uncertain just before the final dot: whatever happens
    from there on, that much is written down. ``say`` gets the reason for another attempt.
    """
    outcomes: dict[str, Outcome] = {}

    def once() -> list[str]:
        left = [each for each in recipients if each not in outcomes or outcomes[each].state == "failed"]
        outcomes.update(_converse(letter, left, server, limits=limits, insecure=insecure, note=note))
        return [each for each in left if outcomes[each].state == "failed"]

    def tell(state: RetryCallState) -> None:
        reasons = dict.fromkeys(each.detail for each in outcomes.values() if each.state == "failed")
        wait = state.next_action.sleep if state.next_action else 0
        say(f"{'; '.join(reasons)}; trying again in {wait:.0f} seconds")

    Retrying(
        stop=stop_after_attempt(limits.attempts),
        wait=wait_exponential(multiplier=limits.pause, exp_base=3, max=_LONGEST_PAUSE),
        retry=retry_if_result(bool),
        retry_error_callback=lambda _: None,
        before_sleep=tell,
    )(once)
    return outcomes


def _converse(
    letter: Letter,
    recipients: Sequence[str],
    server: Server,
    *,
    limits: Limits,
    insecure: bool,
    note: Callable[[Outcomes], None],
) -> dict[str, Outcome]:
    """Have one conversation, and return each recipient's outcome."""
    refused: dict[str, Outcome] = {}
    try:
        with connection(server, limits, insecure=insecure) as smtp:
            rest = _offer(smtp, letter, recipients, server, refused)
            accepted = [each for each in recipients if each not in refused]
            if rest is None and accepted:
                reply = _hand_over(smtp, letter.message, limits, lambda: note(dict.fromkeys(accepted, _UNCERTAIN)))
                rest = Outcome("sent", described(server, reply)) if _is_good(reply) else _refusal(server, reply)
            outcomes = refused if rest is None else {each: refused.get(each, rest) for each in recipients}
            # Before QUIT, which may take the server any time.
            note(outcomes)
            return outcomes
    except _UncertainError as error:
        rest = Outcome("uncertain", f"{_UNCERTAIN.detail}: {error}")
    except TemporaryError as error:
        rest = Outcome("failed", str(error))
    except OSError as error:
        rest = Outcome("failed", f"{server.shown}: {_lost(error)}")
    outcomes = {**dict.fromkeys(recipients, rest), **refused}
    note(outcomes)
    return outcomes


def _offer(
    smtp: smtplib.SMTP, letter: Letter, recipients: Sequence[str], server: Server, refused: dict[str, Outcome]
) -> Outcome | None:
    """Name sender and recipients; return the outcome for all if it ends there, and note each who is refused."""
    if reason := _too_large(smtp, letter):
        return Outcome("refused", reason)
    reply = smtp.mail(letter.sender, [f"SIZE={len(letter.message)}"] if smtp.has_extn("size") else [])
    if not _is_good(reply):
        return _refusal(server, reply, f"from {letter.sender}: ")
    for recipient in recipients:
        reply = smtp.rcpt(recipient)
        if not _is_good(reply):
            refused[recipient] = _refusal(server, reply)
    return None


def _hand_over(smtp: smtplib.SMTP, message: bytes, limits: Limits, before_dot: Callable[[], None]) -> Reply:
    """Send the message itself.

    Without its final dot, no server has it: up to there a lost connection is a message not sent. From there on nobody
    knows, until the reply comes.
    """
    reply = smtp.docmd("DATA")
    if reply[0] != _GO_ON:
        return reply if reply[0] >= 400 else (450, reply[1])
    # A line that begins with a dot gets another, which the server takes off (RFC 5321, 4.5.2).
    smtp.send(re.sub(rb"(?m)^\.", b"..", message))
    if _has_spoken(smtp):
        early = smtp.getreply()
        return early if early[0] >= 400 else (450, early[1])
    before_dot()
    # After an error here the dot was not sent: what the system did not accept, it does not send.
    smtp.send(b".\r\n")
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(limits.dot)
        reply = smtp.getreply()
    except OSError as error:
        raise _UncertainError(_lost(error)) from None
    if not (200 <= reply[0] < 300 or 400 <= reply[0] < 600):
        raise _UncertainError("the server's reply can't be understood")
    return reply


def _has_spoken(smtp: smtplib.SMTP) -> bool:
    """Check whether the server hung up or refused before the final dot: then it has not got the message."""
    sock: Any = smtp.sock
    if sock is None or not (select.select([sock], [], [], 0)[0] or getattr(sock, "pending", int)()):
        return False
    patience = sock.gettimeout()
    sock.settimeout(0)
    try:
        smtp.file.peek(1)  # type: ignore[union-attr]  # opened by the first reply
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
    finally:
        sock.settimeout(patience)
    return True


def _too_large(smtp: smtplib.SMTP, letter: Letter) -> str:
    """Say so if the message is larger than the limit the server announced."""
    size = smtp.esmtp_features.get("size", "").split(" ")[0]
    if not size.isdecimal() or not 0 < int(size) < len(letter.message):
        return ""
    return f"the mail has {len(letter.message):,} bytes, but the server accepts {int(size):,}; attach less"


def _is_good(reply: Reply) -> bool:
    return 200 <= reply[0] < 300


def _refusal(server: Server, reply: Reply, what: str = "") -> Outcome:
    return Outcome("refused" if 500 <= reply[0] < 600 else "failed", what + described(server, reply))


def _lost(error: OSError) -> str:
    """Say in plain words why a connection ended."""
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        # smtplib's message for a time-out in the middle of a reply.
        return "it did not answer in time" if "timed out" in str(error) else "the connection was lost"
    return error.strerror or str(error)
