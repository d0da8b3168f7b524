"""Where the lines come from, in words."""

from __future__ import annotations

import pytest

from segmentation.topics.cleaning.record import Sheet
from segmentation.topics.cleaning.words import how_traced, which_sheets, which_source
from segmentation.topics.features.words import which_period

from ...by_hand.facts import four_groups, tell


def test_source_and_period():
    """One line is no lines, and a window of all there is has no number of months."""
    facts = tell(four_groups()).facts
    assert which_source(facts).startswith("shop.xlsx, 51 lines from 1 December 2009 to 9 December 2011.")
    one = facts.model_copy(update={"source": facts.source.model_copy(update={"lines": 1})})
    assert "1 line from" in which_source(one)
    assert which_period(facts).startswith("12 months, 1 December 2010 to 30 November 2011;")
    for window, words in ((1, "1 month, "), (None, "1 December 2010 to")):
        assert which_period(facts.model_copy(update={"window_months": window})).startswith(words)


@pytest.mark.parametrize(("sheets", "words"), [(0, ""), (1, ""), (2, "5 lines in sheet “1” and 1 line in sheet “2”")])
def test_sheets_are_told_where_there_are_several(sheets, words):
    """A single sheet is not worth a word; of several each has its lines."""
    facts = tell(four_groups()).facts
    given = (Sheet(sheet="1", lines=5), Sheet(sheet="2", lines=1))[:sheets]
    said = which_sheets(facts.model_copy(update={"source": facts.source.model_copy(update={"sheets": given})}))
    assert words in said
    assert bool(said) == bool(words)


@pytest.mark.parametrize(
    ("notebook", "words"),
    [
        ("made", "The work, step by step, is in analysis.html, the analyst’s notebook."),
        ("missing", "The analyst’s notebook is missing: it could not be made."),
        ("not asked for", "in manifest.json, beside this report."),
    ],
)
def test_files_beside_the_report_are_named(notebook, words):
    """Where figures can be traced is told, and of the notebook what is there."""
    facts = tell(four_groups()).facts.model_copy(update={"notebook": notebook})
    assert how_traced(facts).endswith(words)
