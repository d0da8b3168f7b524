"""A large figure, and what it is held against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyFigure:
    """A figure that stands large on the first page.

    Attributes
    ----------
    value : str
        The figure.
    what : str
        What it counts.
    beside : str
        What it is to be held against; empty if there is nothing.
    """

    value: str
    what: str
    beside: str
