"""What is the owner's of a page: organisation, logo, accent, paper, and the language it is written in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Literal

from segmentation.page.logo import read_logo
from segmentation.settings.config import Config
from segmentation.style.colours import ACCENT, DARK_TOKENS
from segmentation.style.contrast import readable
from segmentation.style.language import speaking


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
    accent: str = ACCENT
    accent_dark: str = DARK_TOKENS["accent"]
    page_size: Literal["A4", "Letter"] = "A4"


def look_of(config: Config) -> Look:
    """Say what a report looks like."""
    said = config.report
    look = Look(
        organisation=said.organisation,
        logo="" if said.logo is None else read_logo(said.logo),
        page_size=said.page_size,
    )
    if said.accent is None:
        return look
    return replace(look, accent=said.accent, accent_dark=readable(said.accent, DARK_TOKENS["wash"], "white"))


def spoken(config: Config) -> AbstractContextManager[None]:
    """Write in the settings' language within this block."""
    return speaking(config.report.locale, config.template_folders)
