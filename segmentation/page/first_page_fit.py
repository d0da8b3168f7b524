"""How much the first page has room for: it must say all that matters without being turned.

Lines are counted by letters, roughly: a word more or less is no matter, a second page is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from segmentation.page.first_page import headline, more_actions, standfirst, to_do
from segmentation.page.trust import trust
from segmentation.style import formats as f
from segmentation.style.language import ngettext
from segmentation.style.segment_names import segment_name
from segmentation.topics.movement.words import Moved, movements, what_changed
from segmentation.topics.revenue.words import revenue_line

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.segments.record import Segment

LINES: Final = 36
"""Lines of words that an A4 page has room for beside the headings and the key figures, tried on real pages."""
_ACROSS: Final = 100
"""Letters in a line of the page."""
_FEWEST: Final = 2
"""How many remarks the page has at least, even if room is short."""
_ROWS: Final = 6
"""How many segments have bars there; the others are only described in their own sections."""
_BESIDE: Final = 24
"""Letters of a name that fit into one line beside bars."""
_LONG: Final = {3: 330, 2: 260}
"""Letters that so many movements may have together; with more, one less must do."""


def first_segments(facts: Facts) -> tuple[Segment, ...]:
    """Give the segments that have bars on the first page: those with most money."""
    return facts.segments[:_ROWS]


def are_long(facts: Facts) -> bool:
    """Check whether names of these segments are too long to fit beside bars in a narrow column."""
    return any(len(segment_name(each.segment, each.profile)) > _BESIDE for each in first_segments(facts))


def first_movements(facts: Facts) -> list[Moved]:
    """Give the movements of the first page: three, or as many as there is room for where names are long."""
    shown = movements(facts)
    while len(shown) > 1 and sum(len(moved.text) for moved in shown) > _LONG[len(shown)]:
        shown = shown[:-1]
    return shown


def first_remarks(facts: Facts) -> list[str]:
    """Give the remarks on how far to trust the figures for which there is room, the gravest first."""
    left = LINES - _taken(facts)
    shown: list[str] = []
    for remark in trust(facts):
        left -= _lines(remark)
        if left < 0 and len(shown) >= _FEWEST:
            break
        shown.append(remark)
    return shown


def more_remarks(facts: Facts) -> str:
    """Say how many remarks the first page had no room for; empty where it had."""
    more = len(trust(facts)) - len(first_remarks(facts))
    if not more:
        return ""
    return ngettext(
        "{n} more remark, less serious, begins the part for those who check.",
        "{n} more remarks, less serious, begin the part for those who check.",
        more,
    ).format(n=f.count(more))


def more_segments(facts: Facts) -> str:
    """Say how many segments have no bar on the first page; empty where all have one."""
    more = len(facts.segments) - len(first_segments(facts))
    if not more:
        return ""
    return ngettext(
        "{n} smaller segment has a page of its own, too.",
        "{n} smaller segments have pages of their own, too.",
        more,
    ).format(n=f.count(more))


def _taken(facts: Facts) -> int:
    """Count the lines that are taken before the remarks begin."""
    changed = [revenue_line(facts) if facts.revenue_change else "", what_changed(facts)]
    told = sum(_lines(text) for text in changed) if facts.movement or facts.trends or facts.revenue_change else 0
    # Large type: a line of the headline is as high as two and holds half as much.
    return (
        2 * _lines(headline(facts), 42)
        + _lines(standfirst(facts), 95)
        + sum(_lines(segment_name(each.segment, each.profile), 2 * _BESIDE) for each in first_segments(facts))
        + told
        + sum(_lines(moved.text) for moved in first_movements(facts))
        + sum(_action_lines(facts, place) for place in range(len(to_do(facts))))
        + _lines(more_actions(facts))
    )


def _action_lines(facts: Facts, place: int) -> int:
    each = to_do(facts)[place]
    whom = _lines(segment_name(each.segment.segment, each.segment.profile), 34) + _lines(
        f"{each.size} {each.change}", 42
    )
    return max(whom, _lines(each.segment.action.what, 62) + _lines(each.first, 90))


def _lines(text: str, across: int = _ACROSS) -> int:
    return math.ceil(len(text) / across)
