"""What a page needs of the settings to be its owner's: looks, and the language it is written in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace

from segmentation.config import Config
from segmentation.contrast import readable
from segmentation.report import style
from segmentation.report.language import speaking
from segmentation.report.logo import read_logo
from segmentation.report.look import Look


def look_of(config: Config) -> Look:
    """Say what a report looks like.

    Parameters
    ----------
    config : Config
        The settings.

    Returns
    -------
    Look
        On a dark ground the accent is as much lighter as it must be to be read.

    Raises
    ------
    ReportError
        The logo can't be read, or may not be shown.
    """
    said = config.report
    look = Look(
        organisation=said.organisation,
        logo="" if said.logo is None else read_logo(said.logo),
        page_size=said.page_size,
    )
    if said.accent is None:
        return look
    return replace(look, accent=said.accent, accent_dark=readable(said.accent, style.DARK_TOKENS["wash"], "white"))


def spoken(config: Config) -> AbstractContextManager[None]:
    """Write in the settings' language within this block.

    Parameters
    ----------
    config : Config
        The settings.

    Raises
    ------
    ReportError
        There is no catalogue for it, or it can't be read.
    """
    return speaking(config.report.locale, config.template_folders)
