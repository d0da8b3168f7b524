"""Parts of sentences that several sections share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segmentation import columns as c
from segmentation.analysis import segments as s
from segmentation.report import formats as f
from segmentation.report.language import N_, ngettext
from segmentation.report.language import gettext as _
from segmentation.report.sentences.names import difference_of, is_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from segmentation.report.facts import Facts, SegmentFact

PEOPLE: Final = {
    s.CHAMPIONS: N_("Champions"),
    s.LOYAL: N_("Loyal customers"),
    s.POTENTIAL_LOYALISTS: N_("Potential loyalists"),
    s.PROMISING: N_("Promising customers"),
    s.NEEDS_ATTENTION: N_("Customers who need attention"),
    s.SLIPPING_AWAY: N_("Customers slipping away"),
    s.AT_RISK: N_("Customers at risk"),
    s.CANT_LOSE: N_("Customers not to lose"),
    s.HIBERNATING: N_("Hibernating customers"),
    s.BIG_SPENDERS: N_("Big spenders"),
    s.FREQUENT_BUYERS: N_("Frequent buyers"),
    s.BIG_AND_FREQUENT: N_("Big and frequent buyers"),
}
"""What customers of each profile are called as the subject of a sentence."""

MEASURES: Final = {c.RECENCY_DAYS: N_("recency"), c.FREQUENCY: N_("orders"), c.MONETARY: N_("spend")}
"""What each feature is called."""


def measure(feature: str) -> str:
    """Name a feature."""
    return _(MEASURES[feature])


def people(segment: SegmentFact) -> str:
    """Name a segment's customers as the subject of a sentence."""
    if not is_of(segment.segment, segment.profile):
        return segment.segment
    return with_difference(_(PEOPLE[segment.profile]), segment)


def with_difference(name: str, segment: SegmentFact) -> str:
    """Put what tells a segment apart from another of its profile behind a name for its customers.

    It stands in brackets, out of the way of other commas.
    """
    told = difference_of(segment.segment, segment.profile)
    return f"{name} ({told})" if told else name


@dataclass(frozen=True)
class Shares:
    """A segment's shares of the whole, written.

    Attributes
    ----------
    customers, monetary : str
        Such as ``26.5%``; those of all segments add up.
    """

    customers: str
    monetary: str


def shares(facts: Facts) -> dict[str, Shares]:
    """Write each segment's share of customers and of their revenue, by its name."""
    customer_shares = f.percents([segment.customer_share for segment in facts.segments])
    monetary_shares = f.percents([segment.monetary_share for segment in facts.segments])
    names = [segment.segment for segment in facts.segments]
    return dict(zip(names, map(Shares, customer_shares, monetary_shares), strict=True))


def customers(count: int) -> str:
    """Count customers.

    Examples
    --------
    >>> customers(1), customers(4284)
    ('1 customer', '4,284 customers')
    """
    return ngettext("{n} customer", "{n} customers", count).format(n=f.count(count))


def begin(text: str) -> str:
    """Write a text as the beginning of a sentence.

    Examples
    --------
    >>> begin("orders and spend")
    'Orders and spend'
    """
    return f"{text[:1].upper()}{text[1:]}"


def days(value: float) -> str:
    """Count days.

    Examples
    --------
    >>> days(1), days(1.5)
    ('1 day', '1.5 days')
    """
    return ngettext("{n} day", "{n} days", value).format(n=f.number(value, 1))


def orders(value: float) -> str:
    """Count orders.

    Examples
    --------
    >>> orders(0), orders(1)
    ('0 orders', '1 order')
    """
    return ngettext("{n} order", "{n} orders", value).format(n=f.number(value, 1))


def months(count: int) -> str:
    """Count months.

    Examples
    --------
    >>> months(12)
    '12 months'
    """
    return ngettext("{n} month", "{n} months", count).format(n=f.count(count))


def plural(value: float, noun: str) -> str:
    """Count days, orders or months.

    Examples
    --------
    >>> plural(1, "day"), plural(2.5, "order")
    ('1 day', '2.5 orders')
    """
    counted: dict[str, Callable[..., str]] = {"day": days, "order": orders, "month": months}
    return counted[noun](value)


def join(items: Sequence[str]) -> str:
    """List things in a sentence.

    Examples
    --------
    >>> join(["one", "two", "three"])
    'one, two and three'
    """
    if len(items) == 1:
        return items[0]
    return _("{items} and {last}").format(items=", ".join(items[:-1]), last=items[-1])


def within(facts: Facts) -> str:
    """Say over what time a customer's orders and spend are counted, after a word for them."""
    if facts.window_months is None:
        return _("in all that time")
    return ngettext("in {n} month", "in {n} months", facts.window_months).format(n=f.count(facts.window_months))


def silhouette(facts: Facts) -> str:
    """Write the mean silhouette, with its margin where it was taken over a sample."""
    k = facts.n_clusters
    margin = f" ± {f.exact_number(k.silhouette_margin, 3)}" if k.silhouette_margin else ""
    return f"{f.exact_number(k.silhouette, 3 if margin else 2)}{margin}"
