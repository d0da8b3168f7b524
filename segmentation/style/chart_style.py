"""The style of all charts: fonts, colours, sizes and tick formats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure

from segmentation.style import segment_colours as palette
from segmentation.style.colours import INK, MUTED, PAPER, RULE
from segmentation.style.fonts import FALLBACK, SANS, fallback_files, font_files
from segmentation.style.point_clouds import shrink

WIDTH: Final = 6.7
"""Width of a picture in inches: the text width of an A4 page with its margins."""
NARROW: Final = 2.1
"""Width in inches of a small picture: three make a row of a page, and one fills a phone."""

MARKS: Final = ("o", "s", "^", "D", "v", "P", "X", "h", "<", ">", "p", "*")
"""Shapes of the segments' marks, to tell them apart where colours can't."""

_STYLE: Final[dict[str, Any]] = {
    "font.family": [SANS, FALLBACK],
    "font.size": 9,
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.5,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    # Ids inside an SVG are derived from this instead of being random.
    "svg.hashsalt": "segmentation",
}


_IDS: Final = re.compile(r"""(\bid="|href="#|url\(#)([^")]+)""")
"""An id in a picture, or a reference to it: on a page with several pictures each must be unique."""


def edges(names: Iterable[str], colours: Mapping[str, str]) -> list[str]:
    """Choose each segment's outline: ink where its colour is near the ground's, else its colour."""
    faint = palette.faint(list(colours.values()))
    return [INK if colours[name] in faint else colours[name] for name in names]


@contextmanager
def house_style(letters: Literal["text", "paths"] = "text") -> Iterator[None]:
    """Use the chart style within this block, with words as text or as paths."""
    _register_fonts()
    fonts = {"svg.fonttype": "none" if letters == "text" else "path"}
    with mpl.rc_context(_STYLE | fonts):  # type: ignore[arg-type]  # its keys are a literal type of hundreds
        yield


def _register_fonts() -> None:
    """Register the fonts with Matplotlib, each once."""
    ours = [(family, weight, path) for (family, weight, _), path in font_files().items() if family == SANS]
    ours += [(FALLBACK, weight, path) for weight, path in fallback_files().items()]
    known = {(font.name, font.weight, font.fname) for font in font_manager.fontManager.ttflist}
    font_manager.fontManager.ttflist += [
        font_manager.FontEntry(fname=str(path), name=family, weight=weight, size="scalable")
        for family, weight, path in ours
        if (family, weight, str(path)) not in known
    ]


def svg(figure: Figure, name: str) -> bytes:
    """Write a figure as SVG, with its name in every id; the same figure gives the same bytes."""
    file = BytesIO()
    figure.savefig(file, format="svg", dpi=220, metadata={"Date": None, "Creator": None})
    text = _IDS.sub(lambda found: f"{found[1]}{name}-{found[2]}", file.getvalue().decode())
    # After a comma and a space, the PDF renderer reads quotation marks as part of the font name.
    return shrink(text.replace(f"'{SANS}', '", f"'{SANS}','")).encode()


def png(figure: Figure, pixels: int) -> bytes:
    """Write a figure as PNG, so many pixels wide, on paper; the same figure gives the same bytes."""
    file = BytesIO()
    figure.savefig(file, format="png", dpi=pixels / figure.get_figwidth(), facecolor=PAPER, metadata={"Software": None})
    return file.getvalue()


def drawn(draw: Callable[..., Figure], *arguments: Any, **options: Any) -> bytes:
    """Draw one figure in the chart style; the same arguments give the same bytes."""
    with house_style("paths"):
        return svg(draw(*arguments, **options), draw.__name__)


def runs_leftwards(text: str) -> bool:
    """Check whether a text has letters of a right-to-left script.

    >>> runs_leftwards("Größe"), runs_leftwards("שלום"), runs_leftwards("مرحبا")
    (False, True, True)
    """
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in set(text))
