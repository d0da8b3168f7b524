"""What is recommended for a segment."""

from __future__ import annotations

from segmentation.values import Record


class Action(Record):
    """What to do about a segment."""

    what: str
    why: str
    channel: str
    measure: str
