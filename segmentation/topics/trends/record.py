"""The last months: how segments grew, and how stable their names are."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from segmentation.values import Count, Money, Record, Share


class SegmentTrend(Record):
    """A segment, month by month."""

    segment: str
    profile: Annotated[str | None, Field(description="Null for a former segment whose profile is unknown")]
    customers: tuple[Count, ...]
    monetary: Annotated[tuple[Money, ...], Field(description="What they had spent in the window that ended then")]
    customer_share: tuple[Share, ...]
    monetary_share: tuple[Share, ...]


class Trends(Record):
    """All segments, month by month; every sequence has one value for each month."""

    months: Annotated[tuple[str, ...], Field(min_length=1, description="In order; the last is the report's month")]
    full: Annotated[tuple[bool, ...], Field(description="Whether the data cover the whole window of the month")]
    customers: tuple[Count, ...]
    monetary: tuple[Money, ...]
    segments: tuple[SegmentTrend, ...]


class Steadiness(Record):
    """How many of those who hardly moved from one month to the next kept their segment's name."""

    pairs: Annotated[int, Field(ge=0, description="Pairs of neighbouring months compared")]
    points: Annotated[int, Field(ge=1, description="Percentile points from which a customer counts as moved")]
    customer_months: Annotated[int, Field(ge=0, description="Customers who were in both months, over all pairs")]
    steady: Annotated[
        int, Field(ge=0, description="Those whose percentiles of recency, frequency and money all moved by less")
    ]
    kept: Annotated[int, Field(ge=0, description="Those of the steady who kept their segment's name")]
    share: Annotated[float | None, Field(ge=0, le=1, description="Their share of the steady; null where none are")]
    kept_by_nearest: Annotated[
        int | None, Field(ge=0, description="Who would have kept it by the nearest centre alone; null if not known")
    ]
    nearest_share: Annotated[float | None, Field(ge=0, le=1, description="Their share of the steady")]
