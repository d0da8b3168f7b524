"""The words around a picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Caption:
    """The words around a picture: the finding, what is drawn and how, and both for those who can't see it."""

    title: str
    measure: str
    alt: str


def alt_text(title: str, *told: str) -> str:
    """Describe a picture for those who can't see it: first the finding, then what is drawn."""
    return " ".join(f"{part}." for part in (title, *told))
