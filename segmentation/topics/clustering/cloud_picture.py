"""Every customer in the space of recency, orders and spend: from a corner, from the front, the side and above."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.figure import Figure

from segmentation import columns as c
from segmentation.style import formats
from segmentation.style.chart_style import MARKS, WIDTH
from segmentation.style.colours import INK, MUTED, PAPER, RULE
from segmentation.style.language import gettext as _
from segmentation.style.point_clouds import draw_cloud
from segmentation.style.segment_names import segment_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from segmentation.facts import Facts

_TURN, _TILT = np.radians(38), np.radians(17)
"""How far the corner view is turned about the upright axis, and how far it looks down."""
_BROAD, _TALL = 1.35, 0.64
"""How long the floor's edges and the upright ones are drawn."""
_CORNER, _FLAT = 3.25, 1.72
"""Inches that the views are high: from the corner, and flat."""
_NARROWEST: Final = 0.7
"""Powers of ten that a scale covers, at least."""
_LETTER: Final = 0.075
"""Inches that a letter of a name takes, at most."""
_LABEL: Final = 0.165
"""Inches from one name to the next, at least."""
_LONGEST: Final = 28
"""Letters of a name in a column."""
_BESIDE: Final = 6
"""Names that fit beside their marks; more are put in a column."""


@dataclass(frozen=True)
class _Axis:
    """A measure: its name, its points and the segments' centres from 0 to 1, and its ticks."""

    name: str
    points: np.ndarray
    centres: np.ndarray
    ticks: tuple[tuple[float, str], ...]


def clusters(facts: Facts, customers: pd.DataFrame, colours: Mapping[str, str]) -> Figure:
    """Draw every customer in the space of recency, orders and spend: from a corner, and flat from three sides."""
    names = [segment_name(s.segment, s.profile) for s in facts.segments]
    place = {s.segment: number for number, s in enumerate(facts.segments)}
    segment = customers[c.SEGMENT].map(place).to_numpy()
    shades = [colours[s.segment] for s in facts.segments]
    axes = _axes(facts, customers)
    # In random order, so that no segment covers another.
    order = np.random.default_rng(0).permutation(len(customers))
    height = _CORNER + _FLAT + 0.62
    figure = Figure(figsize=(WIDTH, height))
    radius = float(np.clip(0.016 * (4000 / max(len(customers), 1)) ** 0.5, 0.011, 0.045))
    _draw_corner(figure, height, axes, order, segment, shades, names, radius)
    days, orders, spend = axes
    wide = (WIDTH - 0.55 * 3 - 0.12) / 3
    for number, (title, across, up) in enumerate(
        ((_("From the front"), days, spend), (_("From the side"), orders, spend), (_("From above"), days, orders))
    ):
        left = 0.5 + number * (wide + 0.58)
        panel = figure.add_axes((left / WIDTH, 0.42 / height, wide / WIDTH, _FLAT / height))
        panel.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04))
        _draw_flat(panel, title, across, up)
        draw_cloud(
            panel, f"flat{number}", across.points[order], up.points[order], segment[order], shades, 0.75 * radius
        )
        _draw_centres(panel, across.centres, up.centres, shades, 5.5)
    return figure


def _axes(facts: Facts, customers: pd.DataFrame) -> tuple[_Axis, _Axis, _Axis]:
    """Scale the three measures, each by its logarithm, from the least to the most."""
    jitter = np.random.default_rng(0).uniform(-0.03, 0.03, size=len(customers))
    days, orders, spend = (customers[name].to_numpy(dtype=float) for name in (c.RECENCY_DAYS, c.FREQUENCY, c.MONETARY))
    money = np.maximum([float(s.center_monetary) for s in facts.segments], 0.01)
    symbol = formats.currency_symbol(facts.currency)
    return (
        _axis(
            _("Days since last purchase"), _log_days(days), _log_days([s.center_recency_days for s in facts.segments]),
            [(tick, float(_log_days(tick))) for tick in (0, 3, 10, 30, 100, 300, 1000, 3000)], formats.number,
        ),
        # Orders are whole numbers: jitter them, so that equal ones don't hide each other.
        _axis(
            _("Orders"), np.log10(orders) + jitter, np.log10([s.center_frequency for s in facts.segments]),
            [(n * 10**power, np.log10(n * 10**power)) for power in range(5) for n in (1, 3)], formats.short_number,
        ),
        _axis(
            _("Spend, {currency}").format(currency=symbol), np.log10(spend), np.log10(money),
            [(10.0**power, power) for power in range(-2, 11)], formats.short_number,
        ),
    )  # fmt: skip


def _log_days(days: Any) -> np.ndarray:
    """Scale days so that today has a place too."""
    scaled: np.ndarray = np.log10(np.asarray(days, dtype=float) + 1)
    return scaled


def _axis(
    name: str,
    points: np.ndarray,
    centres: np.ndarray,
    ticks: Sequence[tuple[float, float]],
    write: Callable[[float], str],
) -> _Axis:
    low, high = float(np.min([*points, *centres])), float(np.max([*points, *centres]))
    # If all are very alike, show enough of the scale around them for a tick or two.
    width = max(high - low, _NARROWEST)
    low -= (width - (high - low)) / 2
    shown = [((at - low) / width, write(value)) for value, at in ticks if -0.04 <= (at - low) / width <= 1.04]
    step = max(1, -(-len(shown) // 6))
    return _Axis(name, (points - low) / width, (centres - low) / width, tuple(shown[::step]))


def _draw_flat(panel: Axes, title: str, across: _Axis, up: _Axis) -> None:
    panel.set_title(title, loc="left", fontsize=8.5, color=INK, pad=4)
    panel.set_xticks([at for at, _name in across.ticks], [name for _at, name in across.ticks])
    panel.set_yticks([at for at, _name in up.ticks], [name for _at, name in up.ticks])
    panel.set_xlabel(across.name, fontsize=8, labelpad=2)
    panel.set_ylabel(up.name, fontsize=8, labelpad=2)
    panel.tick_params(labelsize=7.5, length=2, pad=2)
    panel.grid(visible=True)


def _seen(days: Any, orders: Any, spend: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Look at points from the corner: where they are across and up, and how far away (orthographic)."""
    # Orders increase to the right and days to the left, so that the best customers are in front.
    a, b = (_BROAD * (np.asarray(part) - 0.5) for part in (days, orders))
    h = _TALL * (np.asarray(spend) - 0.5)
    across = a * np.cos(_TURN) + b * np.sin(_TURN)
    away = -a * np.sin(_TURN) + b * np.cos(_TURN)
    return across, h * np.cos(_TILT) + away * np.sin(_TILT), away * np.cos(_TILT) - h * np.sin(_TILT)


def _draw_corner(
    figure: Figure,
    height: float,
    measures: tuple[_Axis, _Axis, _Axis],
    order: np.ndarray,
    segment: np.ndarray,
    shades: Sequence[str],
    names: Sequence[str],
    radius: float,
) -> None:
    days, orders, spend = measures
    axes = figure.add_axes((0, (height - _CORNER) / height, 1, _CORNER / height))
    # The same scale on both axes, so that the box is not distorted. A column of names is right of it.
    unit, aside = 1.36 / _CORNER, 0.55 if len(names) > _BESIDE else 0.0
    axes.set(xlim=(unit * (aside - WIDTH / 2), unit * (aside + WIDTH / 2)), ylim=(-0.74, 0.62))
    axes.axis("off")
    _draw_box(axes, measures)
    x, y, away = _seen(days.points, orders.points, spend.points)
    behind = order[np.argsort(-away[order], kind="stable")]
    draw_cloud(axes, "corner", x[behind], y[behind], segment[behind], shades, radius)
    at_x, at_y, _away = _seen(days.centres, orders.centres, spend.centres)
    _draw_centres(axes, at_x, at_y, shades, 8)
    _name_centres(axes, at_x, at_y, names, unit)


def _draw_box(axes: Axes, measures: tuple[_Axis, _Axis, _Axis]) -> None:
    """Draw the floor and the two walls at the back, with a line for every tick, and name the edges in front."""
    days, orders, spend = measures

    def line(start: Sequence[float], end: Sequence[float], colour: str, width: float) -> None:
        x, y, _away = _seen(*zip(start, end, strict=True))
        axes.plot(x, y, color=colour, linewidth=width, zorder=1)

    for at, _name in days.ticks:
        line((at, 0, 0), (at, 1, 0), RULE, 0.5)
        line((at, 1, 0), (at, 1, 1), RULE, 0.5)
    for at, _name in orders.ticks:
        line((0, at, 0), (1, at, 0), RULE, 0.5)
        line((0, at, 0), (0, at, 1), RULE, 0.5)
    for at, _name in spend.ticks:
        line((0, 1, at), (1, 1, at), RULE, 0.5)
        line((0, 0, at), (0, 1, at), RULE, 0.5)
    for start, end in (((0, 0, 0), (1, 0, 0)), ((1, 0, 0), (1, 1, 0)), ((0, 0, 0), (0, 0, 1))):
        line(start, end, MUTED, 0.7)
    small: dict[str, Any] = {"textcoords": "offset points", "fontsize": 8, "color": MUTED}
    for at, name in days.ticks:
        x, y, _away = _seen(at, 0, 0)
        axes.annotate(name, (float(x), float(y)), (-2, -4), ha="right", va="top", **small)
    for at, name in orders.ticks:
        x, y, _away = _seen(1, at, 0)
        axes.annotate(name, (float(x), float(y)), (4, -3), ha="left", va="top", **small)
    for at, name in spend.ticks:
        x, y, _away = _seen(0, 0, at)
        axes.annotate(name, (float(x), float(y)), (-4, 0), ha="right", va="center", **small)
    for name, where, step, align in (
        (_("{measure} (log scale)").format(measure=days.name), (0.66, 0, 0), (-10, -26), "right"),
        (_("{measure} (log scale)").format(measure=orders.name), (1, 0.5, 0), (18, -22), "left"),
        (_("{measure} (log scale)").format(measure=spend.name), (0, 0, 1), (-32, 10), "left"),
    ):
        x, y, _away = _seen(*where)
        axes.annotate(
            name, (float(x), float(y)), step, textcoords="offset points", ha=align, va="center", fontsize=8.5,
            color=INK,
        )  # fmt: skip


def _draw_centres(axes: Axes, x: np.ndarray, y: np.ndarray, shades: Sequence[str], size: float) -> None:
    for number, (across, up) in enumerate(zip(x, y, strict=True)):
        axes.plot(
            [across], [up], MARKS[number % len(MARKS)], color=shades[number], markersize=size,
            markeredgecolor=PAPER, markeredgewidth=2.4, zorder=5, clip_on=False,
        )  # fmt: skip
        axes.plot(
            [across], [up], MARKS[number % len(MARKS)], color=shades[number], markersize=size,
            markeredgecolor=INK, markeredgewidth=0.9, zorder=6, clip_on=False,
        )  # fmt: skip


def _cut(name: str) -> str:
    """Cut a name to what there is room for, within a word if need be."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


def _name_centres(axes: Axes, x: np.ndarray, y: np.ndarray, names: Sequence[str], unit: float) -> None:
    """Write each name beside its centre, or, where there are many, in a column with a line to it."""
    few = len(names) <= _BESIDE
    step = _LABEL * unit
    order = np.argsort(-y, kind="stable")
    heights: dict[int, float] = {}
    above = np.inf
    for number in order:
        heights[int(number)] = above = min(float(y[number]), above - step)
    shift = sum(float(y[number]) - heights[int(number)] for number in order) / len(order)
    column = float(axes.get_xlim()[1]) - 1.75 * unit
    for number, height in heights.items():
        start = float(x[number]) + 0.17 * unit if few else column
        level = height + shift
        if not few or abs(level - float(y[number])) > 0.3 * step:
            ends = [float(x[number]), start - 0.02 * unit], [float(y[number]), level]
            axes.plot(*ends, color=INK, linewidth=0.6, zorder=4)
        name = _cut(names[number])
        # A name that would cross the edge goes on the other side of its centre.
        over = few and start + _LETTER * unit * len(name) > float(axes.get_xlim()[1])
        if over:
            start = float(x[number]) - 0.17 * unit
        axes.text(
            start, level, name, va="center", ha="right" if over else "left", weight=600,
            fontsize=9.5 if few else 8.5, zorder=7,
            bbox={"facecolor": PAPER, "alpha": 0.8, "pad": 1.0, "linewidth": 0},
        )  # fmt: skip
