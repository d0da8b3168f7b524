"""Why revenue changed: worked out by hand, and what must hold for any two months."""

from __future__ import annotations

import random
from decimal import Decimal

import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.months import Month
from segmentation.topics.revenue.work import attribute

COLUMNS = [c.CUSTOMER_ID, c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.AMOUNT]
POUND = c.MONEY_SCALE
OCTOBER = [
    ("Ann", "1", "pot", 2, 10),
    ("Ann", "1", "pan", 1, 8),
    ("Bob", "2", "pot", 4, 20),
    ("Cid", "3", "jug", 1, 7),
]
NOVEMBER = [
    ("Ann", "4", "pot", 3, 18),
    ("Ann", "5", "cup", 1, 10),
    ("Bob", "6", "pot", 3, 18),
    ("Dot", "7", "pan", 2, 16),
]


def _month(lines):
    """Make a month of lines: who, invoice, product, pieces, pounds."""
    table = pd.DataFrame(lines, columns=COLUMNS).astype({c.QUANTITY: "int64"})
    return table.assign(amount=(table[c.AMOUNT] * POUND).astype("int64"))


def _change(then, now, digits=4, **others):
    """Compare October with November, to the ten-thousandth: exactly."""
    return attribute(then, now, month_then=Month(2011, 10), month=Month(2011, 11), digits=digits, **others)


def _effects(change):
    """List effects in ten-thousandths."""
    return {part.effect: int(part.amount * POUND) for part in change.effects}


def _random_month(seed):
    rng = random.Random(seed)
    lines = [
        (
            f"customer {rng.randint(1, 6)}",
            f"{seed}-{rng.randint(1, 8)}",
            rng.choice("ABCDE"),
            rng.randint(1, 9),
            rng.randint(1, 90_000) / POUND,
        )
        for _ in range(rng.randint(0, 25))
    ]
    return _month(lines)


def test_two_months_worked_out_by_hand():
    """Every effect of two small months is what a pencil gives.

    Cid's £7 are lost, Dot's £16 gained. Ann and Bob spent £38 and then £46. Pots rose from £5 to £6, at 6 pieces in
    both months: £6. At £5.50 a pot they bought for £41 and then £43 (Ann's pan and cup have one price each), in 2
    orders of £20.50 and then 3 of £14.33: one order more at the mean of £17.4167, and the rest of the £2 is baskets.
    """
    change = _change(_month(OCTOBER), _month(NOVEMBER))
    assert _effects(change) == {
        "lost": -7 * POUND,
        "gained": 16 * POUND,
        "frequency": 174_167,
        "basket": -154_167,
        "price": 6 * POUND,
    }
    assert (change.revenue_then, change.revenue, change.change) == (45, 62, 17)
    assert (change.coming_and_going, change.of_retained, change.change_share) == (9, 8, 62 / 45 - 1)
    assert (change.customers_then, change.customers, change.retained_customers) == (3, 3, 2)
    assert (change.lost_customers, change.gained_customers) == (1, 1)
    assert (change.retained_orders_then, change.retained_orders) == (2, 3)
    assert (change.retained_pieces_then, change.retained_pieces) == (7, 7)
    assert (change.basket_then, change.basket) == (Decimal("20.5"), Decimal("14.3333"))
    assert change.same_products_share == 36 / 46
    assert (change.first_time_customers, change.first_time_revenue) == (None, None)
    assert (change.months_before, change.month_then, str(change.month_then_start.date())) == (
        1, "2011-10", "2011-10-01"
    )  # fmt: skip


def test_without_products_there_is_no_effect_of_price():
    """Where products have no names there is no effect of price: the £8 are one order more, and what orders came to.

    2 orders of £19 became 3 of £15.33: one more at the mean of £17.1667 leaves £9.1667 to be taken off.
    """
    change = _change(_month(OCTOBER), _month(NOVEMBER), has_products=False)
    assert _effects(change) == {"lost": -70_000, "gained": 160_000, "frequency": 171_667, "basket": -91_667}
    assert (change.basket_then, change.basket) == (19, Decimal("15.3333"))
    assert (change.retained_pieces_then, change.retained_pieces, change.same_products_share) == (None, None, None)


@pytest.mark.parametrize(
    ("effect", "lines"),
    [
        ("price", [("Ann", "2", "pot", 2, 15), ("Ann", "2", "pan", 1, 12)]),
        ("basket", [("Ann", "2", "pot", 4, 20), ("Ann", "2", "pan", 2, 16)]),
        ("basket", [("Ann", "2", "pot", 2, 10), ("Ann", "2", "pan", 1, 8), ("Ann", "2", "cup", 1, 9)]),
        ("frequency", [("Ann", order, *bought) for order in "23" for bought in (("pot", 2, 10), ("pan", 1, 8))]),
    ],
)
def test_what_alone_changed_is_what_the_change_is_due_to(effect, lines):
    """Dearer goods alone are price, more or other goods in the order basket size, the same order again frequency."""
    change = _change(_month([("Ann", "1", "pot", 2, 10), ("Ann", "1", "pan", 1, 8)]), _month(lines))
    assert {name: amount for name, amount in _effects(change).items() if amount} == {effect: change.change * POUND}


@pytest.mark.parametrize("has_products", [True, False])
@pytest.mark.parametrize("seed", range(40))
def test_effects_add_up_and_turn_round_with_the_months(seed, has_products):
    """Effects add up to the change, exactly; with the months swapped, each is the opposite."""
    then, now = _random_month(seed), _random_month(seed + 1000)
    there, back = (
        _change(then, now, has_products=has_products),
        _change(now, then, has_products=has_products),
    )
    assert sum(_effects(there).values()) == int(now[c.AMOUNT].sum()) - int(then[c.AMOUNT].sum())
    swapped = {**_effects(back), "lost": _effects(back)["gained"], "gained": _effects(back)["lost"]}
    assert _effects(there) == {name: -amount for name, amount in swapped.items()}
    assert (there.lost_customers, there.gained_customers) == (back.gained_customers, back.lost_customers)
    assert (there.retained_orders_then, there.basket_then) == (back.retained_orders, back.basket)


def test_opposite_halves_are_rounded_to_opposite_numbers():
    """Half a ten-thousandth goes to frequency whichever way one looks: orders of 1 and of 2 make 1½ and ½ of it."""
    then = _month([("Ann", "1", "pot", 1, 1 / POUND)])
    least = 1 / POUND
    now = _month([("Ann", "2", "pot", 1, least), ("Ann", "3", "cup", 1, least), ("Ann", "3", "pan", 1, least)])
    there, back = _change(then, now), _change(now, then)
    assert sum(_effects(there).values()) == 2
    assert {name: -amount for name, amount in _effects(there).items()} == _effects(back)


@pytest.mark.parametrize("seed", range(5))
def test_neither_order_of_lines_nor_their_splitting_matters(seed):
    """Lines in another order, or one line written as two, change nothing."""
    then, now = _random_month(seed), _random_month(seed + 1000)
    doubled = now.loc[now.index.repeat(2)].assign(
        quantity=now[c.QUANTITY].repeat(2).to_numpy(), amount=now[c.AMOUNT].repeat(2).to_numpy()
    )
    twice = now.assign(quantity=2 * now[c.QUANTITY], amount=2 * now[c.AMOUNT])
    assert _change(then, doubled.sample(frac=1, random_state=seed)) == _change(then, twice)


def test_months_without_sales():
    """From or to a month without sales all is gained or lost; between two of them nothing changed."""
    nothing, some = _month([]), _month(OCTOBER)
    for then, now, effects in (
        (nothing, some, {"gained": 45 * POUND}),
        (some, nothing, {"lost": -45 * POUND}),
        (nothing, nothing, {}),
    ):
        change = _change(then, now)
        assert {name: amount for name, amount in _effects(change).items() if amount} == effects
        assert (change.retained_customers, change.retained_orders, change.retained_pieces) == (0, 0, 0)
        assert (change.basket_then, change.basket, change.same_products_share) == (0, 0, None)


def test_months_with_no_customer_in_common():
    """Where nobody bought in both months, all is lost and gained."""
    change = _change(_month([("Ann", "1", "pot", 1, 5)]), _month([("Bob", "2", "pot", 1, 6)]))
    assert _effects(change) == {"lost": -5 * POUND, "gained": 6 * POUND, "frequency": 0, "basket": 0, "price": 0}


def test_customers_gained_are_new_or_come_back():
    """Of those gained, whoever bought at no earlier time bought for the first time."""
    now = _month([*NOVEMBER, ("Eve", "8", "jug", 1, 5)])
    for earlier, customers, revenue in (({"Ann", "Dot"}, 1, 5), (set(), 2, 21), ({"Dot", "Eve"}, 0, 0)):
        change = _change(_month(OCTOBER), now, earlier=earlier)
        assert (change.first_time_customers, change.first_time_revenue) == (customers, revenue)


def test_an_invoice_number_of_two_customers_is_two_orders():
    """Orders are counted within each customer, as frequency is."""
    both = _month([("Ann", "1", "pot", 1, 5), ("Bob", "1", "pot", 1, 5)])
    assert _change(both, both).retained_orders == 2


def test_money_in_billions_and_in_ten_thousandths_is_exact():
    """No amount is so large or so small that the effects don't add up to it."""
    then = _month([("Ann", "1", "pot", 7, 3_000_000_000), ("Bob", "2", "pot", 3, 1 / POUND)])
    now = _month([("Ann", "3", "pot", 11, 5_000_000_000), ("Bob", "4", "pot", 1, 1 / POUND)])
    change = _change(then, now)
    assert sum(_effects(change).values()) == 2_000_000_000 * POUND
