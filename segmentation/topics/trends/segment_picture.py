"""One segment's last months as a small curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from segmentation.style import formats
from segmentation.style.colours import INK, MUTED
from segmentation.style.drawing import NARROW

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from segmentation.topics.trends.record import Trends


def months(
    told: Trends, values: Sequence[float], written: Sequence[str], colour: str, renamed_at: int | None = None
) -> Figure:
    """Draw one figure over the last months, from zero, with both its ends written beside it.

    It is dotted where the data cover less than the window; an upright line stands before the month at which another
    model took over.
    """
    figure = Figure(figsize=(NARROW, 0.82))
    left, right = (_width_beside(text) for text in (written[0], written[-1]))
    axes = figure.add_axes((left, 0.22, 1 - left - right, 0.71))
    at = range(len(values))
    last = len(values) - 1
    since = next((month for month, whole in enumerate(told.full) if whole), last)
    axes.fill_between(at, 0, values, color=colour, alpha=0.12, linewidth=0)
    axes.plot(at[: since + 1], values[: since + 1], color=colour, linewidth=1.3, linestyle=(0, (1, 1.5)))
    axes.plot(at[since:], values[since:], color=colour, linewidth=1.6)
    axes.plot([last], [values[-1]], "o", color=colour, markersize=4, clip_on=False)
    if renamed_at is not None:
        axes.axvline(renamed_at - 0.5, color=MUTED, linewidth=0.8)
    for month, text, step, align in ((0, written[0], -5, "right"), (last, written[-1], 6, "left")):
        axes.annotate(
            text,
            (month, values[month]),
            (step, 0),
            textcoords="offset points",
            ha=align,
            va="center",
            fontsize=8,
            color=INK if month else MUTED,
            weight=600 if month else 400,
        )
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
