"""What an analyst looks at first: distributions, time, ranks, and features before and after the transform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from segmentation import columns as c
from segmentation.style import formats
from segmentation.style.chart_style import WIDTH
from segmentation.style.colours import ACCENT, INK, MUTED, PAPER, TAKEN

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_PER_DECADE: Final = 5
"""Bars of a logarithmic histogram from 1 to 10."""

_BINS: Final = 30
"""Bars of a plain histogram."""

_AXES: Final = {
    c.RECENCY_DAYS: "Days since last purchase",
    c.FREQUENCY: "Orders",
    c.MONETARY: "Spend",
}


def spread(values: pd.DataFrame, column: str, label: str) -> Figure:
    """Draw how many lines have which size, both on logarithmic scales, what is below zero beside what is above."""
    sizes = values[column].to_numpy(dtype=float) / (c.MONEY_SCALE if column in (c.PRICE, c.AMOUNT) else 1)
    lines = values["lines"].to_numpy(dtype=float)
    figure = Figure(figsize=(WIDTH, 2.3), layout="constrained")
    axes = figure.subplots()
    present = np.abs(sizes[sizes != 0])
    low, high = (np.floor(np.log10(present.min())), np.ceil(np.log10(present.max()))) if len(present) else (0, 1)
    edges = np.logspace(low, max(high, low + 1), int((max(high, low + 1) - low) * _PER_DECADE) + 1)
    for sign, colour, name in ((1, ACCENT, "above zero"), (-1, TAKEN, "below zero, by its size")):
        of = np.sign(sizes) == sign
        if of.any():
            counted, _ = np.histogram(np.abs(sizes[of]), bins=edges, weights=lines[of])
            axes.stairs(counted, edges, fill=True, color=colour, label=f"{name}: {_count(lines[of].sum())}")
    zero = lines[sizes == 0].sum()
    if zero:
        axes.plot([], [], " ", label=f"zero: {_count(zero)}")
    axes.set(xscale="log", yscale="log", xlabel=f"{label} (log scale)", ylabel="Lines (log scale)")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(
            FuncFormatter(lambda value, _place: formats.short_number(value) if value >= 0.01 else f"{value:g}")
        )
        axis.set_minor_locator(NullLocator())
    axes.grid(visible=True, axis="y")
    axes.legend(frameon=False, loc="upper right")
    return figure


def over_time(sales: pd.DataFrame, currency: str) -> Figure:
    """Draw what was sold month by month, with what has no customer apart."""
    figure = Figure(figsize=(WIDTH, 2.5), layout="constrained")
    axes = figure.subplots()
    with_customer, without = (sales[name].to_numpy(dtype=float) / c.MONEY_SCALE for name in ("amount_with", c.AMOUNT))
    places = np.arange(len(sales))
    axes.bar(places, with_customer, width=0.72, color=ACCENT, label="with a customer")
    above = np.where(without > 0, np.maximum(with_customer, 0), 0)
    axes.bar(places, without, bottom=above, width=0.72, color=TAKEN, label="without")
    step = max(1, -(-len(sales) // 13))
    axes.set_xticks(places[::step], sales["month"].to_list()[::step], rotation=35, ha="right", rotation_mode="anchor")
    _money_axis(axes, currency)
    axes.legend(frameon=False, loc="upper left", ncols=2)
    axes.margins(y=0.18)
    return figure


def rhythm(weekdays: pd.DataFrame, hours: pd.DataFrame, currency: str) -> Figure:
    """Draw what was sold on which weekday and at which hour."""
    figure = Figure(figsize=(WIDTH, 2.2), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=False, gridspec_kw={"width_ratios": (1, 1.5)})
    for axes, table, name in ((left, weekdays, "weekday"), (right, hours, "hour")):
        names = [str(value)[:3] if name == "weekday" else str(value) for value in table[name]]
        axes.bar(np.arange(len(table)), table[c.AMOUNT].to_numpy(dtype=float) / c.MONEY_SCALE, color=ACCENT)
        axes.set_xticks(np.arange(len(table)), names)
        axes.set_title("by weekday" if name == "weekday" else "by hour of the day", loc="left", fontsize=9,
                       color=MUTED)  # fmt: skip
        _money_axis(axes, currency)
    return figure


def ranked(table: pd.DataFrame, names: str, currency: str, *, top: int = 12) -> Figure:
    """Draw the largest amounts as bars, the largest first."""
    shown = table.head(top)
    figure = Figure(figsize=(WIDTH, 0.3 + 0.22 * len(shown)), layout="constrained")
    axes = figure.subplots()
    rows = np.arange(len(shown))
    amounts = shown[c.AMOUNT].to_numpy(dtype=float) / c.MONEY_SCALE
    axes.barh(rows, amounts, height=0.64, color=[ACCENT if amount >= 0 else TAKEN for amount in amounts])
    low, high = min(0.0, *amounts), max(0.0, *amounts)
    for row, amount in zip(rows, amounts, strict=True):
        written = formats.short_money(amount, currency)
        axes.annotate(written, (max(amount, 0), row), (5, 0), textcoords="offset points", va="center")
    axes.set_yticks(rows, [str(name) for name in shown[names]], color=INK)
    axes.invert_yaxis()
    axes.set_xlim(low, high + 0.13 * (high - low or 1))
    axes.xaxis.set_major_locator(NullLocator())
    axes.spines[["bottom"]].set_visible(False)
    axes.tick_params(length=0)
    return figure


def before_and_after(values: pd.DataFrame, currency: str) -> Figure:
    """Draw how each feature is spread, as it is and as it is clustered."""
    used = list(values["before"].columns)
    figure = Figure(figsize=(WIDTH, 3.5), layout="constrained")
    panels = np.reshape(figure.subplots(2, len(used)), (2, len(used)))
    for row, (when, colour) in enumerate((("before", TAKEN), ("after", ACCENT))):
        for axes, feature in zip(panels[row], used, strict=True):
            axes.hist(values[when][feature].to_numpy(), bins=_BINS, color=colour, alpha=0.9)
            unit = f", {formats.currency_symbol(currency)}" if feature == c.MONETARY else ""
            axes.set_xlabel(f"{_AXES[feature]}{unit}" if row == 0 else "Standard deviations from the mean")
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: formats.short_number(value)))
            axes.grid(visible=True, axis="y")
            if row == 0:
                axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: formats.short_number(value)))
        panels[row][0].set_ylabel(f"Customers, {when}")
    return figure


def correlation_tables(correlations: pd.DataFrame) -> Figure:
    """Draw how features go together, before the transform and after, as shaded tables."""
    import seaborn as sns

    used = list(correlations.columns)
    names = [_AXES[feature].replace(" since last purchase", "") for feature in used]
    figure = Figure(figsize=(WIDTH, 2.3), layout="constrained")
    shades = sns.blend_palette([TAKEN, PAPER, ACCENT], as_cmap=True)
    for axes, when in zip(figure.subplots(1, 2), ("before", "after"), strict=True):
        shown = correlations.loc[when].to_numpy(dtype=float)
        written = [[formats.exact_number(value, 2).replace("-", "−") for value in row] for row in shown]
        sns.heatmap(
            shown,
            vmin=-1, vmax=1, cmap=shades, cbar=False, annot=written, fmt="", square=False, linewidths=1.5,
            linecolor=PAPER, xticklabels=names, yticklabels=names, annot_kws={"fontsize": 9}, ax=axes,
        )  # fmt: skip
        axes.set_title(when, loc="left", fontsize=9, color=MUTED)
        axes.tick_params(length=0, rotation=0)
    return figure


def _money_axis(axes: Axes, currency: str) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: formats.short_money(value, currency)))
    axes.grid(visible=True, axis="y")
    axes.axhline(0, color=MUTED, linewidth=0.6)
    axes.tick_params(axis="x", length=0)


def _count(value: float) -> str:
    return f"{formats.count(round(value))} lines"
