"""The unit that all the amounts of a table share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from babel.numbers import get_currency_precision

from segmentation.style import formats as f
from segmentation.style.language import pgettext

if TYPE_CHECKING:
    from segmentation.facts import Facts


_POWERS: Final = (0, 3, 6, 9)


_EXACT_BELOW: Final = 100
"""Where the largest amount is smaller, amounts are written to the coin."""


@dataclass(frozen=True)
class MoneyUnit:
    """The unit of all amounts of a table, such as ``£k``: its name, its power of ten, and decimals of every cell."""

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


def coin_unit(facts: Facts) -> MoneyUnit:
    """Give the unit of a table that adds up to the smallest coin."""
    return MoneyUnit(f.currency_symbol(facts.currency), 0, get_currency_precision(facts.currency))
