"""The house style: colours, fonts and sizes, in one place for pictures and pages alike."""

from __future__ import annotations

import string
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from segmentation.report import palette

if TYPE_CHECKING:
    from segmentation.report.facts import Facts
    from segmentation.report.palette import Shade

INK: Final = "#1f2933"
MUTED: Final = "#5a6672"
RULE: Final = "#d5dae0"
PAPER: Final = "#ffffff"
WASH: Final = "#f4f5f2"
ACCENT: Final = "#0f5257"
WARNING: Final = "#ab4d30"
"""What does not hold."""
ADDED: Final = "#2b8591"
"""What adds to an amount."""
TAKEN: Final = "#c9a66d"
"""What takes from it."""
ROSE: Final = "#004b4e"
SLIPPED: Final = "#a0442e"
CAME: Final = "#3480ba"
ASIDE: Final = "#b89329"
LAPSED: Final = "#b6bcc0"
STAYED: Final = "#e4e6e8"
"""Where customers went from one month to the next: a scale of greys of its own, as wide as those of the segments."""

TOKENS: Final = {
    "ink": INK,
    "muted": MUTED,
    "rule": RULE,
    "paper": PAPER,
    "wash": WASH,
    "accent": ACCENT,
    "warning": WARNING,
    "added": ADDED,
    "taken": TAKEN,
    "rose": ROSE,
    "slipped": SLIPPED,
    "came": CAME,
    "aside": ASIDE,
    "lapsed": LAPSED,
    "stayed": STAYED,
}
"""Colours by the name they bear in the style sheet; no two are equal, so that a picture's colours have names too."""

DARK_TOKENS: Final = {
    "ink": "#e4e7eb",
    "muted": "#a3adb8",
    "rule": "#3b4550",
    "paper": "#14191f",
    "wash": "#1d242c",
    "accent": "#7cc4c8",
    "warning": "#d37c5a",
    "added": "#4c96a2",
    "taken": "#7e6438",
    "rose": "#77d3db",
    "slipped": "#df8b64",
    "came": "#4985c2",
    "aside": "#7e6212",
    "lapsed": "#46494d",
    "stayed": "#242a2e",
}
"""The same in the dark, for pages that are read on a screen alone."""

SANS: Final = "Source Sans Pro"
SERIF: Final = "Source Serif Pro"
FALLBACK: Final = "DejaVu Fallback"
"""Where letters come from that the others lack. A name of its own: a machine's own DejaVu Sans may be another."""


def colours_of(facts: Facts) -> dict[str, str]:
    """Give every segment of the report its colour on paper: this month's segments, then those that are no more.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    dict of str to str
        Colour by name.
    """
    return {name: shade.paper for name, shade in shades_of(facts).items()}


def dark_colours_of(facts: Facts) -> dict[str, str]:
    """Give every segment of the report its colour on a dark ground, in the order of `colours_of`.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    dict of str to str
        Colour by name.
    """
    return {name: shade.dark for name, shade in shades_of(facts).items()}


def shades_of(facts: Facts) -> dict[str, Shade]:
    """Give every segment of the report its colour on either ground: this month's segments, then those that are no more.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    dict of str to Shade
        By name. A former segment whose profile is not known has a shade of the lightest profile's.
    """
    former: dict[str, str | None] = {}
    if facts.movement is not None:
        former |= {row.origin: row.profile for row in facts.movement.origins if row.kind == "segment"}
        former |= {column.target: column.profile for column in facts.movement.targets if column.kind == "segment"}
    if facts.trends is not None:
        former |= {trend.segment: trend.profile for trend in facts.trends.segments}
    named = {segment.segment: segment.profile for segment in facts.segments}
    no_more = {name: profile or palette.PROFILES[-1] for name, profile in former.items() if name not in named}
    return _shades([*named.items(), *no_more.items()])


def _shades(segments: Sequence[tuple[str, str]]) -> dict[str, Shade]:
    dealt = palette.deal([profile for _, profile in segments])
    return {name: shade or _LEFT_OVER for (name, _), shade in zip(segments, dealt, strict=True)}


_LEFT_OVER: Final = palette.Shade(MUTED, DARK_TOKENS["muted"])
"""Of segments beyond those for whom there are colours."""


ALWAYS: Final = f"{string.ascii_letters}{string.digits}{string.punctuation} \xa0\n£€–\u2018’“”…−±×·•ń←↑→↓"
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
    # Found without being imported: that takes a second, and here nothing is drawn.
    spec = find_spec("matplotlib")
    folder = Path(spec.origin if spec and spec.origin else "").parent / "mpl-data" / "fonts" / "ttf"
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
