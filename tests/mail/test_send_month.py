"""Each recipient gets a month's report once, whatever happens on the way."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import AuthResult

from segmentation.errors import MailError
from segmentation.mail.address import Mailbox
from segmentation.mail.journal import journal_of
from segmentation.mail.recipients import Recipient, named, ready
from segmentation.mail.send_month import Manner, dry_run, send_month
from segmentation.mail.server import Server

from .conftest import TEMPLATES, close
from .smtp_servers import IMPATIENT, LIMITS, PASSWORD, USER, Postbox, authenticate, deaf_server, mail_server

A, B, C = "a@x.example", "b@x.example", "c@x.example"


def _send(folder, mailing, port, limits=LIMITS, **options):
    said = []
    manner = Manner(limits=limits, **options)
    results = send_month(folder, mailing, Server("127.0.0.1", port), manner, templates=(TEMPLATES,), say=said.append)
    return {result.address: (result.state, result.before is None) for result in results}


def _journal(folder):
    return {entry.recipient: entry.state for entry in journal_of(folder).entries()}


NEW, BEFORE, UNSURE = ("sent", True), ("sent", False), ("uncertain", False)


def test_a_second_command_reaches_only_those_whom_the_first_did_not(folder, mailing):
    """One is refused at first: the second command goes to that one alone, and a third to nobody."""
    box = Postbox(to_recipient={A: [], B: ["550 no"], C: []})
    with mail_server(box) as port:
        assert _send(folder, mailing(A, B), port) == {A: NEW, B: ("refused", True)}
        assert _journal(folder) == {A: "sent", B: "refused"}
        assert _send(folder, mailing(A, B, C), port) == {A: BEFORE, B: NEW, C: NEW}
        assert _send(folder, mailing(C, B, A), port) == {C: BEFORE, B: BEFORE, A: BEFORE}
    assert box.reached == [A, B, C]
    assert set(_journal(folder).values()) == {"sent"}


def test_again(folder, mailing):
    """--again sends it to everybody once more, the same byte for byte, so that a duplicate is recognised."""
    box = Postbox()
    with mail_server(box) as port:
        _send(folder, mailing(A), port)
        assert _send(folder, mailing(A), port, again=True) == {A: NEW}
    assert box.reached == [A, A]
    assert box.taken[0] == box.taken[1]


def test_another_way_to_write_an_address(folder, mailing):
    """Capital letters and a name make no other recipient."""
    box = Postbox()
    with mail_server(box) as port:
        _send(folder, mailing(A), port)
        assert _send(folder, mailing("Ann <A@X.Example>"), port) == {"A@X.Example": BEFORE}
    assert box.reached == [A]


def test_another_content_is_sent(folder, mailing):
    """A report that was made anew and says something else goes to everybody; one that says the same to nobody."""
    box = Postbox()
    with mail_server(box) as port:
        _send(folder, mailing(A), port)
        (folder / "report.pdf").write_bytes(b"%PDF-1.7 laid out anew")
        close(folder)
        assert _send(folder, mailing(A), port) == {A: BEFORE}
        facts = folder / "facts.json"
        facts.write_text(facts.read_text().replace('"shop.xlsx"', '"shop-2.xlsx"'))
        close(folder)
        assert _send(folder, mailing(A), port) == {A: NEW}
    first, second = box.messages
    assert first["Message-ID"] != second["Message-ID"]


def test_uncertain_is_left_to_the_user(folder, mailing):
    """A connection that dies after the final dot is not tried again by any command, until the user decides."""
    box = Postbox(to_data=["cut"])
    with mail_server(box) as port:
        assert _send(folder, mailing(A, B), port) == {A: ("uncertain", True), B: ("uncertain", True)}
        assert _send(folder, mailing(A, B, C), port) == {A: UNSURE, B: UNSURE, C: NEW}
        assert box.reached == [C]
        # B says that it was received; A did not get it.
        assert _send(folder, mailing(B), port, uncertain="received") == {B: BEFORE}
        assert _send(folder, mailing(A, B, C), port, uncertain="again") == {A: NEW, B: BEFORE, C: BEFORE}
    assert box.reached == [C, A]
    assert _journal(folder) == {A: "sent", B: "sent", C: "sent"}


def test_temporary_then_well_over_two_commands(folder, mailing):
    """What failed in one command is tried by the next."""
    box = Postbox(to_data=["451 full"] * LIMITS.attempts)
    with mail_server(box) as port:
        assert _send(folder, mailing(A), port) == {A: ("failed", True)}
        assert _journal(folder) == {A: "failed"}
        assert _send(folder, mailing(A), port) == {A: NEW}
    assert box.reached == [A]


def test_a_command_that_dies_leaves_it_uncertain(folder, tmp_path):
    """A process killed between the final dot and the reply has written down that nobody knows."""
    box = Postbox(to_data=["wait"])
    code = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        from segmentation.mail.address import Mailbox
        from segmentation.mail.send_month import Manner, send_month
        from segmentation.mail.recipients import Mailing, Recipient
        from segmentation.mail.server import Server
        mailing = Mailing(Mailbox("reports@shop.example"), (Recipient(Mailbox("{A}")),))
        send_month(Path({str(folder)!r}), mailing, Server("127.0.0.1", int(sys.argv[1])), Manner(),
                   templates=(Path({str(TEMPLATES)!r}),), say=print)
    """)
    with mail_server(box) as port:
        process = subprocess.Popen([sys.executable, "-c", code, str(port)])
        assert box.waits.wait(timeout=60)
        process.kill()
        process.wait()
    assert _journal(folder) == {A: "uncertain"}


def test_each_edition_goes_to_its_own(folder, mailing):
    """Those told of other segments get another message; all who get the report stand in the head of each."""
    box = Postbox()
    special = Recipient(Mailbox(C), cc=True, segments=("At risk",))
    with mail_server(box) as port:
        assert _send(folder, mailing(A, special, B), port) == {A: NEW, C: NEW, B: NEW}
    assert [recipients for recipients, _ in box.taken] == [[A, B], [C]]
    assert {(message["To"], message["Cc"]) for message in box.messages} == {(f"{A}, {B}", C)}
    assert len({message["Message-ID"] for message in box.messages}) == 2


def test_what_was_sent_is_told_though_the_rest_can_t_be(folder, mailing):
    """A server that lets nobody in any more, between two editions, does not hide who has the report."""
    box = Postbox()

    def once(*arguments):
        return authenticate(*arguments) if not box.taken else AuthResult(success=False, handled=False)

    other = Recipient(Mailbox(B), segments=("At risk",))
    with mail_server(box, auth_require_tls=False, authenticator=once) as port:
        server = Server("127.0.0.1", port, None, USER, PASSWORD)
        results = send_month(
            folder, mailing(A, other), server, Manner(limits=LIMITS), templates=(TEMPLATES,), say=print
        )
    assert [(result.address, result.state) for result in results] == [(A, "sent"), (B, "failed")]
    assert "refuses the login" in results[1].detail


def test_nothing_is_sent_of_a_folder_that_is_not_whole(folder, mailing):
    """Before the server is asked anything, the folder is looked at."""
    (folder / "report.pdf").write_bytes(b"cut")
    box = Postbox()
    with mail_server(box) as port, pytest.raises(MailError, match="make the month again"):
        _send(folder, mailing(A), port)
    assert (box.conversations, journal_of(folder).path.exists()) == (0, False)


def test_a_journal_that_can_t_be_read_stops_everything(folder, mailing):
    """Nobody is written to as long as it is unknown who has the report."""
    box = Postbox()
    with mail_server(box) as port:
        _send(folder, mailing(A), port)
        journal_of(folder).path.write_text("{")
        with pytest.raises(MailError, match="is unknown who has the report"):
            _send(folder, mailing(A, B), port)
    assert box.reached == [A]


def test_a_dry_run_writes_what_would_be_sent(folder, mailing):
    """The message is a file for any mail reader, the same every time; nothing is sent and nothing noted."""
    drafts = dry_run(folder, mailing(A, B), templates=(TEMPLATES,))
    assert [(draft.path.name, draft.waiting, draft.known) for draft in drafts] == [("2011-11.eml", (A, B), ())]
    written = drafts[0].path.read_bytes()
    assert message_from_bytes(written, policy=policy.default)["To"] == f"{A}, {B}"
    dry_run(folder, mailing(A, B), templates=(TEMPLATES,))
    assert drafts[0].path.read_bytes() == written
    assert not journal_of(folder).path.exists()


def test_a_dry_run_says_who_has_it(folder, mailing):
    """After a sending, the draft is the very message, and is for those who have not got it."""
    box = Postbox()
    with mail_server(box) as port:
        _send(folder, mailing(A), port)
    (draft,) = dry_run(folder, mailing(A), templates=(TEMPLATES,))
    assert draft.path.read_bytes() == box.taken[0][1]
    assert (draft.waiting, [x.address for x in draft.known]) == ((), [A])


def test_a_server_that_never_answers_leaves_nothing_uncertain(folder, mailing):
    """Nothing was handed over, and the journal says so."""
    with deaf_server() as port:
        assert _send(folder, mailing(A), port, limits=IMPATIENT) == {A: ("failed", True)}
    assert _journal(folder) == {A: "failed"}


def test_the_journal_holds_no_more_than_it_must(folder, mailing):
    """Addresses, states and replies; neither customers nor secrets."""
    with mail_server(Postbox()) as port:
        _send(folder, mailing(A), port)
    (entry,) = json.loads(journal_of(folder).path.read_text())["deliveries"]
    assert entry.keys() == {"recipient", "content", "message_id", "date", "state", "at", "detail"}


KNOWN = (Recipient(Mailbox(A, "Ann"), segments=("At risk",), lists=True), Recipient(Mailbox(B), cc=True))


def test_who_is_named_takes_the_place_of_who_is_known():
    """--to and --cc say who gets it; of those the settings know, they say what they get."""
    assert named(KNOWN, (), ()) == KNOWN
    assert named(KNOWN, [C, A.upper()], [B, C]) == (
        Recipient(Mailbox(C)),
        Recipient(Mailbox(A.upper(), "Ann"), segments=("At risk",), lists=True),
        Recipient(Mailbox(B), cc=True),
    )
    assert named(KNOWN, [], [A])[0].cc
    with pytest.raises(MailError, match="--cc is 'nobody'"):
        named(KNOWN, [A], ["nobody"])


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"recipients": ()}, "the report has no recipients"),
        ({"sender": None}, "the mail has no sender"),
        ({"attach_lists": True}, "no recipient may get customer lists"),
    ],
)
def test_what_a_mailing_must_have(mailing, changes, what):
    """Recipients, a sender, and for lists somebody who may have them."""
    with pytest.raises(MailError, match=what):
        ready(mailing(A, **changes))
