"""How many customers bought again, by the month of their first purchase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from segmentation.style import formats
from segmentation.style.chart_style import WIDTH
from segmentation.style.colours import ACCENT, INK, MUTED, PAPER, RULE
from segmentation.style.language import gettext as _
from segmentation.topics.cohorts.words import cohort_name, is_drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from segmentation.facts import Facts
    from segmentation.topics.cohorts.record import Cohorts

_LABELS: Final = 2.1
"""Inches left of the cells, for names and numbers of customers."""
_HEAD: Final = 0.42
"""Inches above the cells."""
_ROW, _LOW_ROW = 0.2, 0.185
"""Height of a row in inches, and where there are more than `_MANY` rows."""
_MANY: Final = 16
_WIDEST: Final = 0.46
"""Width of a cell in inches, at most."""
FULL: Final = 0.48
"""Opacity of the largest share's cell: low enough for text to be read on it."""


@dataclass(frozen=True)
class _Row:
    name: str
    customers: str
    shares: Sequence[float]
    """By months since the first purchase."""
    greyed: bool = False
    ends_now: bool = True
    """Whether its last cell is the month reported on."""


def heat_map(facts: Facts, cohorts: Cohorts) -> Figure:
    """Draw, for customers who first bought in a month, how many of them bought in each month since."""
    rows = _rows(cohorts)
    average = [x.share for x in cohorts.average[1:]]
    columns = max(len(row.shares) for row in rows)
    cell = min(_WIDEST, (WIDTH - _LABELS) / columns)
    high = _ROW if len(rows) <= _MANY else _LOW_ROW
    height = _HEAD + high * (len(rows) + (1.4 if average else 0))
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes((_LABELS / WIDTH, 0, cell * columns / WIDTH, 1 - _HEAD / height))
    axes.set(xlim=(0.5, columns + 0.5), ylim=((height - _HEAD) / high, 0))
    axes.axis("off")
    scale = max((share for row in rows if not row.greyed for share in row.shares), default=0) or 1
    size = 6.6 if cell < 0.24 else 8
    for place, row in enumerate(rows):
        _draw(axes, row, place, scale, columns, size, unfinished=row.ends_now and not facts.month_is_whole)
    if average:
        everyone = _Row(_("All new customers, on average"), "", average)
        _draw(axes, everyone, len(rows) + 0.4, scale, columns, size, unfinished=False, weight=600)
    _head(axes, columns)
    return figure


def _rows(cohorts: Cohorts) -> list[_Row]:
    """List the rows; all cohorts that may have bought before share an empty one, if others follow."""
    every = cohorts.cohorts
    rows = [
        _Row(cohort_name(x), formats.count(x.customers), x.shares[1:], x.censored, x.month == x.until) for x in every
    ]
    certain = [row for row in rows if not row.greyed]
    if not certain or len(certain) == len(rows):
        return rows
    first, last = (next(x for x in order if x.censored) for order in (every, every[::-1]))
    return [_Row(cohort_name(first.model_copy(update={"until": last.until})), "", (), greyed=True), *certain]


def _draw(
    axes: Axes, row: _Row, place: float, scale: float, columns: int, size: float, *, unfinished: bool, weight: int = 400
) -> None:
    """Draw a row: its name, its customers and a cell for each month."""
    beside: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "textcoords": "offset points",
        "va": "center",
        "ha": "right",
    }
    middle = place + 0.5
    colour = MUTED if row.greyed else INK
    axes.annotate(row.name, (0, middle), (-46, 0), color=colour, fontsize=8, weight=weight, **beside)
    axes.annotate(row.customers, (0, middle), (-6, 0), color=colour, fontsize=8, **beside)
    if row.greyed:
        _hatch(axes, place, len(row.shares) or columns, whole=not row.shares)
    for since, share in enumerate(row.shares, start=1):
        last = unfinished and since == len(row.shares)
        if not row.greyed:
            cell = Rectangle((since - 0.485, place + 0.03), 0.97, 0.94, facecolor=ACCENT, alpha=FULL * share / scale)
            axes.add_patch(cell).set(linewidth=0)
        written = formats.number(100 * share)
        axes.annotate(
            f"({written})" if last else written,
            (since, middle),
            ha="center",
            va="center",
            fontsize=size,
            color=colour,
            weight=weight,
        )


def _hatch(axes: Axes, place: float, columns: int, *, whole: bool) -> None:
    """Draw a row of greyed cells as one, since a hatch takes a page renderer long."""
    row = Rectangle((0.5, place), columns, 1, facecolor=RULE, alpha=0.6, hatch="////")
    axes.add_patch(row).set(edgecolor=PAPER, linewidth=0.8)
    if not whole:
        axes.vlines([since + 0.5 for since in range(1, columns)], place, place + 1, color=PAPER, linewidth=0.8)


def _head(axes: Axes, columns: int) -> None:
    """Write the headings: months since above the cells, and what the names and numbers are."""
    above: dict[str, Any] = {
        "xycoords": ("axes fraction", "axes fraction"),
        "textcoords": "offset points",
        "fontsize": 8,
    }
    for since in range(1, columns + 1):
        place: dict[str, Any] = {**above, "xycoords": ("data", "axes fraction")}
        axes.annotate(str(since), (since, 1), (0, 3), ha="center", color=MUTED, **place)
    axes.annotate(_("First purchase"), (0, 1), (-46, 3), ha="right", color=MUTED, **above)
    axes.annotate(_("Customers"), (0, 1), (-6, 3), ha="right", color=MUTED, **above)
    axes.annotate(_("Months since"), (0, 1), (3, 14), ha="left", color=MUTED, **above)


def drawings(facts: Facts, _colours: Mapping[str, str]) -> dict[str, partial[Figure]]:
    """List the pictures by name, each yet to be drawn."""
    if facts.cohorts is None or not is_drawn(facts.cohorts):
        return {}
    return {"cohorts": partial(heat_map, facts, facts.cohorts)}
