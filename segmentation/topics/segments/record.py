"""What is known of the segments, and of the customers they are compared to."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from segmentation.profiles import SetApart
from segmentation.topics.actions.record import Action
from segmentation.values import Count, Money, Record, Share


class Segment(Record):
    """A group of customers the business has a name for."""

    segment: str
    profile: Annotated[str, Field(description="The name's place on the grid of recency and value scores")]
    set_apart: Annotated[
        SetApart | None,
        Field(description="How the customers set apart before clustering stood out"),
    ]
    jaccard: Annotated[
        float | None, Field(ge=0, le=1, description="How much of the cluster recurs when customers are resampled")
    ]
    border_customers: Annotated[int, Field(ge=0, description="Customers on a border")]
    recency_score: Annotated[int, Field(ge=1, le=5)]
    value_score: Annotated[int, Field(ge=1, le=5)]
    customers: Count
    customer_share: Share
    monetary: Money
    monetary_share: Share
    recency_days_median: float
    recency_days_lower: Annotated[float, Field(description="Lower quartile of days since the last purchase")]
    recency_days_upper: Annotated[float, Field(description="Upper quartile of days since the last purchase")]
    frequency_median: float
    frequency_lower: Annotated[float, Field(description="Lower quartile of orders in the window")]
    frequency_upper: Annotated[float, Field(description="Upper quartile of orders in the window")]
    monetary_median: Money
    monetary_lower: Annotated[Money, Field(description="Lower quartile of spend in the window")]
    monetary_upper: Annotated[Money, Field(description="Upper quartile of spend in the window")]
    center_recency_days: Annotated[float, Field(description="The cluster's centre, in the unit of recency_days")]
    center_frequency: Annotated[float, Field(description="The cluster's centre, in the unit of frequency")]
    center_monetary: Annotated[Money, Field(description="The cluster's centre, in the unit of monetary")]
    action: Action


class Base(Record):
    """Medians over all customers, to which a segment is compared."""

    recency_days_median: float
    frequency_median: float
    monetary_median: Money


class ConcentrationPoint(Record):
    """The best customers by spend, and what they bring in."""

    customer_share: Share
    monetary_share: Share


class Concentration(Record):
    """How unevenly money is spread over customers."""

    top_tenth_share: Annotated[
        float, Field(ge=0, le=1, description="Share of the money from the best tenth of customers")
    ]
    top_hundredth_share: Annotated[float, Field(ge=0, le=1, description="Share of the money from the best hundredth")]
    top_customer_share: Annotated[float, Field(ge=0, le=1, description="Share of the money from the best customer")]
    customers_for_half: Annotated[int, Field(ge=0, description="Fewest customers who bring in half the money")]
    curve: tuple[ConcentrationPoint, ...]
