"""How the number of clusters was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from segmentation.style import formats
from segmentation.style.colours import ACCENT, INK, MUTED, PAPER
from segmentation.style.drawing import WIDTH
from segmentation.style.language import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from segmentation.facts import Facts
    from segmentation.topics.clustering.record import CurvePoint


_THIRD: Final = (WIDTH / 2.7, 2.0)
"""Inches: three stand in a row, a little smaller than they are drawn."""


def curve(facts: Facts, measure: str) -> Figure:
    """Draw inertia, or silhouette, against the number of clusters, and mark the choice."""
    k = facts.n_clusters
    x = [point.n_clusters for point in k.curve]
    y = [getattr(point, measure) for point in k.curve]
    figure = Figure(figsize=_THIRD, layout="constrained")
    axes = figure.subplots()
    axes.plot(x, y, color=MUTED, linewidth=1.4, marker="o", markersize=3.5)
    if measure == "silhouette" and k.silhouette_margin:
        margins = [point.silhouette_margin for point in k.curve]
        axes.errorbar(x, y, yerr=margins, fmt="none", ecolor=MUTED, elinewidth=1, capsize=2)
    chosen = next(point for point in k.curve if point.n_clusters == k.chosen)
    axes.plot([k.chosen], [getattr(chosen, measure)], "o", color=ACCENT, markersize=9)
    axes.annotate(
        _("chosen: {n}").format(n=formats.count(k.chosen)),
        (k.chosen, getattr(chosen, measure)),
        (8, 8),
        textcoords="offset points",
        weight=600,
        color=ACCENT,
    )
    if measure == "inertia" and k.elbow not in (None, k.chosen):
        _mark_elbow(axes, next(point for point in k.curve if point.n_clusters == k.elbow))
    axes.set(xlabel=_("Number of clusters"), ylabel=_("Inertia") if measure == "inertia" else _("Silhouette"), xticks=x)
    axes.set_ylim(bottom=0, top=max([*y, 0.01]) * 1.12)
    if min(y) < 0:
        axes.set_ylim(bottom=min(y) * 1.12)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: formats.number(value, 2)))
    axes.grid(visible=True, axis="y")
    return figure


def _mark_elbow(axes: Axes, elbow: CurvePoint) -> None:
    axes.plot(
        [elbow.n_clusters],
        [elbow.inertia],
        "o",
        color=PAPER,
        markeredgecolor=ACCENT,
        markersize=8,
    )
    axes.annotate(_("elbow"), (elbow.n_clusters, elbow.inertia), (7, 7), textcoords="offset points", color=MUTED)


def stability(facts: Facts) -> Figure:
    """Draw how much of each cluster comes back, for every number of clusters."""
    k = facts.n_clusters
    figure = Figure(figsize=_THIRD, layout="constrained")
    axes = figure.subplots()
    axes.axhline(k.jaccard_threshold, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.annotate(
        _("stable from here up"),
        (0, k.jaccard_threshold),
        (3, -3),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        va="top",
        color=MUTED,
    )
    for point in k.curve:
        chosen = point.n_clusters == k.chosen
        colour = ACCENT if chosen else MUTED
        heights, at = point.jaccard, [point.n_clusters] * len(point.jaccard)
        axes.plot(at, heights, "-", color=colour, linewidth=1, alpha=0.5)
        axes.plot(at, heights, "o", color=colour, markersize=6 if chosen else 4, alpha=0.85, markeredgewidth=0)
    axes.set(xlabel=_("Number of clusters"), ylabel=_("Found again"), xticks=[point.n_clusters for point in k.curve])
    numbers = [point.n_clusters for point in k.curve]
    axes.set_xlim(min(numbers) - 0.9, max(numbers) + 0.5)
    axes.set_ylim(min(0.5, min(point.jaccard_weakest for point in k.curve) - 0.05), 1.03)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: formats.percent(value)))
    axes.grid(visible=True, axis="y")
    return figure
