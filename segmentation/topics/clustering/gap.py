"""The gap statistic: whether there are more clusters than in points scattered evenly."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

REFERENCES: Final = 10
"""Sets of evenly scattered points."""
_N_INIT: Final = 3


@dataclass(frozen=True)
class Gap:
    """How much smaller log inertia is than for evenly scattered points, and the standard error of that."""

    value: float
    error: float


def gap_statistic(points: NDArray[np.float64], inertias: Mapping[int, float], *, random_state: int) -> dict[int, Gap]:
    """Compare inertia with that of points scattered evenly over the box of the principal components; 1 is added.

    Tibshirani, R., Walther, G. and Hastie, T. (2001), Estimating the number of clusters in a data set via the gap
    statistic, J. R. Stat. Soc. B 63, 411-423.
    """
    from sklearn.cluster import KMeans

    rng, seeds = np.random.default_rng(random_state), np.random.RandomState(random_state)
    centred = points - points.mean(axis=0)
    along = centred @ np.linalg.svd(centred, full_matrices=False)[2].T
    own = {1: float((centred**2).sum()), **inertias}
    logs = np.empty((REFERENCES, len(own)))
    for row in range(REFERENCES):
        even = rng.uniform(along.min(axis=0), along.max(axis=0), along.shape)
        logs[row] = [np.log(KMeans(k, n_init=_N_INIT, random_state=seeds).fit(even).inertia_) for k in own]
    means, errors = logs.mean(axis=0), logs.std(axis=0) * np.sqrt(1 + 1 / REFERENCES)
    smallest = np.finfo(float).tiny
    return {
        k: Gap(float(mean - np.log(max(inertia, smallest))), float(error))
        for (k, inertia), mean, error in zip(own.items(), means, errors, strict=True)
    }


def gap_chooses(gaps: Mapping[int, Gap]) -> int:
    """Take the smallest number whose gap is within a standard error of the next one's; else that of the largest.

    >>> gap_chooses({1: Gap(0.1, 0.01), 2: Gap(0.5, 0.01), 3: Gap(0.505, 0.01)})
    2
    """
    numbers = list(gaps)
    for number, following in pairwise(numbers):
        if gaps[number].value >= gaps[following].value - gaps[following].error:
            return number
    return max(numbers, key=lambda number: (gaps[number].value, -number))
