"""Numbers, money and dates as people write them."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

import pytest

from segmentation.style import formats


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0, "0%"),
        (0.0005, "under 0.1%"),
        (0.00051, "0.1%"),
        (0.0994, "9.9%"),
        (0.0995, "10%"),
        (0.994, "99%"),
        (0.995, "over 99%"),
        (0.9999, "over 99%"),
        (1, "100%"),
    ],
)
def test_percent_says_nothing_and_all_only_of_nothing_and_all(share, written):
    """Next to nothing is not 0%, and all but one customer are not 100%."""
    assert formats.percent(share) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "£0"),
        (-0.4, "£0"),
        (-12, "−£12"),
        (999.4, "£999"),
        (999.6, "£1k"),
        (999_499, "£999k"),
        (999_501, "£1m"),
        (1_040_000, "£1m"),
        (-7_933_550, "−£7.9m"),
        (Decimal("999949999.99"), "£999.9m"),
        (Decimal("1000000000"), "£1bn"),
        (10**15, "£1,000,000bn"),
    ],
)
def test_short_money_never_shows_a_thousand_of_a_size(amount, written):
    """An amount that rounds to a thousand thousands is a million, and zero bears no minus."""
    assert formats.short_money(amount, "GBP") == written


@pytest.mark.parametrize(
    ("amount", "currency", "whole", "exact"),
    [
        (Decimal("-0.01"), "GBP", "£0", "−£0.01"),
        (Decimal("0.00"), "GBP", "£0", "£0.00"),
        (Decimal("-1234.56"), "EUR", "−€1,235", "−€1,234.56"),
        (Decimal("98765432109.87"), "GBP", "£98,765,432,110", "£98,765,432,109.87"),
        (Decimal(1234567), "JPY", "JP¥1,234,567", "JP¥1,234,567"),
        (Decimal("1.234"), "KWD", "KWD1", "KWD1.234"),
    ],
)
def test_money_keeps_to_the_coins_of_its_currency(amount, currency, whole, exact):
    """Yen have no pence and dinars have thousandths; large amounts keep their last penny."""
    assert formats.money(amount, currency).replace("\xa0", "") == whole
    assert formats.exact_money(amount, currency).replace("\xa0", "") == exact


def test_no_number_is_minus_zero():
    """A number a little below zero is written as zero once it is rounded to it."""
    assert formats.number(-0.04, 1) == "0"
    assert formats.exact_number(-0.004, 2) == "0.00"
    assert formats.percent(-0.0001) == "0%"


def test_numbers_show_as_many_decimals_as_they_need():
    """A number is written with as few decimals as it needs, or with just so many."""
    assert [formats.number(value, 1) for value in (7.0, 7.5, 1234.56)] == ["7", "7.5", "1,234.6"]
    assert [formats.exact_number(value, 2) for value in (0, 0.343, 1234)] == ["0.00", "0.34", "1,234.00"]
    assert formats.count(0) == "0"


def test_last_day_is_the_day_before():
    """The instant looked back from is exclusive: the last day is the one before, leap years included."""
    assert formats.last_day(datetime(2012, 3, 1)) == "29 February 2012"  # noqa: DTZ001  (the shop's local time)
    assert formats.last_day(datetime(2011, 1, 1)) == "31 December 2010"  # noqa: DTZ001


@pytest.mark.parametrize("seed", range(20))
def test_written_shares_add_up(seed):
    """Shares of one whole add up to it as they are written, each within a tenth of a percent of what it is."""
    rng = random.Random(seed)
    parts = [rng.random() for _ in range(rng.randint(1, 12))]
    shares = [part / sum(parts) for part in parts]
    written = [Decimal(text.removesuffix("%")) for text in formats.percents(shares)]
    assert sum(written) == 100
    assert all(abs(float(text) / 100 - share) < 0.001 for text, share in zip(written, shares, strict=True))
