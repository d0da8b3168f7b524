"""Templates of one's own: a folder holds only what differs, and what is in it is used or refused."""

from __future__ import annotations

import pytest

from segmentation.errors import ReportError
from segmentation.page.html import render_html
from segmentation.page.template_folders import check_folders, find, in_force, overridden


@pytest.fixture
def mine(tmp_path):
    """Make an empty folder of templates."""
    folder = tmp_path / "mine"
    (folder / "sections").mkdir(parents=True)
    return folder


@pytest.fixture
def render(report, mine, templates):
    """Render the small report with what is in the folder, and the program's own behind it."""
    return lambda: render_html(report.told.facts, report.pictures, templates=(mine, templates))


def _write(folder, name, text):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_an_empty_folder_changes_nothing(render, report):
    """With nothing of one's own, the page is the program's to the byte."""
    assert render() == report.html


def test_one_section_alone(render, mine, report, templates):
    """A section of one's own takes the place of the program's, and everything else stays."""
    _write(mine, "sections/cleaning.html.j2", "<p>Our ledger of {{ facts.customers | count }} customers.</p>\n")
    page = render()
    assert f"<p>Our ledger of {report.told.facts.customers} customers.</p>" in page
    assert "Our ledger" not in report.html
    assert in_force((mine, templates))["sections/cleaning.html.j2"] == mine / "sections" / "cleaning.html.j2"
    assert in_force((mine, templates))["sections/method.html.j2"] == templates / "sections" / "method.html.j2"
    assert overridden((mine, templates)) == ("sections/cleaning.html.j2",)


def test_one_style_sheet_alone(render, mine):
    """A style sheet of one's own is set in its place among the others."""
    _write(mine, "css/tables.css", "table { color: {{ tokens.ink }} }\n")
    page = render()
    assert "table { color: #" in page
    assert page.index("--paper") < page.index("table { color: #") < page.index("@page")


def test_what_is_extended_may_be_new(render, mine):
    """A file that no template of the program's bears the name of is used where one of the folder's asks for it."""
    _write(mine, "sections/cleaning.html.j2", '{% include "sections/imprint.html.j2" %}')
    _write(mine, "sections/imprint.html.j2", "<p>Printed in Leeds.</p>")
    assert "<p>Printed in Leeds.</p>" in render()


@pytest.mark.parametrize(
    ("text", "what"),
    [("one\n{{ fact }}", "line 2 in {}"), ("{% if %}", "line 1 in {}"), ("\n\n{% include 'a.j2' %}", "line 3 in {}")],
)
def test_a_fault_is_told_of_the_folder_it_is_in(render, mine, text, what):
    """A fault in one's own file is told with its line, and the program's is not taken in its place."""
    _write(mine, "sections/cleaning.html.j2", text)
    with pytest.raises(ReportError) as fault:
        render()
    assert f"sections/cleaning.html.j2, {what.format(mine)}" in str(fault.value)
    assert "\n" not in str(fault.value)


def test_what_the_program_s_own_miss_is_told_of_one_s_own(render, mine):
    """Where the program's template fails because one that it uses is somebody's own, that one is named."""
    _write(mine, "sections/figure.html.j2", "{% macro nothing() %}{% endmacro %}")
    with pytest.raises(ReportError, match=r"it is the program's own.* one of yours .*: sections/figure\.html\.j2$"):
        render()


def test_a_file_that_can_t_be_read_is_no_missing_one(render, mine):
    """A template in an old encoding is a fault; the program's does not take its place."""
    (mine / "sections" / "cleaning.html.j2").write_bytes("Übersicht".encode("latin-1"))
    with pytest.raises(ReportError) as fault:
        render()
    assert f"the template sections/cleaning.html.j2 in {mine} can't be read" in str(fault.value)
    assert "save it as UTF-8" in str(fault.value)


def test_a_misspelt_name_is_refused(mine, templates):
    """A file that would never be used is told before any work, with the name that was meant."""
    _write(mine, "sections/first-page.html.j2", "<p>Hello</p>")
    with pytest.raises(ReportError) as fault:
        check_folders((mine, templates))
    assert str(fault.value).startswith(f"{mine / 'sections' / 'first-page.html.j2'} has no template's name, and no")
    assert str(fault.value).endswith("; did you mean 'sections/first_page.html.j2'?")


def test_what_is_no_template_is_let_be(mine, templates):
    """Readmes, hidden files, a catalogue of another language and files that others name may be in the folder."""
    for name in ("README.md", ".git/config.toml", ".ipynb_checkpoints/a.ipynb", "languages/fr.po", "a.html.j2"):
        _write(mine, name, "a")
    _write(mine, "report.html.j2", "{% include 'a.html.j2' %}")
    check_folders((mine, templates))


def test_a_folder_that_is_not_there(tmp_path, templates):
    """A folder that is misspelt is no folder with nothing in it."""
    with pytest.raises(ReportError, match=r"no such templates folder: .*nowhere"):
        check_folders((tmp_path / "nowhere", templates))


def test_files_are_found_in_order(mine, templates):
    """A file is found in the first folder that has it, or missed in the last."""
    assert find((mine, templates), "actions.toml") == templates / "actions.toml"
    _write(mine, "actions.toml", "")
    assert find((mine, templates), "actions.toml") == mine / "actions.toml"
    assert find((mine, templates), "no such file") == templates / "no such file"
