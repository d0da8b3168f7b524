"""The space in which customers are clustered: each feature made symmetric and standardised, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from segmentation import columns as c
from segmentation.errors import ClusteringError
from segmentation.topics.clustering.record import LeftOut, Transform

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray
    from sklearn.preprocessing import PowerTransformer

ALIKE: Final = 0.8
"""From this share of customers alike in a feature on, customers are not clustered by it."""

_LARGEST_POWER: Final = 2.0
"""The transform's power stays within this of zero. Where nearly all customers bought once it would otherwise
fall to minus forty, at which two orders and twenty are the same number."""


@dataclass(frozen=True)
class Space:
    """A fitted transform from days, invoices and money to standard deviations, and back.

    Each feature in use has its power (Yeo and Johnson 2000, Biometrika 87, 954-959; ``powers`` is None where features
    are left as they are), and its mean and standard deviation once transformed.
    """

    features: tuple[str, ...]
    powers: tuple[float, ...] | None
    means: tuple[float, ...]
    deviations: tuple[float, ...]

    @property
    def places(self) -> list[int]:
        """Columns of the features in use among all three."""
        return [c.FEATURES.index(name) for name in self.features]

    def points(self, units: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn days, invoices and whole units of money into points, in standard deviations from the mean."""
        values = units if self.powers is None else _transformer(self.powers).transform(units)
        points: NDArray[np.float64] = (values - np.array(self.means)) / np.array(self.deviations)
        return points

    def units(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn points back into days, invoices and whole units of money."""
        values = points * np.array(self.deviations) + np.array(self.means)
        units: NDArray[np.float64] = (
            values if self.powers is None else _transformer(self.powers).inverse_transform(values)
        )
        return units


def in_units(features: pd.DataFrame) -> NDArray[np.float64]:
    """Return the features as an array of shape (n_customers, 3), money in whole units of the currency."""
    numbers: NDArray[np.float64] = features[list(c.FEATURES)].to_numpy(dtype=float) / (1, 1, c.MONEY_SCALE)
    return numbers


def features_left_out(units: NDArray[np.float64]) -> tuple[LeftOut, ...]:
    """Find the features in which nearly all customers are alike, where noise would decide; refuse if all are."""
    left_out = []
    for feature, column in zip(c.FEATURES, units.T, strict=True):
        values, counts = np.unique(column, return_counts=True)
        if counts.max() >= ALIKE * len(column):
            alike = {"value": float(values[counts.argmax()]), "customers": int(counts.max())}
            left_out.append(LeftOut.model_validate({"feature": feature, **alike}))
    if len(left_out) == len(c.FEATURES):
        shared = ", ".join(f"{out.customers:,} share one {out.feature}" for out in left_out)
        msg = (
            f"the customers are too alike to cluster: of {len(units):,}, {shared}; at least one must be shared "
            f"by less than {ALIKE:.0%}; choose a longer window, or add data"
        )
        raise ClusteringError(msg)
    return tuple(left_out)


def fit_space(units: NDArray[np.float64], features: tuple[str, ...], transform: Transform) -> Space:
    """Fit the transform to customers, by features that are not the same for all of them."""
    from sklearn.preprocessing import PowerTransformer

    powers, values = None, units
    if transform == "yeo-johnson":
        fitted = PowerTransformer(method="yeo-johnson", standardize=False).fit(units)
        powers = tuple(fitted.lambdas_.clip(-_LARGEST_POWER, _LARGEST_POWER).tolist())
        values = _transformer(powers).transform(units)
    return Space(features, powers, tuple(values.mean(axis=0).tolist()), tuple(values.std(axis=0).tolist()))


def _transformer(powers: Sequence[float]) -> PowerTransformer:
    """Make scikit-learn's transformer from powers that were fitted before."""
    from sklearn.preprocessing import PowerTransformer

    transformer = PowerTransformer(method="yeo-johnson", standardize=False)
    transformer.lambdas_, transformer.n_features_in_ = np.array(powers), len(powers)
    return transformer
