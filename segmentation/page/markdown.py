"""The report's first page as Markdown: for a job's summary, a chat, a ticket."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from segmentation.page.first_page import headline, standfirst
from segmentation.page.trust import trust
from segmentation.style import formats
from segmentation.style.language import gettext as _
from segmentation.style.segment_names import segment_name
from segmentation.topics.movement.words import movements, what_changed
from segmentation.topics.revenue.words import revenue_line
from segmentation.topics.segments.words import shares as say_shares
from segmentation.topics.uplift.words import lists_month, what_a_list_did

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segmentation.facts import Facts

_SIGNS: Final = re.compile(r"([\\`*_{}\[\]<>|#~])")
"""What Markdown makes something else of."""
_BREAKS: Final = re.compile(r"[ \t\r\n]+")
"""Where a line may break; not the space that holds an amount and its unit together."""


def render_markdown(facts: Facts) -> str:
    """Write the first page.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    str
        Headline, segments with their actions, what last month's lists did, and how far to trust it all; of no
        customer who they are.
    """
    shares = say_shares(facts)
    rows = [
        (
            segment_name(segment.segment, segment.profile),
            formats.count(segment.customers),
            formats.short_money(segment.monetary, facts.currency),
            shares[segment.segment].monetary,
            _(segment.action.what),
        )
        for segment in facts.segments
    ]
    lists = facts.uplift.lists if facts.uplift else ()
    heads = [_("Segment"), _("Customers"), _("Revenue"), _("Share"), _("What to do next")]
    parts = [
        _heading(2, _("Customer segments, {month}").format(month=formats.month(facts.month_start))),
        f"**{plain(headline(facts))}**",
        plain(standfirst(facts)),
        *_changes(facts),
        "\n".join([_row(heads), "| --- | ---: | ---: | ---: | --- |", *map(_row, rows)]),
        *([_heading(3, _("What the lists of {month} did").format(month=lists_month(facts)))] if lists else []),
        *(plain(what_a_list_did(facts, each)) for each in lists),
        _heading(3, _("How far to trust these figures")),
        "\n".join(f"- {plain(sentence)}" for sentence in trust(facts)),
    ]
    return "\n\n".join(parts) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(plain, cells))} |"


def _heading(level: int, text: str) -> str:
    return f"{'#' * level} {text}"


def _changes(facts: Facts) -> list[str]:
    """Say what changed, as the first page does; nothing where there is nothing to compare with."""
    if not (facts.movement or facts.trends or facts.revenue_change):
        return []
    moved = [f"- {moved.mark} {plain(moved.text)}" for moved in movements(facts)]
    return [
        _heading(3, _("What changed")),
        *([plain(revenue_line(facts))] if facts.revenue_change else []),
        plain(what_changed(facts)),
        *(["\n".join(moved)] if moved else []),
        _heading(3, _("What to do next")),
    ]


def plain(text: str) -> str:
    r"""Make Markdown show a text as it is.

    Examples
    --------
    >>> print(plain("a|b *c* <d>"))
    a\|b \*c\* \<d\>
    """
    return _SIGNS.sub(r"\\\1", _BREAKS.sub(" ", text).strip(" "))
