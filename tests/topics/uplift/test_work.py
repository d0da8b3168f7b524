"""What acting on a list did: differences between those contacted and those held out, and how sure they are."""

from __future__ import annotations

from decimal import Decimal

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from segmentation import columns as c
from segmentation.topics.uplift.work import Trial, measure_uplift, newcombe, spent_since, welch

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


def _measure(*trials, spent, digits=2):
    return measure_uplift(trials, pd.Series(spent, dtype="int64"), month="2011-10", digits=digits)


def test_uplift_by_hand():
    """Of four contacted three bought, of two held out one did; who bought nothing counts with nothing."""
    spent = {"A": 40 * POUND, "B": 20 * POUND, "C": 0, "E": 12 * POUND, "X": 1000 * POUND}
    measured = _measure(Trial("Win back", ("A", "B", "C", "D"), ("E", "F")), spent=spent)
    assert (measured.month, measured.level, measured.untold) == ("2011-10", 0.95, ())
    (found,) = measured.lists
    assert found.name == "Win back"
    assert found.contacted.model_dump() == {"customers": 4, "buyers": 3, "rate": 0.75, "spend": 15}
    assert found.control.model_dump() == {"customers": 2, "buyers": 1, "rate": 0.5, "spend": 6}
    assert (found.rate_difference, found.spend_difference) == (0.25, 9)
    assert found.rate_lower < 0 < found.rate_upper
    assert found.spend_lower < 0 < found.spend_upper
    assert not found.rate_is_clear
    assert not found.spend_is_clear


def test_money_is_rounded_once():
    """5.555 pounds for ten customers are 0.56 each, and the difference shown is that of what is shown."""
    contacted, control = (tuple(f"{group}{number}" for number in range(10)) for group in "AB")
    spent = {**dict.fromkeys(contacted, 10 * POUND), "B0": 55_550}
    (found,) = _measure(Trial("all buy", contacted, control), spent=spent).lists
    assert (found.control.spend, found.spend_difference) == (Decimal("0.56"), Decimal("9.44"))
    assert found.spend_lower == round(found.spend_lower, 2) > 0
    assert found.rate_is_clear
    assert found.spend_is_clear
    (yen,) = _measure(Trial("all buy", contacted, control), spent=spent, digits=0).lists
    assert (yen.control.spend, yen.spend_difference) == (1, 9)


def test_a_list_without_two_groups_or_changed_has_no_figures():
    """Where nobody was held out or left to contact, or the files were changed, there is only the reason."""
    trials = [Trial("all", ("A",), ()), Trial("none", (), ("A",)), Trial("edited", ("A",), ("B",), is_unchanged=False)]
    measured = _measure(*trials, spent={"A": 40})
    assert measured.lists == ()
    assert [(each.name, each.reason) for each in measured.untold] == [
        ("all", "one group"),
        ("none", "one group"),
        ("edited", "changed"),
    ]


def test_no_interval_of_money_for_one_customer():
    """One customer held out leaves an interval of shares, and none of money."""
    (found,) = _measure(Trial("one", ("A", "B"), ("C",)), spent={"A": 10 * POUND}).lists
    assert (found.spend_lower, found.spend_upper, found.spend_is_clear) == (None, None, False)
    assert found.rate_lower < 0 < found.rate_upper


def test_without_lists_there_is_no_record():
    """Where no list held customers out there is nothing in the record."""
    assert _measure(spent={"A": 40}) is None


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
    assert newcombe(contacted, control) == pytest.approx(interval, abs=0.00006)


def test_welch_is_scipy_s():
    """The interval of a difference of means is the one that goes with Welch's test."""
    rng = np.random.default_rng(7)
    one, other = (pd.Series(rng.lognormal(3, 1, size).round().astype(int)) for size in (40, 9))
    found, expected = welch(one, other), stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert found == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize(("one", "other"), [([5], [3, 4]), ([5, 5], [3, 3]), ([0, 0], [0, 0])])
def test_no_interval_where_nothing_varies(one, other):
    """One customer, or customers who are all alike, leave no interval, and no warning either."""
    assert welch(pd.Series(one), pd.Series(other)) is None


def test_the_interval_holds_what_it_says():
    """Where acting does nothing, about one interval in twenty says that it does: of 400 experiments, 8 to 36."""
    rng = np.random.default_rng(11)
    wrong = 0
    for _ in range(400):
        lower, upper = newcombe((rng.binomial(300, 0.2), 300), (rng.binomial(60, 0.2), 60))
        wrong += not lower <= 0 <= upper
    assert 8 <= wrong <= 36
