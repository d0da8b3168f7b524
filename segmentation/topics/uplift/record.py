"""What last month's lists did: customers on them against those held out at random."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from segmentation.values import Count, Money, MonthName, Record, Share


class Group(Record):
    """What customers on a list, or those held out of it, did in the month."""

    customers: Count
    buyers: Count
    rate: Annotated[Share, Field(description="The share who bought")]
    spend: Annotated[Money, Field(description="Mean spend per customer, including those who bought nothing")]


class ListUplift(Record):
    """What one list did."""

    name: str
    contacted: Group
    control: Group
    rate_difference: Annotated[float, Field(ge=-1, le=1)]
    rate_lower: Annotated[float, Field(ge=-1, le=1, description="Lower end of Newcombe's 95 % interval")]
    rate_upper: Annotated[float, Field(ge=-1, le=1)]
    rate_is_clear: Annotated[bool, Field(description="Whether that interval leaves out no difference at all")]
    spend_difference: Money
    spend_lower: Annotated[
        Money | None, Field(description="Lower end of Welch's 95 % interval; null if nothing varies")
    ]
    spend_upper: Money | None
    spend_is_clear: Annotated[bool, Field(description="Whether that interval leaves out no difference at all")]


class UnmeasuredList(Record):
    """A list whose effect can't be measured."""

    name: str
    reason: Annotated[
        Literal["changed", "one group"],
        Field(description="changed: its files now have other customers; one group: no one to compare with"),
    ]


class Uplift(Record):
    """What last month's lists did, of those that held customers out."""

    month: Annotated[MonthName, Field(description="The month the lists were made for")]
    level: Annotated[Share, Field(description="How often such an interval holds the true difference")]
    lists: tuple[ListUplift, ...]
    untold: tuple[UnmeasuredList, ...]
