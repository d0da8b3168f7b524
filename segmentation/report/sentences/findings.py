"""What the pictures find, where no section of the page says it: titles by rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.report import formats as f
from segmentation.report.language import gettext as _
from segmentation.report.language import ngettext
from segmentation.report.sentences.names import rule_name
from segmentation.report.sentences.parts import customers, days, months, people

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, SegmentFact


def segments_differ(facts: Facts) -> str:
    """Say in what typical customers of the segments differ: in orders, or else in recency, or else in spend."""
    by_orders = sorted(facts.segments, key=lambda segment: -segment.frequency_median)
    most, least = by_orders[0], by_orders[-1]
    if most.frequency_median > least.frequency_median:
        return _differ_in_orders(facts, most, least)
    by_recency = sorted(facts.segments, key=lambda segment: segment.recency_days_median)
    first, last = by_recency[0], by_recency[-1]
    if first.recency_days_median < last.recency_days_median:
        return _("{recent} last bought {days} ago, {others} {more}").format(
            recent=people(first),
            days=days(first.recency_days_median),
            others=_within(last),
            more=days(last.recency_days_median),
        )
    by_spend = sorted(facts.segments, key=lambda segment: -segment.monetary_median)
    most, least = by_spend[0], by_spend[-1]
    if most.monetary_median > least.monetary_median:
        return _("{most} spend {much}, {least} {little}").format(
            most=people(most),
            much=f.money(most.monetary_median, facts.currency),
            least=_within(least),
            little=f.money(least.monetary_median, facts.currency),
        )
    return _("A typical customer is alike in every segment") if len(facts.segments) > 1 else _alone(facts)


def _differ_in_orders(facts: Facts, most: SegmentFact, least: SegmentFact) -> str:
    if facts.window_months == 12:
        told = _("{most} order {often} a year, {least} {seldom}")
    elif facts.window_months is not None:
        told = _("{most} order {often} in {months}, {least} {seldom}")
    else:
        told = _("{most} ordered {often}, {least} {seldom}")
    return told.format(
        most=people(most),
        often=times(most.frequency_median),
        least=_within(least),
        seldom=times(least.frequency_median),
        months=months(facts.window_months or 0),
    )


def _alone(facts: Facts) -> str:
    segment = facts.segments[0]
    return _("A typical customer bought {often} and spent {money}").format(
        often=times(segment.frequency_median), money=f.money(segment.monetary_median, facts.currency)
    )


def _within(segment: SegmentFact) -> str:
    """Name a segment's customers within a sentence."""
    name = people(segment)
    # A profile's name stays a name; other words begin small where the language has it so.
    return _lowered(name) if not name.startswith(segment.profile) else name


def _lowered(name: str) -> str:
    # Capitals in the middle of a sentence are kept by languages that write every noun with one.
    return f"{name[:1].lower()}{name[1:]}" if _("customers").islower() else name


def times(value: float) -> str:
    """Say how often.

    Examples
    --------
    >>> times(1), times(2), times(7), times(2.5)
    ('once', 'twice', '7 times', '2.5 times')
    """
    if value == 1:
        return _("once")
    if value == 2:
        return _("twice")
    return ngettext("{n} time", "{n} times", value).format(n=f.number(value, 1))


def segments_lie(facts: Facts) -> str:
    """Say whether the segments are clouds of their own, or parts of one."""
    border = facts.border
    if len(facts.segments) == 1:
        return _("The customers are one cloud")
    if not border.customers:
        return _("The segments stand apart: nobody is on a border between two")
    return ngettext(
        "The segments are parts of one cloud: {n} customer ({share}) is on a border",
        "The segments are parts of one cloud: {n} customers ({share}) are on a border",
        border.customers,
    ).format(n=f.count(border.customers), share=f.percent(border.share))


def clusters_come_back(facts: Facts) -> str:
    """Say whether the clusters are found again when customers are drawn anew."""
    k = facts.n_clusters
    if k.chosen == 1:
        return _("One cluster is always found again")
    if k.is_stable:
        return _("All {n} clusters are found again, even the weakest with {share} overlap").format(
            n=f.count(k.chosen), share=f.percent(k.jaccard_weakest)
        )
    return _("Not all of the {n} clusters are firm: the weakest is found again with {share} overlap").format(
        n=f.count(k.chosen), share=f.percent(k.jaccard_weakest)
    )


def money_is_kept(facts: Facts) -> str:
    """Say how much of the money is kept, and which rule takes most."""
    first, *rules, kept = facts.ledger
    amounts = {
        "kept": f.short_money(kept.amount, facts.currency),
        "all": f.short_money(first.amount, facts.currency),
    }
    taken = max(rules, key=lambda row: row.amount, default=None)
    if taken is None or taken.amount <= 0:
        return _("{kept} of the {all} that was read is in this report").format(**amounts)
    return _("{kept} of the {all} that was read is in this report; “{rule}” takes most, {money}").format(
        **amounts, rule=rule_name(taken.rule), money=f.short_money(taken.amount, facts.currency)
    )


def half_comes_from(facts: Facts) -> str:
    """Say how many customers bring in half the revenue."""
    half = facts.concentration.customers_for_half
    return ngettext("Half the revenue comes from {customers}", "Half the revenue comes from {customers}", half).format(
        customers=customers(half)
    )
