"""How well clusters come back in bootstrap samples of the customers."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from segmentation.topics.clustering.kmeans import Search, find_optimum
from segmentation.topics.clustering.stability import STABLE, _best_match, jaccard_stability

RNG = np.random.default_rng(5)
APART = np.concatenate([RNG.normal(center, 0.3, size=(50, 2)) for center in (0, 10, 20)])
EVEN = RNG.uniform(size=(300, 2))


def stability(points, n_clusters, draws=20, **search):
    """Cluster, and see how much of each cluster comes back."""
    labels = find_optimum(points, n_clusters, Search(n_init=20, **search)).labels
    return labels, jaccard_stability(points, labels, draws=draws, random_state=0)


def test_clusters_far_apart_always_come_back():
    """Three blobs with wide gaps come back whole, each of them, in every draw."""
    _, jaccard = stability(APART, 3)
    assert jaccard == (1.0, 1.0, 1.0)


def test_a_blob_cut_in_two_is_found_out():
    """Asked for one cluster more than there are blobs, the halves of a blob come back less than the whole ones."""
    labels, jaccard = stability(APART, 4)
    cut = {label for label in range(4) if (labels == label).sum() < 50}
    assert len(cut) == 2
    assert max(jaccard[label] for label in cut) < 0.8
    assert min(jaccard) < STABLE
    assert min(jaccard[label] for label in set(range(4)) - cut) > 0.9


def test_evenly_scattered_points_make_no_stable_clusters():
    """Seven clusters of evenly scattered points are the draw of a lot."""
    _, jaccard = stability(EVEN, 7)
    assert min(jaccard) < STABLE


def test_more_starts_for_each_draw_change_little():
    """With thirty starts for each draw, and not five, points without structure come back hardly better."""
    points = np.random.default_rng(2).normal(size=(400, 3)) * (1, 1.5, 2)
    labels, jaccard = stability(points, 4, draws=30)
    rng, slow = np.random.default_rng(0), np.zeros(4)
    for draw in range(30):
        times = rng.multinomial(400, np.full(400, 1 / 400))
        drawn = np.flatnonzero(times)
        fit = KMeans(4, n_init=30, random_state=draw).fit(points[drawn], sample_weight=times[drawn])
        slow += _best_match(labels[drawn], fit.labels_.astype(np.int64), 4)
    assert np.mean(jaccard) == pytest.approx(np.mean(slow / 30), abs=0.05)


def test_jaccard_by_hand():
    """Of five points 1 and 2 stay together and 3 joins 4 and 5: half, and two thirds."""
    old, new = np.array([0, 0, 0, 1, 1]), np.array([1, 1, 0, 0, 0])
    assert _best_match(old, new, 2).tolist() == pytest.approx([2 / 3, 2 / 3])
    assert _best_match(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), 2).tolist() == pytest.approx([1 / 3, 1 / 3])
    assert _best_match(np.array([0, 0]), np.array([0, 0]), 2).tolist() == [1.0, 0.0]


def test_a_draw_of_fewer_kinds_than_clusters_is_no_fault():
    """Points of three kinds in three clusters: a draw that misses a kind counts it as lost, and nothing warns."""
    points = np.repeat([[0.0], [1.0], [5.0]], [20, 20, 1], axis=0)
    labels = np.repeat([0, 1, 2], [20, 20, 1])
    common, other, rare = jaccard_stability(points, labels, draws=200, random_state=0)
    assert common == other == 1.0
    # A point is missed by a draw of 41 with a probability of (40/41)^41 = 0.36.
    assert rare == pytest.approx(1 - (40 / 41) ** 41, abs=0.1)


def test_the_seed_decides():
    """The same seed gives the same figures to the last bit."""
    assert stability(EVEN, 4)[1] == stability(EVEN, 4)[1]
