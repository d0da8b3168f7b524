"""Pictures of the clusters: how segments differ, how their number was chosen, and whether they come back."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from segmentation import columns as c
from segmentation.style import formats
from segmentation.style.chart_style import WIDTH, edges
from segmentation.style.colours import ACCENT, INK, MUTED, PAPER
from segmentation.style.language import gettext as _
from segmentation.style.segment_names import segment_name
from segmentation.topics.clustering.cloud_picture import clusters
from segmentation.topics.clustering.points import points_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from segmentation.facts import Facts
    from segmentation.topics.clustering.record import CurvePoint

_THIRD: Final = (WIDTH / 2.7, 2.0)
"""Inches: three share a row, a little smaller than they are drawn."""


def drawings(facts: Facts, colours: Mapping[str, str]) -> dict[str, partial[Figure]]:
    """Say how the pictures of clusters are drawn, by their names."""
    customers = points_of(facts)
    return {
        "violins": partial(violins, facts, customers, colours),
        "clusters": partial(clusters, facts, customers, colours),
        "elbow": partial(curve, facts, "inertia"),
        "silhouette": partial(curve, facts, "silhouette"),
        "stability": partial(stability, facts),
    }


def violins(facts: Facts, customers: pd.DataFrame, colours: Mapping[str, str]) -> Figure:
    """Draw how recency, frequency and money are spread within each segment."""
    order = [s.segment for s in facts.segments]
    figure = Figure(figsize=(WIDTH, 0.75 + 0.54 * len(order)), layout="constrained")
    panels = figure.subplots(1, 3, sharey=True)
    symbol = formats.currency_symbol(facts.currency)
    labels = {
        c.RECENCY_DAYS: _("Days since last purchase"),
        c.FREQUENCY: _("{measure} (log scale)").format(measure=_("Orders")),
        c.MONETARY: _("{measure} (log scale)").format(measure=_("Spend, {currency}").format(currency=symbol)),
    }
    for axes, (feature, label) in zip(panels, labels.items(), strict=True):
        _draw_violins(axes, customers, feature, colours, order)
        _mark_medians(axes, facts, feature)
        if feature != c.RECENCY_DAYS:
            _money_or_count_ticks(axes, money=feature == c.MONETARY)
        axes.set(xlabel=label, ylabel="")
        axes.grid(visible=True, axis="x")
        axes.tick_params(axis="y", length=0, labelsize=9.5, labelcolor=INK)
        axes.spines["left"].set_visible(False)
        axes.set_ylim(len(order) - 0.6, -0.75)
    names = ["\n".join(textwrap.wrap(segment_name(s.segment, s.profile), 20)) for s in facts.segments]
    panels[0].set_yticks(range(len(order)), names)
    return figure


def _draw_violins(
    axes: Axes, customers: pd.DataFrame, feature: str, colours: Mapping[str, str], order: list[str]
) -> None:
    import seaborn as sns

    sns.violinplot(
        customers[[feature, c.SEGMENT]],
        x=feature,
        y=c.SEGMENT,
        hue=c.SEGMENT,
        order=order,
        hue_order=order,
        palette=dict(colours),
        legend=False,
        density_norm="width",
        width=0.6,
        cut=0,
        inner=None,
        linewidth=0,
        saturation=1,
        log_scale=feature != c.RECENCY_DAYS,
        ax=axes,
    )
    for body, outline in zip(axes.collections, edges(order, colours), strict=False):
        body.set(edgecolor=outline, linewidth=0.6 if outline == INK else 0)


def _mark_medians(axes: Axes, facts: Facts, feature: str) -> None:
    """Mark each segment's median and its middle half, write the median above, and draw that of all as a line."""
    base = float(getattr(facts.base, f"{feature}_median"))
    # A logarithmic scale has no zero or negative values.
    if base > 0 or feature == c.RECENCY_DAYS:
        axes.axvline(base, color=INK, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
        axes.annotate(
            _("all: {value}").format(value=_written(base, feature, facts.currency)), (base, 1), (0, 2),
            xycoords=("data", "axes fraction"), textcoords="offset points", ha="center", va="bottom", fontsize=8,
            color=MUTED,
        )  # fmt: skip
    for row, s in enumerate(facts.segments):
        lower, median, upper = (float(getattr(s, f"{feature}_{q}")) for q in ("lower", "median", "upper"))
        for width, colour in ((2.6, PAPER), (1.2, INK)):
            axes.plot([lower, upper], [row, row], color=colour, linewidth=width, solid_capstyle="butt")
        axes.plot([median], [row], "o", color=PAPER, markeredgecolor=INK, markersize=5)
        axes.annotate(
            _written(median, feature, facts.currency), (median, row - 0.32), ha="center", va="bottom", fontsize=8.5,
            weight=600, zorder=6, bbox={"facecolor": PAPER, "alpha": 0.8, "pad": 0.6, "linewidth": 0},
        )  # fmt: skip


def _written(value: float, feature: str, currency: str) -> str:
    return formats.money(value, currency) if feature == c.MONETARY else formats.number(value, 1)


def _money_or_count_ticks(axes: Axes, *, money: bool) -> None:
    low, high = axes.get_xlim()
    steps = (1,) if money or high / low > 300 else (1, 2, 5)
    ticks = [base * 10.0**power for power in range(-2, 10) for base in steps]
    shown = [tick for tick in ticks if low <= tick <= high]
    # If customers are very alike, no round number is between them: use Matplotlib's own ticks.
    if shown:
        axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: formats.short_number(value)))


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
