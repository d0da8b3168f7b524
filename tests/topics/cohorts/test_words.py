"""Whether new customers come back: sentences, and the heat map."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from coloraide import Color

from segmentation.page.parts import captions
from segmentation.page.pictures import draw_pictures
from segmentation.style.chart_style import drawn
from segmentation.style.colours import DARK_TOKENS, TOKENS
from segmentation.topics.cohorts.picture import FULL, heat_map
from segmentation.topics.cohorts.words import cohort_name, come_back, new_customers, where_data_begin

from ...by_hand import months as months_by_hand
from ...by_hand.months import A_YEAR, followed, name, told


def _told(months=A_YEAR, last=23, *, month_is_whole=True):
    facts = told(cohorts=followed(months, last=last, month_is_whole=month_is_whole))
    month = name(last)
    start = datetime.fromisoformat(f"{month}-01")
    return facts.model_copy(update={"month": month, "month_start": start, "month_is_whole": month_is_whole})


def _all_words(facts):
    words = [*come_back(facts, facts.cohorts), *where_data_begin(facts, facts.cohorts)]
    words.append(new_customers(facts))
    caption = captions(facts).get("cohorts")
    return words + ([f"{caption.title}.", f"{caption.measure}.", caption.alt] if caption else [])


CASES = {
    "a year": _told,
    "not over": lambda: _told(month_is_whole=False),
    "first month": lambda: _told(last=0),
    "second month": lambda: _told(last=1),
    "too short": lambda: _told({"Ann": (0, 3), "Bob": (1,)}, 4),
    "one new customer, who comes back": lambda: _told({"old": range(6), "Ann": (2, 3)}, 5),
    "one new customer, who does not": lambda: _told({"old": range(6), "Ann": (2,)}, 5),
    "nobody comes back": lambda: _told({"old": range(6), "Ann": (2,), "Bob": (2,)}, 5),
    "nobody new": lambda: _told({"old": range(6), "Ann": (2,), "Bob": (3,)}, 5),
    "more than shown": lambda: _told({f"{month} {n}": (month, month + n) for month in range(40) for n in (1, 2)}, 39),
    "one was old": lambda: _told({"Ann": (0, 4), **{f"{n}": (7,) for n in range(9)}, "Bob": (11,)}, 11),
}


@cache
def _case(name):
    return CASES[name]()


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_whole_sentences(case):
    """However long the data and whoever comes back, every sentence is one."""
    for text in _all_words(_case(case)):
        assert re.fullmatch(r"[A-Z0-9].*\.", text), text
        assert not re.search(r"  | [,.;:]|\.\.|\bNone\b|\bnan\b|\b1 (customers|months|rows|purchases)\b", text), text


def test_who_came_back_is_said():
    """Of two new customers a month, one buys again after a month and one after two: all come back within six.

    With one month in sight the latter would look new again, half of all; with two nobody does. Twelve new customers,
    of December to May, have had six months.
    """
    facts = _case("a year")
    assert come_back(facts, facts.cohorts) == [
        "Of the 12 customers who first bought from December 2010 to May 2011, 12 (100%) bought again within the next "
        "6 months. Of the latest of them, the 2 of May 2011, it was 100%.",
        "In a month after their first, between 0% and 50% of new customers bought on average.",
        "2 customers bought for the first time in November 2011.",
    ]
    assert where_data_begin(facts, facts.cohorts) == [
        "The data begin on 1 December 2009; who bought before that can’t be seen. How long it takes to tell new "
        "customers from old ones is learnt from the data: if no more than the 2 months before a purchase are looked "
        "at, 24 purchases look like a customer’s first, and none is known not to be; with fewer months, it is more "
        "than 10%.",
        "So what began before December 2010 is greyed, marked “or earlier”, and in no average.",
    ]


@pytest.mark.parametrize(
    ("case", "title"),
    [
        ("a year", "100% of new customers come back within the next 6 months"),
        ("one new customer, who comes back", "100% of new customers come back within the next 3 months"),
        ("nobody comes back", "No new customer has come back within the next 3 months"),
        ("too short", "It is too early to tell whether new customers come back"),
    ],
)
def test_title_says_how_many_come_back(case, title):
    """The picture's title is the finding, also where there is none."""
    assert captions(_case(case))["cohorts"].title == title


def test_marks_are_explained_where_they_are():
    """What is grey, in brackets or put together is explained beneath the title, and only where there is any."""
    measure = {case: captions(_case(case))["cohorts"].measure for case in ("a year", "not over")}
    assert "in brackets" not in measure["a year"]
    assert measure["not over"] == f"{measure['a year']}; in brackets: November 2011, which is not over"
    assert "older than 24 months" in captions(_case("more than shown"))["cohorts"].measure


def test_rows_are_named_by_their_months():
    """A cohort that may hold earlier customers is called so, and so are months that are put together."""
    assert [cohort_name(cohort) for cohort in _case("more than shown").cohorts.cohorts[:3]] == [
        "Dec 2009 to Jan 2010 or earlier",
        "Feb 2010 to Mar 2011",
        "Apr 2011",
    ]


def test_shares_are_of_the_cohort():
    """Every share is that of the customers who began in that month, and the first is all of them."""
    for cohort in _case("a year").cohorts.cohorts:
        assert cohort.shares == tuple(bought / cohort.customers for bought in cohort.bought)
        assert cohort.shares[0] == 1


def test_a_single_month_has_no_picture():
    """In the first month nobody can have come back yet: there is nothing to draw, and no caption for it."""
    assert "cohorts" not in captions(_case("first month"))
    facts = _case("first month")
    assert "cohorts" not in [picture.name for picture in draw_pictures(facts)]


@pytest.mark.parametrize("case", [case for case in CASES if case != "first month"])
def test_heat_map_of_every_size_is_drawn(case):
    """Few rows and many are as wide as the page, no higher than its text, and the same every time."""
    facts = _case(case)
    picture = drawn(heat_map, facts, facts.cohorts)
    root = ET.fromstring(picture)
    assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(6.7 * 72)
    assert float(root.attrib["height"].removesuffix("pt")) < 5.6 * 72
    assert drawn(heat_map, facts, facts.cohorts) == picture


def test_cells_of_earlier_customers_are_hatched():
    """Only rows that may hold earlier customers are grey and hatched."""
    picture = {case: drawn(heat_map, _case(case), _case(case).cohorts).decode() for case in ("a year", "too short")}
    rows = sum(len(cohort.bought) > 1 for cohort in _case("too short").cohorts.cohorts)
    assert len(re.findall(r"fill: url\(#", picture["too short"])) == rows
    only_new = _case("a year").cohorts.model_copy(update={"cohorts": _case("a year").cohorts.cohorts[1:]})
    assert "<pattern" not in drawn(heat_map, _case("a year"), only_new).decode()


@pytest.mark.parametrize("tokens", [TOKENS, DARK_TOKENS], ids=["paper", "dark"])
def test_ink_stands_out_on_every_cell(tokens):
    """On the darkest cell too, numbers have the contrast that WCAG asks of text (4.5 to 1)."""
    cell = Color(tokens["accent"]).set("alpha", FULL)
    shown = Color.layer([cell, tokens["paper"]], space="srgb")
    assert shown.contrast(tokens["ink"], method="wcag21") >= 4.5


def test_section_answers_its_question(report):
    """The page says who came back, who counts as new, and shows the picture; the method says how that is known."""
    facts, page = report.told.facts, unescape(report.html)
    section, method = (
        page.split(f'<section class="{part}"')[1].split("</section>")[0] for part in ("cohorts", "method")
    )
    begin = where_data_begin(facts, facts.cohorts)
    assert "Do new customers come back?" in section
    for text in _all_words(facts):
        assert text.removesuffix(".") in (method if text in begin else section), text


def test_who_counts_as_new():
    """A year of data tells new customers from old; a first month does not."""
    year = months_by_hand.told(cohorts=months_by_hand.followed())
    assert new_customers(year).startswith("The data begin on 1 December 2009: whoever first appears before ")
    short = months_by_hand.told(cohorts=months_by_hand.followed(last=0))
    assert new_customers(short).endswith("no average is taken.")
    first, *others = year.cohorts.cohorts
    known = year.cohorts.model_copy(update={"cohorts": (first.model_copy(update={"censored": False}), *others)})
    told_of = new_customers(year.model_copy(update={"cohorts": known}))
    assert told_of == "The data begin on 1 December 2009: who bought before can’t be seen."
