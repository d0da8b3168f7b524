"""How money is spread over segments and customers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from segmentation.style import formats
from segmentation.style.chart_style import WIDTH, edges
from segmentation.style.colours import ACCENT, INK, MUTED, RULE
from segmentation.style.language import gettext as _
from segmentation.style.segment_names import segment_name

if TYPE_CHECKING:
    from segmentation.facts import Facts


def shares(facts: Facts, colours: Mapping[str, str]) -> Figure:
    """Draw each segment's share of the customers beside its share of the money."""
    segments = facts.segments
    figure = Figure(
        # No taller than necessary: the first page has more to show below it.
        figsize=(WIDTH, 0.35 + (0.22 if len(segments) < 7 else 0.17) * max(len(segments), 2)),
        layout="constrained",
    )
    left, right = figure.subplots(1, 2, sharey=True, gridspec_kw={"wspace": 0.02})
    rows = np.arange(len(segments))[::-1]
    widest = max(max(s.customer_share, s.monetary_share) for s in segments)
    for axes, shares, title in (
        (left, [s.customer_share for s in segments], _("Share of customers")),
        (right, [s.monetary_share for s in segments], _("Share of their revenue")),
    ):
        names = [s.segment for s in segments]
        axes.barh(rows, shares, height=0.62, color=[colours[name] for name in names],
                  edgecolor=edges(names, colours), linewidth=0.6)  # fmt: skip
        for row, share, written in zip(rows, shares, formats.percents(shares), strict=True):
            axes.annotate(
                written,
                (share, row),
                (4, 0),
                textcoords="offset points",
                va="center",
                weight=600,
            )
        axes.set_title(title, loc="left", color=MUTED, fontsize=9)
        axes.set_xlim(0, widest * 1.18)
        axes.xaxis.set_major_locator(NullLocator())
        axes.spines[["bottom"]].set_visible(False)
        axes.tick_params(length=0)
    left.set_yticks(rows, [segment_name(s.segment, s.profile) for s in segments], color=INK, fontsize=9.5)
    return figure


def concentration(facts: Facts) -> Figure:
    """Draw what the best customers bring in, from the best down (the Lorenz curve, from its upper end)."""
    curve = facts.concentration.curve
    x, y = [p.customer_share for p in curve], [p.monetary_share for p in curve]
    figure = Figure(figsize=(WIDTH, 3.0), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=RULE, linewidth=1)
    axes.annotate(_("if all spent alike"), (0.62, 0.62), (6, -10), textcoords="offset points", color=MUTED)
    axes.plot(x, y, color=ACCENT, linewidth=2)
    half, tenth = facts.concentration.customers_for_half / facts.customers, facts.concentration.top_tenth_share
    marks = [(half, 0.5, _("{share} of customers bring in half").format(share=formats.percent(half)))]
    if facts.customers >= 100:
        best = facts.concentration.top_hundredth_share
        marks.append((0.01, best, _("the best hundredth bring in {share}").format(share=formats.percent(best))))
    if facts.customers >= 10:
        marks.append((0.1, tenth, _("the best tenth bring in {share}").format(share=formats.percent(tenth))))
    for at, share, label in marks:
        axes.plot([at], [share], "o", color=ACCENT, markersize=5)
        axes.annotate(label, (at, share), (9, -4), textcoords="offset points", weight=600)
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel=_("Share of customers, best first"), ylabel=_("Share of revenue"))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _place: formats.percent(value)))
    axes.grid(visible=True)
    return figure


def drawings(facts: Facts, _colours: Mapping[str, str]) -> dict[str, partial[Figure]]:
    """Say how the pictures of segments are drawn, by their names."""
    return {"concentration": partial(concentration, facts)}
