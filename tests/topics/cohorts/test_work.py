"""Cohorts: who comes back, worked out by hand, and what the beginning of the data hides."""

from __future__ import annotations

import random
from datetime import datetime

import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.months import Month
from segmentation.topics.cohorts.work import SHOWN, follow

from ...by_hand.lines import clean_alone

JANUARY = datetime(2011, 1, 1, 9)  # noqa: DTZ001  (the shop's local time)
SECOND_OF_JANUARY = datetime(2011, 1, 2, 9)  # noqa: DTZ001


def _activity(months):
    """Make the table from each customer's months: numbers count from January 2011."""
    rows = [(who, f"{2011 + month // 12}-{month % 12 + 1:02d}") for who, of in months.items() for month in of]
    return pd.DataFrame(rows, columns=["customer_id", "month"])


def _follow(months, last, first=JANUARY, *, month_is_whole=True):
    return follow(_activity(months), first=first, last=Month.parse(last), month_is_whole=month_is_whole)


def _averages(found):
    return [(each.customers, each.bought) for each in found.average]


def _newness(found):
    return found.newness.months, found.newness.looked_new, found.newness.were_old


# Ann pauses for 4 months, Fay for 3; seven customers first buy in August, and Ben in May, when 4 months have passed.
A_YEAR = {
    "Ann": (0, 4),
    "Ben": (4, 5, 7),
    **{f"August {number}": (7,) for number in range(5)},
    "Eve": (7, 8),
    "Fay": (7, 10, 11),
}


def test_a_year_worked_out_by_hand():
    """Rows are months of first purchase, and each counts who bought so many months later."""
    found = _follow(A_YEAR, "2011-12")
    assert [(x.month, x.until, x.customers, x.censored) for x in found.cohorts] == [
        ("2011-01", "2011-01", 1, True),
        ("2011-05", "2011-05", 1, False),
        ("2011-08", "2011-08", 7, False),
    ]
    assert found.cohorts[0].bought == (1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0)
    assert found.cohorts[1].bought == (1, 1, 0, 1, 0, 0, 0, 0)
    assert found.cohorts[2].bought == (7, 1, 0, 1, 1)
    assert _averages(found) == [(8, 8), (8, 2), (8, 0), (8, 2), (8, 1), *[(1, 0)] * 3]
    assert found.horizon.model_dump() == {
        "months": 6, "cohorts": 1, "first": "2011-05", "last": "2011-05",
        "customers": 1, "back": 1, "share": 1, "last_customers": 1, "last_back": 1, "last_share": 1,
    }  # fmt: skip


def test_how_long_an_old_customer_stays_hidden_is_learnt_from_pauses():
    """With 3 months in sight, Ann's return after 4 looks new, 1 of 9 (11 %); with 4 nobody's does. So it takes 4.

    With 1 or 2 in sight Fay's return after 3 does, too. Ben first bought 4 months after the beginning: with 4 in
    sight there is nothing to hide before him, so that he does not count then. With one more new customer, Ann is 1
    of 10, which is little enough.
    """
    assert _newness(_follow(A_YEAR, "2011-12")) == (4, 7, 0)
    one_more = {**A_YEAR, "Gil": (7,)}
    assert _newness(_follow(one_more, "2011-12")) == (3, 10, 1)


def test_a_cohort_is_censored_if_too_little_lies_before_it():
    """May has 4 whole months before it only if the data begin on the first of January."""
    assert [x.censored for x in _follow(A_YEAR, "2011-12").cohorts] == [True, False, False]
    assert [x.censored for x in _follow(A_YEAR, "2011-12", SECOND_OF_JANUARY).cohorts] == [True, True, False]


def test_the_first_month_is_always_censored():
    """Where nobody ever pauses, one month in sight is enough; the first month has none before it."""
    months = {"Ann": range(6), "Ben": range(1, 6), "Cid": range(2, 6)}
    found = _follow(months, "2011-06")
    assert _newness(found) == (1, 1, 0)
    assert [x.censored for x in found.cohorts] == [True, False, False]


@pytest.mark.parametrize(
    ("months", "last"),
    [
        ({"Ann": (0,), "Ben": (0,)}, "2011-01"),
        ({"Ann": (0, 1), "Ben": (1,)}, "2011-02"),
        ({"Ann": (0, 4), "Ben": (5,), "Cid": (5,)}, "2011-06"),
        ({"Ann": (0, 3), "Ben": (0,)}, "2011-08"),
    ],
)
def test_data_too_short_censor_every_cohort(months, last):
    """One month, two months, a pause nearly as long as the data, nobody new: then no cohort is in an average."""
    found = _follow(months, last)
    assert found.newness is None
    assert all(x.censored for x in found.cohorts)
    assert found.average == ()
    assert found.horizon is None


def test_a_month_that_is_not_over_is_in_no_average():
    """The last month is in its cohorts' rows, but averages and horizons end before it."""
    whole = _follow(A_YEAR, "2011-12")
    unfinished = _follow(A_YEAR, "2011-12", month_is_whole=False)
    assert unfinished.cohorts == whole.cohorts
    assert len(unfinished.average) == len(whole.average) - 1
    assert _averages(unfinished)[4] == (1, 0)


def test_months_after_the_last_are_passed_over():
    """A month's report is the same whether or not later months are there."""
    cut = {who: [month for month in of if month <= 8] for who, of in A_YEAR.items()}
    assert _follow(A_YEAR, "2011-09") == _follow({who: of for who, of in cut.items() if of}, "2011-09")


def test_horizon_is_the_longest_that_three_cohorts_have_lived_through():
    """Three cohorts of four have lived through 3 months, only two through 6; half their customers came back by then."""
    months = {
        "old": range(12),
        "April": (3, 4),
        "also April": (3,),
        "June": (5, 6),
        "August": (7,),
        "November": (10,),
    }
    found = _follow(months, "2011-12", month_is_whole=True)
    horizon = found.horizon
    assert (horizon.months, horizon.cohorts, horizon.first, horizon.last) == (3, 3, "2011-04", "2011-08")
    assert (horizon.customers, horizon.back, horizon.share) == (4, 2, 0.5)
    assert (horizon.last_customers, horizon.last_back, horizon.last_share) == (1, 0, 0)


def test_who_comes_back_in_time_counts_once():
    """Within 3 months: who comes back after 5 is too late, who comes back twice counts once, after 3 is in time."""
    months = {"old": range(12), "April": (3, 8), "June": (5, 6, 7), "August": (7, 10)}
    horizon = _follow({**months, **{f"August {number}": (7,) for number in range(10)}}, "2011-12").horizon
    assert (horizon.months, horizon.customers, horizon.back, horizon.last_back) == (3, 13, 2, 1)


def test_older_cohorts_are_put_together():
    """Of 30 monthly cohorts the last 24 have a row each; those before are put together, the censored apart."""
    months = {f"{month}-{number}": (month, month + 1) for month in range(30) for number in range(2)}
    found = _follow(months, "2013-06")
    assert [(x.month, x.until, x.customers, x.censored) for x in found.cohorts[:3]] == [
        ("2011-01", "2011-01", 2, True),
        ("2011-02", "2011-06", 10, False),
        ("2011-07", "2011-07", 2, False),
    ]
    assert len(found.cohorts) == 2 + SHOWN
    assert found.cohorts[1].bought == (10, 10, *[0] * (SHOWN - 2))
    assert max(len(x.bought) for x in found.cohorts) == SHOWN == len(found.average)
    # Averages are over all cohorts, also those that are put together.
    assert _averages(found)[1] == (56, 56)


def test_nobody_bought_anything():
    """Without any purchase there is no cohort, and nothing fails."""
    found = _follow({}, "2011-03")
    assert (found.cohorts, found.average, found.horizon, found.newness) == ((), (), None, None)


@pytest.mark.parametrize("seed", range(10))
def test_every_customer_is_in_one_cohort(seed):
    """Customers in are customers out, in any order of rows; each row begins with all of its customers."""
    rng = random.Random(seed)
    months = {f"customer {who}": sorted(rng.sample(range(18), rng.randint(1, 6))) for who in range(40)}
    found = _follow(months, "2012-06")
    assert sum(x.customers for x in found.cohorts) == 40
    for cohort in found.cohorts:
        assert cohort.bought[0] == cohort.customers
    if horizon := found.horizon:
        lived = [x for x in found.cohorts if horizon.first <= x.month <= horizon.last]
        assert sum(x.customers for x in lived) == horizon.customers
        for since in range(1, horizon.months + 1):
            assert sum(x.bought[since] for x in lived) <= horizon.back <= horizon.customers
    shuffled = _activity(months).sample(frac=1, random_state=seed)
    assert follow(shuffled, first=JANUARY, last=Month(2012, 6), month_is_whole=True) == found


def test_real_customers_who_look_new_after_half_a_year_often_are_not(real_lines):
    """In Online Retail II it takes 13 months to know new customers from old ones: then 143 of 1,579 are not (9.1 %)."""
    lines = clean_alone(real_lines.frame, as_of=datetime(2011, 12, 1), window_start=None).lines  # noqa: DTZ001
    table = lines.select(c.CUSTOMER_ID, c.INVOICE_DATE).collect("pandas").to_native()
    table["month"] = table[c.INVOICE_DATE].dt.strftime("%Y-%m")
    activity = table[["customer_id", "month"]].drop_duplicates()
    found = follow(activity, first=real_lines.first, last=Month(2011, 11), month_is_whole=True)
    assert _newness(found) == (13, 1579, 143)
    assert [x.month for x in found.cohorts if not x.censored] == [f"2011-{month:02d}" for month in range(1, 12)]
    assert sum(x.customers for x in found.cohorts) == activity["customer_id"].nunique()
