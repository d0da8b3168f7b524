"""Round money once, so that columns still add up."""

from __future__ import annotations

from collections.abc import Sequence
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
        Each within one coin of its exact value. The rows with the largest remainders are rounded up
        (Hamilton's method).

    Examples
    --------
    >>> apportion([3333, 3333, 3334], 2)
    [Decimal('0.33'), Decimal('0.33'), Decimal('0.34')]
    """
    coin = c.MONEY_SCALE // 10**digits
    floors = [amount // coin for amount in amounts]
    # Half a coin goes up, as on any bill.
    coins = (2 * sum(amounts) + coin) // (2 * coin) if total is None else int(total.scaleb(digits))
    missing = coins - sum(floors)
    by_remainder = sorted(range(len(amounts)), key=lambda row: (-(amounts[row] % coin), row))
    for row in by_remainder[:missing]:
        floors[row] += 1
    return [Decimal(floor).scaleb(-digits) for floor in floors]


def digits_of(currency: str) -> int:
    """Give the decimals of a currency's smallest coin.

    Parameters
    ----------
    currency : str
        ISO 4217 code.

    Returns
    -------
    int
    """
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))


def to_coins(value: float, digits: int) -> Decimal:
    """Round a single amount, half a coin up.

    Parameters
    ----------
    value : float
        In the currency's unit.
    digits : int
        Decimals of the smallest coin.

    Returns
    -------
    Decimal
    """
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
