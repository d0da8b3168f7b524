"""The journal: what is in it is on the disk, and what can't be read stops everything."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from segmentation.errors import DeliveryError, MailError
from segmentation.mail.journal import Entry, journal_of, open_journal

CONTENT = "a" * 64


def _entry(recipient="a@x.example", content=CONTENT, state="sent", day=1):
    then = datetime(2011, 12, day, tzinfo=UTC)
    return Entry(
        recipient=recipient,
        content=content,
        message_id="<1@x.example>",
        date=then,
        state=state,
        at=then,
        detail="250 OK",
    )


def test_what_was_noted_is_found(folder):
    """Entries are found by recipient and content; a later one takes an earlier one's place."""
    with open_journal(folder) as journal:
        assert journal.entries() == ()
        journal.note([_entry(state="uncertain"), _entry("b@x.example")])
        journal.note([_entry(state="sent", day=2), _entry(content="b" * 64, day=3)])
        assert journal.find("a@x.example", CONTENT).state == "sent"
        assert journal.find("c@x.example", CONTENT) is None
        assert journal.first_composed(CONTENT) == datetime(2011, 12, 1, tzinfo=UTC)
    assert [(x.recipient, x.content[0]) for x in journal_of(folder).entries()] == [
        ("a@x.example", "a"), ("a@x.example", "b"), ("b@x.example", "a"),
    ]  # fmt: skip


def test_it_stands_beside_the_months_folders(folder):
    """A month that is thrown away or made anew has still been sent."""
    with open_journal(folder) as journal:
        journal.note([_entry()])
    assert journal.path == folder.parent / "deliveries" / "2011-11.json"
    assert json.loads(journal.path.read_text())["month"] == "2011-11"
    assert sorted(path.suffix for path in journal.path.parent.iterdir()) == [".json", ".lock"]


def test_it_is_the_same_however_the_folder_is_named(folder, monkeypatch):
    """A path with dots in it, or seen from within, is the same month."""
    monkeypatch.chdir(folder)
    assert journal_of(folder).path == journal_of(folder / ".." / "2011-11").path == journal_of(type(folder)()).path


def test_nobody_else_sends_meanwhile(folder):
    """Two commands at once can't both send a month."""
    with open_journal(folder), pytest.raises(MailError, match="is being sent by another run"), open_journal(folder):
        pass


@pytest.mark.parametrize("text", ["", "{", "[]", '{"month": "2011-11", "deliveries": [{}]}', '{"schema_version": "9"}'])
def test_a_journal_that_can_t_be_read(folder, text):
    """Where it is unknown who has the report, nothing is sent by guess."""
    with open_journal(folder) as journal:
        journal.path.write_text(text)
        with pytest.raises(MailError, match=r"can't be read.*is unknown who has the report"):
            journal.entries()
        with pytest.raises(MailError):
            journal.note([_entry()])
        assert journal.path.read_text() == text


def test_a_journal_that_can_t_be_written(folder):
    """A file where its folder should be is told."""
    (folder.parent / "deliveries").write_text("mine")
    with pytest.raises(DeliveryError, match="can't be written"), open_journal(folder):
        pass
