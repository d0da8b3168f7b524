"""From an earlier month's revenue to this month's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from segmentation.report import formats, sentences, style
from segmentation.report.charts.house_style import WIDTH

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, RevenueChangeFact


def bridge(facts: Facts, change: RevenueChangeFact) -> Figure:
    """Draw how an earlier month's revenue becomes this month's, one bar for each effect."""
    rows = [(formats.month(change.month_then_start), 0.0, float(change.revenue_then))]
    for effect in change.effects:
        reached = rows[-1][2]
        rows.append((sentences.effect_name(change, effect.effect), reached, reached + float(effect.amount)))
    rows.append((formats.month(facts.month_start), 0.0, float(change.revenue)))
    figure = Figure(figsize=(WIDTH, 0.25 + 0.235 * len(rows)), layout="constrained")
    axes = figure.subplots()
    longest = 0
    for place, (_, start, end) in enumerate(rows):
        whole = place in (0, len(rows) - 1)
        colour = style.ACCENT if whole else style.ADDED if end >= start else style.TAKEN
        axes.barh(place, end - start, left=start, height=0.62, color=colour)
        if place < len(rows) - 1:
            axes.plot([end, end], [place - 0.31, place + 1.31], color=style.MUTED, linewidth=0.7)
        written = formats.money(end - start, facts.currency)
        written = written if whole else formats.signed(written, end - start)
        longest = max(longest, len(written))
        axes.annotate(
            written,
            (max(start, end), place),
            (5, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_yticks(range(len(rows)), [name for name, _, _ in rows], color=style.INK)
    axes.invert_yaxis()
    low, high = min(min(row[1:]) for row in rows), max(max(row[1:]) for row in rows)
    # Room for what is written beside the longest bar.
    axes.set_xlim(low, high + 0.015 * longest * (high - low or 1))
    axes.axvline(0, color=style.RULE, linewidth=1)
    axes.xaxis.set_major_locator(NullLocator())
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.tick_params(length=0)
    return figure
