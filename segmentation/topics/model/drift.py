"""How far a month's customers have drifted from those the model was fitted to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from segmentation import columns as c
from segmentation.topics.features.past import rows_of
from segmentation.topics.model.fresh_fit import suit_of
from segmentation.topics.model.record import Drift, Reason, Shift, Shifting
from segmentation.topics.model.scoring import REACH, STILL

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from segmentation.months import Month
    from segmentation.topics.model.fresh_fit import Suit
    from segmentation.topics.model.scoring import Scored


PSI_WATCH: Final = 0.1
"""From here on a population has shifted a little (Lewis 1994)."""


PSI_REFIT: Final = 0.25
"""From here on it is another population (Lewis 1994; Siddiqi 2006)."""


DISTANCE_REFIT: Final = 1.25
"""Customers so many times as far from their centres as they were: the centres are in the wrong places."""


SILHOUETTE_REFIT: Final = 0.05
"""A fresh fit that is better by so much finds clusters that the model does not."""


_BINS: Final = 10


_LEAST: Final = 1e-4
"""The least share of a bin: an empty one would make the index infinite."""


_Spread = tuple[Mapping[str, tuple[float, ...]], Mapping[str, float]]
"""By feature the share of customers in each bin; by name the share in each segment."""


SEASONAL: Final[tuple[Shifting, ...]] = ("recency_days", "segment")
"""What moves with the season: after the holidays, no one has bought lately. It is a reason for a refit only where the
same month a year before was unlike this one, too."""


@dataclass(frozen=True)
class Reference:
    """The customers a model was fitted to, as a saved model keeps them.

    By feature, the inner edges of its bins (the deciles, each once; a value on an edge belongs to the bin below) and
    the share of customers in each; the share of each segment; and the mean distance to the cluster's centre.
    """

    edges: Mapping[str, tuple[float, ...]]
    shares: Mapping[str, tuple[float, ...]]
    segments: Mapping[str, float]
    distance: float


def describe_customers(features: pd.DataFrame, segment: pd.Series, distance: float) -> Reference:
    """Describe the customers a model is fitted to, to compare later ones with."""
    edges = {
        name: tuple(np.unique(np.quantile(features[name], np.arange(1, _BINS) / _BINS)).tolist()) for name in c.FEATURES
    }
    shares, segments = _spread(features, segment, edges)
    return Reference(edges, shares, segments, distance)


def drift_of(scored: Scored, *, first_full: Month, month_is_whole: bool) -> Drift:
    """Measure how far a month's customers have drifted from the model's own.

    Judged, and compared with the year before, only if the window was full: from the month ``first_full`` on.
    """
    customers, model = scored.customers, scored.model
    before = rows_of(scored.history, scored.month.shifted(-12))
    is_known = not before.empty and scored.month.shifted(-12) >= first_full
    return measure_drift(
        customers,
        model.reference,
        suit_of(customers, customers[c.CLUSTER], model.fit),
        year_before=before if is_known else None,
        is_judged=month_is_whole and scored.month >= first_full,
    )


def measure_drift(
    customers: pd.DataFrame,
    reference: Reference,
    suit: Suit,
    *,
    year_before: pd.DataFrame | None = None,
    is_judged: bool = True,
) -> Drift:
    """Compare a month's customers with the model's own.

    Parameters
    ----------
    customers : DataFrame of shape (n_customers, 5 or more)
        ``recency_days``, ``frequency``, ``monetary``, ``segment`` and ``nearest``, the segment of the nearest centre.
    reference : Reference
        What the model's own customers were like.
    suit : Suit
        How well the model's clusters suit these customers.
    year_before : DataFrame of shape (n_then, 4 or more), optional
        The customers of the same month a year before, if its window was full.
    is_judged : bool, optional
        Whether the month is whole and its window full; only then is a refit recommended.

    Returns
    -------
    Drift

    References
    ----------
    Lewis, E. M. (1994), An introduction to credit scoring. Siddiqi, N. (2006), Credit risk scorecards, 136.
    """
    now = _spread(customers, customers[c.SEGMENT], reference.edges)
    psi, psi_year = _psi(now, (reference.shares, reference.segments)), _psi_year(now, reference, year_before)
    ratio = suit.distance / reference.distance if reference.distance else 1.0
    past: dict[Reason, bool] = {
        **{
            name: value >= PSI_REFIT and (name not in SEASONAL or psi_year.get(name, 0.0) >= PSI_REFIT)
            for name, value in psi.items()
        },
        "distance": ratio >= DISTANCE_REFIT,
        "silhouette": suit.silhouette_fresh - suit.silhouette >= SILHOUETTE_REFIT,
    }
    held = int((customers[c.SEGMENT] != customers[c.NEAREST]).sum())
    return Drift(
        psi=tuple(
            Shift(of=name, psi=value, psi_year=psi_year.get(name), is_past=past[name]) for name, value in psi.items()
        ),
        psi_watch=PSI_WATCH,
        psi_refit=PSI_REFIT,
        distance=suit.distance,
        distance_ratio=ratio,
        distance_refit=DISTANCE_REFIT,
        silhouette=suit.silhouette,
        silhouette_fresh=suit.silhouette_fresh,
        silhouette_refit=SILHOUETTE_REFIT,
        reasons=tuple(name for name, is_past in past.items() if is_past),
        is_judged=is_judged,
        refit_recommended=is_judged and any(past.values()),
        still=STILL,
        reach=REACH,
        held=held,
        held_share=held / len(customers),
    )


def _psi_year(now: _Spread, reference: Reference, year_before: pd.DataFrame | None) -> dict[Shifting, float]:
    """Compare what is `SEASONAL` with the same month a year before; nothing where that is not known."""
    if year_before is None:
        return {}
    against = _psi(now, _spread(year_before, year_before[c.SEGMENT], reference.edges))
    return {name: against[name] for name in SEASONAL}


def _spread(features: pd.DataFrame, segment: pd.Series, edges: Mapping[str, Sequence[float]]) -> _Spread:
    """Compute the share of customers in each bin of each feature, and in each segment."""
    of_segments = segment.value_counts(normalize=True).sort_index()
    shares = {name: _shares(features[name].to_numpy(), edges[name]) for name in c.FEATURES}
    return shares, {str(name): float(share) for name, share in of_segments.items()}


def _psi(now: _Spread, before: _Spread) -> dict[Shifting, float]:
    names = sorted({*before[1], *now[1]})
    segments = [[of[1].get(name, 0.0) for name in names] for of in (before, now)]
    return {
        "recency_days": population_stability(before[0][c.RECENCY_DAYS], now[0][c.RECENCY_DAYS]),
        "frequency": population_stability(before[0][c.FREQUENCY], now[0][c.FREQUENCY]),
        "monetary": population_stability(before[0][c.MONETARY], now[0][c.MONETARY]),
        "segment": population_stability(*segments),
    }


def population_stability(expected: Sequence[float], actual: Sequence[float]) -> float:
    """Compute the population stability index of two spreads over the same bins: 0 where they are the same.

    The sum of Kullback and Leibler's divergence both ways; an empty bin counts as a ten-thousandth.

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
