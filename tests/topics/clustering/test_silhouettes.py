"""Silhouettes, over all customers and over a sample of them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from segmentation.topics.clustering import silhouettes as module
from segmentation.topics.clustering.silhouettes import mean_with_margin, silhouettes, strata, stratified_sample


def mean_silhouettes(points, labelings):
    """Take the mean silhouette of each clustering."""
    return [float(widths.mean()) for widths in silhouettes(points, labelings)]


@pytest.mark.parametrize("seed", range(4))
def test_silhouettes_are_those_of_scikit_learn(seed):
    """In one pass over the distances every clustering gets the silhouette that scikit-learn gives it."""
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(120, 3)) * (1, 5, 0.1)
    points[:10] = points[10:20]
    labelings = [rng.integers(0, k, len(points)) for k in (2, 3, 7, 30)]
    lone = np.zeros(len(points), dtype=int)
    lone[[3, 50]] = 1, 2
    labelings += [lone, np.where(np.arange(len(points)) < 40, 17, -4), np.arange(len(points)) // 2]
    expected = [silhouette_score(points, labels) for labels in labelings]
    assert mean_silhouettes(points, labelings) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_silhouette_by_hand():
    """The mean silhouette of points at 0, 1, 4 and 6 in two pairs is what one works out with a pencil."""
    points = np.array([[0.0], [1.0], [4.0], [6.0]])
    # Nearest other cluster: (4+6)/2, (3+5)/2, (4+3)/2, (6+5)/2; own: 1, 1, 2, 2.
    expected = np.mean([4 / 5, 3 / 4, 1.5 / 3.5, 3.5 / 5.5])
    assert mean_silhouettes(points, [np.array([0, 0, 1, 1])]) == pytest.approx([expected])


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param([5] * 6, id="one cluster"),
        pytest.param(list(range(6)), id="everyone alone"),
    ],
)
def test_silhouette_is_nought_where_there_is_nothing_to_compare(labels):
    """One cluster has no nearest other, and a lone point no company: both count as 0."""
    assert mean_silhouettes(np.random.default_rng(0).normal(size=(6, 2)), [np.array(labels)]) == [0.0]


def test_silhouette_of_points_in_one_place_is_nought():
    """Clusters of points that all coincide are neither near nor far."""
    assert mean_silhouettes(np.ones((6, 2)), [np.array([0, 0, 0, 1, 1, 1])]) == [0.0]


def test_a_few_points_stand_for_themselves():
    """Up to the limit, the sample is all there is."""
    assert stratified_sample(np.zeros((50, 2)), 0).tolist() == list(range(50))


def test_every_stratum_sends_its_share(monkeypatch):
    """Of 1,000 points 100 are chosen: of each stratum a tenth, give or take one, each point at most once."""
    monkeypatch.setattr(module, "SAMPLE", 100)
    points = np.random.default_rng(0).lognormal(size=(1000, 3))
    rows = stratified_sample(points, 7)
    assert len(set(rows.tolist())) == len(rows) == 100
    assert (np.diff(rows) > 0).all()
    all_of, chosen = (
        np.bincount(strata(points)),
        np.bincount(strata(points)[rows], minlength=64)[: strata(points).max() + 1],
    )
    assert (np.abs(chosen - all_of / 10) < 1).all()
    assert stratified_sample(points, 7).tolist() == rows.tolist()
    assert stratified_sample(points, 8).tolist() != rows.tolist()


def test_strata_are_cells_of_quartiles():
    """Eight points on a line make four strata of two."""
    assert strata(np.arange(8.0)[:, None]).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_margin_by_hand():
    """Two strata of ten points each, of which the sample has two each: the margin is Cochran's, by pencil."""
    values, stratum = np.array([1.0, 3.0, 10.0, 14.0]), np.array([0, 0, 1, 1])
    # Variances within: 2 and 8; half the weight each; (1 - 4/20) * 5 / 4 = 1.
    assert mean_with_margin(values, stratum, 20) == pytest.approx((7.0, 1.96))
    assert mean_with_margin(values, stratum, 4) == (7.0, 0.0)


def test_a_stratum_of_one_has_no_spread():
    """A stratum that sent one point adds nothing to the margin, and divides by nothing."""
    assert mean_with_margin(np.array([1.0, 5.0]), np.array([0, 1]), 10) == (3.0, 0.0)


def test_the_interval_covers_the_truth(monkeypatch):
    """Of 200 samples, the interval of 95 % holds the mean over all points about 190 times."""
    monkeypatch.setattr(module, "SAMPLE", 150)
    rng = np.random.default_rng(1)
    points = rng.normal(size=(2000, 2))
    values = points[:, 0] + rng.normal(size=2000)
    hits = 0
    for seed in range(200):
        rows = stratified_sample(points, seed)
        mean, margin = mean_with_margin(values[rows], strata(points)[rows], len(points))
        hits += abs(mean - values.mean()) <= margin
    assert 180 <= hits <= 198
