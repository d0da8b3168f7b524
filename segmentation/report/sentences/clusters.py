"""The number of segments: why so many, and what others would say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from segmentation.report import formats as f
from segmentation.report.sentences.parts import customers, join

if TYPE_CHECKING:
    from segmentation.report.facts import Facts

CRITERIA: Final = {
    "elbow": ("Elbow of inertia", "where the curve bends most"),
    "silhouette": ("Silhouette", "the highest: customers nearest to their own cluster"),
    "calinski_harabasz": ("Caliński-Harabasz", "the highest: clusters far apart, for their width"),
    "davies_bouldin": ("Davies-Bouldin", "the lowest: each cluster unlike the one most like it"),
    "gap": ("Gap statistic", "the first number that the next does not clearly beat"),
    "stability": ("Stability", "the number whose weakest cluster comes back best"),
}
"""What each criterion is called, and what it takes."""


def criteria_agree(facts: Facts) -> bool:
    """Tell whether every criterion would choose the number that was chosen."""
    return {criterion.n_clusters for criterion in facts.n_clusters.criteria} == {facts.n_clusters.chosen}


def about_criteria(facts: Facts) -> str:
    """Say how the criteria compare with the choice."""
    k = facts.n_clusters
    if criteria_agree(facts):
        return f"Every criterion would choose {k.chosen}."
    agree = [CRITERIA[x.criterion][0] for x in k.criteria if x.n_clusters == k.chosen]
    same = (
        f"{join(agree)} would also choose {k.chosen}. "
        if agree
        else f"No criterion by itself would choose {k.chosen}. "
    )
    return (
        f"{same}The criteria disagree, as they often do where customers shade into each other: each measures another "
        "thing."
    )


def why_clusters(facts: Facts) -> str:
    """Say why there are as many clusters as there are."""
    k = facts.n_clusters
    match k.reason:
        case "asked for":
            curve = "has no elbow" if k.elbow is None else f"proposes {k.elbow}"
            why = f"{k.chosen} clusters were asked for; the curve of inertia {curve}."
        case "elbow":
            why = f"{_bends(facts)}{_silhouette_alone(facts)}"
        case "stability among tied":
            why = (
                f"{_bends(facts)} Only {k.chosen} gives clusters that are large enough and all come back when "
                "customers are drawn anew."
            )
        case "silhouette among tied":
            why = f"{_bends(facts)} {_best_silhouette(facts)}{_silhouette_alone(facts)}"
        case "large enough":
            why = (
                f"What the curve of inertia proposes ({join([str(n) for n in k.tied])}) makes a cluster of fewer than "
                f"{customers(k.minimum_cluster)}; {k.chosen} is the nearest number that does not."
            )
        case "no elbow":
            why = (
                f"The curve of inertia has no elbow, so silhouette decided{' among the stable' if k.stable else ''}: "
                f"it is highest there, {_silhouette_at(facts, k.chosen)}, at {k.chosen} clusters."
            )
        case "only one tried":
            why = f"Only {k.chosen} clusters could be tried: the customers differ too little for more."
    return why


def _silhouette_at(facts: Facts, n_clusters: int) -> str:
    value = next(point.silhouette for point in facts.n_clusters.curve if point.n_clusters == n_clusters)
    return f.exact_number(value, 3)


def _bends(facts: Facts) -> str:
    """Say where the curve bends, and which numbers come near."""
    k = facts.n_clusters
    near = [str(n) for n in k.tied if n != k.elbow]
    tolerance = f.percent(k.elbow_tolerance)
    if not near:
        return f"The curve of inertia bends most at {k.elbow} clusters; at no other number nearly as much."
    return (
        f"The curve of inertia bends most at {k.elbow} clusters, and nearly as much, within {tolerance}, at "
        f"{join(near)}."
    )


def _best_silhouette(facts: Facts) -> str:
    """Compare the silhouettes of the tied numbers that stand."""
    k = facts.n_clusters
    large = {point.n_clusters for point in k.curve if point.smallest_cluster >= k.minimum_cluster}
    among = k.stable or [n for n in k.tied if n in large]
    others = join([f"{_silhouette_at(facts, n)} at {n}" for n in among if n != k.chosen])
    return (
        f"{_struck_out(facts)} {k.chosen} keeps customers apart best: its silhouette is "
        f"{_silhouette_at(facts, k.chosen)}, against {others}."
    )


def _struck_out(facts: Facts) -> str:
    """Say which of the tied numbers don't stand, and lead over to those that do."""
    k = facts.n_clusters
    out = [n for n in k.tied if n not in k.stable]
    if not out:
        return "Of these,"
    if not k.stable:
        return "Not one of them gives clusters that all come back when customers are drawn anew; among them,"
    does = "does" if len(out) == 1 else "do"
    return f"Of these, {join([str(n) for n in out])} {does} not give clusters that all come back; among the others,"


def _silhouette_alone(facts: Facts) -> str:
    """Say so where silhouette by itself would choose otherwise, and why it is not asked by itself."""
    k = facts.n_clusters
    best = max(k.curve, key=lambda point: (point.silhouette, -point.n_clusters))
    if best.n_clusters == k.chosen:
        return ""
    return (
        f" Silhouette alone would choose {best.n_clusters} ({f.exact_number(best.silhouette, 3)}); it favours few, "
        "large clusters, so it decides only among those that the elbow proposes."
    )
