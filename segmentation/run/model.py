"""What the model needs of the settings: which is in force, how one is fitted, how it scores every month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from segmentation import __version__
from segmentation.errors import ModelError
from segmentation.lines.overlap import Lines
from segmentation.months import Month
from segmentation.run.lines import Past, measure
from segmentation.run.scoring import suit_of
from segmentation.settings.config import Config
from segmentation.topics.clustering.kmeans import Search
from segmentation.topics.clustering.outliers import find_caps, set_apart
from segmentation.topics.clustering.work import Clustering, cluster_customers
from segmentation.topics.model.drift import describe_customers
from segmentation.topics.model.folder import Models, read_models
from segmentation.topics.model.saved import Model, NamedCluster, SourceOfModel
from segmentation.topics.segments.carrying_over import carry_over, match_clusters
from segmentation.topics.segments.naming import name_clusters

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_MEANING: Final = (
    *("window", "as_of", "currency", "rules", "product_code", "invoice_number", "cancellation", "adjustment"),
    *("repeats", "returns", "outliers", "transform"),
)
"""Settings that say what recency, orders and spend are, and who is clustered by them."""


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
        kept = predecessor.by_cluster
        alike = np.array(
            [[names[number].profile == kept[other].profile for other in range(len(old))] for number in range(len(new))]
        )
        names = carry_over(names, kept, match_clusters(old, new, alike), models.names_used(str(month)))
    suit = suit_of(features, keys, clustering.fit)
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
