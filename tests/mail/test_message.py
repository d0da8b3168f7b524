"""The message, parsed back as a mail reader does."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from html.parser import HTMLParser

import pytest

from segmentation.errors import MailError, ReportError
from segmentation.mail.address import Mailbox, parse_mailbox
from segmentation.mail.editions import read_editions
from segmentation.mail.message import compose, message_id
from segmentation.mail.recipients import Recipient

from .conftest import TEMPLATES, close

DATE = datetime(2011, 12, 1, 8, 30, tzinfo=UTC)


def _editions(folder, mailing):
    return read_editions(folder, mailing, templates=(TEMPLATES,))


def _composed(folder, mailing, number=0):
    return compose(_editions(folder, mailing)[number], mailing, mailing.sender, DATE)


def _parsed(folder, mailing, number=0):
    return message_from_bytes(_composed(folder, mailing, number), policy=policy.default)


def _parts(message):
    return {part.get_filename() or part.get_content_type(): part for part in message.walk() if not part.is_multipart()}


def test_parts(folder, mailing):
    """Text and page are alternatives, the page has its pictures beside it, and the PDF is attached."""
    message = _parsed(folder, mailing("a@x.example"))
    assert message.defects == []
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "application/pdf",
    ]  # fmt: skip
    pdf = _parts(message)["customer-segments-2011-11.pdf"]
    assert pdf.get_content() == (folder / "report.pdf").read_bytes()
    assert pdf.get_content_disposition() == "attachment"


def test_head(folder, mailing):
    """The head says from whom, to whom, about what, and who answers; all who get the report stand in it."""
    wanted = mailing(
        "The board <board@x.example>",
        "b@x.example",
        Recipient(Mailbox("crm@x.example"), cc=True, segments=("At risk",)),
        reply_to=parse_mailbox("crm@shop.example"),
        organisation="Gift Ware",
        subject="{organisation}: {customers} customers in {month}",
    )
    for number in (0, 1):
        message = _parsed(folder, wanted, number)
        assert dict(message.items()) | {"Message-ID": "", "Content-Type": ""} == {
            "From": "Reports <reports@shop.example>",
            "To": "The board <board@x.example>, b@x.example",
            "Cc": "crm@x.example",
            "Reply-To": "crm@shop.example",
            "Subject": "Gift Ware: 48 customers in November 2011",
            "Date": "Thu, 01 Dec 2011 08:30:00 +0000",
            "Message-ID": "",
            "Auto-Submitted": "auto-generated",
            "MIME-Version": "1.0",
            "Content-Type": "",
        }


def test_pictures_are_referred_to_by_their_ids(folder, mailing):
    """Every picture of the page is a part of the mail, every such part is shown once, and nothing is fetched."""
    message = _parsed(folder, mailing("a@x.example"))
    html = _parts(message)["text/html"].get_content()
    shown = re.findall(r'src="([^"]*)"', html)
    there = [f"cid:{part['Content-ID'][1:-1]}" for part in message.walk() if part["Content-ID"]]
    assert shown == there
    assert len(there) == 1
    assert "http:" not in html
    assert "https:" not in html
    assert "data:" not in html
    assert _parts(message)["shares.png"].get_content().startswith(b"\x89PNG")


def test_sizes(folder, mailing):
    """The page is far below what Gmail clips, encoded too, and lines are as short as any server takes."""
    composed = _composed(folder, mailing("a@x.example"))
    html = _parts(message_from_bytes(composed, policy=policy.default))["text/html"]
    assert len(html.get_content().encode()) < 25_000
    assert len(html.get_payload()) < 50_000
    assert max(map(len, composed.split(b"\r\n"))) <= 78
    assert composed.isascii()
    assert b"\n" not in composed.replace(b"\r\n", b"")


class _Words(HTMLParser):
    """The words of a page that are seen."""

    def __init__(self, html):
        super().__init__()
        self.words, self.within = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Open an element; a hidden one, or one that is no text, is not seen."""
        if tag not in ("meta", "img", "br"):
            self.within.append(tag in ("style", "title") or "preheader" in (dict(attrs).get("class") or ""))

    def handle_endtag(self, tag):
        """Close it."""
        self.within.pop()

    def handle_data(self, data):
        """Take its words."""
        if not any(self.within):
            self.words += re.findall(r"\w+", data)


def test_the_text_says_what_the_page_says(folder, mailing):
    """Whoever reads the text alone misses no word of the page but the headings of a table."""
    parts = _parts(_parsed(folder, mailing("a@x.example", organisation="Gift Ware")))
    page = set(_Words(parts["text/html"].get_content()).words)
    text = set(re.findall(r"\w+", parts["text/plain"].get_content()))
    assert page - text <= {"Segment", "Action", "The", "share", "in", "each", "those", "most", "first", "segment"}


def test_the_same_every_time(folder, mailing):
    """The same folder and mailing give the same bytes, boundaries included."""
    wanted = mailing("a@x.example", attach_html=True)
    assert _composed(folder, wanted) == _composed(folder, wanted)


def test_the_page_is_attached_if_asked(folder, mailing):
    """--attach-html brings report.html beside the PDF."""
    parts = _parts(_parsed(folder, mailing("a@x.example", attach_html=True)))
    assert parts["customer-segments-2011-11.html"].get_content_disposition() == "attachment"
    assert "all of it" in parts["customer-segments-2011-11.html"].get_content()
    assert "customer-segments-2011-11.pdf" in parts


def test_lists_go_only_to_those_who_may_have_them(folder, mailing):
    """No mail has a customer's number in it, but for those marked, and only where lists are asked for."""
    (folder / "lists").mkdir()
    (folder / "lists" / "win-back.csv").write_text("customer\n10000\n")
    (folder / "lists" / "win-back.control.csv").write_text("customer\n10001\n")
    close(folder)
    marked = Recipient(Mailbox("crm@x.example"), lists=True)
    assert len(_editions(folder, mailing("a@x.example", marked))) == 1
    wanted = mailing("a@x.example", marked, attach_lists=True)
    plain, with_lists = _parsed(folder, wanted, 0), _parsed(folder, wanted, 1)
    assert [[x.mailbox.address for x in edition.recipients] for edition in _editions(folder, wanted)] == [
        ["a@x.example"], ["crm@x.example"],
    ]  # fmt: skip
    assert "customers-2011-11.csv" not in _parts(plain)
    assert _parts(with_lists)["customers-2011-11.csv"].get_content() == (folder / "customers.csv").read_text()
    assert _parts(with_lists)["lists-win-back-2011-11.csv"].get_content() == "customer\n10000\n"
    assert not any("control" in name for name in _parts(with_lists))
    numbers = [line.split(",")[0] for line in (folder / "customers.csv").read_text().splitlines()[1:]]
    assert len(numbers) == 48
    for message in (plain, _parsed(folder, mailing("a@x.example", marked))):
        for part in message.walk():
            if part.get_content_maintype() == "text":
                assert not set(re.findall(r"\d+", part.get_content())) & set(numbers)


def test_the_page_of_points_is_never_attached(folder, mailing):
    """explore.html may name customers, and goes to nobody: not with the page, and not with the lists."""
    (folder / "explore.html").write_text("<!doctype html><title>customer 10000</title>", encoding="utf-8")
    close(folder)
    marked = Recipient(Mailbox("crm@x.example"), lists=True)
    wanted = mailing("a@x.example", marked, attach_html=True, attach_lists=True)
    for number in (0, 1):
        parts = _parts(_parsed(folder, wanted, number))
        assert "customer-segments-2011-11.html" in parts
        assert not any("explore" in name for name in parts)


def test_each_is_told_of_the_segments_that_matter_to_them(folder, mailing):
    """Segments are named by name or profile; others' actions are left away, and nobody's segment is said to be so."""
    wanted = mailing(Recipient(Mailbox("a@x.example"), segments=("loyal", "Can't lose")))
    parts = _parts(_parsed(folder, wanted))
    for kind in ("text/html", "text/plain"):
        written = " ".join(parts[kind].get_content().split())
        assert "Your segments, and what to do next" in written
        assert "Nobody is in Can’t lose this month." in written
    actions = parts["text/plain"].get_content().partition("Your segments")[2].partition("How far")[0]
    assert "Loyal, higher spend" in actions
    assert "Hibernating" not in actions


def test_a_segment_that_there_can_t_be(folder, mailing):
    """A misspelt segment is told with the nearest right one."""
    with pytest.raises(MailError, match=r"asks for the segment 'At rsk'.*did you mean 'At risk'"):
        _editions(folder, mailing(Recipient(Mailbox("a@x.example"), segments=("At rsk",))))


def test_what_a_content_is(folder, mailing):
    """Another report, other segments and other lists are another content; the head and the pages are not."""

    def content(wanted):
        return _editions(folder, wanted)[0].content

    first = content(mailing("a@x.example"))
    marked = Recipient(Mailbox("a@x.example"), lists=True)
    assert first == content(mailing("b@x.example", subject="Other", attach_html=True, organisation="Other"))
    assert first != content(mailing(Recipient(Mailbox("a@x.example"), segments=("At risk",))))
    assert first != content(mailing(marked, attach_lists=True))
    (folder / "report.pdf").write_bytes(b"%PDF-1.7 laid out by a newer version")
    close(folder)
    assert first == content(mailing("a@x.example"))
    facts = (folder / "facts.json").read_text()
    (folder / "facts.json").write_text(facts.replace('"GBP"', '"EUR"'))
    close(folder)
    assert first != content(mailing("a@x.example"))


def test_the_message_s_id(folder, mailing):
    """The same content has the same id whoever gets it, in the sender's domain; other contents have others."""
    wanted = mailing("a@x.example", Recipient(Mailbox("b@x.example"), segments=("At risk",)))
    one, other = _editions(folder, wanted)
    assert message_id(one, wanted.sender) == message_id(_editions(folder, mailing("c@x.example"))[0], wanted.sender)
    assert message_id(one, wanted.sender) != message_id(other, wanted.sender)
    assert re.fullmatch(r"<2011-11\.[0-9a-f]{24}@shop\.example>", message_id(one, wanted.sender))
    long = Mailbox(f"a@{'x' * 60}.{'y' * 60}.example")
    composed = compose(one, mailing("a@x.example"), long, DATE)
    assert message_from_bytes(composed, policy=policy.default)["Message-ID"] == message_id(one, long)


INJECTIONS = (
    {"subject": "November\r\nBcc: all@example.com"},
    {"subject": "{organisation}", "organisation": "Shop\nBcc: all@example.com"},
    {"subject": "{0.__class__}"},
    {"subject": "{month.__class__}"},
    {"subject": "{"},
    {"sender": Mailbox("a@x.example", "Reports\r\nBcc: all@example.com")},
    {"reply_to": Mailbox("a@x.example\r\nBcc: all@example.com")},
    {"recipients": (Recipient(Mailbox("a@x.example", "A\u2028Bcc: all@example.com")),)},
)


def test_nothing_gets_into_the_head_by_a_line_s_end(folder, mailing):
    """Whoever gets past the settings is stopped here: no subject, name or address begins another line."""
    edition = _editions(folder, mailing("a@x.example"))[0]
    for changes in INJECTIONS:
        wanted = mailing("a@x.example", **changes)
        with pytest.raises(MailError, match="can't"):
            compose(edition, wanted, wanted.sender, DATE)


def test_names_of_all_alphabets(folder, mailing):
    """Names and subjects in any alphabet arrive as they were written, however they are folded."""
    name = "Vorstand für Kundenwertschöpfung und Wiedergewinnung 顧客セグメント委員会 العملاء"
    subject = f"{name} " * 3
    wanted = mailing(Recipient(Mailbox("a@x.example", name)), subject=subject.strip())
    message = message_from_bytes(_composed(folder, wanted), policy=policy.compat32)
    # Not by the newer parser, which leaves a space where an encoded name was folded.
    assert str(make_header(decode_header(message["Subject"]))) == subject.strip()
    assert str(make_header(decode_header(message["To"]))) == f"{name} <a@x.example>"
    assert len(message.items()) == 8


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "not a complete month's folder"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "not a complete month's folder"),
        (lambda folder: (folder / "report.pdf").unlink(), r"report\.pdf can't be read"),
        (lambda folder: (folder / "report.pdf").write_bytes(b"cut"), r"report\.pdf has changed since"),
        (lambda folder: (folder / "facts.json").write_text("{}"), r"facts\.json has changed since"),
        (shutil.rmtree, "not a complete month's folder"),
    ],
)
def test_a_folder_that_is_not_whole(folder, mailing, change, what):
    """What is missing, cut short or changed since is not sent."""
    change(folder)
    with pytest.raises(MailError, match=what):
        _editions(folder, mailing("a@x.example"))


def test_a_month_without_a_pdf(folder, mailing):
    """Without a PDF the page can be attached, if that is asked for."""
    (folder / "report.pdf").unlink()
    close(folder)
    with pytest.raises(MailError, match="--attach-html"):
        _editions(folder, mailing("a@x.example"))
    assert "application/pdf" not in _parts(_parsed(folder, mailing("a@x.example", attach_html=True)))


def test_a_mail_that_gmail_would_clip(folder, mailing, tmp_path):
    """A template that makes the page too long is refused, with both lengths."""
    mine = shutil.copytree(TEMPLATES, tmp_path / "templates")
    page = mine / "email.html.j2"
    page.write_text(page.read_text().replace("</h1>", f"{'x' * 100_000}</h1>"))
    with pytest.raises(ReportError, match="Gmail clips"):
        read_editions(folder, mailing("a@x.example"), templates=(mine,))
