"""Whether new customers come back: what is known of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from segmentation.values import Count, MonthName, Record, Share

Some = Annotated[int, Field(ge=1)]


class Cohort(Record):
    """Customers whose first purchase in the data is in one month; older months are put together."""

    month: MonthName
    until: Annotated[MonthName, Field(description="The last month, where older ones are put together; else the same")]
    customers: Some
    censored: Annotated[
        bool, Field(description="Whether they may have bought before the data begin, so that this is no first purchase")
    ]
    bought: Annotated[
        tuple[int, ...], Field(description="How many bought in that month (all of them), in the next month, and so on")
    ]
    shares: Annotated[tuple[Share, ...], Field(description="The same as shares of the cohort")]


class Retention(Record):
    """How many of all cohorts that are not censored bought so many months after their first purchase."""

    customers: Annotated[Some, Field(description="Customers of the cohorts that have lived through that month")]
    bought: Annotated[Count, Field(description="How many of them bought in it")]
    share: Share


class Horizon(Record):
    """How many customers had come back, in any later month, some months after that of their first purchase."""

    months: Some
    cohorts: Annotated[Some, Field(description="Uncensored cohorts that have lived through these months")]
    first: MonthName
    last: MonthName
    customers: Some
    back: Count
    share: Share
    last_customers: Annotated[Some, Field(description="Customers of the latest of these cohorts")]
    last_back: Count
    last_share: Share


class Newness(Record):
    """How many months of data are needed before a purchase to know whether the customer is new."""

    months: Some
    looked_new: Annotated[
        Some, Field(description="Purchases that look like a customer's first if earlier data are left out")
    ]
    were_old: Annotated[Count, Field(description="How many of these were not: the customer had bought before")]
    share: Annotated[Share, Field(description="Of those, the share that were not")]


class Cohorts(Record):
    """Whether new customers come back."""

    cohorts: Annotated[
        tuple[Cohort, ...], Field(description="The oldest first; months without a first purchase have none")
    ]
    shown: Annotated[Some, Field(description="Months that are shown one by one; older cohorts are put together")]
    average: Annotated[
        tuple[Retention, ...], Field(description="By months since the first purchase, from that month on")
    ]
    horizon: Annotated[Horizon | None, Field(description="None where no uncensored cohort has lived through a month")]
    newness: Annotated[
        Newness | None,
        Field(description="None where the data are too short to know, and all are censored"),
    ]
    mistaken: Annotated[Share, Field(description="The largest share of that kind a cohort may be expected to hold")]
