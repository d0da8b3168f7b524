"""The house style: colours, fonts and sizes, in one place for pictures and pages alike."""

from __future__ import annotations

import string
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from segmentation.analysis import segments as s

if TYPE_CHECKING:
    from segmentation.report.facts import Facts

INK: Final = "#1f2933"
MUTED: Final = "#5a6672"
RULE: Final = "#d5dae0"
PAPER: Final = "#ffffff"
WASH: Final = "#f4f5f2"
ACCENT: Final = "#0f5257"
TAKEN: Final = "#b8a27e"
"""What a rule sets aside."""
ADDED: Final = "#8fb3b5"
"""What setting a negative amount aside gives back."""

SHARES: Final = ("#f3f7f7", "#6b9fa2")
"""From no share to the largest: light enough all the way for ink to stand out on it."""
GREYED: Final = "#e6e8ea"
"""What is drawn, but not counted."""

WARNING: Final = "#9c3a1f"
"""What does not hold."""

TOKENS: Final = {
    "ink": INK,
    "muted": MUTED,
    "rule": RULE,
    "paper": PAPER,
    "wash": WASH,
    "accent": ACCENT,
    "warning": WARNING,
}
"""Colours by the name they bear in the style sheet."""

DARK_TOKENS: Final = {
    "ink": "#e4e7eb",
    "muted": "#a3adb8",
    "rule": "#3b4550",
    "paper": "#14191f",
    "wash": "#1d242c",
    "accent": "#7cc4c8",
    "warning": "#e79a7d",
}
"""The same in the dark, for pages that are read on a screen alone."""

_PROFILE_COLOURS: Final = {
    s.CHAMPIONS: "#0f5257",
    s.LOYAL: "#5b51a3",
    s.POTENTIAL_LOYALISTS: "#8f85cf",
    s.PROMISING: "#2f86c1",
    s.NEEDS_ATTENTION: "#c9a227",
    s.SLIPPING_AWAY: "#dd8434",
    s.AT_RISK: "#b8432f",
    s.CANT_LOSE: "#7b2d6b",
    s.HIBERNATING: "#8a9299",
    s.BIG_AND_FREQUENT: "#17202a",
    s.BIG_SPENDERS: "#6b4a2b",
    s.FREQUENT_BUYERS: "#4f7f3f",
}

SANS: Final = "Source Sans Pro"
SERIF: Final = "Source Serif Pro"
FALLBACK: Final = "DejaVu Fallback"
"""Where letters come from that the others lack. A name of its own: a machine's own DejaVu Sans may be another."""


def segment_colours(segments: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Give each segment its colour: a profile's colour is the same every month and everywhere.

    Parameters
    ----------
    segments : sequence of (str, str)
        Name and profile of each segment.

    Returns
    -------
    dict of str to str
        Colour by segment name. Segments of one profile get lighter shades of it in turn.

    Examples
    --------
    >>> segment_colours([("Loyal, more recent", "Loyal"), ("Loyal, longer ago", "Loyal")])
    {'Loyal, more recent': '#5b51a3', 'Loyal, longer ago': '#948ec3'}
    """
    seen: dict[str, int] = {}
    colours = {}
    for name, profile in segments:
        shade = seen.get(profile, 0)
        seen[profile] = shade + 1
        colours[name] = _lighter(_PROFILE_COLOURS[profile], min(0.35 * shade, 0.8))
    return colours


def colours_of(facts: Facts) -> dict[str, str]:
    """Give every segment of the report its colour: this month's as without the others, then those that are no more.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    dict of str to str
        Colour by name; `MUTED` where a former segment's profile is not known.
    """
    named = {segment.segment: segment.profile for segment in facts.segments}
    former: dict[str, str | None] = {}
    if facts.movement is not None:
        former |= {row.origin: row.profile for row in facts.movement.origins if row.kind == "segment"}
        former |= {column.target: column.profile for column in facts.movement.targets if column.kind == "segment"}
    if facts.trends is not None:
        former |= {trend.segment: trend.profile for trend in facts.trends.segments}
    known = [(name, profile) for name, profile in former.items() if profile is not None and name not in named]
    return {**dict.fromkeys(former, MUTED), **segment_colours([*named.items(), *known])}


def on_dark(colour: str) -> str:
    """Give a segment's colour as it is told from a dark ground.

    Examples
    --------
    >>> on_dark("#0f5257")
    '#638f92'
    """
    return _lighter(colour, 0.35)


def _lighter(colour: str, by: float) -> str:
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(channel + (255 - channel) * by):02x}" for channel in channels)


ALWAYS: Final = f"{string.ascii_letters}{string.digits}{string.punctuation} \xa0£€–\u2018’“”…−±×·•"
"""Characters that are in the fonts whether they are used or not: pages then mostly share a cut, which takes a second
to make."""
_SPACES: Final = " \xa0"


@cache
def font_files() -> dict[tuple[str, int, str], Path]:
    """Find the fonts, which come in packages so that every machine has the same.

    Returns
    -------
    dict of (str, int, str) to Path
        TrueType files by family, weight and style.
    """
    import font_source_sans_pro
    import font_source_serif_pro

    sans = Path(font_source_sans_pro.font_directory)
    serif = Path(font_source_serif_pro.font_directory)
    return {
        (SANS, 400, "normal"): sans / "SourceSansPro-Regular.ttf",
        (SANS, 600, "normal"): sans / "SourceSansPro-Semibold.ttf",
        (SERIF, 600, "normal"): serif / "SourceSerifPro-Semibold.ttf",
    }


@cache
def fallback_files() -> dict[int, Path]:
    """Find what stands in where a font has no letter, such as a Hebrew one: DejaVu Sans, which Matplotlib brings.

    Returns
    -------
    dict of int to Path
        TrueType files by weight.
    """
    import matplotlib as mpl

    folder = Path(mpl.get_data_path(), "fonts", "ttf")
    return {400: folder / "DejaVuSans.ttf", 600: folder / "DejaVuSans-Bold.ttf"}


def font_faces(text: Iterable[str]) -> str:
    """Write ``@font-face`` rules that carry the fonts themselves, cut down to `ALWAYS` and the characters in use.

    Letters that a font lacks come from `FALLBACK`, which is there if anything is.

    Parameters
    ----------
    text : iterable of str
        What will be set in these fonts.

    Returns
    -------
    str
        CSS. The same text gives the same bytes.
    """
    characters = "".join(sorted(set(ALWAYS).union(*text)))
    files = font_files()
    rules = [_rule(*key, _subset(path, characters)) for key, path in files.items()]
    for weight, path in fallback_files().items():
        beside = [_signs(other) for (_, of, _), other in files.items() if of == weight]
        lacking = [sign for sign in characters if ord(sign) in _signs(path) - frozenset.intersection(*beside)]
        if any(sign.isprintable() for sign in lacking):
            # With the spaces between its words, and all features: Arabic letters change with their neighbours.
            font = _subset(path, "".join([*_SPACES, *lacking]), ("*",))
            rules.append(_rule(FALLBACK, weight, "normal", font))
    return "\n".join(rules)


def _rule(family: str, weight: int, style: str, font: bytes) -> str:
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};font-display:swap;"
        f"src:url(data:font/woff2;base64,{b64encode(font).decode()}) format('woff2')}}"
    )


@cache
def _signs(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=12)
def _subset(path: Path, characters: str, features: tuple[str, ...] = ("kern", "liga", "tnum", "lnum")) -> bytes:
    from fontTools import subset

    # recalc_timestamp: a font would remember when it was saved, and the same bytes every time must not.
    options = subset.Options(
        flavor="woff2",
        layout_features=list(features),
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=[*subset.Options().drop_tables, "FFTM"],  # who edited it when; there is no cutting that down
    )
    with subset.load_font(path, options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        file = BytesIO()
        subset.save_font(font, file, options)
    return file.getvalue()
