"""The signs written beside amounts, and the currencies they may mean."""

from __future__ import annotations

from typing import Final

MARK: Final = r"(?:\p{Lu}{0,3}\p{Sc}|\p{Lu}{3}|[Kk]r\.?|zł|Kč|S?Fr\.?|lei|Ft|Rs\.?|RM)"
"""Regular expression of a sign beside an amount: a currency's sign, code or common abbreviation."""

_MEANINGS: Final[dict[str, str]] = {
    "€": "EUR",
    "£": "GBP EGP FKP GIP LBP SDG SHP SSP SYP",
    "¥": "JPY CNY",
    "₹": "INR",
    "Rs": "INR LKR MUR NPR PKR SCR",
    "R$": "BRL",
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "MX$": "MXN",
    "NT$": "TWD",
    "$": "USD AUD CAD NZD HKD SGD MXN ARS CLP COP UYU TWD BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD",
    "zł": "PLN",
    "Kč": "CZK",
    "kr": "SEK NOK DKK ISK",
    "Fr": "CHF",
    "SFr": "CHF",
    "lei": "RON MDL",
    "Ft": "HUF",
    "RM": "MYR",
    "₽": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
    "₩": "KRW KPW",
    "₫": "VND",
    "₦": "NGN",
    "₱": "PHP",
    "฿": "THB",
}
"""By sign, the ISO 4217 codes of the currencies that use it, the most traded first."""


def meanings(mark: str) -> tuple[str, ...]:
    """List the currencies a sign may mean, the likeliest first.

    >>> meanings("€"), meanings("kr."), meanings("CHF")
    (('EUR',), ('SEK', 'NOK', 'DKK', 'ISK'), ('CHF',))
    """
    from babel.numbers import is_currency

    found = _MEANINGS.get(mark) or _MEANINGS.get(mark.rstrip(".")) or _MEANINGS.get(mark.rstrip(".").lower())
    if found:
        return tuple(found.split())
    return (mark,) if is_currency(mark, "en") else ()
