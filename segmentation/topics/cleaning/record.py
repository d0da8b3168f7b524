"""The lines' part of the record: where they come from, and which are kept, returned or set aside."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from segmentation.values import Count, Money, Record


class Sheet(Record):
    """A sheet of the workbook, as it was read."""

    sheet: str
    lines: Count


class Source(Record):
    """Where the lines come from."""

    uri: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="Hash of the content")]
    lines_read: Annotated[int, Field(ge=0, description="Lines in all sheets used")]
    lines: Annotated[int, Field(ge=0, description="The same, with lines in several sheets counted once")]
    sheets: tuple[Sheet, ...]
    first_line: datetime
    last_line: datetime
    absent: Annotated[
        tuple[str, ...], Field(description="Columns that the source does not have, such as invoice or stock_code")
    ] = ()


class LedgerRow(Record):
    """What one cleaning rule set aside; the rows after the first sum to the first, to the smallest coin."""

    rule: str
    reason: str
    lines: Count
    customers: Annotated[
        int, Field(ge=0, description="Customers lost to the rule: it set aside their last remaining line")
    ]
    amount: Money
