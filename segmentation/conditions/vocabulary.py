"""What a condition may name: the columns of a customer, and what each is compared with, and how."""

from __future__ import annotations

from typing import Final, Literal

from segmentation import columns as c

Kind = Literal["id", "segment", "text", "number", "date", "month"]
"""What a column holds."""

COLUMNS: Final[dict[str, Kind]] = {
    c.CUSTOMER_ID: "id",
    c.SEGMENT: "segment",
    c.PREVIOUS_SEGMENT: "segment",
    c.SEGMENT_SINCE: "month",
    c.RECENCY_DAYS: "number",
    c.FREQUENCY: "number",
    c.MONETARY: "number",
    c.CONFIDENCE: "number",
    c.FIRST_PURCHASE: "date",
    c.LAST_PURCHASE: "date",
    c.COUNTRY: "text",
}
"""By column that a condition may name, the kind of its values."""

EQUAL: Final = ("=", "!=")
ORDERED: Final = (*EQUAL, "<", "<=", ">", ">=")

OPERATORS: Final[dict[Kind, tuple[str, ...]]] = {
    "id": EQUAL,
    "segment": EQUAL,
    "text": EQUAL,
    "number": ORDERED,
    "date": ORDERED,
    "month": ORDERED,
}
"""Operators by kind of column, in addition to ``in`` and ``not in``."""

COMPARED_WITH: Final[dict[Kind, str]] = {
    "id": "text in quotes, such as '12346'",
    "segment": "a segment's name in quotes, such as 'At risk'",
    "text": "text in quotes, such as 'France'",
    "number": "a number, such as 500",
    "date": "a day, such as 2011-11-30",
    "month": "a month, such as 2011-11",
}
"""By kind, what a column is compared with."""
