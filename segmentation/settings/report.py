"""The settings of ``[report]``: what makes it the owner's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import field_validator

from segmentation.errors import nearest
from segmentation.mail.address import one_line
from segmentation.settings.table import Table, setting
from segmentation.style.contrast import ENOUGH, contrast, readable

GROUND: Final = "#f4f5f2"
"""The darkest light background that text in the accent's colour is on."""

PAGE_SIZES: Final = ("A4", "Letter")

_HEX: Final = re.compile("#[0-9a-f]{6}")


class ReportConfig(Table):
    """Whose report it is, in which colour and language, and on which paper."""

    organisation: str = setting(
        "", "Whose customers they are.", "a text of one line, of at most 80 letters", max_length=80
    )
    logo: Path | None = setting(None, "Their logo: a PNG, SVG or JPEG of at most 200 kB.", "the path of a picture")
    accent: str | None = setting(
        None,
        "Colour of rules, marks and links.",
        f"a colour such as '#0f5257' whose contrast with {GROUND}, the page's ground, is at least {ENOUGH}:1",
    )
    currency: str | None = setting(
        None, "Currency of the amounts; the same as the setting currency.", "an ISO 4217 code such as GBP"
    )
    locale: str = setting(
        "en_GB",
        "By which words, numbers and dates are written.",
        "a locale such as en_GB or de_DE, for whose language there is a catalogue",
    )
    page_size: Literal["A4", "Letter"] = setting("A4", "Paper of the PDF.", "'A4' or 'Letter'")

    @field_validator("organisation")
    @classmethod
    def _of_one_line(cls, value: str) -> str:
        return one_line(value)

    @field_validator("accent", mode="before")
    @classmethod
    def _can_be_read(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        colour = value.strip().lower()
        if not _HEX.fullmatch(colour):
            msg = "write it as #rrggbb"
            raise ValueError(msg)
        if (found := contrast(colour, GROUND)) < ENOUGH:
            # Rounded down: what is short of it must not be written as though it were enough.
            told = int(found * 100) / 100
            darker = readable(colour, GROUND, "black")
            msg = f"its contrast is {told}:1; the nearest darker shade that passes is '{darker}'"
            raise ValueError(msg)
        return colour

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, value: str) -> str:
        from babel import Locale, UnknownLocaleError
        from babel.localedata import locale_identifiers

        try:
            return str(Locale.parse(value.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            msg = f"no such locale{nearest(value, locale_identifiers(), few=False)}"
            raise ValueError(msg) from None

    @field_validator("page_size", mode="before")
    @classmethod
    def _in_any_case(cls, value: Any) -> Any:
        known = {size.casefold(): size for size in PAGE_SIZES}
        return known.get(value.casefold(), value) if isinstance(value, str) else value
