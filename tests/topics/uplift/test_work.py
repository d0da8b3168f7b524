"""What acting on a list did: differences between those contacted and those held out, and how sure they are."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from segmentation import columns as c
from segmentation.topics.uplift.work import Group, Trial, measure_uplift, newcombe, spent_since, welch

from ...by_hand.lines import ENGINES, POUND, at, line, table


@pytest.mark.parametrize("engine", ENGINES)
def test_what_customers_spent_in_the_month(engine):
    """Only what was bought within the month counts, and only who bought is there."""
    kept = table(
        line(2, customer_id="B", invoice_date=at("2011-11-01 00:00")),
        line(3, customer_id="B", invoice_date=at("2011-11-30 23:59")),
        line(7, customer_id="B", invoice_date=at("2011-10-31 23:59")),
        line(1, customer_id="A", invoice_date=at("2011-10-01 10:00")),
    )
    spent = spent_since(nw.from_native(ENGINES[engine](kept)).lazy(), at("2011-11-01"))
    assert spent.to_dict() == {"B": 5 * POUND}
    assert (spent.index.name, spent.dtype) == (c.CUSTOMER_ID, np.int64)


def test_uplift_by_hand():
    """Of four contacted three bought, of two held out one did; who bought nothing counts with nothing."""
    spent = pd.Series({"A": 40, "B": 20, "C": 0, "E": 12, "X": 1000})
    (uplift,) = measure_uplift([Trial("Win back", ("A", "B", "C", "D"), ("E", "F"))], spent)
    assert (uplift.name, uplift.contacted, uplift.control) == ("Win back", Group(4, 3, 60), Group(2, 1, 12))
    assert (uplift.rate.value, uplift.spend.value) == (0.25, 9.0)
    assert uplift.rate.lower < 0 < uplift.rate.upper
    assert uplift.spend.lower < 0 < uplift.spend.upper


def test_a_list_without_two_groups_says_nothing():
    """Where nobody was held out, or nobody was left to contact, there is nothing to compare."""
    spent = pd.Series({"A": 40})
    assert measure_uplift([Trial("all", ("A",), ()), Trial("none", (), ("A",))], spent) == ()


@pytest.mark.parametrize(
    ("contacted", "control", "interval"),
    # Newcombe (1998), table II, method 10: contrasts (a), (b), (d) and (h).
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombe_s_own_examples(contacted, control, interval):
    """The interval of a difference of shares is the one that its author prints."""
    found = newcombe(Group(contacted[1], contacted[0], 0), Group(control[1], control[0], 0))
    assert found.value == pytest.approx(contacted[0] / contacted[1] - control[0] / control[1])
    assert (found.lower, found.upper) == pytest.approx(interval, abs=0.00006)


def test_welch_is_scipy_s():
    """The interval of a difference of means is the one that goes with Welch's test."""
    rng = np.random.default_rng(7)
    one, other = (pd.Series(rng.lognormal(3, 1, size).round().astype(int)) for size in (40, 9))
    found, expected = welch(one, other), stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert (found.lower, found.upper) == pytest.approx((expected.low, expected.high))
    assert found.value == pytest.approx(one.mean() - other.mean())


@pytest.mark.parametrize(("one", "other"), [([5], [3, 4]), ([5, 5], [3, 3]), ([0, 0], [0, 0])])
def test_no_interval_where_nothing_varies(one, other):
    """One customer, or customers who are all alike, leave no interval, and no warning either."""
    assert welch(pd.Series(one), pd.Series(other)) is None


def test_the_interval_holds_what_it_says():
    """Where acting does nothing, about one interval in twenty says that it does: of 400 experiments, 8 to 36."""
    rng = np.random.default_rng(11)
    wrong = 0
    for _ in range(400):
        found = newcombe(Group(300, int(rng.binomial(300, 0.2)), 0), Group(60, int(rng.binomial(60, 0.2)), 0))
        wrong += not found.lower <= 0 <= found.upper
    assert 8 <= wrong <= 36
