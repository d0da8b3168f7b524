"""Segments one by one: compared with the whole base, where they are, what they buy, who came, which lists."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from segmentation.topics.movement.record import Direction
from segmentation.values import Count, Money, Record, Share


class Quartiles(Record):
    """The middle half of all customers, to which a segment's is compared."""

    recency_days_lower: float
    recency_days_upper: float
    frequency_lower: float
    frequency_upper: float
    monetary_lower: Money
    monetary_upper: Money


class Country(Record):
    """A segment's customers in a country, or in all those that are not named."""

    kind: Annotated[
        Literal["country", "others", "unknown"],
        Field(description="others: all countries not listed; unknown: customers without a country on any line"),
    ]
    country: Annotated[str | None, Field(description="Its name; null for others and unknown")]
    countries: Annotated[int, Field(ge=0, description="In how many countries these customers are; 0 if not known")]
    customers: Count
    customer_share: Annotated[Share, Field(description="Of the segment's customers")]
    monetary: Money
    base_share: Annotated[Share, Field(description="Share of all customers who are there")]


class Product(Record):
    """A product that a segment's customers chose clearly more often than others did.

    A choice is a customer and a product that they bought at least once in the window.
    """

    code: str
    description: str | None
    customers: Annotated[int, Field(ge=0, description="The segment's customers who bought it")]
    customer_share: Annotated[Share, Field(description="Of the segment's customers")]
    other_customers: Annotated[int, Field(ge=0, description="Customers of all other segments who bought it")]
    other_customer_share: Share
    per_thousand: Annotated[float, Field(ge=0, le=1000, description="Per thousand choices of the segment's customers")]
    other_per_thousand: Annotated[float, Field(ge=0, le=1000, description="Per thousand choices of all others")]
    ratio: Annotated[
        float | None, Field(gt=0, description="The one over the other; null if no one else bought the product")
    ]
    lower: Annotated[float, Field(gt=1, description="Lower end of the ratio's interval")]
    lift: Annotated[float, Field(gt=0, description="The rate over that of all customers, including the segment")]


class Preferences(Record):
    """What a segment's customers buy more than others do."""

    minimum: Annotated[
        int, Field(ge=1, description="How many of the segment must have bought a product for it to be tested")
    ]
    looked_at: Count
    clear: Annotated[int, Field(ge=0, description="Products chosen clearly more often than by others")]
    level: Annotated[Share, Field(description="How often all lower bounds of the segment hold together")]
    products: Annotated[tuple[Product, ...], Field(description="The first of those, the highest lower bound first")]


class LastMonth(Record):
    """Where last month's members of the segment are now."""

    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    customers: Annotated[int, Field(ge=0, description="Its customers then; 0 for a segment that did not exist")]
    monetary: Annotated[Money, Field(description="What they had spent in the window that ended then")]
    customers_change: Annotated[int, Field(description="This month's customers less last month's")]
    monetary_change: Annotated[Money, Field(description="This month's money less last month's")]
    stayed: Count
    rose: Count
    slipped: Count
    aside: Count
    left: Annotated[int, Field(ge=0, description="Those with no purchase left in the window")]


class Arrival(Record):
    """Customers in the segment this month who were not last month."""

    origin: Annotated[str, Field(description="Last month's segment, new or returned")]
    kind: Literal["segment", "new", "returned"]
    direction: Annotated[
        Direction, Field(description="How they got here: up, down, aside; in for new or returned customers")
    ]
    customers: Annotated[int, Field(ge=1)]
    worth: Annotated[
        Money, Field(description="What they spent in last month's window; for those who came, in this month's")
    ]


class OnList(Record):
    """The segment's customers on a list to act on."""

    name: str
    file: Annotated[str, Field(description="Within the month's folder")]
    customers: Annotated[int, Field(ge=1, description="The segment's customers who meet its condition")]
    held_out: Annotated[int, Field(ge=0, description="Those of them who are held out, in another file")]
    monetary: Annotated[Money, Field(description="What they spent in the window")]
    others: Annotated[int, Field(ge=0, description="Customers of other segments on the same list")]


class Portrait(Record):
    """A segment beside the whole base; the rest of it is among the segments."""

    segment: str
    frequency_ratio: Annotated[float, Field(ge=0, description="Its median over that of all customers")]
    monetary_ratio: Annotated[float | None, Field(description="The same; null if that of all customers is zero")]
    countries: Annotated[
        tuple[Country, ...], Field(description="They add up to the segment; empty if no country is known")
    ]
    preferences: Annotated[
        Preferences | None, Field(description="Null if the source has no products, or there are no other customers")
    ]
    last_month: Annotated[LastMonth | None, Field(description="Null without a last month")]
    arrivals: Annotated[tuple[Arrival, ...], Field(description="Those worth most first")]
    lists: Annotated[tuple[OnList, ...], Field(description="In the order of the settings")]
    sheets: Annotated[tuple[str, ...], Field(description="Sheets of segments.xlsx that have the segment's customers")]


class Portraits(Record):
    """Every segment beside the whole base."""

    base: Quartiles
    segments: Annotated[tuple[Portrait, ...], Field(description="In the order of the segments")]
