"""Recency, frequency and monetary value of every customer; months and windows."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pytest

from segmentation import columns as c
from segmentation.errors import FeaturesError
from segmentation.months import Month, choose_month, is_whole, window_start
from segmentation.topics.features.extraction import extract_features
from segmentation.topics.features.minimum import Minimum, require_enough

from ...by_hand.lines import ENGINES, at, line, table

AS_OF = at("2011-12-01")


def features_of(*lines, engine="polars"):
    """Work out the features of lines that were all kept."""
    kept = table(*lines)
    return extract_features(nw.from_native(ENGINES[engine](kept)).lazy(), as_of=AS_OF)


@pytest.mark.parametrize("engine", ENGINES)
def test_features_by_hand(engine):
    """Two customers' lines give the two rows one works out with a pencil, sorted by customer."""
    features = features_of(
        line(2, customer_id="B", invoice="1", invoice_date=at("2011-11-28 09:00"), price=12_500),
        line(1, customer_id="A", invoice="2", invoice_date=at("2011-01-31 23:00"), price=333),
        line(3, customer_id="B", invoice="1", invoice_date=at("2011-11-28 09:00"), price=10_000),
        line(1, customer_id="B", invoice="3", invoice_date=at("2011-02-01 09:00"), price=10_000),
        engine=engine,
    )
    assert features.index.name == c.CUSTOMER_ID
    assert features.index.to_list() == ["A", "B"]
    assert list(features.columns) == [*c.FEATURES, c.FIRST_PURCHASE, c.LAST_PURCHASE]
    # From 31 January, 23:00, to 1 December there are 303 days and an hour.
    assert features[[*c.FEATURES]].to_numpy().tolist() == [[303, 1, 333], [2, 2, 65_000]]
    assert (features[[*c.FEATURES]].dtypes == np.int64).all()
    assert features[c.FIRST_PURCHASE].to_list() == [at("2011-01-31 23:00"), at("2011-02-01 09:00")]
    assert features[c.LAST_PURCHASE].to_list() == [at("2011-01-31 23:00"), at("2011-11-28 09:00")]


@pytest.mark.parametrize(
    ("instant", "days"),
    [
        ("2011-11-30 23:59", 0),
        ("2011-11-30 00:01", 0),
        ("2011-11-30 00:00", 1),
        ("2011-11-29 23:59", 1),
        ("2010-12-01 00:00", 365),
    ],
)
def test_recency_counts_whole_days(instant, days):
    """A day counts when all of its 24 hours have passed: a purchase on the last evening is 0 days old."""
    assert features_of(line(invoice_date=at(instant))).loc["A", c.RECENCY_DAYS] == days


def test_recency_may_be_counted_from_the_last_purchase_of_all():
    """Looking back from the last line kept, its customer bought 0 days ago, whatever the time of day."""
    lines = [
        line(customer_id="A", invoice_date=at("2011-11-10 10:00")),
        line(customer_id="B", invoice_date=at("2011-11-12 09:00")),
    ]
    features = extract_features(nw.from_native(table(*lines).lazy()), as_of=None)
    assert features[c.RECENCY_DAYS].to_dict() == {"A": 1, "B": 0}


def test_recency_is_that_of_the_last_purchase():
    """Earlier purchases, and the order in which lines stand, have no say in recency."""
    days = ["2011-11-10 10:00", "2011-11-20 10:00", "2011-03-01 10:00"]
    assert features_of(*(line(invoice_date=at(day)) for day in days)).loc["A", c.RECENCY_DAYS] == 10


def test_frequency_counts_invoices_not_lines():
    """Five lines on two invoices are two purchases, on whichever days they were."""
    lines = [line(invoice=invoice) for invoice in ("1", "1", "2", "1", "2")]
    assert features_of(*lines).loc["A", c.FREQUENCY] == 2


@pytest.mark.parametrize("seed", range(3))
def test_money_in_equals_money_out(seed):
    """Every customer of the lines is there once, money sums exactly, and the order of rows changes nothing."""
    rng = np.random.default_rng(seed)
    lines = [
        line(
            int(rng.integers(1, 50)),
            price=int(rng.integers(1, 10**6)),
            customer_id=f"{rng.integers(0, 40)}",
            invoice=f"{rng.integers(0, 99)}",
        )
        for _ in range(300)
    ]
    features = features_of(*lines)
    assert set(features.index) == {row[c.CUSTOMER_ID] for row in lines}
    assert features.index.is_unique
    assert features.index.is_monotonic_increasing
    assert features[c.MONETARY].sum() == sum(row[c.QUANTITY] * row[c.PRICE] for row in lines)
    assert features_of(*reversed(lines)).equals(features)


@pytest.mark.parametrize(
    ("month", "months", "result"),
    [
        (Month(2011, 11), 1, Month(2011, 12)),
        (Month(2011, 12), 1, Month(2012, 1)),
        (Month(2011, 1), -1, Month(2010, 12)),
        (Month(2011, 2), -12, Month(2010, 2)),
        (Month(2011, 6), 0, Month(2011, 6)),
        (Month(2011, 11), 26, Month(2014, 1)),
    ],
)
def test_months_are_shifted_over_the_turn_of_the_year(month, months, result):
    """A month shifted is a month, and shifting it back gives the month one began with."""
    assert month.shifted(months) == result
    assert result.shifted(-months) == month


def test_months_have_a_name_an_order_and_two_ends():
    """A month is written as in ISO 8601, sorts by time, and ends where the next begins."""
    assert str(Month(987, 3)) == "0987-03"
    assert Month.parse("0987-03") == Month(987, 3)
    assert sorted([Month(2012, 1), Month(2011, 12), Month(2011, 2)]) == [
        Month(2011, 2),
        Month(2011, 12),
        Month(2012, 1),
    ]
    assert Month(2012, 2).start == at("2012-02-01")
    assert Month(2012, 2).end == at("2012-03-01")
    assert Month(2011, 12).end == at("2012-01-01")
    assert Month.of(at("2012-02-29 23:59:59")) == Month(2012, 2)


@pytest.mark.parametrize(
    ("first", "last", "month"),
    [
        pytest.param("2009-12-01 07:45", "2011-12-09 12:50", "2011-11", id="the last is under way"),
        pytest.param("2009-12-01 07:45", "2011-11-30 00:00", "2011-11", id="a line on its last day"),
        pytest.param("2009-12-01 07:45", "2011-11-29 23:59", "2011-10", id="no line on its last day"),
        pytest.param("2011-01-05 10:00", "2011-02-28 10:00", "2011-02", id="February"),
        pytest.param("2011-01-05 10:00", "2012-02-28 10:00", "2012-01", id="February of a leap year"),
        pytest.param("2011-01-05 10:00", "2012-02-29 10:00", "2012-02", id="the leap day"),
        pytest.param("2010-12-20 10:00", "2011-01-03 10:00", "2010-12", id="over the turn of the year"),
        pytest.param("2011-11-02 10:00", "2011-11-20 10:00", "2011-11", id="none is whole"),
    ],
)
def test_the_month_is_the_last_whole_one(first, last, month):
    """Unasked, the report is about the last month whose last day has lines."""
    assert str(choose_month(None, at(first), at(last))) == month


@pytest.mark.parametrize("month", [Month(2010, 11), Month(2011, 3), Month(2011, 12)])
def test_the_month_asked_for_is_taken(month):
    """Any month of the data may be asked for, the first and one that is under way among them."""
    assert choose_month(month, at("2010-11-30 10:00"), at("2011-12-01 10:00")) == month


@pytest.mark.parametrize("month", [Month(2010, 10), Month(2012, 1)])
def test_a_month_outside_the_data_is_refused_with_the_range(month):
    """The error names the month asked for and both ends of what there is."""
    with pytest.raises(FeaturesError) as raised:
        choose_month(month, at("2010-11-30 10:00"), at("2011-12-01 10:00"))
    assert str(raised.value) == (
        f"month {month} lies outside the data, which run from 2010-11 to 2011-12; choose one of these"
    )


@pytest.mark.parametrize(
    ("month", "last", "whole"),
    [
        (Month(2012, 2), "2012-02-28 23:59", False),
        (Month(2012, 2), "2012-02-29 00:00", True),
        (Month(2011, 2), "2011-02-28 00:00", True),
        (Month(2011, 10), "2011-12-09 12:50", True),
        (Month(2011, 12), "2011-11-30 12:50", False),
    ],
)
def test_a_month_is_whole_from_its_last_day_on(month, last, whole):
    """A month is whole once there is a line on its last day or later."""
    assert is_whole(month, at(last)) is whole


@pytest.mark.parametrize(
    ("as_of", "months", "start"),
    [
        ("2011-12-01", 12, "2010-12-01"),
        ("2011-12-01", 1, "2011-11-01"),
        ("2012-03-01", 1, "2012-02-01"),
        ("2011-01-01", 1, "2010-12-01"),
        ("2012-01-01", 25, "2009-12-01"),
    ],
)
def test_the_window_begins_so_many_months_before_as_of(as_of, months, start):
    """A window of whole months begins on the first of one."""
    assert window_start(at(as_of), months) == at(start)


def test_what_is_just_enough_is_enough():
    """Twenty customers, thirty invoices and 28 days can be told of."""
    enough = [
        line(customer_id=f"{row % 20}", invoice=f"{row}", invoice_date=at("2011-11-03 00:00")) for row in range(30)
    ]
    require_enough(features_of(*enough), as_of=AS_OF, minimum=Minimum())


@pytest.mark.parametrize(
    ("customers", "invoices", "first", "words"),
    [
        (19, 30, "2011-11-03 00:00", "19 customers are too little to say anything of: a report needs 20;"),
        (20, 29, "2011-11-03 00:00", "29 invoices are too little to say anything of: a report needs 30;"),
        (20, 30, "2011-11-03 00:01", "27 days of history are too little to say anything of: a report needs 28;"),
    ],
)
def test_too_little_to_say_anything_of(customers, invoices, first, words):
    """One customer, invoice or day less, and the error says how many there are, and how many a report needs."""
    lines = [
        line(customer_id=f"{row % customers}", invoice=f"{row}", invoice_date=at(first)) for row in range(invoices)
    ]
    with pytest.raises(FeaturesError) as raised:
        require_enough(features_of(*lines), as_of=AS_OF, minimum=Minimum())
    assert str(raised.value).startswith(words)
    assert f"set minimum_{words.split()[1]} lower" in str(raised.value)


def test_a_shop_may_be_content_with_less():
    """Who sets the minimum lower gets a report of less."""
    require_enough(features_of(line()), as_of=AS_OF, minimum=Minimum(customers=1, invoices=1, days=20))
