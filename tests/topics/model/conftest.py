"""A model of a small shop."""

from __future__ import annotations

import pytest

from segmentation.topics.clustering.kmeans import Search
from segmentation.topics.clustering.work import cluster_customers
from segmentation.topics.model.drift import describe_customers
from segmentation.topics.model.saved import Model, NamedCluster, SourceOfModel
from segmentation.topics.segments.naming import name_clusters

from ...by_hand.customers import shop


@pytest.fixture(scope="session")
def model() -> Model:
    """Fit a model to a small shop's customers."""
    import pandas as pd

    features = shop(0)
    clustering = cluster_customers(features, candidates=(2, 3, 4), search=Search(n_init=2), draws=2)
    keys = pd.Series(clustering.labels, index=features.index).astype(object)
    names = name_clusters(features, keys)
    return Model(
        made_with="0.1",
        fitted_on="2011-11",
        source=SourceOfModel(uri="shop.xlsx", sha256="0" * 64),
        settings={"window": 12},
        caps={},
        fit=clustering.fit,
        names=tuple(NamedCluster(cluster=key, name=name) for key, name in names.items()),
        reference=describe_customers(features, keys.map({key: name.name for key, name in names.items()}), 1.0),
    )
