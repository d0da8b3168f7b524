"""Send a month's report to each recipient once, even after failures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from segmentation.delivery.month_folder import MANIFEST
from segmentation.errors import DeliveryError, MailError
from segmentation.mail.connection import Limits
from segmentation.mail.editions import Edition, read_editions
from segmentation.mail.handover import Letter, Outcome, Outcomes, State, send
from segmentation.mail.journal import Entry, Journal, journal_of, open_journal
from segmentation.mail.message import compose, message_id
from segmentation.mail.recipients import Mailing, ready
from segmentation.page.template_folders import Folders

if TYPE_CHECKING:
    from segmentation.mail.address import Mailbox
    from segmentation.mail.server import Server

Uncertain = Literal["again", "received"]
"""What the user decides where the outcome is uncertain: send again, or count as received."""


@dataclass(frozen=True)
class Manner:
    """How to send a report: also to those who have it (``again``), and without TLS (``insecure``).

    ``uncertain`` is what to do if it is unknown whether the mail arrived; None skips those recipients.
    """

    again: bool = False
    uncertain: Uncertain | None = None
    insecure: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Result:
    """The outcome for one recipient; ``before`` is when an earlier command had this outcome, if one did."""

    address: str
    state: State
    detail: str
    before: datetime | None = None


@dataclass(frozen=True)
class Draft:
    """A message written and not sent: who would get it, and who would not, as they have it or may have it."""

    path: Path
    waiting: tuple[str, ...]
    known: tuple[Result, ...]


def send_month(
    folder: Path,
    mailing: Mailing,
    server: Server,
    manner: Manner,
    *,
    templates: Folders,
    say: Callable[[str], None],
) -> tuple[Result, ...]:
    """Send a month's report to those who have not got it yet; results are in the recipients' order."""
    sender = ready(mailing)
    editions = read_editions(folder, mailing, templates=templates)
    results: dict[str, Result] = {}
    with open_journal(folder) as journal:
        for edition in editions:
            known = {} if manner.again else _known(edition, journal)
            if manner.uncertain is not None:
                known = _decide(known, edition, journal, manner.uncertain)
            left = [x.mailbox.address for x in edition.recipients if x.mailbox.key not in known]
            results |= known
            if not left:
                continue
            date = journal.first_composed(edition.content) or datetime.now(UTC).replace(microsecond=0)
            letter = Letter(sender.address, compose(edition, mailing, sender, date))
            note = _Notes(journal, edition, sender, date)
            others = any(result.before is None for result in results.values())
            try:
                outcomes = send(
                    letter, left, server, limits=manner.limits, insecure=manner.insecure, note=note, say=say
                )
            except MailError as error:
                # Report what was sent before all the same.
                if not others:
                    raise
                outcomes = dict.fromkeys(left, Outcome("failed", str(error)))
            results |= {
                address.casefold(): Result(address, outcome.state, outcome.detail)
                for address, outcome in outcomes.items()
            }
    return tuple(results[recipient.mailbox.key] for recipient in mailing.recipients)


def dry_run(folder: Path, mailing: Mailing, *, templates: Folders) -> tuple[Draft, ...]:
    """Write the messages without sending: the same folder gives the same bytes."""
    sender = ready(mailing)
    editions = read_editions(folder, mailing, templates=templates)
    journal = journal_of(folder)
    made = datetime.fromtimestamp(int((folder / MANIFEST).stat().st_mtime), UTC)
    drafts = []
    for number, edition in enumerate(editions, start=1):
        path = journal.path.with_name(f"{journal.month}{'' if number == 1 else f'-{number}'}.eml")
        date = journal.first_composed(edition.content) or made
        try:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(compose(edition, mailing, sender, date))
        except OSError as error:
            msg = f"{path} can't be written: {error.strerror or error}"
            raise DeliveryError(msg) from None
        known = _known(edition, journal)
        waiting = tuple(x.mailbox.address for x in edition.recipients if x.mailbox.key not in known)
        drafts.append(Draft(path, waiting, tuple(known.values())))
    return tuple(drafts)


@dataclass(frozen=True)
class _Notes:
    """Writes outcomes into the journal as they are known."""

    journal: Journal
    edition: Edition
    sender: Mailbox
    date: datetime

    def __call__(self, outcomes: Outcomes) -> None:
        now = datetime.now(UTC).replace(microsecond=0)
        self.journal.note(self._entry(address, outcome, now) for address, outcome in outcomes.items())

    def _entry(self, address: str, outcome: Outcome, now: datetime) -> Entry:
        return Entry(
            recipient=address.casefold(),
            content=self.edition.content,
            message_id=message_id(self.edition, self.sender),
            date=self.date,
            state=outcome.state,
            at=now,
            detail=outcome.detail,
        )


def _known(edition: Edition, journal: Journal) -> dict[str, Result]:
    """Find recipients who have this content or may have it, by key."""
    known = {}
    for recipient in edition.recipients:
        entry = journal.find(recipient.mailbox.key, edition.content)
        if entry is not None and entry.state in ("sent", "uncertain"):
            known[entry.recipient] = Result(recipient.mailbox.address, entry.state, entry.detail, entry.at)
    return known


def _decide(known: dict[str, Result], edition: Edition, journal: Journal, uncertain: Uncertain) -> dict[str, Result]:
    """Apply the user's decision to uncertain recipients."""
    open_ones = [key for key, result in known.items() if result.state == "uncertain"]
    if uncertain == "again":
        return {key: result for key, result in known.items() if key not in open_ones}
    entries = [entry for key in open_ones if (entry := journal.find(key, edition.content)) is not None]
    now = datetime.now(UTC).replace(microsecond=0)
    update = {"state": "sent", "detail": "received, according to the user", "at": now}
    journal.note(entry.model_copy(update=update) for entry in entries)
    return _known(edition, journal)
