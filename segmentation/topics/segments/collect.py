"""Collect what the segments are like, and how money is spread over customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from segmentation import columns as c
from segmentation.coins import apportion, to_coins
from segmentation.topics.actions.record import Action
from segmentation.topics.segments.record import Concentration, ConcentrationPoint, Segment
from segmentation.topics.segments.work import Segment, Spread

if TYPE_CHECKING:
    import pandas as pd


def segments_facts(
    segments: Sequence[Segment],
    customers: int,
    total: int,
    digits: int,
    rounded: Decimal,
    *,
    jaccard: Sequence[float],
    on_border: Mapping[str, int],
) -> tuple[Segment, ...]:
    """Collect what the segments are like."""

    def spread(name: str, of: Spread, convert: Any = float) -> dict[str, Any]:
        return {
            f"{name}_median": convert(of.median),
            f"{name}_lower": convert(of.lower),
            f"{name}_upper": convert(of.upper),
        }

    amounts = apportion([segment.monetary for segment in segments], digits, rounded)
    return tuple(
        Segment(
            segment=segment.name,
            profile=segment.profile,
            set_apart=segment.set_apart,
            jaccard=None if segment.cluster is None else jaccard[segment.cluster],
            border_customers=on_border[segment.name],
            recency_score=segment.recency_score,
            value_score=segment.value_score,
            customers=segment.customers,
            customer_share=segment.customers / customers,
            monetary=amount,
            monetary_share=segment.monetary / total,
            **spread(c.RECENCY_DAYS, segment.recency_days),
            **spread(c.FREQUENCY, segment.frequency),
            **spread(c.MONETARY, segment.spend, partial(to_coins, digits=digits)),
            center_recency_days=segment.center[0],
            center_frequency=segment.center[1],
            center_monetary=to_coins(segment.center[2], digits),
            action=Action(
                what=segment.action.what,
                why=segment.action.why,
                channel=segment.action.channel,
                measure=segment.action.measure,
            ),
        )
        for segment, amount in zip(segments, amounts, strict=True)
    )


def concentration_fact(monetary: pd.Series[int]) -> Concentration:
    """Add up customers from the best down."""
    spent = monetary.sort_values(ascending=False, kind="stable").cumsum().to_numpy()
    total, n = int(spent[-1]), len(spent)
    steps = sorted({round(n * (step / 100) ** 2) for step in range(1, 101)} - {0})
    points = [ConcentrationPoint(customer_share=0, monetary_share=0)]
    points += [ConcentrationPoint(customer_share=k / n, monetary_share=int(spent[k - 1]) / total) for k in steps]
    return Concentration(
        top_tenth_share=int(spent[max(1, n // 10) - 1]) / total,
        top_hundredth_share=int(spent[max(1, n // 100) - 1]) / total,
        top_customer_share=int(spent[0]) / total,
        customers_for_half=int((spent * 2 < total).sum()) + 1,
        curve=tuple(points),
    )
