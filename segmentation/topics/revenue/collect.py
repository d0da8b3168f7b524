"""Collect what lies between this month's revenue and others'."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from segmentation import columns as c
from segmentation.coins import apportion, to_coins
from segmentation.months import Month
from segmentation.topics.revenue.record import EffectFact, RevenueChangeFact
from segmentation.topics.revenue.work import RevenueChange


def revenue_change_facts(
    month: Month, changes: Mapping[str, RevenueChange], digits: int
) -> tuple[RevenueChangeFact, ...]:
    """Collect what lies between this month's revenue and others'.

    Parameters
    ----------
    month : Month
        The month reported on.
    changes : mapping of str to RevenueChange
        By earlier month, such as ``2011-10``, what lies between.
    digits : int
        Decimals of the currency's smallest coin.

    Returns
    -------
    tuple of RevenueChangeFact
        The nearest month first.
    """
    return tuple(_fact(month, Month.parse(then), changes[then], digits) for then in sorted(changes, reverse=True))


def _fact(month: Month, then: Month, change: RevenueChange, digits: int) -> RevenueChangeFact:
    revenue_then, revenue = (apportion([amount], digits)[0] for amount in (change.then.amount, change.now.amount))
    effects = _in_coins(change.effects, digits, revenue - revenue_then)
    spent = change.retained_now.amount
    return RevenueChangeFact(
        months_before=(month.year - then.year) * 12 + month.month - then.month,
        month_then=str(then),
        month_then_start=then.start,
        revenue_then=revenue_then,
        revenue=revenue,
        change=revenue - revenue_then,
        change_share=change.now.amount / change.then.amount - 1 if change.then.amount else None,
        effects=tuple(EffectFact.model_validate({"effect": name, "amount": effects[name]}) for name in effects),
        coming_and_going=effects["lost"] + effects["gained"],
        of_retained=sum((effects[name] for name in effects if name not in ("lost", "gained")), Decimal(0)),
        customers_then=change.then.customers,
        customers=change.now.customers,
        lost_customers=change.lost.customers,
        gained_customers=change.gained.customers,
        first_time_customers=change.first_time.customers if change.first_time else None,
        first_time_revenue=_first_time(change, digits, effects["gained"]),
        retained_customers=change.retained_now.customers,
        retained_orders_then=change.retained_then.orders,
        retained_orders=change.retained_now.orders,
        retained_pieces_then=None if change.price is None else change.retained_then.pieces,
        retained_pieces=None if change.price is None else change.retained_now.pieces,
        basket_then=to_coins(change.basket_then / c.MONEY_SCALE, digits),
        basket=to_coins(change.basket_now / c.MONEY_SCALE, digits),
        same_products_share=None if change.price is None or not spent else change.same_products / spent,
    )


def _in_coins(effects: Mapping[str, int], digits: int, total: Decimal) -> dict[str, Decimal]:
    """Round effects so that they add up to the change as it is shown; what is nothing stays nothing."""
    some = [name for name, amount in effects.items() if amount]
    shown = dict(zip(some, apportion([effects[name] for name in some], digits, total), strict=True))
    return {name: shown.get(name, Decimal(0).scaleb(-digits)) for name in effects}


def _first_time(change: RevenueChange, digits: int, gained: Decimal) -> Decimal | None:
    """Round what customers spent who had never bought before, as a part of what all who were gained did."""
    if change.first_time is None:
        return None
    amount = change.first_time.amount
    return apportion([amount, change.gained.amount - amount], digits, gained)[0]
