"""What a source says of whole orders in words."""

from __future__ import annotations

import polars as pl

from segmentation.lines.inspection.contents import Column
from segmentation.lines.inspection.status_words import find_currency, find_status


def column(*cells, name="x"):
    """Make a column of these cells."""
    return Column(name, pl.Series(cells, dtype=pl.String))


def test_status():
    """Orders that came to nothing are found, in several languages."""
    words = column("Paid", "storniert", "Cancelled by user", "On-Hold")
    found = find_status([column("paid", "paid"), words], refunds=False)
    assert found.void == "^(Cancelled by user|storniert)$"
    assert found.why == "counted are 'On-Hold', 'Paid'; left out are 'Cancelled by user', 'storniert'"
    assert found.doubt == "void: orders that are 'On-Hold' count, unless you add them to void"


def test_events():
    """What was looked at or put into a cart is not bought."""
    assert find_status([column("view", "purchase", "cart")], refunds=False).void == "^(cart|view)$"


def test_refunds_are_not_undone_twice():
    """Where the file has amounts below zero, these undo refunded orders, which then count."""
    assert find_status([column("paid", "refunded")], refunds=False).void == "^(refunded)$"
    assert find_status([column("paid", "refunded")], refunds=True) is None


def test_words_are_taken_as_they_are():
    """What a status holds is no regular expression."""
    assert find_status([column("Paid", "cancelled (user)")], refunds=False).void == r"^(cancelled \(user\))$"


def test_currency_of_a_column():
    """A column that holds one currency says it, however it is written; of several the most frequent counts."""
    one = find_currency([column("eur", "EUR", "€")], [], [], None)
    assert (one.code, one.several, one.doubt) == ("EUR", "", "")
    several = find_currency([column("EUR", "USD", "EUR")], [], [], None)
    assert several.code == "EUR"
    assert several.several == "EUR on 2 lines, USD on 1 lines; only EUR is counted"
    assert find_currency([column("EUR", "USD", "EUR")], [], [], "USD").code == "USD"
    assert find_currency([column("one", "two")], [], ["Total"], None).code == "GBP"


def test_currency_of_amounts():
    """Else a sign beside amounts says it, then a column's name; else it is to be checked."""
    assert find_currency([], [column("5 zł")], [], None).code == "PLN"
    dollars = find_currency([], [column("$5")], [], None)
    assert (dollars.code, dollars.doubt) == ("USD", "currency: the sign $ is used by several; USD is assumed")
    assert find_currency([], [column("5", name="Betrag CHF")], [], None).code == "CHF"
    guessed = find_currency([], [column("5")], ["Bestellnr", "Kunde", "Menge"], None)
    assert guessed.code == "EUR"
    assert guessed.doubt == "currency: the file doesn't say it; EUR is assumed until you set another"
