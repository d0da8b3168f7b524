"""What segments and rules of cleaning are called where they are read.

The facts know them by their English names; a name that is not ours is shown as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from segmentation.analysis import segments as s
from segmentation.report.language import N_, pgettext
from segmentation.report.language import gettext as _

if TYPE_CHECKING:
    from segmentation.report.facts import LedgerFact

RULE: Final = "rule of cleaning"
"""In what context a rule's name is translated: "return" alone could be anything."""

_PLACE: Final = re.compile(
    r"(?P<number>\d+)(?P<letters>st|nd|rd|th) of (?P<places>\d+) by (?P<by>recency|orders|spend)"
)
"""What tells three segments of a profile apart, or more."""

_PLACES: Final = {
    "recency": N_("{place} of {places} by recency"),
    "orders": N_("{place} of {places} by orders"),
    "spend": N_("{place} of {places} by spend"),
}


def segment_name(segment: str, profile: str | None = None) -> str:
    """Name a segment in a heading or a table.

    Parameters
    ----------
    segment : str
        Its name in the facts.
    profile : str, optional
        Its profile there, where that is known.

    Returns
    -------
    str

    Examples
    --------
    >>> segment_name("Loyal, 2nd of 3 by spend"), segment_name("Aunt Agatha’s friends, all of them")
    ('Loyal, 2nd of 3 by spend', 'Aunt Agatha’s friends, all of them')
    """
    profile = profile or _profile_of(segment)
    if not is_of(segment, profile):
        return segment
    told = difference_of(segment, profile)
    return f"{profile_name(profile)}, {told}" if told else profile_name(profile)


def segment_in_words(segment: str, profile: str | None = None) -> str:
    """Name a segment within a sentence: what tells it apart stands in brackets, out of the way of other commas.

    Parameters
    ----------
    segment : str
        Its name in the facts.
    profile : str, optional
        Its profile there, where that is known.

    Returns
    -------
    str

    Examples
    --------
    >>> segment_in_words("Loyal, longer ago"), segment_in_words("Loyal"), segment_in_words("Others, of long ago")
    ('Loyal (longer ago)', 'Loyal', 'Others, of long ago')
    """
    profile = profile or _profile_of(segment)
    if not is_of(segment, profile):
        return segment
    told = difference_of(segment, profile)
    return f"{profile_name(profile)} ({told})" if told else profile_name(profile)


def profile_name(profile: str) -> str:
    """Name a profile."""
    return _(profile)


def is_of(segment: str, profile: str) -> bool:
    """Tell whether a segment's name is its profile's, with or without what tells it apart; else it is its own."""
    return segment == profile or segment.startswith(f"{profile}, ")


def difference_of(segment: str, profile: str) -> str:
    """Say what tells a segment apart from another of its profile; empty where it is the only one."""
    if not is_of(segment, profile):
        return ""
    difference = segment.removeprefix(profile).lstrip(", ")
    found = _PLACE.fullmatch(difference)
    if found is None:
        return _(difference)
    place = _ordinals()[found["letters"]].format(n=found["number"])
    told = _PLACES[found["by"]]
    return _(told).format(place=place, places=found["places"])


def rule_name(rule: str) -> str:
    """Name a rule of cleaning at the start of a line.

    Examples
    --------
    >>> rule_name("bad-debt adjustment")
    'Bad-debt adjustment'
    """
    name = pgettext(RULE, rule)
    return f"{name[:1].upper()}{name[1:]}"


def rule_reason(row: LedgerFact) -> str:
    """Say why a rule sets lines aside."""
    return _(row.reason)


def _profile_of(segment: str) -> str:
    return next((of for of in s.ALL_PROFILES if segment == of or segment.startswith(f"{of}, ")), segment)


def _ordinals() -> dict[str, str]:
    """Write places by the letters that English puts behind their numbers."""
    return {
        "st": pgettext("place", "{n}st"),
        "nd": pgettext("place", "{n}nd"),
        "rd": pgettext("place", "{n}rd"),
        "th": pgettext("place", "{n}th"),
    }
