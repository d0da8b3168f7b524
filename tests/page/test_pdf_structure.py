"""What the PDF says of itself to those who hear it, and whether its pages are whole."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest
from pikepdf import Name

from segmentation.page.html import render_html
from segmentation.page.owner import Look
from segmentation.page.pdf import render_pdf

from .pdf_reading import Reading, has_more_below, outline

HEADINGS = ("H1", "H2", "H3")
OURS = ("Source-Sans-Pro", "Source-Serif-Pro", "DejaVu-Fallback")
PAPERS = {"A4": (595.28, 841.89), "Letter": (612, 792)}
BOTTOM = 57
"""Where the margin at the foot of a page begins, 20 mm from its edge, in points."""


@pytest.fixture(scope="module", params=PAPERS)
def paper(request):
    """Name the paper."""
    return request.param


@pytest.fixture(scope="module")
def pdf(paper, report, templates, tmp_path_factory):
    """Open the PDF of the small report on that paper."""
    data = report.pdf
    if paper != "A4":
        path = tmp_path_factory.mktemp("paper") / "report.pdf"
        look = Look(page_size=paper)
        page = render_html(report.told.facts, report.pictures, templates=(templates,), look=look, medium="print")
        render_pdf(page, path, identifier="a report made by hand")
        data = path.read_bytes()
    with pikepdf.open(BytesIO(data)) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def reading(pdf):
    """Read what it says of itself."""
    return Reading(pdf)


def _squeezed(text):
    return re.sub(r"\W", "", text).casefold()


def test_pages_are_as_large_as_was_asked_for(pdf, paper):
    """Every page is as large as the paper."""
    for page in pdf.pages:
        assert [float(side) for side in page.mediabox[2:]] == pytest.approx(PAPERS[paper], abs=0.5)


def test_it_says_that_it_is_tagged(pdf):
    """It is marked as tagged, names its language, and declares PDF/UA-1."""
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en-GB"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_its_title_is_shown(pdf):
    """A reader program shows the report's title, not the file's name, and both places of the title agree."""
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == str(pdf.docinfo.Title) != ""


def test_bookmarks_are_the_headings(pdf, reading):
    """The outline has every heading of the second and third level, as deep and in order; the contents aside."""
    headings = [(int(heading.tag[1]) - 2, heading.text) for heading in reading.root.all("H2", "H3")]
    contents = next(place for place, (_, text) in enumerate(headings) if text == "Contents")
    assert outline(pdf) == headings[:contents] + headings[contents + 1 :]


def test_headings_nest(reading):
    """There is one heading of the first level, before all others, and no level is skipped on the way down."""
    levels = [int(heading.tag[1]) for heading in reading.root.all(*HEADINGS, "H4", "H5", "H6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


def test_figures_are_told(reading):
    """Every figure has words in its stead, and they begin with the finding that stands above it."""
    figures = reading.root.all("Figure")
    assert figures
    assert all(str(figure.attributes.get("/Alt", "")).strip() for figure in figures)
    captioned = 0
    for parent in reading.root.walk():
        for caption, figure in _captioned(parent):
            finding = caption.children[0].text if caption.children else caption.text
            assert _squeezed(str(figure.attributes.Alt)).startswith(_squeezed(finding))
            captioned += 1
    assert captioned > 3


def _captioned(parent):
    captions = [child for child in parent.children if child.tag == "Caption"]
    figures = [figure for child in parent.children for figure in child.all("Figure")]
    return [(captions[0], figures[0])] if captions and figures and parent.tag != "Table" else []


def test_captions_stand_with_their_figures(reading):
    """A figure and its caption are on one page."""
    for parent in reading.root.walk():
        for caption, figure in _captioned(parent):
            assert caption.pages == figure.pages


def test_tables_have_heads(reading):
    """Tables are made of rows, rows of cells; a head says which way it counts, and a cell names its heads."""
    tables = reading.root.all("Table")
    assert tables
    names = reading.pdf.Root.StructTreeRoot.IDTree.Names
    known = {bytes(name) for name in list(names)[::2]}
    assert list(map(bytes, list(names)[::2])) == sorted(known)
    for table in tables:
        assert table.all("TH")
        for row in table.all("TR"):
            assert {cell.tag for cell in row.children} <= {"TH", "TD"}
        for head in table.all("TH"):
            assert head.attribute("/Scope") in (Name.Column, Name.Row)
            assert bytes(head.attributes.ID) in known
        for cell in table.all("TD"):
            heads = {bytes(head) for head in cell.attribute("/Headers")}
            assert heads
            assert heads <= known


def test_heads_count_the_way_they_stand(reading):
    """The heads of columns are in the table's head, those of rows are in its body."""
    for table in reading.root.all("Table"):
        for part, scope in (("THead", Name.Column), ("TBody", Name.Row)):
            for rows in table.all(part):
                assert {head.attribute("/Scope") for head in rows.all("TH")} <= {scope}


def test_lists_are_made_of_items(reading):
    """Right below a list are its items alone, and right below an item its mark and what it says."""
    assert reading.root.all("L")
    for listing in reading.root.all("L"):
        assert {child.tag for child in listing.children} <= {"LI", "L", "Caption"}
    for item in reading.root.all("LI"):
        assert {child.tag for child in item.children} <= {"Lbl", "LBody"}


class _Words(HTMLParser):
    """The words of a page, in the order of its source."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Enter an element that shows nothing."""
        if tag in ("head", "style"):
            self.inside.append(tag)

    def handle_endtag(self, tag):
        """Leave it."""
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        """Keep the words."""
        if not self.inside:
            self.text += f" {data}"


def test_it_is_read_in_the_order_of_the_page(reading, report):
    """Headings, paragraphs and cells come in the structure as they come in the page's source."""
    source = _squeezed(_Words(report.printed).text)
    at = 0
    for element in reading.root.all(*HEADINGS, "P", "TH", "TD"):
        text = _squeezed(element.text)
        # Heads of a table that goes on over the page stand there a second time.
        found = source.find(text, at) if text else -1
        if found >= 0:
            assert found - at < 4000, f"before “{element.text}”, {found - at} letters are missed"
            at = found
    assert at > 0.9 * len(source)


def test_running_heads_are_artifacts(reading):
    """What stands in the margins is not read aloud, and all else is in the structure."""
    for page in range(1, len(reading.pdf.pages)):
        margins = " ".join(words.text for words in reading.words if words.page == page and words.is_artifact)
        assert f"{page + 1} of {len(reading.pdf.pages)}" in margins
        assert "Customer segments" in margins
    told = {id(words) for words in reading.root.words}
    assert all(words.is_artifact or id(words) in told for words in reading.words)


def test_fonts_are_ours_and_in_the_file(reading):
    """Every font is one of the package's, cut down to the letters in use, and in the file."""
    fonts = reading.fonts()
    assert fonts
    for font in fonts:
        name = str(font.BaseFont)
        assert re.match(r"/[A-Z]{6}\+", name)
        assert name[8:].startswith(OURS)
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_nothing_leads_out_of_it(pdf):
    """No action opens a page of the web, another file, or a program; nothing is attached."""
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary):
            assert str(each.get("/S", "")) not in ("/URI", "/GoToR", "/Launch", "/JavaScript", "/SubmitForm")
            assert each.get("/Type") not in (Name.Filespec, Name.EmbeddedFile)


def test_no_heading_ends_a_page(reading):
    """Below every heading there is some of what it heads."""
    for heading in reading.root.all(*HEADINGS, "H4"):
        assert has_more_below(reading, heading), heading.text


def test_nothing_stands_in_the_margin_at_the_foot(reading):
    """No word but the running foot's is below the foot's edge."""
    assert all(words.is_artifact or words.page == 0 or words.y > BOTTOM - 1 for words in reading.words)
