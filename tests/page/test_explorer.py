"""The page of points: whole in itself, the same every time, and silent about who anybody is unless it is asked."""

from __future__ import annotations

import json
import re
from collections import Counter

import pandas as pd
import pytest

from segmentation.errors import ReportError
from segmentation.page.explorer import SHAPES, render_explore
from segmentation.settings.config import Config

from ..by_hand.facts import four_groups, tell
from .test_html import Page

NASTY = """</script><b>"Big" & {{ 7 }}</b>"""


@pytest.fixture(scope="module")
def told():
    """Tell of four small segments, two of whose customers did the same."""
    groups = dict(four_groups())
    profile, customers = groups["Champions"]
    groups["Champions"] = (profile, [customers[0], *customers[:-1]])
    return tell(groups)


@pytest.fixture(scope="module")
def customers(told):
    """Give the customers names that stand in no library of charts."""
    return told.customers.rename(index=lambda number: f"Kunde №{number}")


@pytest.fixture(scope="module")
def html(told, templates):
    """Render the page that names nobody."""
    return render_explore(told.facts, templates=(templates,))


def _data(html):
    return json.loads(re.search(r'<script type="application/json" id="told">(.*?)</script>', html, re.DOTALL)[1])


def _says(html):
    return [text for segment in _data(html)["segments"] for text in segment["says"]]


def _without_library(html):
    """Leave plotly.js out: it is the longest script by far."""
    html = html.replace(max(re.findall(r"<script>.*?</script>", html, re.DOTALL), key=len), "")
    # Signs of markup are written by their numbers in the page's data.
    return re.sub(r"\\u00..", " ", html)


def test_page_needs_nothing_but_itself(html):
    """Nothing is referred to but the report beside it and what it carries, and the browser is told to see to that."""
    page = Page(html)
    for tag, attributes, _ in page.elements:
        for name in ("src", "href", "srcset", "data", "action", "poster"):
            value = attributes.get(name)
            assert value is None or value.startswith(("#", "data:")) or value == "report.html", (tag, name, value)
    assert not page.all("link", "iframe", "object", "base")
    (policy,) = [meta["content"] for meta, _ in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    assert "://" not in re.sub(r"http://www\.w3\.org/\S+", "", _without_library(html))
    assert "/* plotly.js */" not in html
    assert "/* fonts */" not in html


def test_page_is_the_same_every_time(html, told, templates):
    """The same facts give the same text: no id is drawn from chance."""
    assert render_explore(told.facts, templates=(templates,)) == html


def test_page_knows_its_language_title_and_parts(html):
    """A page has a language, a title, a main part, one heading of the first level and a table with heads."""
    page = Page(html)
    ((root, _),) = page.all("html")
    ((_, title),) = page.all("title")
    assert root["lang"] == "en-GB"
    assert "November 2011" in title
    assert len(page.all("main")) == len(page.all("h1")) == len(page.all("table")) == 1
    assert all(head.get("scope") in ("col", "colgroup", "row") for head, _ in page.all("th"))


def test_every_customer_is_a_point_that_says_what_they_did(html, told):
    """Of each segment there are as many points as customers, and each says days, orders and spend to the penny."""
    data = _data(html)
    assert [len(segment["says"]) for segment in data["segments"]] == [s.customers for s in told.facts.segments]
    for segment, fact in zip(data["segments"], told.facts.segments, strict=True):
        assert len(segment["x"]) == len(segment["y"]) == len(segment["z"]) == fact.customers
        theirs = told.customers[told.customers["segment"] == fact.segment]
        expected = {
            f"<b>{fact.segment}</b><br>Last bought {row.recency_days} day{'' if row.recency_days == 1 else 's'} ago<br>"
            f"{row.frequency} order{'' if row.frequency == 1 else 's'}<br>£{row.monetary:,.2f} spent"
            for row in theirs.itertuples()
        }
        assert set(segment["says"]) == expected


def test_axes_are_named_in_real_units(html):
    """Marks stand where powers of ten put them, and read 1, 3, 10 days, orders, and pounds."""
    days, orders, spend = _data(html)["axes"]
    assert days["labels"][-3:] == ["30", "100", "300"]
    assert days["marks"][-1] == 2.4786
    assert orders["labels"] == ["1", "3", "10"]
    assert spend["labels"] == ["£300", "£1k", "£3k", "£10k"]
    assert spend["marks"] == [2.4771, 3.0, 3.4771, 4.0]
    assert all(axis["range"][0] <= mark <= axis["range"][1] for axis in (days, orders, spend) for mark in axis["marks"])


def test_segments_can_be_switched_by_name_size_and_shape(html, told):
    """Every segment has a switch with its name, its customers, its money, and a mark of its own shape."""
    page = Page(html)
    switches = [attributes for attributes, _ in page.all("input")]
    assert [switch["type"] for switch in switches] == ["checkbox"] * len(told.facts.segments)
    labels = [" ".join(text.split()) for _, text in page.all("label")]
    for label, segment in zip(labels, told.facts.segments, strict=True):
        assert segment.segment in label
        assert f"{segment.customers} customers, £" in label
    shapes = [segment["symbol"] for segment in _data(html)["segments"]]
    assert shapes == list(SHAPES)[: len(shapes)]
    for shape in shapes:
        assert f'<path d="{SHAPES[shape]}"' in html


def test_the_table_says_the_same_in_numbers(html, told):
    """Who can't see the cloud reads each segment's size, medians and centre."""
    rows = re.findall(r"<tr>(.*?)</tr>", html.split("<tbody>")[1].split("</tbody>")[0], re.DOTALL)
    assert len(rows) == len(told.facts.segments)
    for row, segment in zip(rows, told.facts.segments, strict=True):
        for amount in (segment.monetary, segment.monetary_median, segment.center_monetary):
            assert f">£{round(amount):,}<" in row
        assert segment.segment in row


def test_nobody_is_named_unasked(html, told):
    """Without identities no customer's number is on the page, whatever is looked for."""
    page = _without_library(html)
    assert not set(re.findall(r"\w+", page)) & set(told.customers.index)
    assert "names customers" not in page
    assert "Nobody can be identified from this page" in page


def test_asked_for_everybody_is_named_once(told, customers, templates):
    """With identities each point says whose it is, also of two who did the same, and the page says so on its face."""
    html = render_explore(told.facts, templates=(templates,), identities=customers)
    assert {name.removeprefix("Kunde №") for name in customers.index} <= set(re.findall(r"\w+", _without_library(html)))
    named = [re.match(r"<b>Customer (.*?)</b><br>(.*?)<br>", text).groups() for text in _says(html)]
    assert Counter(name for name, _ in named) == Counter(customers.index)
    assert all(customers.loc[name, "segment"] == segment for name, segment in named)
    page = Page(html)
    assert any("This page names customers." in text for attributes, text in page.all("p") if "role" in attributes)
    ((_, title),) = page.all("title")
    assert "with identities" in title


def test_rows_in_another_order_change_nothing(told, customers, templates):
    """In whatever order customers are handed over, the page is the same."""
    pages = {
        render_explore(told.facts, templates=(templates,), identities=table)
        for table in (customers, customers.iloc[::-1])
    }
    assert len(pages) == 1


def test_other_customers_than_the_facts(told, customers, templates):
    """A table of another month is refused, and no point is given the name of somebody else."""
    other = customers.assign(frequency=customers["frequency"] + 1)
    with pytest.raises(ReportError, match=r"don't match facts\.json.*make the month again"):
        render_explore(told.facts, templates=(templates,), identities=other)


def test_to_name_customers_is_no_setting():
    """No settings file and no variable of the environment can ask for names: whoever wants them says so each time."""
    assert not [name for name in Config.model_fields if "identit" in name]


def test_names_are_not_taken_for_markup(templates):
    """A segment's and a customer's name are shown as they stand, whatever signs are in them."""
    groups = {name.replace("Champions", f"Champions, {NASTY}"): group for name, group in four_groups().items()}
    told = tell(groups)
    customers = told.customers.rename(index=lambda number: f"{NASTY}{number}")
    html = render_explore(told.facts, templates=(templates,), identities=customers)
    page = Page(html)
    assert len(page.all("script")) == 4
    assert not [text for _, text in page.all("b") if text.startswith('"Big"')]
    # What Plotly is told has the one sign for bold that is ours.
    assert all(text.count("<b>") == 1 for text in _says(html))
    assert "&lt;b&gt;&quot;Big&quot; &amp; {{ 7 }}" in _says(html)[0]


def test_a_sample_is_said_to_be_one(told, templates):
    """Of more customers than are shown, it is said how many there are."""
    points = told.facts.points.model_copy(update={"customers": 84_210})
    html = render_explore(told.facts.model_copy(update={"points": points}), templates=(templates,))
    assert "48 of 84,210 customers, drawn at random from each segment, each a point." in html


def test_who_spent_nothing_lies_on_the_floor(told, templates):
    """Spend of nothing or less has no place on a scale of powers; the point says what it is all the same."""
    points = told.facts.points
    spent = points.model_copy(update={"monetary": (0, -500, *points.monetary[2:])})
    html = render_explore(told.facts.model_copy(update={"points": spent}), templates=(templates,))
    first = _data(html)["segments"][points.segment[0]]
    assert first["z"][:2] == [-2.0, -2.0]
    assert first["says"][0].endswith("<br>£0.00 spent")
    assert first["says"][1].endswith("<br>−£5.00 spent")
    assert "are on the floor" in html


def test_a_missing_template_is_named(told, tmp_path):
    """A folder that lacks the page's template is named."""
    with pytest.raises(ReportError, match=r"explore\.css"):
        render_explore(told.facts, templates=(tmp_path,))


def test_more_segments_than_shapes(templates):
    """With twelve segments shapes come again, in other colours."""
    groups = {f"Loyal, kind {number}": ("Loyal", [(10 + number, 3, 100.0 + number)] * 2) for number in range(12)}
    html = render_explore(tell(groups).facts, templates=(templates,))
    assert [segment["symbol"] for segment in _data(html)["segments"]] == [*SHAPES, *list(SHAPES)[:4]]


def test_identities_as_they_are_kept(told, customers, templates):
    """Amounts with third parts of a penny are held against whole pennies as the facts round them."""
    thirds = customers.assign(monetary=customers["monetary"] + 0.0033)
    assert isinstance(thirds, pd.DataFrame)
    assert render_explore(told.facts, templates=(templates,), identities=thirds) == render_explore(
        told.facts, templates=(templates,), identities=customers
    )
