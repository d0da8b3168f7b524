"""What is an address of mail, and what may stand in the head of one."""

from __future__ import annotations

import pytest

from segmentation.mail.address import Mailbox, one_line, parse_mailbox


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [
        ("board@example.com", Mailbox("board@example.com")),
        ("  board@example.com ", Mailbox("board@example.com")),
        ("The board <board@example.com>", Mailbox("board@example.com", "The board")),
        ('"Board, the" <board@example.com>', Mailbox("board@example.com", "Board, the")),
        ("<board@example.com>", Mailbox("board@example.com")),
        ("o'brien+reports@mail.example.co.uk", Mailbox("o'brien+reports@mail.example.co.uk")),
        ("Renée Müller <r@bücher.example>", Mailbox("r@xn--bcher-kva.example", "Renée Müller")),
        ("root@localhost", Mailbox("root@localhost")),
    ],
)
def test_addresses(text, mailbox):
    """An address stands by itself or behind a name; a domain goes into ASCII."""
    assert parse_mailbox(text) == mailbox


@pytest.mark.parametrize(
    "text",
    [
        "", "board", "board@", "@example.com", "a@b@c", "a b@example.com", "a@exa mple.com", "a@-example.com",
        "a@example..com", ".a@example.com", "a..b@example.com", "é@example.com", "a@example.com, b@example.com",
        "a@example.com;b@example.com", "Board <a@example.com> more", "Board <a@example.com", "a@example.com\n",
        "a@example.com\r\nBcc: all@example.com", "Board\r\nBcc: x@y.z <a@example.com>", "a\x00@example.com",
        "Board\u2028<a@example.com>", f"{'a' * 65}@example.com", f"a@{'b' * 250}.com", "a@[127.0.0.1]",
        '"a b"@example.com', "a@example.com SIZE=1", "a@example.com> RCPT TO:<b@example.com",
    ],
)  # fmt: skip
def test_no_addresses(text):
    """What is no single address is refused, and whatever would end a line above all."""
    with pytest.raises(ValueError):
        parse_mailbox(text)


def test_capital_letters_make_no_other_mailbox():
    """Two ways to write one address are one mailbox."""
    assert parse_mailbox("Board@Example.com").key == parse_mailbox("board@example.COM").key


@pytest.mark.parametrize("sign", ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0", "\t", "\ud800"])
def test_signs_that_end_a_line(sign):
    """Every sign that some reader takes for the end of a line is refused; other alphabets are not."""
    with pytest.raises(ValueError, match="a new mail header"):
        one_line(f"November{sign}Bcc: all@example.com")
    words = "Kundensegmente für März, 顧客, العملاء"
    assert one_line(words) == words
