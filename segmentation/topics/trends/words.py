"""The last months in words: how segments grew, and how firm their names are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.style import formats as f
from segmentation.style.caption import Caption, alt_text
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.segment_names import segment_in_words, segment_name
from segmentation.style.wording import customers, join, measure, months

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segmentation.facts import Facts
    from segmentation.topics.segments.record import Segment
    from segmentation.topics.trends.record import SegmentTrend, Trends


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around the pictures of the months: all segments together, then each by itself."""
    written = _of_all(facts)
    for place, segment in enumerate(facts.segments, start=1):
        trend = trend_of(facts, segment.segment)
        if facts.trends is not None and trend is not None:
            written[f"segment-{place}-customers"] = _customers(facts, facts.trends, trend)
            written[f"segment-{place}-money"] = _money(facts, facts.trends, trend)
    return written


def _of_all(facts: Facts) -> dict[str, Caption]:
    trends = facts.trends
    if trends is None or len(trends.months) < 2:
        return {}
    ends = {"first": f.month_name(trends.months[0]), "last": f.month_name(trends.months[-1])}
    told = "; ".join(f"{segment_name(x.segment, x.profile)}: {values(x.customers)}" for x in trends.segments)
    title = grew_most(facts)
    measure = (
        _(
            "Customers and their money at the end of each month, {first} to {last}; every curve on a scale of its own, "
            "from zero"
        )
        if all(trends.full)
        else _(
            "Customers and their money at the end of each month, {first} to {last}; every curve on a scale of its own, "
            "from zero, dotted where the data cover less than the window"
        )
    ).format(**ends)
    curves = _("Curves. Customers from {first} to {last}: {told}").format(**ends, told=told)
    return {
        "trends": Caption(title, measure, alt_text(title, curves)),
    }


def _customers(facts: Facts, trends: Trends, trend: SegmentTrend) -> Caption:
    title = growth(facts, trend.segment)
    alt = _("{title}. A curve of customers at the end of each month, {period}: {values}.")
    told = alt.format(title=title, period=_ends(trends), values=values(trend.customers))
    return Caption(title, _how_told(facts, trends), told)


def _money(facts: Facts, trends: Trends, trend: SegmentTrend) -> Caption:
    start, end = _span(facts, trends)
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
    return Caption(title, _how_told(facts, trends), alt.format(title=title, period=_ends(trends), values=told))


def _ends(trends: Trends) -> str:
    return _("{first} to {last}").format(first=f.month_name(trends.months[0]), last=f.month_name(trends.months[-1]))


def _how_told(facts: Facts, trends: Trends) -> str:
    """Say over what each month looks back, and what dots and lines mean."""
    told = (
        _("Curves: at the end of each month, over all time until then, from zero")
        if facts.window_months is None
        else _("Curves: at the end of each month, over the {window} to then, from zero").format(
            window=months(facts.window_months)
        )
    )
    if not all(trends.full):
        told = _("{measure}; dotted where the data cover less").format(measure=told)
    if renamed_at(facts) is not None:
        told = _("{measure}; at the upright line another model takes over").format(measure=told)
    return told


def trends_heading(facts: Facts) -> str:
    """Head the section on the last months; empty where there are none."""
    months = len(facts.trends.months) if facts.trends is not None else 0
    return ngettext(
        "How the segments changed in {months} month", "How the segments changed in {months} months", months
    ).format(months=f.count(months))


def _span(facts: Facts, trends: Trends) -> tuple[int, int]:
    """Say between which two months growth is shown: the last, and the first like it (full window, same model)."""
    full = next((at for at, whole in enumerate(trends.full) if whole), 0)
    return max(full, renamed_at(facts) or 0), len(trends.months) - 1


def renamed_at(facts: Facts) -> int | None:
    """Say at which of the months another model took over, counted from 0; None where one model named them all."""
    since = facts.model.since
    if facts.trends is None or since is None or since <= facts.trends.months[0]:
        return None
    return next((at for at, month in enumerate(facts.trends.months) if month >= since), None)


def trend_of(facts: Facts, segment: str) -> SegmentTrend | None:
    """Find a segment's months; None where there are fewer than two."""
    if facts.trends is None or len(facts.trends.months) < 2:
        return None
    return next((trend for trend in facts.trends.segments if trend.segment == segment), None)


def growth(facts: Facts, segment: str) -> str:
    """Say how many customers a segment had and has."""
    trends, trend = facts.trends, trend_of(facts, segment)
    if trends is None or trend is None:
        return ""
    start, end = _span(facts, trends)
    before, now = trend.customers[start], trend.customers[end]
    since, today = f.month_name(trends.months[start]), f.month_name(trends.months[end])
    if start == end:
        return _("{customers} in {month}").format(customers=customers(now), month=today)
    if before == now:
        return _("{customers} in {month}, as in {earlier}").format(customers=customers(now), month=today, earlier=since)
    return _("{customers} in {earlier}, {now} in {month}").format(
        customers=customers(before), earlier=since, now=f.count(now), month=today
    )


def grew_most(facts: Facts) -> str:
    """Say which segment's number of customers changed most: the finding of the picture."""
    trends = facts.trends
    if trends is None or len(trends.months) < 2:
        return _("There is only one month to show")
    start, end = _span(facts, trends)
    if start == end and renamed_at(facts) == end:
        return _("A new model names the segments this month")
    if start == end:
        return _("No earlier month has a full window to be compared with")
    changes = {trend.segment: trend.customers[end] - trend.customers[start] for trend in trends.segments}
    # Of equals, the one with more money comes first.
    most = max(changes, key=lambda name: abs(changes[name]))
    since, trend = f.month_name(trends.months[start]), next(x for x in trends.segments if x.segment == most)
    if not changes[most]:
        return _("Every segment is as large as in {month}").format(month=since)
    told = (
        _("{segment} grew most: {customers} in {month}, {now} now")
        if changes[most] > 0
        else _("{segment} shrank most: {customers} in {month}, {now} now")
    )
    return told.format(
        segment=segment_in_words(most, trend.profile),
        customers=customers(trend.customers[start]),
        month=since,
        now=f.count(trend.customers[end]),
    )


def about_months(facts: Facts) -> list[str]:
    """Say what keeps the months from being alike: another model's names, and windows that are not full."""
    trends, renamed = facts.trends, renamed_at(facts)
    if trends is None:
        return []
    told = []
    if renamed is not None:
        told.append(
            _(
                "Since {month} another model names the segments (upright line): a step there is its doing, at least in "
                "part."
            ).format(month=f.month_name(trends.months[renamed]))
        )
    short = _unfilled(facts)
    return [*told, short] if short else told


def _unfilled(facts: Facts) -> str:
    """Say which months look back over less than a whole window; empty where none does."""
    trends, window = facts.trends, facts.window_months
    if trends is None or all(trends.full) or window is None:
        return ""
    short = [f.month_name(month) for month, full in zip(trends.months, trends.full, strict=True) if not full]
    told = (
        ngettext(
            "In {month} the data cover less than the {n} month looked back over: growth there comes in part from "
            "covering more months.",
            "In {month} the data cover less than the {n} months looked back over: growth there comes in part from "
            "covering more months.",
            window,
        )
        if len(short) == 1
        else ngettext(
            "Until {month} the data cover less than the {n} month looked back over: growth there comes in part from "
            "covering more months.",
            "Until {month} the data cover less than the {n} months looked back over: growth there comes in part from "
            "covering more months.",
            window,
        )
    )
    return told.format(month=short[-1], n=f.count(window))


def how_firm_names_are(facts: Facts) -> str:
    """Say how many of those who hardly moved kept their segment's name; empty where that is not known."""
    found = facts.steadiness
    if found is None or found.share is None:
        return ""
    over = (
        _("From last month to this")
        if found.pairs == 1
        else ngettext("Over the last {n} month", "Over the last {n} months", found.pairs)
    )
    told = ngettext(
        "{over} there was {n} case of a customer hardly moving from one month to the next (percentiles of {measures} "
        "each by less than {points}); in {share} of these cases they kept their segment’s name{nearest}.",
        "{over} there were {n} cases of a customer hardly moving from one month to the next (percentiles of {measures} "
        "each by less than {points}); in {share} of these cases they kept their segment’s name{nearest}.",
        found.steady,
    )
    nearest = (
        _("; by the nearest centre alone it would have been {share}").format(share=_share(found.nearest_share))
        if found.nearest_share is not None and found.kept_by_nearest != found.kept
        else ""
    )
    return told.format(
        over=over.format(n=f.count(found.pairs)),
        n=f.count(found.steady),
        measures=join([measure(name) for name in c.FEATURES]),
        points=ngettext("{n} point", "{n} points", found.points).format(n=f.count(found.points)),
        share=_share(found.share),
        nearest=nearest,
    )


def _share(share: float) -> str:
    """Write a share with one decimal: 99% and 99.6% are not the same promise, and all is all."""
    if 0.9995 <= share < 1:
        return _("over {percentage}").format(percentage=f.percents([0.999])[0])
    return f.percents([share])[0]


def values(numbers: Sequence[int]) -> str:
    """List counts for who can't see a curve.

    >>> values([870, 1134])
    '870, 1,134'
    """
    return ", ".join(f.count(number) for number in numbers)


def how_segment_is_drawn(facts: Facts, segment: Segment) -> str:
    """Say what the pictures of a segment's months show; empty where there are none."""
    if facts.trends is None or trend_of(facts, segment.segment) is None:
        return ""
    return _("{measure}.").format(measure=_how_told(facts, facts.trends))
