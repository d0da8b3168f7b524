"""Facts and customers become pictures, in one house style.

Lines, bars and violins are vectors; the thousands of points of the cluster views are a raster inside one,
because laying them out as vectors would take a page renderer longer than everything else together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator, PercentFormatter

from segmentation import columns as c
from segmentation.report import formats, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from segmentation.report.facts import CurveFact, Facts

WIDTH: Final = 6.7
"""Width of a picture in inches: the text width of an A4 page with its margins."""

_STYLE: Final[dict[str, Any]] = {
    "font.family": [style.SANS],
    "font.size": 9,
    "axes.edgecolor": style.RULE,
    "axes.labelcolor": style.MUTED,
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": style.INK,
    "xtick.color": style.MUTED,
    "ytick.color": style.MUTED,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "grid.color": style.RULE,
    "grid.linewidth": 0.6,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "svg.fonttype": "path",
    # Ids inside an SVG are drawn from this, and not from chance.
    "svg.hashsalt": "segmentation",
}

_VIEWS: Final = ((18, -52), (18, 38), (90, -90))
"""Elevation and azimuth, in degrees: from the front, from the side, from above."""


@dataclass(frozen=True)
class Picture:
    """A figure of the report.

    Attributes
    ----------
    name : str
        Such as ``elbow``; captions go by it.
    svg : bytes
        The picture.
    """

    name: str
    svg: bytes


def draw_pictures(facts: Facts, customers: pd.DataFrame) -> tuple[Picture, ...]:
    """Draw every figure of the report, each once.

    Parameters
    ----------
    facts : Facts
        What the report says.
    customers : DataFrame of shape (n_customers, 4)
        ``recency_days``, ``frequency``, ``monetary`` (in the currency's unit) and ``segment``.

    Returns
    -------
    tuple of Picture
        ``shares``, ``concentration``, ``violins``, ``clusters``, ``elbow``, ``silhouette``, ``stability`` and
        ``waterfall``.
    """
    colours = style.segment_colours([(s.segment, s.profile) for s in facts.segments])
    drawings = {
        "shares": partial(_shares, facts, colours),
        "concentration": partial(_concentration, facts),
        "violins": partial(_violins, facts, customers, colours),
        "clusters": partial(_clusters, facts, customers, colours),
        "elbow": partial(_curve, facts, "inertia"),
        "silhouette": partial(_curve, facts, "silhouette"),
        "stability": partial(_stability, facts),
        "waterfall": partial(_waterfall, facts),
    }
    with house_style():
        return tuple(Picture(name, _svg(draw())) for name, draw in drawings.items())


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style within this block."""
    for (family, _, _), path in style.font_files().items():
        if family == style.SANS and not any(font.fname == str(path) for font in font_manager.fontManager.ttflist):
            font_manager.fontManager.addfont(path)
    with mpl.rc_context(_STYLE):  # type: ignore[arg-type]  # its keys are a literal type of hundreds
        yield


def _svg(figure: Figure) -> bytes:
    file = BytesIO()
    figure.savefig(file, format="svg", dpi=220, metadata={"Date": None, "Creator": None})
    return file.getvalue()


def _shares(facts: Facts, colours: Mapping[str, str]) -> Figure:
    """Draw each segment's share of the customers beside its share of the money."""
    segments = facts.segments
    figure = Figure(
        figsize=(WIDTH, 0.35 + min(0.52 * len(segments), 2.0 if len(segments) < 9 else 0.25 * len(segments))),
        layout="constrained",
    )
    left, right = figure.subplots(1, 2, sharey=True, gridspec_kw={"wspace": 0.02})
    rows = np.arange(len(segments))[::-1]
    widest = max(max(s.customer_share, s.monetary_share) for s in segments)
    for axes, shares, title in (
        (left, [s.customer_share for s in segments], "Share of customers"),
        (right, [s.monetary_share for s in segments], "Share of their revenue"),
    ):
        axes.barh(rows, shares, height=0.62, color=[colours[s.segment] for s in segments])
        for row, share, written in zip(rows, shares, formats.percents(shares), strict=True):
            axes.annotate(
                written,
                (share, row),
                (4, 0),
                textcoords="offset points",
                va="center",
                weight=600,
            )
        axes.set_title(title, loc="left", color=style.MUTED, fontsize=9)
        axes.set_xlim(0, widest * 1.18)
        axes.xaxis.set_major_locator(NullLocator())
        axes.spines[["bottom"]].set_visible(False)
        axes.tick_params(length=0)
    left.set_yticks(rows, [s.segment for s in segments], color=style.INK, fontsize=9.5)
    return figure


def _concentration(facts: Facts) -> Figure:
    """Draw what the best customers bring in, from the best down (the Lorenz curve, from its upper end)."""
    curve = facts.concentration.curve
    x, y = [p.customer_share for p in curve], [p.monetary_share for p in curve]
    figure = Figure(figsize=(WIDTH, 3.0), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=style.RULE, linewidth=1)
    axes.annotate("if all spent alike", (0.62, 0.62), (6, -10), textcoords="offset points", color=style.MUTED)
    axes.plot(x, y, color=style.ACCENT, linewidth=2)
    half, tenth = facts.concentration.customers_for_half / facts.customers, facts.concentration.top_tenth_share
    marks = [(half, 0.5, f"{formats.percent(half)} of customers bring in half")]
    if facts.customers >= 100:
        best = facts.concentration.top_hundredth_share
        marks.append((0.01, best, f"the best hundredth bring in {formats.percent(best)}"))
    if facts.customers >= 10:
        marks.append((0.1, tenth, f"the best tenth bring in {formats.percent(tenth)}"))
    for at, share, label in marks:
        axes.plot([at], [share], "o", color=style.ACCENT, markersize=5)
        axes.annotate(label, (at, share), (9, -4), textcoords="offset points", weight=600)
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="Share of customers, best first", ylabel="Share of revenue")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(visible=True)
    return figure


def _violins(facts: Facts, customers: pd.DataFrame, colours: Mapping[str, str]) -> Figure:
    """Draw how recency, frequency and money are spread within each segment."""
    import seaborn as sns

    order = [s.segment for s in facts.segments]
    figure = Figure(figsize=(WIDTH, 0.7 + 0.52 * len(order)), layout="constrained")
    panels = figure.subplots(1, 3, sharey=True)
    labels = {
        c.RECENCY_DAYS: "Days since last purchase",
        c.FREQUENCY: "Orders (log scale)",
        c.MONETARY: f"Spend, {formats.currency_symbol(facts.currency)} (log scale)",
    }
    for axes, (feature, label) in zip(panels, labels.items(), strict=True):
        log = feature != c.RECENCY_DAYS
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
            width=0.86,
            cut=0,
            inner=None,
            linewidth=0,
            saturation=1,
            log_scale=log,
            ax=axes,
        )
        for row, s in enumerate(facts.segments):
            lower, median, upper = (float(getattr(s, f"{feature}_{q}")) for q in ("lower", "median", "upper"))
            for width, colour in ((2.6, style.PAPER), (1.2, style.INK)):
                axes.plot([lower, upper], [row, row], color=colour, linewidth=width, solid_capstyle="butt")
            axes.plot([median], [row], "o", color=style.PAPER, markeredgecolor=style.INK, markersize=5)
        if log:
            _money_or_count_ticks(axes, money=feature == c.MONETARY)
        axes.set(xlabel=label, ylabel="")
        axes.grid(visible=True, axis="x")
        axes.tick_params(axis="y", length=0, labelsize=9.5, labelcolor=style.INK)
        axes.spines["left"].set_visible(False)
    return figure


def _money_or_count_ticks(axes: Axes, *, money: bool) -> None:
    low, high = axes.get_xlim()
    steps = (1,) if money or high / low > 300 else (1, 2, 5)
    ticks = [base * 10.0**power for power in range(-2, 10) for base in steps]
    shown = [tick for tick in ticks if low <= tick <= high]
    # Where all customers are much alike no round number lies between them, and Matplotlib's own ticks must do.
    if shown:
        axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _short(value)))


def _short(value: float) -> str:
    """Write a tick: 1k for a thousand, 1m for a million."""
    for size, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if value >= size:
            return f"{formats.number(value / size, 1)}{letter}"
    return formats.number(value, 2)


def _clusters(facts: Facts, customers: pd.DataFrame, colours: Mapping[str, str]) -> Figure:
    """Draw every customer in the space of recency, frequency and money, from three sides."""
    columns = 4 if max(len(s.segment) for s in facts.segments) <= 24 else 2
    legend = 0.2 * math.ceil(len(facts.segments) / columns)
    height = 5.0 + legend
    figure = Figure(figsize=(WIDTH, height))
    places = [
        (left, (legend + bottom) / height, width, tall / height)
        for left, bottom, width, tall in ((0, 2.0, 1, 3.0), (0.03, 0.15, 0.47, 1.95), (0.52, 0.22, 0.46, 1.85))
    ]
    jitter = np.random.default_rng(0).uniform(-0.03, 0.03, size=len(customers))
    x = np.log10(customers[c.RECENCY_DAYS].to_numpy(dtype=float) + 1)
    # Orders are whole numbers: spread a little, so that those with equally many don't hide each other.
    y = np.log10(customers[c.FREQUENCY].to_numpy(dtype=float)) + jitter
    z = np.log10(np.maximum(customers[c.MONETARY].to_numpy(dtype=float), 0.01))
    # Points shrink as they grow in number, so that few are seen and many are still a shape.
    size = float(np.clip(7 * np.sqrt(4000 / len(customers)), 3, 30))
    shades = customers[c.SEGMENT].map(dict(colours)).to_numpy()
    for number, (place, (elevation, azimuth)) in enumerate(zip(places, _VIEWS, strict=True)):
        axes: Any = figure.add_axes(place, projection="3d", computed_zorder=False)
        axes.scatter(x, y, z, c=shades, s=size if number == 0 else 0.4 * size, alpha=0.5, linewidths=0, rasterized=True)
        for s in facts.segments:
            center = (
                np.log10(s.center_recency_days + 1),
                np.log10(s.center_frequency),
                np.log10(max(float(s.center_monetary), 0.01)),
            )
            axes.scatter(
                *([value] for value in center),
                c=[colours[s.segment]],
                s=90 if number == 0 else 45,
                edgecolors=style.INK,
                linewidths=1.1,
                alpha=1,
                depthshade=False,
                zorder=10,
                label=s.segment,
            )
        axes.set_proj_type("ortho")
        axes.view_init(elevation, azimuth)
        _label_space(axes, facts.currency, (x, y, z), small=number > 0, flat=elevation > 60)
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="lower center", ncols=min(len(labels), columns), frameon=False, columnspacing=1.4
    )
    return figure


def _label_space(
    axes: Any,
    currency: str,
    points: tuple[np.ndarray, ...],
    *,
    small: bool,
    flat: bool,
) -> None:
    """Name the axes in real units; seen from above, the upright one has no room for ticks."""
    days = np.log10(np.array([0, 3, 10, 30, 100, 300, 1000]) + 1)
    orders = np.log10([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000])
    amounts = np.arange(-2.0, 10.0)
    kinds: tuple[tuple[Any, ...], ...] = (
        (
            axes.xaxis,
            axes.set_xlim,
            days,
            lambda v: formats.number(round(10**v) - 1),
            "days since last purchase",
        ),
        (axes.yaxis, axes.set_ylim, orders, lambda v: _short(round(10**v)), "orders"),
        (axes.zaxis, axes.set_zlim, amounts, lambda v: _short(10**v), f"spend, {formats.currency_symbol(currency)}"),
    )
    for (axis, set_limits, ticks, write, label), values in zip(kinds, points, strict=True):
        low, high = float(values.min()), float(values.max())
        room = 0.03 * (high - low) or 0.5
        set_limits(low - room, high + room)
        shown = [t for t in ticks if low - room <= t <= high + room]
        hidden = flat and axis is axes.zaxis
        axis.set_ticks([] if hidden else shown, labels=[] if hidden else [write(t) for t in shown])
        axis.set_pane_color((1, 1, 1, 0))
        axis._axinfo["grid"].update(color=style.RULE, linewidth=0.5)
        axis.line.set_color(style.MUTED)
        axis.set_tick_params(labelsize=6.5 if small else 8, pad=-3 if small else -1)
        axis.set_label_text("" if hidden else label, fontdict={"fontsize": 7.5 if small else 9})
        axis.labelpad = -7 if small else -4
    axes.set_box_aspect((1.15, 1.15, 0.85), zoom=1.15 if flat else 1.1 if small else 1.25)


def _curve(facts: Facts, measure: str) -> Figure:
    """Draw inertia, or silhouette, against the number of clusters, and mark the choice."""
    k = facts.n_clusters
    x = [point.n_clusters for point in k.curve]
    y = [getattr(point, measure) for point in k.curve]
    figure = Figure(figsize=(WIDTH / 2, 2.2), layout="constrained")
    axes = figure.subplots()
    axes.plot(x, y, color=style.MUTED, linewidth=1.4, marker="o", markersize=3.5)
    if measure == "silhouette" and k.silhouette_margin:
        margins = [point.silhouette_margin for point in k.curve]
        axes.errorbar(x, y, yerr=margins, fmt="none", ecolor=style.MUTED, elinewidth=1, capsize=2)
    chosen = next(point for point in k.curve if point.n_clusters == k.chosen)
    axes.plot([k.chosen], [getattr(chosen, measure)], "o", color=style.ACCENT, markersize=9)
    axes.annotate(
        f"chosen: {k.chosen}",
        (k.chosen, getattr(chosen, measure)),
        (8, 8),
        textcoords="offset points",
        weight=600,
        color=style.ACCENT,
    )
    if measure == "inertia" and k.elbow not in (None, k.chosen):
        _mark_elbow(axes, next(point for point in k.curve if point.n_clusters == k.elbow))
    axes.set(xlabel="Number of clusters", ylabel=measure.capitalize(), xticks=x)
    axes.set_ylim(bottom=0, top=max([*y, 0.01]) * 1.12)
    if min(y) < 0:
        axes.set_ylim(bottom=min(y) * 1.12)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: formats.number(value, 2)))
    axes.grid(visible=True, axis="y")
    return figure


def _mark_elbow(axes: Axes, elbow: CurveFact) -> None:
    axes.plot(
        [elbow.n_clusters],
        [elbow.inertia],
        "o",
        color=style.PAPER,
        markeredgecolor=style.ACCENT,
        markersize=8,
    )
    axes.annotate("elbow", (elbow.n_clusters, elbow.inertia), (7, 7), textcoords="offset points", color=style.MUTED)


def _stability(facts: Facts) -> Figure:
    """Draw how much of each cluster comes back, for every number of clusters."""
    k = facts.n_clusters
    figure = Figure(figsize=(WIDTH, 1.75), layout="constrained")
    axes = figure.subplots()
    axes.axhline(k.jaccard_threshold, color=style.INK, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.annotate(
        "stable from here on",
        (0, k.jaccard_threshold),
        (3, -10),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        color=style.MUTED,
    )
    for point in k.curve:
        chosen = point.n_clusters == k.chosen
        colour = style.ACCENT if chosen else style.MUTED
        heights, at = point.jaccard, [point.n_clusters] * len(point.jaccard)
        axes.plot(at, heights, "-", color=colour, linewidth=1, alpha=0.5)
        axes.plot(at, heights, "o", color=colour, markersize=6 if chosen else 4, alpha=0.85, markeredgewidth=0)
    axes.set(xlabel="Number of clusters", ylabel="Comes back", xticks=[point.n_clusters for point in k.curve])
    numbers = [point.n_clusters for point in k.curve]
    axes.set_xlim(min(numbers) - 0.9, max(numbers) + 0.5)
    axes.set_ylim(min(0.5, min(point.jaccard_weakest for point in k.curve) - 0.05), 1.03)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(visible=True, axis="y")
    return figure


def _waterfall(facts: Facts) -> Figure:
    """Draw how the rules lead from all the money there is to what was kept, one bar for each rule with any."""
    first, *rules, last = facts.ledger
    steps = [row for row in rules if row.amount]
    rows = [first, *steps, last]
    figure = Figure(figsize=(WIDTH, 0.45 + 0.235 * len(rows)), layout="constrained")
    axes = figure.subplots()
    left = float(first.amount)
    reached = [0.0, left]
    for place, row in enumerate(rows):
        whole = row in (first, last)
        amount = float(row.amount)
        start, end = (0.0, amount) if whole else (left, left - amount)
        axes.barh(place, end - start, left=start, height=0.62, color=_step_colour(amount, whole=whole))
        if place < len(rows) - 1:
            axes.plot([end, end], [place - 0.31, place + 1.31], color=style.MUTED, linewidth=0.7)
        written = formats.short_money(row.amount if whole else -row.amount, facts.currency)
        at = max(start, end)
        axes.annotate(
            written if whole or amount > 0 else f"+{written}",
            (at, place),
            (5, 0),
            textcoords="offset points",
            va="center",
        )
        left = end
        reached.append(end)
    axes.set_yticks(range(len(rows)), [row.rule.capitalize() for row in rows], color=style.INK)
    axes.invert_yaxis()
    low, high = min(reached), max(reached)
    axes.set_xlim(low, high + 0.14 * (high - low or 1))
    axes.axvline(0, color=style.RULE, linewidth=1)
    axes.xaxis.set_major_locator(NullLocator())
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.tick_params(length=0)
    return figure


def _step_colour(amount: float, *, whole: bool) -> str:
    """Colour a bar: the whole, what a rule takes away, and what taking away a negative amount adds."""
    return style.ACCENT if whole else style.TAKEN if amount > 0 else style.ADDED
