"""Who gets a month's report, from whom, and which parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from segmentation.errors import MailError
from segmentation.mail.address import Mailbox, parse_mailbox


@dataclass(frozen=True)
class Recipient:
    """Who gets the report, on which segments (empty: all), and whether they may get ``lists`` of customers."""

    mailbox: Mailbox
    cc: bool = False
    segments: tuple[str, ...] = ()
    lists: bool = False


@dataclass(frozen=True)
class Mailing:
    """How to send a month's report; nothing goes out without a sender. The subject may have fields."""

    sender: Mailbox | None
    recipients: tuple[Recipient, ...]
    subject: str = "Customer segments, {month}"
    reply_to: Mailbox | None = None
    organisation: str = ""
    attach_html: bool = False
    attach_lists: bool = False


def named(known: Sequence[Recipient], to: Sequence[str], cc: Sequence[str]) -> tuple[Recipient, ...]:
    """Choose who gets the report: those named, or else those in the settings."""
    if not (to or cc):
        return tuple(known)
    settings = {recipient.mailbox.key: recipient for recipient in known}
    chosen: dict[str, Recipient] = {}
    for option, text in (*(("--to", text) for text in to), *(("--cc", text) for text in cc)):
        try:
            mailbox = parse_mailbox(text)
        except ValueError as error:
            msg = f"{option} is {text!r} ({error}); allowed is an address such as board@example.com"
            raise MailError(msg) from None
        recipient = settings.get(mailbox.key, Recipient(mailbox))
        mailbox = replace(mailbox, name=mailbox.name or recipient.mailbox.name)
        chosen.setdefault(mailbox.key, replace(recipient, mailbox=mailbox, cc=option == "--cc"))
    return tuple(chosen.values())


def ready(mailing: Mailing) -> Mailbox:
    """Check that a mailing has all it needs, and return its sender."""
    if not mailing.recipients:
        msg = "the report has no recipients; name them with --to, or in recipients under [mail] in the settings"
        raise MailError(msg)
    if mailing.sender is None:
        msg = "the mail has no sender; name one with --sender, or with sender under [mail] in the settings"
        raise MailError(msg)
    if mailing.attach_lists and not any(recipient.lists for recipient in mailing.recipients):
        msg = (
            "--attach-lists is set, but no recipient may get customer lists; set lists = true for those who may, "
            "under [[mail.recipients]] in the settings"
        )
        raise MailError(msg)
    return mailing.sender
