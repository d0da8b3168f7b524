"""Who moved, who came and who left, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segmentation.style import formats as f
from segmentation.style.caption import Caption, alt_text
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext, pgettext
from segmentation.style.segment_names import end_of, segment_in_words
from segmentation.style.wording import customers, join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segmentation.facts import Facts
    from segmentation.topics.movement.record import Direction, Move, Movement


_MOVEMENTS_TOLD: Final = 8
"""Movements in the text for readers who can't see the picture; the table has them all."""


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around the picture of who moved."""
    movement = facts.movement
    if movement is None:
        return {}
    last, this = f.month_name(movement.last_month, "MMMM"), f.month_name(facts.month, "MMMM")
    told = "; ".join(
        _("{origin} to {target}: {customers}").format(
            origin=end_of(moved.origin), target=end_of(moved.target), customers=customers(moved.customers)
        )
        for moved in movement.notable[:_MOVEMENTS_TOLD]
    )
    title = who_moved(movement)
    measure = _(
        "From the segments of {last} to those of {this}; each band as wide as it has customers. Up is to a segment "
        "that bought more recently or is worth more, and is behind in neither; down is the reverse; aside is "
        "anything else"
    ).format(last=last, this=this)
    stayed = ngettext("{n} customer stayed", "{n} customers stayed", movement.stayed).format(n=f.count(movement.stayed))
    moved = _("Moved: {moves}").format(moves=told) if told else _("Nobody moved")
    return {"movement": Caption(title, measure, alt_text(title, _("Bands between two months"), stayed, moved))}


MARKS: Final[dict[Direction, str]] = {"up": "↑", "down": "↓", "aside": "→", "in": "+", "out": "×"}
"""The sign before a movement, by where it leads."""


@dataclass(frozen=True)
class Moved:
    """A movement in words: where it leads, the sign for that, and the sentence."""

    direction: Direction
    mark: str
    text: str


def what_changed(facts: Facts) -> str:
    """Say how many of last month's customers stayed, moved and left, and how many came."""
    movement = facts.movement
    if movement is None:
        return _("{month} is the first month there is: it has no month before to be compared with.").format(
            month=f.month(facts.month_start)
        )
    before, came = movement.customers_before, _came(movement)
    month = f.month_name(movement.last_month, "MMMM")
    if before == 0:
        return _("{month} had no customers; {came}.").format(month=month, came=came)
    if movement.stayed == before:
        told = ngettext(
            "{month}’s {n} customer kept their segment; {came}.",
            "All of {month}’s {n} customers kept their segment; {came}.",
            before,
        ).format(month=month, n=f.count(before), came=came)
    else:
        told = ngettext(
            "Of {month}’s {n} customer, {parts}; {came}.", "Of {month}’s {n} customers, {parts}; {came}.", before
        ).format(month=month, n=f.count(before), parts=join(_whereabouts(movement)), came=came)
    return " ".join(filter(None, [told, _by_earlier(movement)]))


def _whereabouts(movement: Movement) -> list[str]:
    """Say where last month's customers are."""
    stayed, moved, lapsed = movement.stayed, movement.moved, movement.lapsed
    told = [
        (stayed, ngettext("{n} kept their segment", "{n} kept their segment", stayed)),
        (
            moved,
            ngettext("{n} moved to another", "{n} moved to another", moved)
            if stayed
            else ngettext("{n} moved to another segment", "{n} moved to another segment", moved),
        ),
        (lapsed, ngettext("{n} left", "{n} left", lapsed)),
    ]
    return [words.format(n=f.count(count)) for count, words in told if count]


def _by_earlier(movement: Movement) -> str:
    """Say how many would have kept their segment, had the model stayed what it was."""
    stayed = movement.stayed_by_earlier
    if stayed is None:
        return ""
    if stayed == 0:
        return _("There is a new model: by the earlier one, nobody would have kept their segment.")
    return ngettext(
        "There is a new model: by the earlier one, {n} would have kept their segment.",
        "There is a new model: by the earlier one, {n} would have kept their segment.",
        stayed,
    ).format(n=f.count(stayed))


def _came(movement: Movement) -> str:
    new, returned = movement.new, movement.returned
    told = [
        (new, ngettext("{n} came for the first time", "{n} came for the first time", new)),
        (returned, ngettext("{n} came back", "{n} came back", returned)),
    ]
    came = [words.format(n=f.count(count)) for count, words in told if count]
    return join(came) if came else _("nobody came")


def movements(facts: Facts, count: int = 3) -> list[Moved]:
    """Describe the movements worth most money, up to a limit; none that only the new model caused."""
    if facts.movement is None:
        return []
    behaviour = [moved for moved in facts.movement.notable if moved.behaviour_customers != 0]
    return [Moved(moved.direction, MARKS[moved.direction], _told(facts, moved)) for moved in behaviour[:count]]


def _told(facts: Facts, moved: Move) -> str:
    n = moved.customers
    match moved.direction:
        case "in" if moved.origin == "new":
            told = ngettext(
                "{n} customer bought for the first time, spent {money} and is now in {target}{model}.",
                "{n} customers bought for the first time, spent {money} and are now in {target}{model}.",
                n,
            )
        case "in":
            told = ngettext(
                "{n} customer came back, spent {money} and is now in {target}{model}.",
                "{n} customers came back, spent {money} and are now in {target}{model}.",
                n,
            )
        case "out":
            told = ngettext(
                "{n} customer of {origin}, worth {money} {span}, bought nothing {window} and left the base{model}.",
                "{n} customers of {origin}, worth {money} {span}, bought nothing {window} and left the base{model}.",
                n,
            )
        case "up":
            told = ngettext(
                "{n} customer worth {money} {span} rose from {origin} to {target}{model}.",
                "{n} customers worth {money} {span} rose from {origin} to {target}{model}.",
                n,
            )
        case "down":
            told = ngettext(
                "{n} customer worth {money} {span} slipped from {origin} to {target}{model}.",
                "{n} customers worth {money} {span} slipped from {origin} to {target}{model}.",
                n,
            )
        case _:
            told = ngettext(
                "{n} customer worth {money} {span} moved from {origin} to {target}{model}.",
                "{n} customers worth {money} {span} moved from {origin} to {target}{model}.",
                n,
            )
    return told.format(
        n=f.count(n),
        money=f.money(moved.worth, facts.currency),
        span=per_window(facts),
        window=_all_window(facts),
        origin=_in_a_sentence(facts, moved.origin),
        target=_in_a_sentence(facts, moved.target),
        model=_due_to_the_model(moved),
    )


def _in_a_sentence(facts: Facts, name: str) -> str:
    """Name a row or a column of the tables within a sentence."""
    if facts.movement is None:
        return name
    profiles = {row.origin: row.profile for row in facts.movement.origins}
    profiles |= {column.target: column.profile for column in facts.movement.targets}
    return segment_in_words(name, profiles.get(name))


def per_window(facts: Facts) -> str:
    """Say over what time a movement's money was spent: the window that ended with last month."""
    if facts.movement is not None and not facts.movement.windows_full:
        return _("so far")
    if facts.window_months == 12:
        last = facts.movement.last_month if facts.movement is not None else facts.month
        return _("in the year to {month}").format(month=f.month_name(last, "MMMM"))
    if facts.window_months is None:
        return _("in all")
    return ngettext("in the window of {n} month", "in the window of {n} months", facts.window_months).format(
        n=f.count(facts.window_months)
    )


def _all_window(facts: Facts) -> str:
    if facts.window_months is None:
        return _("that they kept")
    return ngettext("for {n} month", "for {n} months", facts.window_months).format(n=f.count(facts.window_months))


def _due_to_the_model(moved: Move) -> str:
    """Say how much of a movement is the new model's doing, where there is one."""
    due, behaviour = moved.model_change_customers, moved.behaviour_customers
    if not due or behaviour is None:
        return ""
    if due < 0:
        return _("; by the earlier model it would have been {n}").format(n=f.count(behaviour))
    return ngettext("; of these, {n} is due to the new model", "; of these, {n} are due to the new model", due).format(
        n=f.count(due)
    )


def who_moved(movement: Movement) -> str:
    """Say whether more customers rose or slipped: the finding of the picture."""
    rose, slipped = movement.rose, movement.slipped
    if movement.rose_by_earlier is not None:
        return _("Like for like {rose} rose and {slipped} slipped; the new model redraws the rest").format(
            rose=f.count(movement.rose_by_earlier), slipped=f.count(movement.slipped_by_earlier or 0)
        )
    if not movement.moved:
        return _("Nobody changed segment")
    if not rose + slipped:
        return ngettext(
            "{n} customer moved aside, none up or down", "{n} customers moved aside, none up or down", movement.moved
        ).format(n=f.count(movement.moved))
    if not rose:
        return ngettext("{n} customer slipped, none rose", "{n} customers slipped, none rose", slipped).format(
            n=f.count(slipped)
        )
    if not slipped:
        return ngettext("{n} customer rose, none slipped", "{n} customers rose, none slipped", rose).format(
            n=f.count(rose)
        )
    if rose > slipped:
        told = ngettext("{rose} customer rose, {slipped} slipped", "{rose} customers rose, {slipped} slipped", rose)
    else:
        told = ngettext("{slipped} customer slipped, {rose} rose", "{slipped} customers slipped, {rose} rose", slipped)
    return told.format(rose=f.count(rose), slipped=f.count(slipped))


def ribbons(movement: Movement) -> Sequence[tuple[str, str]]:
    """Say what each colour of the picture's ribbons means, and how many customers it has."""
    came = movement.new + movement.returned
    counted: tuple[tuple[str, int, str], ...] = (
        ("stayed", movement.stayed, pgettext("ribbon", "{n} stayed")),
        ("up", movement.rose, pgettext("ribbon", "{n} rose")),
        ("down", movement.slipped, pgettext("ribbon", "{n} slipped")),
        ("aside", movement.aside, pgettext("ribbon", "{n} moved aside")),
        ("in", came, pgettext("ribbon", "{n} came")),
        ("out", movement.lapsed, pgettext("ribbon", "{n} left")),
    )
    return [(kind, words.format(n=f.count(count))) for kind, count, words in counted if count]
