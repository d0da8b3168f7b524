"""Customers set apart before clustering."""

from __future__ import annotations

import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.profiles import SET_APART
from segmentation.topics.clustering.outliers import find_caps, set_apart

from ...by_hand.customers import customers, shop

ORDERS = [1, 2, 2, 3, 4, 4, 5, 5, 10, 11]
POUNDS = [10, 20, 30, 40, 50, 60, 70, 80, 500, 90]


def test_outliers_by_hand():
    """Quartiles of orders are 2.25 and 5, so 9.125 is the cap; of pounds 32.5 and 77.5, so 145 is."""
    features = customers([1] * 10, ORDERS, POUNDS)
    caps = find_caps(features)
    assert caps == pytest.approx({c.FREQUENCY: 9.125, c.MONETARY: 145})
    assert set_apart(features, caps).dropna().to_dict() == {"00008": "both", "00009": "frequency"}
    more = customers([1] * 10, [*ORDERS[:8], 4, 11], POUNDS)
    assert set_apart(more, find_caps(more)).dropna().to_dict() == {"00008": "monetary", "00009": "frequency"}


def test_caps_of_one_month_hold_in_another():
    """Who is set apart is decided by the caps that were found, not by the customers beside them."""
    caps = find_caps(customers([1] * 10, ORDERS, POUNDS))
    later = customers([1] * 3, [10, 10, 1], [500, 100, 500])
    assert set_apart(later, caps).to_list() == ["both", "frequency", "monetary"]


def test_a_customer_at_the_cap_is_none():
    """Just at the cap is not above it."""
    features = customers([1] * 5, [1] * 5, [0, 10, 10, 20, 35])
    caps = find_caps(features)
    assert caps[c.MONETARY] == 35
    assert set_apart(features, caps).isna().all()


def test_the_order_of_customers_changes_nothing():
    """Customers in another order are the same outliers."""
    features = shop(0)
    mixed = features.sample(frac=1, random_state=1)
    apart = set_apart(mixed, find_caps(mixed)).sort_index()
    pd.testing.assert_series_equal(apart, set_apart(features, find_caps(features)))


def test_every_kind_of_outlier_has_a_name():
    """Each group that may be set apart is one the segments know."""
    features = shop(0, 2000)
    assert set(set_apart(features, find_caps(features)).dropna()) == set(SET_APART)


def test_nobody_need_be_set_apart():
    """Without caps nobody is set apart."""
    apart = set_apart(shop(0), {})
    assert apart.isna().all()
    assert len(apart) == 500
