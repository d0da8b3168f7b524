"""The page: whole in itself, safe, and told to those who can't see it."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from segmentation.errors import ReportError
from segmentation.page.html import render_html

from ..by_hand.facts import four_groups, tell

VOID = {"meta", "img", "br", "link", "hr", "input"}


class Page(HTMLParser):
    """A page's elements in order, each with its attributes and the text in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        """Open an element."""
        assert len(dict(attrs)) == len(attrs), f"an attribute stands twice in {self.get_starttag_text()}"
        element = (tag, dict(attrs), [])
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        """Close it: in order, as no browser insists on, but whoever wrote it meant to."""
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        """Give a text to every element it stands in."""
        for element in self.open:
            element[2].append(data)

    def all(self, *tags):
        """Give the attributes and the text of every element of these names."""
        return [(attributes, "".join(text)) for tag, attributes, text in self.elements if tag in tags]


@pytest.fixture(scope="module")
def page(report):
    """Read the page of the small report."""
    return Page(report.html)


def _render(facts, report, templates):
    return render_html(facts, report.pictures, templates=(templates,))


def _copy(templates, tmp_path):
    return shutil.copytree(templates, tmp_path / "templates")


def test_page_needs_nothing_but_itself(page, report):
    """Nothing is referred to but parts of the page, what it carries, and the page beside it: no net, no script."""
    for tag, attributes, _ in page.elements:
        for name in ("src", "href", "srcset", "data", "action", "poster"):
            value = attributes.get(name)
            beside = tag == "a" and value == "explore.html"
            assert value is None or beside or value.startswith(("#", "data:")), (tag, name, value)
    assert not page.all("script", "link", "iframe", "object", "base")
    style = "".join(text for _, text in page.all("style"))
    assert "@import" not in style
    urls = re.findall(r"url\(\s*['\"]?([^)'\"]{0,40})", style)
    assert urls
    assert all(url.startswith("data:font/woff2;base64,") for url in urls)
    for _, attributes, _ in page.elements:
        assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", attributes.get("style") or "")
    assert "/* fonts */" not in report.html


def test_the_page_of_points_is_linked_where_it_can_be_followed(page, report):
    """On a screen a link leads to explore.html; on paper its name stands there, and no path of some machine."""
    assert [text for attributes, text in page.all("a") if attributes["href"] == "explore.html"] == ["explore.html"]
    printed = Page(report.printed)
    assert all(attributes["href"].startswith("#") for attributes, _ in printed.all("a"))
    assert any("explore.html, beside this report" in text for _, text in printed.all("p"))


def test_page_is_the_same_every_time(report, templates):
    """The same facts and pictures give the same text."""
    assert _render(report.told.facts, report, templates) == report.html


def test_page_knows_its_language_and_title(page):
    """A page has one title and one language, and says how it is encoded."""
    ((html, _),) = page.all("html")
    ((_, title),) = page.all("title")
    assert html["lang"] == "en-GB"
    assert "November 2011" in title
    assert {"charset": "utf-8"} in [attributes for attributes, _ in page.all("meta")]


def test_every_picture_is_told_to_those_who_can_t_see_it(page, report):
    """Every picture stands on the page once, with words in its stead."""
    pictures = [attributes["aria-label"] for attributes, _ in page.all("div") if attributes.get("role") == "img"]
    printed = [attributes["alt"] for attributes, _ in Page(report.printed).all("img")]
    assert pictures == printed
    assert len(pictures) == len(report.pictures)
    assert all(len(words.split()) > 3 for words in pictures)


def test_ids_are_unique_and_links_lead_somewhere(page):
    """No id stands twice, and every link and label on the page leads to one."""
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] for attributes, _ in page.all("a")]
    assert links
    assert {link.removeprefix("#") for link in links} <= {*ids, "explore.html"}
    labels = {attributes["aria-labelledby"] for _, attributes, _ in page.elements if "aria-labelledby" in attributes}
    assert labels <= set(ids)


def test_headings_skip_no_level(page):
    """There is one heading of the first level, at the top, and no level is skipped on the way down."""
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


def test_contents_lead_to_every_section(page):
    """Every heading of the second and third level after the first page is in the table of contents."""
    headings = {(attributes["id"], text) for attributes, text in page.all("h2", "h3")}
    # But for remarks that lead to where the rest is.
    told = [(attributes, text) for attributes, text in page.all("a") if attributes.get("class") != "see"]
    linked = {(attributes["href"].removeprefix("#"), text) for attributes, text in told}
    linked -= {("explore.html", "explore.html")}
    assert linked <= headings
    assert {text for _, text in headings - linked} == {
        "What changed since October, and why",
        "What to do this month",
        "How far to trust these figures",
        "Contents",
    }


def test_tables_have_a_head_and_even_rows(page, report):
    """Every table names its columns, and all its rows are equally long."""
    tables = re.findall(r"<table.*?</table>", report.html, flags=re.DOTALL)
    # Of those that stand once, two are on the first page, three of movement and one of drift.
    # Every segment has one of medians and one of countries; a single one prefers products.
    assert len(tables) == 9 + 2 * len(report.told.facts.segments) + len(report.told.facts.revenue_change)
    for table in tables:
        rows = re.findall(r"<tr.*?</tr>", table, flags=re.DOTALL)
        assert len({len(re.findall(r"<t[hd]\b", row)) for row in rows}) == 1
        assert 'scope="col"' in rows[0]


def test_segments_and_their_actions_are_on_the_page(page, report):
    """Every segment has a section with its name, its size and its action."""
    articles = [text for _, text in page.all("article")]
    assert len(articles) == len(report.told.facts.segments)
    for article, segment in zip(articles, report.told.facts.segments, strict=True):
        assert segment.segment in article
        size = re.search(r"customers, [\d.]+% of all([\d,]+)", article)
        assert size[1].startswith(f"{segment.customers}")
        assert all(text in article for text in segment.action.model_dump().values())


def test_ledger_shows_every_rule_that_held(page, report):
    """The ledger shows the input, what was kept and each rule that set something aside, to the penny."""
    ((_, ledger),) = [(a, text) for a, text in page.all("section") if a.get("id") == "ledger-section"]
    for row in report.told.facts.ledger:
        shown = row.lines or row.rule in ("input", "kept")
        assert (row.reason in ledger) == bool(shown), row.rule
    assert "Money, £" in ledger
    assert f"{report.told.facts.ledger[0].amount:,.2f}" in ledger


def test_words_from_outside_are_not_taken_for_markup(report, templates):
    """A marketer's action, a file's name and a sheet's are shown as they stand, whatever signs are in them."""
    facts = report.told.facts
    nasty = """<b>Call "them"</b> & 'us' <script>alert(1)</script> {{ 7 * 7 }}"""
    first = facts.segments[0].model_copy(
        update={"action": facts.segments[0].action.model_copy(update={"what": nasty, "why": nasty})}
    )
    source = facts.source.model_copy(
        update={
            "uri": f"""C:\\shop's "best".xlsx{nasty}""",
            "sheets": tuple(sheet.model_copy(update={"sheet": nasty}) for sheet in facts.source.sheets),
        }
    )
    html = _render(
        facts.model_copy(update={"segments": (first, *facts.segments[1:]), "source": source}), report, templates
    )
    page = Page(html)
    assert not page.all("script", "b")
    assert "".join(text for _, text in page.all("body")).count(nasty) == 6
    assert """C:\\shop's "best".xlsx""" in html.replace("&#39;", "'").replace("&#34;", '"')


def test_a_segment_s_name_is_not_taken_for_markup(report, templates):
    """A name with a sign of markup in it is shown as it stands, in attributes too."""
    groups = {name.replace(", higher", ' "<i>" higher'): group for name, group in four_groups().items()}
    page = Page(_render(tell(groups).facts, report, templates))
    assert not page.all("i")
    assert any('Loyal "<i>" higher spend' in (attributes.get("aria-label") or "") for attributes, _ in page.all("div"))


def test_sheets_counted_once_are_explained(report, templates):
    """Where a workbook has several sheets their lines are told, and where it has one they are not."""
    facts = report.told.facts
    assert "more than one sheet" in report.html
    one = facts.model_copy(update={"source": facts.source.model_copy(update={"sheets": ()})})
    assert "more than one sheet" not in _render(one, report, templates)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{{ facts.no_such_thing }}", "no_such_thing"),
        ("{{ no_such_thing }}", "no_such_thing"),
        ("{{ facts.customers | no_such_thing }}", "no_such_thing"),
        ("{% if %}", "Expected an expression"),
        ("{% include facts.no_such_thing %}", "no_such_thing"),
    ],
)
def test_a_faulty_template_is_named_with_its_line(report, templates, tmp_path, text, what):
    """What is wrong in a template is told with the template's name and the line."""
    folder = _copy(templates, tmp_path)
    section = folder / "sections" / "segments.html.j2"
    section.write_text(f"one\ntwo\n{text}\n", encoding="utf-8")
    with pytest.raises(ReportError) as fault:
        _render(report.told.facts, report, folder)
    assert str(fault.value).startswith(f"sections/segments.html.j2, line 3 in {folder} ")
    assert what in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_fault_in_a_macro_is_named_where_it_stands(report, templates, tmp_path):
    """A fault in what several sections use is told of the file it is in, not of those that use it."""
    folder = _copy(templates, tmp_path)
    figure = folder / "sections" / "figure.html.j2"
    figure.write_text(figure.read_text(encoding="utf-8").replace("[name].alt", "[name].words"), encoding="utf-8")
    with pytest.raises(ReportError, match=r"^sections/figure\.html\.j2, line 6 in .*'words'"):
        _render(report.told.facts, report, folder)


@pytest.mark.parametrize("name", ["report.css", "report.html.j2", "sections/method.html.j2"])
def test_a_missing_template_is_named(report, templates, tmp_path, name):
    """A template that is not there is named, with the folder it should be in."""
    folder = _copy(templates, tmp_path)
    (folder / name).unlink()
    with pytest.raises(ReportError) as fault:
        _render(report.told.facts, report, folder)
    assert f"{name} is not in {folder}" in str(fault.value)


def test_a_missing_folder_of_templates_is_named(report, tmp_path):
    """A folder that is not there holds no templates either."""
    with pytest.raises(ReportError, match="nowhere"):
        _render(report.told.facts, report, tmp_path / "nowhere")


def test_a_template_in_another_encoding_is_refused(report, templates, tmp_path):
    """A template that an editor saved in an old encoding is no fault of the program."""
    folder = _copy(templates, tmp_path)
    (folder / "report.css").write_bytes("/* Übersicht */".encode("latin-1"))
    with pytest.raises(ReportError, match="UTF-8"):
        _render(report.told.facts, report, folder)


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
