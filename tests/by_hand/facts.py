"""A record of facts made by hand from a few customers, for whoever draws, writes or prints it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from segmentation import columns as c
from segmentation.facts import Facts
from segmentation.months import Month
from segmentation.profiles import AT_RISK, CHAMPIONS, HIBERNATING, LOYAL, SET_APART
from segmentation.run.collect import collect_facts
from segmentation.topics.actions.record import Action
from segmentation.topics.cleaning.record import Sheet, Source
from segmentation.topics.cleaning.rules import INPUT, KEPT, RULES
from segmentation.topics.clustering.gap import Gap
from segmentation.topics.clustering.kmeans import Search
from segmentation.topics.clustering.n_clusters import Choice, Trial
from segmentation.topics.clustering.record import LeftOut
from segmentation.topics.clustering.transform import Space
from segmentation.topics.clustering.work import Fit
from segmentation.topics.model.drift import DISTANCE_REFIT, PSI_REFIT, PSI_WATCH, SILHOUETTE_REFIT, Reference
from segmentation.topics.model.record import Drift
from segmentation.topics.model.saved import Model, NamedCluster, SourceOfModel
from segmentation.topics.model.scoring import REACH, STILL
from segmentation.topics.segments.naming import Name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Customer = tuple[int, int, float]
    """Days since the last purchase, orders, and what was spent in pounds."""
    Groups = Mapping[str, tuple[str, Sequence[Customer]]]
    """By name of the segment: its profile, and its customers."""

MONTH = Month(2011, 11)
NOBODYS = 2_000_000
"""What lines without a customer come to: £200."""
SENT_BACK = 505_000
"""What was bought and sent back: £50.50."""
ACTION = Action(what="Call them.", why="They buy.", channel="By telephone", measure="Orders within 60 days")
ELBOW = Choice(4, "elbow", 4, (4,), (4,))
CRITERIA = {"elbow": 4, "silhouette": 2, "calinski_harabasz": 4, "davies_bouldin": 3, "gap": 4, "stability": 2}


NO_PSI = {"recency_days": 0.0, "frequency": 0.0, "monetary": 0.0, "segment": 0.0}
A_YEAR_BEFORE = {"recency_days": 0.01, "segment": 0.02}


def drift_of(
    *reasons: str, psi: Mapping[str, float] = NO_PSI, psi_year: Mapping[str, float] = A_YEAR_BEFORE, **others: Any
) -> Drift:
    """Record drift past the thresholds of some measures; by default, of none."""
    shifts = [{"of": n, "psi": x, "psi_year": psi_year.get(n), "is_past": n in reasons} for n, x in psi.items()]
    is_judged = others.get("is_judged", True)
    return Drift.model_validate(
        {
            "psi": shifts,
            "psi_watch": PSI_WATCH,
            "psi_refit": PSI_REFIT,
            "distance": 0.85,
            "distance_ratio": 1.0,
            "distance_refit": DISTANCE_REFIT,
            "silhouette": 0.38,
            "silhouette_fresh": 0.38,
            "silhouette_refit": SILHOUETTE_REFIT,
            "reasons": reasons,
            "is_judged": is_judged,
            "refit_recommended": is_judged and bool(reasons),
            "still": STILL,
            "reach": REACH,
            "held": 0,
            "held_share": 0.0,
            **others,
        }
    )


NO_DRIFT = drift_of()


def curve_point(n_clusters: int, inertia: float, silhouette: float, elbow: float, **others: Any) -> Trial:
    """Say what a number of clusters gives: all come back, and none is small, unless told otherwise."""
    return Trial(
        n_clusters=n_clusters,
        inertia=inertia,
        silhouette=silhouette,
        elbow=elbow,
        **{
            "silhouette_margin": 0.0,
            "calinski_harabasz": 100.0 - n_clusters,
            "davies_bouldin": 1.0,
            "gap": Gap(0.5, 0.01),
            "jaccard": (0.9, *[0.91] * max(n_clusters - 1, 14)),
            "smallest": 10,
        }
        | others,
    )


CURVE = (
    curve_point(2, 90.0, 0.41, 0.0),
    curve_point(3, 60.0, 0.35, 0.20),
    curve_point(4, 35.0, 0.38, 0.35),
    curve_point(5, 30.0, 0.30, 0.10),
)


@dataclass(frozen=True)
class Told:
    """The facts, and the customers they are told of, as pictures are drawn from them."""

    facts: Facts
    customers: pd.DataFrame


def four_groups(size: int = 12) -> Groups:
    """Give four segments of so many customers each, no two alike."""
    rng = np.random.default_rng(3)
    kinds = {
        "Champions": (CHAMPIONS, 10, 20, 5000),
        "Loyal, higher spend": (LOYAL, 40, 8, 1500),
        "At risk": (AT_RISK, 250, 4, 900),
        "Hibernating": (HIBERNATING, 300, 1, 120),
    }
    return {
        name: (
            profile,
            [
                (
                    days + int(rng.integers(0, 30)),
                    orders + int(rng.integers(0, 4)),
                    round(pounds * rng.uniform(1, 2), 2),
                )
                for _ in range(size)
            ],
        )
        for name, (profile, days, orders, pounds) in kinds.items()
    }


def tell(
    groups: Groups,
    *,
    currency: str = "GBP",
    choice: Choice = ELBOW,
    nobodys: int = NOBODYS,
    missing: int = 0,
    curve: Sequence[Trial] = CURVE,
    left_out: tuple[LeftOut, ...] = (),
    caps: Mapping[str, float] | None = None,
    fitted_on: Month = MONTH,
    replaced: Model | None = None,
    drift: Drift = NO_DRIFT,
    compared: Mapping[str, Any] | None = None,
    **source: Any,
) -> Told:
    """Tell the facts of customers in groups, those with most money first; `compared` adds fields, or makes them.

    ``missing`` is what the ledger lacks of what the customers spent, in ten-thousandths.
    """
    features = pd.DataFrame(
        [customer for _, members in groups.values() for customer in members], columns=list(c.FEATURES)
    )
    features[c.MONETARY] = (features[c.MONETARY] * c.MONEY_SCALE).round()
    features = features.astype("int64")
    features.index = pd.Index([f"{10_000 + row}" for row in range(len(features))], name=c.CUSTOMER_ID)
    sizes = [len(members) for _, members in groups.values()]
    names, keys = np.repeat(list(groups), sizes), np.repeat(np.array(_keys(groups), dtype=object), sizes)
    apart = np.array([isinstance(key, str) for key in keys])
    confidence = pd.Series(np.linspace(0.02, 0.9, len(features)), index=features.index)
    customers = features.assign(cluster=keys, segment=names, nearest=names, confidence=confidence.mask(apart))
    facts = collect_facts(
        source=_source(len(features), **source),
        month=MONTH,
        month_is_whole=True,
        as_of=MONTH.end,
        returns_matched=True,
        window_start=datetime(2010, 12, 1),  # noqa: DTZ001  (the shop's local time)
        window_months=12,
        currency=currency,
        ledger=ledger(len(features), int(features[c.MONETARY].sum()) - missing, nobodys),
        customers=customers,
        model=model_of(groups, choice, curve, left_out, int((~apart).sum()), fitted_on=fitted_on, caps=caps or {}),
        since=None,
        replaced=replaced,
        drift=drift,
        set_apart=int(apart.sum()),
        actions={profile: ACTION for profile, _ in groups.values()},
        minimum_cluster=1,
    )
    fields = {name: value(facts) if callable(value) else value for name, value in (compared or {}).items()}
    return Told(facts.model_copy(update=fields), customers.assign(monetary=customers[c.MONETARY] / c.MONEY_SCALE))


def model_of(
    groups: Groups,
    choice: Choice = ELBOW,
    curve: Sequence[Trial] = CURVE,
    left_out: tuple[LeftOut, ...] = (),
    customers: int = 48,
    *,
    fitted_on: Month = MONTH,
    caps: Mapping[str, float] | None = None,
) -> Model:
    """Say that the model was fitted to these customers."""
    chosen = next(point for point in curve if point.n_clusters == choice.n_clusters)
    clustered = [members for key, (_, members) in zip(_keys(groups), groups.values(), strict=True)
                 if not isinstance(key, str)]  # fmt: skip
    centers = tuple(tuple(float(value) for value in np.median(members, axis=0)) for members in clustered)
    fit = Fit(
        space=Space(c.FEATURES, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
        left_out=left_out,
        centers=((0.0, 0.0, 0.0),) * len(centers),
        centers_in_units=centers,
        customers=customers,
        silhouette=chosen.silhouette,
        silhouette_of=customers,
        curve=tuple(curve),
        choice=choice,
        criteria=CRITERIA,
        search=Search(),
        draws=50,
    )
    return Model(
        made_with="0.1",
        fitted_on=str(fitted_on),
        source=SourceOfModel(uri="shop.xlsx", sha256="0" * 64),
        settings={},
        caps=dict(caps or {}),
        fit=fit,
        names=tuple(
            NamedCluster(cluster=key, name=Name(name, profile, 5, 4, (10.0, 2.0, 100.0)))
            for key, (name, (profile, _)) in zip(_keys(groups), groups.items(), strict=True)
        ),
        reference=Reference({}, {}, {}, 0.85),
    )


def _keys(groups: Groups) -> list[int | str]:
    """Number the groups that are clusters; those set apart (one of a profile) go by what they stand out in."""
    reasons = {profile: reason for reason, profile in SET_APART.items()}
    numbers = itertools.count()
    return [reasons.pop(profile, None) or next(numbers) for profile, _ in groups.values()]


def ledger(customers: int, kept: int, nobodys: int) -> pd.DataFrame:
    """Account for one line of each customer that was kept, one of nobody and one that was sent back."""
    rows = dict.fromkeys((INPUT, *RULES), (0, 0, 0)) | {
        INPUT: (customers + 3, customers + 1, kept + nobodys),
        "no customer": (1, 0, nobodys),
        "return": (1, 0, -SENT_BACK),
        "purchase returned": (1, 1, SENT_BACK),
        KEPT: (customers, customers, kept),
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["lines", "customers", c.AMOUNT])


def _source(customers: int, **changes: Any) -> Source:
    return Source(
        **{
            "uri": "shop.xlsx",
            "sha256": "0" * 64,
            "lines_read": customers + 4,
            "lines": customers + 3,
            "sheets": (Sheet(sheet="2010", lines=2), Sheet(sheet="2011", lines=customers + 2)),
            "first_line": datetime(2009, 12, 1, 7, 45),  # noqa: DTZ001
            "last_line": datetime(2011, 12, 9, 12, 50),  # noqa: DTZ001
            **changes,
        }
    )
