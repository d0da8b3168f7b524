"""How a segment's customers are spread over days, orders and spend, beside all customers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from segmentation import columns as c
from segmentation.style import formats
from segmentation.style.chart_style import NARROW
from segmentation.style.colours import MUTED, PAPER, RULE
from segmentation.style.language import gettext as _
from segmentation.topics.clustering.points import points_of

if TYPE_CHECKING:
    import pandas as pd

    from segmentation.facts import Facts


Measure = Literal["recency_days", "frequency", "monetary"]
_SPREADS: Final[dict[str, Measure]] = {"days": "recency_days", "orders": "frequency", "spend": "monetary"}
"""The measures a segment's spread is drawn over, by the names of their pictures."""
_BARS: Final = 18
"""Bars of a scale without natural steps: few enough that a segment of some dozen customers is still a shape."""


@dataclass(frozen=True)
class Scale:
    """A measure cut into bars: their edges in its unit, what is written at places counted from 0, what is measured."""

    edges: tuple[float, ...]
    ticks: tuple[tuple[float, str], ...]
    label: str


def drawings(facts: Facts, colours: Mapping[str, str]) -> dict[str, partial[Figure]]:
    """Say how each segment's pictures are drawn, by their names."""
    drawn: dict[str, partial[Figure]] = {}
    customers = points_of(facts)
    for place, segment in enumerate(facts.segments, start=1):
        name, colour = segment.segment, colours[segment.segment]
        if facts.portraits is not None:
            drawn |= {
                f"segment-{place}-{what}": partial(spread, customers, name, measure, colour, facts.currency)
                for what, measure in _SPREADS.items()
            }
    return drawn


def spread(customers: pd.DataFrame, segment: str, measure: Measure, colour: str, currency: str) -> Figure:
    """Draw which part of a segment's customers, and of all, falls into each bar of a measure; both from zero."""
    values = customers[measure].to_numpy(dtype=float)
    scale = _scale(values, measure, currency)
    of_all, of_segment = (
        _parts(part, scale.edges) for part in (values, values[(customers[c.SEGMENT] == segment).to_numpy()])
    )
    figure = Figure(figsize=(NARROW, 1.0))
    axes = figure.add_axes((0.01, 0.385, 0.98, 0.61))
    # One shape each: some screens show a seam between bars that only touch.
    axes.stairs(of_all, fill=True, color=RULE, linewidth=0)
    axes.stairs(of_segment, fill=True, color=colour, linewidth=0)
    # Redraw the part of all customers that the segment hides.
    for width, shade in ((1.7, PAPER), (0.7, MUTED)):
        axes.stairs(of_all, color=shade, linewidth=width)
    axes.set_xlim(0, len(of_all))
    axes.set_ylim(0, max(of_all.max(), of_segment.max()) * 1.03)
    axes.yaxis.set_major_locator(NullLocator())
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.set_xticks([at for at, _text in scale.ticks], [text for _at, text in scale.ticks])
    axes.tick_params(axis="x", length=2, pad=1.5, labelsize=7.5)
    for label, (at, _text) in zip(axes.get_xticklabels(), scale.ticks, strict=True):
        label.set_horizontalalignment("left" if at == 0 else "right" if at == len(of_all) else "center")
    axes.set_xlabel(scale.label, fontsize=7.5, labelpad=1.5)
    return figure


def _parts(values: np.ndarray, edges: Sequence[float]) -> np.ndarray:
    """Count the share of values in each bar; values beyond the ends belong to the last bars."""
    counted, _edges = np.histogram(np.clip(values, edges[0], edges[-1]), bins=edges)
    shares: np.ndarray = counted / len(values)
    return shares


def _scale(values: np.ndarray, measure: Measure, currency: str) -> Scale:
    if measure == c.RECENCY_DAYS:
        return _days(float(values.max()))
    return _orders(values) if measure == c.FREQUENCY else _amounts(values, currency)


def _days(most: float) -> Scale:
    """Cut days into bars of whole weeks, as few weeks as will do."""
    weeks = max(math.ceil((most + 1) / 7 / _BARS), 1)
    width = 7 * weeks
    bars = max(math.ceil((most + 1) / width), 4)
    step = next(step for step in (7, 14, 30, 60, 100, 200, 500, 1000, 5000, 100_000) if bars * width / step <= 4.5)
    ticks = tuple((at / width, formats.number(at)) for at in range(0, bars * width, step))
    return Scale(tuple(float(width * bar) for bar in range(bars + 1)), ticks, _("days since the last purchase"))


def _orders(values: np.ndarray) -> Scale:
    """Cut orders into classes that double: 1, 2, 3 to 4, 5 to 8, and so on; the last has everyone who ordered more."""
    classes = max(math.ceil(math.log2(max(float(np.quantile(values, 0.99)), 1))) + 1, 4)
    upper = [2**number for number in range(classes)]
    lower = [1, *(bound + 1 for bound in upper[:-1])]
    names = [formats.spread(formats.number(low), formats.number(high)) for low, high in zip(lower, upper, strict=True)]
    names[-1] = f"{formats.number(lower[-1])}+"
    every = 1 if classes <= 7 else 2
    ticks = tuple((place + 0.5, name) for place, name in enumerate(names) if place % every == 0)
    edges = (0.5, *(bound + 0.5 for bound in upper))
    return Scale(edges, ticks, _("orders, in classes that double"))


def _amounts(values: np.ndarray, currency: str) -> Scale:
    """Cut spend into bars that each reach as many times as far, between round amounts."""
    low, high = (float(bound) for bound in np.quantile(values, [0.005, 0.995]))
    first, last = math.floor(math.log10(low) * 3) / 3, math.ceil(math.log10(high) * 3) / 3
    last = max(last, first + 1)
    edges = 10 ** np.linspace(first, last, _BARS + 1)
    whole = range(math.ceil(first - 1e-9), math.floor(last + 1e-9) + 1)
    steps = (1,) if len(whole) > 2 else (1, 3)
    amounts = [step * 10.0**power for power in (whole[0] - 1, *whole) for step in steps] if whole else [10**first]
    places = [((math.log10(amount) - first) / (last - first) * _BARS, amount) for amount in amounts]
    ticks = tuple(
        (round(place, 6), formats.short_number(amount)) for place, amount in places if -1e-9 <= place <= _BARS + 1e-9
    )
    return Scale(
        tuple(map(float, edges)),
        ticks,
        _("spend, {currency} (log scale)").format(currency=formats.currency_symbol(currency)),
    )
