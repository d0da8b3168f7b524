"""Pictures for a mail, drawn from facts alone: PNG, since mail readers show no SVG."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from segmentation.page.segment_shades import colours_of
from segmentation.style import formats
from segmentation.style.chart_style import edges, house_style, png
from segmentation.style.colours import MUTED
from segmentation.style.language import gettext as _
from segmentation.style.segment_names import segment_name

if TYPE_CHECKING:
    from segmentation.facts import Facts

SHOWN: Final = 440
"""Width in CSS pixels at which a picture is shown, where there is room for it."""
_DENSITY: Final = 2
"""Pixels to a CSS pixel: what is sharp on a screen of high density."""
_WIDTH: Final = 3.6
"""Inches: narrow, so that its words can be read on a phone."""
_LONGEST: Final = 48
"""Letters of a name that fit."""


@dataclass(frozen=True)
class MailPicture:
    """A picture of a mail, twice as many pixels wide as the CSS pixels it is shown at."""

    name: str
    png: bytes
    width: int

    @property
    def cid(self) -> str:
        """Its content id, made from the picture itself, so that equal pictures share it."""
        return f"{self.name}.{hashlib.sha256(self.png).hexdigest()[:16]}@segmentation"


def draw_mail_pictures(facts: Facts) -> tuple[MailPicture, ...]:
    """Draw the pictures of a mail."""
    colours = colours_of(facts)
    with house_style():
        return (MailPicture("shares", png(_shares(facts, colours), SHOWN * _DENSITY), SHOWN),)


def _shares(facts: Facts, colours: Mapping[str, str]) -> Figure:
    """Draw each segment's shares of customers and of money side by side, with its name above them, of any length."""
    segments = facts.segments
    figure = Figure(figsize=(_WIDTH, 0.34 + 0.47 * len(segments)))
    # In dark mode the picture keeps its light background, so it needs a margin.
    figure.set_layout_engine("constrained", w_pad=0.09, h_pad=0.06)
    left, right = figure.subplots(1, 2, sharey=True)
    rows = range(len(segments))[::-1]
    widest = max(max(s.customer_share, s.monetary_share) for s in segments)
    for axes, shares, title in (
        (left, [s.customer_share for s in segments], _("Share of customers")),
        (right, [s.monetary_share for s in segments], _("Share of their revenue")),
    ):
        names = [s.segment for s in segments]
        axes.barh(rows, shares, height=0.42, color=[colours[name] for name in names],
                  edgecolor=edges(names, colours), linewidth=0.6)  # fmt: skip
        for row, share, written in zip(rows, shares, formats.percents(shares), strict=True):
            axes.annotate(written, (share, row), (4, 0), textcoords="offset points", va="center", weight=600)
        axes.set_title(title, loc="left", color=MUTED, fontsize=9)
        axes.set(xlim=(0, widest * 1.35), ylim=(-0.35, len(segments) - 0.3))
        axes.xaxis.set_major_locator(NullLocator())
        axes.yaxis.set_major_locator(NullLocator())
        axes.spines[["left", "bottom"]].set_visible(False)
    for row, segment in zip(rows, segments, strict=True):
        name = left.annotate(
            shorten(segment_name(segment.segment, segment.profile), _LONGEST, placeholder="…"),
            (0, row + 0.24), (0, 1), textcoords="offset points", va="bottom", fontsize=9.5, annotation_clip=False,
        )  # fmt: skip
        # A long name may reach into the other half but must not narrow either.
        name.set_in_layout(False)
    return figure
