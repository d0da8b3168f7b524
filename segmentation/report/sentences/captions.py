"""The words around every picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segmentation.report import formats as f
from segmentation.report.language import gettext as _
from segmentation.report.language import ngettext
from segmentation.report.sentences.cohorts import cohorts_measure, cohorts_title, cohorts_words
from segmentation.report.sentences.findings import (
    clusters_come_back,
    half_comes_from,
    money_is_kept,
    segments_differ,
    segments_lie,
)
from segmentation.report.sentences.headings import end_of
from segmentation.report.sentences.movement import who_moved
from segmentation.report.sentences.names import rule_name, segment_name
from segmentation.report.sentences.parts import customers, days, orders, people, shares, silhouette
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
        return _("All customers are in one segment")
    second = facts.segments[1]
    return _("{people} come second, with {share} of revenue").format(
        people=people(second), share=shares(facts)[second.segment].monetary
    )


def _told(title: str, *told: str) -> str:
    """Tell a picture to who can't see it: first what it finds, then what is drawn."""
    return " ".join(f"{part}." for part in (title, *told))


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around every picture, by the picture's name."""
    return {
        "shares": _of_shares(facts),
        "concentration": _of_concentration(facts),
        "violins": _of_violins(facts),
        "clusters": _of_clusters(facts),
        "stability": _of_stability(facts),
        "waterfall": _of_ledger(facts),
        **_of_choice(facts),
        **_of_months(facts),
        **_of_movement(facts),
        **_of_trends(facts),
        **{name: Caption(*words) for name, words in portrait_captions(facts).items()},
    }


def _of_shares(facts: Facts) -> Caption:
    written = shares(facts)
    told = "; ".join(
        _("{segment}: {customers} of customers, {revenue} of revenue").format(
            segment=segment_name(x.segment, x.profile),
            customers=written[x.segment].customers,
            revenue=written[x.segment].monetary,
        )
        for x in facts.segments
    )
    title = _runner_up(facts)
    measure = _("The share of customers and of revenue in each segment, those with most revenue first")
    return Caption(title, measure, _told(title, _("Bars"), told))


def _of_concentration(facts: Facts) -> Caption:
    title = half_comes_from(facts)
    share = f.percent(facts.concentration.top_tenth_share)
    best = [_("The best tenth bring in {share}").format(share=share)] if facts.customers >= 10 else []
    measure = _("Share of revenue that the best customers bring in, added up from the best down")
    told = _("A curve that rises steeply, over {customers}").format(customers=customers(facts.customers))
    return Caption(title, measure, _told(title, *best, told))


def _medians(facts: Facts) -> str:
    told = "; ".join(
        _("{segment}: {days}, {orders}, {money}").format(
            segment=segment_name(x.segment, x.profile),
            days=days(x.recency_days_median),
            orders=orders(x.frequency_median),
            money=f.money(x.monetary_median, facts.currency),
        )
        for x in facts.segments
    )
    return _("Medians: {medians}").format(medians=told)


def _of_violins(facts: Facts) -> Caption:
    title = segments_differ(facts)
    measure = _(
        "How recency, orders and spend are spread within each segment, all drawn equally wide; the dot is the median, "
        "the line runs from the lower to the upper quartile, and the dashed line is the median of all customers"
    )
    return Caption(title, measure, _told(title, _("Violins of three measures"), _medians(facts)))


def _of_clusters(facts: Facts) -> Caption:
    title = segments_lie(facts)
    measure = _(
        "Each point is a customer, each large mark the centre of a segment; the space of three measures from a corner, "
        "and flat from three sides. All scales are logarithmic, days as log(1 + days)"
    )
    told = _("Four views of a cloud of {points} points in the space of recency, orders and spend").format(
        points=f.count(len(facts.points.segment))
    )
    return Caption(title, measure, _told(title, told, _medians(facts)))


def _of_stability(facts: Facts) -> Caption:
    k = facts.n_clusters
    title = clusters_come_back(facts)
    measure = _(
        "The part of each cluster that comes back when customers are drawn anew, mean of {draws} draws: a dot for each "
        "cluster, the weakest lowest; from {threshold} on it is stable"
    ).format(draws=f.count(k.draws), threshold=f.percent(k.jaccard_threshold))
    weakest = "; ".join(
        ngettext("{n} cluster: {share}", "{n} clusters: {share}", p.n_clusters).format(
            n=f.count(p.n_clusters), share=f.percent(p.jaccard_weakest)
        )
        for p in k.curve
    )
    return Caption(title, measure, _told(title, _("Dots. Weakest cluster: {weakest}").format(weakest=weakest)))


def _of_ledger(facts: Facts) -> Caption:
    title = money_is_kept(facts)
    measure = _(
        "From the input to what this report is made of, rule after rule: − takes off, + adds; setting aside a "
        "return, which is negative, adds"
    )
    steps = "; ".join(
        f"{rule_name(row.rule)}: {f.money(row.amount, facts.currency)}" for row in facts.ledger if row.amount
    )
    return Caption(title, measure, _told(title, _("A waterfall"), steps))


def _of_choice(facts: Facts) -> dict[str, Caption]:
    k = facts.n_clusters
    curve = "; ".join(
        _("{n}: inertia {inertia}, silhouette {silhouette}").format(
            n=f.count(p.n_clusters), inertia=f.number(p.inertia), silhouette=f.exact_number(p.silhouette, 3)
        )
        for p in k.curve
    )
    bend = (
        _("The curve has no elbow")
        if k.elbow is None
        else _("The curve bends most at {n} clusters").format(n=f.count(k.elbow))
    )
    inertia = (
        _("Inertia: the sum of squared distances to the nearest centre, from one start for each number of clusters")
        if k.n_init == 1
        else _(
            "Inertia: the sum of squared distances to the nearest centre, best of {starts} starts for each number of "
            "clusters"
        ).format(starts=f.count(k.n_init))
    )
    reached = ngettext(
        "{n} cluster reaches a silhouette of {silhouette}", "{n} clusters reach a silhouette of {silhouette}", k.chosen
    ).format(n=f.count(k.chosen), silhouette=silhouette(facts))
    over = (
        _("Mean silhouette over all customers; 1 is best, at 0 they overlap")
        if k.silhouette_of == facts.model.customers
        else _(
            "Mean silhouette over a stratified sample of {customers}, the bars intervals of 95%; 1 is best, at 0 they "
            "overlap"
        ).format(customers=customers(k.silhouette_of))
        if k.silhouette_margin
        else _("Mean silhouette over a stratified sample of {customers}; 1 is best, at 0 they overlap").format(
            customers=customers(k.silhouette_of)
        )
    )
    return {
        "elbow": Caption(bend, inertia, _told(bend, _("A falling curve"), curve)),
        "silhouette": Caption(reached, over, _told(reached, _("A curve"), curve)),
    }


def _of_movement(facts: Facts) -> dict[str, Caption]:
    movement = facts.movement
    if movement is None:
        return {}
    last, this = f.month_name(movement.last_month, "MMMM"), f.month_name(facts.month, "MMMM")
    told = "; ".join(
        _("{origin} to {target}: {customers}").format(
            origin=end_of(moved.origin), target=end_of(moved.target), customers=customers(moved.customers)
        )
        for moved in movement.notable[:_MOVEMENTS_TOLD]
    )
    title = who_moved(movement)
    measure = _(
        "From the segments of {last} to those of {this}; each band as wide as it has customers. Up is to a segment "
        "that bought more recently or is worth more and falls behind in neither, down is the reverse, aside is "
        "anything else"
    ).format(last=last, this=this)
    stayed = ngettext("{n} customer stayed", "{n} customers stayed", movement.stayed).format(n=f.count(movement.stayed))
    moved = _("Moved: {moves}").format(moves=told) if told else _("Nobody moved")
    return {"movement": Caption(title, measure, _told(title, _("Bands between two months"), stayed, moved))}


def _of_trends(facts: Facts) -> dict[str, Caption]:
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
        "trends": Caption(title, measure, _told(title, curves)),
    }


def _of_months(facts: Facts) -> dict[str, Caption]:
    """Write the words around pictures that compare months, as far as there are any."""
    written = {
        f"bridge-{change.months_before}": Caption(
            bridge_title(facts, change),
            _("From the revenue of known customers in {then} to that in {now}: − is taken off, + is added").format(
                then=f.month(change.month_then_start), now=f.month(facts.month_start)
            ),
            _told(bridge_title(facts, change), bridge_words(facts, change).removesuffix(".")),
        )
        for change in facts.revenue_change
    }
    if facts.cohorts is not None and any(len(cohort.bought) > 1 for cohort in facts.cohorts.cohorts):
        cohorts = facts.cohorts
        title = cohorts_title(cohorts)
        words = cohorts_words(cohorts).removesuffix(".")
        written["cohorts"] = Caption(title, cohorts_measure(facts, cohorts), _told(title, words))
    return written
