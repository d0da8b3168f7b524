"""The picture of who moved."""

from __future__ import annotations

import pytest

from segmentation.page.segment_shades import colours_of
from segmentation.profiles import AT_RISK, LOYAL
from segmentation.style.chart_style import house_style
from segmentation.topics.movement.picture import COLOURS, alluvial

from ...by_hand.movement import changed, told

LONG = "Loyal, of whom the 1st of 12 by spend is sixty letters long!"


@pytest.fixture(scope="module")
def facts():
    """Make the facts of four segments and the month before."""
    return told()


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
    """However few customers a segment has, and however long its name: labels are apart, and in the picture."""
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
