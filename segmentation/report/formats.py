"""Numbers, money and dates as people write them; Babel does the work."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from babel.dates import format_date
from babel.numbers import format_compact_currency, format_currency, format_decimal, format_percent, get_currency_symbol

LOCALE: Final = "en_GB"

Number = int | float | Decimal


def count(value: int) -> str:
    """Write a whole number.

    Examples
    --------
    >>> count(1044848)
    '1,044,848'
    """
    return str(format_decimal(value, locale=LOCALE))


def number(value: Number, digits: int = 0) -> str:
    """Write a number with so many decimals at most, as few as it needs.

    Examples
    --------
    >>> number(229.5, 1), number(7.0, 1)
    ('229.5', '7')
    """
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    return str(format_decimal(value, format=pattern, locale=LOCALE))


def exact_number(value: Number, digits: int) -> str:
    """Write a number with just so many decimals.

    Examples
    --------
    >>> exact_number(0.34324, 3)
    '0.343'
    """
    return str(format_decimal(value, format="#,##0." + "0" * digits if digits else "#,##0", locale=LOCALE))


def exact_percent(share: float) -> str:
    """Write a share as a percentage with one decimal, so that a column of them adds up.

    Examples
    --------
    >>> exact_percent(0.742), exact_percent(0.25)
    ('74.2%', '25.0%')
    """
    return str(format_percent(share, format="#,##0.0%", locale=LOCALE))


def percent(share: float) -> str:
    """Write a share as a percentage: whole, or with up to one decimal below ten.

    Examples
    --------
    >>> percent(0.742), percent(0.039), percent(0.05), percent(0.0001), percent(0)
    ('74%', '3.9%', '5%', 'under 0.1%', '0%')
    """
    if 0 < share < 0.0005:
        return "under 0.1%"
    whole = abs(share) >= 0.0995
    return str(format_percent(share, format="#,##0%" if whole else "#,##0.#%", locale=LOCALE))


def money(value: Number, currency: str) -> str:
    """Write an amount in whole units of the currency.

    Examples
    --------
    >>> money(Decimal("7933550.26"), "GBP"), money(-8070.12, "EUR")
    ('£7,933,550', '−€8,070')
    """
    return _minus(format_currency(value, currency, format="¤#,##0", locale=LOCALE, currency_digits=False))


def exact_money(value: Number, currency: str) -> str:
    """Write an amount to the smallest coin.

    Examples
    --------
    >>> exact_money(Decimal("7933550.26"), "GBP"), exact_money(1234, "JPY")
    ('£7,933,550.26', 'JP¥1,234')
    """
    return _minus(format_currency(value, currency, locale=LOCALE))


def short_money(value: Number, currency: str) -> str:
    """Write an amount as one says it.

    Examples
    --------
    >>> short_money(7933550, "GBP"), short_money(368666, "JPY"), short_money(908, "GBP")
    ('£7.9m', 'JP¥369k', '£908')
    """
    digits = 1 if abs(float(value)) >= 999_500 else 0
    written = format_compact_currency(value, currency, locale=LOCALE, fraction_digits=digits)
    # British newspapers write a small k, m and bn; the currency's own letters stay as they are.
    return re.sub(r"(?<=\d)[A-Z]+$", lambda size: size[0].lower(), written)


def currency_symbol(currency: str) -> str:
    """Return the sign of a currency.

    Examples
    --------
    >>> currency_symbol("GBP")
    '£'
    """
    return str(get_currency_symbol(currency, locale=LOCALE))


def spread(lower: str, upper: str) -> str:
    """Write a range of two written values; one value where both are the same.

    Examples
    --------
    >>> spread("5", "20"), spread("1", "1")
    ('5–20', '1')
    """
    return lower if lower == upper else f"{lower}–{upper}"


def _minus(written: str) -> str:
    """Set a true minus, which lines up with figures, for the hyphen on a keyboard."""
    return written.replace("-", "−")


def last_day(as_of: datetime) -> str:
    """Write the last day before an instant.

    Examples
    --------
    >>> last_day(datetime(2011, 12, 1))
    '30 November 2011'
    """
    return day(as_of - timedelta(microseconds=1))


def day(instant: datetime) -> str:
    """Write a day.

    Examples
    --------
    >>> day(datetime(2011, 12, 9, 12, 50))
    '9 December 2011'
    """
    return str(format_date(instant, "d MMMM y", locale=LOCALE))


def month(instant: datetime) -> str:
    """Write a month.

    Examples
    --------
    >>> month(datetime(2011, 11, 1))
    'November 2011'
    """
    return str(format_date(instant, "MMMM y", locale=LOCALE))
