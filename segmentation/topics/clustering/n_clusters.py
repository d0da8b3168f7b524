"""How many clusters: the elbow proposes, clusters that don't come back are struck out, silhouette decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from segmentation.errors import ClusteringError
from segmentation.topics.clustering.gap import Gap, gap_chooses
from segmentation.topics.clustering.stability import STABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ELBOW_TOLERANCE: Final = 0.05
"""Numbers of clusters whose height above the chord is within this part of the elbow's are tied with it."""

Reason = Literal[
    "asked for",
    "elbow",
    "stability among tied",
    "silhouette among tied",
    "size among tied",
    "large enough",
    "no elbow",
    "only one tried",
]
"""What decides the number of clusters."""


@dataclass(frozen=True)
class CurvePoint:
    """What one number of clusters gives.

    Attributes
    ----------
    n_clusters : int
        The number of clusters.
    inertia : float
        Sum of squared distances to the nearest centre, in standard deviations of the transformed features.
    silhouette : float
        Mean silhouette, from -1 to 1 (Rousseeuw 1987).
    elbow : float
        Height of the curve of inertia under its chord, both axes scaled to 0 … 1 (kneedle); the elbow is
        where it is largest. Zero for a number that was asked for and is no candidate.
    silhouette_margin : float
        Half the width of silhouette's interval of 95 %; 0 where it is taken over all customers.
    calinski_harabasz : float
        Dispersion between clusters against that within, each per degree of freedom (Caliński and Harabasz 1974).
    davies_bouldin : float
        Mean likeness of each cluster to the one most like it, 0 at best (Davies and Bouldin 1979).
    gap : Gap
        The gap statistic.
    jaccard : tuple of float
        How well each cluster comes back when customers are drawn anew, from 0 to 1 (Hennig 2007).
    smallest : int
        Customers in the smallest cluster.
    """

    n_clusters: int
    inertia: float
    silhouette: float
    elbow: float
    silhouette_margin: float
    calinski_harabasz: float
    davies_bouldin: float
    gap: Gap
    jaccard: tuple[float, ...]
    smallest: int

    @property
    def weakest(self) -> float:
        """How well the cluster comes back that comes back least."""
        return min(self.jaccard)


@dataclass(frozen=True)
class Choice:
    """How many clusters, and why.

    Attributes
    ----------
    n_clusters : int
        The number chosen.
    reason : Reason
        What decided.
    elbow : int or None
        What the elbow proposes, None where the curve has none.
    tied : tuple of int
        The numbers that the elbow proposes: itself, and those within the tolerance of it; all without an elbow.
    stable : tuple of int
        Those of ``tied`` whose clusters all come back and are large enough: between these silhouette decides.
    """

    n_clusters: int
    reason: Reason
    elbow: int | None
    tied: tuple[int, ...]
    stable: tuple[int, ...]


def choose(
    curve: Sequence[CurvePoint], elbow: int | None, n_clusters: int | None = None, *, minimum_cluster: int = 1
) -> Choice:
    """Choose the number of clusters.

    Parameters
    ----------
    curve : sequence of CurvePoint
        Every number tried.
    elbow : int or None
        The elbow, None where the curve has none.
    n_clusters : int, optional
        The number the user asked for, which is taken whatever the curve says.
    minimum_cluster : int, optional
        The fewest customers a cluster may have.

    Returns
    -------
    Choice

    Raises
    ------
    ClusteringError
        Every number of clusters makes one that is too small.

    Notes
    -----
    The elbow and its ties propose. Of these, numbers that make too small a cluster are struck out, and then
    numbers with a cluster whose mean Jaccard similarity is below `STABLE`, unless that strikes out all.
    Silhouette decides among the rest.
    """
    tied = _tied(curve, elbow)
    large = [point for point in tied if point.smallest >= minimum_cluster]
    stable = [point for point in large if point.weakest >= STABLE]
    among = stable or large
    reason: Reason
    if n_clusters is not None:
        chosen, reason = n_clusters, "asked for"
    elif among:
        chosen = min(among, key=lambda point: (-point.silhouette, point.n_clusters)).n_clusters
        reason = _reason(len(curve), elbow, tied=len(tied), large=len(large), stable=len(stable))
    else:
        chosen, reason = _nearest_large(curve, elbow, minimum_cluster), "large enough"
    return Choice(
        chosen, reason, elbow, tuple(point.n_clusters for point in tied), tuple(point.n_clusters for point in stable)
    )


def _tied(curve: Sequence[CurvePoint], elbow: int | None) -> list[CurvePoint]:
    if elbow is None:
        return list(curve)
    height = next(point.elbow for point in curve if point.n_clusters == elbow)
    return [point for point in curve if point.elbow >= (1 - ELBOW_TOLERANCE) * height]


def _reason(tried: int, elbow: int | None, *, tied: int, large: int, stable: int) -> Reason:
    """Name what left one number of those proposed: what struck the others out, or silhouette among several."""
    if tried == 1:
        return "only one tried"
    if elbow is None:
        return "no elbow"
    if tied == 1:
        return "elbow"
    if stable == 1:
        return "stability among tied"
    return "size among tied" if large == 1 else "silhouette among tied"


def _nearest_large(curve: Sequence[CurvePoint], elbow: int | None, minimum_cluster: int) -> int:
    """Find the number nearest to the elbow that makes no cluster too small."""
    large = [point.n_clusters for point in curve if point.smallest >= minimum_cluster]
    if not large:
        largest = max(curve, key=lambda point: (point.smallest, -point.n_clusters))
        msg = (
            f"every number of clusters makes one that is too small: with {largest.n_clusters}, the smallest has "
            f"{largest.smallest:,} customers, where minimum_cluster asks for {minimum_cluster:,}; take a longer "
            "window, or allow smaller ones"
        )
        raise ClusteringError(msg)
    return min(large, key=lambda number: (abs(number - (elbow or number)), number))


def find_elbow(inertia: Mapping[int, float]) -> tuple[dict[int, float], int | None]:
    """Find the elbow of the curve of inertia.

    Parameters
    ----------
    inertia : mapping of int to float
        By number of clusters, ascending.

    Returns
    -------
    heights : dict of int to float
        How far each point lies under the chord, both axes scaled to 0 … 1; empty where there is nothing to bend.
    elbow : int or None
        The number where the curve bends most; two points, or a straight line, have none.

    References
    ----------
    Satopää, V. et al. (2011), Finding a "kneedle" in a haystack, ICDCS Workshops, 166-171.
    """
    k, values = list(inertia), list(inertia.values())
    if len(k) <= 2 or values[0] <= values[-1]:
        return {}, None
    from kneed import KneeLocator

    locator = KneeLocator(k, values, curve="convex", direction="decreasing")
    elbow = None if locator.knee is None else int(locator.knee)
    return {number: float(height) for number, height in zip(k, locator.y_difference, strict=True)}, elbow


def by_criterion(curve: Sequence[CurvePoint], elbow: int | None, gaps: Mapping[int, Gap]) -> dict[str, int | None]:
    """Say what each criterion would choose by itself.

    Parameters
    ----------
    curve : sequence of CurvePoint
        Every number tried.
    elbow : int or None
        The elbow.
    gaps : mapping of int to Gap
        The gap of every number tried, and of 1.

    Returns
    -------
    dict of str to int or None
        By name of the criterion. The gap statistic may say 1: no more clusters than in evenly scattered points.
    """

    def best(key: str, *, largest: bool = True) -> int:
        sign = -1 if largest else 1
        return min(curve, key=lambda point: (sign * getattr(point, key), point.n_clusters)).n_clusters

    return {
        "elbow": elbow,
        "silhouette": best("silhouette"),
        "calinski_harabasz": best("calinski_harabasz"),
        "davies_bouldin": best("davies_bouldin", largest=False),
        "gap": gap_chooses(gaps),
        "stability": best("weakest"),
    }
