"""A waterfall: a bar for each step from one amount to another, joined where one ends and the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from segmentation.style.chart_style import WIDTH
from segmentation.style.colours import INK, MUTED, RULE


@dataclass(frozen=True)
class Step:
    """A bar: the name on its left, where it starts and where the next one does, the text on its right."""

    name: str
    start: float
    end: float
    written: str
    colour: str


def draw_waterfall(steps: Sequence[Step]) -> Figure:
    """Draw steps one below another, the first at the top."""
    figure = Figure(figsize=(WIDTH, 0.35 + 0.205 * len(steps)), layout="constrained")
    axes = figure.subplots()
    for place, step in enumerate(steps):
        axes.barh(place, step.end - step.start, left=step.start, height=0.62, color=step.colour)
        if place < len(steps) - 1:
            axes.plot([step.end, step.end], [place - 0.31, place + 1.31], color=MUTED, linewidth=0.7)
        axes.annotate(step.written, (max(step.start, step.end), place), (5, 0), textcoords="offset points", va="center")
    axes.set_yticks(range(len(steps)), [step.name for step in steps], color=INK)
    axes.invert_yaxis()
    low = min(0.0, *(min(step.start, step.end) for step in steps))
    high = max(0.0, *(max(step.start, step.end) for step in steps))
    # Room for the label beside the longest bar.
    room = max(0.14, 0.015 * max(len(step.written) for step in steps))
    axes.set_xlim(low, high + room * (high - low or 1))
    axes.axvline(0, color=RULE, linewidth=1)
    axes.xaxis.set_major_locator(NullLocator())
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.tick_params(length=0)
    return figure
