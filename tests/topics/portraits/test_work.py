"""Every segment beside the whole base: the facts."""

from __future__ import annotations

import numpy as np
import pytest

from segmentation import columns as c
from segmentation.topics.portraits.work import DrawnList

from ...by_hand import portraits as portraits_by_hand
from ...by_hand.facts import four_groups, tell
from ...by_hand.portraits import exact, with_portraits


@pytest.fixture(scope="module")
def facts():
    """Make the facts of four segments and of last month's."""
    return portraits_by_hand.told()


def test_countries_add_up_to_the_segment(facts):
    """Customers, shares and money of a segment's countries are the segment's; those of the base are all."""
    for segment, portrait in zip(facts.segments, facts.portraits.segments, strict=True):
        assert portrait.segment == segment.segment
        assert sum(row.customers for row in portrait.countries) == segment.customers
        assert sum(row.monetary for row in portrait.countries) == segment.monetary
        assert sum(row.customer_share for row in portrait.countries) == pytest.approx(1)
        assert sum(row.base_share for row in portrait.countries) == pytest.approx(1)


def test_medians_are_held_against_all_customers(facts):
    """The ratios are those of the medians beside them, and the quartiles those of all customers."""
    for segment, portrait in zip(facts.segments, facts.portraits.segments, strict=True):
        assert portrait.frequency_ratio == pytest.approx(segment.frequency_median / facts.base.frequency_median)
        assert portrait.monetary_ratio == pytest.approx(float(segment.monetary_median / facts.base.monetary_median))
    days, base = facts.points.recency_days, facts.portraits.base
    assert [base.recency_days_lower, base.recency_days_upper] == list(np.quantile(days, [0.25, 0.75]))
    assert float(base.monetary_upper) == pytest.approx(np.quantile(facts.points.monetary, 0.75) / 100, abs=0.00501)


def test_last_month_s_members_are_all_told_of(facts):
    """Who stayed, rose, slipped, moved aside and left are all who were there; with who came they are who is there."""
    for segment, portrait in zip(facts.segments, facts.portraits.segments, strict=True):
        last = portrait.last_month
        assert last.stayed + last.rose + last.slipped + last.aside + last.left == last.customers
        assert last.stayed + sum(came.customers for came in portrait.arrivals) == segment.customers
        assert last.customers + last.customers_change == segment.customers
        assert last.monetary + last.monetary_change == segment.monetary
        assert [came.worth for came in portrait.arrivals] == sorted((x.worth for x in portrait.arrivals), reverse=True)
        for came in portrait.arrivals:
            assert (came.kind == "segment") == (came.direction != "in")


def test_the_first_month_has_no_last_month():
    """Without a month before there is nobody who stayed, left or came."""
    portraits = with_portraits(tell(four_groups())).portraits
    assert all(portrait.last_month is None and portrait.arrivals == () for portrait in portraits.segments)


def test_lists_are_counted_by_segment():
    """A segment has the lists it is on, with its customers, what they spent and who is held out; and no others."""
    told = tell(four_groups())
    customers, (first, second, *_) = exact(told), told.facts.segments
    members = customers.index[customers[c.SEGMENT] == first.segment]
    others = customers.index[customers[c.SEGMENT] == second.segment]
    some = DrawnList("Some", "lists/Some.csv", frozenset([*members[:5], *others[:2]]), frozenset(members[:1]))
    every = DrawnList("All", "lists/All.csv", frozenset(members), frozenset())
    facts = with_portraits(told, lists=[some, every])
    one, all_of = facts.portraits.segments[0].lists
    assert (one.name, one.file, one.customers, one.held_out, one.others) == ("Some", "lists/Some.csv", 5, 1, 2)
    assert float(one.monetary) == pytest.approx(customers.loc[members[:5], c.MONETARY].sum() / 10_000, abs=0.00501)
    # All of a segment come to what the segment comes to, to the penny.
    assert (all_of.customers, all_of.monetary, all_of.others) == (first.customers, first.monetary, 0)
    assert [each.name for each in facts.portraits.segments[1].lists] == ["Some"]
    assert facts.portraits.segments[2].lists == ()


def test_preferences_are_told_with_their_counts(facts):
    """A product's customers are a share of the segment's, and of all others; who has no ratio keeps its bound."""
    first, second = facts.portraits.segments[0].preferences, facts.portraits.segments[1].preferences
    teapot, stand, _ = first.products
    assert (teapot.customer_share, teapot.other_customer_share) == (10 / 12, 4 / 36)
    assert (teapot.per_thousand, teapot.other_per_thousand, teapot.ratio) == (12.5, 5.0, 2.5)
    assert (stand.other_customers, stand.ratio, stand.lower) == (0, None, 1.2)
    assert (second.looked_at, second.products) == (8, ())


def test_a_segment_that_is_not_compared_has_no_preferences():
    """A source without products or countries leaves both out."""
    portraits = with_portraits(tell(four_groups()), countries={}, preferences={}).portraits
    assert all(portrait.preferences is None and portrait.countries == () for portrait in portraits.segments)


def test_a_base_that_spends_nothing_has_no_ratio():
    """Where the typical customer's returns leave nothing, nobody spends so many times as much."""
    groups = {
        "Champions": ("Champions", [(1, 5, 100.0)] * 2),
        "Hibernating": ("Hibernating", [(200, 1, 0.0)] * 3),
    }
    first, _ = with_portraits(tell(groups)).portraits.segments
    assert (first.monetary_ratio, first.frequency_ratio) == (None, 5.0)
