"""How far this month's customers have drifted from those the model was fitted to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from segmentation import columns as c

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

PSI_WATCH: Final = 0.1
"""From here on a population has shifted a little (Lewis 1994)."""
PSI_REFIT: Final = 0.25
"""From here on it is another population (Lewis 1994; Siddiqi 2006)."""
DISTANCE_REFIT: Final = 1.25
"""Customers so many times as far from their centres as they were: the centres stand in the wrong places."""
SILHOUETTE_REFIT: Final = 0.05
"""A fresh fit that is better by so much finds clusters that the model does not."""

_BINS: Final = 10
_LEAST: Final = 1e-4
"""The least share of a bin: an empty one would make the index infinite."""


Shifting = Literal["recency_days", "frequency", "monetary", "segment"]
"""What may shift: the features, and the segments' shares."""
Reason = Literal["recency_days", "frequency", "monetary", "segment", "distance", "silhouette"]
"""What may be past a threshold."""


SEASONAL: Final[tuple[Shifting, ...]] = ("recency_days", "segment")
"""What moves with the season: after the holidays nobody has bought lately. It speaks for a refit only where the same
month a year before was unlike this one, too."""


@dataclass(frozen=True)
class Reference:
    """What the customers were like to whom a model was fitted.

    Attributes
    ----------
    edges : mapping of str to tuple of float
        By feature, the inner edges of its bins: the deciles of those customers, each once. A value on an edge
        belongs to the bin below.
    shares : mapping of str to tuple of float
        By feature, the share of those customers in each bin.
    segments : mapping of str to float
        Share of those customers in each segment, by name.
    distance : float
        Their mean distance to the centre of their cluster, in standard deviations.
    """

    edges: Mapping[str, tuple[float, ...]]
    shares: Mapping[str, tuple[float, ...]]
    segments: Mapping[str, float]
    distance: float


@dataclass(frozen=True)
class Drift:
    """How far customers have drifted.

    Attributes
    ----------
    psi : mapping of str to float
        Population stability index of each feature, and of segments' shares under ``segment``.
    psi_year : mapping of str to float
        The same of what is `SEASONAL`, against the same month a year before; empty where that is not known.
    distance : float
        Mean distance to the centre of their cluster, in standard deviations.
    distance_ratio : float
        The same against that of the model's own customers.
    silhouette, silhouette_fresh : float
        Mean silhouette of the clusters as the model gives them, and of as many found afresh, in the same space.
    reasons : tuple of str
        Which measures are past the threshold for a refit: names of features, "segment", "distance", "silhouette".
    """

    psi: Mapping[Shifting, float]
    psi_year: Mapping[Shifting, float]
    distance: float
    distance_ratio: float
    silhouette: float
    silhouette_fresh: float
    reasons: tuple[Reason, ...]


def describe_customers(features: pd.DataFrame, segment: pd.Series, distance: float) -> Reference:
    """Remember what the customers are like to whom a model is fitted.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more)
        ``recency_days``, ``frequency`` and ``monetary``.
    segment : Series of shape (n_customers,)
        Their segments.
    distance : float
        Their mean distance to the centre of their cluster.

    Returns
    -------
    Reference
    """
    edges = {
        name: tuple(np.unique(np.quantile(features[name], np.arange(1, _BINS) / _BINS)).tolist()) for name in c.FEATURES
    }
    shares, segments = _spread(features, segment, edges)
    return Reference(edges, shares, segments, distance)


def measure_drift(
    features: pd.DataFrame,
    segment: pd.Series,
    reference: Reference,
    *,
    distance: float,
    silhouette: float,
    silhouette_fresh: float,
    year_before: tuple[pd.DataFrame, pd.Series] | None = None,
) -> Drift:
    """Hold this month's customers against the model's own.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more)
        ``recency_days``, ``frequency`` and ``monetary``.
    segment : Series of shape (n_customers,)
        Their segments.
    reference : Reference
        What the model's own customers were like.
    distance : float
        Mean distance to the centre of their cluster.
    silhouette, silhouette_fresh : float
        Mean silhouette under the model and under a fresh fit, in the same space.
    year_before : tuple of DataFrame and Series, optional
        Features and segments of the same month a year before, if its window was full.

    Returns
    -------
    Drift

    References
    ----------
    Lewis, E. M. (1994), An introduction to credit scoring. Siddiqi, N. (2006), Credit risk scorecards, 136.
    """
    psi = _psi(_spread(features, segment, reference.edges), reference.shares, reference.segments)
    psi_year: dict[Shifting, float] = {}
    if year_before is not None:
        shares, segments = _spread(*year_before, reference.edges)
        against = _psi(_spread(features, segment, reference.edges), shares, segments)
        psi_year = {name: against[name] for name in SEASONAL}
    ratio = distance / reference.distance if reference.distance else 1.0
    past: dict[Reason, bool] = {
        **{
            name: value >= PSI_REFIT and (name not in SEASONAL or psi_year.get(name, 0.0) >= PSI_REFIT)
            for name, value in psi.items()
        },
        "distance": ratio >= DISTANCE_REFIT,
        "silhouette": silhouette_fresh - silhouette >= SILHOUETTE_REFIT,
    }
    reasons = tuple(name for name, is_past in past.items() if is_past)
    return Drift(psi, psi_year, distance, ratio, silhouette, silhouette_fresh, reasons)


def _spread(
    features: pd.DataFrame, segment: pd.Series, edges: Mapping[str, Sequence[float]]
) -> tuple[dict[str, tuple[float, ...]], dict[str, float]]:
    """Tell what share of customers is in each bin of each feature, and in each segment."""
    of_segments = segment.value_counts(normalize=True).sort_index()
    shares = {name: _shares(features[name].to_numpy(), edges[name]) for name in c.FEATURES}
    return shares, {str(name): float(share) for name, share in of_segments.items()}


def _psi(
    now: tuple[Mapping[str, tuple[float, ...]], Mapping[str, float]],
    shares: Mapping[str, tuple[float, ...]],
    segments: Mapping[str, float],
) -> dict[Shifting, float]:
    names = sorted({*segments, *now[1]})
    return {
        "recency_days": population_stability(shares[c.RECENCY_DAYS], now[0][c.RECENCY_DAYS]),
        "frequency": population_stability(shares[c.FREQUENCY], now[0][c.FREQUENCY]),
        "monetary": population_stability(shares[c.MONETARY], now[0][c.MONETARY]),
        "segment": population_stability(
            [segments.get(name, 0.0) for name in names], [now[1].get(name, 0.0) for name in names]
        ),
    }


def population_stability(expected: Sequence[float], actual: Sequence[float]) -> float:
    """Work out the population stability index: how unlike two spreads over the same bins are.

    Parameters
    ----------
    expected, actual : sequence of float
        Share of each bin; an empty one counts as a ten-thousandth.

    Returns
    -------
    float
        0 for the same shares, without a limit above; the sum of Kullback and Leibler's divergence both ways.

    Examples
    --------
    >>> population_stability([0.5, 0.5], [0.5, 0.5])
    0.0
    >>> round(population_stability([0.5, 0.5], [0.6, 0.4]), 4)
    0.0405
    """
    e, a = (np.maximum(np.array(shares, dtype=float), _LEAST) for shares in (expected, actual))
    return float(((a - e) * np.log(a / e)).sum())


def _shares(values: NDArray[np.float64], edges: Sequence[float]) -> tuple[float, ...]:
    counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    return tuple((counts / len(values)).tolist())
