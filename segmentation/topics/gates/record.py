"""The gates that a report must pass."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from segmentation.values import Record


class Gate(Record):
    """A gate that was asked for, and whether the report passes it."""

    gate: Annotated[
        Literal["maximum_dropped", "minimum_customers", "maximum_drift"],
        Field(
            description="maximum_dropped: the share of the lines dated within the window that rules of cleaning set "
            "aside, returns and what they undo not counted among these; minimum_customers: customers the report is "
            "about; maximum_drift: the largest population stability index of a feature or of the segments' shares"
        ),
    ]
    limit: float
    value: Annotated[float | None, Field(description="None: it can't be judged in this month")]
    is_broken: bool
