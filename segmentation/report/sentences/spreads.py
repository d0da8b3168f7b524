"""The words around the pictures of one segment: its spreads beside the whole base, and its last months."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from segmentation.report import formats as f
from segmentation.report.language import gettext as _
from segmentation.report.language import ngettext
from segmentation.report.sentences.parts import plural
from segmentation.report.sentences.segments import portrait_of, spent, times
from segmentation.report.sentences.trends import growth, renamed_at, trend_of, values

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, QuartilesFact, SegmentFact, SegmentTrendFact, TrendsFact

Words = tuple[str, str, str]
"""Of a picture: the finding, what is drawn and how, and the finding for who can't see it."""


def portrait_captions(facts: Facts) -> dict[str, Words]:
    """Write the words around every picture of one segment, by the picture's name."""
    written: dict[str, Words] = {}
    for place, segment in enumerate(facts.segments, start=1):
        if facts.portraits is not None:
            written |= {
                f"segment-{place}-days": _days(facts, segment, facts.portraits.base),
                f"segment-{place}-orders": _orders(facts, segment, facts.portraits.base),
                f"segment-{place}-spend": _spend(facts, segment, facts.portraits.base),
            }
        trend = trend_of(facts, segment.segment)
        if facts.trends is not None and trend is not None:
            written |= {
                f"segment-{place}-customers": _customers(facts, facts.trends, trend),
                f"segment-{place}-money": _money(facts, facts.trends, trend),
            }
    return written


def how_spread() -> str:
    """Say what the three pictures of spreads show."""
    return _("Bars: which part of the segment, in colour, and of all customers, in grey, falls into each")


def _days(facts: Facts, segment: SegmentFact, base: QuartilesFact) -> Words:
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


def _orders(facts: Facts, segment: SegmentFact, base: QuartilesFact) -> Words:
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


def _spend(facts: Facts, segment: SegmentFact, base: QuartilesFact) -> Words:
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


def _customers(facts: Facts, trends: TrendsFact, trend: SegmentTrendFact) -> Words:
    title = growth(facts, trend.segment)
    alt = _("{title}. A curve of customers at the end of each month, {period}: {values}.")
    return (
        title,
        _how_told(facts, trends),
        alt.format(title=title, period=_ends(trends), values=values(trend.customers)),
    )


def _money(facts: Facts, trends: TrendsFact, trend: SegmentTrendFact) -> Words:
    # The first month is one like the last: its window is full, and the same model gave its names.
    full = next((at for at, whole in enumerate(trends.full) if whole), 0)
    start, end = max(full, renamed_at(facts) or 0), len(trends.months) - 1
    before, now = (f.short_money(trend.monetary[at], facts.currency) for at in (start, end))
    since, today = (f.month_name(trends.months[at]) for at in (start, end))
    if start == end:
        title = _("{money} in {month}").format(money=now, month=today)
    elif before == now:
        title = _("{money} in {month}, as in {since}").format(money=now, month=today, since=since)
    else:
        title = _("{before} in {since}, {money} in {month}").format(before=before, since=since, money=now, month=today)
    told = ", ".join(f.short_money(amount, facts.currency) for amount in trend.monetary)
    alt = _("{title}. A curve of what they had spent by the end of each month, {period}: {values}.")
    return title, _how_told(facts, trends), alt.format(title=title, period=_ends(trends), values=told)


def _ends(trends: TrendsFact) -> str:
    return _("{first} to {last}").format(first=f.month_name(trends.months[0]), last=f.month_name(trends.months[-1]))


def how_drawn(facts: Facts, segment: SegmentFact) -> str:
    """Say what a segment's pictures show: its spreads, its months, its countries."""
    told = [] if facts.portraits is None else [_("{measure}.").format(measure=how_spread())]
    if facts.trends is not None and trend_of(facts, segment.segment) is not None:
        told.append(_("{measure}.").format(measure=_how_told(facts, facts.trends)))
    portrait = portrait_of(facts, segment)
    if portrait is not None and portrait.countries:
        told.append(_("Countries: share of the segment’s customers; the mark is that of all customers."))
    return " ".join(told)


def _how_told(facts: Facts, trends: TrendsFact) -> str:
    """Say over what each month looks back, and what dots and lines mean."""
    told = (
        _("Curves: at the end of each month, over all time until then, from zero")
        if facts.window_months is None
        else _("Curves: at the end of each month, over the {window} to then, from zero").format(
            window=plural(facts.window_months, "month")
        )
    )
    if not all(trends.full):
        told = _("{measure}; dotted where the data cover less").format(measure=told)
    if renamed_at(facts) is not None:
        told = _("{measure}; at the upright line another model takes over").format(measure=told)
    return told
