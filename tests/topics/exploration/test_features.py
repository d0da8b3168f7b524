"""What the features are like, before the transform and after it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.topics.clustering.transform import Space
from segmentation.topics.exploration.work import correlations, feature_values, skewness

FEATURES = pd.DataFrame(
    {c.RECENCY_DAYS: [1, 2, 3], c.FREQUENCY: [1, 1, 4], c.MONETARY: [30_000, 20_000, 10_000]},
    index=pd.Index(["A", "B", "C"], name=c.CUSTOMER_ID),
)


def _space(*features):
    return Space(tuple(features), None, np.zeros(len(features)), np.full(len(features), 2.0))


def test_values_before_and_after():
    """Before, money is in the currency's unit; after, values are what the space makes of that."""
    values = feature_values(FEATURES, _space(*c.FEATURES))
    assert values["before", c.MONETARY].to_list() == [3, 2, 1]
    assert values["after", c.MONETARY].to_list() == [1.5, 1, 0.5]
    assert values.index.equals(FEATURES.index)


def test_features_left_out_are_left_out():
    """A feature that is not clustered by is not shown."""
    values = feature_values(FEATURES, _space(c.RECENCY_DAYS, c.FREQUENCY))
    assert list(values.columns.get_level_values(1)) == [c.RECENCY_DAYS, c.FREQUENCY] * 2


def test_skewness():
    """What lies evenly has none; one far above two equal ones has the most that three values can have."""
    told = skewness(feature_values(FEATURES, _space(*c.FEATURES))).set_index("feature")
    assert told.loc[c.RECENCY_DAYS, ["least", "median", "mean", "most"]].to_list() == [1, 2, 2, 3]
    assert told.loc[c.RECENCY_DAYS, "skew_before"] == pytest.approx(0)
    assert told.loc[c.FREQUENCY, "skew_before"] == pytest.approx(np.sqrt(3))
    assert told.loc[c.FREQUENCY, "skew_after"] == pytest.approx(np.sqrt(3))


def test_correlations():
    """A feature goes with itself; days and money run against each other here; scales don't matter."""
    told = correlations(feature_values(FEATURES, _space(*c.FEATURES)))
    for when in ("before", "after"):
        assert np.diag(told.loc[when]) == pytest.approx(1)
        assert told.loc[when].loc[c.RECENCY_DAYS, c.MONETARY] == pytest.approx(-1)
