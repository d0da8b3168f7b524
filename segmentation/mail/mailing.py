"""Who gets a month's report, from whom, and what of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from segmentation.errors import MailError
from segmentation.mail.address import Mailbox, parse_mailbox


@dataclass(frozen=True)
class Recipient:
    """Who gets the report.

    Attributes
    ----------
    mailbox : Mailbox
        Where to.
    cc : bool
        Whether they get a copy only.
    segments : tuple of str
        Which segments matter to them; empty for all.
    lists : bool
        Whether they may get lists of customers.
    """

    mailbox: Mailbox
    cc: bool = False
    segments: tuple[str, ...] = ()
    lists: bool = False


@dataclass(frozen=True)
class Mailing:
    """A month's report as it is to be sent.

    Attributes
    ----------
    sender : Mailbox or None
        Whom it is from; nothing goes out without.
    recipients : tuple of Recipient
        Who gets it.
    subject : str
        What it is called, with fields such as ``{month}``.
    reply_to : Mailbox or None
        Where answers go.
    organisation : str
        Whose customers they are.
    attach_html : bool
        Whether ``report.html`` comes with it.
    attach_lists : bool
        Whether lists of customers come with it, for those who may get them.
    """

    sender: Mailbox | None
    recipients: tuple[Recipient, ...]
    subject: str = "Customer segments, {month}"
    reply_to: Mailbox | None = None
    organisation: str = ""
    attach_html: bool = False
    attach_lists: bool = False


def named(known: Sequence[Recipient], to: Sequence[str], cc: Sequence[str]) -> tuple[Recipient, ...]:
    """Choose who gets the report: those named, or if nobody is, those known.

    Parameters
    ----------
    known : sequence of Recipient
        From the settings.
    to, cc : sequence of str
        Addresses, with or without names. Of whom the settings know, they tell which segments matter to them and
        whether they may get lists.

    Returns
    -------
    tuple of Recipient
        Each once, in the order in which they are named.

    Raises
    ------
    MailError
        A text is no address.
    """
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
    """Make sure that a mailing has all it needs.

    Parameters
    ----------
    mailing : Mailing
        What is to be sent.

    Returns
    -------
    Mailbox
        Whom it is from.

    Raises
    ------
    MailError
        Nobody is to get it, it is from nobody, or the lists it is to have are for nobody.
    """
    if not mailing.recipients:
        msg = "nobody is to get the report; name somebody with --to, or in recipients under [mail] in the settings"
        raise MailError(msg)
    if mailing.sender is None:
        msg = "the mail is from nobody; say from whom with --sender, or with sender under [mail] in the settings"
        raise MailError(msg)
    if mailing.attach_lists and not any(recipient.lists for recipient in mailing.recipients):
        msg = (
            "--attach-lists, but none of the recipients may get lists of customers; those who may have lists = true "
            "under [[mail.recipients]] in the settings"
        )
        raise MailError(msg)
    return mailing.sender
