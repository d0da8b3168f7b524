"""The words around every picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segmentation.report import formats as f
from segmentation.report.sentences.cohorts import cohorts_measure, cohorts_title, cohorts_words
from segmentation.report.sentences.movement import who_moved
from segmentation.report.sentences.parts import customers, people, plural, shares, silhouette
from segmentation.report.sentences.revenue import bridge_title, bridge_words
from segmentation.report.sentences.spreads import portrait_captions
from segmentation.report.sentences.trends import grew_most, values

if TYPE_CHECKING:
    from segmentation.report.facts import Facts


_MOVEMENTS_TOLD: Final = 8
"""So many movements are told to who can't see the picture; the table has them all."""


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


def _runner_up(facts: Facts) -> str:
    """Say which segment comes next after the headline's."""
    if len(facts.segments) == 1:
        return "All customers are in one segment"
    second = facts.segments[1]
    return f"{people(second)} come second, with {shares(facts)[second.segment].monetary} of revenue"


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around every picture, by the picture's name."""
    k, kept = facts.n_clusters, facts.ledger[-1]
    share, half = facts.concentration.top_tenth_share, facts.concentration.customers_for_half
    medians = "; ".join(
        f"{x.segment}: {plural(x.recency_days_median, 'day')}, {plural(x.frequency_median, 'order')}, "
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
        "stability": Caption(
            "How firmly the clusters stand",
            "The part of each cluster that comes back when customers are drawn anew, mean of "
            f"{f.count(k.draws)} draws: a dot for each cluster, the weakest lowest; "
            f"from {f.percent(k.jaccard_threshold)} on it is stable",
            "Dots. Weakest cluster: "
            + "; ".join(f"{p.n_clusters} clusters: {f.percent(p.jaccard_weakest)}" for p in k.curve)
            + ".",
        ),
        "waterfall": Caption(
            f"{f.short_money(kept.amount, facts.currency)} of {f.short_money(facts.ledger[0].amount, facts.currency)} "
            "are kept",
            "From the input to what this report is made of, rule after rule: brown is taken off; setting aside what is "
            "negative, such as a return, adds, in blue",
            "A waterfall. "
            + "; ".join(
                f"{row.rule.capitalize()}: {f.money(row.amount, facts.currency)}" for row in facts.ledger if row.amount
            )
            + ".",
        ),
        "elbow": Caption(
            "The curve has no elbow" if k.elbow is None else f"The curve bends most at {k.elbow} clusters",
            "Inertia: the sum of squared distances to the nearest centre, "
            + ("from one start" if k.n_init == 1 else f"best of {f.count(k.n_init)} starts")
            + " for each number of clusters",
            f"A falling curve. {curve}.",
        ),
        "silhouette": Caption(
            f"{k.chosen} clusters reach a silhouette of {silhouette(facts)}",
            "Mean silhouette over "
            + (
                "all"
                if k.silhouette_of == facts.model.customers
                else f"a stratified sample of {f.count(k.silhouette_of)}"
            )
            + " customers"
            + ("; the bars are intervals of 95%" if k.silhouette_margin else "")
            + "; 1 is best, at 0 they overlap",
            f"A curve. {curve}.",
        ),
        **_of_months(facts),
        **_of_movement(facts),
        **_of_trends(facts),
        **{name: Caption(*words) for name, words in portrait_captions(facts).items()},
    }


def _of_movement(facts: Facts) -> dict[str, Caption]:
    movement = facts.movement
    if movement is None:
        return {}
    last, this = f.month_name(movement.last_month, "MMMM"), f.month_name(facts.month, "MMMM")
    first = movement.notable[:_MOVEMENTS_TOLD]
    told = "; ".join(f"{moved.origin} to {moved.target}: {customers(moved.customers)}" for moved in first)
    return {
        "movement": Caption(
            who_moved(movement),
            f"From the segments of {last}, left, to those of {this}, right; as wide as there are customers. Up is to "
            "a segment that bought more recently or is worth more and falls behind in neither, down is the reverse, "
            "aside is anything else",
            f"Bands between two months. {customers(movement.stayed).capitalize()} stayed. Moved: {told or 'nobody'}.",
        )
    }


def _of_trends(facts: Facts) -> dict[str, Caption]:
    trends = facts.trends
    if trends is None or len(trends.months) < 2:
        return {}
    ends = f"{f.month_name(trends.months[0])} to {f.month_name(trends.months[-1])}"
    told = "; ".join(f"{trend.segment}: {values(trend.customers)}" for trend in trends.segments)
    dotted = "" if all(trends.full) else "; dotted where the data cover less than the window"
    return {
        "trends": Caption(
            grew_most(facts),
            f"Customers and their money at the end of each month, {ends}; every curve on a scale of its own, from "
            f"zero{dotted}",
            f"Curves. Customers from {ends}: {told}.",
        ),
    }


def _of_months(facts: Facts) -> dict[str, Caption]:
    """Write the words around pictures that compare months, as far as there are any."""
    written = {
        f"bridge-{change.months_before}": Caption(
            bridge_title(facts, change),
            f"From the revenue of known customers in {f.month(change.month_then_start)} to that in "
            f"{f.month(facts.month_start)}: brown is taken off, blue added",
            bridge_words(facts, change),
        )
        for change in facts.revenue_change
    }
    if facts.cohorts is not None and any(len(cohort.bought) > 1 for cohort in facts.cohorts.cohorts):
        cohorts = facts.cohorts
        written["cohorts"] = Caption(cohorts_title(cohorts), cohorts_measure(facts, cohorts), cohorts_words(cohorts))
    return written
