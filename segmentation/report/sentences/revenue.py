"""Why a month's revenue differs from another's."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from segmentation import columns as c
from segmentation.report import formats as f
from segmentation.report.sentences.parts import customers, plural

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, RevenueChangeFact

EFFECTS: Final[Mapping[str, str]] = {
    "lost": "Customers lost",
    "gained": "Customers gained",
    "frequency": "Order frequency",
    "basket": "Basket size",
    "price": "Prices paid",
}
"""What each effect is called."""

TURNOVER: Final = "customers coming and going"
_MORE_AND_LESS: Final = {
    "frequency": ("more orders", "fewer orders"),
    "basket": ("fuller baskets", "smaller baskets"),
    "price": ("higher prices", "lower prices"),
}


def effect_name(change: RevenueChangeFact, effect: str) -> str:
    """Name an effect; without products, prices are a part of the basket."""
    return "Basket size and prices" if effect == "basket" and not _has_prices(change) else EFFECTS[effect]


def effect_words(facts: Facts, change: RevenueChangeFact, effect: str) -> str:
    """Say what happened that had an effect."""
    month, then = _this(facts), f.month(change.month_then_start)
    match effect:
        case "lost":
            return _lost(change, month, then)
        case "gained":
            return _gained(change, month, then)
        case _ if not change.retained_customers:
            return "Nobody bought in both months."
        case "frequency":
            return _orders(change)
        case "basket":
            return _baskets(facts, change)
        case _:
            return _prices(facts, change)


def revenue_line(facts: Facts) -> str:
    """Say in one sentence or two how revenue changed, and what the largest part of it is."""
    if not facts.revenue_change:
        return f"The data hold no earlier month with which to compare {f.month(facts.month_start)}."
    nearest, *others = facts.revenue_change
    if not nearest.revenue:
        return f"Known customers bought nothing in {_this(facts)}{_against(facts, nearest)}."
    revenue = f.money(nearest.revenue, facts.currency)
    parts = [_difference(facts, change) for change in (nearest, *others)]
    return (
        f"Revenue of known customers was {revenue} in {_this(facts)}: {_listed(parts)}.{_largest_part(facts, nearest)}"
    )


def why_revenue(facts: Facts, change: RevenueChangeFact) -> list[str]:
    """Tell, sentence by sentence, what lies between this month's revenue and an earlier one's."""
    told = [_first(facts, change)]
    if not change.revenue or not change.revenue_then:
        return told
    told.append(_two_parts(facts, change))
    if change.same_products_share is not None and change.same_products_share < 1:
        told.append(
            f"Prices can be compared for {f.percent(change.same_products_share)} of what they spent in "
            f"{f.month(facts.month_start)}; the rest is on products that they bought in that month alone, and counts "
            "as basket size."
        )
    return told


def whose_month(facts: Facts) -> list[str]:
    """Say what keeps the months from being alike."""
    said = []
    if not facts.month_is_whole:
        said.append(
            f"{f.month(facts.month_start)} is not over: the data end on {f.day(facts.source.last_line)}, and it is "
            "compared with whole months."
        )
    begin = facts.source.first_line
    if begin.day > 1 and any(change.month_then == f"{begin:%Y-%m}" for change in facts.revenue_change):
        said.append(f"The data begin on {f.day(begin)}, so that {f.month(begin)} may not be whole.")
    return said


def how_attributed(facts: Facts) -> str:
    """Say in a sentence how a change of revenue is split, and in another what a month's revenue is."""
    prices = any(_has_prices(change) for change in facts.revenue_change)
    ways = (
        "price is the change of each product’s average price, at the mean of both months’ quantities; order frequency "
        "is the change in orders, at the mean of both months’ baskets; basket size is the rest"
        if prices
        else "order frequency is the change in orders, at the mean of both months’ average order; the rest is what an "
        "order came to"
    )
    quantities = (
        " An average price falls, too, when more is bought at the price for large quantities, and an average order "
        "when customers with small orders place more of them."
        if prices
        else ""
    )
    returns = ", less what was sent back by its end," if facts.returns_matched else ""
    return (
        f"Of customers who bought in both months, {ways}; so nothing is left over, and neither month is favoured "
        f"(Bennet’s indicator).{quantities} A month’s revenue is what known customers bought in it{returns} as its own "
        "report counted it."
    )


def bridge_title(facts: Facts, change: RevenueChangeFact) -> str:
    """Say what the picture of a change finds."""
    then = f.month(change.month_then_start)
    written = f.short_money(abs(change.change), facts.currency)
    if not _seen(written):
        return f"As much as in {then}, whatever moved within"
    more = "more" if change.change > 0 else "less"
    cause = _cause(change)
    return f"{written} {more} than in {then}{f', the largest part from {cause}' if cause else ''}"


def bridge_words(facts: Facts, change: RevenueChangeFact) -> str:
    """Tell the picture of a change to who can't see it."""
    steps = "; ".join(
        f"{effect_name(change, x.effect)}: {f.signed(f.money(x.amount, facts.currency), x.amount)}"
        for x in change.effects
    )
    return (
        f"A bridge from {f.money(change.revenue_then, facts.currency)} in {f.month(change.month_then_start)} to "
        f"{f.money(change.revenue, facts.currency)} in {f.month(facts.month_start)}. {steps}."
    )


def _this(facts: Facts) -> str:
    """Name the month reported on, and say so if it is not over."""
    return f"{f.month(facts.month_start)}{'' if facts.month_is_whole else ' so far'}"


def _has_prices(change: RevenueChangeFact) -> bool:
    return any(x.effect == "price" for x in change.effects)


def _amount(change: RevenueChangeFact, effect: str) -> Decimal:
    return next(x.amount for x in change.effects if x.effect == effect)


def _seen(written: str) -> bool:
    """Tell whether an amount is more than nothing as it is written."""
    return any(digit in written for digit in "123456789")


def _listed(parts: list[str]) -> str:
    return ", and ".join(parts)


def _against(facts: Facts, change: RevenueChangeFact) -> str:
    """Say what was bought in an earlier month, where it is nothing in this one."""
    then = f.month(change.month_then_start)
    if not change.revenue_then:
        return f", as in {then}"
    return f", after {f.money(change.revenue_then, facts.currency)} in {then}"


def _difference(facts: Facts, change: RevenueChangeFact) -> str:
    """Say how much more or less this month's revenue is than an earlier one's."""
    then = f.month(change.month_then_start)
    if change.change_share is None:
        return f"nothing was bought in {then}"
    written = f.money(abs(change.change), facts.currency)
    if not _seen(written):
        return f"as much as in {then}"
    more = "more" if change.change > 0 else "less"
    return f"{written} ({f.percent(abs(change.change_share))}) {more} than in {then}"


def _parts(change: RevenueChangeFact) -> dict[str, Decimal]:
    """Give what a change is due to, customers lost and gained taken together."""
    parts = {TURNOVER: change.coming_and_going}
    return parts | {str(x.effect): x.amount for x in change.effects if x.effect not in ("lost", "gained")}


def _largest(change: RevenueChangeFact) -> str | None:
    """Name the largest part of a change, in its direction."""
    if not change.change or not change.retained_customers:
        return None
    up = change.change > 0
    name, amount = max(_parts(change).items(), key=lambda part: part[1] if up else -part[1])
    return name if (amount > 0) == up and amount else None


def _cause(change: RevenueChangeFact) -> str | None:
    largest = _largest(change)
    if largest is None or largest == TURNOVER:
        return largest
    more, less = _MORE_AND_LESS[largest]
    if largest == "basket" and not _has_prices(change):
        more, less = "larger orders", "smaller orders"
    return more if change.change > 0 else less


def _largest_part(facts: Facts, change: RevenueChangeFact) -> str:
    """Say which part is the largest, in a sentence after the first; nothing where no change is seen."""
    cause, largest = _cause(change), _largest(change)
    if cause is None or largest is None or not _seen(f.money(change.change, facts.currency)):
        return ""
    amount = _parts(change)[largest]
    which = f" of the change since {f.month(change.month_then_start)}" if len(facts.revenue_change) > 1 else ""
    told = f" The largest part{which} is {cause}: {f.signed(f.money(amount, facts.currency), amount)}"
    rest = change.change - amount
    # A part may be more than the whole: then the others go the other way, and that is said.
    if abs(amount) > abs(change.change) and _seen(f.money(rest, facts.currency)):
        return f"{told}; all else comes to {f.signed(f.money(rest, facts.currency), rest)}."
    return f"{told}."


def _first(facts: Facts, change: RevenueChangeFact) -> str:
    """Say how much was bought, and how much more or less that is."""
    month, then = _this(facts), f.month(change.month_then_start)
    if not change.revenue and not change.revenue_then:
        return f"Known customers bought nothing, neither in {then} nor in {month}."
    if not change.revenue:
        before = f.money(change.revenue_then, facts.currency)
        return f"Known customers bought nothing in {month}, after {before} in {then}."
    revenue = f.money(change.revenue, facts.currency)
    if not change.revenue_then:
        return f"Revenue of known customers was {revenue} in {month}; in {then} they had bought nothing."
    return f"Revenue of known customers was {revenue} in {month}, {_difference(facts, change)}."


def _two_parts(facts: Facts, change: RevenueChangeFact) -> str:
    """Part customers who bought in one of the months from those who bought in both."""
    net = f.signed(f.money(change.coming_and_going, facts.currency), change.coming_and_going)
    turnover = f"Customers coming and going account for {net}"
    if not change.lost_customers and not change.gained_customers:
        turnover = "The same customers bought in both months"
    if not change.retained_customers:
        return "Nobody bought in both months."
    written = f.money(abs(change.of_retained), facts.currency)
    spent = f"{written} {'more' if change.of_retained > 0 else 'less'}" if _seen(written) else "as much as then"
    who = "customer" if change.retained_customers == 1 else f"{f.count(change.retained_customers)}"
    return f"{turnover}; the {who} who bought in both months spent {spent}."


def _lost(change: RevenueChangeFact, month: str, then: str) -> str:
    if not change.customers_then:
        return f"Nobody had bought in {then}."
    if not change.lost_customers:
        return f"Everyone who bought in {then} bought in {month}, too."
    return f"{f.count(change.lost_customers)} of {customers(change.customers_then)} did not buy in {month}."


def _gained(change: RevenueChangeFact, month: str, then: str) -> str:
    if not change.gained_customers:
        return f"Nobody bought in {month} who had not in {then}."
    gained = f"{customers(change.gained_customers)} had not bought in {then}"
    new = change.first_time_customers
    if new is None:
        return f"{gained}."
    if new == 0:
        return f"{gained}, but earlier."
    if new == 1:
        return f"{gained}, {'and' if new == change.gained_customers else '1 of whom'} is new in the data."
    return f"{gained}; {'all' if new == change.gained_customers else f.count(new)} are new in the data."


def _orders(change: RevenueChangeFact) -> str:
    who = _who(change)
    if change.retained_orders == change.retained_orders_then:
        return f"{who} placed {plural(change.retained_orders, 'order')} in each."
    return f"{who} placed {plural(change.retained_orders, 'order')} instead of {f.count(change.retained_orders_then)}."


def _who(change: RevenueChangeFact) -> str:
    """Name the customers who bought in both months as the subject of a sentence."""
    who = "customer" if change.retained_customers == 1 else f.count(change.retained_customers)
    return f"The {who} who bought in both months"


def _baskets(facts: Facts, change: RevenueChangeFact) -> str:
    now, then = f.money(change.basket, facts.currency), f.money(change.basket_then, facts.currency)
    verb = "held, at equal prices," if _has_prices(change) else "came to"
    instead = f"instead of {then}" if now != then else "as before"
    return f"Their average order {verb} {now} {instead}."


def _prices(facts: Facts, change: RevenueChangeFact) -> str:
    amount = _amount(change, "price")
    if not _seen(f.money(amount, facts.currency)):
        return "The same products cost them as much as before."
    return f"The same products cost them {'more' if amount > 0 else 'less'} on average."


def prices_unknown(facts: Facts) -> str:
    """Say why prices are not told from baskets, where they are not."""
    if not facts.revenue_change or any(_has_prices(change) for change in facts.revenue_change):
        return ""
    lacks = "counts no pieces" if c.STOCK_CODE not in facts.source.absent else "names no products"
    return f"The source {lacks}, so higher prices can’t be told from larger baskets."
