"""How to read a file: the names of its columns, and the format of its dates and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from segmentation import columns as c


@dataclass(frozen=True)
class ReadSettings:
    """How to read a file; each field is the setting of that name (`segmentation.settings.config.Config`)."""

    columns: Mapping[str, str] = field(default_factory=dict)
    header: bool = True
    separator: Literal[",", ";", "|", "tab", "spaces"] | None = None
    decimal: Literal[".", ","] | None = None
    date_format: str | None = None
    time_zone: str | None = None
    date_zone: str | None = None
    amount_of: Literal["line", "invoice"] | None = None
    fractions: bool = False
    void: str = c.VOID
    currency: str | None = None
    trim: bool = True

    @property
    def absent(self) -> frozenset[str]:
        """Columns the file doesn't have, or that say nothing of a line.

        A total of a whole order has no product; and pieces of no known product can't be matched with one another.
        """
        left_empty = {name for name, in_file in self.columns.items() if not in_file.strip()}
        left_empty |= {c.STOCK_CODE} if self.amount_of == "invoice" else set()
        return frozenset(left_empty | ({c.QUANTITY} if c.STOCK_CODE in left_empty else set()))

    def options(self) -> dict[str, object]:
        """Everything the lines depend on except the file's content: the key of a snapshot."""
        return {**asdict(self), "columns": dict(self.columns)}
