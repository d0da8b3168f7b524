"""The method, as it was used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.report import formats as f
from segmentation.report.language import gettext as _
from segmentation.report.language import ngettext
from segmentation.report.sentences.parts import begin, customers, join, measure

if TYPE_CHECKING:
    from segmentation.report.facts import Facts


def how_clustered(facts: Facts) -> str:
    """Say how customers were clustered."""
    k = facts.n_clusters
    told = [_apart(facts)] if facts.outliers is not None else []
    told.append(
        _("Each feature is made nearly symmetric by a Yeo-Johnson transform and standardised.")
        if k.transform == "yeo-johnson"
        else _("Each feature is standardised as it is.")
    )
    if k.left_out:
        told.append(_("{measures} left out.").format(measures=begin(join([measure(x.feature) for x in k.left_out]))))
    told += [
        (
            _("K-means takes one start (seed {seed}).")
            if k.n_init == 1
            else _("K-means takes the best of {starts} starts (seed {seed}).")
        ).format(starts=f.count(k.n_init), seed=k.random_state),
        _(
            "The elbow of inertia (kneedle) proposes how many clusters, with those within {tolerance} of it. Numbers "
            "that make a cluster of fewer than {customers}, or one that does not come back, are struck out; silhouette "
            "decides among the rest."
        ).format(tolerance=f.percent(k.elbow_tolerance), customers=customers(k.minimum_cluster)),
    ]
    if k.reason == "asked for":
        told.append(_("Here, {chosen} were asked for.").format(chosen=k.chosen))
    return " ".join(told)


def _apart(facts: Facts) -> str:
    count = facts.outliers.customers if facts.outliers else 0
    return ngettext(
        "{n} customer above the upper quartile plus 1.5 interquartile ranges in orders or spend is set apart first.",
        "{n} customers above the upper quartile plus 1.5 interquartile ranges in orders or spend are set apart first.",
        count,
    ).format(n=f.count(count))


def how_returns(facts: Facts) -> str:
    """Say what becomes of goods sent back."""
    if not facts.returns_matched:
        return _("Returns and cancellations are set aside, and what they send back still counts as bought.")
    match c.STOCK_CODE in facts.source.absent, c.QUANTITY in facts.source.absent:
        case False, False:
            matched = _(
                "A return undoes the same customer’s latest earlier purchases of the same product, piece by piece."
            )
        case True, False:
            matched = _("A return undoes the same customer’s latest earlier purchases, piece by piece.")
        case False, True:
            matched = _(
                "A return undoes the same customer’s latest earlier purchases of the same product; the source counts "
                "no pieces, so it is money that is matched: a refund undoes as much as was refunded."
            )
        case _:
            matched = _(
                "A return undoes the same customer’s latest earlier purchases; the source counts no pieces, so it is "
                "money that is matched: a refund undoes as much as was refunded."
            )
    return " ".join([matched, _("An order of which nothing was kept does not count.")])


def what_an_order_is(facts: Facts) -> str:
    """Say what frequency counts."""
    if c.INVOICE in facts.source.absent:
        return _("days on which something was bought and kept, since the source has no invoice numbers")
    return _("distinct invoices of which something was kept")


def how_stable(facts: Facts) -> str:
    """Say how stability and borders are measured."""
    k = facts.n_clusters
    drawn = (
        _("Customers are drawn {draws} times with replacement and clustered anew.")
        if k.silhouette_of == facts.model.customers
        else _(
            "Customers (of a stratified sample of {sample}) are drawn {draws} times with replacement and clustered "
            "anew."
        )
    ).format(sample=f.count(k.silhouette_of), draws=f.count(k.draws))
    meant = _(
        "A cluster comes back in so far as the new cluster most like it shares its customers (mean Jaccard "
        "similarity, Hennig 2007); from {threshold} on it is stable. A customer stands on a border whose "
        "second-nearest centre is at most {farther} farther than the nearest."
    ).format(threshold=f.percent(k.jaccard_threshold), farther=f.percent(1 / (1 - facts.border.threshold) - 1))
    return f"{drawn} {meant}"
