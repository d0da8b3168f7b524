"""From customers' features to clusters: the whole stage, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from segmentation import columns as c
from segmentation.errors import ClusteringError
from segmentation.topics.clustering.gap import Gap, gap_statistic
from segmentation.topics.clustering.kmeans import Optimum, Search, find_optimum
from segmentation.topics.clustering.n_clusters import (
    ELBOW_TOLERANCE,
    Choice,
    Trial,
    by_criterion,
    choose,
    find_elbow,
)
from segmentation.topics.clustering.one_thread import one_thread
from segmentation.topics.clustering.record import Clusters, Criterion, CurvePoint, LeftOut, LeftOutWithShare, Transform
from segmentation.topics.clustering.silhouettes import mean_with_margin, silhouettes, strata, stratified_sample
from segmentation.topics.clustering.stability import STABLE, jaccard_stability
from segmentation.topics.clustering.transform import Space, features_left_out, fit_space, in_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

_DECIMALS: Final = 6
"""Customers whose points differ only past this decimal are alike to k-means."""


@dataclass(frozen=True)
class Fit:
    """What clustering found, as a saved model keeps it: plain numbers, no customers.

    ``centers`` are in the space of the points; ``centers_in_units`` in days, invoices and the currency's unit, with the
    median of the cluster's customers for a feature that was left out. Silhouette, gap and stability were computed over
    ``silhouette_of`` customers, stability over ``draws`` bootstrap samples.
    """

    space: Space
    left_out: tuple[LeftOut, ...]
    centers: tuple[tuple[float, ...], ...]
    centers_in_units: tuple[tuple[float, float, float], ...]
    customers: int
    silhouette: float
    silhouette_of: int
    curve: tuple[Trial, ...]
    choice: Choice
    criteria: Mapping[str, int | None]
    search: Search
    draws: int

    @property
    def chosen(self) -> Trial:
        """What the number of clusters chosen gave."""
        return next(trial for trial in self.curve if trial.n_clusters == self.choice.n_clusters)


@dataclass(frozen=True)
class Clustering:
    """The fit, and each customer's cluster, whose number means nothing."""

    fit: Fit
    labels: NDArray[np.int64]


def cluster_customers(
    features: pd.DataFrame,
    *,
    candidates: Sequence[int] = range(2, 11),
    n_clusters: int | None = None,
    transform: Transform = "yeo-johnson",
    search: Search | None = None,
    draws: int = 50,
    minimum_cluster: int = 1,
) -> Clustering:
    """Transform, try each number of clusters, judge each by every criterion, choose one.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more), indexed by customer
        ``recency_days``, ``frequency`` and ``monetary`` (ten-thousandths of the currency's unit; it is
        clustered in whole units).
    candidates : sequence of int, optional
        Numbers of clusters to try, ascending.
    n_clusters : int, optional
        Use this number regardless of the curve.
    transform : {"yeo-johnson", "none"}, optional
        What makes features symmetric before they are standardised.
    search : Search, optional
        How many starts k-means makes, and its seed.
    draws : int, optional
        How many bootstrap samples of the customers are clustered to see whether clusters come back.
    minimum_cluster : int, optional
        The fewest customers a cluster may have.

    Returns
    -------
    Clustering

    Raises
    ------
    ClusteringError
        Customers are alike in every feature; fewer of them differ than clusters are asked for; every number of
        clusters makes one that is too small; fewer than one cluster is asked for.

    References
    ----------
    Each step's are beside it: `transform`, `kmeans`, `silhouettes`, `gap`, `stability`, `n_clusters`.
    """
    search = search or Search()
    # K-means picks its starting rows by position, so customers are sorted by id.
    order = np.argsort(features.index.to_numpy(), kind="stable")
    units = in_units(features)[order]
    _require_kinds(units, candidates, n_clusters)
    left_out = features_left_out(units)
    used = [place for place, name in enumerate(c.FEATURES) if name not in {out.feature for out in left_out}]
    with one_thread():
        space = fit_space(units[:, used], tuple(c.FEATURES[place] for place in used), transform)
        points = space.points(units[:, used])
        tried = _numbers_to_try(points, candidates, n_clusters)
        rows = stratified_sample(points, search.random_state)
        some = None if len(rows) == len(points) else rows
        optima = {k: find_optimum(points, k, search, some) for k in tried}
        heights, elbow = find_elbow({k: optima[k].inertia for k in tried if k in candidates})
        curve, gaps = _judge(points, rows, optima, heights, draws=draws, random_state=search.random_state)
    choice = choose(curve, elbow, n_clusters, minimum_cluster=minimum_cluster)
    best = optima[choice.n_clusters]
    fit = Fit(
        space=space,
        left_out=left_out,
        centers=tuple(tuple(center) for center in best.centers.tolist()),
        centers_in_units=tuple(
            (days, orders, spend) for days, orders, spend in _centers_in_units(best, space, units, used).tolist()
        ),
        customers=len(units),
        silhouette=next(trial.silhouette for trial in curve if trial.n_clusters == choice.n_clusters),
        silhouette_of=len(rows),
        curve=curve,
        choice=choice,
        criteria=by_criterion([trial for trial in curve if trial.n_clusters in candidates] or curve, elbow, gaps),
        search=search,
        draws=draws,
    )
    return Clustering(fit, best.labels[np.argsort(order)])


def _require_kinds(units: NDArray[np.float64], candidates: Sequence[int], n_clusters: int | None) -> None:
    """Refuse customers if too few of them differ."""
    distinct = len(np.unique(units, axis=0))
    if n_clusters is None and distinct <= min(candidates):
        raise _too_few(len(units), distinct, candidates)


def _too_few(customers: int, distinct: int, candidates: Sequence[int]) -> ClusteringError:
    return ClusteringError(
        f"{customers:,} customers with {distinct:,} different values are too few to cluster: at least "
        f"{min(candidates) + 1} must differ; choose a longer window, or add data"
    )


def _numbers_to_try(points: NDArray[np.float64], candidates: Sequence[int], n_clusters: int | None) -> list[int]:
    """Leave out the numbers of clusters for which there are too few customers that differ."""
    distinct = len(np.unique(points.round(_DECIMALS), axis=0))
    if n_clusters is not None and n_clusters < 1:
        msg = f"{n_clusters} clusters can't be made; set at least 1 with --clusters"
        raise ClusteringError(msg)
    if n_clusters is not None and distinct < n_clusters:
        msg = (
            f"{len(points):,} customers with {distinct:,} different values can't make {n_clusters} clusters; "
            f"set at most {distinct} with --clusters, or choose a longer window"
        )
        raise ClusteringError(msg)
    tried = sorted({k for k in candidates if k < distinct} | ({n_clusters} if n_clusters else set()))
    if not tried:
        raise _too_few(len(points), distinct, candidates)
    return tried


def _judge(
    points: NDArray[np.float64],
    rows: NDArray[np.int64],
    optima: Mapping[int, Optimum],
    heights: Mapping[int, float],
    *,
    draws: int,
    random_state: int,
) -> tuple[tuple[Trial, ...], dict[int, Gap]]:
    """Judge every number of clusters by every criterion."""
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

    sample, stratum = points[rows], strata(points)[rows]
    stratum = np.unique(stratum, return_inverse=True)[1].ravel()
    labels = {k: best.labels[rows] for k, best in optima.items()}
    widths = silhouettes(sample, [*labels.values()])
    inertias = {k: float(((sample - best.centers[labels[k]]) ** 2).sum()) for k, best in optima.items()}
    gaps = gap_statistic(sample, inertias, random_state=random_state)
    curve = []
    for (k, best), width in zip(optima.items(), widths, strict=True):
        silhouette, margin = mean_with_margin(width, stratum, len(points))
        several = k > 1
        curve.append(
            Trial(
                n_clusters=k,
                inertia=best.inertia,
                silhouette=silhouette,
                elbow=heights.get(k, 0.0),
                silhouette_margin=margin,
                calinski_harabasz=float(calinski_harabasz_score(points, best.labels)) if several else 0.0,
                davies_bouldin=float(davies_bouldin_score(points, best.labels)) if several else 0.0,
                gap=gaps[k],
                jaccard=jaccard_stability(sample, labels[k], draws=draws, random_state=random_state),
                smallest=int(np.bincount(best.labels, minlength=k).min()),
            )
        )
    return tuple(curve), gaps


def _centers_in_units(
    best: Optimum, space: Space, units: NDArray[np.float64], used: Sequence[int]
) -> NDArray[np.float64]:
    centers = np.array([np.median(units[best.labels == label], axis=0) for label in range(len(best.centers))])
    centers[:, used] = space.units(best.centers)
    return centers


def describe_clusters(fit: Fit, minimum_cluster: int) -> Clusters:
    """Record how many clusters there are and why, from what a model keeps of its fit."""
    choice, chosen = fit.choice, fit.chosen
    return Clusters(
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
            Criterion.model_validate({"criterion": name, "n_clusters": number}) for name, number in fit.criteria.items()
        ),
        transform="none" if fit.space.powers is None else "yeo-johnson",
        left_out=tuple(LeftOutWithShare(**dict(out), share=out.customers / fit.customers) for out in fit.left_out),
        minimum_cluster=minimum_cluster,
        n_init=fit.search.n_init,
        random_state=fit.search.random_state,
        curve=tuple(_curve_point(trial) for trial in fit.curve),
    )


def _curve_point(trial: Trial) -> CurvePoint:
    return CurvePoint(
        **trial.model_dump(exclude={"gap", "jaccard", "smallest"}),
        gap=trial.gap.value,
        gap_error=trial.gap.error,
        jaccard=tuple(sorted(trial.jaccard)),
        jaccard_weakest=trial.weakest,
        smallest_cluster=trial.smallest,
    )
