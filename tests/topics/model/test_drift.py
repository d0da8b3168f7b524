"""Drift of customers from those a model was fitted to."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.topics.model.drift import (
    PSI_REFIT,
    Drift,
    Reference,
    describe_customers,
    measure_drift,
    population_stability,
)

from ...by_hand.customers import customers

TEN = customers([*range(1, 11)], [1] * 10, [*range(10, 110, 10)])
SEGMENT = pd.Series(["Loyal"] * 6 + ["At risk"] * 4, index=TEN.index)


def drift(features: pd.DataFrame, segment: pd.Series, reference: Reference, **others: Any) -> Drift:
    """Measure drift, with a model that suits as well, and a year before as at its fitting, unless told otherwise."""
    usual = {"distance": 1.0, "silhouette": 0.4, "silhouette_fresh": 0.4, "year_before": (TEN, SEGMENT)}
    return measure_drift(features, segment, reference, **usual | others)


def test_a_shift_by_hand():
    """From halves to 0.75 and 0.25: 0.25 ln 1.5 - 0.25 ln 0.5 = 0.25 ln 3."""
    assert population_stability([0.5, 0.5], [0.75, 0.25]) == pytest.approx(0.25 * math.log(3))


def test_an_empty_bin_is_not_infinite():
    """A bin nobody is in counts as a ten-thousandth."""
    assert population_stability([0.5, 0.5], [1, 0]) == pytest.approx(
        0.5 * math.log(2) + (0.0001 - 0.5) * math.log(0.0001 / 0.5)
    )


def test_the_same_customers_have_not_drifted():
    """Held against themselves, customers are as they were, and nothing speaks for a refit."""
    reference = describe_customers(TEN, SEGMENT, 1.0)
    found = drift(TEN, SEGMENT, reference)
    assert found.psi == {"recency_days": 0, "frequency": 0, "monetary": 0, "segment": 0}
    assert (found.distance_ratio, found.reasons) == (1, ())


def test_bins_are_deciles_and_equals_share_one():
    """Nine deciles of ten customers part them one by one; where all bought once, there is one bin and its edge."""
    reference = describe_customers(TEN, SEGMENT, 1.0)
    assert reference.shares[c.RECENCY_DAYS] == (0.1,) * 10
    assert reference.edges[c.FREQUENCY] == (1.0,)
    assert reference.shares[c.FREQUENCY] == (1.0, 0.0)
    assert reference.segments == {"At risk": 0.4, "Loyal": 0.6}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"features": customers([*range(101, 111)], [1] * 10, [*range(10, 110, 10)])}, "recency_days"),
        ({"features": customers([*range(1, 11)], [2] * 10, [*range(10, 110, 10)])}, "frequency"),
        ({"features": customers([*range(1, 11)], [1] * 10, [1000] * 10)}, "monetary"),
        ({"segment": pd.Series(["New name"] * 10, index=TEN.index)}, "segment"),
        ({"distance": 1.25}, "distance"),
        ({"silhouette_fresh": 0.46}, "silhouette"),
    ],
)
def test_each_measure_can_speak_for_a_refit(change, reason):
    """Whatever is past its threshold is a reason, and nothing else is."""
    reference = describe_customers(TEN, SEGMENT, 1.0)
    found = drift(**{"features": TEN, "segment": SEGMENT, "reference": reference} | change)
    assert found.reasons == (reason,)
    assert all((name in found.reasons) == (psi >= PSI_REFIT) for name, psi in found.psi.items())


def test_what_the_season_moves_is_no_reason():
    """Recency as far off as can be, and segments too: no reason where the year before was alike, or is not known."""
    later = customers([*range(101, 111)], [1] * 10, [*range(10, 110, 10)])
    other = pd.Series(["At risk"] * 10, index=TEN.index)
    reference = describe_customers(TEN, SEGMENT, 1.0)
    alike = drift(later, other, reference, year_before=(later, other))
    assert min(alike.psi["recency_days"], alike.psi["segment"]) > PSI_REFIT
    assert alike.psi_year == {"recency_days": 0, "segment": 0}
    unknown = drift(later, other, reference, year_before=None)
    assert unknown.psi_year == {}
    assert alike.reasons == unknown.reasons == ()
    assert drift(later, other, reference).reasons == ("recency_days", "segment")


def test_a_model_whose_customers_sat_on_their_centres():
    """Where the model's own customers were at no distance, there is no ratio to speak of."""
    assert drift(TEN, SEGMENT, describe_customers(TEN, SEGMENT, 0.0), distance=0.5).distance_ratio == 1
