"""Parts of sentences that several sections share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segmentation import columns as c
from segmentation.analysis import segments as s
from segmentation.report import formats as f

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, SegmentFact

PEOPLE: Final = {
    s.CHAMPIONS: "Champions",
    s.LOYAL: "Loyal customers",
    s.POTENTIAL_LOYALISTS: "Potential loyalists",
    s.PROMISING: "Promising customers",
    s.NEEDS_ATTENTION: "Customers who need attention",
    s.SLIPPING_AWAY: "Customers slipping away",
    s.AT_RISK: "Customers at risk",
    s.CANT_LOSE: "Customers not to lose",
    s.HIBERNATING: "Hibernating customers",
    s.BIG_SPENDERS: "Big spenders",
    s.FREQUENT_BUYERS: "Frequent buyers",
    s.BIG_AND_FREQUENT: "Big and frequent buyers",
}


MEASURES: Final = {c.RECENCY_DAYS: "recency", c.FREQUENCY: "orders", c.MONETARY: "spend"}


def people(segment: SegmentFact) -> str:
    """Name a segment's customers as the subject of a sentence."""
    return with_difference(PEOPLE[segment.profile], segment)


def with_difference(name: str, segment: SegmentFact) -> str:
    """Put what tells a segment apart from another of its profile in brackets, out of the way of other commas."""
    difference = segment.segment.removeprefix(segment.profile).lstrip(", ")
    return f"{name} ({difference})" if difference else name


def bracketed(profile: str, segment: str) -> str:
    """Do the same for a segment of which only name and profile are known.

    Examples
    --------
    >>> bracketed("Loyal", "Loyal, longer ago"), bracketed("Loyal", "Loyal")
    ('Loyal (longer ago)', 'Loyal')
    """
    difference = segment.removeprefix(profile).lstrip(", ")
    return f"{profile} ({difference})" if difference else profile


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
    return f"{f.count(count)} customer{'' if count == 1 else 's'}"


def plural(value: float, noun: str) -> str:
    """Count things.

    Examples
    --------
    >>> plural(1, "day"), plural(2.5, "order")
    ('1 day', '2.5 orders')
    """
    return f"{f.number(value, 1)} {noun}{'' if value == 1 else 's'}"


def join(items: Sequence[str]) -> str:
    """List things in a sentence.

    Examples
    --------
    >>> join(["one", "two", "three"])
    'one, two and three'
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def period(facts: Facts) -> str:
    """Say over what time the report looks back, at the start of a sentence."""
    if facts.window_months is None:
        return f"From {f.day(facts.window_start)} to {f.last_day(facts.as_of)}"
    return f"In the {facts.window_months} months to {f.last_day(facts.as_of)}"


def within(facts: Facts) -> str:
    """Say over what time a customer's orders and spend are counted, after a word for them."""
    return "in all that time" if facts.window_months is None else f"in {plural(facts.window_months, 'month')}"


def silhouette(facts: Facts) -> str:
    """Write the mean silhouette, with its margin where it was taken over a sample."""
    k = facts.n_clusters
    margin = f" ± {f.exact_number(k.silhouette_margin, 3)}" if k.silhouette_margin else ""
    return f"{f.exact_number(k.silhouette, 3 if margin else 2)}{margin}"
