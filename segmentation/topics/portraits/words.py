"""A segment in words: its size, what its customers are like, where they went, and how they are spread."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from segmentation import columns as c
from segmentation.style import formats as f
from segmentation.style.caption import Caption
from segmentation.style.key_figure import KeyFigure
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext, pgettext
from segmentation.style.wording import days, join, times, within

if TYPE_CHECKING:
    from collections.abc import Callable

    from segmentation.facts import Facts
    from segmentation.topics.portraits.record import LastMonth, Portrait, Quartiles
    from segmentation.topics.segments.record import Segment


_LITTLE: Final = 10
"""Below this, coins say something."""
_MUCH: Final = 1_000_000
"""From this on, single units say nothing."""
_ALIKE: Final = (0.9, 1.1)
"""Medians whose ratio is between these are said to be about the same."""


@dataclass(frozen=True)
class ComparedRow:
    """A measure of a segment and of the whole base: the customer in the middle, and the middle half ("" if unknown)."""

    what: str
    own: str
    own_half: str
    base: str
    base_half: str


def portrait_of(facts: Facts, segment: Segment) -> Portrait | None:
    """Find what a segment is like beside the whole base; None where that was not worked out."""
    if facts.portraits is None:
        return None
    return next((found for found in facts.portraits.segments if found.segment == segment.segment), None)


def rank(facts: Facts, segment: Segment) -> str:
    """Say the segment's place among all, and how many there are."""
    place = [each.segment for each in facts.segments].index(segment.segment) + 1
    if len(facts.segments) == 1:
        return _("All customers")
    return _("{place} of {segments}, by revenue").format(place=f.count(place), segments=f.count(len(facts.segments)))


def key_figures_of(facts: Facts, segment: Segment, of_customers: str, of_revenue: str) -> list[KeyFigure]:
    """Give a segment's customers and money, with its shares of both as written, and who of last month's stayed."""
    portrait = portrait_of(facts, segment)
    last = None if portrait is None else portrait.last_month
    figures = [
        KeyFigure(
            f.count(segment.customers),
            ngettext("customer, {share} of all", "customers, {share} of all", segment.customers).format(
                share=of_customers
            ),
            "" if last is None else _change(last),
        ),
        KeyFigure(
            f.short_money(segment.monetary, facts.currency),
            _("{share} of known customers’ revenue").format(share=of_revenue),
            "" if last is None else _change_of_money(facts, last),
        ),
    ]
    if last is not None and last.customers:
        figures.append(
            KeyFigure(
                _("{n} of {members}").format(n=f.count(last.stayed), members=f.count(last.customers)),
                ngettext("who was here in {month} stayed", "who were here in {month} stayed", last.customers).format(
                    month=f.month_name(last.month, "MMMM")
                ),
                went(last),
            )
        )
    return figures


def _change(last: LastMonth) -> str:
    """Say how many more or fewer customers a segment has than last month."""
    month, change = f.month_name(last.month, "MMMM"), last.customers_change
    if not last.customers:
        return _("nobody was here in {month}").format(month=month)
    if not change:
        return _("as many as in {month}").format(month=month)
    if change > 0:
        return _("{n} more than in {month}").format(n=f.count(change), month=month)
    return _("{n} fewer than in {month}").format(n=f.count(-change), month=month)


def _change_of_money(facts: Facts, last: LastMonth) -> str:
    """Say how much more or less money a segment has than last month, as it is written."""
    if not last.customers:
        return ""
    month = f.month_name(last.month, "MMMM")
    written = f.short_money(abs(last.monetary_change), facts.currency)
    if written == f.short_money(0, facts.currency):
        return _("as much as in {month}").format(month=month)
    if last.monetary_change > 0:
        return _("{money} more than in {month}").format(money=written, month=month)
    return _("{money} less than in {month}").format(money=written, month=month)


def went(last: LastMonth) -> str:
    """Say where last month's members who did not stay are now; empty if all stayed."""
    parts = [
        words.format(n=f.count(count))
        for count, words in (
            (last.rose, pgettext("some of last month's members", "{n} rose")),
            (last.slipped, pgettext("some of last month's members", "{n} slipped")),
            (last.aside, pgettext("some of last month's members", "{n} moved aside")),
            (last.left, pgettext("some of last month's members", "{n} left")),
        )
        if count
    ]
    return join(parts) if parts else ""


def what_they_are_like(facts: Facts, segment: Segment) -> list[str]:
    """Say what a segment's typical customer does, beside customers as a whole; nothing without a portrait."""
    portrait = portrait_of(facts, segment)
    if portrait is None:
        return []
    return [_how_often(facts, segment), _how_much(facts, segment, portrait), _how_long_ago(facts, segment)]


def compared(facts: Facts, segment: Segment) -> list[ComparedRow]:
    """Write a segment's medians and quartiles beside those of all customers, a row for each measure."""
    base = None if facts.portraits is None else facts.portraits.base

    def row(what: str, name: str, write: Callable[[Any], str]) -> ComparedRow:
        def half(of: Any) -> str:
            return f.spread(write(getattr(of, f"{name}_lower")), write(getattr(of, f"{name}_upper")))

        return ComparedRow(
            what,
            write(getattr(segment, f"{name}_median")),
            half(segment),
            write(getattr(facts.base, f"{name}_median")),
            "" if base is None else half(base),
        )

    def number(value: float) -> str:
        return f.number(value, 1)

    def money(value: Decimal) -> str:
        return spent(value, facts.currency)

    return [
        row(_("Days since last order"), c.RECENCY_DAYS, number),
        row(_("Orders"), c.FREQUENCY, number),
        row(_("Spend"), c.MONETARY, money),
    ]


def _how_often(facts: Facts, segment: Segment) -> str:
    own, base = segment.frequency_median, facts.base.frequency_median
    if own == base:
        return _("They typically ordered {times} {period}, as customers do overall.").format(
            times=times(own), period=within(facts)
        )
    return _("They typically ordered {times} {period}, against {base} overall.").format(
        times=times(own), period=within(facts), base=times(base)
    )


def _how_much(facts: Facts, segment: Segment, portrait: Portrait) -> str:
    own, base = (spent(amount, facts.currency) for amount in (segment.monetary_median, facts.base.monetary_median))
    ratio = portrait.monetary_ratio
    if ratio is None or ratio <= 0:
        return _("They spent {own}, against {base} overall.").format(own=own, base=base)
    if _ALIKE[0] <= ratio <= _ALIKE[1]:
        return _("They spent {own}, much the same as the {base} overall.").format(own=own, base=base)
    return _("They spent {own}, {ratio} the {base} overall.").format(own=own, ratio=as_ratio(ratio), base=base)


def _how_long_ago(facts: Facts, segment: Segment) -> str:
    own, base = segment.recency_days_median, facts.base.recency_days_median
    if own == base:
        return _("Their last order was {own} old, as it is overall.").format(own=days(own))
    return _("Their last order was {own} old, against {base} overall.").format(own=days(own), base=f.number(base, 1))


def spent(amount: Decimal, currency: str) -> str:
    """Write what one customer spent as long as it needs: to the coin where it is little, in millions where it is much.

    >>> [spent(Decimal(amount), "GBP") for amount in ("0.73", "5", "908.1", "1234567", "7374665000")]
    ['£0.73', '£5', '£908', '£1.2m', '£7.4bn']
    """
    if abs(amount) < _LITTLE and amount != int(amount):
        return f.exact_money(amount, currency)
    return f.money(amount, currency) if abs(amount) < _MUCH else f.short_money(amount, currency)


def as_ratio(value: float) -> str:
    """Say how many times as much, before what it is compared with.

    >>> as_ratio(2.04), as_ratio(4.21), as_ratio(12.4), as_ratio(0.5), as_ratio(0.34), as_ratio(0.41)
    ('twice', '4.2 times', '12 times', 'half', 'a third of', '41% of')
    """
    if value < 1:
        if 0.475 <= value < 0.525:
            return _("half")
        if 0.32 <= value < 0.35:
            return _("a third of")
        return _("{share} of").format(share=f.percent(value))
    written = f.number(value, 1 if value < 10 else 0)
    return _("twice") if written == f.number(2) else _("{n} times").format(n=written)


def is_of_a_new_model(facts: Facts, segment: Segment) -> str:
    """Say that a new model has a part in who is new here; empty in any other month."""
    portrait = portrait_of(facts, segment)
    if portrait is None or portrait.last_month is None or facts.movement is None or not facts.movement.new_model:
        return ""
    return _(
        "A new model names the segments from this month on: who came, left and stayed is partly its doing, not the "
        "customers’."
    )


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around every picture of one segment, by the picture's name."""
    written: dict[str, Caption] = {}
    for place, segment in enumerate(facts.segments, start=1):
        if facts.portraits is not None:
            written |= {
                f"segment-{place}-days": _of_days(facts, segment, facts.portraits.base),
                f"segment-{place}-orders": _of_orders(facts, segment, facts.portraits.base),
                f"segment-{place}-spend": _of_spend(facts, segment, facts.portraits.base),
            }
    return written


def how_spread() -> str:
    """Say what the three pictures of spreads show."""
    return _("Bars: the part of the segment (in colour) and of all customers (in grey) that falls into each")


def _of_days(facts: Facts, segment: Segment, base: Quartiles) -> Caption:
    # More than half bought within a rounded-up median, and stayed away for a rounded-down one.
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
    return Caption(title, how_spread(), alt.format(title=title, own=own, base=of_all))


def _of_orders(facts: Facts, segment: Segment, base: Quartiles) -> Caption:
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
    return Caption(title, how_spread(), alt.format(title=title, own=own, base=of_all))


def _of_spend(facts: Facts, segment: Segment, base: Quartiles) -> Caption:
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
    return Caption(title, how_spread(), alt.format(title=title, own=own, base=of_all))


def how_spreads_are_drawn(facts: Facts) -> str:
    """Say what the pictures of spreads show; empty where there are none."""
    return "" if facts.portraits is None else _("{measure}.").format(measure=how_spread())


def how_countries_are_drawn(facts: Facts, segment: Segment) -> str:
    """Say what the bars of countries show; empty where there are none."""
    portrait = portrait_of(facts, segment)
    if portrait is None or not portrait.countries:
        return ""
    return _("Countries: share of the segment’s customers; the mark is that of all customers.")
