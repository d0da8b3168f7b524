"""Pages once more, from facts alone: the same bytes for the same settings, all of them or none, and told honestly."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pikepdf
import pytest

from segmentation.commands.render import render_month
from segmentation.delivery.month_folder import is_made, read_manifest
from segmentation.errors import ReportError
from segmentation.settings.config import Config

QUICK = {"pdf": False}
PAGES = ["explore.html", "report.html"]
"""What is rendered without a PDF."""


def _bytes(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_same_settings_change_nothing(month):
    """What is rendered with the settings of the report is the report to the byte, and the manifest stays as it is."""
    before = _bytes(month)
    assert render_month(Config(**QUICK), month) == [month / name for name in PAGES]
    assert _bytes(month) == before


def test_other_settings_are_told_in_the_manifest(month):
    """The manifest names the new page's hash and what it was made from; all else in the folder stays."""
    before = _bytes(month)
    render_month(Config(**QUICK, report={"organisation": "Gift Ware Ltd"}), month)
    after, manifest = _bytes(month), read_manifest(month)
    assert {name for name in before if after[name] != before[name]} == {*PAGES, "manifest.json"}
    assert after.keys() == before.keys()
    assert manifest["files"]["report.html"]["sha256"] == _sha256(month / "report.html")
    rendered = manifest["rendered"]
    assert rendered["files"] == PAGES
    assert rendered["facts_sha256"] == _sha256(month / "facts.json")
    assert rendered["report"]["organisation"] == "Gift Ware Ltd"
    assert "sections/first_page.html.j2" in rendered["templates"]
    assert rendered["versions"] == manifest["versions"]


def test_a_month_that_was_rendered_otherwise_is_made_again(month):
    """A backfill leaves alone what is as it would be made now, and nothing else."""
    origin = {"source": {}, "config": {"notebook": False}, "models": [], "templates": {}}
    assert is_made(month, **origin)
    render_month(Config(**QUICK), month)
    assert is_made(month, **origin)
    render_month(Config(**QUICK, report={"page_size": "Letter", "organisation": "Gift Ware Ltd"}), month)
    assert not is_made(month, **origin)


def test_elsewhere(month, tmp_path):
    """Another folder is made for the pages if need be; the month is left as it is, and what is there is kept."""
    before = _bytes(month)
    elsewhere = tmp_path / "a" / "b"
    elsewhere.mkdir(parents=True)
    (elsewhere / "mine.txt").write_text("mine", encoding="utf-8")
    assert render_month(Config(**QUICK), month, elsewhere) == [elsewhere / name for name in PAGES]
    assert _bytes(month) == before
    assert _bytes(elsewhere) == {**{name: before[name] for name in PAGES}, "mine.txt": b"mine"}


def test_facts_alone_are_enough(month, tmp_path):
    """A folder with nothing but facts gets pages, and no manifest that would call it a month's."""
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(month / "facts.json", alone)
    render_month(Config(**QUICK), alone)
    assert _bytes(alone) == {name: _bytes(month)[name] for name in ("facts.json", *PAGES)}


def test_the_folder_one_stands_in(month, monkeypatch):
    """A month is found as "." too."""
    monkeypatch.chdir(month)
    _, page = render_month(Config(**QUICK, report={"organisation": "Gift Ware Ltd"}), Path())
    assert page == month / "report.html"
    assert "Gift Ware Ltd" in page.read_text(encoding="utf-8")


def test_whose_report_it_is(month, tmp_path):
    """Organisation, logo, accent, paper and language are in the page, in the PDF, and in what that says of itself."""
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>', "utf-8")
    report = {"organisation": "Gift <Ware>", "logo": logo, "accent": "#8a1c4a", "page_size": "Letter"}
    explore, html, pdf = render_month(Config(report=report), month)
    text = html.read_text(encoding="utf-8")
    assert '<html lang="en-GB">' in text
    assert '<img class="logo" src="data:image/svg+xml;base64,' in text
    assert 'alt="Gift &lt;Ware&gt;"' in text
    assert "--accent: #8a1c4a;" in text
    assert "Gift &lt;Ware&gt;, November 2011" in explore.read_text(encoding="utf-8")
    with pikepdf.open(pdf) as document:
        assert [float(side) for side in document.pages[0].MediaBox] == [0, 0, 612, 792]
        assert str(document.docinfo["/Author"]) == "Gift <Ware>"
        assert str(document.docinfo["/Title"]) == "Gift <Ware>: Customer segments, November 2011"
        assert str(document.docinfo["/Creator"]).startswith("customer-segmentation ")
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.ViewerPreferences.DisplayDocTitle
    assert read_manifest(month)["rendered"]["templates"]["logo"]["sha256"] == _sha256(logo)


def test_pages_are_all_new_or_none(month, monkeypatch):
    """Where the PDF fails, the page beside it stays as it was."""
    before = _bytes(month)

    def fail(*_arguments, **_options):
        msg = "no ink"
        raise ReportError(msg)

    monkeypatch.setattr("segmentation.page.writing.render_pdf", fail)
    with pytest.raises(ReportError, match="no ink"):
        render_month(Config(report={"organisation": "Gift Ware Ltd"}), month)
    assert _bytes(month) == before


def test_older_facts_are_told(month):
    """Facts of another version are no fault of the page: the report is to be made again."""
    facts = json.loads((month / "facts.json").read_text(encoding="utf-8"))
    (month / "facts.json").write_text(json.dumps({**facts, "schema_version": "2.0"}), encoding="utf-8")
    with pytest.raises(
        ReportError, match=r"it is version 2\.0, and this program reads 3.0, 3.1; make the report again"
    ):
        render_month(Config(**QUICK), month)


def test_what_is_no_month(tmp_path):
    """A folder that is not there, or has no facts, is named."""
    with pytest.raises(ReportError, match=r"no such folder: .*2011-11"):
        render_month(Config(**QUICK), tmp_path / "2011-11")
    with pytest.raises(ReportError, match=r"the facts can't be read from .*facts\.json"):
        render_month(Config(**QUICK), tmp_path)


def test_a_language_without_a_catalogue(month):
    """A locale that is known, in whose language nobody has written the words, is told before any work."""
    with pytest.raises(ReportError, match="there is no catalogue for locale 'is_IS'"):
        render_month(Config(**QUICK, report={"locale": "is_IS"}), month)


def test_a_language_that_is_written_from_right_to_left(month, tmp_path):
    """One catalogue in a folder of one's own makes a language; the page says which way it is written."""
    catalogue = tmp_path / "mine" / "languages" / "he.po"
    catalogue.parent.mkdir(parents=True)
    head = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    )
    catalogue.write_text(f'{head}\nmsgid "Customer segments"\nmsgstr "פלחי לקוחות"\n', encoding="utf-8")
    render_month(Config(**QUICK, templates=tmp_path / "mine", report={"locale": "he_IL"}), month)
    text = (month / "report.html").read_text(encoding="utf-8")
    assert '<html lang="he-IL" dir="rtl">' in text
    assert "פלחי לקוחות" in text
    assert read_manifest(month)["rendered"]["templates"]["languages/he.po"]["sha256"] == _sha256(catalogue)
