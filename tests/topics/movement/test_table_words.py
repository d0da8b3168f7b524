"""The words of tables, headings and of where figures come from: units, plurals, cases at their ends."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

import pytest

from segmentation import columns as c
from segmentation.page.html import render_html
from segmentation.style.money_unit import money_unit
from segmentation.style.segment_names import end_of
from segmentation.topics.cleaning.record import SheetFact
from segmentation.topics.cleaning.words import how_traced, which_sheets, which_source
from segmentation.topics.cohorts.words import new_customers
from segmentation.topics.features.words import which_features, which_period
from segmentation.topics.movement.table_words import (
    counts_caption,
    money_caption,
    movement_unit,
    ranked_caption,
    what_money_is,
    where_pennies_are,
)

from ...by_hand import months as months_by_hand
from ...by_hand.facts import four_groups, tell
from ...by_hand.movement import changed, told


@pytest.fixture(scope="module")
def facts():
    """Tell of four segments and the month before."""
    return told()


@pytest.mark.parametrize(
    ("currency", "amounts", "name", "written"),
    [
        ("GBP", ["0.99", "0.05"], "£", ["0.99", "0.05"]),
        ("KWD", ["1.234", "0"], "KWD", ["1.234", "0.000"]),
        ("JPY", ["99"], "JP¥", ["99"]),
        ("GBP", ["100", "0.4"], "£", ["100", "0"]),
        ("GBP", ["999999.49", "-1"], "£", ["999,999", "−1"]),
        ("GBP", ["1000000", "499", "501"], "£k", ["1,000", "0", "1"]),
        ("GBP", ["12345678901", "50000"], "£m", ["12,345.7", "0.0"]),
        ("EUR", ["9e14", "1e9"], "€bn", ["900,000.0", "1.0"]),
        ("GBP", [], "£", []),
    ],
)
def test_a_table_has_one_unit(currency, amounts, name, written):
    """The largest amount says the unit and the decimals; all others follow."""
    values = [Decimal(amount) for amount in amounts]
    unit = money_unit(currency, values, 6)
    assert unit.name == name
    assert [unit.write(value) for value in values] == written


def test_what_is_added_or_taken_has_its_sign():
    """A plus or a true minus stands before it, and none before nothing."""
    unit = money_unit("GBP", [Decimal(2_000_000)], 6)
    assert [unit.signed(Decimal(value)) for value in (3000, -3000, 300)] == ["+3", "−3", "0"]


def test_many_segments_have_shorter_amounts(facts):
    """Where columns are narrow, amounts have fewer figures."""
    assert movement_unit(facts).name == "£"
    targets = facts.movement.targets * 2
    assert movement_unit(changed(facts, targets=targets)).name == "£k"


@pytest.mark.parametrize(
    ("window", "worth", "money"),
    [
        (12, "in the 12 months to the end of October", "in the 12 months to the end of November"),
        (1, "in the month to the end of October", "in the month to the end of November"),
        (None, "had spent by the end of October", "spent by the end of November"),
    ],
)
def test_money_says_over_what_time(facts, window, worth, money):
    """Windows of months, of one month, and of all there is are told apart, and when who came or left is counted."""
    of = facts.model_copy(update={"window_months": window})
    assert worth in what_money_is(of)
    assert "of those who came, " in what_money_is(of)
    assert money in money_caption(of)
    assert "of the lapsed, " in money_caption(of)


def test_nothing_is_said_without_movement():
    """In the first month there are no tables, and no words for them."""
    first = tell(four_groups()).facts
    for say in (what_money_is, counts_caption, money_caption, where_pennies_are, new_customers):
        assert say(first) == ""


def test_a_new_model_is_in_the_caption_and_in_the_ranking(report, templates):
    """In a refit month the tables say what the earlier model would have shown; in others not a word of it."""
    facts = told(refit=True)
    assert "Beneath each count" in counts_caption(facts)
    html = render_html(facts, report.pictures, templates=(templates,))
    assert "By the earlier model" in html
    assert "By the earlier model" not in report.html


@pytest.mark.parametrize(("shown", "words"), [(1, "The movement worth most"), (8, "The 8 movements worth most")])
def test_movements_are_counted(shown, words):
    """One movement is no movements."""
    assert ranked_caption(shown) == words


@pytest.mark.parametrize(
    ("name", "end"), [("new", "New"), ("returned", "Returned"), ("lapsed", "Lapsed"), ("At risk", "At risk")]
)
def test_ends_of_movements_have_names(name, end):
    """Who came and who left have words, segments their names."""
    assert end_of(name) == end


def test_who_counts_as_new():
    """A year of data tells new customers from old; a first month does not."""
    year = months_by_hand.told(cohorts=months_by_hand.followed())
    assert new_customers(year).startswith("The data begin on 1 December 2009: who first appears before ")
    short = months_by_hand.told(cohorts=months_by_hand.followed(last=0))
    assert new_customers(short).endswith("no average is taken.")
    first, *others = year.cohorts.cohorts
    known = year.cohorts.model_copy(update={"cohorts": (first.model_copy(update={"censored": False}), *others)})
    told_of = new_customers(year.model_copy(update={"cohorts": known}))
    assert told_of == "The data begin on 1 December 2009: who bought before can’t be seen."


def test_source_and_period():
    """One line is no lines, and a window of all there is has no number of months."""
    facts = tell(four_groups()).facts
    assert which_source(facts).startswith("shop.xlsx, 51 lines from 1 December 2009 to 9 December 2011.")
    one = facts.model_copy(update={"source": facts.source.model_copy(update={"lines": 1})})
    assert "1 line from" in which_source(one)
    assert which_period(facts).startswith("12 months, 1 December 2010 to 30 November 2011;")
    for window, words in ((1, "1 month, "), (None, "1 December 2010 to")):
        assert which_period(facts.model_copy(update={"window_months": window})).startswith(words)


@pytest.mark.parametrize(("sheets", "words"), [(0, ""), (1, ""), (2, "5 lines in sheet “1” and 1 line in sheet “2”")])
def test_sheets_are_told_where_there_are_several(sheets, words):
    """A single sheet is not worth a word; of several each has its lines."""
    facts = tell(four_groups()).facts
    given = (SheetFact(sheet="1", lines=5), SheetFact(sheet="2", lines=1))[:sheets]
    said = which_sheets(facts.model_copy(update={"source": facts.source.model_copy(update={"sheets": given})}))
    assert words in said
    assert bool(said) == bool(words)


def test_features_say_from_when_recency_counts():
    """The end of the month, or the last purchase of all; and what an order is where there are no invoices."""
    facts = tell(four_groups(), absent=(c.INVOICE,)).facts
    assert "to the end of the month. Frequency: days on which" in which_features(facts)
    classic = facts.model_copy(update={"as_of_month_end": False, "as_of": datetime(2011, 12, 9)})  # noqa: DTZ001
    assert "to the last purchase of all." in which_features(classic)


@pytest.mark.parametrize(
    ("notebook", "words"),
    [
        ("made", "The work, step by step, is in analysis.html, the analyst’s notebook."),
        ("missing", "The analyst’s notebook is missing: it could not be made."),
        ("not asked for", "in manifest.json, beside this report."),
    ],
)
def test_files_beside_the_report_are_named(notebook, words):
    """Where figures can be traced is told, and of the notebook what is there."""
    facts = tell(four_groups()).facts.model_copy(update={"notebook": notebook})
    assert how_traced(facts).endswith(words)


def test_scroll_regions_are_for_screens(report):
    """What scrolls on a screen can be reached by key and has a name; on paper nothing can."""
    regions = re.findall(r'<div class="scroll"([^>]*)>', report.html)
    assert regions
    assert all('tabindex="0" role="region" aria-label="' in region for region in regions)
    assert all(not region for region in re.findall(r'<div class="scroll"([^>]*)>', report.printed))


def test_contents_fold_on_narrow_screens_only(report):
    """A screen has the contents twice, one of them to open; paper once, with nothing to open."""
    assert report.html.count("<summary>") == 1
    assert report.html.count('href="#ledger"') == 2
    assert "<details>" not in report.printed
    assert report.printed.count('href="#ledger"') == 1


def test_every_head_of_a_table_says_of_what_it_is_the_head(report):
    """Every ``th`` has a scope."""
    heads = re.findall(r"<th\b[^>]*>", report.html)
    assert heads
    assert all("scope=" in head for head in heads)
