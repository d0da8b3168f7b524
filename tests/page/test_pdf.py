"""The PDF: A4, navigable, the same bytes every time."""

from __future__ import annotations

import re
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from segmentation.errors import ReportError
from segmentation.page import pdf as pdf_module
from segmentation.page.first_page import headline
from segmentation.page.pdf import render_pdf, require_renderer
from segmentation.page.trust import trust
from segmentation.topics.movement.words import movements, what_changed

A4 = (pytest.approx(595.28, abs=0.5), pytest.approx(841.89, abs=0.5))


@pytest.fixture(scope="module")
def document(report):
    """Open the PDF of the small report."""
    document = pdfium.PdfDocument(report.pdf)
    yield document
    document.close()


def _texts(document):
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(re.sub(r"\s+", " ", text_page.get_text_bounded()))
        text_page.close()
        page.close()
    return texts


def test_every_page_is_a4_and_numbered(document):
    """Every page is an upright A4 that says which of how many it is."""
    texts = _texts(document)
    assert len(texts) > 2
    for number, text in enumerate(texts, start=1):
        assert document.get_page_size(number - 1) == A4
        assert f"{number} of {len(texts)}" in text


def test_no_page_is_nearly_empty(document):
    """No page holds only its margins' texts: a heading or a picture never stands alone on the last one."""
    assert all(len(text.split()) > 40 for text in _texts(document))


def test_first_page_tells_the_whole_story(document, report):
    """The first page has the headline, every segment and what to do about it."""
    first, facts = _texts(document)[0], report.told.facts
    assert headline(facts) in first
    for segment in facts.segments:
        assert segment.segment in first
        assert segment.action.what in first
    assert what_changed(facts) in first
    for moved in movements(facts):
        assert moved.text in first


def test_first_page_is_one_page(document, report):
    """All that the first page says is on it, to the last word on how far to trust it; the contents come next."""
    first, second, *_ = _texts(document)
    assert all(sentence in first for sentence in trust(report.told.facts))
    assert "Contents" in second


def test_bookmarks_name_every_segment(document, report):
    """The outline leads to every section and, one level below, to every segment, in order."""
    bookmarks = [(bookmark.level, bookmark.get_title(), bookmark.get_dest()) for bookmark in document.get_toc()]
    below = [title for level, title, _ in bookmarks if level == 1]
    compared = ["Against October 2011", "Against November 2010"]
    segments = [x.segment for x in report.told.facts.segments]
    assert below == [*compared, *segments, "What each criterion would choose"]
    assert [title for level, title, _ in bookmarks if level == 0][-1] == "The ledger: where every line went"
    pages = [dest.get_index() for _, _, dest in bookmarks]
    assert pages == sorted(pages)


def test_title_and_language_are_set(document):
    """A reader program is told the title, and a voice the language."""
    assert "November 2011" in document.get_metadata_dict()["Title"]
    length = raw.FPDFCatalog_GetLanguage(document, None, 0)
    buffer = (raw.FPDF_WCHAR * (length // 2))()
    raw.FPDFCatalog_GetLanguage(document, buffer, length)
    assert bytes(buffer).decode("utf-16-le").rstrip("\0").lower() == "en-gb"


def test_pdf_is_tagged_for_voices(document):
    """The PDF says of itself that it keeps to PDF/UA, and has a structure to be read aloud by."""
    assert raw.FPDFCatalog_IsTagged(document)


def test_links_of_the_contents_lead_to_pages(document):
    """The table of contents is made of links to pages of the document."""
    targets = []
    for page in document:
        start, link = raw.c_int(0), raw.FPDF_LINK()
        while raw.FPDFLink_Enumerate(page, start, link):
            destination = raw.FPDFLink_GetDest(document, link)
            targets.append(raw.FPDFDest_GetDestPageIndex(document, destination))
        page.close()
    assert len(targets) >= 9
    assert all(0 <= target < len(document) for target in targets)


def test_pdf_is_the_same_every_time(report, tmp_path):
    """The same page and identifier give the same bytes; another identifier gives others."""
    for name, identifier in (("again", "a report made by hand"), ("other", "another")):
        render_pdf(report.printed, tmp_path / name, identifier=identifier)
    assert (tmp_path / "again").read_bytes() == report.pdf
    assert (tmp_path / "other").read_bytes() != report.pdf


SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


class Pictures(BaseHTTPRequestHandler):
    """A server that has the picture."""

    def do_GET(self):
        """Give the picture, and remember that it was asked for."""
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "image/svg+xml")
        self.end_headers()
        self.wfile.write(SQUARE)

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def server():
    """Serve the picture."""
    with HTTPServer(("127.0.0.1", 0), Pictures) as server:
        server.asked = []
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_nothing_is_fetched(tmp_path, server, complaints):
    """A picture that is not in the page is left out, though net and disk have it; one that is in it is shown."""
    (tmp_path / "a.svg").write_bytes(SQUARE)
    elsewhere = (f"http://127.0.0.1:{server.server_port}/a.svg", (tmp_path / "a.svg").as_uri())
    for url in elsewhere:
        render_pdf(f'<html lang="en"><title>t</title><img alt="a" src="{url}">', tmp_path / "a.pdf", identifier="a")
        (complaint,) = complaints
        assert url in complaint
        complaints.clear()
    assert server.asked == []
    url = f"data:image/svg+xml;base64,{b64encode(SQUARE).decode()}"
    render_pdf(f'<html lang="en"><title>t</title><img alt="a" src="{url}">', tmp_path / "a.pdf", identifier="a")


def test_renderer_is_here():
    """Where Pango is installed, nothing is said."""
    require_renderer()


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "debian"}, "apt-get install"),
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, "apt-get install"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "apt-get install"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "dnf install"),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "pacman -S"),
        ({"ID": "alpine"}, "apk add"),
        ({"ID": "plan9"}, "your system's packages"),
    ],
)
def test_platform_s_own_command_is_named(monkeypatch, release, command):
    """On each system the message names its own packages; what system it is, is made up here."""
    monkeypatch.setattr(pdf_module.sys, "platform", "linux")
    monkeypatch.setattr(pdf_module.platform, "freedesktop_os_release", lambda: release)
    monkeypatch.setitem(pdf_module.sys.modules, "weasyprint", None)
    monkeypatch.setattr("builtins.__import__", _without_pango(__import__))
    with pytest.raises(ReportError) as fault:
        require_renderer()
    assert command in str(fault.value)
    assert "--no-pdf" in str(fault.value)


def _without_pango(real):
    """Fail as WeasyPrint does when it is imported where Pango is missing."""

    def load(name, *arguments, **keywords):
        if name == "weasyprint":
            msg = "cannot load library 'libpango-1.0-0'"
            raise OSError(msg)
        return real(name, *arguments, **keywords)

    return load
