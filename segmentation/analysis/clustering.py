"""Cluster customers with k-means, and choose how many clusters there are.

Recency, frequency and money are so skewed that plain k-means finds a few dozen giants and one blob. A
Yeo-Johnson transform makes each nearly symmetric before it is standardised; the clusters are then groups of
ordinary customers, and stay the same when some customers are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from segmentation import columns as c
from segmentation.errors import ClusteringError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

N_INIT: Final = 20
"""Starts of k-means of which the best is taken."""

ELBOW_TOLERANCE: Final = 0.05
"""Numbers of clusters whose height above the chord is within this part of the elbow's are tied with it."""

_LARGEST_POWER: Final = 2.0
"""The transform's power stays within this of zero. Where nearly all customers bought once it would otherwise
fall to minus forty, at which two orders and twenty are the same number."""

_DECIMALS: Final = 6
"""Customers whose transformed features differ only past this decimal are alike to k-means."""

SILHOUETTE_SAMPLE: Final = 15_000
"""Past this many customers silhouettes are taken over a random sample: every pair of customers has a say."""


Reason = Literal["asked for", "elbow", "silhouette among tied", "no elbow", "only one tried"]
"""What decides the number of clusters."""


@dataclass(frozen=True)
class CurvePoint:
    """What one number of clusters gives.

    Attributes
    ----------
    n_clusters : int
        The number of clusters.
    inertia : float
        Sum of squared distances to the nearest centre, in standard deviations of the transformed features.
    silhouette : float
        Mean silhouette, from -1 to 1 (Rousseeuw 1987).
    elbow : float
        Height of the curve of inertia under its chord, both axes scaled to 0 … 1 (kneedle); the elbow is
        where it is largest. Zero for a number that was asked for and is no candidate.
    """

    n_clusters: int
    inertia: float
    silhouette: float
    elbow: float


@dataclass(frozen=True)
class Choice:
    """How many clusters, and why.

    Attributes
    ----------
    n_clusters : int
        The number chosen.
    reason : Reason
        What decided.
    elbow : int or None
        What the elbow proposes, None where the curve has none.
    tied : tuple of int
        The numbers between which silhouette decided; one where the elbow stands alone.
    """

    n_clusters: int
    reason: Reason
    elbow: int | None
    tied: tuple[int, ...]


@dataclass(frozen=True)
class Clustering:
    """Customers in clusters.

    Attributes
    ----------
    labels : ndarray of shape (n_customers,)
        Cluster of each customer; the number means nothing.
    transformed : ndarray of shape (n_customers, 3)
        Features as they were clustered: Yeo-Johnson, then standardised.
    centers : ndarray of shape (n_clusters, 3)
        Centres in the space of ``transformed``.
    centers_in_units : ndarray of shape (n_clusters, 3)
        The same centres in days, invoices and the currency's unit.
    silhouette : float
        Mean silhouette of the clustering chosen.
    silhouette_of : int
        How many customers silhouettes were taken over.
    curve : tuple of CurvePoint
        Every number of clusters that was tried.
    choice : Choice
        The number of clusters, and why.
    """

    labels: NDArray[np.int64]
    transformed: NDArray[np.float64]
    centers: NDArray[np.float64]
    centers_in_units: NDArray[np.float64]
    silhouette: float
    silhouette_of: int
    curve: tuple[CurvePoint, ...]
    choice: Choice


def cluster_customers(
    features: pd.DataFrame,
    *,
    candidates: Sequence[int] = range(2, 11),
    n_clusters: int | None = None,
    random_state: int = 0,
) -> Clustering:
    """Transform, try each number of clusters, choose one.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3)
        ``recency_days``, ``frequency`` and ``monetary`` (ten-thousandths of the currency's unit; it is
        clustered in whole units).
    candidates : sequence of int, optional
        Numbers of clusters to try, ascending.
    n_clusters : int, optional
        Take this number whatever the curve says.
    random_state : int, optional
        Seed of the starts.

    Returns
    -------
    Clustering

    Raises
    ------
    ClusteringError
        Fewer customers that differ than clusters, or fewer than one cluster asked for.

    Notes
    -----
    Everything runs on one thread: the order in which threads add up would change the last bits.
    """
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    units = features[list(c.FEATURES)].to_numpy(dtype=float) / (1, 1, c.MONEY_SCALE)
    # K-means starts from rows drawn by their place, so customers stand in an order of their own.
    order = np.lexsort(units.T)
    with threadpool_limits(1):
        points, to_units = _transform(units[order])
        tried = _numbers_to_try(points, candidates, n_clusters)
        # Without a tolerance k-means goes on to where every centre is the mean of its customers.
        fits = {k: KMeans(k, n_init=N_INIT, tol=0, random_state=random_state).fit(points) for k in tried}
        rows = _rows_for_silhouette(len(points), random_state)
        silhouettes = mean_silhouettes(points[rows], [fits[k].labels_[rows] for k in tried])
    heights, elbow = _bend({k: float(fits[k].inertia_) for k in tried if k in candidates})
    curve = tuple(
        CurvePoint(k, float(fits[k].inertia_), silhouette, heights.get(k, 0.0))
        for k, silhouette in zip(tried, silhouettes, strict=True)
    )
    choice = choose(curve, elbow, n_clusters)
    best = fits[choice.n_clusters]
    place = np.argsort(order)
    return Clustering(
        labels=best.labels_.astype(np.int64)[place],
        transformed=points[place],
        centers=best.cluster_centers_,
        centers_in_units=to_units(best.cluster_centers_),
        silhouette=next(point.silhouette for point in curve if point.n_clusters == choice.n_clusters),
        silhouette_of=len(rows),
        curve=curve,
        choice=choice,
    )


def _transform(
    units: NDArray[np.float64],
) -> tuple[NDArray[np.float64], Callable[[NDArray[np.float64]], NDArray[np.float64]]]:
    """Make each feature nearly symmetric and standardise it; hand the way back along."""
    from sklearn.preprocessing import PowerTransformer, StandardScaler

    if not len(units):
        return units, np.copy
    power, scaler = PowerTransformer(method="yeo-johnson", standardize=False).fit(units), StandardScaler()
    power.lambdas_ = power.lambdas_.clip(-_LARGEST_POWER, _LARGEST_POWER)
    points = scaler.fit_transform(power.transform(units))
    return points, lambda centers: power.inverse_transform(scaler.inverse_transform(centers))


def _numbers_to_try(points: NDArray[np.float64], candidates: Sequence[int], n_clusters: int | None) -> list[int]:
    """Leave out the numbers of clusters for which there are too few customers that differ."""
    distinct = len(np.unique(points.round(_DECIMALS), axis=0))
    if n_clusters is not None and n_clusters < 1:
        msg = f"{n_clusters} clusters can't be made; ask for at least 1 with --clusters"
        raise ClusteringError(msg)
    if n_clusters is not None and distinct < n_clusters:
        msg = (
            f"{len(points):,} customers, of whom {distinct:,} differ, can't make {n_clusters} clusters; "
            f"ask for at most {distinct} with --clusters, or take a longer window"
        )
        raise ClusteringError(msg)
    tried = sorted({k for k in candidates if k < distinct} | ({n_clusters} if n_clusters else set()))
    if not tried:
        msg = (
            f"{len(points):,} customers, of whom {distinct:,} differ, are too few to cluster: at least "
            f"{min(candidates) + 1} must differ; take a longer window, or more data"
        )
        raise ClusteringError(msg)
    return tried


def choose(curve: Sequence[CurvePoint], elbow: int | None, n_clusters: int | None = None) -> Choice:
    """Choose the number of clusters: the elbow proposes, silhouette decides among the tied.

    Parameters
    ----------
    curve : sequence of CurvePoint
        Every number tried.
    elbow : int or None
        The elbow, None where the curve has none.
    n_clusters : int, optional
        The number the user asked for.

    Returns
    -------
    Choice

    Examples
    --------
    >>> curve = [CurvePoint(k, i, s, e) for k, i, s, e in
    ...          [(2, 9.0, 0.5, 0.0), (3, 5.0, 0.3, 0.30), (4, 3.5, 0.4, 0.29), (5, 3.0, 0.2, 0.1)]]
    >>> choose(curve, 3)
    Choice(n_clusters=4, reason='silhouette among tied', elbow=3, tied=(3, 4))
    """
    reason: Reason
    by_silhouette = sorted(curve, key=lambda point: (-point.silhouette, point.n_clusters))
    if elbow is None:
        tied = tuple(point.n_clusters for point in curve)
        chosen, reason = by_silhouette[0].n_clusters, "no elbow" if len(curve) > 1 else "only one tried"
    else:
        height = next(point.elbow for point in curve if point.n_clusters == elbow)
        tied = tuple(p.n_clusters for p in curve if p.elbow >= (1 - ELBOW_TOLERANCE) * height)
        chosen = next(p.n_clusters for p in by_silhouette if p.n_clusters in tied)
        reason = "elbow" if len(tied) == 1 else "silhouette among tied"
    if n_clusters is not None:
        chosen, reason = n_clusters, "asked for"
    return Choice(chosen, reason, elbow, tied)


def _bend(inertia: Mapping[int, float]) -> tuple[dict[int, float], int | None]:
    """Find the elbow with kneedle (Satopää et al. 2011); two points or a straight line have none."""
    k, values = list(inertia), list(inertia.values())
    if len(k) <= 2 or values[0] <= values[-1]:
        return {}, None
    from kneed import KneeLocator

    locator = KneeLocator(k, values, curve="convex", direction="decreasing")
    elbow = None if locator.knee is None else int(locator.knee)
    return {number: float(height) for number, height in zip(k, locator.y_difference, strict=True)}, elbow


def _rows_for_silhouette(n_customers: int, random_state: int) -> NDArray[np.int64]:
    if n_customers <= SILHOUETTE_SAMPLE:
        return np.arange(n_customers)
    return np.sort(np.random.default_rng(random_state).choice(n_customers, SILHOUETTE_SAMPLE, replace=False))


def mean_silhouettes(points: NDArray[np.float64], labelings: Sequence[NDArray[Any]]) -> list[float]:
    """Work out the mean silhouette of several clusterings of the same points in one pass over their distances.

    Scikit-learn's `silhouette_score` measures all distances anew for each clustering; nine numbers of
    clusters then cost nine times as much.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_features)
        The points.
    labelings : sequence of ndarray of shape (n_points,)
        A cluster for each point, for each clustering.

    Returns
    -------
    list of float
        Mean silhouette of each clustering, from -1 to 1; 0 for one of fewer than two clusters.

    References
    ----------
    Rousseeuw, P. J. (1987), Silhouettes, J. Comput. Appl. Math. 20, 53-65.
    """
    from sklearn.metrics import pairwise_distances_chunked

    numbered = [np.unique(labels, return_inverse=True)[1] for labels in labelings]
    members = [np.eye(labels.max() + 1)[labels] for labels in numbered]
    bounds = np.cumsum([0, *(member.shape[1] for member in members)])
    sums = np.vstack(
        list(
            pairwise_distances_chunked(
                points, reduce_func=lambda chunk, _start: chunk @ np.hstack(members), working_memory=64
            )
        )
    )
    return [
        _mean_silhouette(sums[:, start:stop], labels)
        for labels, start, stop in zip(numbered, bounds, bounds[1:], strict=False)
    ]


def _mean_silhouette(sums: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Turn each point's summed distances to each cluster into the mean silhouette; a lone point has 0."""
    counts = np.bincount(labels)
    if len(counts) < 2:
        return 0.0
    rows = np.arange(len(labels))
    own = counts[labels]
    within = sums[rows, labels] / np.maximum(own - 1, 1)
    others = sums / counts
    others[rows, labels] = np.inf
    nearest = others.min(axis=1)
    widest = np.maximum(within, nearest)
    silhouette = np.divide(nearest - within, widest, out=np.zeros_like(widest), where=(own > 1) & (widest > 0))
    return float(silhouette.mean())
