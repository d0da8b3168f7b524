"""The words around a picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Caption:
    """The words around a picture.

    Attributes
    ----------
    title : str
        The finding.
    measure : str
        What is drawn, and how.
    alt : str
        The finding for who can't see the picture.
    """

    title: str
    measure: str
    alt: str


def alt_text(title: str, *told: str) -> str:
    """Tell a picture to who can't see it: first what it finds, then what is drawn."""
    return " ".join(f"{part}." for part in (title, *told))
