"""The settings of ``[report]``: whose report it is and how it looks."""

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
"""The darkest light background behind text in the accent colour."""

PAGE_SIZES: Final = ("A4", "Letter")

_HEX: Final = re.compile("#[0-9a-f]{6}")


class ReportConfig(Table):
    """Whose report it is, its colour and language, and its paper."""

    organisation: str = setting(
        "", "Whose customers they are.", "one line of text, at most 80 characters", max_length=80
    )
    logo: Path | None = setting(
        None, "The organisation's logo: a PNG, SVG or JPEG of at most 200 kB.", "the path of an image"
    )
    accent: str | None = setting(
        None,
        "Colour of lines, markers and links.",
        f"a colour such as '#0f5257' with a contrast of at least {ENOUGH}:1 with the background {GROUND}",
    )
    currency: str | None = setting(
        None, "Currency of the amounts; the same as the setting currency.", "an ISO 4217 code such as GBP"
    )
    locale: str = setting(
        "en_GB",
        "Language and number format of the report, such as de_DE.",
        "a locale such as en_GB or de_DE whose language has a catalogue",
    )
    page_size: Literal["A4", "Letter"] = setting("A4", "Paper size of the PDF, A4 or Letter.", "'A4' or 'Letter'")

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
            # Rounded down, so that too little never reads as enough.
            ratio = int(found * 100) / 100
            darker = readable(colour, GROUND, "black")
            msg = f"its contrast is only {ratio}:1; the nearest darker shade that passes is '{darker}'"
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
