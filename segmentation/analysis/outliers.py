"""Customers so far above the others in orders or spend that they are groups of their own, before clustering."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Outliers:
    """Customers set apart before clustering.

    Attributes
    ----------
    group : Series of shape (n_customers,)
        `SPENDERS`, `BUYERS` or `BOTH` of each outlier, missing for the others; indexed as the features.
    caps : mapping of str to float
        By feature, the value above which a customer is an outlier, in the feature's unit (money in the currency's
        unit); empty where none are set apart.
    """

    group: pd.Series[str]
    caps: Mapping[str, float]


def no_outliers(features: pd.DataFrame) -> Outliers:
    """Set nobody apart.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more)
        The customers.

    Returns
    -------
    Outliers
    """
    return Outliers(pd.Series(index=features.index, dtype="object"), {})


def find_outliers(features: pd.DataFrame) -> Outliers:
    """Set apart who orders or spends more than the upper quartile plus `REACH` interquartile ranges.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more)
        ``frequency`` and ``monetary`` (ten-thousandths of the currency's unit) among its columns.

    Returns
    -------
    Outliers
    """
    values = features[[c.FREQUENCY, c.MONETARY]].astype(float)
    values[c.MONETARY] /= c.MONEY_SCALE
    lower, upper = values.quantile(0.25), values.quantile(0.75)
    caps = upper + REACH * (upper - lower)
    above = values > caps
    group = pd.Series(index=features.index, dtype="object")
    group[above[c.MONETARY] & ~above[c.FREQUENCY]] = SPENDERS
    group[above[c.FREQUENCY] & ~above[c.MONETARY]] = BUYERS
    group[above.all(axis=1)] = BOTH
    return Outliers(group, {name: float(caps[name]) for name in (c.FREQUENCY, c.MONETARY)})
