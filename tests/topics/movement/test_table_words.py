"""The words of the tables of who moved, and the tables on the page."""

from __future__ import annotations

import pytest

from segmentation.page.html import render_html
from segmentation.page.parts import captions
from segmentation.style.segment_names import end_of
from segmentation.topics.cohorts.words import new_customers
from segmentation.topics.movement.table_words import (
    counts_caption,
    direction,
    in_parts,
    is_wide,
    money_caption,
    movement_unit,
    ranked_caption,
    short_names,
    what_money_is,
    where_pennies_are,
)

from ...by_hand.facts import four_groups, tell
from ...by_hand.movement import changed, told
from .test_picture import PECULIAR


@pytest.fixture(scope="module")
def facts():
    """Make the facts of four segments and the month before."""
    return told()


def test_many_segments_have_shorter_amounts(facts):
    """Where columns are narrow, amounts have fewer figures."""
    assert movement_unit(facts).name == "£"
    targets = facts.movement.targets * 2
    assert movement_unit(changed(facts, targets=targets)).name == "£k"


@pytest.mark.parametrize(
    ("window", "worth", "money"),
    [
        (12, "in the 12 months to the end of October", "in the 12 months to the end of November"),
        (1, "in the month to the end of October", "in the month to the end of November"),
        (None, "had spent by the end of October", "spent by the end of November"),
    ],
)
def test_money_says_over_what_time(facts, window, worth, money):
    """Windows of months, of one month and of all there is have different words, and so have those who came or left."""
    of = facts.model_copy(update={"window_months": window})
    assert worth in what_money_is(of)
    assert "of those who came, " in what_money_is(of)
    assert money in money_caption(of)
    assert "of the lapsed, " in money_caption(of)


def test_nothing_is_said_without_movement():
    """In the first month there are no tables, and no words for them."""
    first = tell(four_groups()).facts
    for say in (what_money_is, counts_caption, money_caption, where_pennies_are, new_customers):
        assert say(first) == ""


def test_a_new_model_is_in_the_caption_and_in_the_ranking(report, templates):
    """In a refit month the tables say what the earlier model would have shown; in others not a word of it."""
    facts = told(refit=True)
    assert "Below each count" in counts_caption(facts)
    html = render_html(facts, report.pictures, templates=(templates,))
    assert "By the earlier model" in html
    assert "By the earlier model" not in report.html


@pytest.mark.parametrize(("shown", "words"), [(1, "The movement worth most"), (8, "The 8 movements worth most")])
def test_movements_are_counted(shown, words):
    """One movement is no movements."""
    assert ranked_caption(shown) == words


@pytest.mark.parametrize(
    ("name", "end"), [("new", "New"), ("returned", "Returned"), ("lapsed", "Lapsed"), ("At risk", "At risk")]
)
def test_ends_of_movements_have_names(name, end):
    """Who came and who left have words, segments their names."""
    assert end_of(name) == end


def test_tables_show_sums(report):
    """The page shows every column's and both months' sums, in one unit, and where they are to the penny."""
    facts = report.told.facts
    movement, unit = facts.movement, movement_unit(facts)
    section = report.html.split('id="movement-section"')[1].split("</section>")[0]
    assert (unit.name, unit.digits) == ("£", 0)
    assert "Their money, £:" in section
    sums = section.split('<tr class="sum">')[2].split("</tr>")[0]
    for column in movement.targets:
        amount = column.money_before if column.kind == "lapsed" else column.money_after
        assert f'<td class="n">{unit.write(amount)}</td>' in sums
    assert f'<td class="n sum">{unit.write(movement.money_after)}</td>' in sums
    assert f'<td class="n sum">{movement.customers}</td></tr>' in section
    assert f"its {movement.customers_before} customers" in section
    assert f"£{movement.money_after:,.0f}" in section


def test_movements_are_ranked(report):
    """The movements worth most are in a table, each with its direction, its customers and its money."""
    facts = report.told.facts
    unit = movement_unit(facts)
    rows = report.html.split('<table class="ranked">')[1].split("</table>")[0].split("<tr class=")[1:]
    assert len(rows) == min(8, len(facts.movement.notable))
    for row, moved in zip(rows, facts.movement.notable, strict=False):
        assert direction(moved.direction) in row
        assert f'<td class="n">{moved.customers}</td><td class="n">{unit.write(moved.worth)}</td>' in row
        assert end_of(moved.origin) in row


def _page(facts, templates, report):
    return render_html(facts, report.pictures, templates=(templates,))


def test_a_new_model_s_part_is_in_the_table(report, templates):
    """In a refit month each count is above its two parts."""
    facts = told(refit=True)
    cell = next(x for row in facts.movement.origins for x in row.cells if x.customers and x.model_change.customers < 0)
    parts = in_parts(cell.behaviour.customers, cell.model_change.customers)
    assert "−" in parts
    html = _page(facts, templates, report)
    assert f"{cell.customers}<small>{parts}</small>" in html
    assert "what the earlier model would give" in html


def test_many_columns_are_headed_by_numbers(report, templates):
    """With more segments than a page is wide, columns have their rows' numbers, and amounts are short."""
    facts = told(PECULIAR["twelve segments"])
    assert is_wide(facts)
    assert list(short_names(facts).values())[:3] == ["1", "2", "3"]
    assert not is_wide(told())
    # Twelve segments have more small curves than four.
    pictures = {f"segment-{place}-customers" for place in range(1, 13)}
    assert pictures <= set(captions(facts))
