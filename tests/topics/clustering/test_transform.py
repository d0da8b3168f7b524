"""The space in which customers are clustered."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import skew
from sklearn.preprocessing import StandardScaler

from segmentation import columns as c
from segmentation.errors import ClusteringError
from segmentation.topics.clustering.record import LeftOut
from segmentation.topics.clustering.transform import features_left_out, fit_space, in_units

from ...by_hand.customers import customers, shop


@pytest.mark.parametrize("transform", ["yeo-johnson", "none"])
@pytest.mark.parametrize("seed", range(3))
def test_points_come_back(seed, transform):
    """From units to points and back nothing is lost, and points are standardised."""
    units = in_units(shop(seed))
    space = fit_space(units, c.FEATURES, transform)
    points = space.points(units)
    assert points.mean(axis=0) == pytest.approx(np.zeros(3), abs=1e-9)
    assert points.std(axis=0) == pytest.approx(np.ones(3))
    assert space.units(points) == pytest.approx(units, rel=1e-6, abs=1e-6)


def test_the_transform_makes_features_symmetric():
    """Skewed orders and spend are hardly skewed any more; left as they are they stay what they were."""
    units = in_units(shop(1))
    space = fit_space(units, c.FEATURES, "yeo-johnson")
    assert (np.abs(skew(space.points(units)[:, 1:])) < 0.2).all()
    plain = fit_space(units, c.FEATURES, "none")
    assert plain.powers is None
    assert plain.points(units) == pytest.approx(StandardScaler().fit_transform(units))


def test_powers_stay_within_bounds():
    """Where most bought once the power is no steeper than two, so that two orders and twenty differ."""
    units = in_units(customers([*range(100)], [1] * 79 + [2, 20, 200] * 7, [50 + n for n in range(100)]))
    space = fit_space(units, c.FEATURES, "yeo-johnson")
    assert (np.abs(space.powers) <= 2).all()
    two, twenty = space.points(np.array([[5, 2, 60], [5, 20, 60]], dtype=float))[:, 1]
    assert twenty > two + 0.1


def test_features_are_in_their_units():
    """Days, invoices, and money in whole units of the currency."""
    assert in_units(customers([7], [3], [12.3456])).tolist() == [[7, 3, 12.3456]]


def test_features_alike_are_found():
    """A feature that 80 of 100 customers share is named with the value they share; one that 79 share is not."""
    units = np.column_stack([[5.0] * 80 + [*range(100, 120)], [2.0] * 79 + [*range(100, 121)], np.arange(100.0)])
    assert features_left_out(units) == (LeftOut(feature=c.RECENCY_DAYS, value=5.0, customers=80),)


def test_customers_alike_in_everything_are_refused():
    """Where no feature is left to cluster by, there is no space."""
    with pytest.raises(ClusteringError, match=r"^the customers are too alike to cluster: of 10, 10 share one rec"):
        features_left_out(np.ones((10, 3)))
