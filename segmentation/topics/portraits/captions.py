"""The words around the pictures of one segment: its spreads beside the whole base, and its last months."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from segmentation.style import formats as f
from segmentation.style.caption import Caption
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.topics.portraits.words import portrait_of, spent, times

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.portraits.record import Quartiles
    from segmentation.topics.segments.record import SegmentFact


Words = tuple[str, str, str]
"""Of a picture: the finding, what is drawn and how, and the finding for who can't see it."""


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around every picture of one segment, by the picture's name."""
    written: dict[str, Words] = {}
    for place, segment in enumerate(facts.segments, start=1):
        if facts.portraits is not None:
            written |= {
                f"segment-{place}-days": _days(facts, segment, facts.portraits.base),
                f"segment-{place}-orders": _orders(facts, segment, facts.portraits.base),
                f"segment-{place}-spend": _spend(facts, segment, facts.portraits.base),
            }
    return {name: Caption(*words) for name, words in written.items()}


def how_spread() -> str:
    """Say what the three pictures of spreads show."""
    return _("Bars: which part of the segment, in colour, and of all customers, in grey, falls into each")


def _days(facts: Facts, segment: SegmentFact, base: Quartiles) -> Words:
    # More than half bought within a rounded-up median, and were away for a rounded-down one.
    median = segment.recency_days_median
    if median > facts.base.recency_days_median:
        days = math.floor(median)
        title = ngettext(
            "Half have been away for {n} day or longer", "Half have been away for {n} days or longer", days
        ).format(n=f.count(days))
    elif median == 0:
        title = _("Half bought on the last day")
    else:
        days = math.ceil(median)
        title = ngettext("Half bought in the last day", "Half bought in the last {n} days", days).format(
            n=f.count(days)
        )
    own = f.spread(f.number(segment.recency_days_lower, 1), f.number(segment.recency_days_upper, 1))
    of_all = f.spread(f.number(base.recency_days_lower, 1), f.number(base.recency_days_upper, 1))
    alt = _("{title}. Bars of days since the last purchase. Middle half: {own}; of all customers: {base}.")
    return title, how_spread(), alt.format(title=title, own=own, base=of_all)


def _orders(facts: Facts, segment: SegmentFact, base: Quartiles) -> Words:
    median = segment.frequency_median
    if math.floor(median) == 1 and median < max(facts.base.frequency_median, 2):
        title = _("Half or more ordered just once")
    elif median < facts.base.frequency_median:
        title = _("Half ordered {times} or less").format(times=times(math.floor(median)))
    else:
        title = _("Half ordered {times} or more").format(times=times(math.ceil(median)))
    own = f.spread(f.number(segment.frequency_lower, 1), f.number(segment.frequency_upper, 1))
    of_all = f.spread(f.number(base.frequency_lower, 1), f.number(base.frequency_upper, 1))
    alt = _("{title}. Bars of orders. Middle half: {own}; of all customers: {base}.")
    return title, how_spread(), alt.format(title=title, own=own, base=of_all)


def _spend(facts: Facts, segment: SegmentFact, base: Quartiles) -> Words:
    money = spent(segment.monetary_median, facts.currency)
    if segment.monetary_median < facts.base.monetary_median:
        title = _("Half spent {money} or less").format(money=money)
    else:
        title = _("Half spent {money} or more").format(money=money)
    own, of_all = (
        f.spread(spent(of.monetary_lower, facts.currency), spent(of.monetary_upper, facts.currency))
        for of in (segment, base)
    )
    alt = _("{title}. Bars of spend. Middle half: {own}; of all customers: {base}.")
    return title, how_spread(), alt.format(title=title, own=own, base=of_all)


def how_spreads_are_drawn(facts: Facts) -> str:
    """Say what the pictures of spreads show; empty where there are none."""
    return "" if facts.portraits is None else _("{measure}.").format(measure=how_spread())


def how_countries_are_drawn(facts: Facts, segment: SegmentFact) -> str:
    """Say what the bars of countries show; empty where there are none."""
    portrait = portrait_of(facts, segment)
    if portrait is None or not portrait.countries:
        return ""
    return _("Countries: share of the segment’s customers; the mark is that of all customers.")
