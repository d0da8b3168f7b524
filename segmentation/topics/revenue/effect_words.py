"""What happened that had an effect on revenue, effect by effect."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from segmentation.style import formats as f
from segmentation.style.language import N_, ngettext
from segmentation.style.language import gettext as _

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.revenue.record import RevenueChangeFact

EFFECTS: Final[Mapping[str, str]] = {
    "lost": N_("Bought only then"),
    "gained": N_("Bought only now"),
    "frequency": N_("Order frequency"),
    "basket": N_("Basket size"),
    "price": N_("Prices paid"),
}
"""What each effect is called."""


def effect_name(change: RevenueChangeFact, effect: str) -> str:
    """Name an effect; without products, prices are a part of the basket."""
    return _("Basket size and prices") if effect == "basket" and not has_prices(change) else _(EFFECTS[effect])


def effect_words(facts: Facts, change: RevenueChangeFact, effect: str) -> str:
    """Say what happened that had an effect."""
    month, then = this_month(facts), f.month(change.month_then_start)
    match effect:
        case "lost":
            return _lost(change, month, then)
        case "gained":
            return _gained(change, month, then)
        case _ if not change.retained_customers:
            return _("Nobody bought in both months.")
        case "frequency":
            return _orders(change)
        case "basket":
            return _baskets(facts, change)
        case _:
            return _prices(facts, change)


def _lost(change: RevenueChangeFact, month: str, then: str) -> str:
    if not change.customers_then:
        return _("Nobody had bought in {month}.").format(month=then)
    if not change.lost_customers:
        return _("Everyone who bought in {earlier} bought in {month}, too.").format(earlier=then, month=month)
    return ngettext(
        "{lost} of {n} customer did not buy in {month}.",
        "{lost} of {n} customers did not buy in {month}.",
        change.customers_then,
    ).format(lost=f.count(change.lost_customers), n=f.count(change.customers_then), month=month)


def _gained(change: RevenueChangeFact, month: str, then: str) -> str:
    gained, new = change.gained_customers, change.first_time_customers
    if not gained:
        return _("Nobody bought in {month} who had not in {earlier}.").format(month=month, earlier=then)
    if new is None:
        told = ngettext("{n} customer had not bought in {month}.", "{n} customers had not bought in {month}.", gained)
    elif new == 0:
        told = ngettext(
            "{n} customer had not bought in {month}, but earlier.",
            "{n} customers had not bought in {month}, but earlier.",
            gained,
        )
    elif new == gained:
        told = ngettext(
            "{n} customer had not bought in {month}, and is new in the data.",
            "{n} customers had not bought in {month}; all are new in the data.",
            gained,
        )
    else:
        told = ngettext(
            "{n} customers had not bought in {month}, {new} of whom is new in the data.",
            "{n} customers had not bought in {month}; {new} are new in the data.",
            new,
        )
    return told.format(n=f.count(gained), month=then, new=f.count(new or 0))


def _orders(change: RevenueChangeFact) -> str:
    """Say how many orders those placed who bought in both months, and how many before."""
    one, now, before = change.retained_customers == 1, change.retained_orders, change.retained_orders_then
    if one and now == before:
        told = ngettext(
            "The customer who bought in both months placed {n} order in each.",
            "The customer who bought in both months placed {n} orders in each.",
            now,
        )
    elif one:
        told = ngettext(
            "The customer who bought in both months placed {n} order instead of {before}.",
            "The customer who bought in both months placed {n} orders instead of {before}.",
            now,
        )
    elif now == before:
        told = ngettext(
            "The {customers} who bought in both months placed {n} order in each.",
            "The {customers} who bought in both months placed {n} orders in each.",
            now,
        )
    else:
        told = ngettext(
            "The {customers} who bought in both months placed {n} order instead of {before}.",
            "The {customers} who bought in both months placed {n} orders instead of {before}.",
            now,
        )
    return told.format(customers=f.count(change.retained_customers), n=f.count(now), before=f.count(before))


def _baskets(facts: Facts, change: RevenueChangeFact) -> str:
    now, then = f.money(change.basket, facts.currency), f.money(change.basket_then, facts.currency)
    if has_prices(change):
        told = (
            _("Their average order held, at equal prices, {now} instead of {before}.")
            if now != then
            else _("Their average order held, at equal prices, {now} as before.")
        )
    else:
        told = (
            _("Their average order came to {now} instead of {before}.")
            if now != then
            else _("Their average order came to {now} as before.")
        )
    return told.format(now=now, before=then)


def _prices(facts: Facts, change: RevenueChangeFact) -> str:
    amount = amount_of(change, "price")
    if not f.is_seen(f.money(amount, facts.currency)):
        return _("The same products cost them as much as before.")
    if amount > 0:
        return _("The same products cost them more on average.")
    return _("The same products cost them less on average.")


def this_month(facts: Facts) -> str:
    """Name the month reported on, and say so if it is not over."""
    month = f.month(facts.month_start)
    return month if facts.month_is_whole else _("{month} so far").format(month=month)


def has_prices(change: RevenueChangeFact) -> bool:
    """Tell whether prices are told from baskets."""
    return any(x.effect == "price" for x in change.effects)


def amount_of(change: RevenueChangeFact, effect: str) -> Decimal:
    """Give what an effect comes to."""
    return next(x.amount for x in change.effects if x.effect == effect)
