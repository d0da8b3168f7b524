"""K-means from many starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Search:
    """How k-means looks for its answer.

    Attributes
    ----------
    n_init : int
        Starts, of which the best counts. A start finds the best answer there is in one case of a hundred where
        there are ten clusters or more.
    max_iter : int
        Steps a start may take.
    tol : float
        Relative shift of the centres at which a start ends; at 0 every centre is the mean of its customers.
    random_state : int
        Seed of the starts.
    """

    n_init: int = 100
    max_iter: int = 300
    tol: float = 0.0
    random_state: int = 0


@dataclass(frozen=True)
class Optimum:
    """The best answer of k-means.

    Attributes
    ----------
    centers : ndarray of shape (n_clusters, n_features)
        The centres.
    labels : ndarray of shape (n_points,)
        The nearest centre of each point.
    inertia : float
        Sum of squared distances to the nearest centre.
    """

    centers: NDArray[np.float64]
    labels: NDArray[np.int64]
    inertia: float


def find_optimum(
    points: NDArray[np.float64], n_clusters: int, search: Search, rows: NDArray[np.int64] | None = None
) -> Optimum:
    """Run k-means from many starts, and take the best.

    Parameters
    ----------
    points : ndarray of shape (n_points, n_features)
        The points, in an order that is always the same: starts are drawn by place.
    n_clusters : int
        The number of clusters, at most that of points that differ.
    search : Search
        How many starts, and how far each is followed.
    rows : ndarray of int, optional
        Make the starts with these points only, and carry on with all points from the best of their answers. A
        million customers then cost a hundred times less.

    Returns
    -------
    Optimum

    References
    ----------
    Arthur, D. and Vassilvitskii, S. (2007), k-means++: the advantages of careful seeding, SODA, 1027-1035.
    """
    from sklearn.cluster import KMeans

    options = {"max_iter": search.max_iter, "tol": search.tol, "random_state": search.random_state}
    some = points if rows is None else points[rows]
    fit = KMeans(n_clusters, n_init=search.n_init, **options).fit(some)
    if rows is not None:
        fit = KMeans(n_clusters, init=fit.cluster_centers_, n_init=1, **options).fit(points)
    return Optimum(fit.cluster_centers_, fit.labels_.astype(np.int64), float(fit.inertia_))
