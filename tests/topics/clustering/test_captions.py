"""Titles of pictures say what the pictures find."""

from __future__ import annotations

import pytest

from segmentation.page.parts import captions
from segmentation.profiles import CHAMPIONS, LOYAL
from segmentation.topics.clustering.n_clusters import Choice

from ...by_hand.facts import curve_point, four_groups, tell


def _facts_of(**groups):
    profiles = {"champions": ("Champions", CHAMPIONS), "loyal": ("Loyal", LOYAL)}
    return tell(
        {profiles[key][0]: (profiles[key][1], customers) for key, customers in groups.items() if customers}
    ).facts


def _title(facts, name):
    return captions(facts)[name].title


@pytest.mark.parametrize(
    ("champions", "loyal", "title"),
    [
        ([(3, 7, 90.0)], [(9, 1, 40.0)], "Champions order 7 times a year, Loyal customers once"),
        ([(3, 2, 90.0)], [(9, 1, 40.0)], "Champions order twice a year, Loyal customers once"),
        ([(3, 2, 90.0)], [(9, 2, 40.0)], "Champions last bought 3 days ago, Loyal customers 9 days"),
        ([(3, 2, 90.0)], [(3, 2, 40.0)], "Champions spend £90, Loyal customers £40"),
        ([(3, 2, 40.0)], [(3, 2, 40.0)], "A typical customer is alike in every segment"),
        ([], [(3, 2, 40.0)], "A typical customer bought twice and spent £40"),
    ],
)
def test_spreads_say_in_what_segments_differ(champions, loyal, title):
    """The title is about orders; where those are alike, about recency, then of spend, then that all is alike."""
    assert _title(_facts_of(champions=champions * 3, loyal=loyal * 3), "violins") == title


@pytest.mark.parametrize(
    ("window", "words"),
    [(12, "order 7 times a year,"), (6, "order 7 times in 6 months,"), (None, "ordered 7 times,")],
)
def test_orders_are_said_with_their_window(window, words):
    """How often customers order is written with in how long; over all the time there is, without a span."""
    facts = _facts_of(champions=[(3, 7, 90.0)] * 3, loyal=[(9, 1, 40.0)] * 3).model_copy(
        update={"window_months": window}
    )
    assert words in _title(facts, "violins")


@pytest.mark.parametrize(
    ("customers", "title"),
    [
        (0, "The segments are separate: nobody is on a border between two"),
        (1, "The segments are parts of one cloud: 1 customer (2.1%) is on a border"),
        (5, "The segments are parts of one cloud: 5 customers (10%) are on a border"),
    ],
)
def test_the_cloud_says_how_many_are_on_a_border(customers, title):
    """The title says one cloud where there are customers on a border, and of several where there are none."""
    facts = tell(four_groups()).facts
    border = facts.border.model_copy(update={"customers": customers, "share": customers / 48})
    assert _title(facts.model_copy(update={"border": border}), "clusters") == title


def test_clusters_that_do_not_come_back_are_called_so():
    """The title names the weakest cluster, and says whether all are firm."""
    curve = [curve_point(3, 60.0, 0.35, 0.2), curve_point(4, 35.0, 0.38, 0.35, jaccard=(0.41, 0.9, 0.9, 0.9))]
    weak = tell(four_groups(), curve=curve, choice=Choice(4, "elbow", 4, (4,), ())).facts
    firm = tell(four_groups()).facts
    assert _title(firm, "stability").startswith("All 4 clusters are found again, even the weakest with 90%")
    expected = "Not all of the 4 clusters are firm: the weakest is found again with 41% overlap"
    assert _title(weak, "stability") == expected


def test_the_ledger_says_which_rule_takes_most():
    """The title names the rule that sets most money aside."""
    assert _title(tell(four_groups()).facts, "waterfall").endswith("is in this report; “No customer” takes most, £200")


def test_what_is_read_out_begins_with_the_finding():
    """Every alternative text begins with the title: the finding first."""
    for caption in captions(tell(four_groups()).facts).values():
        assert caption.alt.startswith(f"{caption.title}.")
