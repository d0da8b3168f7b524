"""The first page as Markdown."""

from __future__ import annotations

from segmentation.page.first_page import headline
from segmentation.page.markdown import render_markdown
from segmentation.page.templating import plain
from segmentation.page.trust import trust
from segmentation.topics.movement.words import what_changed
from segmentation.topics.revenue.words import revenue_line

from ..by_hand.facts import four_groups, tell
from ..by_hand.uplift import MANY, uplift


def test_the_first_page_as_markdown(templates):
    """Headline, every segment with its action, and how far to trust it: what the page says, and no customer."""
    told = tell(four_groups())
    text = render_markdown(told.facts, templates=(templates,))
    assert text.startswith(f"## Customer segments, November 2011\n\n**{headline(told.facts)}**\n")
    assert "| Champions | 12 | £" in text
    assert text.count("| Call them. |") == 4
    for sentence in trust(told.facts):
        assert f"\n- {plain(sentence)}\n" in text
    assert not [customer for customer in told.customers.index if f" {customer} " in text]
    assert "lists" not in text


def test_what_changed_is_told(report, templates):
    """Where there is a month before, what changed since stands there as on the first page."""
    text = render_markdown(report.told.facts, templates=(templates,))
    assert f"### What changed\n\n{plain(revenue_line(report.told.facts))}\n" in text
    assert plain(what_changed(report.told.facts)) in text


def test_lists_are_told_of(templates):
    """What last month's lists did stands between."""
    facts = tell(four_groups()).facts
    text = render_markdown(facts.model_copy(update={"uplift": uplift(MANY)}), templates=(templates,))
    assert "### What the lists of October 2011 did\n\nOf 9,000 customers on the list “Thank you”" in text


def test_no_text_becomes_markup():
    """Signs that Markdown makes something of are shown as they are, and no text breaks a row."""
    assert plain("a|b\n# <script> [x](y)") == r"a\|b \# \<script\> \[x\](y)"
