"""Facts about customers by the month of their first purchase."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from segmentation.values import Count, Record, Share

Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]


class CohortFact(Record):
    """Customers whose first purchase in the data lies in one month, or in some months on end."""

    month: Month
    until: Annotated[Month, Field(description="The last month, where older ones are told together; else the same")]
    customers: Annotated[int, Field(ge=1)]
    censored: Annotated[
        bool, Field(description="Whether they may have bought before the data begin, so that this is no first purchase")
    ]
    bought: Annotated[
        tuple[int, ...], Field(description="How many bought in that month (all of them), in the next, and so on")
    ]
    shares: Annotated[tuple[Share, ...], Field(description="The same as shares of the cohort")]


class RetentionFact(Record):
    """How all cohorts that are not censored did together, so many months after the month of first purchase."""

    customers: Annotated[int, Field(ge=1, description="Customers of the cohorts that have lived through that month")]
    bought: Annotated[int, Field(ge=0, description="How many of them bought in it")]
    share: Share


class HorizonFact(Record):
    """How many customers had come back, in any later month, some months after that of their first purchase."""

    months: Annotated[int, Field(ge=1)]
    cohorts: Annotated[int, Field(ge=1, description="Cohorts that are not censored and have lived through them")]
    first: Month
    last: Month
    customers: Annotated[int, Field(ge=1)]
    back: Count
    share: Share
    last_customers: Annotated[int, Field(ge=1, description="Customers of the latest of these cohorts")]
    last_back: Count
    last_share: Share


class NewnessFact(Record):
    """How much data it takes before a month to tell new customers from old ones."""

    months: Annotated[int, Field(ge=1)]
    looked_new: Annotated[
        int, Field(ge=1, description="Purchases that look like a customer's first to whoever sees no farther back")
    ]
    were_old: Annotated[int, Field(ge=0, description="How many of these were not: the customer had bought before")]
    share: Annotated[Share, Field(description="Of those, the share that were not")]


class CohortsFact(Record):
    """Whether new customers come back."""

    cohorts: Annotated[tuple[CohortFact, ...], Field(description="The oldest first")]
    shown: Annotated[int, Field(ge=1, description="Months that are told one by one; older cohorts are told together")]
    average: Annotated[
        tuple[RetentionFact, ...], Field(description="By months since the first purchase, from that month on")
    ]
    horizon: HorizonFact | None
    newness: Annotated[
        NewnessFact | None,
        Field(description="None where the data are too short to tell, and all are censored"),
    ]
    mistaken: Annotated[Share, Field(description="The largest share of that kind a cohort may be expected to hold")]
