"""Whom to act on in a segment: who is new in it, and where their names are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.segment_names import segment_in_words
from segmentation.style.wording import customers

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.portraits.record import Arrival, OnList, Portrait

SHOWN: Final = 4
"""So many lines are there for it; the table of who moved has everyone."""


def who_is_new(facts: Facts, portrait: Portrait) -> list[str]:
    """Say who came into a segment this month, those worth most first."""
    if len(portrait.arrivals) <= SHOWN:
        return [_came(facts, each) for each in portrait.arrivals]
    others = sum(each.customers for each in portrait.arrivals[SHOWN - 1 :])
    return [
        *(_came(facts, each) for each in portrait.arrivals[: SHOWN - 1]),
        ngettext("{n} other", "{n} others", others).format(n=f.count(others)),
    ]


def _came(facts: Facts, came: Arrival) -> str:
    words = {
        "n": f.count(came.customers),
        "origin": segment_in_words(came.origin),
        "money": f.money(came.worth, facts.currency),
    }
    if came.kind == "new":
        said = ngettext(
            "{n} bought for the first time, for {money}", "{n} bought for the first time, for {money}", came.customers
        )
    elif came.kind == "returned":
        said = ngettext("{n} came back and spent {money}", "{n} came back and spent {money}", came.customers)
    elif came.direction == "up":
        said = ngettext(
            "{n} rose from {origin}, worth {money}",
            "{n} rose from {origin}, worth {money}",
            came.customers,
        )
    elif came.direction == "down":
        said = ngettext(
            "{n} slipped in from {origin}, worth {money}",
            "{n} slipped in from {origin}, worth {money}",
            came.customers,
        )
    else:
        said = ngettext(
            "{n} moved here from {origin}, worth {money}",
            "{n} moved here from {origin}, worth {money}",
            came.customers,
        )
    return said.format(**words)


def on_list(facts: Facts, found: OnList) -> str:
    """Say how many of a segment's customers are on a list, what they are worth, and who is held out."""
    said = _("{customers}, who spent {money}").format(
        customers=customers(found.customers), money=f.money(found.monetary, facts.currency)
    )
    if found.held_out:
        said = ngettext("{said}; {n} of them held out", "{said}; {n} of them held out", found.held_out).format(
            said=said, n=f.count(found.held_out)
        )
    if found.others:
        said = ngettext(
            "{said}; beside {n} of another segment", "{said}; beside {n} of other segments", found.others
        ).format(said=said, n=f.count(found.others))
    return said


def where_names_stand(facts: Facts, portrait: Portrait) -> str:
    """Say in which sheets of the workbook all of a segment's customers are."""
    segment = next(each for each in facts.segments if each.segment == portrait.segment)
    sheets = ", ".join(_("“{sheet}”").format(sheet=sheet) for sheet in portrait.sheets)
    return ngettext(
        "All {n} by name, those who spent most first: segments.xlsx, sheet {sheets}",
        "All {n} by name, those who spent most first: segments.xlsx, sheets {sheets}",
        len(portrait.sheets),
    ).format(n=f.count(segment.customers), sheets=sheets)
