"""K-means from many starts."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from segmentation.topics.clustering.kmeans import Search, find_optimum

BLOBS = np.concatenate([np.random.default_rng(seed).normal(5 * seed, 1, size=(60, 2)) for seed in range(5)])


@pytest.mark.parametrize("n_init", [1, 7])
def test_starts_are_those_of_scikit_learn(n_init):
    """The best of so many starts is what scikit-learn finds with as many, from the same seed."""
    theirs = KMeans(6, n_init=n_init, random_state=3, tol=1e-4, max_iter=50).fit(BLOBS)
    best = find_optimum(BLOBS, 6, Search(n_init=n_init, max_iter=50, tol=1e-4, random_state=3))
    assert best.inertia == theirs.inertia_
    assert (best.labels == theirs.labels_).all()
    assert np.array_equal(best.centers, theirs.cluster_centers_)


def test_starts_with_some_are_carried_on_with_all():
    """Started with every other point, the answer is one for all points, and as good."""
    rows = np.arange(0, len(BLOBS), 2)
    few, whole = find_optimum(BLOBS, 5, Search(n_init=10), rows), find_optimum(BLOBS, 5, Search(n_init=10))
    assert few.labels.shape == (len(BLOBS),)
    assert few.inertia == pytest.approx(whole.inertia)
