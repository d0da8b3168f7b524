"""The colours of pictures and pages, by name, on paper and in the dark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

INK: Final = "#1f2933"
MUTED: Final = "#5a6672"
RULE: Final = "#d5dae0"
PAPER: Final = "#ffffff"
WASH: Final = "#f4f5f2"
ACCENT: Final = "#0f5257"
WARNING: Final = "#ab4d30"
"""For what fails a check."""
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
"""Where customers went from one month to the next: a separate scale of greys, as wide as those of the segments."""


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
"""Colours by their names in the style sheet; no two are equal, so that a picture's colours have names too."""


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

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}\b")


def paint(svg: str, colours: Mapping[str, str]) -> str:
    """Exchange the colours of a picture, which is drawn in those of paper, for those of the page that shows it.

    >>> paint('<path style="fill: #1f2933; stroke: #ffffff"/>', {"#1f2933": "var(--ink)"})
    '<path style="fill: var(--ink); stroke: #ffffff"/>'
    """
    return _COLOUR.sub(lambda found: colours.get(found[0].lower(), found[0]), svg)
