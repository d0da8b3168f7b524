"""Drift of customers from those a model was fitted to."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.topics.model.drift import (
    PSI_REFIT,
    SEASONAL,
    Reference,
    describe_customers,
    measure_drift,
    population_stability,
)
from segmentation.topics.model.fresh_fit import Suit
from segmentation.topics.model.record import Drift

from ...by_hand.customers import customers

TEN = customers([*range(1, 11)], [1] * 10, [*range(10, 110, 10)])
SUIT = {"distance": 1.0, "silhouette": 0.4, "silhouette_fresh": 0.4}
SEGMENT = pd.Series(["Loyal"] * 6 + ["At risk"] * 4, index=TEN.index)


def drift(features: pd.DataFrame, segment: pd.Series, reference: Reference, **others: Any) -> Drift:
    """Measure drift, with a model that suits as well, and a year before as at its fitting, by default."""
    suit = {name: others.pop(name, usual) for name, usual in SUIT.items()}
    now, then = (
        of.assign(segment=names, nearest=names)
        for of, names in ((features, segment), others.pop("year_before", (TEN, SEGMENT)))
    )
    return measure_drift(now, reference, Suit(**suit), **{"year_before": then} | others)


def shifts(found: Drift) -> dict[str, float]:
    """Give the index of everything that may shift."""
    return {shift.of: shift.psi for shift in found.psi}


def of_the_season(found: Drift) -> list[float | None]:
    """Give the indices of recency and of the segments against the year before."""
    return [shift.psi_year for shift in found.psi if shift.of in SEASONAL]


def test_a_shift_by_hand():
    """From halves to 0.75 and 0.25: 0.25 ln 1.5 - 0.25 ln 0.5 = 0.25 ln 3."""
    assert population_stability([0.5, 0.5], [0.75, 0.25]) == pytest.approx(0.25 * math.log(3))


def test_an_empty_bin_is_not_infinite():
    """A bin nobody is in counts as a ten-thousandth."""
    assert population_stability([0.5, 0.5], [1, 0]) == pytest.approx(
        0.5 * math.log(2) + (0.0001 - 0.5) * math.log(0.0001 / 0.5)
    )


def test_the_same_customers_have_not_drifted():
    """Compared with themselves, customers are as they were, and nothing calls for a refit."""
    reference = describe_customers(TEN, SEGMENT, 1.0)
    found = drift(TEN, SEGMENT, reference)
    assert shifts(found) == {"recency_days": 0, "frequency": 0, "monetary": 0, "segment": 0}
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
def test_each_measure_can_call_for_a_refit(change, reason):
    """Whatever is past its threshold is a reason, and nothing else is."""
    reference = describe_customers(TEN, SEGMENT, 1.0)
    found = drift(**{"features": TEN, "segment": SEGMENT, "reference": reference} | change)
    assert found.reasons == (reason,)
    assert all((shift.of in found.reasons) == shift.is_past == (shift.psi >= PSI_REFIT) for shift in found.psi)
    assert found.refit_recommended


def test_what_the_season_moves_is_no_reason():
    """Recency as far off as can be, and segments too: no reason where the year before was alike, or is not known."""
    later = customers([*range(101, 111)], [1] * 10, [*range(10, 110, 10)])
    other = pd.Series(["At risk"] * 10, index=TEN.index)
    reference = describe_customers(TEN, SEGMENT, 1.0)
    alike = drift(later, other, reference, year_before=(later, other))
    assert min(shifts(alike)["recency_days"], shifts(alike)["segment"]) > PSI_REFIT
    assert of_the_season(alike) == [0, 0]
    unknown = measure_drift(later.assign(segment=other, nearest=other), reference, Suit(**SUIT))
    assert of_the_season(unknown) == [None, None]
    assert alike.reasons == unknown.reasons == ()
    assert drift(later, other, reference).reasons == ("recency_days", "segment")


def test_a_model_whose_customers_sat_on_their_centres():
    """Where the model's own customers were at no distance, the ratio is 1."""
    assert drift(TEN, SEGMENT, describe_customers(TEN, SEGMENT, 0.0), distance=0.5).distance_ratio == 1


def test_a_month_that_is_not_all_there_is_not_judged():
    """What is past its threshold is recorded all the same, and no refit is recommended."""
    found = drift(TEN, SEGMENT, describe_customers(TEN, SEGMENT, 1.0), distance=1.25, is_judged=False)
    assert (found.reasons, found.is_judged, found.refit_recommended) == (("distance",), False, False)


def test_who_is_held_by_the_rule_is_counted():
    """A customer whose segment is not that of the nearest centre is held by the rule for borders."""
    now = TEN.assign(segment=SEGMENT, nearest=["At risk", *SEGMENT[1:]])
    found = measure_drift(now, describe_customers(TEN, SEGMENT, 1.0), Suit(**SUIT))
    assert (found.held, found.held_share) == (1, 0.1)
