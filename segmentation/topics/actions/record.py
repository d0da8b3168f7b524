"""What is recommended for a segment."""

from __future__ import annotations

from segmentation.values import Record


class Action(Record):
    """What to do about a segment, why, by which channel, and what to measure afterwards."""

    what: str
    why: str
    channel: str
    measure: str
