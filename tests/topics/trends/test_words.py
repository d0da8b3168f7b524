"""The last months: facts that add up, sentences, and curves."""

from __future__ import annotations

from decimal import Decimal

import pytest

from segmentation.page.parts import captions
from segmentation.page.segment_shades import colours_of
from segmentation.profiles import LOYAL
from segmentation.style.chart_style import house_style
from segmentation.topics.trends.picture import trends
from segmentation.topics.trends.record import Steadiness
from segmentation.topics.trends.words import about_months, growth, how_firm_names_are, renamed_at

from ...by_hand.facts import four_groups, tell
from ...by_hand.movement import odd_pence, told


@pytest.fixture(scope="module")
def facts():
    """Make the facts of four segments over a year."""
    return told()


def with_trends(facts, **changes):
    """Change facts of the months."""
    return facts.model_copy(update={"trends": facts.trends.model_copy(update=changes)})


def grown(facts, *customers):
    """Let each segment have had, and have, so many customers."""
    segments = tuple(
        trend.model_copy(update={"customers": (before, *trend.customers[1:-1], now)})
        for trend, (before, now) in zip(facts.trends.segments, customers, strict=True)
    )
    return with_trends(facts, segments=segments)


def firm(facts, **changes):
    """Say how firm names are."""
    found = {
        "pairs": 12,
        "points": 5,
        "customer_months": 49_672,
        "steady": 12_148,
        "kept": 12_050,
        "share": 12_050 / 12_148,
        "kept_by_nearest": None,
        "nearest_share": None,
    }
    return how_firm_names_are(facts.model_copy(update={"steadiness": Steadiness(**{**found, **changes})}))


@pytest.mark.parametrize("currency", ["GBP", "JPY"])
@pytest.mark.parametrize("seed", range(4))
def test_months_add_up_to_the_penny(seed, currency):
    """Segments add up to each month; the last month is the report's, and the one before is the movement's."""
    facts = told(odd_pence(seed), currency=currency)
    found = facts.trends
    for at in range(len(found.months)):
        assert sum(trend.customers[at] for trend in found.segments) == found.customers[at]
        assert sum((trend.monetary[at] for trend in found.segments), Decimal(0)) == found.monetary[at]
    assert {trend.segment: trend.monetary[-1] for trend in found.segments} == {
        segment.segment: segment.monetary for segment in facts.segments
    }
    assert [trend.segment for trend in found.segments] == [segment.segment for segment in facts.segments]
    assert (found.months[0], found.months[-1], len(found.months)) == ("2010-12", "2011-11", 12)


def test_what_changed_most_is_the_finding(facts):
    """The segment whose number changed most is named, grown or shrunk; of equals the one with more money."""
    same = ((5, 5),) * 3
    assert captions(grown(facts, (5, 9), *same))["trends"].title == (
        "Champions grew most: 5 customers in December 2010, 9 now"
    )
    assert captions(grown(facts, (5, 9), (9, 5), *same[:2]))["trends"].title.startswith("Champions grew")
    assert captions(grown(facts, *same, (1_000, 5)))["trends"].title == (
        "Hibernating shrank most: 1,000 customers in December 2010, 5 now"
    )
    assert captions(grown(facts, *same, (5, 5)))["trends"].title == ("Every segment is as large as in December 2010")


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (870, 1_134, "870 customers in December 2010, 1,134 in November 2011"),
        (1, 0, "1 customer in December 2010, 0 in November 2011"),
        (7, 7, "7 customers in November 2011, as in December 2010"),
    ],
)
def test_growth_of_a_segment(facts, before, now, words):
    """The text gives both ends of a segment's small curve."""
    assert growth(grown(facts, (before, now), *((5, 5),) * 3), "Champions") == words


def test_growth_is_told_from_the_first_month_that_looks_back_as_far(facts):
    """Months whose window is not full are drawn, but nothing is held against them."""
    young = with_trends(facts, full=(False,) * 3 + (True,) * 9)
    assert "in March 2011" in growth(young, "Champions")
    (words,) = about_months(young)
    assert words.startswith("Until February 2011 the data cover less than the 12 months looked")
    (words,) = about_months(with_trends(facts, full=(False,) + (True,) * 11))
    assert words.startswith("In December 2010 the data cover less")
    assert about_months(facts) == []
    assert "dotted" in captions(young)["trends"].measure
    assert "dotted" not in captions(facts)["trends"].measure


def test_only_the_last_window_is_full(facts):
    """Where no earlier month has a full window, none is compared."""
    young = with_trends(facts, full=(False,) * 11 + (True,))
    assert captions(young)["trends"].title == "No earlier month has a full window to be compared with"
    assert growth(young, "Champions") == "12 customers in November 2011"


def test_no_window_is_full_yet(facts):
    """In a shop's first year the months there are still count."""
    young = with_trends(facts, full=(False,) * 12)
    assert "in December 2010" in growth(young, "Champions")


def named_since(facts, month):
    """Let another model have taken over in a month."""
    return facts.model_copy(update={"model": facts.model.model_copy(update={"since": month})})


def test_growth_is_told_from_the_first_month_that_the_same_model_named(facts):
    """What another model called a segment is not held against it: the step is said to be the model's, and marked."""
    renamed = named_since(facts, "2011-09")
    assert "in September 2011" in growth(renamed, "Champions")
    (words,) = about_months(renamed)
    assert words.startswith("Since September 2011 another model names the segments")
    assert renamed_at(renamed) == 9
    assert [renamed_at(named_since(facts, month)) for month in (None, "2010-12", "2010-01", "2011-11")] == [
        None,
        None,
        None,
        11,
    ]
    with house_style():
        marked, plain = (trends(facts.trends, "GBP", colours_of(facts), at) for at in (9, None))
    assert len(marked.axes[0].lines) == len(plain.axes[0].lines) + 1


def test_this_month_s_new_model_has_nothing_to_be_compared_with(facts):
    """In a refit month no segment is said to have grown."""
    renamed = named_since(facts, "2011-11")
    assert captions(renamed)["trends"].title == "A new model names the segments this month"
    assert growth(renamed, "Champions") == "12 customers in November 2011"


def test_a_single_month_has_no_trend():
    """The first month has neither curves nor words for them, and its first page says that it is the first."""
    facts = told(months=1)
    assert facts.trends.months == ("2011-11",)
    assert growth(facts, "Champions") == ""
    assert not {"trends", "segment-1-customers"} & set(captions(facts))
    assert growth(tell(four_groups()).facts, "Champions") == ""
    assert about_months(tell(four_groups()).facts) == []


def test_how_firm_names_are(facts):
    """The share has one decimal, and the rule for borders is set beside the nearest centre."""
    assert firm(facts) == (
        "Over the last 12 months there were 12,148 cases of a customer hardly moving from one month to the next "
        "(percentiles of recency, orders and spend each by less than 5 points); in 99.2% of these cases they kept "
        "their segment’s name."
    )
    nearest = {"kept_by_nearest": 11_879, "nearest_share": 11_879 / 12_148}
    assert firm(facts, **nearest).endswith("name; by the nearest centre alone it would have been 97.8%.")
    assert firm(facts, kept_by_nearest=12_050, nearest_share=0.99).endswith("segment’s name.")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pairs": 1}, "From last month to this there were 12,148 cases"),
        ({"steady": 1, "kept": 1, "share": 1.0}, "there was 1 case of"),
        ({"share": 1.0}, "100.0% of these cases"),
        ({"share": 0.99999}, "over 99.9% of these cases"),
    ],
)
def test_firmness_at_its_ends(facts, changes, words):
    """One time is no times, and nearly all is not all."""
    assert words in firm(facts, **changes)


def test_nothing_is_said_where_nobody_hardly_moved(facts):
    """Without a customer who hardly moved there is no share."""
    assert firm(facts, steady=0, kept=0, share=None) == ""
    assert how_firm_names_are(tell(four_groups()).facts) == ""


@pytest.mark.parametrize("months", [2, 3, 7, 12])
@pytest.mark.parametrize("full", [0, 1, 2])
def test_curves_of_few_and_many_months(months, full):
    """Two months are a line, and however many of them look back far enough, all are drawn."""
    facts = told(months=months)
    facts = with_trends(facts, full=tuple(at >= months - full for at in range(months)))
    with house_style():
        figure = trends(facts.trends, "GBP", colours_of(facts))
        figure.canvas.draw()
    assert len(figure.axes) == 2 * (1 + len(facts.trends.segments))
    labels = [label.get_text() for label in figure.axes[-1].get_xticklabels()]
    assert labels[-1] == "Nov 2011"


@pytest.mark.parametrize("count", [1, 2, 12])
def test_curves_of_few_and_many_segments(count):
    """Names and values stay in the picture and apart from each other, for one segment and for twelve."""
    groups = {
        f"Loyal, {place} of {count} by spend": (LOYAL, [(day, place, 9e6 / place + day) for day in range(13)])
        for place in range(1, count + 1)
    }
    facts = told(groups)
    with house_style():
        figure = trends(facts.trends, "GBP", colours_of(facts))
        figure.canvas.draw()
        texts = [text for axes in figure.axes for text in axes.texts]
        boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    width, height = figure.canvas.get_width_height()
    for at, (text, box) in enumerate(boxes):
        assert box.x0 >= 0, text
        assert box.x1 <= width, text
        assert box.y0 >= 0, text
        assert box.y1 <= height, text
        for other, beside in boxes[at + 1 :]:
            apart = box.x1 <= beside.x0 or beside.x1 <= box.x0 or box.y1 <= beside.y0 or beside.y1 <= box.y0
            assert apart, (text, other)
