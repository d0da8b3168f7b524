"""A segment: what its customers do, why it bears its name, how firm it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from segmentation.report import formats as f
from segmentation.report.sentences.parts import plural, within

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, SegmentFact

_FIFTHS: Final = {
    5: "the top fifth",
    4: "the second-highest fifth",
    3: "the middle fifth",
    2: "the second-lowest fifth",
    1: "the lowest fifth",
}


def typical(facts: Facts, segment: SegmentFact) -> str:
    """Say what a segment's median customer does."""
    return (
        f"The typical customer last bought {plural(segment.recency_days_median, 'day')} before "
        f"{f.last_day(facts.as_of)}, placed "
        f"{plural(segment.frequency_median, 'order')} {within(facts)} and spent "
        f"{f.money(segment.monetary_median, facts.currency)}."
    )


def why_named(facts: Facts, segment: SegmentFact) -> str:
    """Say why a segment bears its name."""
    if segment.set_apart is not None and facts.outliers is not None:
        spend = f"spent more than {f.money(facts.outliers.monetary_cap, facts.currency)}"
        orders = f"placed more than {plural(facts.outliers.frequency_cap, 'order')}"
        stands_out = {"monetary": spend, "frequency": orders, "both": f"{spend} and {orders}"}[segment.set_apart]
        return f"Set apart before clustering: each {stands_out}, which is far above what others do."
    return (
        f"Named for that customer, who is in {_FIFTHS[segment.recency_score]} of all for how recently they bought "
        f"and in {_FIFTHS[segment.value_score]} for orders and spend."
    )


def how_firm(segment: SegmentFact) -> str:
    """Say how much of a segment comes back, and how many of its customers stand on a border."""
    if segment.jaccard is None:
        return ""
    border = "None" if segment.border_customers == 0 else f.count(segment.border_customers)
    stands = "stands" if segment.border_customers == 1 else "stand"
    return (
        f"Repeated on random draws of customers, it is found again with {f.percent(segment.jaccard)} overlap; "
        f"{border.lower()} of its customers {stands} on a border."
    )
