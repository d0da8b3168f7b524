"""Customers so far above the others in orders or spend that they are groups of their own, before clustering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from segmentation import columns as c

if TYPE_CHECKING:
    from collections.abc import Mapping

REACH: Final = 1.5
"""Interquartile ranges above the upper quartile from which a value is an outlier (Tukey 1977, Exploratory Data
Analysis, section 2D)."""

SPENDERS: Final = "monetary"
BUYERS: Final = "frequency"
BOTH: Final = "both"


def find_caps(features: pd.DataFrame) -> dict[str, float]:
    """Find the values above which a customer is an outlier: the upper quartile plus `REACH` interquartile ranges.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more)
        ``frequency`` and ``monetary`` (ten-thousandths of the currency's unit) among its columns.

    Returns
    -------
    dict of str to float
        Of orders, and of money in the currency's unit.
    """
    values = _values(features)
    lower, upper = values.quantile(0.25), values.quantile(0.75)
    caps = upper + REACH * (upper - lower)
    return {name: float(caps[name]) for name in (c.FREQUENCY, c.MONETARY)}


def set_apart(features: pd.DataFrame, caps: Mapping[str, float]) -> pd.Series[str]:
    """Set apart who orders or spends more than the caps.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more)
        ``frequency`` and ``monetary`` (ten-thousandths of the currency's unit) among its columns.
    caps : mapping of str to float
        From `find_caps`; empty sets nobody apart.

    Returns
    -------
    Series of shape (n_customers,)
        `SPENDERS`, `BUYERS` or `BOTH` of each outlier, missing for the others; indexed as the features.
    """
    group = pd.Series(index=features.index, dtype="object")
    if caps:
        above = _values(features) > pd.Series(caps)
        group[above[c.MONETARY] & ~above[c.FREQUENCY]] = SPENDERS
        group[above[c.FREQUENCY] & ~above[c.MONETARY]] = BUYERS
        group[above.all(axis=1)] = BOTH
    return group


def _values(features: pd.DataFrame) -> pd.DataFrame:
    values = features[[c.FREQUENCY, c.MONETARY]].astype(float)
    values[c.MONETARY] /= c.MONEY_SCALE
    return values
