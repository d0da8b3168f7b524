"""Why a month's revenue differs from another's: customers gained and lost, frequency, basket size, price."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from segmentation import columns as c

if TYPE_CHECKING:
    import pandas as pd

_FINE: Final = 10**9
"""Parts of a ten-thousandth to which the effect of each product's price is worked out."""


@dataclass(frozen=True)
class Bought:
    """What some customers bought in a month.

    Attributes
    ----------
    customers, orders, pieces : int
        How many there were; an order is a distinct invoice of a customer.
    amount : int
        What it came to, in ten-thousandths of the currency's unit.
    """

    customers: int
    orders: int
    pieces: int
    amount: int


@dataclass(frozen=True)
class RevenueChange:
    """What lies between the revenue of two months; every amount is in ten-thousandths of the currency's unit.

    Attributes
    ----------
    then, now : Bought
        All that known customers bought in the earlier month, and in this one.
    gained : Bought
        This month's purchases of customers who did not buy in the earlier month.
    first_time : Bought or None
        Of these, the purchases of customers who had never bought before; None where that is not known.
    lost : Bought
        The earlier month's purchases of customers who did not buy in this one.
    retained_then, retained_now : Bought
        The purchases, in either month, of customers who bought in both.
    frequency : int
        Effect of the number of orders that retained customers placed.
    basket : int
        Effect of what an order of theirs held: more pieces, or dearer products.
    price : int or None
        Effect of what the same products cost them on average; None where the source names no products, and then
        it is a part of `basket`.
    basket_then, basket_now : int
        What an order of theirs held on average, at the mean prices of both months (where `price` is None: at the
        prices paid); 0 where nobody bought in both.
    same_products : int
        What retained customers spent this month on products that they, all together, bought in both months: what
        `price` rests on.
    """

    then: Bought
    now: Bought
    gained: Bought
    first_time: Bought | None
    lost: Bought
    retained_then: Bought
    retained_now: Bought
    frequency: int
    basket: int
    price: int | None
    basket_then: int
    basket_now: int
    same_products: int

    @property
    def effects(self) -> dict[str, int]:
        """By name, the parts whose sum is this month's revenue less the earlier month's, exactly."""
        parts = {
            "lost": -self.lost.amount,
            "gained": self.gained.amount,
            "frequency": self.frequency,
            "basket": self.basket,
        }
        return parts if self.price is None else {**parts, "price": self.price}


def attribute(
    then: pd.DataFrame,
    now: pd.DataFrame,
    *,
    has_products: bool = True,
    earlier: Collection[str] | None = None,
) -> RevenueChange:
    """Split the difference between two months' revenue of known customers into what it is due to.

    Parameters
    ----------
    then, now : DataFrame of shape (n_lines, 5)
        Kept lines of the earlier month and of this one: ``customer_id``, ``invoice``, ``stock_code``,
        ``quantity`` (pieces, more than 0) and ``amount`` (ten-thousandths of the currency's unit, more than 0).
        Either may be empty.
    has_products : bool, optional
        Whether lines name products and count pieces. If not, price can't be told from basket size.
    earlier : collection of str, optional
        Customers who bought anything before this month: whoever is gained and not among them bought for the first
        time.

    Returns
    -------
    RevenueChange
        Its `effects` add up to this month's revenue less the earlier one's, exactly. Swapping the months changes
        the sign of frequency, basket and price, and makes gained lost.

    Notes
    -----
    Customers gained and lost count with all they bought. What retained customers spent is quantities times
    average prices, product by product, and its change is split by Bennet's indicator [1]_, which weighs each change
    with the mean of both months and leaves no remainder [2]_: the effect of price is the sum of
    ``(p1 - p0) * (q0 + q1) / 2`` over products bought in both months; what is left is the change of volume ``Q``,
    quantities at mean prices. A product bought in one month only has no second price to compare, so all of it is
    volume. Volume is orders times volume per order, split in the same way:
    ``(O1 - O0) * (Q0 / O0 + Q1 / O1) / 2`` is due to the number of orders, the rest to what an order held. All of it
    is worked out in fractions (the effect of a product's price to a billionth of a ten-thousandth) and rounded once,
    by largest remainders.

    The average price of a product moves, too, when more of it is bought at the price for large quantities, and the
    average basket when customers with large ones order more of the orders.

    References
    ----------
    .. [1] Bennet, T. L. (1920), The theory of measurement of changes in cost of living, Journal of the Royal
       Statistical Society 83, 455-462.
    .. [2] Diewert, W. E. (2005), Index number theory using differences rather than ratios, American Journal of
       Economics and Sociology 64, 311-360.

    Examples
    --------
    One customer bought one piece for 1.00, and then two for 1.50 each in one order: half a unit more for each of
    (1 + 2) / 2 pieces is price, the rest of the 2.00 is basket size.

    >>> import pandas as pd
    >>> def month(invoice, quantity, amount):
    ...     return pd.DataFrame({"customer_id": ["1"], "invoice": [invoice], "stock_code": ["A"],
    ...                          "quantity": [quantity], "amount": [amount]})
    >>> attribute(month("10", 1, 10_000), month("11", 2, 30_000)).effects
    {'lost': 0, 'gained': 0, 'frequency': 0, 'basket': 12500, 'price': 7500}
    """
    were, are = set(then[c.CUSTOMER_ID]), set(now[c.CUSTOMER_ID])
    before, after = _of(then, were & are), _of(now, were & are)
    gained = _of(now, are - were)
    first_time = None if earlier is None else _bought(_of(gained, set(gained[c.CUSTOMER_ID]) - set(earlier)))
    products = _products(before, after) if has_products else []
    # What the change of prices comes to at the earlier month's quantities, and at this one's.
    at_then = _sum(product.dearer * product.quantity_then for product in products) / 2
    at_now = _sum(product.dearer * product.quantity_now for product in products) / 2
    retained_then, retained_now = _bought(before), _bought(after)
    per_order_then = _per_order(retained_then.amount + at_then, retained_then.orders)
    per_order_now = _per_order(retained_now.amount - at_now, retained_now.orders)
    price = at_then + at_now
    frequency = (retained_now.orders - retained_then.orders) * (per_order_then + per_order_now) / 2
    basket = retained_now.amount - retained_then.amount - price - frequency
    rounded = _round([frequency, basket, price])
    return RevenueChange(
        then=_bought(then),
        now=_bought(now),
        gained=_bought(gained),
        first_time=first_time,
        lost=_bought(_of(then, were - are)),
        retained_then=retained_then,
        retained_now=retained_now,
        frequency=rounded[0],
        basket=rounded[1],
        price=rounded[2] if has_products else None,
        basket_then=round(per_order_then),
        basket_now=round(per_order_now),
        same_products=sum(product.amount_now for product in products),
    )


@dataclass(frozen=True)
class _Product:
    """A product that was bought in both months."""

    quantity_then: int
    amount_then: int
    quantity_now: int
    amount_now: int

    @property
    def dearer(self) -> Fraction:
        """By how much its average price rose."""
        return Fraction(self.amount_now, self.quantity_now) - Fraction(self.amount_then, self.quantity_then)


def _of(lines: pd.DataFrame, customers: Collection[str]) -> pd.DataFrame:
    return lines[lines[c.CUSTOMER_ID].isin(customers)]


def _bought(lines: pd.DataFrame) -> Bought:
    return Bought(
        customers=lines[c.CUSTOMER_ID].nunique(),
        orders=len(lines[[c.CUSTOMER_ID, c.INVOICE]].drop_duplicates()),
        pieces=int(lines[c.QUANTITY].sum()),
        amount=int(lines[c.AMOUNT].sum()),
    )


def _products(then: pd.DataFrame, now: pd.DataFrame) -> list[_Product]:
    """Add up the products that were bought in both months."""
    totals = [
        {
            code: (int(quantity), int(amount))
            for code, quantity, amount in lines.groupby(c.STOCK_CODE, as_index=False)[[c.QUANTITY, c.AMOUNT]]
            .sum()
            .itertuples(index=False)
        }
        for lines in (then, now)
    ]
    return [_Product(*totals[0][code], *totals[1][code]) for code in sorted(totals[0].keys() & totals[1].keys())]


def _sum(terms: Iterable[Fraction]) -> Fraction:
    """Add fractions up, each cut off to a whole number of `_FINE`: exact sums would have ever longer denominators."""
    return Fraction(sum(int(term * _FINE) for term in terms), _FINE)


def _per_order(volume: Fraction, orders: int) -> Fraction:
    return volume / orders if orders else Fraction(0)


def _round(effects: Sequence[Fraction]) -> list[int]:
    """Round effects whose sum is whole so that it stays what it is, and opposite effects to opposite numbers."""
    sign = next((1 if effect > 0 else -1 for effect in effects if effect), 1)
    exact = [sign * effect for effect in effects]
    floors = [effect.numerator // effect.denominator for effect in exact]
    by_remainder = sorted(range(len(exact)), key=lambda row: (floors[row] - exact[row], row))
    for row in by_remainder[: int(sum(exact)) - sum(floors)]:
        floors[row] += 1
    return [sign * floor for floor in floors]
