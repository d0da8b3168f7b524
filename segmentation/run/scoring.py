"""Every customer's segment in every month, and how well the model suits them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from segmentation import columns as c
from segmentation.errors import ModelError
from segmentation.months import Month
from segmentation.run.lines import Past, rows_of
from segmentation.settings.config import Config
from segmentation.topics.clustering.outliers import set_apart
from segmentation.topics.clustering.work import Fit
from segmentation.topics.model.drift import Drift, measure_drift
from segmentation.topics.model.folder import Models
from segmentation.topics.model.fresh_fit import Suit, compare_with_fresh_fit
from segmentation.topics.model.saved import Model
from segmentation.topics.model.scoring import score_history

if TYPE_CHECKING:
    import pandas as pd

_NEVER: Final = "9999-99"


@dataclass(frozen=True)
class Scores:
    """Every customer's segment at the end of every month, by each model that scores any of them.

    Attributes
    ----------
    models : Models
        The models.
    by_model : mapping of str to DataFrame of shape (n_customer_months, 10), indexed by month and customer, sorted
        By a model's identifier, the features, ``cluster``, ``nearest`` (by name, whatever the rule for borders says),
        ``confidence`` (missing for who was set apart before clustering) and ``segment`` by name.
    """

    models: Models
    by_model: Mapping[str, pd.DataFrame]

    def up_to(self, month: Month) -> Scored:
        """Take what was known at the end of a month, each month scored by the model in force in it.

        Parameters
        ----------
        month : Month
            The month.

        Returns
        -------
        Scored
        """
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

    Attributes
    ----------
    month : Month
        The last of the months.
    model : Model
        The one in force in that month.
    history : DataFrame of shape (n_customer_months, 10), indexed by month and customer, sorted
        As in `Scores`, each month by the model in force in it.
    replaced : Model or None
        The model that was in force up to this month, if another takes over in it.
    before_refit : Series of shape (n_customers,) or None
        In such a month, the names that model would have given, indexed by customer.
    models : Models
        All models.
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


def score(config: Config, past: Past, models: Models) -> Scores:
    """Score every customer in every month by every model that is in force in any.

    Parameters
    ----------
    config : Config
        The settings.
    past : Past
        From `look_back`.
    models : Models
        The models in force.

    Returns
    -------
    Scores
    """
    return Scores(models, {of.identifier: _score(config, past.history, of) for _, of in models.since})


def _score(config: Config, history: pd.DataFrame, model: Model) -> pd.DataFrame:
    apart = set_apart(history, model.caps)
    within = history[apart.isna()]
    scores = score_history(within, model.fit, hold=config.hold_borders)
    names = {key: name.name for key, name in model.by_cluster.items()}
    found = {name: scores[name].astype(object).reindex(history.index).fillna(apart) for name in (c.CLUSTER, c.NEAREST)}
    return history.assign(
        cluster=found[c.CLUSTER],
        nearest=found[c.NEAREST].map(names),
        confidence=scores[c.CONFIDENCE].reindex(history.index),
        segment=found[c.CLUSTER].map(names),
    )


def drift(scored: Scored, *, first_full: Month) -> Drift:
    """Measure how far a month's customers have drifted from the model's own.

    Parameters
    ----------
    scored : Scored
        From `score`.
    first_full : Month
        The first month whose window the data cover.

    Returns
    -------
    Drift
    """
    customers, model = scored.customers, scored.model
    before = rows_of(scored.history, scored.month.shifted(-12))
    is_known = not before.empty and scored.month.shifted(-12) >= first_full
    suit = suit_of(customers, customers[c.CLUSTER], model.fit)
    return measure_drift(
        customers,
        customers[c.SEGMENT],
        model.reference,
        distance=suit.distance,
        silhouette=suit.silhouette,
        silhouette_fresh=suit.silhouette_fresh,
        year_before=(before, before[c.SEGMENT]) if is_known else None,
    )


def suit_of(features: pd.DataFrame, keys: pd.Series, fit: Fit) -> Suit:
    """Tell how well a model's clusters suit customers.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more)
        The customers.
    keys : Series of shape (n_customers,)
        Each one's cluster, or the reason for which they are set apart.
    fit : Fit
        The clusters.

    Returns
    -------
    Suit
        Of those who are not set apart.
    """
    clustered = keys.map(lambda key: not isinstance(key, str))
    return compare_with_fresh_fit(features[clustered], keys[clustered].to_numpy(dtype=np.int64), fit)
