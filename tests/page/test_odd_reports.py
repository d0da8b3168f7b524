"""Reports as odd as a shop may ask for: each is whole, on screen and on paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
import pytest

from segmentation.page.first_page_fit import first_remarks
from segmentation.page.html import render_html
from segmentation.page.pdf import render_pdf
from segmentation.page.pictures import draw_pictures

from ..by_hand.odd_reports import ODD_REPORTS, Odd
from .pdf_reading import Reading, has_more_below
from .test_html import Page

MARGIN = 20 * 72 / 25.4
"""Left and right of the text, in points: 20 mm."""


@dataclass(frozen=True)
class Rendered:
    """An odd report, rendered."""

    odd: Odd
    html: str
    pdf: bytes


@pytest.fixture(scope="module", params=ODD_REPORTS)
def rendered(request, complaints, templates, tmp_path_factory):
    """Render an odd report."""
    odd = ODD_REPORTS[request.param]()
    pictures = draw_pictures(odd.facts)
    html, printed = (
        render_html(odd.facts, pictures, templates=(templates,), look=odd.look, medium=medium)
        for medium in ("screen", "print")
    )
    path = tmp_path_factory.mktemp("odd") / "report.pdf"
    render_pdf(printed, path, identifier=request.param)
    return Rendered(odd, html, path.read_bytes())


@pytest.fixture(scope="module")
def reading(rendered):
    """Read what the PDF says of itself."""
    with pikepdf.open(BytesIO(rendered.pdf)) as pdf:
        yield Reading(pdf)


def test_the_page_is_whole(rendered):
    """The page can be read back, names every segment, has no gap where a number should be, and can be sent."""
    ((_, text),) = Page(re.sub(r"<style.*?</style>", "", rendered.html, flags=re.DOTALL)).all("body")
    assert all(segment.segment in text for segment in rendered.odd.facts.segments)
    assert not re.findall(r"\bNone\b(?! of the )|\bnan\b|\binf\b|Undefined|[{}]|.{20}[−-]£0\b.{20}", text)
    assert len(rendered.html.encode()) < 2_000_000


def test_the_first_page_is_one_page(rendered, reading):
    """All that the first page says is on it, to the last word on how far to trust it; the contents come next."""
    (contents,) = [heading for heading in reading.root.all("H2") if heading.text == "Contents"]
    assert contents.pages == {1}
    first = _squeezed("".join(words.text for words in reading.words if words.page == 0))
    for sentence in first_remarks(rendered.odd.facts):
        # Words of another script stand in the file in the order in which they are seen.
        assert not sentence.isascii() or _squeezed(sentence) in first


def _squeezed(text):
    return "".join(text.split())


def test_nothing_reaches_beyond_the_text(rendered):
    """No word stands in a margin, left or right, or under another at the page's edge."""
    with pdfium.PdfDocument(rendered.pdf) as document:
        for number, page in enumerate(document, start=1):
            texts = page.get_textpage()
            for place in range(texts.count_rects()):
                left, bottom, right, top = texts.get_rect(place)
                told = f"page {number}: {texts.get_text_bounded(left, bottom, right, top)!r}"
                assert left > MARGIN - 2, told
                assert right < page.get_width() - MARGIN + 2, told
            texts.close()
            page.close()


def test_no_heading_ends_a_page(reading):
    """Below every heading there is some of what it heads."""
    for heading in reading.root.all("H1", "H2", "H3", "H4"):
        assert has_more_below(reading, heading), heading.text


def test_a_broken_table_has_its_head_on_every_page(reading):
    """Every part of a table, on whichever page, begins with the heads of its columns."""
    for table in reading.root.all("Table"):
        assert len(table.pages) == 1
        rows = table.all("TR")
        assert rows[0].all("TH")
        assert all(cell.tag == "TH" for cell in rows[0].children)
