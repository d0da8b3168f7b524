"""How segments grew over the last months: all in small multiples, and each by itself as a small curve."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from segmentation.style import formats
from segmentation.style.chart_style import NARROW, WIDTH
from segmentation.style.colours import INK, MUTED, RULE
from segmentation.style.language import gettext as _
from segmentation.style.segment_names import segment_name
from segmentation.topics.trends.words import renamed_at, trend_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from segmentation.facts import Facts
    from segmentation.topics.trends.record import Trends


_Curve = tuple[str, str, Sequence[int], Sequence[float]]
"""A row: its name, its colour, and month by month its customers and their money."""


_LETTER: Final = 0.068
"""Inches that a letter or digit beside a curve takes, at most."""
_BESIDE: Final = 0.1
"""Inches between a curve's end and what is written there."""


class _Pen(NamedTuple):
    """How dark the ground under a curve is, and how wide lines and dot are, in points."""

    shade: float
    dotted: float
    line: float
    dot: float


_IN_A_ROW: Final = _Pen(0.1, 1.2, 1.4, 3.5)
_ALONE: Final = _Pen(0.12, 1.3, 1.6, 4)


def trends(told: Trends, currency: str, colours: Mapping[str, str], renamed_at: int | None = None) -> Figure:
    """Draw customers and money over the last months, a row for all and for each segment.

    A vertical line marks the month in which another model took over.
    """
    rows: list[_Curve] = [
        (_("All customers"), INK, told.customers, [float(amount) for amount in told.monetary]),
        *(
            (
                segment_name(trend.segment, trend.profile),
                colours[trend.segment],
                trend.customers,
                [float(amount) for amount in trend.monetary],
            )
            for trend in told.segments
        ),
    ]
    height = 0.47
    figure = Figure(figsize=(WIDTH, 0.55 + height * len(rows)))
    panels = figure.subplots(
        len(rows),
        2,
        sharex=True,
        squeeze=False,
        gridspec_kw={
            **_across(rows, currency),
            "top": 1 - 0.22 / figure.get_figheight(),
            "bottom": 0.3 / figure.get_figheight(),
            "hspace": 0.42,
        },
    )
    for (left, right), (name, colour, customers, money) in zip(panels, rows, strict=True):
        _draw_row(left, told.full, customers, colour, [formats.count(customers[at]) for at in (0, -1)])
        _draw_row(right, told.full, money, colour, [formats.short_money(money[at], currency) for at in (0, -1)])
        left.annotate(
            "\n".join(textwrap.wrap(name, 19)),
            (0, 0.5),
            xycoords=("figure fraction", "axes fraction"),
            va="center",
            weight=600,
            linespacing=1.05,
        )
        for axes in (left, right):
            axes.tick_params(axis="x", length=0)
            if renamed_at is not None:
                axes.axvline(renamed_at - 0.5, color=MUTED, linewidth=0.8)
    for axes, title in zip(panels[0], (_("Customers"), _("Their money")), strict=True):
        axes.set_title(title, loc="left", color=MUTED, fontsize=9, pad=6)
    for axes in panels[-1]:
        axes.tick_params(axis="x", length=2, pad=2)
        axes.set_xticks(*_ticks(told.months))
    return figure


def _across(rows: Sequence[_Curve], currency: str) -> dict[str, float]:
    """Divide the width so that labels at the ends of curves have room, of any length."""
    counts = max(len(formats.count(row[2][-1])) for row in rows)
    first, last = (max(len(formats.short_money(row[3][at], currency)) for row in rows) for at in (0, -1))
    left, right = 0.255 * WIDTH, WIDTH - _BESIDE - _LETTER * last
    between = 2 * _BESIDE + _LETTER * (counts + first)
    return {"left": left / WIDTH, "right": right / WIDTH, "wspace": 2 * between / (right - left - between)}


def _draw_row(axes: Axes, full: Sequence[bool], values: Sequence[float], colour: str, ends: Sequence[str]) -> None:
    """Draw a curve without scales, with its two ends written beside it."""
    _draw_curve(axes, full, values, colour, _IN_A_ROW)
    _write_ends(axes, values, ends, 5)
    axes.axhline(0, color=RULE, linewidth=0.8)
    axes.set_xlim(0, max(len(values) - 1, 1))
    axes.set_ylim(0, max([*values, 1]) * 1.08)
    axes.xaxis.set_major_locator(NullLocator())
    axes.yaxis.set_major_locator(NullLocator())
    for spine in axes.spines.values():
        spine.set_visible(False)


def _draw_curve(axes: Axes, full: Sequence[bool], values: Sequence[float], colour: str, pen: _Pen) -> None:
    """Draw a curve from zero up, dotted where the data cover less than the window."""
    months, last = range(len(values)), len(values) - 1
    since = next((at for at, whole in enumerate(full) if whole), last)
    axes.fill_between(months, 0, values, color=colour, alpha=pen.shade, linewidth=0)
    axes.plot(months[: since + 1], values[: since + 1], color=colour, linewidth=pen.dotted, linestyle=(0, (1, 1.5)))
    axes.plot(months[since:], values[since:], color=colour, linewidth=pen.line)
    axes.plot([last], [values[-1]], "o", color=colour, markersize=pen.dot, clip_on=False)


def _write_ends(axes: Axes, values: Sequence[float], ends: Sequence[str], beside: int) -> None:
    """Write the first value and the last beside a curve, the last so many points from it."""
    last = len(values) - 1
    for at, written, step, align in ((0, ends[0], -5, "right"), (last, ends[-1], beside, "left")):
        axes.annotate(
            written,
            (at, values[at]),
            (step, 0),
            textcoords="offset points",
            ha=align,
            va="center",
            fontsize=8,
            color=INK if at else MUTED,
            weight=600 if at else 400,
        )


def _ticks(months: Sequence[str]) -> tuple[list[int], list[str]]:
    """Write the first month, the last, and one between them where there is room."""
    last = len(months) - 1
    places = [0, last] if last < 6 else [0, last // 2, last]
    return places, [formats.month_name(months[at], "MMM y") for at in places]


def months(
    told: Trends, values: Sequence[float], written: Sequence[str], colour: str, renamed_at: int | None = None
) -> Figure:
    """Draw one figure over the last months, from zero, with both its ends written beside it.

    It is dotted where the data cover less than the window; a vertical line marks the month in which another
    model took over.
    """
    figure = Figure(figsize=(NARROW, 0.82))
    left, right = (_width_beside(text) for text in (written[0], written[-1]))
    axes = figure.add_axes((left, 0.22, 1 - left - right, 0.71))
    _draw_curve(axes, told.full, values, colour, _ALONE)
    if renamed_at is not None:
        axes.axvline(renamed_at - 0.5, color=MUTED, linewidth=0.8)
    _write_ends(axes, values, written, 6)
    _months_axis(axes, told.months)
    axes.set_ylim(0, max([*values, 1e-9]) * 1.1)
    return figure


def _width_beside(text: str) -> float:
    """Give the part of a picture's width that a text of this length takes beside a curve, and half a month's name."""
    return max(0.1 + 0.06 * len(text), 0.27) / NARROW


def _months_axis(axes: Axes, names: Sequence[str]) -> None:
    last = len(names) - 1
    axes.set_xlim(0, max(last, 1))
    axes.set_xticks([0, last], [formats.month_name(names[month], "MMM y") for month in (0, last)])
    axes.tick_params(axis="x", length=2, pad=1.5, labelsize=7.5)
    axes.yaxis.set_major_locator(NullLocator())
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)


def drawings(facts: Facts, colours: Mapping[str, str]) -> dict[str, partial[Figure]]:
    """Say how the months are drawn, all segments together and each by itself, where there is more than one month."""
    told = facts.trends
    if told is None or len(told.months) < 2:
        return {}
    renamed = renamed_at(facts)
    drawn = {"trends": partial(trends, told, facts.currency, colours, renamed)}
    for place, segment in enumerate(facts.segments, start=1):
        trend = trend_of(facts, segment.segment)
        if trend is not None:
            money = [float(amount) for amount in trend.monetary]
            counted = [formats.count(value) for value in trend.customers]
            amounts = [formats.short_money(value, facts.currency) for value in money]
            for what, values, written in (("customers", trend.customers, counted), ("money", money, amounts)):
                by_month = partial(months, told, values, written, colours[segment.segment], renamed)
                drawn[f"segment-{place}-{what}"] = by_month
    return drawn
