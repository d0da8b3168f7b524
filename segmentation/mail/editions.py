"""A month's folder as it goes out: recipients of the same content share one message."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from segmentation.delivery.lists import CONTROL
from segmentation.delivery.month_folder import MANIFEST, read_manifest
from segmentation.errors import MailError
from segmentation.facts import FILE_NAME, read_facts
from segmentation.mail.address import one_line
from segmentation.mail.page import MailPage, absent_of, render_mail, segments_of
from segmentation.mail.picture import MailPicture, draw_mail_pictures
from segmentation.mail.recipients import Mailing, Recipient
from segmentation.page.template_folders import Folders
from segmentation.style.segment_names import PEOPLE

if TYPE_CHECKING:
    from segmentation.facts import Facts

_PDF, _HTML = "report.pdf", "report.html"
_TYPES: Final = {
    ".pdf": ("application", "pdf"),
    ".html": ("text", "html"),
    ".csv": ("text", "csv"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_LISTS: Final = (".csv", ".xlsx")
"""Files that name customers."""


@dataclass(frozen=True)
class Attachment:
    """A file that comes with a mail, with its media type."""

    name: str
    kind: tuple[str, str]
    content: bytes


@dataclass(frozen=True)
class Edition:
    """What some of the recipients get, the same for each.

    ``content`` is a hash of what it says: facts, segments and lists, not the wording, so that a newer library does not
    send it to everyone again.
    """

    facts: Facts
    page: MailPage
    pictures: tuple[MailPicture, ...]
    attachments: tuple[Attachment, ...]
    recipients: tuple[Recipient, ...]
    content: str


def read_editions(folder: Path, mailing: Mailing, *, templates: Folders) -> tuple[Edition, ...]:
    """Compose who gets what, in the order of their first recipients."""
    files = _files(folder)
    _read(folder, FILE_NAME, files)
    facts = read_facts(folder / FILE_NAME)
    # The mail and its attachments must agree.
    main = _reports(folder, files, facts, attach_html=mailing.attach_html)
    lists = _lists(folder, files, facts) if mailing.attach_lists else ()
    if _files(folder) != files:
        msg = f"{folder} was made again in the meantime; send it again"
        raise MailError(msg)
    groups: dict[tuple[tuple[str, ...], bool], list[Recipient]] = {}
    for recipient in mailing.recipients:
        _check_segments(facts, recipient)
        key = (_told(facts, recipient), bool(lists) and recipient.lists)
        groups.setdefault(key, []).append(recipient)
    pictures = draw_mail_pictures(facts)
    editions = []
    for (segments, with_lists), recipients in groups.items():
        attachments = (*main, *(lists if with_lists else ()))
        page = render_mail(
            facts,
            pictures,
            templates=templates,
            attachments=[attachment.name for attachment in attachments],
            segments=segments,
            organisation=mailing.organisation,
        )
        content = _content(files, segments, lists if with_lists else ())
        editions.append(Edition(facts, page, pictures, attachments, tuple(recipients), content))
    return tuple(editions)


def _files(folder: Path) -> dict[str, Mapping[str, object]]:
    """List what the manifest says is in a month's folder."""
    try:
        return dict(read_manifest(folder)["files"])
    except (OSError, ValueError, KeyError, TypeError):
        msg = f"{folder} is not a complete month's folder: it has no readable {MANIFEST}; make the report first"
        raise MailError(msg) from None


def _read(folder: Path, name: str, files: Mapping[str, Mapping[str, object]]) -> bytes:
    """Read a file of the month and check it against the manifest."""
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        msg = f"{folder / name} can't be read ({error.strerror}); make the month again"
        raise MailError(msg) from None
    if name not in files or files[name].get("sha256") != hashlib.sha256(content).hexdigest():
        msg = f"{folder / name} has changed since {MANIFEST} was written; make the month again"
        raise MailError(msg)
    return content


def _reports(
    folder: Path, files: Mapping[str, Mapping[str, object]], facts: Facts, *, attach_html: bool
) -> tuple[Attachment, ...]:
    names = [name for name in (_PDF, *([_HTML] if attach_html else [])) if name in files]
    if not names:
        msg = f"{folder} has no {_PDF} to attach; make the month again with it, or attach the page with --attach-html"
        raise MailError(msg)
    return tuple(
        _attachment(f"customer-segments{Path(name).suffix}", facts, _read(folder, name, files)) for name in names
    )


def _lists(folder: Path, files: Mapping[str, Mapping[str, object]], facts: Facts) -> tuple[Attachment, ...]:
    # Customers held out must not be contacted: that list is not sent.
    names = sorted(
        name for name in files if PurePosixPath(name).suffix in _LISTS and not name.endswith(f".{CONTROL}.csv")
    )
    if not names:
        msg = f"{folder} has no customer lists to attach; leave out --attach-lists, or set [[lists]]"
        raise MailError(msg)
    # Folder and file name together, so that no two attachments have the same name.
    return tuple(_attachment(name.replace("/", "-"), facts, _read(folder, name, files)) for name in names)


def _attachment(name: str, facts: Facts, content: bytes) -> Attachment:
    path = PurePosixPath(name)
    try:
        return Attachment(one_line(f"{path.stem}-{facts.month}{path.suffix}"), _TYPES[path.suffix], content)
    except ValueError as error:
        msg = f"the file {name!r} can't be attached: {error}"
        raise MailError(msg) from None


def _check_segments(facts: Facts, recipient: Recipient) -> None:
    """Refuse a segment that can't exist: it is misspelt, and its recipient would never get it."""
    known = {name for segment in facts.segments for name in (segment.segment, segment.profile)} | set(PEOPLE)
    for name in absent_of(facts, recipient.segments):
        if name.casefold() not in {each.casefold() for each in known}:
            near = get_close_matches(name, sorted(known), n=1)
            meant = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(sorted(known))}"
            msg = f"{recipient.mailbox.address} asks for the segment '{name}', which doesn't exist; {meant}"
            raise MailError(msg)


def _told(facts: Facts, recipient: Recipient) -> tuple[str, ...]:
    """Name a recipient's segments, in the same order for everyone with the same ones."""
    there = tuple(segment.segment for segment in segments_of(facts, recipient.segments))
    return (*there, *sorted(set(absent_of(facts, recipient.segments))))


def _content(
    files: Mapping[str, Mapping[str, object]], segments: tuple[str, ...], lists: tuple[Attachment, ...]
) -> str:
    said = {
        "facts": files[FILE_NAME]["sha256"],
        "segments": sorted(segments),
        "lists": {each.name: hashlib.sha256(each.content).hexdigest() for each in lists},
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
