"""Why a month's revenue differs from another's, in words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from segmentation import columns as c
from segmentation.style import formats as f
from segmentation.style.caption import Caption, alt_text
from segmentation.style.language import N_, ngettext
from segmentation.style.language import gettext as _
from segmentation.style.money_unit import MoneyUnit, money_unit
from segmentation.topics.revenue.effect_words import effect_name, has_prices, this_month

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.revenue.record import RevenueChangeFact


def effects_caption(facts: Facts, change: RevenueChangeFact) -> str:
    """Say what the table of a change of revenue shows."""
    return _("From the revenue of {then} to that of {month}, step by step").format(
        then=f.month(change.month_then_start), month=f.month(facts.month_start)
    )


def who_bought(facts: Facts, change: RevenueChangeFact) -> str:
    """Say how many customers bought in either month."""
    return _("{before} customers bought in {then}, {now} in {month}.").format(
        before=f.count(change.customers_then),
        then=f.month(change.month_then_start),
        now=f.count(change.customers),
        month=f.month(facts.month_start),
    )


TURNOVER: Final = N_("customers who bought in one month only")


_MORE_AND_LESS: Final = {
    "frequency": (N_("more orders"), N_("fewer orders")),
    "basket": (N_("fuller baskets"), N_("smaller baskets")),
    "price": (N_("higher prices"), N_("lower prices")),
}


def revenue_line(facts: Facts) -> str:
    """Say in one sentence or two how revenue changed, and what the largest part of it is."""
    if not facts.revenue_change:
        return _("The data hold no earlier month with which to compare {month}.").format(
            month=f.month(facts.month_start)
        )
    nearest, *others = facts.revenue_change
    if not nearest.revenue:
        return _nothing_now(facts, nearest)
    parts = [_difference(facts, change) for change in (nearest, *others)]
    listed = parts[0] if len(parts) == 1 else _("{nearer}, and {farther}").format(nearer=parts[0], farther=parts[1])
    told = _("Revenue of known customers was {revenue} in {month}: {difference}.").format(
        revenue=f.money(nearest.revenue, facts.currency), month=this_month(facts), difference=listed
    )
    return " ".join(filter(None, [told, _largest_part(facts, nearest)]))


def why_revenue(facts: Facts, change: RevenueChangeFact) -> list[str]:
    """Tell, sentence by sentence, what lies between this month's revenue and an earlier one's."""
    told = [_first(facts, change)]
    if not change.revenue or not change.revenue_then:
        return told
    told.append(_two_parts(facts, change))
    if change.same_products_share is not None and change.same_products_share < 1:
        told.append(
            _(
                "Prices can be compared for {share} of what they spent in {month}; the rest is on products that they "
                "bought in that month alone, and counts as basket size."
            ).format(share=f.percent(change.same_products_share), month=f.month(facts.month_start))
        )
    return told


def whose_month(facts: Facts) -> list[str]:
    """Say what keeps the months from being alike."""
    said = []
    if not facts.month_is_whole:
        said.append(
            _("{month} is not over: the data end on {day}, and it is compared with whole months.").format(
                month=f.month(facts.month_start), day=f.day(facts.source.last_line)
            )
        )
    first = facts.source.first_line
    if first.day > 1 and any(change.month_then == f"{first:%Y-%m}" for change in facts.revenue_change):
        said.append(
            _("The data begin on {day}, so that {month} may not be whole.").format(
                day=f.day(first), month=f.month(first)
            )
        )
    return said


def how_attributed(facts: Facts) -> str:
    """Say in a sentence how a change of revenue is split, and in another what a month's revenue is."""
    told = (
        [
            _(
                "Of customers who bought in both months, price is the change of each product’s average price, at the "
                "mean of both months’ quantities; order frequency is the change in orders, at the mean of both months’ "
                "baskets; basket size is the rest; so nothing is left over, and neither month is favoured (Bennet’s "
                "indicator)."
            ),
            _(
                "An average price falls, too, when more is bought at the price for large quantities, and an average "
                "order when customers with small orders place more of them."
            ),
        ]
        if any(has_prices(change) for change in facts.revenue_change)
        else [
            _(
                "Of customers who bought in both months, order frequency is the change in orders, at the mean of both "
                "months’ average order; the rest is what an order came to; so nothing is left over, and neither month "
                "is favoured (Bennet’s indicator)."
            )
        ]
    )
    told.append(
        _(
            "A month’s revenue is what known customers bought in it, less what was sent back by its end, as its own "
            "report counted it."
        )
        if facts.returns_matched
        else _("A month’s revenue is what known customers bought in it as its own report counted it.")
    )
    return " ".join(told)


def bridge_title(facts: Facts, change: RevenueChangeFact) -> str:
    """Say what the picture of a change finds."""
    then = f.month(change.month_then_start)
    written = f.short_money(abs(change.change), facts.currency)
    cause = _cause(change)
    if not f.is_seen(written):
        told = _("As much as in {month}, whatever moved within")
    elif change.change > 0:
        told = _("{money} more than in {month}; {cause}: {amount}") if cause else _("{money} more than in {month}")
    else:
        told = _("{money} less than in {month}; {cause}: {amount}") if cause else _("{money} less than in {month}")
    amount = _parts(change).get(_largest(change) or "", Decimal(0))
    said = f.signed(f.short_money(amount, facts.currency), amount)
    return told.format(money=written, month=then, cause=cause, amount=said)


def bridge_words(facts: Facts, change: RevenueChangeFact) -> str:
    """Tell the picture of a change to who can't see it."""
    steps = "; ".join(
        f"{effect_name(change, x.effect)}: {f.signed(f.money(x.amount, facts.currency), x.amount)}"
        for x in change.effects
    )
    return _("A bridge from {money_then} in {month_then} to {money} in {month}. {steps}.").format(
        money_then=f.money(change.revenue_then, facts.currency),
        month_then=f.month(change.month_then_start),
        money=f.money(change.revenue, facts.currency),
        month=f.month(facts.month_start),
        steps=steps,
    )


def _nothing_now(facts: Facts, change: RevenueChangeFact) -> str:
    """Say what was bought in an earlier month, where it is nothing in this one."""
    month, then = this_month(facts), f.month(change.month_then_start)
    if not change.revenue_then:
        return _("Known customers bought nothing in {month}, as in {earlier}.").format(month=month, earlier=then)
    return _("Known customers bought nothing in {month}, after {money} in {earlier}.").format(
        month=month, money=f.money(change.revenue_then, facts.currency), earlier=then
    )


def _difference(facts: Facts, change: RevenueChangeFact) -> str:
    """Say how much more or less this month's revenue is than an earlier one's."""
    then = f.month(change.month_then_start)
    if change.change_share is None:
        return _("nothing was bought in {month}").format(month=then)
    written = f.money(abs(change.change), facts.currency)
    if not f.is_seen(written):
        return _("as much as in {month}").format(month=then)
    told = (
        _("{money} ({share}) more than in {month}")
        if change.change > 0
        else _("{money} ({share}) less than in {month}")
    )
    return told.format(money=written, share=f.percent(abs(change.change_share)), month=then)


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
    if largest is None:
        return None
    if largest == TURNOVER:
        return _(TURNOVER)
    if largest == "basket" and not has_prices(change):
        return _("larger orders") if change.change > 0 else _("smaller orders")
    more, less = _MORE_AND_LESS[largest]
    return _(more) if change.change > 0 else _(less)


def _largest_part(facts: Facts, change: RevenueChangeFact) -> str:
    """Say which part is the largest, in a sentence after the first; nothing where no change is seen."""
    cause, largest = _cause(change), _largest(change)
    if cause is None or largest is None or not f.is_seen(f.money(change.change, facts.currency)):
        return ""
    amount = _parts(change)[largest]
    rest = change.change - amount
    # A part may be more than the whole: then the others go the other way, and that is said.
    if abs(amount) > abs(change.change) and f.is_seen(f.money(rest, facts.currency)):
        told = (
            _("What moved it most since {month}: {cause}, {amount}; all else comes to {rest}.")
            if len(facts.revenue_change) > 1
            else _("What moved it most: {cause}, {amount}; all else comes to {rest}.")
        )
    else:
        told = (
            _("What moved it most since {month}: {cause}, {amount}.")
            if len(facts.revenue_change) > 1
            else _("What moved it most: {cause}, {amount}.")
        )
    return told.format(
        month=f.month(change.month_then_start),
        cause=cause,
        amount=f.signed(f.money(amount, facts.currency), amount),
        rest=f.signed(f.money(rest, facts.currency), rest),
    )


def _first(facts: Facts, change: RevenueChangeFact) -> str:
    """Say how much was bought, and how much more or less that is."""
    month, then = this_month(facts), f.month(change.month_then_start)
    if not change.revenue and not change.revenue_then:
        return _("Known customers bought nothing, neither in {earlier} nor in {month}.").format(
            earlier=then, month=month
        )
    if not change.revenue:
        return _nothing_now(facts, change)
    revenue = f.money(change.revenue, facts.currency)
    if not change.revenue_then:
        return _("Revenue of known customers was {revenue} in {month}; in {earlier} they had bought nothing.").format(
            revenue=revenue, month=month, earlier=then
        )
    return _("Revenue of known customers was {revenue} in {month}, {difference}.").format(
        revenue=revenue, month=month, difference=_difference(facts, change)
    )


def _two_parts(facts: Facts, change: RevenueChangeFact) -> str:
    """Part customers who bought in one of the months from those who bought in both."""
    if not change.retained_customers:
        return _("Nobody bought in both months.")
    net = f.signed(f.money(change.coming_and_going, facts.currency), change.coming_and_going)
    turnover = (
        _("Customers who bought in one month only account for {money}").format(money=net)
        if change.lost_customers or change.gained_customers
        else _("The same customers bought in both months")
    )
    n, written = change.retained_customers, f.money(abs(change.of_retained), facts.currency)
    if not f.is_seen(written):
        spent = ngettext(
            "the customer who bought in both months spent as much as then",
            "the {n} who bought in both months spent as much as then",
            n,
        )
    elif change.of_retained > 0:
        spent = ngettext(
            "the customer who bought in both months spent {money} more",
            "the {n} who bought in both months spent {money} more",
            n,
        )
    else:
        spent = ngettext(
            "the customer who bought in both months spent {money} less",
            "the {n} who bought in both months spent {money} less",
            n,
        )
    return f"{turnover}; {spent.format(n=f.count(n), money=written)}."


def prices_unknown(facts: Facts) -> str:
    """Say why prices are not told from baskets, where they are not."""
    if not facts.revenue_change or any(has_prices(change) for change in facts.revenue_change):
        return ""
    if c.STOCK_CODE not in facts.source.absent:
        return _("The source counts no pieces, so higher prices can’t be told from larger baskets.")
    return _("The source names no products, so higher prices can’t be told from larger baskets.")


_IN_A_COLUMN: Final = 8
"""Figures it may have in a column of its own."""


def revenue_unit(facts: Facts, change: RevenueChangeFact) -> MoneyUnit:
    """Choose the unit for what lies between two months' revenue."""
    amounts = [change.revenue_then, change.revenue, *(part.amount for part in change.effects)]
    return money_unit(facts.currency, amounts, _IN_A_COLUMN)


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around the pictures that lead from an earlier month's revenue to this one's."""
    return {
        f"bridge-{change.months_before}": Caption(
            bridge_title(facts, change),
            _("From the revenue of known customers in {then} to that in {now}: − is taken off, + is added").format(
                then=f.month(change.month_then_start), now=f.month(facts.month_start)
            ),
            alt_text(bridge_title(facts, change), bridge_words(facts, change).removesuffix(".")),
        )
        for change in facts.revenue_change
    }
