"""The words of tables: in which unit money stands, what a column holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from babel.numbers import get_currency_precision

from segmentation.report import formats as f
from segmentation.report.language import gettext as _
from segmentation.report.language import ngettext, pgettext
from segmentation.report.sentences.movement import is_wide

if TYPE_CHECKING:
    from segmentation.analysis.movement.transitions import Direction
    from segmentation.report.facts import Facts, RevenueChangeFact

_POWERS: Final = (0, 3, 6, 9)
_EXACT_BELOW: Final = 100
"""Where the largest amount is smaller, amounts are written to the coin."""
_IN_A_MATRIX: Final = 6
"""Figures an amount may have in a table as wide as there are segments."""
_IN_A_WIDE_MATRIX: Final = 4
"""Figures it may have where there are more segments than names fit into the head."""
_IN_A_COLUMN: Final = 8
"""Figures it may have in a column of its own."""


@dataclass(frozen=True)
class MoneyUnit:
    """In which unit all the amounts of a table stand.

    Attributes
    ----------
    name : str
        Such as ``£k``, for the head of the column.
    power : int
        The power of ten that it stands for.
    digits : int
        Decimals, the same in every cell.
    """

    name: str
    power: int
    digits: int

    def write(self, amount: Decimal) -> str:
        """Write an amount without its unit."""
        return f.exact_number(Decimal(str(amount)).scaleb(-self.power), self.digits)

    def signed(self, amount: Decimal) -> str:
        """Write an amount that is added or taken."""
        return f.signed(self.write(amount), amount)


def money_unit(currency: str, amounts: Iterable[Decimal], figures: int) -> MoneyUnit:
    """Choose the unit in which the largest of some amounts has no more than so many figures.

    Examples
    --------
    >>> unit = money_unit("GBP", [Decimal("5882852.53"), Decimal("24080")], 5)
    >>> unit.name, unit.write(Decimal("5882852.53")), unit.write(Decimal("-24080"))
    ('£k', '5,883', '−24')
    """
    top = max((abs(amount) for amount in amounts), default=Decimal(0))
    symbol = f.currency_symbol(currency)
    if top < _EXACT_BELOW:
        return MoneyUnit(symbol, 0, get_currency_precision(currency))
    power = next((power for power in _POWERS if top < 10 ** (figures + power)), _POWERS[-1])
    names = {
        0: symbol,
        3: pgettext("unit of money", "{currency}k").format(currency=symbol),
        6: pgettext("unit of money", "{currency}m").format(currency=symbol),
        9: pgettext("unit of money", "{currency}bn").format(currency=symbol),
    }
    return MoneyUnit(names[power], power, 1 if power > 3 else 0)


def movement_unit(facts: Facts) -> MoneyUnit:
    """Choose the unit for the money of who moved."""
    movement = facts.movement
    amounts = [] if movement is None else [movement.money_before, movement.money_after]
    return money_unit(facts.currency, amounts, _IN_A_WIDE_MATRIX if is_wide(facts) else _IN_A_MATRIX)


def revenue_unit(facts: Facts, change: RevenueChangeFact) -> MoneyUnit:
    """Choose the unit for what lies between two months' revenue."""
    amounts = [change.revenue_then, change.revenue, *(part.amount for part in change.effects)]
    return money_unit(facts.currency, amounts, _IN_A_COLUMN)


def coin_unit(facts: Facts) -> MoneyUnit:
    """Give the unit of a table that adds up to the smallest coin."""
    return MoneyUnit(f.currency_symbol(facts.currency), 0, get_currency_precision(facts.currency))


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
        beneath = _(
            "Beneath each count: what it would have been by the earlier model, and what the new one added or took."
        )
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
    """Say where the amounts stand that the tables round."""
    movement = facts.movement
    if movement is None:
        return ""
    last, this = (f.month_name(month, "MMMM") for month in (movement.last_month, facts.month))
    return _(
        "Rows of {last_month}’s segments add up to its {before} customers, columns of {month}’s segments to its "
        "{after}, who have spent {money}. To the smallest coin, all of it is in facts.json."
    ).format(
        last_month=last,
        month=this,
        before=f.count(movement.customers_before),
        after=f.count(movement.customers_after),
        money=f.money(movement.money_after, facts.currency),
    )


def new_customers(facts: Facts) -> str:
    """Say on which customers the section about new ones rests; empty where there are no cohorts."""
    cohorts = facts.cohorts
    if cohorts is None:
        return ""
    begin = f.day(facts.source.first_line)
    trusted = next((x.month for x in cohorts.cohorts if not x.censored), None)
    if trusted is None:
        return _(
            "The data begin on {day}, and are too short to tell new customers from old ones: no average is taken."
        ).format(day=begin)
    if not cohorts.cohorts[0].censored:
        return _("The data begin on {day}: who bought before can’t be seen.").format(day=begin)
    return _(
        "The data begin on {day}: who first appears before {month} may have bought earlier, is greyed, and in no "
        "average."
    ).format(day=begin, month=f.month_name(trusted))
