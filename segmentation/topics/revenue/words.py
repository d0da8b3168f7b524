"""Why a month's revenue differs from another's, in words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from segmentation import columns as c
from segmentation.style import formats as f
from segmentation.style.caption import Caption, alt_text
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.money_unit import MoneyUnit, money_unit
from segmentation.topics.revenue.effect_words import effect_name, has_prices, main_cause, this_month

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.revenue.record import RevenueChange


def effects_caption(facts: Facts, change: RevenueChange) -> str:
    """Say what the table of a change of revenue shows."""
    return _("From the revenue of {then} to that of {month}, step by step").format(
        then=f.month(change.month_then_start), month=f.month(facts.month_start)
    )


def who_bought(facts: Facts, change: RevenueChange) -> str:
    """Say how many customers bought in either month."""
    return _("{before} customers bought in {then}, {now} in {month}.").format(
        before=f.count(change.customers_then),
        then=f.month(change.month_then_start),
        now=f.count(change.customers),
        month=f.month(facts.month_start),
    )


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
    text = _("Revenue of known customers was {revenue} in {month}: {difference}.").format(
        revenue=f.money(nearest.revenue, facts.currency), month=this_month(facts), difference=listed
    )
    return " ".join(filter(None, [text, _largest_part(facts, nearest)]))


def why_revenue(facts: Facts, change: RevenueChange) -> list[str]:
    """Explain, sentence by sentence, why this month's revenue differs from an earlier one's."""
    sentences = [_first(facts, change)]
    if not change.revenue or not change.revenue_then:
        return sentences
    sentences.append(_two_parts(facts, change))
    if change.same_products_share is not None and change.same_products_share < 1:
        sentences.append(
            _(
                "Prices can be compared for {share} of what they spent in {month}; the rest is on products that they "
                "bought in that month alone, and counts as basket size."
            ).format(share=f.percent(change.same_products_share), month=f.month(facts.month_start))
        )
    return sentences


def whose_month(facts: Facts) -> list[str]:
    """Say which of the months are not whole."""
    sentences = []
    if not facts.month_is_whole:
        sentences.append(
            _("{month} is not over: the data end on {day}, and it is compared with whole months.").format(
                month=f.month(facts.month_start), day=f.day(facts.source.last_line)
            )
        )
    first = facts.source.first_line
    if first.day > 1 and any(change.month_then == f"{first:%Y-%m}" for change in facts.revenue_change):
        sentences.append(
            _("The data begin on {day}, so that {month} may not be whole.").format(
                day=f.day(first), month=f.month(first)
            )
        )
    return sentences


def how_attributed(facts: Facts) -> str:
    """Say how a change of revenue is split, and what a month's revenue is."""
    sentences = (
        [
            _(
                "Of customers who bought in both months, price is the change of each product’s average price, at the "
                "mean of both months’ quantities; order frequency is the change in orders, at the mean of both months’ "
                "baskets; basket size is the rest; so nothing is left over, and neither month is favoured (Bennet’s "
                "indicator)."
            ),
            _(
                "An average price also falls when more is bought at the price for large quantities, and an average "
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
    sentences.append(
        _(
            "A month’s revenue is what known customers bought in it, less what was sent back by its end, as its own "
            "report counted it."
        )
        if facts.returns_matched
        else _("A month’s revenue is what known customers bought in it as its own report counted it.")
    )
    return " ".join(sentences)


def bridge_title(facts: Facts, change: RevenueChange) -> str:
    """Say what the picture of a change finds."""
    then = f.month(change.month_then_start)
    written = f.short_money(abs(change.change), facts.currency)
    cause, amount = main_cause(change) or (None, Decimal(0))
    if not f.is_seen(written):
        text = _("As much as in {month}, whatever moved within")
    elif change.change > 0:
        text = _("{money} more than in {month}; {cause}: {amount}") if cause else _("{money} more than in {month}")
    else:
        text = _("{money} less than in {month}; {cause}: {amount}") if cause else _("{money} less than in {month}")
    part = f.signed(f.short_money(amount, facts.currency), amount)
    return text.format(money=written, month=then, cause=cause, amount=part)


def bridge_words(facts: Facts, change: RevenueChange) -> str:
    """Describe the picture of a change for those who can't see it."""
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


def _nothing_now(facts: Facts, change: RevenueChange) -> str:
    """Say what was bought in an earlier month, where it is nothing in this one."""
    month, then = this_month(facts), f.month(change.month_then_start)
    if not change.revenue_then:
        return _("Known customers bought nothing in {month}, as in {earlier}.").format(month=month, earlier=then)
    return _("Known customers bought nothing in {month}, after {money} in {earlier}.").format(
        month=month, money=f.money(change.revenue_then, facts.currency), earlier=then
    )


def _difference(facts: Facts, change: RevenueChange) -> str:
    """Say how much more or less this month's revenue is than an earlier one's."""
    then = f.month(change.month_then_start)
    if change.change_share is None:
        return _("nothing was bought in {month}").format(month=then)
    written = f.money(abs(change.change), facts.currency)
    if not f.is_seen(written):
        return _("as much as in {month}").format(month=then)
    text = (
        _("{money} ({share}) more than in {month}")
        if change.change > 0
        else _("{money} ({share}) less than in {month}")
    )
    return text.format(money=written, share=f.percent(abs(change.change_share)), month=then)


def _largest_part(facts: Facts, change: RevenueChange) -> str:
    """Say which part is the largest, in a sentence after the first; nothing where no change is seen."""
    found = main_cause(change)
    if found is None or not f.is_seen(f.money(change.change, facts.currency)):
        return ""
    cause, amount = found
    rest = change.change - amount
    # A part may exceed the whole: then the others go the other way, and the sentence says so.
    if abs(amount) > abs(change.change) and f.is_seen(f.money(rest, facts.currency)):
        text = (
            _("What moved it most since {month}: {cause}, {amount}; all else comes to {rest}.")
            if len(facts.revenue_change) > 1
            else _("What moved it most: {cause}, {amount}; all else comes to {rest}.")
        )
    else:
        text = (
            _("What moved it most since {month}: {cause}, {amount}.")
            if len(facts.revenue_change) > 1
            else _("What moved it most: {cause}, {amount}.")
        )
    return text.format(
        month=f.month(change.month_then_start),
        cause=cause,
        amount=f.signed(f.money(amount, facts.currency), amount),
        rest=f.signed(f.money(rest, facts.currency), rest),
    )


def _first(facts: Facts, change: RevenueChange) -> str:
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


def _two_parts(facts: Facts, change: RevenueChange) -> str:
    """Compare customers who bought in one of the months with those who bought in both."""
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
    """Say why the effect of prices is not known apart from that of baskets, where it isn't."""
    if not facts.revenue_change or any(has_prices(change) for change in facts.revenue_change):
        return ""
    if c.STOCK_CODE not in facts.source.absent:
        return _("The source counts no pieces, so higher prices can’t be told from larger baskets.")
    return _("The source names no products, so higher prices can’t be told from larger baskets.")


_IN_A_COLUMN: Final = 8
"""Figures that may have their own column."""


def revenue_unit(facts: Facts, change: RevenueChange) -> MoneyUnit:
    """Choose the unit for the difference between two months' revenue."""
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
