"""What changed since last month: who moved, who came, who left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segmentation.report import formats as f
from segmentation.report.sentences.parts import bracketed, customers, join, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segmentation.analysis.movement.transitions import Direction
    from segmentation.report.facts import Facts, MovementFact, NotableFact

MARKS: Final[dict[Direction, str]] = {"up": "↑", "down": "↓", "aside": "→", "in": "+", "out": "×"}
"""The sign before a movement, by where it leads."""

WIDE: Final = 7
"""Columns from whose number on the tables are too wide for names in their heads and for pennies in their cells."""

_VERBS: Final = {"up": "rose", "down": "slipped", "aside": "moved"}


@dataclass(frozen=True)
class Moved:
    """A movement in words.

    Attributes
    ----------
    direction : str
        Where it leads.
    mark : str
        The sign for that.
    text : str
        The sentence.
    """

    direction: Direction
    mark: str
    text: str


def what_changed(facts: Facts) -> str:
    """Say how many of last month's customers stayed, moved and left, and how many came."""
    movement = facts.movement
    if movement is None:
        return f"{f.month(facts.month_start)} is the first month there is: it has no month before to be compared with."
    before = movement.customers_before
    month = f.month_name(movement.last_month, "MMMM")
    if before == 0:
        return f"{month} had no customers; {_came(movement)}."
    whole = f"{month}’s {customers(before)}"
    if movement.stayed == before:
        all_of = "All of " if before > 1 else ""
        return f"{all_of}{whole} kept their segment; {_came(movement)}.{_by_earlier(movement)}"
    parts = [
        f"{f.count(count)} {what}"
        for count, what in (
            (movement.stayed, "kept their segment"),
            (movement.moved, "moved to another" if movement.stayed else "moved to another segment"),
            (movement.lapsed, "left"),
        )
        if count
    ]
    return f"Of {whole}, {join(parts)}; {_came(movement)}.{_by_earlier(movement)}"


def _by_earlier(movement: MovementFact) -> str:
    """Say how many would have kept their segment, had the model stayed what it was."""
    stayed = movement.stayed_by_earlier
    if stayed is None:
        return ""
    would = "nobody" if stayed == 0 else f.count(stayed)
    return f" There is a new model: by the earlier one, {would} would have kept their segment."


def _came(movement: MovementFact) -> str:
    came = [
        f"{f.count(count)} came {how}"
        for count, how in ((movement.new, "for the first time"), (movement.returned, "back"))
        if count
    ]
    return join(came) if came else "nobody came"


def movements(facts: Facts, count: int = 3) -> list[Moved]:
    """Tell the movements worth most money, so many at most; none that is all the new model's doing."""
    if facts.movement is None:
        return []
    behaviour = [moved for moved in facts.movement.notable if moved.behaviour_customers != 0]
    return [Moved(moved.direction, MARKS[moved.direction], _told(facts, moved)) for moved in behaviour[:count]]


def _told(facts: Facts, moved: NotableFact) -> str:
    origin, target = _in_a_sentence(facts, moved.origin), _in_a_sentence(facts, moved.target)
    who, worth = customers(moved.customers), f"worth {f.money(moved.worth, facts.currency)} {per_window(facts)}"
    model = _due_to_the_model(moved)
    if moved.direction == "in":
        arrived = "bought for the first time" if moved.origin == "new" else "came back"
        spent, is_now = f.money(moved.worth, facts.currency), "is" if moved.customers == 1 else "are"
        return f"{who} {arrived}, spent {spent} and {is_now} now in {target}{model}."
    if moved.direction == "out":
        return f"{who} of {origin}, {worth}, bought nothing {_all_window(facts)} and left the base{model}."
    return f"{who} {worth} {_VERBS[moved.direction]} from {origin} to {target}{model}."


def _in_a_sentence(facts: Facts, name: str) -> str:
    """Put what tells a segment apart from another of its profile in brackets, as elsewhere on the first page."""
    if facts.movement is None:
        return name
    profiles = {row.origin: row.profile for row in facts.movement.origins}
    profiles |= {column.target: column.profile for column in facts.movement.targets}
    return bracketed(profiles.get(name) or name, name)


def per_window(facts: Facts) -> str:
    """Say over what time a movement's money was spent; a window of a year is what money is worth a year."""
    if facts.movement is not None and not facts.movement.windows_full:
        return "so far"
    if facts.window_months == 12:
        return "a year"
    return "in all" if facts.window_months is None else f"in the window of {plural(facts.window_months, 'month')}"


def _all_window(facts: Facts) -> str:
    return "that they kept" if facts.window_months is None else f"for {plural(facts.window_months, 'month')}"


def _due_to_the_model(moved: NotableFact) -> str:
    """Say how much of a movement is the new model's doing, where there is one."""
    due, behaviour = moved.model_change_customers, moved.behaviour_customers
    if not due or behaviour is None:
        return ""
    if due < 0:
        return f"; by the earlier model it would have been {f.count(behaviour)}"
    return f"; of these, {f.count(due)} {'is' if due == 1 else 'are'} due to the new model"


def how_to_read_movement(facts: Facts) -> list[str]:
    """Say what has to be known to read the movements right, the gravest first."""
    movement = facts.movement
    if movement is None:
        return []
    sentences = []
    if movement.new_model:
        sentences.append(
            "So every count is in two parts: what the earlier model would have shown, which is behaviour, and what the "
            "new one draws differently, which says nothing about customers."
        )
    if not movement.windows_full and facts.window_months is not None:
        sentences.append(
            f"The data do not yet cover {plural(facts.window_months, 'month')} before the end of "
            f"{f.month_name(movement.last_month, 'MMMM')}: whoever bought earlier looks new, and few can have left."
        )
    return sentences


def what_rows_mean(facts: Facts) -> str:
    """Say who stands in the rows and columns that are no segments."""
    gone = (
        "nothing of what they bought is left"
        if facts.window_months is None
        else f"nothing that they bought in the last {plural(facts.window_months, 'month')} was kept"
    )
    return f"New: bought for the first time. Returned: not there last month, but bought before. Lapsed: {gone}."


def what_sums_mean(facts: Facts) -> str:
    """Say to what the rows and the columns of the tables add up."""
    movement = facts.movement
    if movement is None:
        return ""
    last, this = (f.month_name(month, "MMMM") for month in (movement.last_month, facts.month))
    before, after = (f.exact_money(amount, facts.currency) for amount in (movement.money_before, movement.money_after))
    return (
        f"The rows of {last}’s segments add up to its {customers(movement.customers_before)} and {before}, the columns "
        f"of {this}’s to its {customers(movement.customers_after)} and {after}."
    )


def short_names(facts: Facts) -> dict[str, str]:
    """Give every row and column of the tables a name that fits its head: its number where there are too many."""
    movement = facts.movement
    if movement is None:
        return {}
    names = [column.target for column in movement.targets if column.kind == "segment"]
    names += [row.origin for row in movement.origins if row.kind == "segment" and row.origin not in names]
    others = {"new": "New", "returned": "Returned", "lapsed": "Lapsed"}
    written = [f.count(place) for place in range(1, len(names) + 1)] if is_wide(facts) else names
    return {**dict(zip(names, written, strict=True)), **others}


def is_wide(facts: Facts) -> bool:
    """Tell whether the tables have more columns than names and pennies fit into."""
    return facts.movement is not None and len(facts.movement.targets) > WIDE


def in_parts(behaviour: int, model_change: int) -> str:
    """Write a count of a month with a new model in its two parts.

    Examples
    --------
    >>> in_parts(52, 11), in_parts(52, -3), in_parts(0, 0)
    ('52 + 11', '52 − 3', '0')
    """
    if not model_change:
        return f.count(behaviour)
    return f"{f.count(behaviour)} {'+' if model_change > 0 else '−'} {f.count(abs(model_change))}"


def who_moved(movement: MovementFact) -> str:
    """Say whether more customers rose or slipped: the finding of the picture."""
    if movement.rose_by_earlier is not None:
        rose, slipped = f.count(movement.rose_by_earlier), f.count(movement.slipped_by_earlier or 0)
        return f"Like for like {rose} rose and {slipped} slipped; the new model draws the rest anew"
    if not movement.moved:
        return "Nobody changed segment"
    if not movement.rose + movement.slipped:
        return f"{customers(movement.moved)} moved aside, none up or down"
    both = [(movement.slipped, "slipped"), (movement.rose, "rose")]
    first, second = sorted(both, key=lambda part: -part[0])
    if not second[0]:
        return f"{customers(first[0])} {first[1]}, none {second[1]}"
    return f"{customers(first[0])} {first[1]}, {f.count(second[0])} {second[1]}"


def ribbons(movement: MovementFact) -> Sequence[tuple[str, str]]:
    """Tell what each colour of the picture's ribbons stands for, and how many customers it has."""
    counted: tuple[tuple[str, int, str], ...] = (
        ("stayed", movement.stayed, "stayed"),
        ("up", movement.rose, "rose"),
        ("down", movement.slipped, "slipped"),
        ("aside", movement.aside, "moved aside"),
        ("in", movement.new + movement.returned, "came"),
        ("out", movement.lapsed, "left"),
    )
    return [(kind, f"{f.count(count)} {words}") for kind, count, words in counted if count]
