"""The words of the tables of who moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.money_unit import MoneyUnit, money_unit
from segmentation.style.segment_names import segment_name

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.movement.record import Direction


_IN_A_MATRIX: Final = 6
"""Figures an amount may have in a table as wide as there are segments."""
_IN_A_WIDE_MATRIX: Final = 4
"""Figures it may have where there are more segments than names fit into the head."""
_WIDE: Final = 7
"""Columns from whose number on the tables are too wide for names in their heads and for pennies in their cells."""


def movement_unit(facts: Facts) -> MoneyUnit:
    """Choose the unit for the money of who moved."""
    movement = facts.movement
    amounts = [] if movement is None else [movement.money_before, movement.money_after]
    return money_unit(facts.currency, amounts, _IN_A_WIDE_MATRIX if is_wide(facts) else _IN_A_MATRIX)


def direction(way: Direction) -> str:
    """Say in a word where a movement leads."""
    return {
        "up": _("rose"),
        "down": _("slipped"),
        "aside": _("moved aside"),
        "in": _("came"),
        "out": _("left"),
    }[way]


def what_money_is(facts: Facts) -> str:
    """Say over what time the money beside the movements was spent."""
    movement = facts.movement
    if movement is None:
        return ""
    last, this = (f.month_name(month, "MMMM") for month in (movement.last_month, facts.month))
    if facts.window_months is None:
        return _("What they had spent by the end of {last_month}; of those who came, by the end of {month}.").format(
            last_month=last, month=this
        )
    return ngettext(
        "What they spent in the month to the end of {last_month}; of those who came, to the end of {month}.",
        "What they spent in the {months} months to the end of {last_month}; of those who came, to the end of {month}.",
        facts.window_months,
    ).format(months=f.count(facts.window_months), last_month=last, month=this)


def counts_caption(facts: Facts) -> str:
    """Say what the table of customers who moved shows."""
    movement = facts.movement
    if movement is None:
        return ""
    said = _("Customers, from the segments of {last_month} (rows) to those of {month} (columns).").format(
        last_month=f.month_name(movement.last_month, "MMMM"), month=f.month_name(facts.month, "MMMM")
    )
    if movement.new_model:
        beneath = _("Below each count: what the earlier model would give, and what the new one adds or takes.")
        return f"{said} {beneath}"
    return said


def money_caption(facts: Facts) -> str:
    """Say what the table of money that moved shows."""
    movement = facts.movement
    if movement is None:
        return ""
    unit = movement_unit(facts).name
    last, this = (f.month_name(month, "MMMM") for month in (movement.last_month, facts.month))
    if facts.window_months is None:
        return _(
            "Their money, {unit}: what they spent by the end of {month}; of the lapsed, by the end of {last_month}, "
            "and in no sum."
        ).format(unit=unit, month=this, last_month=last)
    return ngettext(
        "Their money, {unit}: what they spent in the month to the end of {month}; of the lapsed, to the end of "
        "{last_month}, and in no sum.",
        "Their money, {unit}: what they spent in the {months} months to the end of {month}; of the lapsed, to the end "
        "of {last_month}, and in no sum.",
        facts.window_months,
    ).format(unit=unit, months=f.count(facts.window_months), month=this, last_month=last)


def ranked_caption(shown: int) -> str:
    """Say what the list of movements shows."""
    return ngettext("The movement worth most", "The {count} movements worth most", shown).format(count=f.count(shown))


def where_pennies_are(facts: Facts) -> str:
    """Say where the exact amounts are that the tables round."""
    movement = facts.movement
    if movement is None:
        return ""
    last, this = (f.month_name(month, "MMMM") for month in (movement.last_month, facts.month))
    return _(
        "Rows of {last_month}’s segments add up to its {before} customers, columns of {month}’s segments to its "
        "{after}, who have spent {money}. facts.json has all of it to the smallest coin."
    ).format(
        last_month=last,
        month=this,
        before=f.count(movement.customers_before),
        after=f.count(movement.customers_after),
        money=f.money(movement.money_after, facts.currency),
    )


def how_to_read_movement(facts: Facts) -> list[str]:
    """Say what has to be known to read the movements right, the gravest first."""
    movement = facts.movement
    if movement is None:
        return []
    told = []
    if movement.new_model:
        told.append(
            _(
                "So every count is in two parts: what the earlier model would have shown, which is behaviour, and what "
                "the new one draws differently, which says nothing about customers."
            )
        )
    if not movement.windows_full and facts.window_months is not None:
        told.append(
            ngettext(
                "The data do not yet cover {n} month before the end of {month}: whoever bought earlier looks new, and "
                "few can have left.",
                "The data do not yet cover {n} months before the end of {month}: whoever bought earlier looks new, and "
                "few can have left.",
                facts.window_months,
            ).format(n=f.count(facts.window_months), month=f.month_name(movement.last_month, "MMMM"))
        )
    return told


def what_rows_mean(facts: Facts) -> str:
    """Say who is in the rows and columns that are no segments."""
    rows = _("New: bought for the first time. Returned: not there last month, but bought before.")
    if facts.window_months is None:
        return " ".join([rows, _("Lapsed: nothing of what they bought is left.")])
    lapsed = ngettext(
        "Lapsed: nothing that they bought in the last {n} month was kept.",
        "Lapsed: bought nothing in the last {n} months, net of returns.",
        facts.window_months,
    ).format(n=f.count(facts.window_months))
    return f"{rows} {lapsed}"


def short_names(facts: Facts) -> dict[str, str]:
    """Give every row and column of the tables a name that fits its head: its number where there are too many."""
    movement = facts.movement
    if movement is None:
        return {}
    names = [column.target for column in movement.targets if column.kind == "segment"]
    names += [row.origin for row in movement.origins if row.kind == "segment" and row.origin not in names]
    others = {"new": _("New"), "returned": _("Returned"), "lapsed": _("Lapsed")}
    written = (
        [f.count(place) for place in range(1, len(names) + 1)]
        if is_wide(facts)
        else [segment_name(name) for name in names]
    )
    return {**dict(zip(names, written, strict=True)), **others}


def is_wide(facts: Facts) -> bool:
    """Check whether the tables have too many columns for names and pennies."""
    return facts.movement is not None and len(facts.movement.targets) > _WIDE


def in_parts(behaviour: int, model_change: int) -> str:
    """Write a count of a month with a new model in its two parts.

    >>> in_parts(52, 11), in_parts(52, -3), in_parts(0, 0)
    ('52 + 11', '52 − 3', '0')
    """
    if not model_change:
        return f.count(behaviour)
    return f"{f.count(behaviour)} {'+' if model_change > 0 else '−'} {f.count(abs(model_change))}"
