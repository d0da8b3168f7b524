"""Every customer's segment in every month: the nearest centre of the model in force, and the rule for borders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from segmentation import columns as c
from segmentation.errors import ModelError
from segmentation.topics.clustering.outliers import set_apart
from segmentation.topics.clustering.record import Border
from segmentation.topics.clustering.transform import in_units
from segmentation.topics.features.past import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from segmentation.months import Month
    from segmentation.topics.clustering.work import Fit
    from segmentation.topics.model.folder import Models
    from segmentation.topics.model.saved import Model

BORDER: Final = 0.1
"""A customer of less confidence than this is on a border: the next centre is hardly farther than their own."""
STILL: Final = 0.05
"""A customer none of whose ranks among all, from 0 to 1, moved by this in a month has hardly changed."""
REACH: Final = 2.0
"""Who has hardly changed stays in last month's cluster up to this many times the distance to the nearest centre."""

_NEVER: Final = "9999-99"


@dataclass(frozen=True)
class Scores:
    """Every customer's segment at the end of every month, by each model that scores any of them.

    ``by_model`` has, by a model's identifier, the history with ``cluster``, ``nearest`` (by name, whatever the rule
    for borders says), ``confidence`` (missing for who was set apart before clustering) and ``segment`` by name.
    """

    models: Models
    by_model: Mapping[str, pd.DataFrame]

    def up_to(self, month: Month) -> Scored:
        """Take what was known at the end of a month, each month scored by the model in force in it."""
        import pandas as pd

        model, replaced = self.models.in_force(str(month)), self.models.replaced_in(str(month))
        if model is None:
            msg = f"there is no model to score {month}; 'segmentation report' fits one"
            raise ModelError(msg)
        # The very first model also scores the months before it.
        starts = ["", *(since or "" for since, _ in self.models.since[1:]), _NEVER]
        parts = []
        for (_, of), (start, end) in zip(self.models.since, pairwise(starts), strict=True):
            table = self.by_model[of.identifier]
            months = table.index.get_level_values(c.MONTH)
            parts.append(table[(months >= start) & (months < end) & (months <= str(month))])
        before = None if replaced is None else self.by_model[replaced.identifier].loc[str(month)][c.SEGMENT]
        return Scored(month, model, pd.concat(parts), replaced, before, self.models)


@dataclass(frozen=True)
class Scored:
    """Every customer's segment at the end of every month up to one.

    ``model`` is the one in force in that month. Where it takes over in it, ``replaced`` is the one before, and
    ``before_refit`` has the names that one would have given, indexed by customer.
    """

    month: Month
    model: Model
    history: pd.DataFrame
    replaced: Model | None
    before_refit: pd.Series | None
    models: Models

    @property
    def customers(self) -> pd.DataFrame:
        """The month's customers, indexed by ``customer_id``."""
        return rows_of(self.history, self.month)

    @property
    def clustered(self) -> pd.DataFrame:
        """Those of them who were not set apart before clustering."""
        return self.customers[self.customers[c.CONFIDENCE].notna()]


def score(history: pd.DataFrame, models: Models, *, hold: bool) -> Scores:
    """Score every customer in every month by every model in force in any.

    Parameters
    ----------
    history : DataFrame of shape (n_customer_months, 6), indexed by month and customer
        The features, as `features_by_month` gives them.
    models : Models
        The models in force.
    hold : bool
        Whether a customer near a border keeps last month's segment while nothing changes about them.

    Returns
    -------
    Scores
    """
    return Scores(models, {of.identifier: _score(history, of, hold=hold) for _, of in models.since})


def _score(history: pd.DataFrame, model: Model, *, hold: bool) -> pd.DataFrame:
    apart = set_apart(history, model.caps)
    scores = score_history(history[apart.isna()], model.fit, hold=hold)
    names = {key: name.name for key, name in model.by_cluster.items()}
    found = {name: scores[name].astype(object).reindex(history.index).fillna(apart) for name in (c.CLUSTER, c.NEAREST)}
    return history.assign(
        cluster=found[c.CLUSTER],
        nearest=found[c.NEAREST].map(names),
        confidence=scores[c.CONFIDENCE].reindex(history.index),
        segment=found[c.CLUSTER].map(names),
    )


def score_history(history: pd.DataFrame, fit: Fit, *, hold: bool = True) -> pd.DataFrame:
    """Find every customer's cluster at the end of every month; months follow one another without a gap.

    Beside ``cluster`` there are ``nearest``, the cluster of the nearest centre, and ``confidence``: see `confidence`.
    With ``hold``, a customer none of whose ranks among the month's customers moved by `STILL` since the month before
    stays in last month's cluster, unless its centre is now more than `REACH` times as far as the nearest: a cluster
    that is left is left because of something the customer did. A month's answer depends on that month and those
    before it, and on nothing else.
    """
    import pandas as pd

    apart = distances(fit.space.points(in_units(history)[:, fit.space.places]), fit.centers)
    nearest = apart.argmin(axis=1)
    cluster = nearest.copy()
    if hold:
        ranks = history.groupby(level=c.MONTH)[list(c.FEATURES)].rank(pct=True).to_numpy()
        before = _row_of_month_before(history)
        still = (before >= 0) & (np.abs(ranks - ranks[before]) < STILL).all(axis=1)
        edges = np.flatnonzero(np.diff(pd.factorize(history.index.get_level_values(c.MONTH))[0], prepend=-1))
        for rows in np.split(np.arange(len(history)), edges[1:]):
            own = cluster[before[rows]]
            held = still[rows] & (apart[rows, own] <= REACH * apart[rows, nearest[rows]])
            cluster[rows] = np.where(held, own, nearest[rows])
    return pd.DataFrame(
        {c.CLUSTER: cluster, c.NEAREST: nearest, c.CONFIDENCE: confidence(apart, cluster)}, index=history.index
    )


def _row_of_month_before(history: pd.DataFrame) -> NDArray[np.int64]:
    """Find the row of the same customer in the month before; -1 where there is none."""
    import pandas as pd

    months, _ = pd.factorize(history.index.get_level_values(c.MONTH), sort=True)
    customers, _ = pd.factorize(history.index.get_level_values(c.CUSTOMER_ID))
    order = np.lexsort([months, customers])
    follows = np.flatnonzero((np.diff(customers[order]) == 0) & (np.diff(months[order]) == 1)) + 1
    before = np.full(len(history), -1, dtype=np.int64)
    before[order[follows]] = order[follows - 1]
    return before


def distances(points: NDArray[np.float64], centers: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Compute the distance of each point from each centre, an array of shape (n_points, n_clusters)."""
    apart: NDArray[np.float64] = np.linalg.norm(points[:, None, :] - np.array(centers)[None, :, :], axis=2)
    return apart


def confidence(apart: NDArray[np.float64], cluster: NDArray[np.int64]) -> NDArray[np.float64]:
    """Compute how clearly each customer belongs to their cluster, from their `distances` to all of them.

    One less the distance to their own centre as a part of that to the nearest other: 1 at the centre, 0 on the border
    or beyond, 1 if there is only one cluster. The simplified silhouette of Hruschka, E. R. et al. (2004), Improving
    the efficiency of a clustering genetic algorithm, IBERAMIA, 861-870.

    >>> apart = distances(np.array([[0.0], [1.0], [2.0], [3.0]]), ((0.0,), (4.0,)))
    >>> confidence(apart, np.array([0, 0, 0, 0])).round(2).tolist()
    [1.0, 0.67, 0.0, 0.0]
    """
    if apart.shape[1] == 1:
        return np.ones(len(apart))
    rows = np.arange(len(apart))
    own = apart[rows, cluster]
    others = apart.copy()
    others[rows, cluster] = np.inf
    other = others.min(axis=1)
    margin: NDArray[np.float64] = 1 - np.divide(own, other, out=np.ones_like(other), where=other > 0)
    return margin.clip(0, 1)


def describe_border(confidences: pd.Series) -> Border:
    """Count the customers on a border, of all a month's; who was set apart before clustering has no confidence."""
    customers = int((confidences < BORDER).sum())
    return Border(customers=customers, share=customers / len(confidences), threshold=BORDER)
