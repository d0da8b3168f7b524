"""Customers set apart before clustering."""

from __future__ import annotations

import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.analysis.outliers import find_outliers, no_outliers
from segmentation.analysis.segments import SET_APART

from .customers import customers, shop

ORDERS = [1, 2, 2, 3, 4, 4, 5, 5, 10, 11]
POUNDS = [10, 20, 30, 40, 50, 60, 70, 80, 500, 90]


def test_outliers_by_hand():
    """Quartiles of orders are 2.25 and 5, so 9.125 is the cap; of pounds 32.5 and 77.5, so 145 is."""
    outliers = find_outliers(customers([1] * 10, ORDERS, POUNDS))
    assert outliers.caps == pytest.approx({c.FREQUENCY: 9.125, c.MONETARY: 145})
    assert outliers.group.dropna().to_dict() == {"00008": "both", "00009": "frequency"}
    more = find_outliers(customers([1] * 10, [*ORDERS[:8], 4, 11], POUNDS))
    assert more.group.dropna().to_dict() == {"00008": "monetary", "00009": "frequency"}


def test_a_customer_at_the_cap_is_none():
    """Just at the cap is not above it."""
    outliers = find_outliers(customers([1] * 5, [1] * 5, [0, 10, 10, 20, 35]))
    assert outliers.caps[c.MONETARY] == 35
    assert outliers.group.isna().all()


def test_the_order_of_customers_changes_nothing():
    """Customers in another order are the same outliers."""
    features = shop(0)
    mixed = features.sample(frac=1, random_state=1)
    pd.testing.assert_series_equal(find_outliers(mixed).group.sort_index(), find_outliers(features).group)


def test_every_kind_of_outlier_has_a_name():
    """Each group that may be set apart is one the segments know."""
    assert set(find_outliers(shop(0, 2000)).group.dropna()) == set(SET_APART)


def test_nobody_need_be_set_apart():
    """Without the rule nobody is set apart, and there are no caps."""
    outliers = no_outliers(shop(0))
    assert outliers.group.isna().all()
    assert len(outliers.group) == 500
    assert outliers.caps == {}
