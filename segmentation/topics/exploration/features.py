"""What recency, frequency and money are like, before the transform and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from segmentation import columns as c

if TYPE_CHECKING:
    from segmentation.topics.clustering.transform import Space

BEFORE: Final = "before"
AFTER: Final = "after"


def feature_values(features: pd.DataFrame, space: Space) -> pd.DataFrame:
    """Put clustered customers' features in use beside what clustering sees of them.

    Columns of two levels: ``before`` (days, invoices and the currency's unit) and ``after`` (standard deviations from
    the mean), then the feature.
    """
    used = list(space.features)
    units = features[used].astype(float)
    if c.MONETARY in used:
        units[c.MONETARY] /= c.MONEY_SCALE
    points = pd.DataFrame(space.points(units.to_numpy()), index=units.index, columns=used)
    return pd.concat({BEFORE: units, AFTER: points}, axis=1)


def skewness(values: pd.DataFrame) -> pd.DataFrame:
    """Measure how lopsided each feature is before the transform and after; 0 is evenly on both sides of the mean.

    References
    ----------
    Joanes, D. N. and Gill, C. A. (1998), Comparing measures of sample skewness and kurtosis, The Statistician 47,
    183-189 (their G1).
    """
    before, after = _half(values, BEFORE), _half(values, AFTER)
    return pd.DataFrame(
        {
            "feature": list(before.columns),
            "least": before.min().to_numpy(),
            "median": before.median().to_numpy(),
            "mean": before.mean().to_numpy(),
            "most": before.max().to_numpy(),
            "skew_before": before.skew().to_numpy(),
            "skew_after": after.skew().to_numpy(),
        }
    )


def correlations(values: pd.DataFrame) -> pd.DataFrame:
    """Correlate the features (Pearson), before the transform and after: rows of those two levels, then the feature."""
    return pd.concat({when: _half(values, when).corr() for when in (BEFORE, AFTER)})


def _half(values: pd.DataFrame, when: str) -> pd.DataFrame:
    half = values.loc[:, values.columns.get_level_values(0) == when]
    return half.set_axis(half.columns.get_level_values(1), axis="columns")
