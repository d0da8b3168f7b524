"""Collect which model scores the month, and how far customers have drifted from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.coins import to_coins
from segmentation.months import Month
from segmentation.topics.clustering.work import Fit
from segmentation.topics.model.drift import DISTANCE_REFIT, PSI_REFIT, PSI_WATCH, SILHOUETTE_REFIT, Drift
from segmentation.topics.model.record import CenterFact, DriftFact, ModelFact, NameFact, PsiFact
from segmentation.topics.model.scoring import REACH, STILL
from segmentation.topics.segments.naming import Name

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Fitted:
    """What the record says of a model.

    Attributes
    ----------
    identifier, sha256 : str
        What it is referred to by, and its hash.
    month : Month
        The month it was fitted on.
    since : str or None
        The first month it scores; None for the first model of all.
    fit : Fit
        The clusters.
    names : mapping of int or str to Name
        What they are called.
    replaced : Fitted or None
        The model it takes over from in the month reported on.
    """

    identifier: str
    sha256: str
    month: Month
    since: str | None
    fit: Fit
    names: Mapping[int | str, Name]
    replaced: Fitted | None = None


def model_fact(fitted: Fitted, month: Month, digits: int) -> ModelFact:
    """Collect which model scores the month.

    Parameters
    ----------
    fitted : Fitted
        The model.
    month : Month
        The month reported on.
    digits : int
        Decimals of the currency's smallest coin.

    Returns
    -------
    ModelFact
    """
    return ModelFact(
        identifier=fitted.identifier,
        sha256=fitted.sha256,
        fitted_on=str(fitted.month),
        age_months=month.number - fitted.month.number,
        since=fitted.since,
        customers=fitted.fit.customers,
        replaces=fitted.replaced.identifier if fitted.replaced else None,
        names=() if fitted.replaced is None else _names(fitted.replaced, fitted, digits),
    )


def _names(before: Fitted, now: Fitted, digits: int) -> tuple[NameFact, ...]:
    """Set what each name stood for against what it stands for now; names that go on first, the new ones last."""
    old, new = _centers(before, digits), _centers(now, digits)
    ordered = sorted({*old, *new}, key=lambda name: (name not in old, name not in new, name))
    return tuple(NameFact(segment=name, before=old.get(name), now=new.get(name)) for name in ordered)


def _centers(fitted: Fitted, digits: int) -> dict[str, CenterFact]:
    return {
        fitted.names[cluster].name: CenterFact(recency_days=days, frequency=orders, monetary=to_coins(spend, digits))
        for cluster, (days, orders, spend) in enumerate(fitted.fit.centers_in_units)
    }


def drift_fact(drift: Drift, customers: pd.DataFrame, *, is_judged: bool) -> DriftFact:
    """Collect how far customers have drifted.

    Parameters
    ----------
    drift : Drift
        From `segmentation.topics.model.drift.measure_drift`.
    customers : DataFrame of shape (n_customers, 2 or more)
        ``segment`` and ``nearest``, by name.
    is_judged : bool
        Whether the month is whole and its window full.

    Returns
    -------
    DriftFact
    """
    held = int((customers[c.SEGMENT] != customers[c.NEAREST]).sum())
    return DriftFact(
        psi=tuple(
            PsiFact(of=name, psi=psi, psi_year=drift.psi_year.get(name), is_past=name in drift.reasons)
            for name, psi in drift.psi.items()
        ),
        psi_watch=PSI_WATCH,
        psi_refit=PSI_REFIT,
        distance=drift.distance,
        distance_ratio=drift.distance_ratio,
        distance_refit=DISTANCE_REFIT,
        silhouette=drift.silhouette,
        silhouette_fresh=drift.silhouette_fresh,
        silhouette_refit=SILHOUETTE_REFIT,
        reasons=drift.reasons,
        is_judged=is_judged,
        refit_recommended=is_judged and bool(drift.reasons),
        still=STILL,
        reach=REACH,
        held=held,
        held_share=held / len(customers),
    )
