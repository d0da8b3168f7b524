"""Numbers, money and dates as people write them; Babel does the work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

LOCALE: Final = "en_GB"

Number = int | float | Decimal

_SIZES: Final = ((0, "", 0), (3, "k", 0), (6, "m", 1), (9, "bn", 1))
"""Powers of ten by which amounts are said, with their letters in British newspapers and the decimals shown."""


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
    return str(format_decimal(_rounded(value, digits), format=pattern, locale=LOCALE))


def exact_number(value: Number, digits: int) -> str:
    """Write a number with just so many decimals.

    Examples
    --------
    >>> exact_number(0.34324, 3)
    '0.343'
    """
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return str(format_decimal(_rounded(value, digits), format=pattern, locale=LOCALE))


def percents(shares: Sequence[float]) -> list[str]:
    """Write the shares of one whole as percentages with one decimal, so that what is written adds up too.

    Examples
    --------
    >>> percents([0.26471, 0.26424, 0.22152, 0.24953])
    ['26.5%', '26.4%', '22.1%', '25.0%']
    """
    tenths = [Decimal(str(share)) * 1000 for share in shares]
    written = [int(tenth) for tenth in tenths]
    by_remainder = sorted(range(len(tenths)), key=lambda row: (written[row] - tenths[row], row))
    for row in by_remainder[: round(sum(tenths)) - sum(written)]:
        written[row] += 1
    return [str(format_percent(Decimal(tenth) / 1000, format="#,##0.0%", locale=LOCALE)) for tenth in written]


def percent(share: float) -> str:
    """Write a share as a percentage: whole, or with up to one decimal below ten; 0% and 100% are just that.

    Examples
    --------
    >>> percent(0.742), percent(0.039), percent(0.05), percent(0.0001), percent(0), percent(0.9999)
    ('74%', '3.9%', '5%', 'under 0.1%', '0%', 'over 99%')
    """
    if 0 < share <= 0.0005:
        return "under 0.1%"
    if 0.995 <= share < 1:
        return "over 99%"
    whole = abs(share) >= 0.0995
    pattern = "#,##0%" if whole else "#,##0.#%"
    return str(format_percent(_rounded(share, 2 if whole else 3), format=pattern, locale=LOCALE))


def exact_percent(share: float) -> str:
    """Write a share as a percentage that is held against another: with up to two decimals, whatever it is near.

    Examples
    --------
    >>> exact_percent(0.2463), exact_percent(0.25), exact_percent(0)
    ('24.63%', '25%', '0%')
    """
    return str(format_percent(_rounded(share, 4), format="#,##0.##%", locale=LOCALE))


def money(value: Number, currency: str) -> str:
    """Write an amount in whole units of the currency.

    Examples
    --------
    >>> money(Decimal("7933550.26"), "GBP"), money(-8070.12, "EUR")
    ('£7,933,550', '−€8,070')
    """
    amount = _rounded(value, 0)
    return _minus(format_currency(amount, currency, format="¤#,##0", locale=LOCALE, currency_digits=False))


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
    >>> short_money(999_960, "GBP"), short_money(-1.25e9, "GBP")
    ('£1m', '−£1.2bn')
    """
    for power, letters, digits in _SIZES:
        amount = _rounded(Decimal(str(value)).scaleb(-power), digits)
        pattern = f"¤#,##0.{'#' * digits}" if digits else "¤#,##0"
        written = format_currency(amount, currency, format=pattern, locale=LOCALE, currency_digits=False) + letters
        if abs(amount) < 1000:
            break
    return _minus(written)


def currency_symbol(currency: str) -> str:
    """Return the sign of a currency.

    Examples
    --------
    >>> currency_symbol("GBP")
    '£'
    """
    return str(get_currency_symbol(currency, locale=LOCALE))


def signed(written: str, value: Number) -> str:
    """Put a plus before a written value that is added, unless it is nothing as it is written.

    Examples
    --------
    >>> signed(money(121713.05, "GBP"), 121713.05), signed(money(-134541.2, "GBP"), -134541.2), signed("£0", 0.2)
    ('+£121,713', '−£134,541', '£0')
    """
    return f"+{written}" if value > 0 and any(digit in written for digit in "123456789") else written


def spread(lower: str, upper: str) -> str:
    """Write a range of two written values; one value where both are the same.

    Examples
    --------
    >>> spread("5", "20"), spread("1", "1")
    ('5–20', '1')
    """
    return lower if lower == upper else f"{lower}–{upper}"


def _rounded(value: Number, digits: int) -> Decimal:
    """Round as Babel does, half to even, but leave no minus before a zero."""
    return round(Decimal(str(value)), digits) + 0


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


def month_name(text: str, pattern: str = "MMMM y") -> str:
    """Write a month that is given as text.

    Parameters
    ----------
    text : str
        Such as ``2011-11``.
    pattern : str, optional
        What of it, as in Unicode's date patterns: ``MMMM`` for its name alone, ``MMM`` for the name cut short.

    Returns
    -------
    str

    Examples
    --------
    >>> month_name("2011-11"), month_name("2011-11", "MMMM"), month_name("2011-11", "MMM y")
    ('November 2011', 'November', 'Nov 2011')
    """
    year, number = map(int, text.split("-"))
    return str(format_date(date(year, number, 1), pattern, locale=LOCALE))
