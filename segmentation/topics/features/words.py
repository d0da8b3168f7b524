"""What was measured, and over what time, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext

if TYPE_CHECKING:
    from segmentation.facts import Facts


def what_an_order_is(facts: Facts) -> str:
    """Say what frequency counts."""
    if c.INVOICE in facts.source.absent:
        return _("days with a purchase that was not all sent back, since the source has no invoice numbers")
    return _("distinct invoices that were not sent back whole")


def which_period(facts: Facts) -> str:
    """Say over what time the report looks back."""
    first, last = f.day(facts.window_start), f.last_day(facts.as_of)
    if facts.window_months is None:
        return _("{first} to {last}; later lines change nothing, returns among them.").format(first=first, last=last)
    return ngettext(
        "{months} month, {first} to {last}; later lines change nothing, returns among them.",
        "{months} months, {first} to {last}; later lines change nothing, returns among them.",
        facts.window_months,
    ).format(months=f.count(facts.window_months), first=first, last=last)


def which_features(facts: Facts) -> str:
    """Say what recency, frequency and monetary value are."""
    order = what_an_order_is(facts)
    spent = _("what was spent, net of returns") if facts.returns_matched else _("what was spent, before returns")
    if facts.as_of_month_end:
        return _(
            "Recency: whole days from the last purchase to the end of the month. Frequency: {order}. Monetary value: "
            "{spent}."
        ).format(order=order, spent=spent)
    return _(
        "Recency: whole days from the last purchase to the last purchase of all. Frequency: {order}. Monetary value: "
        "{spent}."
    ).format(order=order, spent=spent)
