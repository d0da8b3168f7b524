"""How a file is to be understood: the names of its columns, and the way in which it writes dates and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from segmentation import columns as c


@dataclass(frozen=True)
class ReadSettings:
    """How a file is to be understood; what the file says of itself needs no word here.

    Attributes
    ----------
    columns : mapping of str to str
        For a column of `segmentation.columns`, the name it bears in the file, where it is not one of
        `segmentation.columns.SOURCE_NAMES`; empty text where the file has no such column.
    header : bool
        Whether a row names the columns. Without one they go by number, from 1.
    separator : {",", ";", "|", "tab", "spaces"} or None
        What stands between the columns of a text file; None asks the header.
    decimal : {".", ","} or None
        What stands before decimals in numbers written as text; None is a point, and refuses what could be
        read either way.
    date_format : str or None
        How dates written as text are to be read (strftime's letters); None tries ISO 8601 and the usual
        spreadsheet forms.
    time_zone : str or None
        The shop's zone, to which instants with an offset are moved; None leaves dates as they are written.
    date_zone : str or None
        The zone of dates without an offset; None takes them for the shop's own.
    amount_of : {"line", "invoice"} or None
        What ``amount`` is the total of; None takes it for the line's, and refuses where it looks otherwise.
    fractions : bool
        Whether quantities may be fractions.
    void : str
        Regular expression of the status of an order that came to nothing.
    currency : str
        Currency of the amounts, an ISO 4217 code.
    trim : bool
        Whether spaces around texts are taken away.
    """

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
        """Columns of `segmentation.columns` that the file does not have, or that say nothing of a line.

        A total of a whole order has no product; and pieces of no known product can't be matched with one another.
        """
        left_empty = {name for name, in_file in self.columns.items() if not in_file.strip()}
        left_empty |= {c.STOCK_CODE} if self.amount_of == "invoice" else set()
        return frozenset(left_empty | ({c.QUANTITY} if c.STOCK_CODE in left_empty else set()))

    def options(self) -> dict[str, object]:
        """Everything that the lines depend on besides the file's content, for the key of a snapshot."""
        return {**asdict(self), "columns": dict(self.columns)}
