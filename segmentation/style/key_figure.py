"""A large figure, and what it is held against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyFigure:
    """A large figure of the first page, what it counts, and what to compare it with (may be empty)."""

    value: str
    what: str
    beside: str
