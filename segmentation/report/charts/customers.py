"""What customers are like: spreads within segments, and every customer in three dimensions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from babel.numbers import get_currency_precision
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from segmentation import columns as c
from segmentation.report import formats, style
from segmentation.report.charts.house_style import WIDTH, short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from segmentation.report.facts import Facts


_VIEWS: Final = ((18, -52), (18, 38), (90, -90))
"""Elevation and azimuth, in degrees: from the front, from the side, from above."""


def points_of(facts: Facts) -> pd.DataFrame:
    """Give customers as they are drawn: ``recency_days``, ``frequency``, ``monetary`` (in units) and ``segment``."""
    import pandas as pd

    points, coins = facts.points, 10 ** get_currency_precision(facts.currency)
    names = [segment.segment for segment in facts.segments]
    return pd.DataFrame(
        {
            c.RECENCY_DAYS: points.recency_days,
            c.FREQUENCY: points.frequency,
            # Less than nothing, or nothing, has no place on a scale of powers.
            c.MONETARY: np.maximum(np.array(points.monetary, dtype=float), 1) / coins,
            c.SEGMENT: [names[place] for place in points.segment],
        }
    )


def violins(facts: Facts, customers: pd.DataFrame, colours: Mapping[str, str]) -> Figure:
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
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))


def clusters(facts: Facts, customers: pd.DataFrame, colours: Mapping[str, str]) -> Figure:
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
        (axes.yaxis, axes.set_ylim, orders, lambda v: short(round(10**v)), "orders"),
        (axes.zaxis, axes.set_zlim, amounts, lambda v: short(10**v), f"spend, {formats.currency_symbol(currency)}"),
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
