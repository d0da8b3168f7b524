"""Clustering customers with k-means, and choosing how many clusters there are."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from sklearn.metrics import pairwise_distances, silhouette_score

from segmentation import columns as c
from segmentation.analysis.clustering import (
    SILHOUETTE_SAMPLE,
    Clustering,
    CurvePoint,
    choose,
    cluster_customers,
    mean_silhouettes,
)
from segmentation.errors import ClusteringError

from .customers import customers, shop, three_kinds


def curve(*points: tuple[int, float, float]) -> list[CurvePoint]:
    """Make a curve of numbers of clusters, silhouettes and heights; inertia decides nothing here."""
    return [CurvePoint(k, 100 / k, silhouette, elbow) for k, silhouette, elbow in points]


def partition(labels: np.ndarray) -> set[frozenset[int]]:
    """Group rows by their labels, whatever the labels are."""
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)}


def assert_identical(one: Clustering, other: Clustering) -> None:
    """Check every field to the last bit."""
    for field in dataclasses.fields(Clustering):
        left, right = getattr(one, field.name), getattr(other, field.name)
        assert np.array_equal(left, right) if isinstance(left, np.ndarray) else left == right, field.name


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


def test_an_elbow_that_stands_alone_is_chosen():
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


def test_what_was_asked_for_is_taken_and_the_elbow_still_told():
    """The user's number is taken whatever the curve says, and the curve's own is there to read."""
    choice = choose(curve((2, 0.9, 0.0), (3, 0.1, 0.30), (4, 0.8, 0.28), (5, 0.7, 0.0)), 3, 5)
    assert (choice.n_clusters, choice.reason, choice.elbow, choice.tied) == (5, "asked for", 3, (3,))


def test_three_kinds_of_customers_are_found():
    """Customers of three kinds with wide gaps between them make three clusters, unasked."""
    features, kind = three_kinds()
    result = cluster_customers(features)
    assert result.choice.n_clusters == 3
    assert result.choice.elbow == 3
    assert partition(result.labels) == partition(kind)
    for label, center in enumerate(result.centers_in_units):
        theirs = kind[result.labels == label][0]
        wanted = [[5, 41, 9000], [60, 13, 1500], [300, 3, 200]][theirs]
        assert center == pytest.approx(wanted, rel=0.1)


@pytest.mark.parametrize("n_clusters", [1, 2, 5, 12])
def test_the_number_asked_for_is_made(n_clusters):
    """Asked for a number of clusters, within what is usually tried or not, that many are made."""
    result = cluster_customers(shop(0), n_clusters=n_clusters)
    assert set(result.labels) == set(range(n_clusters))
    assert result.choice.reason == "asked for"
    assert len(result.centers) == len(result.centers_in_units) == n_clusters
    assert [point.n_clusters for point in result.curve] == sorted({*range(2, 11), n_clusters})


@pytest.mark.parametrize("n_clusters", [None, 4, 8])
def test_clusters_are_what_k_means_promises(n_clusters):
    """Every customer is with the nearest centre, every centre is the mean of its customers."""
    result = cluster_customers(shop(1, 4000), n_clusters=n_clusters)
    assert (pairwise_distances(result.transformed, result.centers).argmin(axis=1) == result.labels).all()
    for label, center in enumerate(result.centers):
        assert center == pytest.approx(result.transformed[result.labels == label].mean(axis=0), abs=1e-9)
    assert result.transformed.mean(axis=0) == pytest.approx(np.zeros(3), abs=1e-9)
    assert result.transformed.std(axis=0) == pytest.approx(np.ones(3))


def test_the_curve_tells_of_the_clustering_chosen():
    """Inertia and silhouette of the curve are those of the clusters; the elbow is measured from the chord."""
    result = cluster_customers(shop(2))
    chosen = next(point for point in result.curve if point.n_clusters == result.choice.n_clusters)
    distances = np.linalg.norm(result.transformed - result.centers[result.labels], axis=1)
    assert chosen.inertia == pytest.approx((distances**2).sum())
    assert chosen.silhouette == result.silhouette
    assert chosen.silhouette == pytest.approx(silhouette_score(result.transformed, result.labels))
    assert result.silhouette_of == 500
    inertia = [point.inertia for point in result.curve]
    assert inertia == sorted(inertia, reverse=True)
    for place, point in enumerate(result.curve):
        fallen = (inertia[0] - point.inertia) / (inertia[0] - inertia[-1])
        assert point.elbow == pytest.approx(fallen - place / (len(inertia) - 1))


def test_a_number_asked_for_does_not_move_the_elbow():
    """Asking for fifteen clusters tells of fifteen, but the elbow stays that of the candidates."""
    features = shop(2)
    own, asked = cluster_customers(features), cluster_customers(features, n_clusters=15)
    assert asked.choice.elbow == own.choice.elbow
    assert [(p.n_clusters, p.elbow) for p in asked.curve] == [
        *((p.n_clusters, p.elbow) for p in own.curve),
        (15, 0.0),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_centers_lie_among_their_customers(seed):
    """In days, invoices and pounds a centre lies between its cluster's least and most."""
    features = shop(seed)
    assert_centers_lie_among_customers(features, cluster_customers(features))


def assert_centers_lie_among_customers(features, result):
    """Check every centre, in its unit, against the range of its cluster's customers."""
    units = features.to_numpy() / (1, 1, c.MONEY_SCALE)
    for label, center in enumerate(result.centers_in_units):
        theirs = units[result.labels == label]
        assert (center >= theirs.min(axis=0) - 1e-6 * units.max(axis=0)).all()
        assert (center <= theirs.max(axis=0) + 1e-6 * units.max(axis=0)).all()


@pytest.mark.parametrize("share", [0.9, 0.97, 0.995])
def test_customers_who_return_are_seen_where_nearly_all_buy_once(share):
    """Where nearly everybody bought once, those who bought more are still told apart, and by how much."""
    size = 1000
    rng = np.random.default_rng(3)
    frequency = np.where(np.arange(size) < share * size, 1, rng.integers(2, 20, size))
    features = customers([30] * size, frequency.tolist(), [100] * size)
    result = cluster_customers(features, n_clusters=2)
    assert partition(result.labels) == partition(frequency > 1)
    assert_centers_lie_among_customers(features, result)


@pytest.mark.parametrize("make", [lambda: shop(4), lambda: three_kinds()[0]], ids=["shop", "three kinds"])
def test_the_same_customers_give_the_same_clusters(make):
    """Run twice, every number is the same to the last bit."""
    assert_identical(cluster_customers(make()), cluster_customers(make()))


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_customers_changes_nothing(seed):
    """Customers in another order fall into the same clusters."""
    features = shop(5)
    mixed = np.random.default_rng(seed).permutation(len(features))
    straight, other = cluster_customers(features), cluster_customers(features.iloc[mixed])
    assert other.choice == straight.choice
    assert other.curve == straight.curve
    back = np.argsort(mixed)
    assert partition(other.labels[back]) == partition(straight.labels)
    assert np.array_equal(other.transformed[back], straight.transformed)


def test_the_seed_matters_little():
    """Starting elsewhere, k-means finds the same four kinds of customers."""
    features = shop(6)
    found = {
        frozenset(partition(cluster_customers(features, n_clusters=3, random_state=seed).labels)) for seed in range(4)
    }
    assert len(found) == 1


@pytest.mark.parametrize(
    ("distinct", "tried", "reason"),
    [
        (3, [2], "only one tried"),
        (4, [2, 3], "no elbow"),
        (6, [2, 3, 4, 5], None),
        (40, [*range(2, 11)], None),
    ],
)
def test_few_customers_leave_few_numbers_to_try(distinct, tried, reason):
    """Fewer clusters are tried than there are customers that differ."""
    kinds = [*range(distinct)] * 5
    features = customers([10 * kind for kind in kinds], [1 + kind for kind in kinds], [50 + kind for kind in kinds])
    result = cluster_customers(features)
    assert [point.n_clusters for point in result.curve] == tried
    assert reason in (None, result.choice.reason)


@pytest.mark.parametrize("n_clusters", [2, 3])
def test_as_many_clusters_as_customers_that_differ_may_be_asked_for(n_clusters):
    """Every kind of customer can be a cluster of its own."""
    kinds = [*range(n_clusters)] * 4
    features = customers([10 * kind for kind in kinds], [1 + kind for kind in kinds], [50 + kind for kind in kinds])
    result = cluster_customers(features, n_clusters=n_clusters)
    assert partition(result.labels) == partition(np.array(kinds))
    assert result.silhouette == 1


@pytest.mark.parametrize(
    ("size", "distinct"),
    [
        pytest.param(0, 0, id="nobody"),
        pytest.param(1, 1, id="one customer"),
        pytest.param(2, 2, id="two customers"),
        pytest.param(50, 1, id="all alike"),
        pytest.param(50, 2, id="two kinds"),
    ],
)
def test_too_few_customers_to_cluster(size, distinct):
    """The error tells how many customers there are, how many differ, and how many must."""
    kinds = [number % max(distinct, 1) for number in range(size)]
    features = customers([10 + kind for kind in kinds], [1 + kind for kind in kinds], [50] * size)
    with pytest.raises(ClusteringError) as raised:
        cluster_customers(features)
    assert str(raised.value) == (
        f"{size} customers, of whom {distinct} differ, are too few to cluster: at least 3 must differ; "
        "take a longer window, or more data"
    )


def test_more_clusters_asked_for_than_customers_differ():
    """The error gives both numbers, and the largest that can be asked for."""
    features = customers([1, 2, 3] * 10, [1] * 30, [50] * 30)
    with pytest.raises(ClusteringError) as raised:
        cluster_customers(features, n_clusters=4)
    assert str(raised.value) == (
        "30 customers, of whom 3 differ, can't make 4 clusters; "
        "ask for at most 3 with --clusters, or take a longer window"
    )


@pytest.mark.parametrize("n_clusters", [0, -1])
def test_less_than_one_cluster_is_refused(n_clusters):
    """No clusters, or fewer, is an error and not a default."""
    with pytest.raises(ClusteringError, match=f"^{n_clusters} clusters can't be made; ask for at least 1 "):
        cluster_customers(shop(0), n_clusters=n_clusters)


UNEVEN = [float(pounds) for pounds in np.random.default_rng(8).uniform(5, 500, 99)]


@pytest.mark.parametrize(
    ("recency_days", "frequency", "pounds"),
    [
        pytest.param([10] * 100, [1] * 100, [*UNEVEN, 10**9], id="one giant spender"),
        pytest.param([10] * 99 + [1], [1] * 99 + [300], [*UNEVEN, 10**5], id="one giant in everything"),
        pytest.param([0] * 99 + [364], [1] * 100, [*UNEVEN, 50], id="all but one today"),
        pytest.param([9] * 100, [1] * 100, [*UNEVEN, 50], id="only money differs"),
        pytest.param([9] * 100, [*range(1, 101)], [50] * 100, id="only frequency differs"),
        pytest.param([*range(100)], [1] * 100, [50] * 100, id="only recency differs"),
        pytest.param([9] * 100, [2] * 100, [10**5 + n / 10**4 for n in range(100)], id="money barely differs"),
        pytest.param([9] * 100, [1] * 100, [(1 + n) / 10**4 for n in range(100)], id="less than a penny"),
        pytest.param([10, 20, 30], [1, 2, 1], [5, 9, 7], id="three customers"),
    ],
)
def test_odd_shops_are_clustered_without_a_warning(recency_days, frequency, pounds):
    """However lopsided the customers are, all of them get a cluster, and its centre is where they are."""
    features = customers(recency_days, frequency, pounds)
    result = cluster_customers(features)
    assert set(result.labels) == set(range(result.choice.n_clusters))
    assert_centers_lie_among_customers(features, result)
    assert all(-1 <= point.silhouette <= 1 for point in result.curve)


@pytest.mark.parametrize("pounds", [10**6, 10**7, 10**8])
@pytest.mark.parametrize("times", [1.1, 10, 1000])
def test_fractions_of_a_penny_make_no_difference(pounds, times):
    """Customers who spent thousands and differ by fractions of a penny are one kind, and are counted as one."""
    spent = [kind * pounds + number / 10**4 for kind in (1, times) for number in range(20)]
    with pytest.raises(ClusteringError, match="40 customers, of whom 2 differ"):
        cluster_customers(customers([9] * 40, [1] * 40, spent))


def test_silhouettes_of_many_customers_are_sampled():
    """Past the limit silhouettes are taken over a sample, near what all of the customers give."""
    features = shop(9, SILHOUETTE_SAMPLE + 500)
    result = cluster_customers(features, candidates=(2, 3))
    assert result.silhouette_of == SILHOUETTE_SAMPLE
    assert len(result.labels) == SILHOUETTE_SAMPLE + 500
    few = np.random.default_rng(0).choice(len(features), 3000, replace=False)
    assert result.silhouette == pytest.approx(silhouette_score(result.transformed[few], result.labels[few]), abs=0.02)
