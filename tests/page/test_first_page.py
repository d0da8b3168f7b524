"""The first page: how many, how much, what to do first, and how far to trust it."""

from __future__ import annotations

import re

import pytest

from segmentation.months import Month
from segmentation.page.first_page import begin_with, headline, key_figures, more_actions, standfirst, to_do
from segmentation.page.first_page_fit import first_remarks, more_remarks
from segmentation.page.html import render_html
from segmentation.page.trust import trust
from segmentation.profiles import AT_RISK, CHAMPIONS

from ..by_hand import movement as movement_by_hand
from ..by_hand.facts import four_groups, tell

ALICE = (5, 9, 750.0)


def _moved(facts, *notable):
    """Tell of these movements alone: from, to, direction, customers and pounds."""
    assert facts.movement is not None
    first = facts.movement.notable[0]
    made = tuple(
        first.model_copy(update={"origin": origin, "target": target, "direction": way, "customers": n, "worth": worth})
        for origin, target, way, n, worth in notable
    )
    return movement_by_hand.changed(facts, notable=made)


def test_key_figures_are_the_facts_as_people_say_them(report):
    """Customers, their money, the month's and how uneven it is, each beside what it is held against."""
    facts = report.told.facts
    people, money, month, half = key_figures(facts)
    before, after = facts.movement.customers_before, facts.movement.customers_after
    assert people.value == str(facts.customers)
    assert people.beside == f"{after - before} more than in October"
    assert money.beside == "of £135k sold in all"
    assert month.what == "of revenue in November 2011"
    assert re.fullmatch(r"\d+% (above|below) Oct 2011, \d+% (above|below) Nov 2010", month.beside)
    assert half.value == str(facts.concentration.customers_for_half)


@pytest.mark.parametrize(
    ("before", "said"), [(49, "1 fewer than in October"), (48, "as many as in October"), (40, "8 more than in October")]
)
def test_customers_are_held_against_last_month(report, before, said):
    """A base that shrank, stayed or grew is said to have."""
    facts = movement_by_hand.changed(report.told.facts, customers_before=before, customers_after=48)
    assert key_figures(facts)[0].beside == said


def test_a_first_month_has_key_figures_without_comparison():
    """Where there is no earlier month nothing is held against one, and a customer's spend stands for the month's."""
    figures = key_figures(tell(four_groups(), nobodys=0).facts)
    assert [figure.beside for figure in figures[:3]] == ["", "", ""]
    assert figures[2].what == "spent by the customer in the middle"


def test_half_the_money_from_one_customer_is_told_in_the_singular():
    """One customer brings in half; a tenth of fewer than ten is nobody."""
    figure = key_figures(tell({"Champions": (CHAMPIONS, [ALICE])}).facts)[3]
    assert (figure.what, figure.beside) == ("customer brings in half of the £750", "")


def test_three_actions_are_those_of_the_segments_with_most_money(report):
    """The first page has three actions, each with how many customers and how much money."""
    facts = report.told.facts
    told = to_do(facts)
    assert [each.segment for each in told] == list(facts.segments[:3])
    assert re.fullmatch(r"12 customers, £\d+k, \d+\.\d% of revenue", told[0].size)
    assert more_actions(facts) == "The action for Hibernating is on the segment’s page."
    two = tell({"Champions": (CHAMPIONS, [ALICE]), "At risk": (AT_RISK, [(200, 2, 90.0)])}).facts
    assert len(to_do(two)) == 2
    assert more_actions(two) == ""


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (
            ("Hibernating", "up", 3, 400),
            "Begin with the 3 who rose from Hibernating, worth £400 {year}.",
        ),
        (
            ("Champions", "down", 2, 75),
            "Begin with the 2 who slipped from Champions, worth £75 {year}.",
        ),
        (
            ("Champions", "aside", 2, 75),
            "Begin with the 2 who moved here from Champions, worth £75 {year}.",
        ),
        (("new", "in", 1, 9), "Begin with the one who bought for the first time, for £9."),
        (("returned", "in", 4, 80), "Begin with the 4 who came back and spent £80."),
    ],
)
def test_an_action_begins_with_who_came_in(report, moved, said):
    """Whoever came into a segment this month with most money is named first, in the words of how they came."""
    origin, way, customers, worth = moved
    facts = _moved(report.told.facts, (origin, "At risk", way, customers, worth), ("x", "At risk", "up", 9, 1))
    segment = next(segment for segment in facts.segments if segment.segment == "At risk")
    assert begin_with(facts, segment) == said.format(year="in the year to October")
    assert begin_with(facts, facts.segments[0]) == ""


def test_a_new_model_s_doing_is_nobody_s_coming():
    """In a month with a new model nobody is said to have come, nor a segment to have grown: names were drawn anew."""
    facts = movement_by_hand.told(refit=True)
    assert all((each.change, each.first) == ("", "") for each in to_do(facts))


def test_remarks_that_the_first_page_has_no_room_for_stand_further_back(report, templates):
    """The gravest remarks stand on the first page, and all of them before what is for who checks."""
    facts = report.told.facts
    assert first_remarks(facts) == trust(facts)
    assert more_remarks(facts) == ""
    assert 'id="remarks"' not in report.html
    grave = facts.model_copy(update={"month_is_whole": False, "notebook": "missing", "history_months": 5})
    remarks, first = trust(grave), first_remarks(grave)
    assert 2 <= len(first) < len(remarks)
    assert remarks[: len(first)] == first
    assert more_remarks(grave).startswith(f"{len(remarks) - len(first)} more remark")
    page = render_html(grave, report.pictures, templates=(templates,))
    assert [page.count(f"<li>{remark}") for remark in remarks] == [2] * len(first) + [1] * (len(remarks) - len(first))


def test_page_one_speaks_no_statistician_s_words(report):
    """Silhouette, median and Jaccard are for who checks."""
    facts = tell(four_groups(), fitted_on=Month(2011, 8)).facts
    for told in (facts, report.told.facts):
        words = [headline(told), standfirst(told), *trust(told)]
        words += [f"{figure.what} {figure.beside}" for figure in key_figures(told)]
        assert not re.search("silhouette|median|Jaccard|quartile|inertia|gap statistic", " ".join(words), re.IGNORECASE)
