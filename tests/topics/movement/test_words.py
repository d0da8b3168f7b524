"""Who moved since last month, in sentences."""

from __future__ import annotations

from decimal import Decimal

import pytest

from segmentation.page.parts import captions
from segmentation.topics.movement.record import Move
from segmentation.topics.movement.table_words import (
    how_to_read_movement,
)
from segmentation.topics.movement.words import movements, what_changed

from ...by_hand.facts import four_groups, tell
from ...by_hand.movement import changed, told


def one(**fields):
    """Make one movement."""
    given = {
        "origin": "Champions",
        "target": "At risk",
        "direction": "down",
        "customers": 63,
        "worth": Decimal("41210.4"),
        "behaviour_customers": None,
        "model_change_customers": None,
    }
    return Move(**{**given, **fields})


def say(facts, **fields):
    """Say one movement in words."""
    (told_of,) = movements(changed(facts, notable=(one(**fields),)))
    return told_of.text


@pytest.fixture(scope="module")
def facts():
    """Make the facts of four segments and the month before."""
    return told()


def test_movements_in_words(facts):
    """Each kind of movement has its own words: slipped, rose, moved aside, came, came back, left."""
    assert say(facts) == "63 customers worth £41,210 in the year to October slipped from Champions to At risk."
    assert say(facts, direction="up", target="Loyal, higher spend") == (
        "63 customers worth £41,210 in the year to October rose from Champions to Loyal (higher spend)."
    )
    assert say(facts, direction="aside", customers=1) == (
        "1 customer worth £41,210 in the year to October moved from Champions to At risk."
    )
    assert say(facts, direction="in", origin="new") == (
        "63 customers bought for the first time, spent £41,210 and are now in At risk."
    )
    assert say(facts, direction="in", origin="returned", customers=1) == (
        "1 customer came back, spent £41,210 and is now in At risk."
    )
    assert say(facts, direction="out", target="lapsed") == (
        "63 customers of Champions, worth £41,210 in the year to October, bought nothing for 12 months and left the "
        "base."
    )


@pytest.mark.parametrize(
    ("months", "worth", "nothing"),
    [
        (12, "worth £41,210 in the year to October", "bought nothing for 12 months"),
        (6, "worth £41,210 in the window of 6 months", "bought nothing for 6 months"),
        (1, "worth £41,210 in the window of 1 month", "bought nothing for 1 month"),
        (None, "worth £41,210 in all", "bought nothing that they kept"),
    ],
)
def test_money_is_a_year_s_only_where_the_window_is(facts, months, worth, nothing):
    """Over what time money was spent is said as it is."""
    facts = facts.model_copy(update={"window_months": months})
    assert worth in say(facts)
    assert worth in say(facts, direction="out", target="lapsed")
    assert nothing in say(facts, direction="out", target="lapsed")


def test_a_window_that_is_not_full_is_no_year(facts):
    """Where the data cover less than the window, money is what was spent so far, and that is explained."""
    young = changed(facts, windows_full=False)
    assert say(young).startswith("63 customers worth £41,210 so far slipped")
    assert how_to_read_movement(facts) == []
    (why,) = how_to_read_movement(young)
    assert why.startswith("The data do not yet cover 12 months before the end of October: whoever bought earlier")
    assert not told(data_from="2011-01").movement.windows_full
    assert told(data_from="2010-11").movement.windows_full


@pytest.mark.parametrize(
    ("customers", "behaviour", "words"),
    [
        (63, 23, "At risk; of these, 40 are due to the new model."),
        (63, 62, "At risk; of these, 1 is due to the new model."),
        (63, 63, "to At risk."),
        (63, 100, "At risk; by the earlier model it would have been 100."),
    ],
)
def test_the_new_model_s_part_is_told(facts, customers, behaviour, words):
    """In a refit month each movement says how much of it is no behaviour."""
    change = {"behaviour_customers": behaviour, "model_change_customers": customers - behaviour}
    assert say(facts, customers=customers, **change).endswith(words)


def test_what_is_all_the_new_model_s_doing_is_no_movement_worth_words(facts):
    """The first page names movements of customers: those that only the new model draws are left to the table."""
    drawn, walked = (one(behaviour_customers=n, model_change_customers=63 - n, worth=Decimal(9 - n)) for n in (0, 1))
    (only,) = movements(changed(facts, notable=(drawn, walked)))
    assert only.text.startswith("63 customers worth £8 in the year to October")


HEADINGS = {
    "some of each": (
        {"stayed": 30, "moved": 10, "lapsed": 2},
        "Of October’s 42 customers, 30 kept their segment, 10 moved to another and 2 left; "
        "5 came for the first time and 3 came back.",
    ),
    "nobody came": (
        {"stayed": 40, "moved": 0, "lapsed": 2, "new": 0, "returned": 0},
        "Of October’s 42 customers, 40 kept their segment and 2 left; nobody came.",
    ),
    "no movement at all": (
        {"stayed": 42, "moved": 0, "lapsed": 0, "new": 0, "returned": 0},
        "All of October’s 42 customers kept their segment; nobody came.",
    ),
    "everybody moved": (
        {"stayed": 0, "moved": 42, "lapsed": 0, "new": 1, "returned": 0},
        "Of October’s 42 customers, 42 moved to another segment; 1 came for the first time.",
    ),
    "everybody left": (
        {"stayed": 0, "moved": 0, "lapsed": 42, "new": 0, "returned": 1},
        "Of October’s 42 customers, 42 left; 1 came back.",
    ),
    "a single customer": (
        {"customers_before": 1, "stayed": 1, "moved": 0, "lapsed": 0, "new": 0, "returned": 0},
        "October’s 1 customer kept their segment; nobody came.",
    ),
    "nobody before": (
        {"customers_before": 0, "stayed": 0, "moved": 0, "lapsed": 0, "new": 1_000, "returned": 0},
        "October had no customers; 1,000 came for the first time.",
    ),
    "a new model": (
        {"stayed": 10, "moved": 32, "lapsed": 0, "new": 0, "returned": 0, "stayed_by_earlier": 40},
        "Of October’s 42 customers, 10 kept their segment and 32 moved to another; nobody came. There is a new model: "
        "by the earlier one, 40 would have kept their segment.",
    ),
    "a new model, and nobody would have stayed": (
        {"stayed": 42, "moved": 0, "lapsed": 0, "new": 0, "returned": 0, "stayed_by_earlier": 0},
        "All of October’s 42 customers kept their segment; nobody came. There is a new model: by the earlier one, "
        "nobody would have kept their segment.",
    ),
}


@pytest.mark.parametrize("case", HEADINGS)
def test_what_changed_in_a_sentence(facts, case):
    """The sentence says how many stayed, moved, left and came, and leaves out zeros."""
    fields, words = HEADINGS[case]
    assert what_changed(changed(facts, **fields)) == words


def test_the_first_month_has_nothing_to_be_compared_with():
    """Without a month before, the report says so, and has neither movements nor a table of them."""
    facts = tell(four_groups()).facts
    assert what_changed(facts) == (
        "November 2011 is the first month there is: it has no month before to be compared with."
    )
    assert movements(facts) == []
    assert how_to_read_movement(facts) == []
    assert "movement" not in captions(facts)


@pytest.mark.parametrize(
    ("rose", "slipped", "aside", "words"),
    [
        (5, 4, 0, "5 customers rose, 4 slipped"),
        (4, 5, 1, "5 customers slipped, 4 rose"),
        (1, 0, 0, "1 customer rose, none slipped"),
        (0, 1_000, 0, "1,000 customers slipped, none rose"),
        (0, 0, 1, "1 customer moved aside, none up or down"),
        (0, 0, 0, "Nobody changed segment"),
    ],
)
def test_title_of_the_picture_is_its_finding(facts, rose, slipped, aside, words):
    """What more customers did comes first."""
    facts = changed(facts, rose=rose, slipped=slipped, aside=aside, moved=rose + slipped + aside)
    assert captions(facts)["movement"].title == words


def test_title_of_the_picture_in_a_month_with_a_new_model_is_like_for_like(facts):
    """Where the new model moves customers, what they did by the earlier one is the finding."""
    facts = changed(facts, rose_by_earlier=335, slipped_by_earlier=1501)
    assert captions(facts)["movement"].title == (
        "Like for like 335 rose and 1,501 slipped; the new model redraws the rest"
    )


def test_first_page_has_what_changed(report):
    """The first page has the three movements worth most, each with its sign."""
    first = report.html.split("</header>")[0]
    assert "What changed since October" in first
    for moved in movements(report.told.facts):
        assert moved.text in first
    assert first.count('<li class="') == 3
