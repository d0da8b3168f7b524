"""What last month's lists did, in words and on the page."""

from __future__ import annotations

from html import unescape

import pytest

from segmentation.page.html import render_html
from segmentation.topics.uplift.words import untold_lists, what_a_list_did

from ...by_hand.uplift import FEW, LESS, MANY, uplift


@pytest.fixture
def told(report):
    """Give the small report's facts, with what three lists did, and two whose effect can't be measured."""
    lists = uplift(FEW, MANY, LESS, Cut="changed", Tiny="one group")
    return report.told.facts.model_copy(update={"uplift": lists})


def test_what_is_said(told):
    """Every list has its figures in words, and whether chance explains them."""
    few, many, less = (what_a_list_did(told, each) for each in told.uplift.lists)
    assert few == (
        "Of 90 customers on the list “Win back & <co>”, 20% bought in November 2011; of the 10 held out, 10% did. That "
        "could be chance: the difference lies between −21.6 and 21.6 percentage points. They spent £10.00 each, those "
        "held out £0.56."
    )
    assert "More of them bought than chance explains: a difference of 6.8 to 13.2 percentage points." in many
    assert many.endswith("the difference lies between £0.25 and £1.75, more than chance explains.")
    assert "Fewer of them bought than chance explains: a difference of −13.2 to −6.7 percentage points." in less
    assert less.endswith("the difference lies between −£2.50 and £0.50, which could be chance, too.")
    assert untold_lists(told.uplift.untold) == (
        "What acting on “Cut” (since it was made, customers were put on it or taken off it) and “Tiny” (nobody was "
        "left to contact, or nobody to compare with) did can’t be measured."
    )


def test_it_is_on_the_page(told, report, templates):
    """There is a section for the lists, in the contents too, with every figure; without lists there is none."""
    page = unescape(render_html(told, report.pictures, templates=(templates,)))
    assert page.count('<h2 id="uplift">What the lists of October 2011 did</h2>') == 1
    assert '<a href="#uplift">' in page
    for text in ("9,000", "4,500", "50.0%", "10.0 points", "6.8 to 13.2", "£0.25 to £1.75"):
        assert text in page
    assert all(what_a_list_did(told, each) in page for each in told.uplift.lists)
    assert 'id="uplift"' not in report.html


def test_names_can_not_become_part_of_the_page(told, report, templates):
    """What a list is called is text on the page, whatever it is."""
    page = render_html(told, report.pictures, templates=(templates,))
    assert "Win back &amp; &lt;co&gt;" in page
    assert "<co>" not in page
