"""Clustering customers, from their features to their clusters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import (
    calinski_harabasz_score,
    davies_bouldin_score,
    pairwise_distances,
    silhouette_score,
)

from segmentation import columns as c
from segmentation.errors import ClusteringError
from segmentation.topics.clustering import silhouettes as silhouettes_module
from segmentation.topics.clustering.kmeans import Search
from segmentation.topics.clustering.record import LeftOut
from segmentation.topics.clustering.transform import in_units
from segmentation.topics.clustering.work import Clustering, cluster_customers

from ...by_hand.customers import customers, shop, three_kinds


def cluster(features: pd.DataFrame, **options: Any) -> Clustering:
    """Cluster with fewer starts and draws than usual: what is tested here does not hang on their number."""
    return cluster_customers(features, **{"search": Search(n_init=20), "draws": 5} | options)


def points_of(features: pd.DataFrame, result: Clustering) -> np.ndarray:
    """Give the points that were clustered."""
    used = [c.FEATURES.index(name) for name in result.fit.space.features]
    return result.fit.space.points(in_units(features)[:, used])


def partition(labels: np.ndarray) -> set[frozenset[int]]:
    """Group rows by their labels, whatever the labels are."""
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)}


def assert_identical(one: Clustering, other: Clustering) -> None:
    """Check everything to the last bit."""
    assert one.fit == other.fit
    assert np.array_equal(one.labels, other.labels)


def test_three_kinds_of_customers_are_found():
    """Customers of three kinds with wide gaps between them make three clusters, unasked."""
    features, kind = three_kinds()
    result = cluster(features)
    assert result.fit.choice.n_clusters == 3
    assert result.fit.choice.elbow == 3
    assert partition(result.labels) == partition(kind)
    for label, center in enumerate(result.fit.centers_in_units):
        theirs = kind[result.labels == label][0]
        wanted = [[5, 41, 9000], [60, 13, 1500], [300, 3, 200]][theirs]
        assert center == pytest.approx(wanted, rel=0.1)


@pytest.mark.parametrize("n_clusters", [1, 2, 5, 12])
def test_the_number_asked_for_is_made(n_clusters):
    """Asked for a number of clusters, within what is usually tried or not, that many are made."""
    result = cluster(shop(0), n_clusters=n_clusters)
    assert set(result.labels) == set(range(n_clusters))
    assert result.fit.choice.reason == "asked for"
    assert len(result.fit.centers) == len(result.fit.centers_in_units) == n_clusters
    assert [point.n_clusters for point in result.fit.curve] == sorted({*range(2, 11), n_clusters})


@pytest.mark.parametrize("n_clusters", [None, 4, 8])
def test_clusters_are_what_k_means_promises(n_clusters):
    """Every customer is with the nearest centre, every centre is the mean of its customers."""
    features = shop(1, 4000)
    result = cluster(features, n_clusters=n_clusters)
    points = points_of(features, result)
    assert (pairwise_distances(points, result.fit.centers).argmin(axis=1) == result.labels).all()
    for label, center in enumerate(result.fit.centers):
        assert center == pytest.approx(points[result.labels == label].mean(axis=0), abs=1e-9)
    assert points.mean(axis=0) == pytest.approx(np.zeros(3), abs=1e-9)
    assert points.std(axis=0) == pytest.approx(np.ones(3))


def test_the_curve_describes_the_clustering_chosen():
    """Inertia and silhouette of the curve are those of the clusters; the elbow is measured from the chord."""
    features = shop(2)
    result = cluster(features)
    points = points_of(features, result)
    chosen = next(point for point in result.fit.curve if point.n_clusters == result.fit.choice.n_clusters)
    distances = np.linalg.norm(points - np.array(result.fit.centers)[result.labels], axis=1)
    assert chosen.inertia == pytest.approx((distances**2).sum())
    assert chosen.silhouette == result.fit.silhouette
    assert chosen.silhouette == pytest.approx(silhouette_score(points, result.labels))
    assert chosen.silhouette_margin == 0
    assert chosen.calinski_harabasz == pytest.approx(calinski_harabasz_score(points, result.labels))
    assert chosen.davies_bouldin == pytest.approx(davies_bouldin_score(points, result.labels))
    assert chosen.smallest == np.bincount(result.labels).min()
    assert all(len(point.jaccard) == point.n_clusters for point in result.fit.curve)
    assert result.fit.silhouette_of == 500
    inertia = [point.inertia for point in result.fit.curve]
    assert inertia == sorted(inertia, reverse=True)
    for place, point in enumerate(result.fit.curve):
        fallen = (inertia[0] - point.inertia) / (inertia[0] - inertia[-1])
        assert point.elbow == pytest.approx(fallen - place / (len(inertia) - 1))


def test_a_number_asked_for_does_not_move_the_elbow():
    """Asking for fifteen clusters records fifteen, but the elbow stays that of the candidates."""
    features = shop(2)
    own, asked = cluster(features), cluster(features, n_clusters=15)
    assert asked.fit.choice.elbow == own.fit.choice.elbow
    assert [(p.n_clusters, p.elbow) for p in asked.fit.curve] == [
        *((p.n_clusters, p.elbow) for p in own.fit.curve),
        (15, 0.0),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_centers_lie_among_their_customers(seed):
    """In days, invoices and pounds a centre lies between its cluster's least and most."""
    features = shop(seed)
    assert_centers_lie_among_customers(features, cluster(features))


def assert_centers_lie_among_customers(features, result):
    """Check every centre, in its unit, against the range of its cluster's customers."""
    units = features.to_numpy() / (1, 1, c.MONEY_SCALE)
    for label, center in enumerate(result.fit.centers_in_units):
        theirs = units[result.labels == label]
        assert (center >= theirs.min(axis=0) - 1e-6 * units.max(axis=0)).all()
        assert (center <= theirs.max(axis=0) + 1e-6 * units.max(axis=0)).all()


@pytest.mark.parametrize("share", [0.5, 0.7, 0.79])
def test_customers_who_return_are_seen_where_most_buy_once(share):
    """Where most bought once, and nothing else differs much, those who bought more are a cluster of their own."""
    size = 1000
    rng = np.random.default_rng(3)
    frequency = np.where(np.arange(size) < share * size, 1, rng.integers(4, 20, size))
    features = customers([30] * size, frequency.tolist(), [100] * size)
    result = cluster(features, n_clusters=2)
    assert partition(result.labels) == partition(frequency > 1)
    assert_centers_lie_among_customers(features, result)


@pytest.mark.parametrize(("alike", "left_out"), [(399, False), (400, True), (450, True)])
def test_a_feature_in_which_most_are_alike_is_left_out(alike, left_out):
    """From four fifths of customers alike in it on, a feature is left out, and the others decide."""
    features = shop(0).assign(frequency=[1] * alike + [*range(2, 502 - alike)])
    result = cluster(features, n_clusters=3)
    assert result.fit.left_out == ((LeftOut(feature=c.FREQUENCY, value=1.0, customers=alike),) if left_out else ())
    assert (c.FREQUENCY in result.fit.space.features) != left_out
    if left_out:
        without = cluster(features.assign(frequency=1), n_clusters=3)
        assert partition(result.labels) == partition(without.labels)
        medians = [features[result.labels == label][c.FREQUENCY].median() for label in range(3)]
        assert [center[1] for center in result.fit.centers_in_units] == medians


def test_customers_alike_in_everything_are_not_clustered():
    """Where customers are alike in every feature, the error says how many share what."""
    features = customers([10] * 90 + [*range(10)], [1] * 100, [5] * 85 + [*range(50, 65)])
    with pytest.raises(ClusteringError) as raised:
        cluster(features)
    assert str(raised.value) == (
        "the customers are too alike to cluster: of 100, 90 share one recency_days, 100 share one frequency, "
        "85 share one monetary; at least one must be shared by less than 80%; choose a longer window, or add data"
    )


@pytest.mark.parametrize("make", [lambda: shop(4), lambda: three_kinds()[0]], ids=["shop", "three kinds"])
def test_the_same_customers_give_the_same_clusters(make):
    """Run twice, every number is the same to the last bit."""
    assert_identical(cluster(make()), cluster(make()))


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_customers_changes_nothing(seed):
    """Customers in another order fall into the same clusters."""
    features = shop(5)
    mixed = np.random.default_rng(seed).permutation(len(features))
    straight, other = cluster(features), cluster(features.iloc[mixed])
    assert other.fit.choice == straight.fit.choice
    assert other.fit.curve == straight.fit.curve
    back = np.argsort(mixed)
    assert partition(other.labels[back]) == partition(straight.labels)


def test_the_seed_matters_little():
    """Starting elsewhere, k-means finds the same four kinds of customers."""
    features = shop(6)
    found = {
        frozenset(partition(cluster(features, n_clusters=3, search=Search(n_init=20, random_state=seed)).labels))
        for seed in range(4)
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
    result = cluster(features)
    assert [point.n_clusters for point in result.fit.curve] == tried
    assert reason in (None, result.fit.choice.reason)


@pytest.mark.parametrize("n_clusters", [2, 3])
def test_as_many_clusters_as_customers_that_differ_may_be_asked_for(n_clusters):
    """Every kind of customer can be a cluster of its own."""
    kinds = [*range(n_clusters)] * 4
    features = customers([10 * kind for kind in kinds], [1 + kind for kind in kinds], [50 + kind for kind in kinds])
    result = cluster(features, n_clusters=n_clusters)
    assert partition(result.labels) == partition(np.array(kinds))
    assert result.fit.silhouette == 1


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
    """The error says how many customers there are, how many differ, and how many must."""
    kinds = [number % max(distinct, 1) for number in range(size)]
    features = customers([10 + kind for kind in kinds], [1 + kind for kind in kinds], [50] * size)
    with pytest.raises(ClusteringError) as raised:
        cluster(features)
    assert str(raised.value) == (
        f"{size} customers with {distinct} different values are too few to cluster: at least 3 must differ; "
        "choose a longer window, or add data"
    )


def test_more_clusters_asked_for_than_customers_differ():
    """The error gives both numbers, and the largest that can be asked for."""
    features = customers([1, 2, 3] * 10, [1] * 30, [50] * 30)
    with pytest.raises(ClusteringError) as raised:
        cluster(features, n_clusters=4)
    assert str(raised.value) == (
        "30 customers with 3 different values can't make 4 clusters; "
        "set at most 3 with --clusters, or choose a longer window"
    )


@pytest.mark.parametrize("n_clusters", [0, -1])
def test_less_than_one_cluster_is_refused(n_clusters):
    """No clusters, or fewer, is an error and not a default."""
    with pytest.raises(ClusteringError, match=f"^{n_clusters} clusters can't be made; set at least 1 "):
        cluster(shop(0), n_clusters=n_clusters)


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
    result = cluster(features)
    assert set(result.labels) == set(range(result.fit.choice.n_clusters))
    assert_centers_lie_among_customers(features, result)
    assert all(-1 <= point.silhouette <= 1 for point in result.fit.curve)


@pytest.mark.parametrize("pounds", [10**6, 10**7, 10**8])
@pytest.mark.parametrize("times", [1.1, 10, 1000])
def test_fractions_of_a_penny_make_no_difference(pounds, times):
    """Customers who spent thousands and differ by fractions of a penny are one kind, and are counted as one."""
    spent = [kind * pounds + number / 10**4 for kind in (1, times) for number in range(20)]
    with pytest.raises(ClusteringError, match="40 customers with 2 different values"):
        cluster(customers([9] * 40, [1] * 40, spent))


def test_many_customers_are_sampled(monkeypatch):
    """Past the limit criteria are taken over a sample, with a margin, near what all of the customers give."""
    features = shop(9, 2500)
    whole = cluster(features, candidates=(2, 3))
    monkeypatch.setattr(silhouettes_module, "SAMPLE", 1500)
    result = cluster(features, candidates=(2, 3))
    assert (whole.fit.silhouette_of, result.fit.silhouette_of) == (2500, 1500)
    assert len(result.labels) == 2500
    for point, over_all in zip(result.fit.curve, whole.fit.curve, strict=True):
        assert point.inertia == pytest.approx(over_all.inertia, rel=1e-3)
        assert 0 < point.silhouette_margin < 0.02
        assert point.silhouette == pytest.approx(over_all.silhouette, abs=2 * point.silhouette_margin)
