"""Who moved since last month: facts that add up, sentences, the picture, and where they stand on the page."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from segmentation.coins import apportion
from segmentation.page.html import render_html
from segmentation.page.parts import captions
from segmentation.page.segment_shades import colours_of
from segmentation.profiles import AT_RISK, CHAMPIONS, HIBERNATING, LOYAL, PROMISING
from segmentation.style.drawing import house_style
from segmentation.style.segment_names import end_of
from segmentation.topics.movement.picture import COLOURS, alluvial
from segmentation.topics.movement.record import Move
from segmentation.topics.movement.table_words import (
    direction,
    how_to_read_movement,
    in_parts,
    is_wide,
    movement_unit,
    short_names,
)
from segmentation.topics.movement.words import movements, what_changed

from ...by_hand.facts import four_groups, tell
from ...by_hand.movement import LAST_MONTH, before_of, changed, now_of, told

LONG = "Loyal, of whom the 1st of 12 by spend is sixty letters long!"


def odd_pence(seed):
    """Make four segments whose customers spent thirds of a penny."""
    rng = np.random.default_rng(seed)
    return {
        name: (name, [(int(rng.integers(300)), 3, int(rng.integers(1, 10**7)) / 10**4) for _ in range(13)])
        for name in (CHAMPIONS, AT_RISK, PROMISING, HIBERNATING)
    }


def one(**fields):
    """Make a movement of which a sentence is told."""
    given = {
        "origin": "Champions",
        "target": "At risk",
        "direction": "down",
        "customers": 63,
        "worth": Decimal("41210.4"),
        "behaviour_customers": None,
        "model_change_customers": None,
    }
    return Move(**{**given, **fields})


def say(facts, **fields):
    """Tell one movement in words."""
    (told_of,) = movements(changed(facts, notable=(one(**fields),)))
    return told_of.text


@pytest.fixture(scope="module")
def facts():
    """Tell of four segments and the month before."""
    return told()


@pytest.mark.parametrize("refit", [False, True])
@pytest.mark.parametrize("currency", ["GBP", "JPY"])
@pytest.mark.parametrize("seed", range(6))
def test_cells_add_up_to_both_months_to_the_penny(seed, currency, refit):
    """Rows, columns and all of the record add up in customers and both moneys, as does either part of a cell."""
    facts = told(odd_pence(seed), currency=currency, refit=refit)
    movement = facts.movement
    assert {row.origin: len(row.cells) for row in movement.origins} == {
        row.origin: len(movement.targets) for row in movement.origins
    }
    for what in ("customers", "money_before", "money_after"):
        columns = [sum(getattr(row.cells[at], what) for row in movement.origins) for at in range(len(movement.targets))]
        assert columns == [getattr(column, what) for column in movement.targets]
        for row in movement.origins:
            assert getattr(row, what) == sum(getattr(cell, what) for cell in row.cells)
            for cell in row.cells if refit else ():
                assert getattr(cell.behaviour, what) + getattr(cell.model_change, what) == getattr(cell, what)
    assert {column.target: column.money_after for column in movement.targets if column.kind == "segment"} == {
        segment.segment: segment.monetary for segment in facts.segments
    }
    assert movement.money_after == facts.monetary
    assert movement.money_before == sum(row.money_before for row in movement.origins if row.kind == "segment")
    nobody = [cell for row in movement.origins for cell in row.cells if not cell.customers]
    assert all(cell.money_before == cell.money_after == 0 for cell in nobody)


@pytest.mark.parametrize("seed", range(6))
def test_last_month_is_told_as_its_own_report_told_it(seed):
    """Which segment bears the odd penny is decided in the order of last month's report: those with most money first."""
    groups = odd_pence(seed)
    spent = before_of(now_of(groups)).groupby("segment")["monetary"].sum()
    order = sorted(spent.index, key=lambda name: (-spent[name], name))
    amounts = apportion([int(spent[name]) for name in order], 2)
    found = told(groups).movement.origins
    assert {row.origin: row.money_before for row in found if row.kind == "segment"} == dict(
        zip(order, amounts, strict=True)
    )


def test_counts_of_the_record(facts):
    """Of 48 customers 5 are new and 3 back; 46 were there before with the two who left; the rest stayed or moved."""
    movement = facts.movement
    assert (movement.last_month, movement.customers_before, movement.customers_after) == (LAST_MONTH, 42, 48)
    assert (movement.new, movement.returned, movement.lapsed) == (5, 3, 2)
    assert movement.customers == 50 == movement.stayed + movement.moved + 5 + 3 + 2
    assert movement.moved == movement.rose + movement.slipped + movement.aside
    assert movement.stayed_by_earlier is None
    assert [moved.worth for moved in movement.notable] == sorted((m.worth for m in movement.notable), reverse=True)


def test_movements_in_words(facts):
    """What slipped, rose, moved aside, came, came back and left is told each in its own words."""
    assert say(facts) == "63 customers worth £41,210 in the year to October slipped from Champions to At risk."
    assert say(facts, direction="up", target="Loyal, higher spend") == (
        "63 customers worth £41,210 in the year to October rose from Champions to Loyal (higher spend)."
    )
    assert say(facts, direction="aside", customers=1) == (
        "1 customer worth £41,210 in the year to October moved from Champions to At risk."
    )
    assert say(facts, direction="in", origin="new") == (
        "63 customers bought for the first time, spent £41,210 and are now in At risk."
    )
    assert say(facts, direction="in", origin="returned", customers=1) == (
        "1 customer came back, spent £41,210 and is now in At risk."
    )
    assert say(facts, direction="out", target="lapsed") == (
        "63 customers of Champions, worth £41,210 in the year to October, bought nothing for 12 months and left the "
        "base."
    )


@pytest.mark.parametrize(
    ("months", "worth", "nothing"),
    [
        (12, "worth £41,210 in the year to October", "bought nothing for 12 months"),
        (6, "worth £41,210 in the window of 6 months", "bought nothing for 6 months"),
        (1, "worth £41,210 in the window of 1 month", "bought nothing for 1 month"),
        (None, "worth £41,210 in all", "bought nothing that they kept"),
    ],
)
def test_money_is_a_year_s_only_where_the_window_is(facts, months, worth, nothing):
    """Over what time money was spent is said as it is."""
    facts = facts.model_copy(update={"window_months": months})
    assert worth in say(facts)
    assert worth in say(facts, direction="out", target="lapsed")
    assert nothing in say(facts, direction="out", target="lapsed")


def test_a_window_that_is_not_full_is_no_year(facts):
    """Where the data cover less than the window, money is what was spent so far, and that is explained."""
    young = changed(facts, windows_full=False)
    assert say(young).startswith("63 customers worth £41,210 so far slipped")
    assert how_to_read_movement(facts) == []
    (why,) = how_to_read_movement(young)
    assert why.startswith("The data do not yet cover 12 months before the end of October: whoever bought earlier")
    assert not told(data_from="2011-01").movement.windows_full
    assert told(data_from="2010-11").movement.windows_full


@pytest.mark.parametrize(
    ("customers", "behaviour", "words"),
    [
        (63, 23, "At risk; of these, 40 are due to the new model."),
        (63, 62, "At risk; of these, 1 is due to the new model."),
        (63, 63, "to At risk."),
        (63, 100, "At risk; by the earlier model it would have been 100."),
    ],
)
def test_the_new_model_s_part_is_told(facts, customers, behaviour, words):
    """In a refit month each movement says how much of it is no behaviour."""
    change = {"behaviour_customers": behaviour, "model_change_customers": customers - behaviour}
    assert say(facts, customers=customers, **change).endswith(words)


def test_what_is_all_the_new_model_s_doing_is_no_movement_worth_words(facts):
    """The first page names movements of customers: those that only the new model draws are left to the table."""
    drawn, walked = (one(behaviour_customers=n, model_change_customers=63 - n, worth=Decimal(9 - n)) for n in (0, 1))
    (only,) = movements(changed(facts, notable=(drawn, walked)))
    assert only.text.startswith("63 customers worth £8 in the year to October")


HEADINGS = {
    "some of each": (
        {"stayed": 30, "moved": 10, "lapsed": 2},
        "Of October’s 42 customers, 30 kept their segment, 10 moved to another and 2 left; "
        "5 came for the first time and 3 came back.",
    ),
    "nobody came": (
        {"stayed": 40, "moved": 0, "lapsed": 2, "new": 0, "returned": 0},
        "Of October’s 42 customers, 40 kept their segment and 2 left; nobody came.",
    ),
    "no movement at all": (
        {"stayed": 42, "moved": 0, "lapsed": 0, "new": 0, "returned": 0},
        "All of October’s 42 customers kept their segment; nobody came.",
    ),
    "everybody moved": (
        {"stayed": 0, "moved": 42, "lapsed": 0, "new": 1, "returned": 0},
        "Of October’s 42 customers, 42 moved to another segment; 1 came for the first time.",
    ),
    "everybody left": (
        {"stayed": 0, "moved": 0, "lapsed": 42, "new": 0, "returned": 1},
        "Of October’s 42 customers, 42 left; 1 came back.",
    ),
    "a single customer": (
        {"customers_before": 1, "stayed": 1, "moved": 0, "lapsed": 0, "new": 0, "returned": 0},
        "October’s 1 customer kept their segment; nobody came.",
    ),
    "nobody before": (
        {"customers_before": 0, "stayed": 0, "moved": 0, "lapsed": 0, "new": 1_000, "returned": 0},
        "October had no customers; 1,000 came for the first time.",
    ),
    "a new model": (
        {"stayed": 10, "moved": 32, "lapsed": 0, "new": 0, "returned": 0, "stayed_by_earlier": 40},
        "Of October’s 42 customers, 10 kept their segment and 32 moved to another; nobody came. There is a new model: "
        "by the earlier one, 40 would have kept their segment.",
    ),
    "a new model, and nobody would have stayed": (
        {"stayed": 42, "moved": 0, "lapsed": 0, "new": 0, "returned": 0, "stayed_by_earlier": 0},
        "All of October’s 42 customers kept their segment; nobody came. There is a new model: by the earlier one, "
        "nobody would have kept their segment.",
    ),
}


@pytest.mark.parametrize("case", HEADINGS)
def test_what_changed_in_a_sentence(facts, case):
    """How many stayed, moved, left and came is told without a nought."""
    fields, words = HEADINGS[case]
    assert what_changed(changed(facts, **fields)) == words


def test_the_first_month_has_nothing_to_be_compared_with():
    """Without a month before, the report says so, and has neither movements nor a table of them."""
    facts = tell(four_groups()).facts
    assert what_changed(facts) == (
        "November 2011 is the first month there is: it has no month before to be compared with."
    )
    assert movements(facts) == []
    assert how_to_read_movement(facts) == []
    assert "movement" not in captions(facts)


@pytest.mark.parametrize(
    ("rose", "slipped", "aside", "words"),
    [
        (5, 4, 0, "5 customers rose, 4 slipped"),
        (4, 5, 1, "5 customers slipped, 4 rose"),
        (1, 0, 0, "1 customer rose, none slipped"),
        (0, 1_000, 0, "1,000 customers slipped, none rose"),
        (0, 0, 1, "1 customer moved aside, none up or down"),
        (0, 0, 0, "Nobody changed segment"),
    ],
)
def test_title_of_the_picture_is_its_finding(facts, rose, slipped, aside, words):
    """What more customers did stands first."""
    facts = changed(facts, rose=rose, slipped=slipped, aside=aside, moved=rose + slipped + aside)
    assert captions(facts)["movement"].title == words


def test_title_of_the_picture_in_a_month_with_a_new_model_is_like_for_like(facts):
    """Where the new model moves customers, what they did by the earlier one is the finding."""
    facts = changed(facts, rose_by_earlier=335, slipped_by_earlier=1501)
    assert captions(facts)["movement"].title == (
        "Like for like 335 rose and 1,501 slipped; the new model draws the rest anew"
    )


def _picture(facts):
    with house_style():
        figure = alluvial(facts.movement, facts.month, colours_of(facts))
        figure.canvas.draw()
        texts = [text for text in figure.axes[0].texts if text.get_text()]
        boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
        return figure, boxes


PECULIAR = {
    "two segments": {"Loyal": (LOYAL, [(day, 5, 500.0) for day in range(9)]), "At risk": (AT_RISK, [(9, 1, 1.0)])},
    "one segment": {"Loyal": (LOYAL, [(day, 5, 500.0) for day in range(9)])},
    "two customers": {"Loyal": (LOYAL, [(1, 5, 500.0)]), "At risk": (AT_RISK, [(9, 1, 1.0)])},
    "twelve segments": {
        f"Loyal, {place} of 12 by spend": (LOYAL, [(day, place, 1000.0 / place + day) for day in range(5)])
        for place in range(1, 13)
    },
    "a giant among twelve": {
        f"Loyal, {place} of 12 by spend": (LOYAL, [(0, place, 1000.0 / place)] * (900 if place == 4 else 1))
        for place in range(1, 13)
    },
    "names of sixty letters": {
        LONG: (LOYAL, [(day, 9, 100.0 + day) for day in range(5)]),
        LONG.replace("1st", "2nd"): (LOYAL, [(day, 4, 50.0 + day) for day in range(5)]),
    },
    "letters without a gap": {"L" * 60: (LOYAL, [(day, 9, 100.0 + day) for day in range(5)])},
}


@pytest.mark.parametrize("refit", [False, True])
@pytest.mark.parametrize("case", PECULIAR)
def test_no_label_touches_another(case, refit):
    """However few customers stand behind a segment, and however long its name: labels are apart, and in the picture."""
    figure, boxes = _picture(told(PECULIAR[case], refit=refit))
    width, height = figure.canvas.get_width_height()
    for at, (text, box) in enumerate(boxes):
        assert box.x0 >= 0, text
        assert box.x1 <= width, text
        assert box.y0 >= 0, text
        assert box.y1 <= height, text
        # A pixel may be shared: letters don't fill their boxes.
        touching = [other for other, beside in boxes[at + 1 :] if _overlap(box, beside) > 1]
        assert touching == [], text


def _overlap(one, other):
    return min(
        min(one.x1, other.x1) - max(one.x0, other.x0),
        min(one.y1, other.y1) - max(one.y0, other.y0),
    )


@pytest.mark.parametrize("empty", ["new", "returned", "lapsed"])
def test_an_end_without_customers_is_drawn(facts, empty):
    """Where nobody came, came back or left, the picture says 0."""
    movement = facts.movement
    cells = {"customers": 0}
    origins = tuple(
        row.model_copy(
            update={
                **(cells if row.origin == empty else {}),
                "cells": tuple(
                    cell.model_copy(update=cells) if empty in (row.origin, cell.target) else cell for cell in row.cells
                ),
            }
        )
        for row in movement.origins
    )
    targets = tuple(x.model_copy(update=cells) if x.target == empty else x for x in movement.targets)
    _, boxes = _picture(changed(facts, origins=origins, targets=targets))
    written = [text for text, _ in boxes]
    assert empty.capitalize() in written
    assert "0" in written


def test_ribbons_are_as_wide_as_customers(facts):
    """Each cell with customers has a ribbon in the colour of where it leads, and all of a segment's fill its bar."""
    movement = facts.movement
    figure, _ = _picture(facts)
    ribbons = [patch for patch in figure.axes[0].patches if type(patch).__name__ == "PathPatch"]
    cells = [cell for row in movement.origins for cell in row.cells if cell.customers]
    assert len(ribbons) == len(cells)
    heights = sorted(patch.get_path().vertices[-2, 1] - patch.get_path().vertices[0, 1] for patch in ribbons)
    widest = heights[-1] / max(cell.customers for cell in cells)
    assert heights == pytest.approx(sorted(cell.customers * widest for cell in cells))
    colours = {style_of for kind, style_of in COLOURS.items()}
    assert {_hex(patch) for patch in ribbons} <= colours


def _hex(patch):
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in patch.get_facecolor()[:3])


def test_names_that_only_one_model_has_have_colours_too():
    """A former segment has a colour of its own beside this month's, whether its profile is known or not."""
    facts = told(refit=True)
    movement = facts.movement
    former = movement.targets[0].model_copy(update={"target": "Promising", "profile": "Promising"})
    unknown = movement.targets[0].model_copy(update={"target": "Unheard of", "profile": None})
    more = colours_of(changed(facts, targets=(*movement.targets, former, unknown)))
    assert list(more) == [*colours_of(facts), "Promising", "Unheard of"]
    assert len(set(more.values())) == len(more)


def _page(facts, templates, report):
    return render_html(facts, report.pictures, templates=(templates,))


def test_tables_show_sums(report):
    """The page shows every column's and both months' sums, in one unit, and where they stand to the penny."""
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
    """The movements worth most stand in a table, each with its way, its customers and its money."""
    facts = report.told.facts
    unit = movement_unit(facts)
    rows = report.html.split('<table class="ranked">')[1].split("</table>")[0].split("<tr class=")[1:]
    assert len(rows) == min(8, len(facts.movement.notable))
    for row, moved in zip(rows, facts.movement.notable, strict=False):
        assert direction(moved.direction) in row
        assert f'<td class="n">{moved.customers}</td><td class="n">{unit.write(moved.worth)}</td>' in row
        assert end_of(moved.origin) in row


def test_first_page_has_what_changed(report):
    """The first page tells the three movements worth most, each with its sign."""
    first = report.html.split("</header>")[0]
    assert "What changed since October" in first
    for moved in movements(report.told.facts):
        assert moved.text in first
    assert first.count('<li class="') == 3


def test_a_new_model_s_part_is_in_the_table(report, templates):
    """In a refit month each count stands above its two parts."""
    facts = told(refit=True)
    cell = next(x for row in facts.movement.origins for x in row.cells if x.customers and x.model_change.customers < 0)
    parts = in_parts(cell.behaviour.customers, cell.model_change.customers)
    assert "−" in parts
    html = _page(facts, templates, report)
    assert f"{cell.customers}<small>{parts}</small>" in html
    assert "what it would have been by the earlier model" in html


def test_many_columns_are_headed_by_numbers(report, templates):
    """With more segments than a page is wide, columns bear their rows' numbers, and amounts are written short."""
    facts = told(PECULIAR["twelve segments"])
    assert is_wide(facts)
    assert list(short_names(facts).values())[:3] == ["1", "2", "3"]
    assert not is_wide(told())
    # Twelve segments have more small curves than four.
    pictures = {f"segment-{place}-customers" for place in range(1, 13)}
    assert pictures <= set(captions(facts))
