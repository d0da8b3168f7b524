"""Collect how segments grew over the last months, and how firm their names are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from segmentation.topics.movement.collect import month_amounts
from segmentation.topics.segments.record import SegmentFact
from segmentation.topics.trends.record import SegmentTrendFact, SteadinessFact, TrendsFact
from segmentation.topics.trends.steadiness import Steadiness
from segmentation.topics.trends.work import Trends


def trends_fact(
    trends: Trends, segments: Sequence[SegmentFact], digits: int, *, profiles: Mapping[str, str]
) -> TrendsFact:
    """Collect how segments grew, with money rounded so that each month adds up.

    Parameters
    ----------
    trends : Trends
        Segments, month by month.
    segments : sequence of SegmentFact
        This month's, whose money is rounded already.
    digits : int
        Decimals of the currency's smallest coin.
    profiles : mapping of str to str
        Profile of every segment of any month, by name.

    Returns
    -------
    TrendsFact
        This month's segments first, in their order; then those that are no more.
    """
    amounts = [
        month_amounts({segment.segment: segment.monetary[at] for segment in trends.segments}, digits)
        for at in range(len(trends.months))
    ]
    amounts[-1] |= {segment.segment: segment.monetary for segment in segments}
    place = {segment.segment: row for row, segment in enumerate(segments)}
    ordered = sorted(trends.segments, key=lambda trend: place.get(trend.segment, len(place)))
    return TrendsFact(
        months=trends.months,
        full=trends.full,
        customers=trends.customers,
        monetary=tuple(sum((month[trend.segment] for trend in ordered), Decimal(0)) for month in amounts),
        segments=tuple(
            SegmentTrendFact(
                segment=trend.segment,
                profile=profiles.get(trend.segment),
                customers=trend.customers,
                monetary=tuple(month[trend.segment] for month in amounts),
                customer_share=trend.customer_share,
                monetary_share=trend.monetary_share,
            )
            for trend in ordered
        ),
    )


def steadiness_fact(found: Steadiness) -> SteadinessFact:
    """Collect how firm the segments' names are.

    Parameters
    ----------
    found : Steadiness
        Who hardly moved, and who of them kept their name.

    Returns
    -------
    SteadinessFact
    """
    nearest = found.kept_by_nearest
    return SteadinessFact(
        pairs=found.pairs,
        points=found.points,
        customer_months=found.customer_months,
        steady=found.steady,
        kept=found.kept,
        share=found.share,
        kept_by_nearest=nearest,
        nearest_share=nearest / found.steady if nearest is not None and found.steady else None,
    )
