"""Calendar months, and windows that end with one."""

from __future__ import annotations

import pytest

from segmentation.errors import FeaturesError
from segmentation.months import Month, choose_month, is_whole, window_start

from .by_hand.lines import at


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
        f"month {month} is outside the data, which run from 2010-11 to 2011-12; choose one of these"
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
