"""What recency, frequency and money are like, before the transform and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import pandas as pd

from segmentation import columns as c

if TYPE_CHECKING:
    from numpy.typing import NDArray

BEFORE: Final = "before"
AFTER: Final = "after"


class Space(Protocol):
    """The way from features to the points that are clustered."""

    @property
    def features(self) -> tuple[str, ...]:
        """Name the features in use."""
        ...  # pragma: no cover  (a shape, never run)

    def points(self, units: NDArray[Any]) -> NDArray[Any]:
        """Go from units to points."""
        ...  # pragma: no cover  (a shape, never run)


def feature_values(features: pd.DataFrame, space: Space) -> pd.DataFrame:
    """Put the features in use beside what clustering sees of them."""
    used = list(space.features)
    units = features[used].astype(float)
    if c.MONETARY in used:
        units[c.MONETARY] /= c.MONEY_SCALE
    points = pd.DataFrame(space.points(units.to_numpy()), index=units.index, columns=used)
    return pd.concat({BEFORE: units, AFTER: points}, axis=1)


def skewness(values: pd.DataFrame) -> pd.DataFrame:
    """Tell how lopsided each feature is, before the transform and after.

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
    """Tell how the features go together, before the transform and after."""
    return pd.concat({when: _half(values, when).corr() for when in (BEFORE, AFTER)})


def _half(values: pd.DataFrame, when: str) -> pd.DataFrame:
    half = values.loc[:, values.columns.get_level_values(0) == when]
    return half.set_axis(half.columns.get_level_values(1), axis="columns")
