"""The settings of ``[[lists]]``."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

from pydantic import field_validator

from segmentation import columns as c
from segmentation.conditions.parsing import parse
from segmentation.conditions.vocabulary import COLUMNS
from segmentation.errors import nearest
from segmentation.settings.table import Table, setting

LIST_COLUMNS: Final = (*COLUMNS, *c.TOP_PRODUCTS)
"""What a list may show of a customer."""


DEFAULT_LIST_COLUMNS: Final = (c.SEGMENT, c.RECENCY_DAYS, c.FREQUENCY, c.MONETARY, c.LAST_PURCHASE, c.COUNTRY)
"""What a list shows by default."""


_RESERVED: Final = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")
"""Names no file may have on Windows, with any ending."""


class CampaignList(Table):
    """Customers to act on: who is on the list, what it shows of them, and how many are held out."""

    name: str = setting(..., "Name of the list and of its file.", "a name with a letter or a digit", max_length=60)
    where: str = setting(
        ..., "Which customers are on it.", "a condition such as segment = 'At risk' and monetary > 500", min_length=1
    )
    columns: tuple[str, ...] | None = setting(
        None,
        "Columns after customer_id; by default segment, recency_days, frequency, monetary, "
        "last_purchase and country, or none where ids are hashed.",
        f"any of the columns {', '.join(LIST_COLUMNS)}",
    )
    hash_ids: Literal["sha256"] | None = setting(
        None,
        "Write the SHA-256 of each customer's id in place of the id, as advertising platforms expect; the id is "
        "trimmed and lower-cased first.",
        "'sha256'",
    )
    control_share: float = setting(
        0.0,
        "Share of these customers to hold out at random, to measure what the action does.",
        "a number from 0 to 0.9",
        ge=0,
        le=0.9,
        strict=True,
    )
    seed: int = setting(
        0, "Random seed that picks the customers held out.", "a whole number, 0 or more", ge=0, strict=True
    )

    @field_validator("name")
    @classmethod
    def _can_be_a_file(cls, value: str) -> str:
        if not file_name(value):
            msg = "no file name can be made of it"
            raise ValueError(msg)
        return value

    @field_validator("where")
    @classmethod
    def _is_a_condition(cls, value: str) -> str:
        parse(value)
        return value

    @field_validator("columns")
    @classmethod
    def _known_columns(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for name in value or ():
            if name not in LIST_COLUMNS:
                msg = f"no column '{name}'{nearest(name, LIST_COLUMNS, few=False)}"
                raise ValueError(msg)
        if value is not None and len({*value}) < len(value):
            msg = "a column is listed twice"
            raise ValueError(msg)
        return value


def file_name(name: str) -> str:
    """Make a safe file name, without an ending, of a list's name; empty if nothing is left.

    >>> file_name("Win back: over £500"), file_name("../etc/passwd"), file_name("nul"), file_name("…")
    ('Win-back-over-500', 'etc-passwd', 'nul-', '')
    """
    safe = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", name)).strip("-")
    return f"{safe}-" if _RESERVED.match(safe) else safe
