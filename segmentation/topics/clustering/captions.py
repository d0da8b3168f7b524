"""The words around the pictures of clusters: the finding as a title, what is drawn, and a text in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.style import formats as f
from segmentation.style.caption import Caption, alt_text
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.segment_names import people, segment_name
from segmentation.style.wording import customers, days, months, orders, times
from segmentation.topics.clustering.words import silhouette

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.segments.record import Segment


def _medians(facts: Facts) -> str:
    text = "; ".join(
        _("{segment}: {days}, {orders}, {money}").format(
            segment=segment_name(x.segment, x.profile),
            days=days(x.recency_days_median),
            orders=orders(x.frequency_median),
            money=f.money(x.monetary_median, facts.currency),
        )
        for x in facts.segments
    )
    return _("Medians: {medians}").format(medians=text)


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around the pictures of clusters, by the picture's name."""
    return {
        "violins": _of_violins(facts),
        "clusters": _of_clusters(facts),
        "stability": _of_stability(facts),
        **_of_choice(facts),
    }


def _of_violins(facts: Facts) -> Caption:
    title = segments_differ(facts)
    measure = _(
        "How recency, orders and spend are spread within each segment, all drawn equally wide; the dot is the median, "
        "the line runs from the lower to the upper quartile, and the dashed line is the median of all customers"
    )
    return Caption(title, measure, alt_text(title, _("Violins of three measures"), _medians(facts)))


def _of_clusters(facts: Facts) -> Caption:
    title = segments_lie(facts)
    measure = _(
        "Each point is a customer, each large mark the centre of a segment; the space of three measures from a corner, "
        "and flat from three sides. All scales are logarithmic, days as log(1 + days)"
    )
    text = _("Four views of a cloud of {points} points in the space of recency, orders and spend").format(
        points=f.count(len(facts.points.segment))
    )
    return Caption(title, measure, alt_text(title, text, _medians(facts)))


def _of_stability(facts: Facts) -> Caption:
    k = facts.n_clusters
    title = clusters_come_back(facts)
    measure = _(
        "The part of each cluster that comes back when customers are resampled, mean of {draws} draws: a dot for "
        "each cluster, the weakest lowest; from {threshold} on it is stable"
    ).format(draws=f.count(k.draws), threshold=f.percent(k.jaccard_threshold))
    weakest = "; ".join(
        ngettext("{n} cluster: {share}", "{n} clusters: {share}", p.n_clusters).format(
            n=f.count(p.n_clusters), share=f.percent(p.jaccard_weakest)
        )
        for p in k.curve
    )
    return Caption(title, measure, alt_text(title, _("Dots. Weakest cluster: {weakest}").format(weakest=weakest)))


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
        "elbow": Caption(bend, inertia, alt_text(bend, _("A falling curve"), curve)),
        "silhouette": Caption(reached, over, alt_text(reached, _("A curve"), curve)),
    }


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


def _differ_in_orders(facts: Facts, most: Segment, least: Segment) -> str:
    if facts.window_months == 12:
        text = _("{most} order {often} a year, {least} {seldom}")
    elif facts.window_months is not None:
        text = _("{most} order {often} in {months}, {least} {seldom}")
    else:
        text = _("{most} ordered {often}, {least} {seldom}")
    return text.format(
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


def _within(segment: Segment) -> str:
    """Name a segment's customers within a sentence."""
    name = people(segment)
    # A profile's name keeps its capital; other words start in lower case if the language does so.
    return _lowered(name) if not name.startswith(segment.profile) else name


def _lowered(name: str) -> str:
    # Languages that capitalise every noun keep capitals within a sentence.
    return f"{name[:1].lower()}{name[1:]}" if _("customers").islower() else name


def segments_lie(facts: Facts) -> str:
    """Say whether the segments are separate clouds or parts of one."""
    border = facts.border
    if len(facts.segments) == 1:
        return _("The customers are one cloud")
    if not border.customers:
        return _("The segments are separate: nobody is on a border between two")
    return ngettext(
        "The segments are parts of one cloud: {n} customer ({share}) is on a border",
        "The segments are parts of one cloud: {n} customers ({share}) are on a border",
        border.customers,
    ).format(n=f.count(border.customers), share=f.percent(border.share))


def clusters_come_back(facts: Facts) -> str:
    """Say whether the clusters are found again in bootstrap samples of the customers."""
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
