"""The gap statistic."""

from __future__ import annotations

import numpy as np
import pytest

from segmentation.topics.clustering.gap import Gap, gap_chooses, gap_statistic
from segmentation.topics.clustering.kmeans import Search, find_optimum


def gaps_of(points):
    """Work out the gaps for up to six clusters."""
    inertias = {k: find_optimum(points, k, Search(n_init=10)).inertia for k in range(2, 7)}
    return gap_statistic(points, inertias, random_state=0)


@pytest.mark.parametrize("blobs", [2, 3, 4])
def test_as_many_clusters_as_blobs(blobs):
    """Blobs with wide gaps between them are counted."""
    rng = np.random.default_rng(blobs)
    corners = [(0, 0), (9, 0), (0, 9), (9, 9)][:blobs]
    points = np.concatenate([rng.normal(corner, 1, size=(60, 2)) for corner in corners])
    gaps = gaps_of(points)
    assert list(gaps) == [1, 2, 3, 4, 5, 6]
    assert gap_chooses(gaps) == blobs


def test_evenly_scattered_points_are_one_cluster():
    """Points without any structure have no more clusters than points without any structure."""
    assert gap_chooses(gaps_of(np.random.default_rng(1).uniform(size=(300, 2)))) == 1


def test_a_turned_box_makes_no_difference():
    """The box lies along the points, however they are turned: a slanted strip is no more than one cluster."""
    strip = np.random.default_rng(1).uniform(size=(300, 2)) * (10, 0.1) @ np.array([[0.8, 0.6], [-0.6, 0.8]])
    assert gap_chooses(gaps_of(strip)) == 1


def test_the_rule_by_hand():
    """The first number within a standard error of the next is taken; if none is, that of the largest gap."""
    assert gap_chooses({1: Gap(0.1, 0.1), 2: Gap(0.3, 0.1), 3: Gap(0.39, 0.1), 4: Gap(0.9, 0.1)}) == 2
    assert gap_chooses({1: Gap(0.1, 0.0), 2: Gap(0.2, 0.0), 3: Gap(0.3, 0.0)}) == 3


def test_inertia_of_nothing_is_no_infinity():
    """As many clusters as kinds of points leave no inertia, of which there is no logarithm: the gap stays finite."""
    points = np.repeat([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], 10, axis=0)
    gaps = gap_statistic(points, {2: 5.0, 3: 0.0}, random_state=0)
    assert all(np.isfinite([gap.value, gap.error]).all() for gap in gaps.values())
