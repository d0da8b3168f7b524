"""The settings of ``[gates]``."""

from __future__ import annotations

from segmentation.settings.table import Table, setting


class Gates(Table):
    """Limits a report must keep for a monthly run to succeed."""

    maximum_dropped: float | None = setting(
        None,
        "The largest share of the window's lines that cleaning rules may set aside; returns and the purchases they "
        "cancel don't count.",
        "a number from 0 to 1",
        ge=0,
        le=1,
        strict=True,
    )
    minimum_customers: int | None = setting(
        None, "The fewest customers the report may have.", "a whole number, 1 or more", ge=1, strict=True
    )
    maximum_drift: float | None = setting(
        None,
        "The largest population stability index by which customers may have drifted since the model was fitted.",
        "a number, 0 or more",
        ge=0,
        strict=True,
    )
