"""Who moved from last month's segments to this month's: an alluvial figure."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from segmentation.style import formats
from segmentation.style.chart_style import WIDTH, edges
from segmentation.style.colours import ASIDE, CAME, INK, MUTED, PAPER, ROSE, SLIPPED, STAYED
from segmentation.style.colours import LAPSED as LAPSED_COLOUR
from segmentation.style.segment_names import end_of
from segmentation.topics.movement.record import LAPSED
from segmentation.topics.movement.words import ribbons

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from segmentation.facts import Facts
    from segmentation.topics.movement.record import Movement

COLOURS: Final = {
    "stayed": STAYED,
    "up": ROSE,
    "down": SLIPPED,
    "aside": ASIDE,
    "in": CAME,
    "out": LAPSED_COLOUR,
}
"""Of the ribbons, by where they lead."""

_DEEP: Final = ("up", "down")
"""Ribbons of a colour so deep that counts on them are in the ground's."""

_MIDDLING: Final = ("in",)
"""Ribbons on which a count is legible neither in the background colour nor in ink, so it gets its own background."""

_TALL: Final = 3.4
"""Inches that the bars together are tall, where a segment is as tall as it is in the larger of both months."""
_LESS_TALL: Final = 2.6
"""The same for six segments and more, whose labels need extra room."""
_EDGED: Final = 0.02
"""Inches from which on a ribbon has an edge; a narrower one would be all edge."""
_LINE: Final = 0.155
"""Inches of a line of a label."""
_GAP: Final = 0.09
"""Inches between two segments."""
_NAME: Final = 18
"""Letters of a segment's name that fit into a line beside it."""
_LABELS: Final = 1.88
"""Inches beside the ribbons, on either side, for names and counts."""
_BAR: Final = 0.11
"""Inches that a segment's bar is wide."""


@dataclass(frozen=True)
class _End:
    """A segment at one end of the ribbons: its name in lines, its customers, and where its bar is, from above."""

    lines: tuple[str, ...]
    customers: int
    colour: str
    edge: str
    middle: float
    height: float

    @property
    def top(self) -> float:
        """Where its bar begins."""
        return self.middle - self.height / 2


def alluvial(movement: Movement, month: str, colours: Mapping[str, str]) -> Figure:
    """Draw who moved: last month's segments on the left, this month's on the right, ribbons as wide as customers."""
    left, right, depth = _ends(movement, colours)
    head = 0.55
    figure = Figure(figsize=(WIDTH, depth + head))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(depth, -head))
    axes.axis("off")
    _draw_ribbons(axes, movement, left, right)
    for ends, x, side in ((left, _LABELS, -1), (right, WIDTH - _LABELS, 1)):
        for end in ends.values():
            _draw_end(axes, end, x, side)
    for name, x, align in ((movement.last_month, _LABELS, "right"), (month, WIDTH - _LABELS, "left")):
        axes.text(x, -0.13, formats.month_name(name, "MMMM"), ha=align, color=MUTED, va="center_baseline")
    _draw_legend(axes, movement)
    return figure


def _ends(movement: Movement, colours: Mapping[str, str]) -> tuple[dict[str, _End], dict[str, _End], float]:
    """Place the segments of both months, a segment of both at the same height, and say how deep they reach.

    Each has room for its label, so that no label touches another, even for few customers.
    """
    left = {row.origin: row.customers for row in movement.origins}
    right = {column.target: column.customers for column in movement.targets}
    segments = [column.target for column in movement.targets if column.kind == "segment"]
    segments += [row.origin for row in movement.origins if row.kind == "segment" and row.origin not in right]
    scale = _scale(movement)
    middles, depth = {}, 0.0
    for name in [*segments, *(row.origin for row in movement.origins if row.kind != "segment")]:
        if name == movement.origins[-2].origin:
            foot = depth
        room = _room(name, max(left.get(name, 0), right.get(name, 0)), scale)
        middles[name] = depth + room / 2
        depth += room + _GAP
    # Those who left are opposite those who came.
    lapsed = next(column.target for column in movement.targets if column.kind == "lapsed")
    room = _room(lapsed, right[lapsed], scale)
    middles[lapsed] = foot + room / 2
    outlines = dict(zip(colours, edges(colours, colours), strict=True))
    first, second = (
        {
            name: _End(
                _lines(name),
                count,
                colours.get(name, MUTED),
                outlines.get(name, MUTED),
                middles[name],
                count * scale,
            )
            for name, count in side.items()
        }
        for side in (left, right)
    )
    return first, second, max(depth, foot + room + _GAP)


def _scale(movement: Movement) -> float:
    """Say how many inches a customer is."""
    right = {column.target: column.customers for column in movement.targets}
    left = {row.origin: row.customers for row in movement.origins if row.kind == "segment"}
    names = {*left, *right} - {LAPSED}
    segments = sum(max(left.get(name, 0), right.get(name, 0)) for name in names)
    others = max(movement.new + movement.returned, movement.lapsed)
    return (_TALL if len(names) < 6 else _LESS_TALL) / max(segments + others, 1)


def _lines(name: str) -> tuple[str, ...]:
    return tuple(textwrap.wrap(end_of(name), _NAME))


def _room(name: str, customers: int, scale: float) -> float:
    return max(customers * scale, _LINE * len(_lines(name)))


def _draw_end(axes: Axes, end: _End, x: float, side: int) -> None:
    """Draw a segment's bar, and beside it its count and its name."""
    align = "right" if side < 0 else "left"
    corner = (x if side > 0 else x - _BAR, end.top)
    bar = Rectangle(corner, _BAR, max(end.height, 0.008), facecolor=end.colour, edgecolor=end.edge)
    bar.set_linewidth(0 if end.edge == end.colour else 0.6)
    axes.add_patch(bar)
    ink = INK if end.customers else MUTED
    at = x + side * (_BAR + 0.06)
    for text, place, weight in ((formats.count(end.customers), at, 400), ("\n".join(end.lines), at + side * 0.4, 600)):
        # On a shared baseline, a name with descenders and its count are level.
        axes.text(place, end.middle, text, ha=align, va="center_baseline", color=ink, weight=weight, linespacing=1.1)


def _draw_ribbons(axes: Axes, movement: Movement, left: Mapping[str, _End], right: Mapping[str, _End]) -> None:
    """Draw a ribbon for every cell, those who stayed below all others, the narrow above the wide."""
    directions = {(moved.origin, moved.target): moved.direction for moved in movement.notable}
    scale = _scale(movement)
    arrived = {name: end.top for name, end in right.items()}
    drawn = []
    for row in movement.origins:
        top = left[row.origin].top
        for cell in row.cells:
            height = cell.customers * scale
            kind = directions.get((row.origin, cell.target), "stayed")
            if cell.customers:
                drawn.append((kind, cell.customers, top, arrived[cell.target], height))
            top += height
            arrived[cell.target] += height
    drawn.sort(key=lambda ribbon: (ribbon[0] != "stayed", -ribbon[1], ribbon[2]))
    for kind, customers, top, end, height in drawn:
        # Where ribbons cross, a thin line in the background colour separates them.
        edge = 0.5 if height > _EDGED else 0
        patch = PathPatch(_ribbon(top, end, height), facecolor=COLOURS[kind], edgecolor=PAPER, linewidth=edge)
        axes.add_patch(patch)
        # Ribbons start side by side, so a count that fits into its own touches no other.
        if height > 0.125:
            axes.text(
                _LABELS + 0.06,
                top + height / 2,
                formats.count(customers),
                va="center",
                fontsize=7.5,
                color=PAPER if kind in _DEEP else INK,
                weight=400 if kind == "stayed" else 600,
                bbox={"facecolor": PAPER, "pad": 0.8, "linewidth": 0} if kind in _MIDDLING else None,
            )


def _ribbon(start: float, end: float, height: float) -> Path:
    """Lead from one height to another, level at both ends."""
    x0, x1 = _LABELS, WIDTH - _LABELS
    bend = 0.5 * (x1 - x0)
    upper = [(x0, start), (x0 + bend, start), (x1 - bend, end), (x1, end)]
    lower = [(x1, end + height), (x1 - bend, end + height), (x0 + bend, start + height), (x0, start + height)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path(np.array([*upper, *lower, upper[0]]), codes)


def _draw_legend(axes: Axes, movement: Movement) -> None:
    """Name the ribbons' colours in one line above them, in the words of the report."""
    told: Sequence[tuple[str, str]] = ribbons(movement)
    widths = [0.2 + 0.062 * len(words) for _, words in told]
    x = (WIDTH - sum(widths)) / 2
    for (kind, words), width in zip(told, widths, strict=True):
        axes.add_patch(Rectangle((x, -0.495), 0.09, 0.09, color=COLOURS[kind], linewidth=0))
        axes.text(x + 0.13, -0.45, words, va="center_baseline", fontsize=8, color=MUTED)
        x += width


def drawings(facts: Facts, colours: Mapping[str, str]) -> dict[str, partial[Figure]]:
    """Say how those who moved are drawn, where there is a month before."""
    if facts.movement is None:
        return {}
    return {"movement": partial(alluvial, facts.movement, facts.month, colours)}
