"""The settings of ``[gates]``."""

from __future__ import annotations

from segmentation.settings.table import Table, setting


class Gates(Table):
    """What a report must keep to for a monthly run to count as whole."""

    maximum_dropped: float | None = setting(
        None,
        "The largest share of the lines dated within the window that rules of cleaning may set aside; returns and "
        "what they undo are not counted among these.",
        "a number from 0 to 1",
        ge=0,
        le=1,
        strict=True,
    )
    minimum_customers: int | None = setting(
        None, "The fewest customers the report may be about.", "a whole number of at least 1", ge=1, strict=True
    )
    maximum_drift: float | None = setting(
        None,
        "The largest population stability index by which customers may have drifted from those the model was made of.",
        "a number of at least 0",
        ge=0,
        strict=True,
    )
