"""The spreads of the segments, as they stand on the page and on paper."""

from __future__ import annotations

import re

import pytest
from pypdfium2 import PdfDocument

from segmentation.page.html import render_html
from segmentation.topics.actions.words import who_is_new
from segmentation.topics.portraits.words import portrait_of, what_they_are_like
from segmentation.topics.segments.words import why_named

from ...by_hand import portraits as portraits_by_hand
from ...by_hand.facts import four_groups, tell

WHERE = """<tbody>
<tr><th scope="row">United Kingdom</th><td><span class="track"><span class="bar" style="width:66.67%"></span>\
<span class="mark" style="left:60.42%"></span></span><span class="share">66.6%</span></td><td class="n">60.4%</td></tr>
<tr><th scope="row">France</th><td><span class="track"><span class="bar" style="width:16.67%"></span>\
<span class="mark" style="left:20.83%"></span></span><span class="share">16.7%</span></td><td class="n">20.8%</td></tr>
<tr><th scope="row">EIRE</th><td><span class="track"><span class="bar" style="width:16.67%"></span>\
<span class="mark" style="left:18.75%"></span></span><span class="share">16.7%</span></td><td class="n">18.8%</td></tr>
</tbody>"""
PREFERS = """<tr><th scope="row">Teapot</th><td>10001</td><td class="n">10</td><td class="n">12.50</td>\
<td class="n">5.00</td><td class="n times">2.5×</td></tr>
<tr><th scope="row">Cake stand, 3 tier</th><td>10002</td><td class="n">10</td><td class="n">12.50</td>\
<td class="n">0.00</td><td class="n times">only they</td></tr>"""


def _articles(html):
    return re.findall(r"<article.*?</article>", html, flags=re.DOTALL)


@pytest.fixture(scope="module")
def articles(report):
    """Read the spreads of the small report."""
    return _articles(report.html)


def test_where_they_are_is_a_table_of_bars(articles):
    """A country's bar is as long as its share, and its mark stands at that of all customers."""
    assert WHERE in articles[0]


def test_what_they_prefer_is_a_table(articles):
    """A product has a row where there is one to tell of; where there is none a sentence says so."""
    assert PREFERS in articles[0]
    assert "Nothing they buy stands out" in articles[1]
    assert "Times as common" not in articles[1]


def test_every_spread_has_its_parts(report, articles):
    """Each has its name, its pictures, its numbers beside all, whom to begin with and where their names stand."""
    facts = report.told.facts
    for place, (article, segment) in enumerate(zip(articles, facts.segments, strict=True), start=1):
        assert f'aria-labelledby="segment-{place}"' in article
        pictures = re.findall(r'<figure class="small" id="figure-([\w-]+)">', article)
        assert pictures == [f"segment-{place}-{what}" for what in ("days", "orders", "spend", "customers", "money")]
        portrait = portrait_of(facts, segment)
        for text in (*what_they_are_like(facts, segment), *who_is_new(facts, portrait)):
            assert text in article
        assert "lists/Win-back.csv" in article
        assert f"sheet “{portrait.sheets[0]}”" in article


def test_what_is_not_known_leaves_no_gap(report, templates):
    """Without countries, products, lists or a last month the spread has neither their heads nor empty tables."""
    told = tell(four_groups())
    facts = portraits_by_hand.with_portraits(told, countries={}, preferences={}, lists=())
    for article in _articles(render_html(facts, report.pictures, templates=(templates,))):
        for gone in ("Country", "Product", "Begin with", "lists/", "Curves", "stayed"):
            assert gone not in article
        assert "segments.xlsx" in article
    for article in _articles(render_html(told.facts, report.pictures, templates=(templates,))):
        assert "The typical customer last bought" in article
        assert "segments.xlsx" not in article


def test_names_from_outside_are_not_taken_for_markup(report, templates):
    """Products, lists and countries are written as they are called."""
    product = portraits_by_hand.product(description='<b>"Tea" & cake')
    preferences = portraits_by_hand.PREFERENCES.model_copy(update={"clear": 1, "products": (product,)})
    facts = report.told.facts
    first = facts.segments[0].segment
    facts = portraits_by_hand.with_portraits(tell(four_groups()), preferences={first: preferences})
    (article, *_) = _articles(render_html(facts, report.pictures, templates=(templates,)))
    assert "&lt;b&gt;&#34;Tea&#34; &amp; cake" in article
    assert "<b>" not in article


def test_on_paper_each_segment_is_a_page(report):
    """A segment's spread begins a page and ends on it, from its rank to how firm it is."""
    texts = []
    with PdfDocument(report.pdf) as document:
        for page in document:
            text_page = page.get_textpage()
            texts.append(" ".join(text_page.get_text_range().split()))
            text_page.close()
            page.close()
    for place, segment in enumerate(report.told.facts.segments, start=1):
        rank = f"{place} of {len(report.told.facts.segments)}, by revenue"
        (text,) = [text for text in texts if rank in text]
        assert segment.segment in text
        assert segment.action.what in text
        assert why_named(report.told.facts, segment) in text
        assert text.count("by revenue") == 1
