"""How many clusters: the elbow proposes, clusters that don't come back are struck out, silhouette decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field

from segmentation.errors import ClusteringError
from segmentation.topics.clustering.gap import Gap, gap_chooses
from segmentation.topics.clustering.record import Quality, Reason
from segmentation.topics.clustering.stability import STABLE
from segmentation.values import Share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ELBOW_TOLERANCE: Final = 0.05
"""Numbers of clusters whose height above the chord is within this part of the elbow's are tied with it."""


class Trial(Quality):
    """What one number of clusters gives, as a saved model keeps it; Jaccard similarity is by cluster (Hennig 2007)."""

    gap: Gap
    jaccard: tuple[Share, ...]
    smallest: Annotated[int, Field(ge=0, description="Customers in the smallest cluster")]

    @property
    def weakest(self) -> float:
        """How well the cluster comes back that comes back least."""
        return min(self.jaccard)


@dataclass(frozen=True)
class Choice:
    """How many clusters, and why.

    The elbow proposes ``tied``: itself and the numbers within the tolerance of it, or all where the curve has none.
    Silhouette decides between ``stable``: those of them whose clusters all come back and are large enough.
    """

    n_clusters: int
    reason: Reason
    elbow: int | None
    tied: tuple[int, ...]
    stable: tuple[int, ...]


def choose(
    curve: Sequence[Trial], elbow: int | None, n_clusters: int | None = None, *, minimum_cluster: int = 1
) -> Choice:
    """Choose the number of clusters, or take the one asked for.

    The elbow and its ties propose. Numbers that make too small a cluster are struck out, then those with a cluster
    that does not come back (`STABLE`), unless that strikes out all; silhouette decides among the rest.
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


def _tied(curve: Sequence[Trial], elbow: int | None) -> list[Trial]:
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


def _nearest_large(curve: Sequence[Trial], elbow: int | None, minimum_cluster: int) -> int:
    """Find the number nearest to the elbow that makes no cluster too small."""
    large = [point.n_clusters for point in curve if point.smallest >= minimum_cluster]
    if not large:
        largest = max(curve, key=lambda point: (point.smallest, -point.n_clusters))
        msg = (
            f"every number of clusters makes a cluster that is too small: with {largest.n_clusters}, the smallest has "
            f"{largest.smallest:,} customers, but minimum_cluster is {minimum_cluster:,}; choose a longer "
            "window, or lower minimum_cluster"
        )
        raise ClusteringError(msg)
    return min(large, key=lambda number: (abs(number - (elbow or number)), number))


def find_elbow(inertia: Mapping[int, float]) -> tuple[dict[int, float], int | None]:
    """Find each point's height under the chord of the curve of inertia, and the elbow, where it is largest.

    Satopää, V. et al. (2011), Finding a "kneedle" in a haystack, ICDCS Workshops, 166-171. Two points, or a curve
    that does not fall, have no elbow.
    """
    k, values = list(inertia), list(inertia.values())
    if len(k) <= 2 or values[0] <= values[-1]:
        return {}, None
    from kneed import KneeLocator

    locator = KneeLocator(k, values, curve="convex", direction="decreasing")
    elbow = None if locator.knee is None else int(locator.knee)
    return {number: float(height) for number, height in zip(k, locator.y_difference, strict=True)}, elbow


def by_criterion(curve: Sequence[Trial], elbow: int | None, gaps: Mapping[int, Gap]) -> dict[str, int | None]:
    """Say what each criterion would choose by itself; the gap statistic may say 1."""

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
