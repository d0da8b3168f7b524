"""Why a month's revenue differs from another's: customers gained and lost, frequency, basket size, price."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from segmentation import columns as c
from segmentation.coins import apportion, to_coins
from segmentation.months import Month
from segmentation.topics.revenue.record import Effect, EffectName, RevenueChange

if TYPE_CHECKING:
    import pandas as pd

_FINE: Final = 10**9
"""Parts of a ten-thousandth to which the effect of each product's price is worked out."""


def attribute(
    then: pd.DataFrame,
    now: pd.DataFrame,
    *,
    month_then: Month,
    month: Month,
    digits: int,
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
    month_then, month : Month
        The months these are.
    digits : int
        Decimals of the currency's smallest coin, to which amounts are rounded.
    has_products : bool, optional
        Whether lines name products and count pieces. If not, price is a part of basket size.
    earlier : collection of str, optional
        Customers who bought anything before this month: those gained who are not among them bought for the first
        time.

    Returns
    -------
    RevenueChange
        Its effects add up to this month's revenue less the earlier one's, to the coin. Swapping the months changes
        the sign of frequency, basket and price, and makes gained lost, but for the rounding.

    Notes
    -----
    Customers gained and lost count with all they bought. What retained customers spent is quantities times
    average prices, product by product, and its change is split by Bennet's indicator [1]_, which weighs each change
    with the mean of both months and leaves no remainder [2]_: the effect of price is the sum of
    ``(p1 - p0) * (q0 + q1) / 2`` over products bought in both months; what is left is the change of volume ``Q``,
    quantities at mean prices. A product bought in one month only has no second price to compare, so all of it is
    volume. Volume is orders times volume per order, split in the same way:
    ``(O1 - O0) * (Q0 / O0 + Q1 / O1) / 2`` is due to the number of orders, the rest to what an order held. All of it
    is worked out in fractions (the effect of a product's price to a billionth of a ten-thousandth), rounded to
    ten-thousandths by largest remainders, and in the end to coins.

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
    >>> change = attribute(month("10", 1, 10_000), month("11", 2, 30_000),
    ...                    month_then=Month(2011, 10), month=Month(2011, 11), digits=2)
    >>> {effect.effect: float(effect.amount) for effect in change.effects}
    {'lost': 0.0, 'gained': 0.0, 'frequency': 0.0, 'basket': 1.25, 'price': 0.75}
    """
    were, are = set(then[c.CUSTOMER_ID]), set(now[c.CUSTOMER_ID])
    before, after = _of(then, were & are), _of(now, were & are)
    split = _split(before, after, has_products=has_products)
    spent_then, spent, retained_then, retained = (_money(lines) for lines in (then, now, before, after))
    revenue_then, revenue = (apportion([amount], digits)[0] for amount in (spent_then, spent))
    exact = {"lost": retained_then - spent_then, "gained": spent - retained, **split.effects}
    effects = _in_coins(exact, digits, revenue - revenue_then)
    new = None if earlier is None else are - were - set(earlier)
    new_spent = None if new is None else _money(_of(now, new))
    coming_and_going = effects["lost"] + effects["gained"]
    return RevenueChange(
        months_before=month.number - month_then.number,
        month_then=str(month_then),
        month_then_start=month_then.start,
        revenue_then=revenue_then,
        revenue=revenue,
        change=revenue - revenue_then,
        change_share=spent / spent_then - 1 if spent_then else None,
        effects=tuple(Effect(effect=name, amount=amount) for name, amount in effects.items()),
        coming_and_going=coming_and_going,
        of_retained=revenue - revenue_then - coming_and_going,
        customers_then=len(were),
        customers=len(are),
        lost_customers=len(were - are),
        gained_customers=len(are - were),
        first_time_customers=None if new is None else len(new),
        first_time_revenue=None
        if new_spent is None
        else apportion([new_spent, exact["gained"] - new_spent], digits, effects["gained"])[0],
        retained_customers=len(were & are),
        retained_orders_then=_orders(before),
        retained_orders=_orders(after),
        retained_pieces_then=int(before[c.QUANTITY].sum()) if has_products else None,
        retained_pieces=int(after[c.QUANTITY].sum()) if has_products else None,
        basket_then=to_coins(split.basket_then / c.MONEY_SCALE, digits),
        basket=to_coins(split.basket / c.MONEY_SCALE, digits),
        same_products_share=split.on_same_products / retained if has_products and retained else None,
    )


def _of(lines: pd.DataFrame, customers: Collection[str]) -> pd.DataFrame:
    return lines[lines[c.CUSTOMER_ID].isin(customers)]


def _money(lines: pd.DataFrame) -> int:
    return int(lines[c.AMOUNT].sum())


def _orders(lines: pd.DataFrame) -> int:
    """Count distinct invoices of each customer: a number may be given to two of them."""
    return len(lines[[c.CUSTOMER_ID, c.INVOICE]].drop_duplicates())


def _in_coins(effects: Mapping[EffectName, int], digits: int, total: Decimal) -> dict[EffectName, Decimal]:
    """Round effects so that they add up to the change as it is shown; what is nothing stays nothing."""
    some = [name for name, amount in effects.items() if amount]
    shown = dict(zip(some, apportion([effects[name] for name in some], digits, total), strict=True))
    return {name: shown.get(name, Decimal(0).scaleb(-digits)) for name in effects}


@dataclass(frozen=True)
class _Split:
    """What moved the spending of those who bought in both months; money is in ten-thousandths."""

    effects: Mapping[EffectName, int]
    """Frequency and basket, and price where there are products: they add up to the change."""
    basket_then: int
    """Money per order at the mean prices of both months, or without products at the prices paid."""
    basket: int
    on_same_products: int
    """What they spent this month on products that they, all together, bought in both."""


def _split(then: pd.DataFrame, now: pd.DataFrame, *, has_products: bool) -> _Split:
    """Split the change of what the same customers spent into frequency, basket and price."""
    products = _products(then, now) if has_products else []
    # The effect of price changes at the earlier month's quantities, and at this month's.
    at_then = _sum(product.dearer * product.quantity_then for product in products) / 2
    at_now = _sum(product.dearer * product.quantity_now for product in products) / 2
    spent_then, spent, orders_then, orders = _money(then), _money(now), _orders(then), _orders(now)
    basket_then, basket = _per_order(spent_then + at_then, orders_then), _per_order(spent - at_now, orders)
    price = at_then + at_now
    frequency = (orders - orders_then) * (basket_then + basket) / 2
    rounded = _round([frequency, spent - spent_then - price - frequency, price])
    names: tuple[EffectName, ...] = ("frequency", "basket", "price") if has_products else ("frequency", "basket")
    return _Split(
        effects=dict(zip(names, rounded, strict=False)),
        basket_then=round(basket_then),
        basket=round(basket),
        on_same_products=sum(product.amount_now for product in products),
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
