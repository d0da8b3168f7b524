"""What customers are like: how their recency, orders and spend are spread within segments."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from segmentation import columns as c
from segmentation.style import formats
from segmentation.style.colours import INK, MUTED, PAPER
from segmentation.style.drawing import WIDTH, edges
from segmentation.style.language import gettext as _
from segmentation.style.segment_names import segment_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from segmentation.facts import Facts


def violins(facts: Facts, customers: pd.DataFrame, colours: Mapping[str, str]) -> Figure:
    """Draw how recency, frequency and money are spread within each segment."""
    import seaborn as sns

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
            width=0.6,
            cut=0,
            inner=None,
            linewidth=0,
            saturation=1,
            log_scale=log,
            ax=axes,
        )
        outlines = edges(order, colours)
        for body, outline in zip(axes.collections, outlines, strict=False):
            body.set(edgecolor=outline, linewidth=0.6 if outline == INK else 0)
        _mark_medians(axes, facts, feature)
        if log:
            _money_or_count_ticks(axes, money=feature == c.MONETARY)
        axes.set(xlabel=label, ylabel="")
        axes.grid(visible=True, axis="x")
        axes.tick_params(axis="y", length=0, labelsize=9.5, labelcolor=INK)
        axes.spines["left"].set_visible(False)
        axes.set_ylim(len(order) - 0.6, -0.75)
    names = ["\n".join(textwrap.wrap(segment_name(s.segment, s.profile), 20)) for s in facts.segments]
    panels[0].set_yticks(range(len(order)), names)
    return figure


def _mark_medians(axes: Axes, facts: Facts, feature: str) -> None:
    """Mark each segment's median and its middle half, write the median above, and draw that of all as a line."""
    base = float(getattr(facts.base, f"{feature}_median"))
    # Nothing, or less, has no place on a scale of powers.
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
    # Where all customers are much alike no round number lies between them, and Matplotlib's own ticks must do.
    if shown:
        axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: formats.short_number(value)))
