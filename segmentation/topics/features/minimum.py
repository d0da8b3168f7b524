"""Below which there is too little to say anything of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.errors import FeaturesError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Minimum:
    """Below which there is too little to say.

    Attributes
    ----------
    customers, invoices : int
        The fewest that are worth a report. Twenty customers can make four segments of five.
    days : int
        The fewest days from the first purchase to the instant looked back from. In less than four weeks hardly
        anyone buys twice, and recency spans no more than that.
    """

    customers: int = 20
    invoices: int = 30
    days: int = 28


def require_enough(features: pd.DataFrame, *, as_of: datetime, minimum: Minimum) -> None:
    """Check that there is enough to say something of.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 5)
        From `extract_features`.
    as_of : datetime
        The instant looked back from.
    minimum : Minimum
        What is enough.

    Raises
    ------
    FeaturesError
        There are too few customers, invoices or days of history.
    """
    found = {
        "customers": len(features),
        "invoices": int(features[c.FREQUENCY].sum()),
        "days": (as_of - features[c.FIRST_PURCHASE].min()).days,
    }
    names = {"customers": "customers", "invoices": "invoices", "days": "days of history"}
    for what, number in found.items():
        least = getattr(minimum, what)
        if number < least:
            msg = (
                f"{number:,} {names[what]} are too little to say anything of: a report needs {least:,}; take a longer "
                f"window or more data, or set minimum_{what} lower and trust the report less"
            )
            raise FeaturesError(msg)
