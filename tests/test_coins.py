"""Rounding money so that columns still add up."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from segmentation import columns as c
from segmentation.coins import apportion

POUND = c.MONEY_SCALE


def _amounts(seed):
    rng = random.Random(seed)
    return [rng.randint(-10 * POUND, 30 * POUND) for _ in range(rng.randint(0, 12))]


def _rounded(amounts, digits):
    coin = POUND // 10**digits
    return Decimal((2 * sum(amounts) + coin) // (2 * coin)).scaleb(-digits)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("digits", [0, 2, 3, 4])
def test_apportioned_amounts_add_up(seed, digits):
    """Amounts of either sign add up to their rounded sum, and each is within a coin of what it was."""
    amounts = _amounts(seed)
    shown = apportion(amounts, digits)
    assert sum(shown) == _rounded(amounts, digits)
    coin = Decimal(1).scaleb(-digits)
    assert all(abs(part - Decimal(amount) / POUND) < coin for part, amount in zip(shown, amounts, strict=True))
    assert all(part == part.quantize(coin) for part in shown)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("digits", [0, 2])
@pytest.mark.parametrize("up", [False, True])
def test_apportioned_amounts_add_up_to_a_sum_that_is_rounded_already(seed, digits, up):
    """Whichever way their sum was rounded elsewhere, the parts add up to it, each within a coin."""
    amounts = [*_amounts(seed), 1]
    coin = Decimal(1).scaleb(-digits)
    below = Decimal(sum(amounts) // (POUND // 10**digits)).scaleb(-digits)
    exact = Decimal(sum(amounts)) / POUND == below
    total = below + coin if up and not exact else below
    shown = apportion(amounts, digits, total)
    assert sum(shown) == total
    assert all(abs(part - Decimal(amount) / POUND) < coin for part, amount in zip(shown, amounts, strict=True))


@pytest.mark.parametrize(
    ("amounts", "digits", "shown"),
    [
        ([3333, 3333, 3334], 2, ["0.33", "0.33", "0.34"]),
        ([50], 2, ["0.01"]),
        ([-50], 2, ["0.00"]),
        ([-3333, -3333, -3334], 2, ["-0.33", "-0.33", "-0.34"]),
        ([5000, 5000], 0, ["1", "0"]),
        ([], 2, []),
    ],
)
def test_apportion_by_hand(amounts, digits, shown):
    """The largest remainders are rounded up, the first of equals before the next."""
    assert apportion(amounts, digits) == [Decimal(text) for text in shown]


@pytest.mark.parametrize(
    ("amounts", "digits", "total"),
    [
        pytest.param([3333, 3333, 3334], 2, "1.01", id="a penny more"),
        pytest.param([3333, 3333, 3334], 2, "0.99", id="a penny less"),
        pytest.param([3333, 3333, 3333], 2, "1.01", id="up past the next penny"),
        pytest.param([3333, 3333, 3333], 2, "0.98", id="down past the last one"),
        pytest.param([4000, 4000], 0, "2", id="a whole yen more"),
        pytest.param([], 2, "0.01", id="something of nothing"),
    ],
)
def test_a_sum_of_something_else_is_refused(amounts, digits, total):
    """A total that is a coin or more from the amounts' own sum is no rounding of it: it must not be forced to fit."""
    with pytest.raises(ValueError, match="can't be rounded to add up to"):
        apportion(amounts, digits, Decimal(total))
