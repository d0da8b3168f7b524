"""Every customer's segment in every month, by the model in force in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from segmentation import columns as c
from segmentation.errors import ModelError
from segmentation.months import Month
from segmentation.topics.clustering.outliers import set_apart
from segmentation.topics.clustering.work import Fit
from segmentation.topics.features.past import rows_of
from segmentation.topics.model.drift import measure_drift
from segmentation.topics.model.folder import Models
from segmentation.topics.model.fresh_fit import Suit, compare_with_fresh_fit
from segmentation.topics.model.record import Drift
from segmentation.topics.model.saved import Model
from segmentation.topics.model.scoring import score_history

if TYPE_CHECKING:
    import pandas as pd

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
            msg = f"there is no model to score {month} by; 'segmentation report' fits one"
            raise ModelError(msg)
        # The first model of all scores the months before it, too.
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


def drift(scored: Scored, *, first_full: Month, month_is_whole: bool) -> Drift:
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


def suit_of(features: pd.DataFrame, keys: pd.Series, fit: Fit) -> Suit:
    """Measure how well clusters suit the customers in them; those set apart have a text for a key and are left out."""
    clustered = keys.map(lambda key: not isinstance(key, str))
    return compare_with_fresh_fit(features[clustered], keys[clustered].to_numpy(dtype=np.int64), fit)
