"""The method, as it was used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.report import formats as f
from segmentation.report.sentences.parts import MEASURES, customers, join

if TYPE_CHECKING:
    from segmentation.report.facts import Facts


def how_clustered(facts: Facts) -> str:
    """Say how customers were clustered."""
    k = facts.n_clusters
    made = (
        "Each feature is made nearly symmetric by a Yeo-Johnson transform and standardised"
        if k.transform == "yeo-johnson"
        else "Each feature is standardised as it is"
    )
    apart = (
        f"{customers(facts.outliers.customers)} above the upper quartile plus 1.5 interquartile ranges in orders or "
        "spend are set apart first. "
        if facts.outliers is not None
        else ""
    )
    out = f"{join([MEASURES[x.feature] for x in k.left_out]).capitalize()} left out. " if k.left_out else ""
    starts = "one start" if k.n_init == 1 else f"the best of {f.count(k.n_init)} starts"
    asked = f" Here, {k.chosen} were asked for." if k.reason == "asked for" else ""
    return (
        f"{apart}{made}. {out}K-means takes {starts} (seed {k.random_state}). The elbow of inertia (kneedle) proposes "
        f"how many clusters, with those within {f.percent(k.elbow_tolerance)} of it. Numbers that make a cluster of "
        f"fewer than {customers(k.minimum_cluster)}, or one that does not come back, are struck out; silhouette "
        f"decides among the rest.{asked}"
    )


def how_returns(facts: Facts) -> str:
    """Say what becomes of goods sent back."""
    if facts.returns_matched:
        product = "" if c.STOCK_CODE in facts.source.absent else " of the same product"
        measure = (
            "; the source counts no pieces, so it is money that is matched: a refund undoes as much as was refunded"
            if c.QUANTITY in facts.source.absent
            else ", piece by piece"
        )
        return (
            f"A return undoes the same customer’s latest earlier purchases{product}{measure}. An order of which "
            "nothing was kept does not count."
        )
    return "Returns and cancellations are set aside, and what they send back still counts as bought."


def what_an_order_is(facts: Facts) -> str:
    """Say what frequency counts."""
    if c.INVOICE in facts.source.absent:
        return "days on which something was bought and kept, since the source has no invoice numbers"
    return "distinct invoices of which something was kept"


def where_traced(facts: Facts) -> str:
    """Say which files beside the report show where its figures come from, after those with facts and customers."""
    work = " The work, step by step, is in analysis.html, the analyst’s notebook." if facts.notebook == "made" else ""
    missing = " The analyst’s notebook is missing: it could not be made." if facts.notebook == "missing" else ""
    return f"beside this report.{work}{missing}"


def how_stable(facts: Facts) -> str:
    """Say how stability and borders are measured."""
    k = facts.n_clusters
    of = "" if k.silhouette_of == facts.model.customers else f" (of a stratified sample of {f.count(k.silhouette_of)})"
    return (
        f"Customers{of} are drawn {f.count(k.draws)} times with replacement and clustered anew. A cluster comes back "
        "in so far as the new cluster most like it shares its customers (mean Jaccard similarity, Hennig 2007); from "
        f"{f.percent(k.jaccard_threshold)} on it is stable. A customer stands on a border whose second-nearest centre "
        f"is at most {f.percent(1 / (1 - facts.border.threshold) - 1)} farther than the nearest."
    )
