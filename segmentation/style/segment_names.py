"""The names of segments in the report's language.

The facts know them by their English names; a name that is not ours is shown as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from segmentation.messages import N_
from segmentation.profiles import (
    ALL_PROFILES,
    AT_RISK,
    BIG_AND_FREQUENT,
    BIG_SPENDERS,
    CANT_LOSE,
    CHAMPIONS,
    FREQUENT_BUYERS,
    HIBERNATING,
    LOYAL,
    NEEDS_ATTENTION,
    POTENTIAL_LOYALISTS,
    PROMISING,
    SLIPPING_AWAY,
)
from segmentation.style.language import gettext as _
from segmentation.style.language import pgettext

if TYPE_CHECKING:
    from segmentation.topics.segments.record import Segment


def end_of(name: str) -> str:
    """Name where a movement begins or ends: a segment, or new, returned and lapsed customers."""
    return {"new": _("New"), "returned": _("Returned"), "lapsed": _("Lapsed")}.get(name) or segment_name(name)


_PLACE: Final = re.compile(
    r"(?P<number>\d+)(?P<letters>st|nd|rd|th) of (?P<places>\d+) by (?P<by>recency|orders|spend)"
)
"""How three or more segments of a profile are told apart."""


_PLACES: Final = {
    "recency": N_("{place} of {places} by recency"),
    "orders": N_("{place} of {places} by orders"),
    "spend": N_("{place} of {places} by spend"),
}


def segment_name(segment: str, profile: str | None = None) -> str:
    """Name a segment in a heading or a table.

    >>> segment_name("Loyal, 2nd of 3 by spend"), segment_name("Aunt Agatha’s friends, all of them")
    ('Loyal, 2nd of 3 by spend', 'Aunt Agatha’s friends, all of them')
    """
    profile = profile or _profile_of(segment)
    if not is_of(segment, profile):
        return segment
    told = difference_of(segment, profile)
    return f"{profile_name(profile)}, {told}" if told else profile_name(profile)


def segment_in_words(segment: str, profile: str | None = None) -> str:
    """Name a segment within a sentence, with its difference in brackets, since sentences have commas already.

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
    """Check whether a segment's name is its profile's, with or without a difference; else it is the user's own."""
    return segment == profile or segment.startswith(f"{profile}, ")


def difference_of(segment: str, profile: str) -> str:
    """Name a segment's difference from others of its profile; empty where it is the only one."""
    if not is_of(segment, profile):
        return ""
    difference = segment.removeprefix(profile).lstrip(", ")
    found = _PLACE.fullmatch(difference)
    if found is None:
        return _(difference)
    place = _ordinals()[found["letters"]].format(n=found["number"])
    told = _PLACES[found["by"]]
    return _(told).format(place=place, places=found["places"])


def _profile_of(segment: str) -> str:
    return next((of for of in ALL_PROFILES if segment == of or segment.startswith(f"{of}, ")), segment)


def _ordinals() -> dict[str, str]:
    """Write places by the letters that English puts behind their numbers."""
    return {
        "st": pgettext("place", "{n}st"),
        "nd": pgettext("place", "{n}nd"),
        "rd": pgettext("place", "{n}rd"),
        "th": pgettext("place", "{n}th"),
    }


PEOPLE: Final = {
    CHAMPIONS: N_("Champions"),
    LOYAL: N_("Loyal customers"),
    POTENTIAL_LOYALISTS: N_("Potential loyalists"),
    PROMISING: N_("Promising customers"),
    NEEDS_ATTENTION: N_("Customers who need attention"),
    SLIPPING_AWAY: N_("Customers slipping away"),
    AT_RISK: N_("Customers at risk"),
    CANT_LOSE: N_("Customers not to lose"),
    HIBERNATING: N_("Hibernating customers"),
    BIG_SPENDERS: N_("Big spenders"),
    FREQUENT_BUYERS: N_("Frequent buyers"),
    BIG_AND_FREQUENT: N_("Big and frequent buyers"),
}
"""What customers of each profile are called as the subject of a sentence."""


def people(segment: Segment) -> str:
    """Name a segment's customers as the subject of a sentence."""
    if not is_of(segment.segment, segment.profile):
        return segment.segment
    return with_difference(_(PEOPLE[segment.profile]), segment)


def with_difference(name: str, segment: Segment) -> str:
    """Put a segment's difference in brackets behind a name for its customers."""
    told = difference_of(segment.segment, segment.profile)
    return f"{name} ({told})" if told else name
