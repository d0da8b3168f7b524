"""Customers scored by clusters that were found before, and the rule for borders."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.topics.clustering.kmeans import Search
from segmentation.topics.clustering.work import Fit, cluster_customers
from segmentation.topics.model.fresh_fit import compare_with_fresh_fit
from segmentation.topics.model.scoring import confidence, distances, score_history

from ...by_hand.customers import customers, shop, three_kinds

LINE = ((0.0,), (10.0,))
"""Two centres on a line; the border is at 5."""


def on_a_line(fit: Fit, centers: tuple[tuple[float, ...], ...] = LINE) -> Fit:
    """Put centres on the scale of days since the last purchase, as they are."""
    space = dataclasses.replace(fit.space, features=(c.RECENCY_DAYS,), powers=None, means=(0.0,), deviations=(1.0,))
    return dataclasses.replace(fit, space=space, centers=centers)


@pytest.fixture(scope="module")
def fit() -> Fit:
    """Clusters of a small shop."""
    return cluster_customers(shop(0), candidates=(2, 3), search=Search(n_init=2), draws=2).fit


def history(**months: list[int | None]) -> pd.DataFrame:
    """Make a history of customers' days since their last purchase; all else about them is always the same."""
    rows = {
        (month.replace("_", "-")[1:], f"{number:03d}"): (days, 1, 10_000)
        for month, of in months.items()
        for number, days in enumerate(of)
        if days is not None
    }
    index = pd.MultiIndex.from_tuples(rows, names=[c.MONTH, c.CUSTOMER_ID])
    return pd.DataFrame(rows.values(), index=index, columns=list(c.FEATURES)).sort_index()


def clusters(scored: pd.DataFrame, customer: str = "000") -> list[int]:
    """List a customer's clusters, month by month."""
    of: list[int] = scored.xs(customer, level=c.CUSTOMER_ID)[c.CLUSTER].tolist()
    return of


OTHERS = [*range(40)]
"""Forty customers of 0 to 39 days, so that one place in the ranks is 2.4 points."""


def test_who_hardly_changed_stays(fit):
    """From 4 days to 6 is over the border, but no rank moves by five points: the customer stays where they were."""
    months = history(_2011_01=[4, *OTHERS], _2011_02=[6, *OTHERS[:5], 6, *OTHERS[7:]])
    scored = score_history(months, on_a_line(fit))
    assert clusters(scored) == [0, 0]
    assert scored.loc[("2011-02", "000"), c.NEAREST] == 1
    assert clusters(score_history(months, on_a_line(fit), hold=False)) == [0, 1]


def test_who_changed_goes(fit):
    """From 4 days to 9 is two places and a half in ten: the customer goes where the nearest centre is."""
    months = history(_2011_01=[4, *OTHERS], _2011_02=[9, *OTHERS])
    assert clusters(score_history(months, on_a_line(fit))) == [0, 1]


def test_who_is_beyond_reach_goes(fit):
    """Whose centre is more than twice as far as the nearest goes, however little their rank moved."""
    few = history(_2011_01=[4, 4, 4, 4], _2011_02=[8, 8, 8, 8])
    assert clusters(score_history(few, on_a_line(fit))) == [0, 1]
    assert clusters(score_history(history(_2011_01=[4] * 4, _2011_02=[6] * 4), on_a_line(fit))) == [0, 0]


def test_a_stay_holds_on_from_month_to_month(fit):
    """Once held, a customer stays held while nothing changes, and each month looks only at the one before."""
    months = history(_2011_01=[4] * 4, _2011_02=[6] * 4, _2011_03=[6] * 4)
    scored = score_history(months, on_a_line(fit))
    assert clusters(scored) == [0, 0, 0]
    pd.testing.assert_frame_equal(score_history(months.loc[:"2011-02"], on_a_line(fit)), scored.loc[:"2011-02"])


def test_a_gap_ends_it(fit):
    """Who was away for a month is scored afresh."""
    months = history(_2011_01=[4, 1, 2, 3], _2011_02=[None, 1, 2, 3], _2011_03=[6, 1, 2, 3])
    assert clusters(score_history(months, on_a_line(fit))) == [0, 1]


def test_the_order_of_rows_within_a_month_changes_nothing(fit):
    """Customers in another order get the same clusters."""
    months = pd.concat({"2011-01": shop(1), "2011-02": shop(2), "2011-03": shop(3)}, names=[c.MONTH])
    mixed = months.sample(frac=1, random_state=5).sort_index(level=c.MONTH, sort_remaining=False, kind="stable")
    pd.testing.assert_frame_equal(score_history(mixed, fit).sort_index(), score_history(months, fit).sort_index())


def test_the_month_it_was_fitted_to_is_clustered_as_k_means_did():
    """With no month before it, every customer is where k-means put them."""
    features, _ = three_kinds()
    result = cluster_customers(features, search=Search(n_init=5), draws=2)
    scored = score_history(pd.concat({"2011-11": features}, names=[c.MONTH]), result.fit)
    assert (scored[c.CLUSTER].to_numpy() == result.labels).all()
    assert (scored[c.CLUSTER] == scored[c.NEAREST]).all()


def test_confidence_is_nought_on_the_border_and_whole_at_the_centre():
    """Confidence falls from 1 at the centre to 0 half-way to the next, and is 0 beyond; with one centre it is 1."""
    points = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    apart = distances(points, ((0.0, 0.0), (4.0, 0.0), (9.0, 9.0)))
    assert confidence(apart, np.zeros(4, dtype=int)).tolist() == pytest.approx([1, 1 - 1 / 3, 0, 0])
    assert confidence(apart[:, :1], np.zeros(4, dtype=int)).tolist() == [1, 1, 1, 1]


def test_a_fresh_fit_of_the_same_customers_is_no_better():
    """Held against the customers a model was fitted to, a fresh fit finds the same clusters."""
    features, _ = three_kinds()
    result = cluster_customers(features, search=Search(n_init=5), draws=2)
    suit = compare_with_fresh_fit(features, result.labels, result.fit)
    assert suit.silhouette == pytest.approx(suit.silhouette_fresh)
    assert suit.silhouette == pytest.approx(result.fit.silhouette)


def test_a_fresh_fit_finds_what_the_model_does_not():
    """Where customers have gathered elsewhere, a fresh fit has the higher silhouette and the model the longer way."""
    features, kind = three_kinds()
    fit = cluster_customers(features[kind != 2], n_clusters=3, search=Search(n_init=5), draws=2).fit
    here = score_history(pd.concat({"2011-11": features[kind != 2]}, names=[c.MONTH]), fit)
    there = score_history(pd.concat({"2011-11": features}, names=[c.MONTH]), fit)
    before = compare_with_fresh_fit(features[kind != 2], here[c.CLUSTER].to_numpy(), fit)
    after = compare_with_fresh_fit(features, there[c.CLUSTER].to_numpy(), fit)
    assert after.silhouette_fresh > after.silhouette + 0.1
    assert after.distance > before.distance


def test_customers_all_alike_have_no_silhouette(fit):
    """Where there are fewer kinds of customers than clusters there is nothing to compare."""
    alike = customers([5] * 6, [1] * 6, [10] * 6)
    assert compare_with_fresh_fit(alike, np.zeros(6, dtype=int), fit).silhouette_fresh == 0
