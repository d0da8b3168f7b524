"""Parts of sentences that several topics share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from babel.lists import format_list

from segmentation import columns as c
from segmentation.messages import N_
from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext, spoken_locale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segmentation.facts import Facts


MEASURES: Final = {c.RECENCY_DAYS: N_("recency"), c.FREQUENCY: N_("orders"), c.MONETARY: N_("spend")}
"""What each feature is called."""


def measure(feature: str) -> str:
    """Name a feature."""
    return _(MEASURES[feature])


def customers(count: int) -> str:
    """Count customers.

    >>> customers(1), customers(4284)
    ('1 customer', '4,284 customers')
    """
    return ngettext("{n} customer", "{n} customers", count).format(n=f.count(count))


def begin(text: str) -> str:
    """Write a text as the beginning of a sentence.

    >>> begin("orders and spend")
    'Orders and spend'
    """
    return f"{text[:1].upper()}{text[1:]}"


def days(value: float) -> str:
    """Count days.

    >>> days(1), days(1.5)
    ('1 day', '1.5 days')
    """
    return ngettext("{n} day", "{n} days", value).format(n=f.number(value, 1))


def orders(value: float) -> str:
    """Count orders.

    >>> orders(0), orders(1)
    ('0 orders', '1 order')
    """
    return ngettext("{n} order", "{n} orders", value).format(n=f.number(value, 1))


def months(count: int) -> str:
    """Count months.

    >>> months(12)
    '12 months'
    """
    return ngettext("{n} month", "{n} months", count).format(n=f.count(count))


def times(value: float) -> str:
    """Say how often.

    >>> times(1), times(2), times(2.5), times(12)
    ('once', 'twice', '2.5 times', '12 times')
    """
    if value == 1:
        return _("once")
    if value == 2:
        return _("twice")
    return ngettext("{n} time", "{n} times", value).format(n=f.number(value, 1))


def join(items: Sequence[str]) -> str:
    """List things in a sentence.

    >>> join(["one", "two", "three"])
    'one, two and three'
    """
    return format_list(items, locale=spoken_locale())


def within(facts: Facts) -> str:
    """Say over what time a customer's orders and spend are counted, after a word for them."""
    if facts.window_months is None:
        return _("in all that time")
    return ngettext("in {n} month", "in {n} months", facts.window_months).format(n=f.count(facts.window_months))
