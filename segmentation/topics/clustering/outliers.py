"""Customers so far above the others in orders or spend that they are set apart before clustering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from segmentation import columns as c
from segmentation.topics.clustering.record import Outliers

if TYPE_CHECKING:
    from collections.abc import Mapping

REACH: Final = 1.5
"""Interquartile ranges above the upper quartile from which a value is an outlier (Tukey 1977, Exploratory Data
Analysis, section 2D)."""

SPENDERS: Final = "monetary"
BUYERS: Final = "frequency"
BOTH: Final = "both"


def find_caps(features: pd.DataFrame) -> dict[str, float]:
    """Find the orders and the spend (in the currency's unit) above which a customer is an outlier."""
    values = _values(features)
    lower, upper = values.quantile(0.25), values.quantile(0.75)
    caps = upper + REACH * (upper - lower)
    return {name: float(caps[name]) for name in (c.FREQUENCY, c.MONETARY)}


def set_apart(features: pd.DataFrame, caps: Mapping[str, float]) -> pd.Series[str]:
    """Name the group of each customer above the caps, missing for the others; without caps no one is set apart."""
    group = pd.Series(index=features.index, dtype="object")
    if caps:
        above = _values(features) > pd.Series(caps)
        group[above[c.MONETARY] & ~above[c.FREQUENCY]] = SPENDERS
        group[above[c.FREQUENCY] & ~above[c.MONETARY]] = BUYERS
        group[above.all(axis=1)] = BOTH
    return group


def describe_outliers(caps: Mapping[str, float], customers: int) -> Outliers | None:
    """Record the caps and how many customers are above them; None if no one is set apart."""
    if not caps:
        return None
    return Outliers(frequency_cap=caps[c.FREQUENCY], monetary_cap=caps[c.MONETARY], customers=customers)


def _values(features: pd.DataFrame) -> pd.DataFrame:
    values = features[[c.FREQUENCY, c.MONETARY]].astype(float)
    values[c.MONETARY] /= c.MONEY_SCALE
    return values
