"""How well clusters that were found before suit customers, beside clusters found afresh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from segmentation.topics.clustering.kmeans import find_optimum
from segmentation.topics.clustering.one_thread import one_thread
from segmentation.topics.clustering.silhouettes import mean_with_margin, silhouettes, strata, stratified_sample
from segmentation.topics.clustering.transform import in_units
from segmentation.topics.model.scoring import distances

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from segmentation.topics.clustering.work import Fit


@dataclass(frozen=True)
class Suit:
    """How well clusters suit customers: mean distance to the centre, in standard deviations, and mean silhouettes.

    The silhouette of the clusters as they are, and of as many found afresh among these customers in the same space.
    """

    distance: float
    silhouette: float
    silhouette_fresh: float


def compare_with_fresh_fit(features: pd.DataFrame, cluster: NDArray[np.int64], fit: Fit) -> Suit:
    """Compare clusters that were found before with clusters found afresh.

    Past 15,000 customers silhouettes are those of a stratified sample; where fewer customers differ than there are
    clusters, both are 0.
    """
    # K-means picks its starting rows by position, so customers are sorted by id.
    order = np.argsort(features.index.to_numpy(), kind="stable")
    points, cluster = fit.space.points(in_units(features)[order][:, fit.space.places]), cluster[order]
    distance = float(distances(points, fit.centers)[np.arange(len(points)), cluster].mean())
    k = len(fit.centers)
    if k < 2 or len(np.unique(points, axis=0)) <= k or len(np.unique(cluster)) < 2:
        return Suit(distance, 0.0, 0.0)
    with one_thread():
        rows = stratified_sample(points, fit.search.random_state)
        fresh = find_optimum(points, k, fit.search, None if len(rows) == len(points) else rows).labels
        stratum = np.unique(strata(points)[rows], return_inverse=True)[1].ravel()
        labels = [np.unique(of[rows], return_inverse=True)[1].ravel() for of in (cluster, fresh)]
        widths = silhouettes(points[rows], labels)
    as_is, afresh = (mean_with_margin(width, stratum, len(points))[0] for width in widths)
    return Suit(distance, as_is, afresh)


def suit_of(features: pd.DataFrame, keys: pd.Series, fit: Fit) -> Suit:
    """Measure how well clusters suit the customers in them; those set apart have a text for a key and are left out."""
    clustered = keys.map(lambda key: not isinstance(key, str))
    return compare_with_fresh_fit(features[clustered], keys[clustered].to_numpy(dtype=np.int64), fit)
