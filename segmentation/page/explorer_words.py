"""The page of points: how many there are, what each says of its customer, how the cloud is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext

if TYPE_CHECKING:
    from decimal import Decimal

    from segmentation.facts import Facts
    from segmentation.topics.segments.record import Segment


def how_many_points(facts: Facts) -> str:
    """Say how many customers are shown, and of how many."""
    shown, everybody = len(facts.points.segment), facts.points.customers
    if shown == everybody:
        return ngettext("{n} customer, a point.", "{n} customers, each a point.", shown).format(n=f.count(shown))
    return _("{n} of {customers} customers, drawn at random from each segment, each a point.").format(
        n=f.count(shown), customers=f.count(everybody)
    )


def how_points_lie(facts: Facts) -> str:
    """Say how the cloud is read."""
    text = _(
        "All three scales are of powers: from one mark to the next is about three times as much. Orders are whole "
        "numbers, so points with equally many are spread a little, as otherwise they would hide each other; what a "
        "point says of its customer is exact."
    )
    if any(spend <= 0 for spend in facts.points.monetary):
        text += " " + _("Customers who spent nothing, or got back more than they spent, are on the floor.")
    return text


def did(days: float, orders: float, spend: str) -> tuple[str, str, str]:
    """Say what a customer did, or a segment's centre: three lines.

    Examples
    --------
    >>> did(1, 12, "£7.50")
    ('Last bought 1 day ago', '12 orders', '£7.50 spent')
    """
    return (
        ngettext("Last bought {n} day ago", "Last bought {n} days ago", days).format(n=f.number(days, 1)),
        ngettext("{n} order", "{n} orders", orders).format(n=f.number(orders, 1)),
        _("{money} spent").format(money=spend),
    )


def customer(number: str) -> str:
    """Name a customer."""
    return _("Customer {number}").format(number=number)


def centre_of(segment: str) -> str:
    """Name a segment's centre."""
    return _("Centre of {segment}").format(segment=segment)


def axes(facts: Facts) -> tuple[str, str, str]:
    """Name what is measured along each axis, with its unit."""
    return (
        _("Days since last purchase"),
        _("Orders"),
        _("Spend, {currency}").format(currency=f.currency_symbol(facts.currency)),
    )


def size_of(segment: Segment, money: Decimal, currency: str) -> str:
    """Say how large a segment is, in customers and money, as briefly as can be."""
    counted = ngettext("{n} customer", "{n} customers", segment.customers).format(n=f.count(segment.customers))
    return _("{customers}, {money}").format(customers=counted, money=f.short_money(money, currency))
