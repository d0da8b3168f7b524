"""Every figure of the report, drawn once.

Lines, bars and violins are vectors; the thousands of points of the cluster views are a raster inside one,
because laying them out as vectors would take a page renderer longer than everything else together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from segmentation.page.parts import drawings
from segmentation.page.segment_shades import colours_of
from segmentation.style.chart_style import house_style, runs_leftwards, svg

if TYPE_CHECKING:
    from segmentation.facts import Facts


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
    """Draw every figure of the report, each once."""
    drawn_by = drawings(facts, colours_of(facts))
    with house_style(letters):
        drawn = {name: svg(draw(), name) for name, draw in drawn_by.items()}
    # The PDF renderer sets text in pictures letter by letter, left to right: other scripts become paths.
    with house_style("paths"):
        printed = {name: svg(drawn_by[name](), name) for name in drawn if runs_leftwards(drawn[name].decode())}
    return tuple(Picture(name, picture, printed.get(name)) for name, picture in drawn.items())
