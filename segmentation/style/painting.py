"""A picture's colours, as the page that shows it has them.

Pictures are drawn in the colours of paper. On a screen each of them becomes the custom property of that colour, so
that a picture turns dark with its page and takes its owner's accent; on paper the accent alone is exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}\b")


def paint(svg: str, colours: Mapping[str, str]) -> str:
    """Exchange the colours of a picture.

    >>> paint('<path style="fill: #1f2933; stroke: #ffffff"/>', {"#1f2933": "var(--ink)"})
    '<path style="fill: var(--ink); stroke: #ffffff"/>'
    """
    return _COLOUR.sub(lambda found: colours.get(found[0].lower(), found[0]), svg)
