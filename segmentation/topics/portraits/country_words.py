"""Where a segment's customers are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext

if TYPE_CHECKING:
    from segmentation.topics.portraits.record import Country, Portrait

_WITH_ARTICLE: Final = frozenset(
    {
        *("united kingdom", "uk", "usa", "united states", "united states of america", "netherlands"),
        *("united arab emirates", "channel islands", "czech republic", "european community", "philippines"),
        *("dominican republic", "bahamas", "maldives", "isle of man", "faroe islands"),
    }
)
"""Countries whose English names take an article in a sentence."""


@dataclass(frozen=True)
class CountryRow:
    """A row of the picture of where a segment's customers are; width and mark are parts of the longest bar's room."""

    name: str
    customers: str
    share: str
    base: str
    width: float
    mark: float


def country_rows(portrait: Portrait) -> list[CountryRow]:
    """Write the rows of where a segment's customers are; those without customers are left out."""
    rows = [row for row in portrait.countries if row.customers or row.base_share]
    written = f.percents([row.customer_share for row in rows])
    base = f.percents([row.base_share for row in rows])
    return [
        CountryRow(_name(row), f.count(row.customers), share, of_all, row.customer_share, row.base_share)
        for row, share, of_all in zip(rows, written, base, strict=True)
    ]


def _name(row: Country) -> str:
    if row.kind == "country":
        return row.country or ""
    if row.kind == "unknown":
        return _("Not known")
    if not row.countries:
        return _("Anywhere else")
    return ngettext("{n} other", "{n} others", row.countries).format(n=f.count(row.countries))


def where_they_are(portrait: Portrait) -> str:
    """Say where most of a segment's customers live, and how many of all do where that is another share."""
    first = next((row for row in portrait.countries if row.kind == "country"), None)
    if first is None or first.country is None:
        return _("Where they live is not known")
    words = {"country": first.country, "share": in_tenths(first.customer_share), "base": f.percent(first.base_share)}
    has_article = first.country.casefold() in _WITH_ARTICLE
    if abs(first.customer_share - first.base_share) < 0.05:
        said = _("{share} live in the {country}") if has_article else _("{share} live in {country}")
    else:
        said = (
            _("{share} live in the {country}, against {base} of all customers")
            if has_article
            else _("{share} live in {country}, against {base} of all customers")
        )
    return said.format(**words)


def in_tenths(share: float) -> str:
    """Say a share as one says it, at the start of a sentence.

    >>> in_tenths(1), in_tenths(0.97), in_tenths(0.91), in_tenths(0.5), in_tenths(0.34), in_tenths(0.07)
    ('All', 'Nearly all', 'Nine in ten', 'Half', '34%', '7%')
    """
    if share == 1:
        return _("All")
    if share >= 0.965:
        return _("Nearly all")
    tenths = {
        9: _("Nine in ten"),
        8: _("Eight in ten"),
        7: _("Seven in ten"),
        6: _("Six in ten"),
        5: _("Half"),
        4: _("Four in ten"),
        3: _("Three in ten"),
        2: _("Two in ten"),
    }
    nearest = round(share * 10)
    # More than two points off would be too rough.
    is_near = nearest in tenths and abs(share - nearest / 10) <= 0.02
    return tenths[nearest] if is_near else f.percent(share)
