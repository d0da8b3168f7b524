"""The contrast of a colour with its ground, and the nearest shade of it that can be read.

References
----------
W3C (2018), Web Content Accessibility Guidelines 2.1, success criterion 1.4.3: text has a contrast of at least 4.5:1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

ENOUGH: Final = 4.5
"""The least contrast of text with its ground, as a ratio to one (WCAG 2.1, AA)."""

_STEPS: Final = 1000
"""Steps from a colour to black or white."""


def contrast(colour: str, ground: str) -> float:
    """Measure the contrast of two colours: from 1, the same colour, to 21, black on white.

    >>> round(contrast("#000000", "#ffffff"), 2), round(contrast("#ff6600", "#ffffff"), 2)
    (21.0, 2.94)
    """
    from coloraide import Color

    return float(Color(colour).contrast(Color(ground), method="wcag21"))


def readable(colour: str, ground: str, towards: Literal["black", "white"]) -> str:
    """Find the nearest shade that can be read, darker or lighter; the colour itself if its contrast is enough.

    Hue and colourfulness stay as far as a screen can show them; the lightness moves.

    >>> readable("#0f5257", "#ffffff", "black"), readable("#0f5257", "#14191f", "white")
    ('#0f5257', '#4e8a8f')
    """
    return next(shade for shade in _shades(colour, towards) if contrast(shade, ground) >= ENOUGH)


def _shades(colour: str, towards: Literal["black", "white"]) -> Iterator[str]:
    """Give a colour, then darker or lighter shades up to black or white."""
    from coloraide import Color

    yield colour
    shade = Color(colour).convert("oklch")
    begin, end = shade["lightness"], 0.0 if towards == "black" else 1.0
    for step in range(1, _STEPS):
        shade["lightness"] = begin + (end - begin) * step / _STEPS
        yield shade.convert("srgb").fit(method="oklch-chroma").to_string(hex=True)
    yield "#000000" if towards == "black" else "#ffffff"
