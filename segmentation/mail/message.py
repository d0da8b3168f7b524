"""Make a message of an edition: text, page, pictures and attachments."""

from __future__ import annotations

import string
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from segmentation.errors import MailError
from segmentation.mail.address import Mailbox, one_line
from segmentation.mail.editions import Edition
from segmentation.mail.recipients import Mailing, Recipient
from segmentation.page.first_page import headline
from segmentation.style import formats
from segmentation.style.language import gettext


def message_id(edition: Edition, sender: Mailbox) -> str:
    """Make the message's id from its content, so that a duplicate is recognised."""
    return f"<{edition.facts.month}.{edition.content[:24]}@{sender.address.rpartition('@')[2]}>"


def compose(edition: Edition, mailing: Mailing, sender: Mailbox, date: datetime) -> bytes:
    """Compose the message."""
    message = EmailMessage(policy=SMTP)
    for name, value in _head(edition, mailing, sender, date):
        message[name] = value
    page = edition.page
    message.set_content(page.text, cte="quoted-printable")
    message.add_alternative(page.html, subtype="html", cte="quoted-printable")
    html = message.get_payload()[1]  # type: ignore[index]  # the alternative that was added
    for picture in edition.pictures:
        html.add_related(  # type: ignore[union-attr]  # a message, as above
            picture.png, "image", "png", cid=f"<{picture.cid}>", filename=f"{picture.name}.png", disposition="inline"
        )
    html.set_param("type", "text/html")  # type: ignore[union-attr]  # which part is read first (RFC 2387)
    for attachment in edition.attachments:
        message.add_attachment(
            attachment.content,
            maintype=attachment.kind[0],
            subtype=attachment.kind[1],
            filename=attachment.name,
            params={"charset": "utf-8"} if attachment.kind[0] == "text" else {},
        )
    # Otherwise boundaries are random. None of these can occur in quoted-printable or base64.
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{edition.content[:24]}_=")
    return message.as_bytes()


def _head(edition: Edition, mailing: Mailing, sender: Mailbox, date: datetime) -> list[tuple[str, object]]:
    head: list[tuple[str, object]] = [("From", _address(sender))]
    for name, cc in (("To", False), ("Cc", True)):
        if addresses := _addresses(mailing.recipients, cc=cc):
            head.append((name, addresses))
    if mailing.reply_to is not None:
        head.append(("Reply-To", _address(mailing.reply_to)))
    return [
        *head,
        ("Subject", _subject(edition, mailing)),
        ("Date", date),
        ("Message-ID", message_id(edition, sender)),
        # Automatic holiday replies skip it (RFC 3834).
        ("Auto-Submitted", "auto-generated"),
    ]


def _subject(edition: Edition, mailing: Mailing) -> str:
    facts = edition.facts
    fields = {
        "month": formats.month(facts.month_start),
        "organisation": mailing.organisation,
        "customers": formats.count(facts.customers),
        "revenue": formats.short_money(facts.monetary, facts.currency),
        "headline": headline(facts),
    }
    try:
        parts = list(string.Formatter().parse(one_line(gettext(mailing.subject))))
        # Only these names: no attribute is looked up.
        return one_line("".join(text + ("" if name is None else fields[name]) for text, name, _, _ in parts))
    except (ValueError, KeyError) as error:
        msg = f"the subject {mailing.subject!r} can't be used: {error}"
        raise MailError(msg) from None


def _addresses(recipients: Sequence[Recipient], *, cc: bool) -> list[Address]:
    return [_address(recipient.mailbox) for recipient in recipients if recipient.cc == cc]


def _address(mailbox: Mailbox) -> Address:
    try:
        return Address(one_line(mailbox.name), addr_spec=one_line(mailbox.address))
    except ValueError as error:
        msg = f"{mailbox.address!r} can't be used in a mail header: {error}"
        raise MailError(msg) from None
