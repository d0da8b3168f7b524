"""Why a month's revenue differs from an earlier month's: what is known of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from segmentation.values import Count, Money, MonthName, Record, Share

EffectName = Literal["lost", "gained", "frequency", "basket", "price"]
"""Causes of a change: customers lost and gained; and, of those who bought in both months, how many orders they placed,
what an order held, and what the same products cost them."""


class Effect(Record):
    """One part of a change of revenue."""

    effect: EffectName
    amount: Annotated[Money, Field(description="What it adds, or takes if negative")]


class RevenueChange(Record):
    """Revenue of known customers in the calendar month, beside an earlier month's.

    The effects add up to the change, and with the earlier revenue to this month's, to the smallest coin.
    """

    months_before: Annotated[int, Field(ge=1, description="How many months ago the earlier month was")]
    month_then: MonthName
    month_then_start: datetime
    revenue_then: Annotated[Money, Field(description="Of known customers, in the earlier month, as known at its end")]
    revenue: Annotated[Money, Field(description="The same, in this month")]
    change: Money
    change_share: Annotated[float | None, Field(description="Of the earlier revenue; null if there was none")]
    effects: tuple[Effect, ...]
    coming_and_going: Annotated[Money, Field(description="The effects of customers lost and gained together")]
    of_retained: Annotated[Money, Field(description="The other effects together: of buyers in both months")]
    customers_then: Count
    customers: Count
    lost_customers: Annotated[Count, Field(description="Customers who bought then but not in this month")]
    gained_customers: Annotated[Count, Field(description="Customers who bought in this month but not then")]
    first_time_customers: Annotated[
        Count | None, Field(description="Those of them who had never bought before; null if unknown")
    ]
    first_time_revenue: Annotated[Money | None, Field(description="What they spent in this month")]
    retained_customers: Annotated[Count, Field(description="Customers who bought in both months")]
    retained_orders_then: Count
    retained_orders: Count
    retained_pieces_then: Annotated[Count | None, Field(description="None where the source counts no pieces")]
    retained_pieces: Annotated[Count | None, Field(description="None where the source counts no pieces")]
    basket_then: Annotated[
        Money, Field(description="The value of an order of theirs, at the mean prices of both months if known")
    ]
    basket: Annotated[Money, Field(description="The same, in this month")]
    same_products_share: Annotated[
        Share | None,
        Field(
            description="Of what they spent in this month, the share on products bought in both: what the effect of "
            "price rests on; None where there is none"
        ),
    ]
