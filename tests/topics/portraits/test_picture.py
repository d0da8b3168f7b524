"""One segment's pictures: spreads beside the whole base, and its last months."""

from __future__ import annotations

import pytest

from segmentation.page.segment_shades import colours_of
from segmentation.style.chart_style import house_style
from segmentation.topics.clustering.points import points_of
from segmentation.topics.portraits.picture import drawings, spread
from segmentation.topics.trends.picture import drawings as drawings_of_months
from segmentation.topics.trends.picture import months

from ...by_hand import movement as movement_by_hand
from ...by_hand import portraits as portraits_by_hand
from ...by_hand.facts import four_groups, tell
from ...page.test_pictures import PECULIAR

MEASURES = ("recency_days", "frequency", "monetary")


@pytest.fixture(scope="module")
def facts():
    """Make the facts of four segments and of last month's."""
    return portraits_by_hand.told()


def _spread(groups, measure, place=0, currency="GBP"):
    facts = tell(groups, currency=currency).facts
    with house_style():
        figure = spread(points_of(facts), facts.segments[place].segment, measure, "#0f5257", currency)
        figure.canvas.draw()
    return figure.axes[0]


def _bars(axes):
    """Give the heights of all customers' bars, and of the segment's."""
    of_all, of_segment, *outlines = (list(patch.get_data().values) for patch in axes.patches)
    assert outlines == [of_all, of_all]
    return of_all, of_segment


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("case", PECULIAR)
def test_every_customer_is_in_a_bar(case, measure):
    """The bars of all customers, and those of the segment, add up to one, whatever the groups, from zero."""
    axes = _spread(PECULIAR[case], measure)
    of_all, of_segment = _bars(axes)
    assert sum(of_all) == pytest.approx(1)
    assert sum(of_segment) == pytest.approx(1)
    assert axes.get_ylim()[0] == 0
    ticks = [label.get_text() for label in axes.get_xticklabels()]
    assert ticks
    assert len(set(ticks)) == len(ticks)


def test_bars_by_hand():
    """Orders are in classes that double: of four customers, two are in a class of the segment alone."""
    axes = _spread(
        {"Loyal": ("Loyal", [(1, 3, 9.0), (1, 4, 9.0)]), "At risk": ("At risk", [(1, 1, 1.0)] * 2)}, "frequency"
    )
    of_all, of_segment = _bars(axes)
    assert of_all == [0.5, 0, 0.5, 0]
    assert of_segment == [0, 0, 1, 0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1", "2", "3–4", "5+"]


def test_a_scale_of_powers_says_so():
    """The axis of spend names its currency and its scale, that of days its unit."""
    assert _spread(four_groups(), "monetary", currency="JPY").get_xlabel() == "spend, JP¥ (log scale)"
    assert _spread(four_groups(), "recency_days").get_xlabel() == "days since the last purchase"


def test_letters_stay_within_the_picture(facts):
    """Nothing that is written beside a curve or below a bar is cut off, for pennies nor for billions."""
    colours = colours_of(facts)
    by_month = {name: draw for name, draw in drawings_of_months(facts, colours).items() if name != "trends"}
    drawn = {**drawings(facts, colours), **by_month}
    with house_style():
        figures = [drawing() for drawing in drawn.values()]
        figures.append(months(facts.trends, [9.9e11] * 12, ["£999.9bn", "£999.9bn"], "#0f5257", 3))
        for figure in figures:
            figure.canvas.draw()
            box = figure.get_tightbbox()
            width, height = figure.get_size_inches()
            assert box.x0 >= -0.01
            assert box.x1 <= width + 0.01
            assert box.y0 >= -0.01
            assert box.y1 <= height + 0.01


def test_a_curve_of_nobody(facts):
    """A segment that nobody was in is a line at nought; another model's month has an upright line before it."""
    with house_style():
        plain = months(facts.trends, [0] * 12, ["0", "0"], "#0f5257")
        marked = months(facts.trends, [0] * 12, ["0", "0"], "#0f5257", 4)
        plain.canvas.draw()
    assert plain.axes[0].get_ylim()[0] == 0
    assert len(marked.axes[0].lines) == len(plain.axes[0].lines) + 1


def test_what_the_facts_lack_is_not_drawn():
    """Without portraits no spreads are drawn, and in the first month no curves."""
    first = tell(four_groups()).facts
    assert drawings(first, colours_of(first)) == drawings_of_months(first, colours_of(first)) == {}
    only_spreads = portraits_by_hand.with_portraits(tell(four_groups()))
    names = drawings(only_spreads, colours_of(only_spreads))
    assert {name.rpartition("-")[2] for name in names} == {"days", "orders", "spend"}
    months_alone = movement_by_hand.told()
    names = drawings_of_months(months_alone, colours_of(months_alone))
    assert {name.rpartition("-")[2] for name in names} == {"trends", "customers", "money"}
