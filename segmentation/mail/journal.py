"""Who was sent what: a file for each month, written before and after every step that can't be taken back.

A mail that was sent can't be sent a second time by mistake: neither by the same command, nor by one that runs at the
same time, nor by one that follows on another that died.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from segmentation.errors import DeliveryError, MailError
from segmentation.mail.handover import State

FOLDER: Final = "deliveries"
"""Beside the months' folders: a month that is made again or deleted was still sent."""


class Entry(BaseModel):
    """The outcome of sending one content to one recipient."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipient: str
    content: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    message_id: str
    date: Annotated[datetime, Field(description="When the message was first composed: its Date")]
    state: State
    at: Annotated[datetime, Field(description="When this became of it")]
    detail: str


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal["1.0"] = "1.0"
    month: str
    deliveries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Journal:
    """The journal of a month, such as ``2011-11``."""

    path: Path
    month: str

    def entries(self) -> tuple[Entry, ...]:
        """Read the entries, by recipient and content."""
        try:
            return _Record.model_validate_json(self.path.read_bytes()).deliveries
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as error:
            why = error.strerror if isinstance(error, OSError) else error.errors()[0]["msg"]
            msg = (
                f"the journal {self.path} can't be read ({why}), so it is unknown who has the report; repair "
                "it, or move it away to send to everyone"
            )
            raise MailError(msg) from None

    def find(self, recipient: str, content: str) -> Entry | None:
        """Look up the outcome of one content for one recipient."""
        return next((x for x in self.entries() if (x.recipient, x.content) == (recipient, content)), None)

    def first_composed(self, content: str) -> datetime | None:
        """Look up when a content was first composed; None if never."""
        return min((entry.date for entry in self.entries() if entry.content == content), default=None)

    def note(self, entries: Iterable[Entry]) -> None:
        """Write entries, in place of earlier ones; they are on the disk when this returns."""
        known = {(entry.recipient, entry.content): entry for entry in self.entries()}
        known |= {(entry.recipient, entry.content): entry for entry in entries}
        record = _Record(month=self.month, deliveries=tuple(known[key] for key in sorted(known)))
        try:
            _write(self.path, record.model_dump_json(indent=2) + "\n")
        except OSError as error:
            msg = f"the journal {self.path} can't be written: {error.strerror or error}"
            raise DeliveryError(msg) from None


def journal_of(folder: Path) -> Journal:
    """Find the journal of a month's folder, for reading."""
    here = folder.resolve()
    return Journal(here.parent / FOLDER / f"{here.name}.json", here.name)


@contextmanager
def open_journal(folder: Path) -> Iterator[Journal]:
    """Open the journal of a month's folder for sending, locked against other runs."""
    journal = journal_of(folder)
    try:
        journal.path.parent.mkdir(exist_ok=True)
        lock = FileLock(journal.path.with_name(f".{journal.month}.lock")).acquire(blocking=False)
    except Timeout:
        msg = f"{folder} is being sent by another run; wait until it has finished"
        raise MailError(msg) from None
    except OSError as error:
        msg = f"the journal {journal.path} can't be written: {error.strerror or error}"
        raise DeliveryError(msg) from None
    with lock:
        yield journal


def _write(path: Path, text: str) -> None:
    """Write a file in one step and flush it to the disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
    # Sync the folder's entry, too, where a folder can be opened.
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
