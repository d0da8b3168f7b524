"""Choosing how many clusters there are."""

from __future__ import annotations

from typing import Any

import pytest

from segmentation.errors import ClusteringError
from segmentation.topics.clustering.gap import Gap
from segmentation.topics.clustering.n_clusters import Trial, by_criterion, choose, find_elbow


def point(n_clusters: int, silhouette: float = 0.3, elbow: float = 0.0, **others: Any) -> Trial:
    """Say what a number of clusters gives; all clusters come back and are large by default."""
    return Trial(
        n_clusters=n_clusters,
        inertia=100 / n_clusters,
        silhouette=silhouette,
        elbow=elbow,
        **{
            "silhouette_margin": 0.0,
            "calinski_harabasz": 1.0,
            "davies_bouldin": 1.0,
            "gap": Gap(0.5, 0.01),
            "jaccard": (0.9,) * n_clusters,
            "smallest": 100,
        }
        | others,
    )


def curve(*points: tuple[int, float, float]) -> list[Trial]:
    """Make a curve of numbers of clusters, silhouettes and heights; inertia decides nothing here."""
    return [point(*values) for values in points]


def test_an_elbow_by_itself_is_chosen():
    """Where no other number is nearly as high above the chord, silhouette is not asked."""
    choice = choose(curve((2, 0.9, 0.0), (3, 0.1, 0.30), (4, 0.8, 0.28), (5, 0.7, 0.0)), 3)
    assert (choice.n_clusters, choice.reason, choice.elbow, choice.tied) == (3, "elbow", 3, (3,))


def test_silhouette_decides_among_the_tied():
    """Numbers within a twentieth of the elbow's height are tied with it; of them the best silhouette wins."""
    choice = choose(curve((2, 0.9, 0.0), (3, 0.3, 0.29), (4, 0.1, 0.30), (5, 0.4, 0.285), (6, 0.8, 0.1)), 4)
    assert (choice.n_clusters, choice.reason, choice.elbow, choice.tied) == (
        5,
        "silhouette among tied",
        4,
        (3, 4, 5),
    )


def test_of_equal_silhouettes_the_fewer_clusters_win():
    """A report with fewer segments is easier to act on."""
    assert choose(curve((2, 0.1, 0.0), (3, 0.4, 0.30), (4, 0.4, 0.30), (5, 0.9, 0.0)), 4).n_clusters == 3


def test_without_an_elbow_silhouette_decides_among_all():
    """A curve without an elbow leaves the choice to silhouette."""
    choice = choose(curve((2, 0.3, 0.0), (3, 0.5, 0.0)), None)
    assert (choice.n_clusters, choice.reason, choice.elbow, choice.tied) == (3, "no elbow", None, (2, 3))


def test_the_only_number_tried_is_chosen():
    """Where there is one number to choose from, the reason says so."""
    choice = choose(curve((4, 0.3, 0.0)), None)
    assert (choice.n_clusters, choice.reason, choice.elbow, choice.tied) == (4, "only one tried", None, (4,))


def test_what_was_asked_for_is_taken_and_the_elbow_still_recorded():
    """The user's number is taken whatever the curve says, and the curve's own is there to read."""
    choice = choose(curve((2, 0.9, 0.0), (3, 0.1, 0.30), (4, 0.8, 0.28), (5, 0.7, 0.0)), 3, 5)
    assert (choice.n_clusters, choice.reason, choice.elbow, choice.tied) == (5, "asked for", 3, (3,))


def shaky(n_clusters: int, silhouette: float, elbow: float) -> Trial:
    """Say what a number of clusters gives of which one does not come back, by a hair."""
    return point(n_clusters, silhouette, elbow, jaccard=(0.95,) * (n_clusters - 1) + (0.749,))


def test_numbers_whose_clusters_do_not_come_back_are_struck_out():
    """The best silhouette does not count where a cluster is lost in bootstrap samples."""
    choice = choose([point(2), point(3, 0.3, 0.29), shaky(4, 0.9, 0.30), point(5, 0.4, 0.285)], 4)
    assert (choice.n_clusters, choice.reason, choice.tied, choice.stable) == (
        5, "silhouette among tied", (3, 4, 5), (3, 5),
    )  # fmt: skip


def test_the_only_stable_one_of_the_tied_is_chosen():
    """Where one of the tied is left, stability has decided, and not silhouette."""
    choice = choose([point(2), point(3, 0.3, 0.29), shaky(4, 0.9, 0.30)], 4)
    assert (choice.n_clusters, choice.reason, choice.stable) == (3, "stability among tied", (3,))


def test_size_decides_where_it_leaves_one_of_the_tied_that_is_not_stable():
    """Where all tied numbers but one make too small a cluster, size has decided, though that one is not stable."""
    choice = choose([point(2), shaky(3, 0.3, 0.29), point(4, 0.9, 0.30, smallest=9)], 4, minimum_cluster=10)
    assert (choice.n_clusters, choice.reason, choice.tied, choice.stable) == (3, "size among tied", (3, 4), ())


def test_three_quarters_are_enough_to_be_stable():
    """A cluster that comes back to just three quarters is stable."""
    choice = choose([point(2), point(3, 0.3, 0.29, jaccard=(0.75, 0.9, 0.9)), shaky(4, 0.9, 0.30)], 4)
    assert choice.stable == (3,)


def test_where_none_is_stable_silhouette_decides_among_all_the_tied():
    """Something must be chosen; that nothing was stable is there to read."""
    choice = choose([point(2), shaky(3, 0.5, 0.29), shaky(4, 0.4, 0.30)], 4)
    assert (choice.n_clusters, choice.reason, choice.stable) == (3, "silhouette among tied", ())


def test_an_unstable_elbow_by_itself_is_still_chosen():
    """No other number is near the elbow: it is chosen, and its clusters are not called stable."""
    choice = choose([point(2), shaky(3, 0.5, 0.30), point(4, 0.9, 0.1)], 3)
    assert (choice.n_clusters, choice.reason, choice.stable) == (3, "elbow", ())


def test_numbers_that_make_too_small_a_cluster_are_struck_out():
    """Of the tied, one with a cluster of nine is not chosen where ten are asked for."""
    small = point(4, 0.9, 0.30, smallest=9)
    choice = choose([point(2), point(3, 0.3, 0.29), small], 4, minimum_cluster=10)
    assert (choice.n_clusters, choice.reason, choice.stable) == (3, "stability among tied", (3,))
    assert choose([point(2), point(3, 0.3, 0.29), small], 4, minimum_cluster=9).n_clusters == 4


def test_the_nearest_number_of_large_clusters_is_taken_where_all_tied_are_too_small():
    """Where all that the elbow proposes is too small, the nearest number that is not is taken, the smaller of two."""
    numbers = [point(2), point(3), point(4, 0.9, 0.30, smallest=3), point(5)]
    choice = choose(numbers, 4, minimum_cluster=10)
    assert (choice.n_clusters, choice.reason, choice.tied, choice.stable) == (3, "large enough", (4,), ())


def test_clusters_that_are_all_too_small_are_an_error():
    """The error gives the number whose smallest cluster is largest, and what was asked for."""
    with pytest.raises(ClusteringError) as raised:
        choose([point(2, smallest=7), point(3, smallest=4)], None, minimum_cluster=10)
    assert str(raised.value).startswith(
        "every number of clusters makes a cluster that is too small: with 2, the smallest has 7 customers, but "
        "minimum_cluster is 10; "
    )


def test_a_number_asked_for_is_taken_however_small_its_clusters():
    """Who asks for a number gets it."""
    assert choose([point(2), point(3, smallest=1)], None, 3, minimum_cluster=10).n_clusters == 3


def test_what_each_criterion_would_choose():
    """Each criterion takes its own best; among equals the fewer clusters."""
    numbers = [
        point(2, 0.5, jaccard=(0.99, 0.99), gap=Gap(0.1, 0.01)),
        point(3, 0.5, calinski_harabasz=9.0, gap=Gap(0.4, 0.01)),
        point(4, 0.4, davies_bouldin=0.2, gap=Gap(0.405, 0.01)),
    ]
    gaps = {1: Gap(0.0, 0.01), **{one.n_clusters: one.gap for one in numbers}}
    assert by_criterion(numbers, 4, gaps) == {
        "elbow": 4,
        "silhouette": 2,
        "calinski_harabasz": 3,
        "davies_bouldin": 4,
        "gap": 3,
        "stability": 2,
    }


@pytest.mark.parametrize("inertia", [{2: 5.0}, {2: 5.0, 3: 4.0}, {2: 3.0, 3: 2.0, 4: 3.0}])
def test_curves_that_can_not_bend_have_no_elbow(inertia):
    """A point, two points, or a curve that does not fall have no elbow and no heights."""
    assert find_elbow(inertia) == ({}, None)


def test_elbow_by_hand():
    """A curve that falls steeply to 3 and hardly after bends at 3, by its height under the chord."""
    heights, elbow = find_elbow({2: 100.0, 3: 20.0, 4: 10.0, 5: 0.0})
    assert elbow == 3
    assert heights == pytest.approx({2: 0.0, 3: 0.8 - 1 / 3, 4: 0.9 - 2 / 3, 5: 0.0})
