"""How a report looks to be its owner's: whose it is, in which colour, on which paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from segmentation.report import style


@dataclass(frozen=True)
class Look:
    """What is the owner's of a report's looks.

    Attributes
    ----------
    organisation : str
        Whose customers they are; empty if that is not said.
    logo : str
        Their logo as a ``data:`` address; empty if there is none.
    accent : str
        Colour of rules, marks and links, such as ``#0f5257``.
    accent_dark : str
        The same on a dark ground.
    page_size : {'A4', 'Letter'}
        Paper of the PDF.
    """

    organisation: str = ""
    logo: str = ""
    accent: str = style.ACCENT
    accent_dark: str = style.DARK_TOKENS["accent"]
    page_size: Literal["A4", "Letter"] = "A4"
