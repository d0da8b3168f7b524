"""What the model needs of the settings: which is in force, how one is fitted, how it scores every month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from segmentation import __version__
from segmentation import columns as c
from segmentation.analysis.clustering import (
    Clustering,
    Search,
    Suit,
    cluster_customers,
    compare_with_fresh_fit,
    score_history,
)
from segmentation.analysis.drift import Drift, describe_customers, measure_drift
from segmentation.analysis.features import Minimum, Month, require_enough
from segmentation.analysis.outliers import find_caps, set_apart
from segmentation.analysis.segments import carry_over, match_clusters, name_clusters
from segmentation.config import Config
from segmentation.errors import ModelError
from segmentation.models import Model, Models, NamedCluster, SourceOfModel, read_models
from segmentation.sources.lines import Lines
from segmentation.steps.lines import Past

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import pandas as pd

_MEANING: Final = (
    *("window", "as_of", "currency", "rules", "product_code", "invoice_number", "cancellation", "adjustment"),
    *("repeats", "returns", "outliers", "transform"),
)
"""Settings that say what recency, orders and spend are, and who is clustered by them."""


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


def rows_of(history: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Take one month's rows of a history.

    Parameters
    ----------
    history : DataFrame indexed by month and customer
        Any months.
    month : Month
        The month.

    Returns
    -------
    DataFrame indexed by customer
        Empty where the history has no such month.
    """
    rows: pd.DataFrame = history[history.index.get_level_values(c.MONTH) == str(month)].droplevel(c.MONTH)
    return rows


def models_folder(config: Config) -> Path:
    """Say where models are kept; those of the sample shop apart, since it is nobody's shop.

    Parameters
    ----------
    config : Config
        The settings.

    Returns
    -------
    Path
    """
    folder = config.models or config.output / "models"
    return folder / "sample" if config.source == "sample" else folder


def models_in_force(config: Config, month: Month) -> Models:
    """Read which models are in force, and make sure that the month's is one for these settings.

    Parameters
    ----------
    config : Config
        The settings.
    month : Month
        The month to be scored.

    Returns
    -------
    Models

    Raises
    ------
    ModelError
        A file can't be read, or the model was fitted with other settings.
    """
    models = read_models(models_folder(config))
    model = models.in_force(str(month))
    if model is not None:
        differences = _differences(config, model)
        if differences:
            msg = (
                f"the model in force in {month}, {model.identifier}, was fitted with {', '.join(differences)}; make "
                "another with --refit, or keep this run apart with --models"
            )
            raise ModelError(msg)
    return models


def _differences(config: Config, model: Model) -> list[str]:
    """Say in which settings that bear on it a model and a run differ."""
    asked = _settings(config)
    different = [
        f"{name} = {model.settings[name]!r}, and {asked[name]!r} is asked for"
        for name in _MEANING
        if model.settings.get(name) != asked[name]
    ]
    if config.clusters is not None and config.clusters != model.n_clusters:
        different.append(f"{model.n_clusters} clusters, and {config.clusters} are asked for")
    return different


def _settings(config: Config) -> dict[str, Any]:
    dumped = config.model_dump(mode="json")
    return {name: dumped[name] for name in _MEANING}


def cluster(config: Config, features: pd.DataFrame, caps: dict[str, float]) -> Clustering:
    """Choose the number of clusters, and cluster everyone who is not set apart.

    Parameters
    ----------
    config : Config
        The settings.
    features : DataFrame of shape (n_customers, 3 or more)
        The month's customers.
    caps : dict of str to float
        Above which customers are set apart.

    Returns
    -------
    Clustering
    """
    return cluster_customers(
        features[set_apart(features, caps).isna()],
        candidates=range(2, config.max_clusters + 1),
        n_clusters=config.clusters,
        transform=config.transform,
        search=Search(config.n_init, config.max_iter, config.tol, config.random_state),
        draws=config.draws,
        minimum_cluster=config.minimum_cluster,
    )


def take_model(config: Config, lines: Lines, past: Past, month: Month, identifier: str = "") -> Models:
    """Take the models that scored a report, or fit one to a month and keep it nowhere.

    Parameters
    ----------
    config : Config
        The settings.
    lines : Lines
        The source, opened.
    past : Past
        From `look_back`.
    month : Month
        The month.
    identifier : str, optional
        What the model in force in the month is referred to by, such as ``2011-11-1f0c2a9b``; by default one is fitted.

    Returns
    -------
    Models

    Raises
    ------
    ModelError
        Another model is in force, or none.
    """
    if not identifier:
        return Models().with_model(fit_model(config, lines, past, month), None)
    models = read_models(models_folder(config))
    found = models.in_force(str(month))
    if found is None or found.identifier != identifier:
        has = "none" if found is None else found.identifier
        msg = f"in {models_folder(config)} the model of {month} is {has}, not {identifier}; leave it out to fit one"
        raise ModelError(msg)
    return models


def fit_model(config: Config, lines: Lines, past: Past, month: Month, models: Models | None = None) -> Model:
    """Fit a model to a month's customers, and name its clusters.

    Parameters
    ----------
    config : Config
        The settings.
    lines : Lines
        The source, opened.
    past : Past
        From `look_back`.
    month : Month
        The month.
    models : Models, optional
        The models in force, from the month's own of which names are carried over; by default there were none.

    Returns
    -------
    Model

    Raises
    ------
    FeaturesError
        There is too little to say anything of.
    ClusteringError
        The customers can't be clustered as asked.
    """
    features = measure(config, past, month)
    caps = find_caps(features) if config.outliers == "iqr" else {}
    clustering = cluster(config, features, caps)
    keys = set_apart(features, caps)
    keys[keys.isna()] = clustering.labels
    names = name_clusters(features, keys)
    predecessor = _predecessor(models, month)
    if models is not None and predecessor is not None:
        space = predecessor.fit.space
        old, new = (
            space.points(np.array(fit.centers_in_units)[:, space.places]) for fit in (predecessor.fit, clustering.fit)
        )
        names = carry_over(names, predecessor.by_cluster, match_clusters(old, new), models.names_used(str(month)))
    suit = _suit(features, keys, clustering.fit)
    segment = keys.map({key: name.name for key, name in names.items()})
    return Model(
        made_with=__version__,
        fitted_on=str(month),
        source=SourceOfModel(uri=lines.uri, sha256=lines.sha256),
        settings=_settings(config),
        caps=caps,
        fit=clustering.fit,
        names=tuple(NamedCluster(cluster=key, name=name) for key, name in names.items()),
        replaces=predecessor.identifier if predecessor else None,
        reference=describe_customers(features, segment, suit.distance),
    )


def _predecessor(models: Models | None, month: Month) -> Model | None:
    """Find the model that scores a month if none is fitted in it."""
    return None if models is None else models.without(str(month)).in_force(str(month))


def measure(config: Config, past: Past, month: Month) -> pd.DataFrame:
    """Take a month's customers, and make sure there are enough of them.

    Parameters
    ----------
    config : Config
        The settings.
    past : Past
        From `look_back`.
    month : Month
        The month.

    Returns
    -------
    DataFrame of shape (n_customers, 6), indexed by ``customer_id``
        As `segmentation.analysis.features.extract_features` gives them, and ``first_ever``.

    Raises
    ------
    FeaturesError
        There are too few customers, invoices or days of history.
    """
    features = rows_of(past.history, month)
    require_enough(
        features,
        as_of=as_of(config, features, month),
        minimum=Minimum(config.minimum_customers, config.minimum_invoices, config.minimum_days),
    )
    return features


def as_of(config: Config, features: pd.DataFrame, month: Month) -> datetime:
    """Say from when a month looks back.

    Parameters
    ----------
    config : Config
        The settings.
    features : DataFrame of shape (n_customers, 5 or more)
        The month's customers.
    month : Month
        The month.

    Returns
    -------
    datetime
    """
    if config.as_of == "month end" or features.empty:
        return month.end
    last: datetime = features[c.LAST_PURCHASE].max().to_pydatetime()
    return last


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


def drift(scored: Scored) -> Drift:
    """Measure how far a month's customers have drifted from the model's own.

    Parameters
    ----------
    scored : Scored
        From `score`.

    Returns
    -------
    Drift
    """
    customers, model = scored.customers, scored.model
    suit = _suit(customers, customers[c.CLUSTER], model.fit)
    return measure_drift(
        customers,
        customers[c.SEGMENT],
        model.reference,
        distance=suit.distance,
        silhouette=suit.silhouette,
        silhouette_fresh=suit.silhouette_fresh,
    )


def _suit(features: pd.DataFrame, keys: pd.Series, fit: Any) -> Suit:
    clustered = keys.map(lambda key: not isinstance(key, str))
    return compare_with_fresh_fit(features[clustered], keys[clustered].to_numpy(dtype=np.int64), fit)
