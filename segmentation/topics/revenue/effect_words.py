"""What moved revenue, effect by effect, and what moved it most."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from segmentation.messages import N_
from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.revenue.record import RevenueChange

_EFFECTS: Final[Mapping[str, str]] = {
    "lost": N_("Bought only then"),
    "gained": N_("Bought only now"),
    "frequency": N_("Order frequency"),
    "basket": N_("Basket size"),
    "price": N_("Prices paid"),
}
"""What each effect is called."""
_TURNOVER: Final = N_("customers who bought in one month only")
_MORE_AND_LESS: Final = {
    "frequency": (N_("more orders"), N_("fewer orders")),
    "basket": (N_("fuller baskets"), N_("smaller baskets")),
    "price": (N_("higher prices"), N_("lower prices")),
}


def effect_name(change: RevenueChange, effect: str) -> str:
    """Name an effect; without products, prices are a part of the basket."""
    return _("Basket size and prices") if effect == "basket" and not has_prices(change) else _(_EFFECTS[effect])


def effect_words(facts: Facts, change: RevenueChange, effect: str) -> str:
    """Say what is behind an effect."""
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


def _lost(change: RevenueChange, month: str, then: str) -> str:
    if not change.customers_then:
        return _("Nobody had bought in {month}.").format(month=then)
    if not change.lost_customers:
        return _("Everyone who bought in {earlier} bought in {month}, too.").format(earlier=then, month=month)
    return ngettext(
        "{lost} of {n} customer did not buy in {month}.",
        "{lost} of {n} customers did not buy in {month}.",
        change.customers_then,
    ).format(lost=f.count(change.lost_customers), n=f.count(change.customers_then), month=month)


def _gained(change: RevenueChange, month: str, then: str) -> str:
    gained, new = change.gained_customers, change.first_time_customers
    if not gained:
        return _("Nobody bought in {month} who had not in {earlier}.").format(month=month, earlier=then)
    if new is None:
        text = ngettext("{n} customer had not bought in {month}.", "{n} customers had not bought in {month}.", gained)
    elif new == 0:
        text = ngettext(
            "{n} customer had not bought in {month}, but earlier.",
            "{n} customers had not bought in {month}, but earlier.",
            gained,
        )
    elif new == gained:
        text = ngettext(
            "{n} customer had not bought in {month}, and is new in the data.",
            "{n} customers had not bought in {month}; all are new in the data.",
            gained,
        )
    else:
        text = ngettext(
            "{n} customers had not bought in {month}, {new} of whom is new in the data.",
            "{n} customers had not bought in {month}; {new} are new in the data.",
            new,
        )
    return text.format(n=f.count(gained), month=then, new=f.count(new or 0))


def _orders(change: RevenueChange) -> str:
    """Say how many orders those placed who bought in both months, and how many before."""
    one, now, before = change.retained_customers == 1, change.retained_orders, change.retained_orders_then
    if one and now == before:
        text = ngettext(
            "The customer who bought in both months placed {n} order in each.",
            "The customer who bought in both months placed {n} orders in each.",
            now,
        )
    elif one:
        text = ngettext(
            "The customer who bought in both months placed {n} order instead of {before}.",
            "The customer who bought in both months placed {n} orders instead of {before}.",
            now,
        )
    elif now == before:
        text = ngettext(
            "The {customers} who bought in both months placed {n} order in each.",
            "The {customers} who bought in both months placed {n} orders in each.",
            now,
        )
    else:
        text = ngettext(
            "The {customers} who bought in both months placed {n} order instead of {before}.",
            "The {customers} who bought in both months placed {n} orders instead of {before}.",
            now,
        )
    return text.format(customers=f.count(change.retained_customers), n=f.count(now), before=f.count(before))


def _baskets(facts: Facts, change: RevenueChange) -> str:
    now, then = f.money(change.basket, facts.currency), f.money(change.basket_then, facts.currency)
    if has_prices(change):
        text = (
            _("Their average order held, at equal prices, {now} instead of {before}.")
            if now != then
            else _("Their average order held, at equal prices, {now} as before.")
        )
    else:
        text = (
            _("Their average order came to {now} instead of {before}.")
            if now != then
            else _("Their average order came to {now} as before.")
        )
    return text.format(now=now, before=then)


def _prices(facts: Facts, change: RevenueChange) -> str:
    amount = next(x.amount for x in change.effects if x.effect == "price")
    if not f.is_seen(f.money(amount, facts.currency)):
        return _("The same products cost them as much as before.")
    if amount > 0:
        return _("The same products cost them more on average.")
    return _("The same products cost them less on average.")


def this_month(facts: Facts) -> str:
    """Name the month reported on, and say so if it is not over."""
    month = f.month(facts.month_start)
    return month if facts.month_is_whole else _("{month} so far").format(month=month)


def has_prices(change: RevenueChange) -> bool:
    """Check that the effect of prices is known apart from that of baskets."""
    return any(x.effect == "price" for x in change.effects)


def main_cause(change: RevenueChange) -> tuple[str, Decimal] | None:
    """Name the largest part of a change in its direction, lost and gained customers together, and its amount."""
    if not change.change or not change.retained_customers:
        return None
    up = change.change > 0
    parts = {_TURNOVER: change.coming_and_going}
    parts |= {str(x.effect): x.amount for x in change.effects if x.effect not in ("lost", "gained")}
    largest, amount = max(parts.items(), key=lambda part: part[1] if up else -part[1])
    if not amount or (amount > 0) != up:
        return None
    if largest == _TURNOVER:
        return _(_TURNOVER), amount
    if largest == "basket" and not has_prices(change):
        return _("larger orders") if up else _("smaller orders"), amount
    more, less = _MORE_AND_LESS[largest]
    return _(more) if up else _(less), amount
