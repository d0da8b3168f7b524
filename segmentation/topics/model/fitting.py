"""Fit a model to a month's customers, and name its clusters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from segmentation.topics.clustering.kmeans import Search
from segmentation.topics.clustering.outliers import find_caps, set_apart
from segmentation.topics.clustering.record import Transform
from segmentation.topics.clustering.work import cluster_customers
from segmentation.topics.model.drift import describe_customers
from segmentation.topics.model.fresh_fit import suit_of
from segmentation.topics.model.saved import Model, NamedCluster, SourceOfModel
from segmentation.topics.segments.carrying_over import carry_over, match_clusters
from segmentation.topics.segments.naming import Name, name_clusters

if TYPE_CHECKING:
    import pandas as pd


def fit_model(  # noqa: PLR0913  (what a model is made of)
    features: pd.DataFrame,
    *,
    month: str,
    made_with: str,
    source: SourceOfModel,
    settings: Mapping[str, Any],
    search: Search,
    candidates: Sequence[int],
    n_clusters: int | None,
    transform: Transform,
    draws: int,
    minimum_cluster: int,
    cut_outliers: bool,
    predecessor: Model | None = None,
    names_used: frozenset[str] = frozenset(),
) -> Model:
    """Fit a model to a month's customers, and name its clusters.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more), indexed by ``customer_id``
        ``recency_days``, ``frequency`` and ``monetary`` (ten-thousandths of the currency's unit).
    month : str
        The month, such as ``2011-11``.
    made_with : str
        The program's version.
    source : SourceOfModel
        Where the lines come from.
    settings : mapping of str to object
        Settings that say what the features are; a later run is held against them.
    search, candidates, n_clusters, transform, draws, minimum_cluster
        As `cluster_customers` takes them.
    cut_outliers : bool
        Whether customers far above the others in orders or spend are set apart first.
    predecessor : Model, optional
        The model in force until now, whose names are carried over.
    names_used : frozenset of str, optional
        Names that earlier models used, which mean what they meant then.

    Returns
    -------
    Model

    Raises
    ------
    ClusteringError
        The customers can't be clustered as asked.
    """
    caps = find_caps(features) if cut_outliers else {}
    keys = set_apart(features, caps)
    clustering = cluster_customers(
        features[keys.isna()],
        candidates=candidates,
        n_clusters=n_clusters,
        transform=transform,
        search=search,
        draws=draws,
        minimum_cluster=minimum_cluster,
    )
    keys[keys.isna()] = clustering.labels
    names = name_clusters(features, keys)
    if predecessor is not None:
        names = _carried_over(names, predecessor, clustering.fit.centers_in_units, names_used)
    suit = suit_of(features, keys, clustering.fit)
    segment = keys.map({key: name.name for key, name in names.items()})
    return Model(
        made_with=made_with,
        fitted_on=month,
        source=source,
        settings=dict(settings),
        caps=caps,
        fit=clustering.fit,
        names=tuple(NamedCluster(cluster=key, name=name) for key, name in names.items()),
        replaces=predecessor.identifier if predecessor else None,
        reference=describe_customers(features, segment, suit.distance),
    )


def _carried_over(
    names: dict[Any, Name], predecessor: Model, centers: Any, names_used: frozenset[str]
) -> dict[Any, Name]:
    """Give clusters the names of those that the model before would have put there."""
    space, kept = predecessor.fit.space, predecessor.by_cluster
    old, new = (space.points(np.array(each)[:, space.places]) for each in (predecessor.fit.centers_in_units, centers))
    alike = np.array(
        [[names[number].profile == kept[other].profile for other in range(len(old))] for number in range(len(new))]
    )
    return carry_over(names, kept, match_clusters(old, new, alike), names_used)
