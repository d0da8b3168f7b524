"""Every figure of the report, drawn once.

Lines, bars and violins are vectors; the thousands of points of the cluster views are a raster inside one,
because laying them out as vectors would take a page renderer longer than everything else together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from segmentation.report import style
from segmentation.report.charts.choice import curve, stability
from segmentation.report.charts.cohorts import heat_map
from segmentation.report.charts.customers import points_of, violins
from segmentation.report.charts.house_style import house_style, runs_leftwards, svg
from segmentation.report.charts.ledger import waterfall
from segmentation.report.charts.money import concentration
from segmentation.report.charts.movement import alluvial
from segmentation.report.charts.revenue import bridge
from segmentation.report.charts.segment import portrait_drawings
from segmentation.report.charts.space import clusters
from segmentation.report.charts.trends import trends
from segmentation.report.sentences.trends import renamed_at

if TYPE_CHECKING:
    from segmentation.report.facts import Facts


@dataclass(frozen=True)
class Picture:
    """A figure of the report.

    Attributes
    ----------
    name : str
        Such as ``elbow``; captions go by it.
    svg : bytes
        The picture.
    printed : bytes, optional
        The same for paper, where that is another.
    """

    name: str
    svg: bytes
    printed: bytes | None = None

    def on(self, medium: Literal["screen", "print"]) -> bytes:
        """Give the picture for a medium."""
        return self.printed if medium == "print" and self.printed is not None else self.svg


def draw_pictures(facts: Facts, *, letters: Literal["text", "paths"] = "text") -> tuple[Picture, ...]:
    """Draw every figure of the report, each once.

    Parameters
    ----------
    facts : Facts
        What the report says.
    letters : {'text', 'paths'}, optional
        Whether words in pictures are text, in the fonts of the page that shows them, or drawn, where it has none.

    Returns
    -------
    tuple of Picture
        ``concentration``, ``violins``, ``clusters``, ``elbow``, ``silhouette``, ``stability`` and
        ``waterfall``; where the facts have them, ``bridge-1`` or another number of months for each month that
        revenue is compared with, ``cohorts``, ``movement`` and ``trends``; and for each segment in turn, where they
        have it, ``segment-1-days``, ``-orders``, ``-spend``, ``-customers`` and ``-money``.
    """
    colours, customers = style.colours_of(facts), points_of(facts)
    drawings = {
        "concentration": partial(concentration, facts),
        "violins": partial(violins, facts, customers, colours),
        "clusters": partial(clusters, facts, customers, colours),
        "elbow": partial(curve, facts, "inertia"),
        "silhouette": partial(curve, facts, "silhouette"),
        "stability": partial(stability, facts),
        "waterfall": partial(waterfall, facts),
        **{f"bridge-{change.months_before}": partial(bridge, facts, change) for change in facts.revenue_change},
    }
    if facts.cohorts is not None and any(len(cohort.bought) > 1 for cohort in facts.cohorts.cohorts):
        drawings["cohorts"] = partial(heat_map, facts, facts.cohorts)
    if facts.movement is not None:
        drawings["movement"] = partial(alluvial, facts.movement, facts.month, colours)
    if facts.trends is not None and len(facts.trends.months) > 1:
        drawings["trends"] = partial(trends, facts.trends, facts.currency, colours, renamed_at(facts))
    drawings |= portrait_drawings(facts, customers, colours)
    with house_style(letters):
        drawn = {name: svg(draw(), name) for name, draw in drawings.items()}
    # The PDF's renderer sets a picture's words letter by letter, from left to right: others it gets drawn.
    with house_style("paths"):
        printed = {name: svg(drawings[name](), name) for name in drawn if runs_leftwards(drawn[name].decode())}
    return tuple(Picture(name, picture, printed.get(name)) for name, picture in drawn.items())
