"""The mail's page: made for readers that know little, short enough, and safe whatever segments are called."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from segmentation.mail.page import LIMIT, render_mail
from segmentation.mail.picture import draw_mail_pictures
from segmentation.profiles import AT_RISK, CHAMPIONS, HIBERNATING, LOYAL

from ..by_hand.facts import four_groups, tell

KNOWN_TO_ALL = {
    "background-color", "border", "border-bottom", "border-collapse", "border-top", "color", "display", "font-family",
    "font-size", "font-weight", "height", "line-height", "margin", "margin-top", "max-height", "max-width", "mso-hide",
    "padding", "padding-bottom", "padding-right", "white-space", "width",
}  # fmt: skip
"""Properties that Gmail, Outlook and Apple Mail know, or can do without (caniemail.com)."""


@pytest.fixture(scope="module")
def told():
    """Tell the facts of four small segments."""
    return tell(four_groups())


def _page(facts, templates, **options):
    return render_mail(facts, draw_mail_pictures(facts), templates=(templates,), attachments=["report.pdf"], **options)


def test_styles_are_set_into_the_elements(told, templates):
    """What is seen needs no style sheet: those that remain are for telephones and for the dark."""
    html = _page(told.facts, templates).html
    sheets = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    assert [re.findall(r"@media \(([a-z-]+)", sheet) for sheet in sheets] == [["max-width"], ["prefers-color-scheme"]]
    seen = re.sub(r"<!--.*?-->", "", html)
    bare = [tag for tag in re.findall(r"<(?:h1|h2|p|td|th|li)\b[^>]*>", seen) if "style=" not in tag]
    assert bare == []


def test_only_what_mail_readers_know(told, templates):
    """No element, attribute or property is needed that a reader drops; layout is tables alone."""
    html = _page(told.facts, templates).html
    properties = {
        name.strip() for style in re.findall(r'style="([^"]*)"', html) for name in re.findall(r"([a-z-]+)\s*:", style)
    }
    assert properties <= KNOWN_TO_ALL
    body = html.partition("<body")[2]
    tags = set(re.findall(r"<([a-z0-9]+)", body))
    assert tags <= {"table", "tbody", "thead", "tr", "td", "th", "h1", "h2", "p", "ul", "li", "img", "div", "span"}
    assert "<script" not in html
    assert not re.search(r"flex|grid|position|float|calc\(|var\(", html)


def test_every_table_for_layout_says_so(told, templates):
    """Who hears the page read aloud hears of one table, that of the actions, with its heads."""
    html = _page(told.facts, templates).html
    real = [table for table in re.findall(r"<table[^>]*>", html.partition("<!--[if mso]>")[2]) if "role=" not in table]
    assert len(real) == 1
    assert 'class="actions"' in real[0]
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 4


def test_pictures_are_told_to_those_who_don_t_see_them(told, templates):
    """The alternative text tells the shares; width is an attribute, since Outlook knows no other."""
    html = _page(told.facts, templates).html
    (picture,) = re.findall(r"<img[^>]*>", html)
    assert "of customers" in picture
    assert 'width="440"' in picture


def test_the_preheader_is_hidden(told, templates):
    """What stands beside the subject in a list of mails is not seen in the mail itself."""
    html = _page(told.facts, templates).html
    (preheader,) = re.findall(r'<div class="preheader"[^>]*>[^<]*</div>', html)
    assert "display: none" in preheader
    assert "Half the revenue comes from" in preheader


def test_names_are_text(templates):
    """Whatever a segment or a shop is called stays text."""
    groups = {f"{LOYAL}, <b>&amp; 60 letters of a name that says very much {{{{x}}}}": (LOYAL, [(1, 2, 5.0)] * 5)}
    groups |= {"Hibernating": (HIBERNATING, [(200, 1, 2.0)] * 5)}
    page = _page(tell(groups).facts, templates, organisation="<i>Tom & Co</i>")
    tags = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: tags.append(tag)
    parser.feed(page.html)
    assert set(tags).isdisjoint({"b", "i"})
    assert "&lt;b&gt;" in page.html
    assert "<b>&amp; 60" in " ".join(page.text.split())
    assert "<i>Tom & Co</i>" in page.text


@pytest.mark.parametrize("segments", [1, 2, 12])
@pytest.mark.parametrize("scale", [0.001, 1e6])
def test_few_and_many(templates, segments, scale):
    """One segment, two and twelve, with pennies and with billions: the page is short, and the picture is drawn."""
    profiles = [CHAMPIONS, LOYAL, AT_RISK, HIBERNATING]
    groups = {}
    for number in range(segments):
        profile = profiles[number % 4]
        name = profile if number < 4 else f"{profile}, with a much longer name, number {number}"
        groups[name] = (profile, [(10 * number + 1, 3, round(100 * scale * (number + row + 1), 2)) for row in range(6)])
    facts = tell(groups).facts
    page = _page(facts, templates)
    assert len(page.html.encode()) < LIMIT / 4
    assert page.html.count('scope="row"') == (3 if segments > 5 else segments)
    assert ("The actions for" in page.text) == (segments > 5)
    assert max(map(len, page.text.splitlines())) < 130


def test_the_same_every_time(told, templates):
    """The same facts give the same page and the same pictures, byte for byte."""
    assert draw_mail_pictures(told.facts) == draw_mail_pictures(told.facts)
    assert _page(told.facts, templates) == _page(told.facts, templates)
