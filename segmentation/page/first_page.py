"""The first page: what matters most, how large it is, and what to do first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segmentation.style import formats as f
from segmentation.style.key_figure import KeyFigure
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.segment_names import people, segment_in_words
from segmentation.style.wording import customers, join
from segmentation.topics.movement.words import per_window
from segmentation.topics.segments.words import shares

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.movement.record import Move, Movement
    from segmentation.topics.revenue.record import RevenueChange
    from segmentation.topics.segments.record import Segment


def changes_heading(facts: Facts) -> str:
    """Head what changed."""
    if facts.movement is None:
        return _("What changed")
    return _("What changed since {month}, and why").format(month=f.month_name(facts.movement.last_month, "MMMM"))


_NAMED: Final = 5
"""So many segments are named in a sentence; more are a list, which no sentence should be."""


_LONG: Final = 140
"""Letters of names from which on they are none of a sentence's business either."""


FIRST: Final = 3
"""How many actions the first page has: those of the segments with most money."""


@dataclass(frozen=True)
class ToDo:
    """An action of the first page.

    Attributes
    ----------
    segment : Segment
        Whom it is for.
    size : str
        How many they are, and what they spent.
    change : str
        How many more or fewer than last month; empty where that is not known.
    first : str
        Which of them to begin with; empty if none of them is new.
    """

    segment: Segment
    size: str
    change: str
    first: str


def headline(facts: Facts) -> str:
    """Say what matters most: which segment brings in most of the money."""
    top = facts.segments[0]
    if len(facts.segments) == 1:
        return _("{customers} spent {money}, and all are of one kind").format(
            customers=customers(facts.customers), money=f.short_money(facts.monetary, facts.currency)
        )
    return _("{people} are {share} of known customers and bring in {money} of their revenue").format(
        people=people(top), share=f.percent(top.customer_share), money=f.percent(top.monetary_share)
    )


def standfirst(facts: Facts) -> str:
    """Say how many customers spent how much, in what time, and what the segments are."""
    words = {
        "period": _over(facts),
        "customers": customers(facts.customers),
        "money": f.money(facts.monetary, facts.currency),
        "revenue": f.money(facts.revenue, facts.currency),
    }
    if not facts.returns_matched:
        spent = _("{period}, {customers} spent {money}, before returns.")
    else:
        spent = _("{period}, {customers} spent {money}, net of returns.")
    sold = ""
    if facts.without_customer > 0:
        sold = " " + _("With sales to unknown customers, that makes {revenue}.").format(**words)
    names = join([segment_in_words(segment.segment, segment.profile) for segment in facts.segments])
    if len(facts.segments) > _NAMED or len(names) > _LONG:
        return f"{spent.format(**words)}{sold} {_count_of_kinds(facts)}"
    kinds = ngettext(
        "The customers fall into {n} segment: {names}.",
        "The customers fall into {n} segments: {names}.",
        len(facts.segments),
    ).format(n=f.count(len(facts.segments)), names=names)
    return f"{spent.format(**words)}{sold} {kinds}"


def _count_of_kinds(facts: Facts) -> str:
    return ngettext(
        "The customers fall into {n} segment.", "The customers fall into {n} segments.", len(facts.segments)
    ).format(n=f.count(len(facts.segments)))


def _over(facts: Facts) -> str:
    """Say over what time the report looks back, at the start of a sentence."""
    last = f.last_day(facts.as_of)
    if facts.window_months is None:
        return _("From {first} to {last}").format(first=f.day(facts.window_start), last=last)
    return ngettext("In the {n} month to {last}", "In the {n} months to {last}", facts.window_months).format(
        n=f.count(facts.window_months), last=last
    )


def key_figures(facts: Facts) -> list[KeyFigure]:
    """List the large figures: customers, their money, the month's, and how unevenly it is spread."""
    net = _("their revenue, net of returns") if facts.returns_matched else _("their revenue, before returns")
    sold = _("of {revenue} sold in all").format(revenue=f.short_money(facts.revenue, facts.currency))
    half = facts.concentration.customers_for_half
    return [
        KeyFigure(f.count(facts.customers), _("known customers bought"), _since_last_month(facts)),
        KeyFigure(f.short_money(facts.monetary, facts.currency), net, sold if facts.without_customer > 0 else ""),
        _of_the_month(facts),
        KeyFigure(
            f.count(half),
            ngettext("customer brings in half of the {money}", "customers bring in half of the {money}", half).format(
                money=f.short_money(facts.monetary, facts.currency)
            ),
            _("the best tenth: {share}").format(share=f.percent(facts.concentration.top_tenth_share))
            if facts.customers >= 10
            else "",
        ),
    ]


def _since_last_month(facts: Facts) -> str:
    """Say how many more or fewer customers there are than a month before."""
    movement = facts.movement
    if movement is None:
        return ""
    return _than(movement, movement.customers_after - movement.customers_before)


def _than(movement: Movement, change: int) -> str:
    """Say how many more or fewer there are than in last month."""
    month = f.month_name(movement.last_month, "MMMM")
    if not change:
        return _("as many as in {month}").format(month=month)
    if change > 0:
        return _("{n} more than in {month}").format(n=f.count(change), month=month)
    return _("{n} fewer than in {month}").format(n=f.count(-change), month=month)


def _of_the_month(facts: Facts) -> KeyFigure:
    """Give what known customers spent in the month itself; if that isn't shown, what a customer spends."""
    if not facts.revenue_change:
        spend = f.money(facts.base.monetary_median, facts.currency)
        return KeyFigure(spend, _("spent by the customer in the middle"), "")
    nearest, *others = facts.revenue_change
    compared = [_against(change, alone=not others) for change in (nearest, *others[:1])]
    return KeyFigure(
        f.short_money(nearest.revenue, facts.currency),
        _("of revenue in {month}").format(month=f.month(facts.month_start)),
        ", ".join(said for said in compared if said),
    )


def _against(change: RevenueChange, *, alone: bool) -> str:
    """Say by how much a month's revenue is above or below an earlier month's."""
    share = change.change_share
    if share is None:
        return ""
    month = f.month_name(change.month_then, "MMMM" if alone else "MMM y")
    if share >= 0:
        return _("{share} above {month}").format(share=f.percent(share), month=month)
    return _("{share} below {month}").format(share=f.percent(-share), month=month)


def to_do(facts: Facts) -> list[ToDo]:
    """Give the first actions, each with how many customers and how much money, and whom to begin with."""
    written = shares(facts)
    return [
        ToDo(
            segment,
            _("{customers}, {money}, {share} of revenue").format(
                customers=customers(segment.customers),
                money=f.short_money(segment.monetary, facts.currency),
                share=written[segment.segment].monetary,
            ),
            _change_of(facts, segment),
            begin_with(facts, segment),
        )
        for segment in facts.segments[:FIRST]
    ]


def _change_of(facts: Facts, segment: Segment) -> str:
    movement = facts.movement
    if movement is None or movement.new_model:
        return ""
    before = next((row.customers for row in movement.origins if row.origin == segment.segment), 0)
    return _than(movement, segment.customers - before)


def begin_with(facts: Facts, segment: Segment) -> str:
    """Say which of a segment's customers came into it this month with most money; empty where none did."""
    if facts.movement is None:
        return ""
    came = [
        moved
        for moved in facts.movement.notable
        if moved.target == segment.segment and moved.behaviour_customers is None
    ]
    return _begin(facts, came[0]) if came else ""


def _begin(facts: Facts, moved: Move) -> str:
    words = {
        "n": f.count(moved.customers),
        "origin": segment_in_words(moved.origin),
        "money": f.money(moved.worth, facts.currency),
        "period": per_window(facts),
    }
    match moved.direction:
        case "in" if moved.origin == "new":
            said = ngettext(
                "Begin with the one who bought for the first time, for {money}.",
                "Begin with the {n} who bought for the first time, for {money}.",
                moved.customers,
            )
        case "in":
            said = ngettext(
                "Begin with the one who came back and spent {money}.",
                "Begin with the {n} who came back and spent {money}.",
                moved.customers,
            )
        case "up":
            said = ngettext(
                "Begin with the one who rose from {origin}, worth {money} {period}.",
                "Begin with the {n} who rose from {origin}, worth {money} {period}.",
                moved.customers,
            )
        case "down":
            said = ngettext(
                "Begin with the one who slipped from {origin}, worth {money} {period}.",
                "Begin with the {n} who slipped from {origin}, worth {money} {period}.",
                moved.customers,
            )
        case _:
            said = ngettext(
                "Begin with the one who moved here from {origin}, worth {money} {period}.",
                "Begin with the {n} who moved here from {origin}, worth {money} {period}.",
                moved.customers,
            )
    return said.format(**words)


def other_segments(facts: Facts, shown: int) -> str:
    """Name the segments after the first so many."""
    return join([segment_in_words(segment.segment, segment.profile) for segment in facts.segments[shown:]])


def next_segment(facts: Facts) -> str:
    """Name where on the page the first segment is whose action is not on the first page."""
    return f"segment-{min(FIRST, len(facts.segments) - 1) + 1}"


def more_actions(facts: Facts) -> str:
    """Say where the other segments' actions are; empty where there are none."""
    if len(facts.segments) <= FIRST:
        return ""
    rest = len(facts.segments) - FIRST
    if rest > _NAMED:
        return ngettext(
            "The action for the {n} other segment is on its page.",
            "The actions for the {n} other segments are on their pages.",
            rest,
        ).format(n=f.count(rest))
    return ngettext(
        "The action for {names} is on the segment’s page.",
        "The actions for {names} are on the segments’ pages.",
        rest,
    ).format(names=other_segments(facts, FIRST))
