"""Round money once, so that columns still add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from segmentation import columns as c


def apportion(amounts: Sequence[int], digits: int, total: Decimal | None = None) -> list[Decimal]:
    """Round amounts to the currency's smallest coin so that they add up to their rounded sum.

    Parameters
    ----------
    amounts : sequence of int
        Ten-thousandths of the currency's unit.
    digits : int
        Decimals of the smallest coin.
    total : Decimal, optional
        Their sum where it is rounded already, up or down; by default it is rounded here, half a coin up.

    Returns
    -------
    list of Decimal
        Each less than a coin from its exact value.

    Raises
    ------
    ValueError
        The total is a coin or more from the amounts' own sum: it is the sum of something else.

    Examples
    --------
    >>> apportion([3333, 3333, 3334], 2)
    [Decimal('0.33'), Decimal('0.33'), Decimal('0.34')]
    """
    coin, exact = c.MONEY_SCALE // 10**digits, sum(amounts)
    # Half a coin rounds up, as on any bill.
    coins = (2 * exact + coin) // (2 * coin) if total is None else int(total.scaleb(digits))
    if abs(coins * coin - exact) >= coin:
        msg = f"amounts that add up to {c.money(exact)} can't be rounded to add up to {total}"
        raise ValueError(msg)
    return [Decimal(number).scaleb(-digits) for number in round_to_sum(amounts, coin, coins)]


def round_to_sum(amounts: Sequence[int | Decimal], unit: int, total: int) -> list[int]:
    """Round amounts to units that add up to a total: those with most left over go up (Hamilton's method)."""
    units = [int(amount // unit) for amount in amounts]
    by_remainder = sorted(range(len(amounts)), key=lambda row: (-(amounts[row] % unit), row))
    for row in by_remainder[: total - sum(units)]:
        units[row] += 1
    return units


def apportion_by_name(amounts: Mapping[str, int], digits: int) -> dict[str, Decimal]:
    """Round a month's segments so that they add up, the same way wherever that month is shown.

    >>> apportion_by_name({"At risk": 50, "Loyal": 150}, 2)
    {'Loyal': Decimal('0.02'), 'At risk': Decimal('0.00')}
    """
    # In the order of that month's own report, so that ties round the same way as there.
    names = sorted(amounts, key=lambda name: (-amounts[name], name))
    return dict(zip(names, apportion([amounts[name] for name in names], digits), strict=True))


def digits_of(currency: str) -> int:
    """Give the decimals of the smallest coin of a currency, an ISO 4217 code."""
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))


def to_coins(value: float, digits: int) -> Decimal:
    """Round a single amount in the currency's unit to its smallest coin, half a coin up."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
