"""The space in which customers are clustered: each feature made symmetric and standardised, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from segmentation import columns as c
from segmentation.errors import ClusteringError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray
    from sklearn.preprocessing import PowerTransformer

Transform = Literal["yeo-johnson", "none"]
"""What is done to a feature before it is standardised."""

ALIKE: Final = 0.8
"""From this part of customers alike in a feature on, it tells too few apart to be clustered by."""

_LARGEST_POWER: Final = 2.0
"""The transform's power stays within this of zero. Where nearly all customers bought once it would otherwise
fall to minus forty, at which two orders and twenty are the same number."""


@dataclass(frozen=True)
class LeftOut:
    """A feature by which customers can't be told apart.

    Attributes
    ----------
    feature : str
        One of `segmentation.columns.FEATURES`.
    value : float
        The value so many share, in the feature's unit (money in the currency's unit).
    customers : int
        How many share it.
    """

    feature: str
    value: float
    customers: int


@dataclass(frozen=True)
class Space:
    """A fitted transform: from days, invoices and money to standard deviations, and back.

    Attributes
    ----------
    features : tuple of str
        The features in use, in the order of the columns of points.
    powers : tuple of float or None
        Yeo-Johnson's power of each feature; None where features are left as they are.
    means, deviations : tuple of float
        Of each feature once it is transformed.

    References
    ----------
    Yeo, I.-K. and Johnson, R. A. (2000), A new family of power transformations to improve normality or symmetry,
    Biometrika 87, 954-959.
    """

    features: tuple[str, ...]
    powers: tuple[float, ...] | None
    means: tuple[float, ...]
    deviations: tuple[float, ...]

    @property
    def places(self) -> list[int]:
        """Places of the features in use among all three."""
        return [c.FEATURES.index(name) for name in self.features]

    def points(self, units: NDArray[np.float64]) -> NDArray[np.float64]:
        """Go from units to points.

        Parameters
        ----------
        units : ndarray of shape (n_customers, n_used)
            Days, invoices and money in the currency's unit.

        Returns
        -------
        ndarray of shape (n_customers, n_used)
            Standard deviations from the mean.
        """
        values = units if self.powers is None else _transformer(self.powers).transform(units)
        points: NDArray[np.float64] = (values - np.array(self.means)) / np.array(self.deviations)
        return points

    def units(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Go back from points to units.

        Parameters
        ----------
        points : ndarray of shape (n_points, n_used)
            Standard deviations from the mean.

        Returns
        -------
        ndarray of shape (n_points, n_used)
            Days, invoices and money in the currency's unit.
        """
        values = points * np.array(self.deviations) + np.array(self.means)
        units: NDArray[np.float64] = (
            values if self.powers is None else _transformer(self.powers).inverse_transform(values)
        )
        return units


def in_units(features: pd.DataFrame) -> NDArray[np.float64]:
    """Give the features as numbers, money in the currency's unit.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more)
        ``recency_days``, ``frequency`` and ``monetary`` (ten-thousandths of the currency's unit).

    Returns
    -------
    ndarray of shape (n_customers, 3)
    """
    numbers: NDArray[np.float64] = features[list(c.FEATURES)].to_numpy(dtype=float) / (1, 1, c.MONEY_SCALE)
    return numbers


def features_left_out(units: NDArray[np.float64]) -> tuple[LeftOut, ...]:
    """Find the features in which nearly all customers are alike: clustered by these, noise would decide.

    Parameters
    ----------
    units : ndarray of shape (n_customers, 3)
        From `in_units`.

    Returns
    -------
    tuple of LeftOut

    Raises
    ------
    ClusteringError
        No feature is left.
    """
    left_out = []
    for feature, column in zip(c.FEATURES, units.T, strict=True):
        values, counts = np.unique(column, return_counts=True)
        if counts.max() >= ALIKE * len(column):
            left_out.append(LeftOut(feature, float(values[counts.argmax()]), int(counts.max())))
    if len(left_out) == len(c.FEATURES):
        shared = ", ".join(f"{out.customers:,} share one {out.feature}" for out in left_out)
        msg = (
            f"the customers are too alike to be told apart: of {len(units):,}, {shared}; less than "
            f"{ALIKE:.0%} may be alike in one of them at least; take a longer window, or more data"
        )
        raise ClusteringError(msg)
    return tuple(left_out)


def fit_space(units: NDArray[np.float64], features: tuple[str, ...], transform: Transform) -> Space:
    """Fit the transform to customers.

    Parameters
    ----------
    units : ndarray of shape (n_customers, n_used)
        The features in use, none of them the same for all customers.
    features : tuple of str
        Their names.
    transform : {"yeo-johnson", "none"}
        What makes them symmetric.

    Returns
    -------
    Space
    """
    from sklearn.preprocessing import PowerTransformer

    powers, values = None, units
    if transform == "yeo-johnson":
        fitted = PowerTransformer(method="yeo-johnson", standardize=False).fit(units)
        powers = tuple(fitted.lambdas_.clip(-_LARGEST_POWER, _LARGEST_POWER).tolist())
        values = _transformer(powers).transform(units)
    return Space(features, powers, tuple(values.mean(axis=0).tolist()), tuple(values.std(axis=0).tolist()))


def _transformer(powers: Sequence[float]) -> PowerTransformer:
    """Make scikit-learn's transformer of powers that were fitted before."""
    from sklearn.preprocessing import PowerTransformer

    transformer = PowerTransformer(method="yeo-johnson", standardize=False)
    transformer.lambdas_, transformer.n_features_in_ = np.array(powers), len(powers)
    return transformer
