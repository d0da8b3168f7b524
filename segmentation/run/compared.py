"""Collect what the month is compared with: last month, the months before, the same month a year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from segmentation.months import Month
from segmentation.topics.cohorts.collect import cohorts_fact
from segmentation.topics.cohorts.work import Cohorts
from segmentation.topics.movement.collect import movement_fact
from segmentation.topics.movement.work import Direction, Movement, Transitions
from segmentation.topics.revenue.collect import revenue_change_facts
from segmentation.topics.revenue.work import RevenueChange
from segmentation.topics.segments.record import SegmentFact
from segmentation.topics.trends.collect import steadiness_fact, trends_fact
from segmentation.topics.trends.steadiness import Steadiness
from segmentation.topics.trends.work import Trends


@dataclass(frozen=True)
class Compared:
    """A month beside others; what is None or empty could not be compared.

    Attributes
    ----------
    transitions : Transitions or None
        Last month's segments against this month's.
    movements : sequence of Movement
        Who of them did not stay where they were, those worth most first.
    moved_by_earlier : mapping of str to int
        In a month with a new model, who would have moved by the earlier one, by direction.
    trends : Trends or None
        The segments over the last months, the reported one included.
    steadiness : Steadiness or None
        How firm the segments' names are.
    former_profiles : mapping of str to str
        Profiles of segments of earlier months that this month does not have, by name.
    revenue_changes : mapping of str to RevenueChange
        By earlier month, such as ``2011-10``, what lies between its revenue and this month's.
    cohorts : Cohorts or None
        Customers by the month of their first purchase.
    """

    transitions: Transitions | None = None
    movements: Sequence[Movement] = ()
    moved_by_earlier: Mapping[Direction, int] = field(default_factory=dict)
    trends: Trends | None = None
    steadiness: Steadiness | None = None
    former_profiles: Mapping[str, str] = field(default_factory=dict)
    revenue_changes: Mapping[str, RevenueChange] = field(default_factory=dict)
    cohorts: Cohorts | None = None


def compared_facts(compared: Compared, month: Month, segments: Sequence[SegmentFact], digits: int) -> dict[str, Any]:
    """Collect what the month is compared with.

    Parameters
    ----------
    compared : Compared
        The month beside others.
    month : Month
        The month.
    segments : sequence of SegmentFact
        Its segments, to whose money the tables add up.
    digits : int
        Decimals of the currency's smallest coin.

    Returns
    -------
    dict of str to object
        By field of `segmentation.facts.Facts`.
    """
    profiles = {**compared.former_profiles, **{segment.segment: segment.profile for segment in segments}}
    table, trends = compared.transitions, compared.trends
    movement = table and movement_fact(
        table,
        compared.movements,
        segments,
        digits,
        last_month=str(month.shifted(-1)),
        windows_full=trends is None or all(trends.full[-2:]),
        profiles=profiles,
        by_earlier=compared.moved_by_earlier,
    )
    return {
        "movement": movement,
        "trends": trends and trends_fact(trends, segments, digits, profiles=profiles),
        "steadiness": compared.steadiness and steadiness_fact(compared.steadiness),
        "revenue_change": revenue_change_facts(month, compared.revenue_changes, digits),
        "cohorts": compared.cohorts and cohorts_fact(compared.cohorts),
    }
