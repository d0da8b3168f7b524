"""Numbers, money and dates as people write them, in the language that is spoken; Babel does the work.

No line breaks between a figure and its unit: where a language parts the two, the space between them holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol, get_group_symbol

from segmentation.coins import round_to_sum
from segmentation.style.language import gettext as _
from segmentation.style.language import pgettext, spoken_locale

Number = int | float | Decimal

_SIZES: Final[dict[int, int]] = {0: 0, 3: 0, 6: 1, 9: 1}
"""Powers of ten by which amounts are said, with the decimals shown."""

_SKELETONS: Final = {"MMMM y": "yMMMM", "MMM y": "yMMM"}
"""What of a month is written, and by which skeleton every locale finds the order for it."""

_ALONE: Final = {"MMMM": "LLLL", "MMM": "LLL"}
"""In some languages, a month's name without its year has another form."""

_PLACES: Final = re.compile(r"0[0#,.]*|#[0#,.]*")
"""Where a locale's pattern has the digits."""

_WHOLE: Final = re.compile(r"\d+")
"""The whole part of a figure, if it is the first."""

_FIGURE: Final = re.compile(r"\d(?:.*\d)?", re.DOTALL)
"""A figure, from its first digit to its last."""


def count(value: int) -> str:
    """Write a whole number.

    >>> count(1044848)
    '1,044,848'
    """
    return number(value)


def number(value: Number, digits: int = 0) -> str:
    """Write a number with so many decimals at most, as few as it needs.

    >>> number(229.5, 1), number(7.0, 1), number(-3)
    ('229.5', '7', '−3')
    """
    return _decimal(value, digits, "#")


def exact_number(value: Number, digits: int) -> str:
    """Write a number with just so many decimals.

    >>> exact_number(0.34324, 3)
    '0.343'
    """
    return _decimal(value, digits, "0")


def percents(shares: Sequence[float]) -> list[str]:
    """Write the shares of one whole as percentages with one decimal, so that what is written adds up too.

    >>> percents([0.26471, 0.26424, 0.22152, 0.24953])
    ['26.5%', '26.4%', '22.1%', '25.0%']
    """
    tenths = [Decimal(str(share)) * 1000 for share in shares]
    return [_percentage(Decimal(tenth) / 1000, ".0") for tenth in round_to_sum(tenths, 1, round(sum(tenths)))]


def percent(share: float) -> str:
    """Write a share as a percentage: whole, or with up to one decimal below ten; 0% and 100% are just that.

    For sentences, headlines and titles. In tables and lists, where the parts of a whole are together, they have one
    decimal, so that they can be added up: `percents`.

    >>> percent(0.742), percent(0.039), percent(0.05), percent(0.0001), percent(0), percent(0.9999)
    ('74%', '3.9%', '5%', 'under 0.1%', '0%', 'over 99%')
    """
    if 0 < share <= 0.0005:
        return _("under {percentage}").format(percentage=_percentage(Decimal("0.001"), ".#"))
    if 0.995 <= share < 1:
        return _("over {percentage}").format(percentage=_percentage(Decimal("0.99")))
    whole = abs(share) >= 0.0995
    return _percentage(_rounded(share, 2 if whole else 3), "" if whole else ".#")


def exact_percent(share: float) -> str:
    """Write a share as a percentage to compare with another, with up to two decimals.

    >>> exact_percent(0.2463), exact_percent(0.25), exact_percent(0)
    ('24.63%', '25%', '0%')
    """
    return _percentage(_rounded(share, 4), ".##")


def money(value: Number, currency: str) -> str:
    """Write an amount in whole units of the currency.

    >>> money(Decimal("7933550.26"), "GBP"), money(-8070.12, "EUR")
    ('£7,933,550', '−€8,070')
    """
    return _amount(_rounded(value, 0), currency)


def exact_money(value: Number, currency: str) -> str:
    """Write an amount to the smallest coin.

    >>> exact_money(Decimal("7933550.26"), "GBP"), exact_money(1234, "JPY")
    ('£7,933,550.26', 'JP¥1,234')
    """
    digits = get_currency_precision(currency)
    return _amount(_rounded(value, digits), currency, f".{'0' * digits}" if digits else "")


def short_money(value: Number, currency: str) -> str:
    """Write an amount as people say it.

    >>> short_money(7933550, "GBP"), short_money(368666, "JPY"), short_money(908, "GBP")
    ('£7.9m', 'JP¥369k', '£908')
    >>> short_money(999_960, "GBP"), short_money(-1.25e9, "GBP")
    ('£1m', '−£1.2bn')
    """
    amount = Decimal(str(value))
    said = {power: _rounded(amount.scaleb(-power), digits) for power, digits in _SIZES.items()}
    power = next((power for power in said if abs(said[power]) < 1000), max(said))
    return _sized(_amount(said[power], currency, f".{'#' * _SIZES[power]}" if _SIZES[power] else ""), power)


def short_number(value: Number) -> str:
    """Write a number as people say it, for the ticks of an axis.

    >>> short_number(1_500), short_number(2e6), short_number(0.25)
    ('1.5k', '2m', '0.25')
    """
    for power, size in ((9, 1_000_000_000), (6, 1_000_000), (3, 1_000)):
        if abs(Decimal(str(value))) >= size:
            return _sized(number(Decimal(str(value)).scaleb(-power), 1), power)
    return number(value, 2)


def currency_symbol(currency: str) -> str:
    """Return the sign of a currency.

    >>> currency_symbol("GBP")
    '£'
    """
    return str(get_currency_symbol(currency, locale=spoken_locale()))


def signed(written: str, value: Number) -> str:
    """Put a plus before a written value that is positive, unless it reads as zero.

    >>> signed(money(121713.05, "GBP"), 121713.05), signed(money(-134541.2, "GBP"), -134541.2), signed("£0", 0.2)
    ('+£121,713', '−£134,541', '£0')
    """
    return f"+{written}" if value > 0 and is_seen(written) else written


def is_seen(written: str) -> bool:
    """Check whether a written value is more than zero.

    >>> is_seen("£0.00"), is_seen("£0.01")
    (False, True)
    """
    return any(sign.isdecimal() and int(sign) for sign in written)


def spread(lower: str, upper: str) -> str:
    """Write a range of two written values; one value where both are the same.

    >>> spread("5", "20"), spread("1", "1")
    ('5–20', '1')
    """
    return lower if lower == upper else f"{lower}–{upper}"


def last_day(as_of: datetime) -> str:
    """Write the last day before an instant.

    >>> last_day(datetime(2011, 12, 1))
    '30 November 2011'
    """
    return day(as_of - timedelta(microseconds=1))


def day(instant: datetime) -> str:
    """Write a day.

    >>> day(datetime(2011, 12, 9, 12, 50))
    '9 December 2011'
    """
    return str(format_date(instant, "long", locale=spoken_locale()))


def month(instant: datetime) -> str:
    """Write a month.

    >>> month(datetime(2011, 11, 1))
    'November 2011'
    """
    return month_name(f"{instant:%Y-%m}")


def month_name(text: str, pattern: str = "MMMM y") -> str:
    """Write a month such as ``2011-11`` by a Unicode pattern; the locale sets order and form of the words.

    >>> month_name("2011-11"), month_name("2011-11", "MMMM"), month_name("2011-11", "MMM y")
    ('November 2011', 'November', 'Nov 2011')
    """
    year, number = map(int, text.split("-"))
    first = date(year, number, 1)
    if pattern in _SKELETONS:
        return str(format_skeleton(_SKELETONS[pattern], first, locale=spoken_locale()))
    return str(format_date(first, _ALONE[pattern], locale=spoken_locale()))


def _decimal(value: Number, digits: int, place: str) -> str:
    """Write a number in the locale's groups of digits, with decimals where `place` wants them."""
    pattern = Locale.parse(spoken_locale()).decimal_formats[None].pattern
    return _written(_rounded(value, digits), _grouped(pattern, f".{place * digits}" if digits else ""))


def _percentage(share: Decimal, decimals: str = "") -> str:
    return _written(share, _grouped(Locale.parse(spoken_locale()).percent_formats[None].pattern, decimals))


def _amount(amount: Decimal, currency: str, decimals: str = "") -> str:
    pattern = Locale.parse(spoken_locale()).currency_formats["standard"].pattern
    return _written(amount, _grouped(pattern, decimals), currency)


def _written(value: Decimal, pattern: str, currency: str = "") -> str:
    """Write a value by a locale's pattern, with a minus as wide as figures and a true apostrophe in Swiss thousands.

    Babel 2.19 has a keyboard's apostrophe there (CLDR 48), takes two of them for quotes, and drops them.
    """
    locale = spoken_locale()
    is_swiss = get_group_symbol(locale) in ("'", "’")
    written = format_currency(value, currency, pattern, locale, currency_digits=False, group_separator=not is_swiss)
    if is_swiss:
        written = _WHOLE.sub(lambda found: f"{int(found[0]):,}".replace(",", "’"), written, count=1)
    return written.replace("-", "−")


def _grouped(pattern: str, decimals: str) -> str:
    """Give a locale's pattern other decimals.

    >>> _grouped("#,##0.00 ¤", ""), _grouped("¤ #,##0.00;¤-#,##0.00", ".#")
    ('#,##0 ¤', '¤ #,##0.#;¤-#,##0.#')
    """
    return _PLACES.sub(lambda found: found[0].partition(".")[0] + decimals, pattern)


def _sized(written: str, power: int) -> str:
    """Put the word for thousands, millions or thousands of millions behind the figure, before a sign that follows."""
    words = {
        0: "{figure}",
        # As British newspapers write it: £369k, £7.9m, £1.2bn.
        3: pgettext("thousands", "{figure}k"),
        6: pgettext("millions", "{figure}m"),
        9: pgettext("thousands of millions", "{figure}bn"),
    }[power]
    return _FIGURE.sub(lambda found: words.format(figure=found[0]), written)


def _rounded(value: Number, digits: int) -> Decimal:
    """Round as Babel does, half to even, but leave no minus before a zero."""
    return round(Decimal(str(value)), digits) + 0
