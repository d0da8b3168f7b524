"""Which colour each segment of a report has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from segmentation.style import segment_colours as palette
from segmentation.style.colours import DARK_TOKENS, MUTED

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.style.segment_colours import Shade


def colours_of(facts: Facts) -> dict[str, str]:
    """Give every segment of the report its colour on paper: this month's segments, then those that are no more."""
    return {name: shade.paper for name, shade in shades_of(facts).items()}


def dark_colours_of(facts: Facts) -> dict[str, str]:
    """Give every segment of the report its colour on a dark ground, in the order of `colours_of`."""
    return {name: shade.dark for name, shade in shades_of(facts).items()}


def shades_of(facts: Facts) -> dict[str, Shade]:
    """Give every segment its colour on either ground, by name: this month's segments, then those that are no more."""
    former: dict[str, str | None] = {}
    if facts.movement is not None:
        former |= {row.origin: row.profile for row in facts.movement.origins if row.kind == "segment"}
        former |= {column.target: column.profile for column in facts.movement.targets if column.kind == "segment"}
    if facts.trends is not None:
        former |= {trend.segment: trend.profile for trend in facts.trends.segments}
    named = {segment.segment: segment.profile for segment in facts.segments}
    no_more = {name: profile or palette.PROFILES[-1] for name, profile in former.items() if name not in named}
    return _shades([*named.items(), *no_more.items()])


def _shades(segments: Sequence[tuple[str, str]]) -> dict[str, Shade]:
    dealt = palette.deal([profile for _, profile in segments])
    return {name: shade or _LEFT_OVER for (name, _), shade in zip(segments, dealt, strict=True)}


_LEFT_OVER: Final = palette.Shade(MUTED, DARK_TOKENS["muted"])
"""Of segments for which there are no more colours."""
