"""Silhouettes: how much nearer customers are to their own cluster than to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SAMPLE: Final = 15_000
"""Past this many customers silhouettes are taken over a sample: their cost grows with the pairs of customers."""
_PARTS: Final = 4
"""Equal parts into which each feature is cut to make strata."""
_Z: Final = 1.96
"""Standard errors on either side of an estimate that make an interval of 95 %."""


def stratified_sample(points: NDArray[np.float64], random_state: int) -> NDArray[np.int64]:
    """Draw at most `SAMPLE` rows, ascending: of each stratum its share (largest remainder)."""
    if len(points) <= SAMPLE:
        return np.arange(len(points))
    stratum = strata(points)
    counts = np.bincount(stratum)
    exact = counts * (SAMPLE / len(points))
    take = np.floor(exact).astype(int)
    take[np.argsort(take - exact, kind="stable")[: SAMPLE - take.sum()]] += 1
    # Shuffled and then sorted by stratum, the first of each stratum are a random choice from it.
    shuffled = np.random.default_rng(random_state).permutation(len(points))
    ordered = shuffled[np.argsort(stratum[shuffled], kind="stable")]
    starts = np.cumsum(counts) - counts
    place = np.arange(len(points)) - np.repeat(starts, counts)
    return np.sort(ordered[place < np.repeat(take, counts)])


def strata(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Cut each feature at its quartiles, and number the cells of that grid from 0, without gaps."""
    cuts = np.quantile(points, np.arange(1, _PARTS) / _PARTS, axis=0)
    cells = sum(
        np.searchsorted(cut, column, side="right") * _PARTS**power
        for power, (cut, column) in enumerate(zip(cuts.T, points.T, strict=True))
    )
    return np.unique(cells, return_inverse=True)[1].ravel()


def mean_with_margin(values: NDArray[np.float64], stratum: NDArray[np.int64], n_all: int) -> tuple[float, float]:
    """Estimate the mean of ``n_all`` points from a stratified sample, and half its interval of 95 %.

    Cochran, W. G. (1977), Sampling Techniques, 3rd ed., section 5.6 (proportional allocation).
    """
    n_sample = len(values)
    if n_sample == n_all:
        return float(values.mean()), 0.0
    counts = np.bincount(stratum)
    means = np.bincount(stratum, values) / counts
    squares = np.bincount(stratum, (values - means[stratum]) ** 2)
    within = float((counts * squares / np.maximum(counts - 1, 1)).sum()) / n_sample
    return float(values.mean()), _Z * float(np.sqrt((1 - n_sample / n_all) * within / n_sample))


def silhouettes(points: NDArray[np.float64], labelings: Sequence[NDArray[Any]]) -> list[NDArray[np.float64]]:
    """Compute every point's silhouette in several clusterings, in one pass over the distances.

    Scikit-learn's `silhouette_score` would measure all distances again for each number of clusters.
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
        _silhouette(sums[:, start:stop], labels)
        for labels, start, stop in zip(numbered, bounds, bounds[1:], strict=False)
    ]


def _silhouette(sums: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Turn each point's summed distances to each cluster into its silhouette; a lone point has 0."""
    counts = np.bincount(labels)
    if len(counts) < 2:
        return np.zeros(len(labels))
    rows = np.arange(len(labels))
    own = counts[labels]
    within = sums[rows, labels] / np.maximum(own - 1, 1)
    others = sums / counts
    others[rows, labels] = np.inf
    nearest = others.min(axis=1)
    widest = np.maximum(within, nearest)
    width: NDArray[np.float64] = np.divide(
        nearest - within, widest, out=np.zeros_like(widest), where=(own > 1) & (widest > 0)
    )
    return width
