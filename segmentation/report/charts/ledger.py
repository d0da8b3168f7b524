"""Where the money went, from the input to what was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from segmentation.report import formats, style
from segmentation.report.charts.house_style import WIDTH

if TYPE_CHECKING:
    from segmentation.report.facts import Facts


def waterfall(facts: Facts) -> Figure:
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
