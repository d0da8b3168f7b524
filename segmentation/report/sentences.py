"""Facts become sentences, by rules: the same facts always give the same words, and none that they don't carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from segmentation.analysis import segments as s
from segmentation.report import formats as f

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, SegmentFact

_PEOPLE: Final = {
    s.CHAMPIONS: "Champions",
    s.LOYAL: "Loyal customers",
    s.POTENTIAL_LOYALISTS: "Potential loyalists",
    s.PROMISING: "Promising customers",
    s.NEEDS_ATTENTION: "Customers who need attention",
    s.SLIPPING_AWAY: "Customers slipping away",
    s.AT_RISK: "Customers at risk",
    s.CANT_LOSE: "Customers not to lose",
    s.HIBERNATING: "Hibernating customers",
}

_FIFTHS: Final = {
    5: "the top fifth",
    4: "the second-highest fifth",
    3: "the middle fifth",
    2: "the second-lowest fifth",
    1: "the lowest fifth",
}

_NOTABLE: Final = Decimal("0.05")
"""The part of revenue from which lines that are no product's are worth a word on the first page."""

_STRUCTURE: Final = (
    (0.70, "The segments stand clearly apart"),
    (0.50, "The segments are reasonably distinct"),
    (0.25, "The segments shade into each other"),
    (-1.0, "The segments have no real borders"),
)
"""What a mean silhouette says (Kaufman & Rousseeuw 1990, Finding Groups in Data, table 4 of chapter 2)."""


@dataclass(frozen=True)
class Caption:
    """The words around a picture.

    Attributes
    ----------
    title : str
        The finding.
    measure : str
        What is drawn, and how.
    alt : str
        The finding for who can't see the picture.
    """

    title: str
    measure: str
    alt: str


def people(segment: SegmentFact) -> str:
    """Name a segment's customers as the subject of a sentence."""
    return _with_difference(_PEOPLE[segment.profile], segment)


def _with_difference(name: str, segment: SegmentFact) -> str:
    """Put what tells a segment apart from another of its profile in brackets, out of the way of other commas."""
    difference = segment.segment.removeprefix(segment.profile).lstrip(", ")
    return f"{name} ({difference})" if difference else name


@dataclass(frozen=True)
class Shares:
    """A segment's shares of the whole, written.

    Attributes
    ----------
    customers, monetary : str
        Such as ``26.5%``; those of all segments add up.
    """

    customers: str
    monetary: str


def shares(facts: Facts) -> dict[str, Shares]:
    """Write each segment's share of customers and of their revenue, by its name."""
    customer_shares = f.percents([segment.customer_share for segment in facts.segments])
    monetary_shares = f.percents([segment.monetary_share for segment in facts.segments])
    names = [segment.segment for segment in facts.segments]
    return dict(zip(names, map(Shares, customer_shares, monetary_shares), strict=True))


def customers(count: int) -> str:
    """Count customers.

    Examples
    --------
    >>> customers(1), customers(4284)
    ('1 customer', '4,284 customers')
    """
    return f"{f.count(count)} customer{'' if count == 1 else 's'}"


def _plural(value: float, noun: str) -> str:
    return f"{f.number(value, 1)} {noun}{'' if value == 1 else 's'}"


def _join(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def headline(facts: Facts) -> str:
    """Say what matters most: which segment brings in most of the money."""
    top = facts.segments[0]
    if len(facts.segments) == 1:
        spent = f.short_money(facts.monetary, facts.currency)
        return f"{customers(facts.customers)} spent {spent}, and all are of one kind"
    return (
        f"{people(top)} are {f.percent(top.customer_share)} of known customers "
        f"and bring in {f.percent(top.monetary_share)} of their revenue"
    )


def standfirst(facts: Facts) -> str:
    """Say how many customers spent how much, in what time, and what the segments are."""
    names = _join([_with_difference(segment.profile, segment) for segment in facts.segments])
    kinds = "one segment" if len(facts.segments) == 1 else f"{len(facts.segments)} segments"
    untraced = (
        f", of {f.money(facts.revenue, facts.currency)} that was sold in all" if facts.without_customer > 0 else ""
    )
    return (
        f"In the {facts.window_months} months to {f.last_day(facts.as_of)}, {customers(facts.customers)} bought goods "
        f"for {f.money(facts.monetary, facts.currency)} and kept them{untraced}. They fall into {kinds}: {names}."
    )


def trust(facts: Facts) -> list[str]:
    """Say how far the figures can be trusted, the gravest first."""
    sentences = []
    if not facts.month_is_whole:
        sentences.append(
            f"The month is not over: the data end on {f.day(facts.source.last_line)}, so recency is counted to a day "
            "that has no sales yet."
        )
    if facts.history_months < facts.window_months:
        sentences.append(
            f"The data cover only {facts.history_months} of the {facts.window_months} months looked back over; "
            "who bought before looks like a new customer."
        )
    if facts.without_customer > 0:
        sentences.append(
            f"{f.money(facts.without_customer, facts.currency)}, {f.percent(facts.without_customer_share)} of the "
            f"{f.money(facts.revenue, facts.currency)} sold, carry no customer number: revenue, but of no segment."
        )
    other = next((row.amount for row in facts.ledger if row.rule == "not a product"), Decimal(0))
    if abs(other) >= _NOTABLE * facts.revenue:
        sentences.append(
            f"{f.money(other, facts.currency)} is on lines whose code is no product’s. If that is more than postage "
            "and fees come to, the setting product_code does not fit this shop."
        )
    returned = next((row for row in facts.ledger if row.rule == "purchase returned"), None)
    if returned is not None and returned.amount > 0:
        sentences.append(
            f"Goods bought for {f.money(returned.amount, facts.currency)} were sent back and count for nobody."
        )
    silhouette = facts.n_clusters.silhouette
    structure = next(words for least, words in _STRUCTURE if silhouette >= least)
    if len(facts.segments) > 1:
        sentences.append(
            f"{structure}{'' if silhouette >= 0.5 else ': a customer near a border could be in either'} "
            f"(mean silhouette {f.exact_number(silhouette, 2)}, where 1 is best)."
        )
    return sentences


def typical(facts: Facts, segment: SegmentFact) -> str:
    """Say what a segment's median customer does."""
    return (
        f"The typical customer last bought {_plural(segment.recency_days_median, 'day')} before the end of "
        f"{f.last_day(facts.as_of)}, placed {_plural(segment.frequency_median, 'order')} in "
        f"{facts.window_months} months and spent {f.money(segment.monetary_median, facts.currency)}; "
        f"half of them spent between {f.money(segment.monetary_lower, facts.currency)} and "
        f"{f.money(segment.monetary_upper, facts.currency)}."
    )


def why_named(segment: SegmentFact) -> str:
    """Say why a segment bears its name."""
    return (
        f"Named for its typical customer, who ranks in {_FIFTHS[segment.recency_score]} of all customers for how "
        f"recently they bought and in {_FIFTHS[segment.value_score]} for orders and spend."
    )


def why_clusters(facts: Facts) -> str:
    """Say why there are as many clusters as there are."""
    k = facts.n_clusters
    silhouettes = {point.n_clusters: f.exact_number(point.silhouette, 3) for point in k.curve}
    tolerance = f.percent(k.elbow_tolerance)
    if k.reason == "asked for":
        proposes = "has no elbow" if k.elbow is None else f"proposes {k.elbow}"
        return f"{k.chosen} clusters were asked for; the curve of inertia {proposes}."
    if k.reason == "elbow":
        return (
            f"The curve of inertia bends most at {k.elbow} clusters; no other number comes within {tolerance} of it."
            f"{_silhouette_alone(facts)}"
        )
    if k.reason == "silhouette among tied":
        others = _join([f"{silhouettes[n]} at {n}" for n in k.tied if n != k.chosen])
        near = _join([str(n) for n in k.tied if n != k.elbow])
        verb = "comes" if len(k.tied) == 2 else "come"
        return (
            f"The curve of inertia bends most at {k.elbow} clusters, and {near} {verb} within {tolerance} of it. "
            f"Among these, {k.chosen} keeps customers apart best: its silhouette is {silhouettes[k.chosen]}, "
            f"against {others}.{_silhouette_alone(facts)}"
        )
    if k.reason == "no elbow":
        return (
            "The curve of inertia has no elbow, so silhouette decided: "
            f"it is highest, {silhouettes[k.chosen]}, at {k.chosen} clusters."
        )
    return f"Only {k.chosen} clusters could be tried: the customers differ too little for more."


def _silhouette_alone(facts: Facts) -> str:
    """Say so where silhouette by itself would choose otherwise, and why it is not asked by itself."""
    k = facts.n_clusters
    best = max(k.curve, key=lambda point: (point.silhouette, -point.n_clusters))
    if best.n_clusters == k.chosen:
        return ""
    return (
        f" Silhouette alone would choose {best.n_clusters} ({f.exact_number(best.silhouette, 3)}); it favours few, "
        "large clusters, so it decides only among those that the elbow proposes."
    )


def _runner_up(facts: Facts) -> str:
    """Say which segment comes next after the headline's."""
    if len(facts.segments) == 1:
        return "All customers are in one segment"
    second = facts.segments[1]
    return f"{people(second)} come second, with {shares(facts)[second.segment].monetary} of revenue"


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around every picture, by the picture's name."""
    k = facts.n_clusters
    share, half = facts.concentration.top_tenth_share, facts.concentration.customers_for_half
    medians = "; ".join(
        f"{x.segment}: {_plural(x.recency_days_median, 'day')}, {_plural(x.frequency_median, 'order')}, "
        f"{f.money(x.monetary_median, facts.currency)}"
        for x in facts.segments
    )
    shares_written = "; ".join(
        f"{name}: {share.customers} of customers, {share.monetary} of revenue" for name, share in shares(facts).items()
    )
    curve = "; ".join(
        f"{p.n_clusters}: inertia {f.number(p.inertia)}, silhouette {f.exact_number(p.silhouette, 3)}" for p in k.curve
    )
    return {
        "shares": Caption(
            _runner_up(facts),
            "The share of customers and of revenue in each segment, those with most revenue first",
            f"Bars. {shares_written}.",
        ),
        "concentration": Caption(
            f"Half the revenue comes from {customers(half)}",
            "Share of revenue that the best customers bring in, added up from the best down",
            f"A curve that rises steeply: {customers(half)} of {f.count(facts.customers)} bring in half the revenue"
            + (f"; the best tenth bring in {f.percent(share)}." if facts.customers >= 10 else "."),
        ),
        "violins": Caption(
            "What sets the segments apart",
            "Spread of recency, orders and spend within each segment, all drawn equally wide; the dot is the median, "
            "the line runs from the lower to the upper quartile",
            f"Violins of three measures. Medians: {medians}.",
        ),
        "clusters": Caption(
            "Every customer, seen from three sides",
            f"Each of {f.count(facts.customers)} points is a customer; the large dots are the centres of the segments. "
            "All axes are logarithmic, days as log(1 + days). Read the shape here, and values in the violins",
            f"Three views of a cloud of points in the space of recency, orders and spend. Medians: {medians}.",
        ),
        "elbow": Caption(
            "The curve has no elbow" if k.elbow is None else f"The curve bends most at {k.elbow} clusters",
            "Inertia: the sum of squared distances to the nearest centre, best of "
            f"{k.n_init} starts for each number of clusters",
            f"A falling curve. {curve}.",
        ),
        "silhouette": Caption(
            f"{k.chosen} clusters reach a silhouette of {f.exact_number(k.silhouette, 2)}",
            "Mean silhouette over "
            + ("all" if k.silhouette_of == facts.customers else f"a sample of {f.count(k.silhouette_of)}")
            + " customers; 1 is best, 0 means no borders",
            f"A curve. {curve}.",
        ),
    }
