"""Facts about customers one by one, and of none who they are: what clouds and spreads are drawn from."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from segmentation.report.facts.values import Count, Record

Counts = tuple[Count, ...]


class PointsFact(Record):
    """Customers as points: all of them, or as many of each segment as can be shown.

    The columns are equally long, a place in each for every customer; their order says nothing.
    """

    customers: Annotated[int, Field(ge=0, description="How many there are in all")]
    segment: Annotated[Counts, Field(description="The segment's place among the segments, from 0")]
    recency_days: Counts
    frequency: Annotated[Counts, Field(description="Orders in the window")]
    monetary: Annotated[
        tuple[int, ...], Field(description="Spend in the window, in the currency's smallest coin, such as pence")
    ]
