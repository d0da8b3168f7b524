"""Collect how many clusters there are, and why."""

from __future__ import annotations

from collections.abc import Mapping

from segmentation import columns as c
from segmentation.topics.clustering.n_clusters import ELBOW_TOLERANCE, CurvePoint
from segmentation.topics.clustering.record import ClustersFact, CriterionFact, CurveFact, LeftOutFact, OutliersFact
from segmentation.topics.clustering.stability import STABLE
from segmentation.topics.clustering.work import Fit


def clusters_fact(fit: Fit, chosen: CurvePoint, minimum_cluster: int) -> ClustersFact:
    """Collect how many clusters there are, and why.

    Parameters
    ----------
    fit : Fit
        The clusters, and how many were tried.
    chosen : CurvePoint
        What the number chosen gave.
    minimum_cluster : int
        The fewest customers a cluster may have for its number of clusters to be chosen.

    Returns
    -------
    ClustersFact
    """
    choice, n_customers = fit.choice, fit.customers
    return ClustersFact(
        chosen=choice.n_clusters,
        reason=choice.reason,
        elbow=choice.elbow,
        elbow_tolerance=ELBOW_TOLERANCE,
        tied=choice.tied,
        stable=choice.stable,
        is_stable=chosen.weakest >= STABLE,
        silhouette=chosen.silhouette,
        silhouette_margin=chosen.silhouette_margin,
        silhouette_of=fit.silhouette_of,
        jaccard_weakest=chosen.weakest,
        jaccard_threshold=STABLE,
        draws=fit.draws,
        criteria=tuple(
            CriterionFact.model_validate({"criterion": name, "n_clusters": number})
            for name, number in fit.criteria.items()
        ),
        transform="none" if fit.space.powers is None else "yeo-johnson",
        left_out=tuple(
            LeftOutFact.model_validate(
                {
                    "feature": out.feature,
                    "value": out.value,
                    "customers": out.customers,
                    "share": out.customers / n_customers,
                }
            )
            for out in fit.left_out
        ),
        minimum_cluster=minimum_cluster,
        n_init=fit.search.n_init,
        random_state=fit.search.random_state,
        curve=tuple(
            CurveFact(
                n_clusters=p.n_clusters,
                inertia=p.inertia,
                silhouette=p.silhouette,
                silhouette_margin=p.silhouette_margin,
                elbow=p.elbow,
                calinski_harabasz=p.calinski_harabasz,
                davies_bouldin=p.davies_bouldin,
                gap=p.gap.value,
                gap_error=p.gap.error,
                jaccard=tuple(sorted(p.jaccard)),
                jaccard_weakest=p.weakest,
                smallest_cluster=p.smallest,
            )
            for p in fit.curve
        ),
    )


def outliers_fact(caps: Mapping[str, float], customers: int) -> OutliersFact | None:
    """Collect who was set apart before clustering.

    Parameters
    ----------
    caps : mapping of str to float
        Above which customers are set apart; empty where nobody is.
    customers : int
        How many are.

    Returns
    -------
    OutliersFact or None
        None where nobody was to be.
    """
    if not caps:
        return None
    return OutliersFact(frequency_cap=caps[c.FREQUENCY], monetary_cap=caps[c.MONETARY], customers=customers)
