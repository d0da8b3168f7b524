"""The number of clusters in words: why so many, what others would say, how it was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from segmentation.messages import N_
from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.wording import begin, customers, join, measure

if TYPE_CHECKING:
    from segmentation.facts import Facts


CRITERIA: Final = {
    "elbow": (N_("Elbow of inertia"), N_("where the curve bends most")),
    "silhouette": (N_("Silhouette"), N_("the highest: customers nearest to their own cluster")),
    "calinski_harabasz": (N_("Caliński-Harabasz"), N_("the highest: clusters far apart, for their width")),
    "davies_bouldin": (N_("Davies-Bouldin"), N_("the lowest: each cluster unlike the one most like it")),
    "gap": (N_("Gap statistic"), N_("the first number that the next does not clearly beat")),
    "stability": (N_("Stability"), N_("the number whose weakest cluster comes back best")),
}
"""What each criterion is called, and what it takes."""


def criteria_agree(facts: Facts) -> bool:
    """Whether every criterion would choose the number that was chosen."""
    return {criterion.n_clusters for criterion in facts.n_clusters.criteria} == {facts.n_clusters.chosen}


def about_criteria(facts: Facts) -> str:
    """Say how the criteria compare with the choice."""
    k = facts.n_clusters
    if criteria_agree(facts):
        return _("Every criterion would choose {chosen}.").format(chosen=k.chosen)
    agree = [_(CRITERIA[x.criterion][0]) for x in k.criteria if x.n_clusters == k.chosen]
    same = (
        ngettext("{criteria} would also choose {chosen}.", "{criteria} would also choose {chosen}.", len(agree)).format(
            criteria=join(agree), chosen=k.chosen
        )
        if agree
        else _("No criterion by itself would choose {chosen}.").format(chosen=k.chosen)
    )
    why = _(
        "The criteria disagree, as they often do where customers shade into each other: each measures something else."
    )
    return f"{same} {why}"


def why_clusters(facts: Facts) -> str:
    """Say why there are as many clusters as there are."""
    k = facts.n_clusters
    match k.reason:
        case "asked for" if k.elbow is None:
            sentences = [
                _("{chosen} clusters were asked for; the curve of inertia has no elbow.").format(chosen=k.chosen)
            ]
        case "asked for":
            sentences = [
                _("{chosen} clusters were asked for; the curve of inertia proposes {elbow}.").format(
                    chosen=k.chosen, elbow=k.elbow
                )
            ]
        case "elbow":
            sentences = [_bends(facts), _silhouette_alone(facts)]
        case "stability among tied":
            only = _(
                "Only {chosen} gives clusters that are large enough and all come back when customers are resampled."
            )
            sentences = [_bends(facts), only.format(chosen=k.chosen)]
        case "silhouette among tied":
            sentences = [_bends(facts), _best_silhouette(facts), _silhouette_alone(facts)]
        case "size among tied":
            only = _(
                "Of these, only {chosen} leaves every segment with at least {customers}, though not all of its "
                "segments come back when customers are resampled."
            )
            sentences = [_bends(facts), only.format(chosen=k.chosen, customers=customers(k.minimum_cluster))]
        case "large enough":
            sentences = [
                _(
                    "What the curve of inertia proposes ({proposed}) makes a cluster of fewer than {customers}; "
                    "{chosen} is the nearest number that does not."
                ).format(
                    proposed=join([str(n) for n in k.tied]), customers=customers(k.minimum_cluster), chosen=k.chosen
                )
            ]
        case "no elbow":
            sentences = [_no_elbow(facts)]
        case "only one tried":
            only = _("Only {chosen} clusters could be tried: the customers differ too little for more.")
            sentences = [only.format(chosen=k.chosen)]
    return " ".join(filter(None, sentences))


def _silhouette_at(facts: Facts, n_clusters: int) -> str:
    value = next(point.silhouette for point in facts.n_clusters.curve if point.n_clusters == n_clusters)
    return f.exact_number(value, 3)


def _no_elbow(facts: Facts) -> str:
    k = facts.n_clusters
    text = (
        _(
            "The curve of inertia has no elbow, so silhouette decided among the stable: it is highest there, "
            "{silhouette}, at {chosen} clusters."
        )
        if k.stable
        else _(
            "The curve of inertia has no elbow, so silhouette decided among the numbers whose clusters are large "
            "enough: it is highest there, {silhouette}, at {chosen} clusters."
        )
    )
    return text.format(silhouette=_silhouette_at(facts, k.chosen), chosen=k.chosen)


def _bends(facts: Facts) -> str:
    """Say where the curve bends, and which numbers come near."""
    k = facts.n_clusters
    near = [str(n) for n in k.tied if n != k.elbow]
    if not near:
        return _("The curve of inertia bends most at {elbow} clusters; at no other number nearly as much.").format(
            elbow=k.elbow
        )
    return _(
        "The curve of inertia bends most at {elbow} clusters, and nearly as much, within {tolerance}, at {near}."
    ).format(elbow=k.elbow, tolerance=f.percent(k.elbow_tolerance), near=join(near))


def _best_silhouette(facts: Facts) -> str:
    """Compare the silhouettes of the tied numbers that are left, and say which were struck out."""
    k = facts.n_clusters
    large = {point.n_clusters for point in k.curve if point.smallest_cluster >= k.minimum_cluster}
    among = k.stable or [n for n in k.tied if n in large]
    at = _("{silhouette} at {number}")
    others = [at.format(silhouette=_silhouette_at(facts, n), number=n) for n in among if n != k.chosen]
    out = [n for n in k.tied if n not in k.stable]
    if not out:
        text = _("Of these, {chosen} keeps customers apart best: its silhouette is {silhouette}, against {others}.")
    elif not k.stable:
        text = _(
            "Not one of them gives clusters that all come back when customers are resampled; among them, {chosen} "
            "keeps customers apart best: its silhouette is {silhouette}, against {others}."
        )
    else:
        text = ngettext(
            "Of these, {out} does not give clusters that all come back; among the others, {chosen} keeps customers "
            "apart best: its silhouette is {silhouette}, against {others}.",
            "Of these, {out} do not give clusters that all come back; among the others, {chosen} keeps customers "
            "apart best: its silhouette is {silhouette}, against {others}.",
            len(out),
        )
    return text.format(
        out=join([str(n) for n in out]) if out else "",
        chosen=k.chosen,
        silhouette=_silhouette_at(facts, k.chosen),
        others=join(others),
    )


def _silhouette_alone(facts: Facts) -> str:
    """Say so where silhouette by itself would choose otherwise, and why it is not asked by itself."""
    k = facts.n_clusters
    best = max(k.curve, key=lambda point: (point.silhouette, -point.n_clusters))
    if best.n_clusters == k.chosen:
        return ""
    return _(
        "Silhouette alone would choose {number} ({silhouette}); it favours few, large clusters, so it decides only "
        "among those that the elbow proposes."
    ).format(number=best.n_clusters, silhouette=f.exact_number(best.silhouette, 3))


def clusters_heading(facts: Facts) -> str:
    """Head the section on the number of clusters."""
    chosen = facts.n_clusters.chosen
    return ngettext("Why {clusters} cluster, not more", "Why {clusters} clusters, not more or fewer", chosen).format(
        clusters=f.count(chosen)
    )


def how_clustered(facts: Facts) -> str:
    """Say how customers were clustered."""
    k = facts.n_clusters
    sentences = [_apart(facts)] if facts.outliers is not None else []
    sentences.append(
        _("Each feature is made nearly symmetric by a Yeo-Johnson transform and standardised.")
        if k.transform == "yeo-johnson"
        else _("Each feature is standardised as it is.")
    )
    if k.left_out:
        sentences.append(
            _("{measures} left out.").format(measures=begin(join([measure(x.feature) for x in k.left_out])))
        )
    sentences += [
        (
            _("K-means takes one start (seed {seed}).")
            if k.n_init == 1
            else _("K-means takes the best of {starts} starts (seed {seed}).")
        ).format(starts=f.count(k.n_init), seed=k.random_state),
        _(
            "The elbow of inertia (kneedle) proposes how many clusters, with those within {tolerance} of it. Numbers "
            "that make a cluster of fewer than {customers}, or one that does not come back, are ruled out; "
            "silhouette decides among the rest."
        ).format(tolerance=f.percent(k.elbow_tolerance), customers=customers(k.minimum_cluster)),
    ]
    if k.reason == "asked for":
        sentences.append(_("Here, {chosen} were asked for.").format(chosen=k.chosen))
    return " ".join(sentences)


def _apart(facts: Facts) -> str:
    count = facts.outliers.customers if facts.outliers else 0
    return ngettext(
        "{n} customer above the upper quartile plus 1.5 interquartile ranges in orders or spend is set apart first.",
        "{n} customers above the upper quartile plus 1.5 interquartile ranges in orders or spend are set apart first.",
        count,
    ).format(n=f.count(count))


def how_stable(facts: Facts) -> str:
    """Say how stability and borders are measured."""
    k = facts.n_clusters
    drawn = (
        _("Customers are resampled {draws} times with replacement and clustered again.")
        if k.silhouette_of == facts.model.customers
        else _(
            "Customers (of a stratified sample of {sample}) are resampled {draws} times with replacement and "
            "clustered again."
        )
    ).format(sample=f.count(k.silhouette_of), draws=f.count(k.draws))
    meant = _(
        "A cluster comes back as far as the most similar new cluster has the same customers (mean Jaccard "
        "similarity, Hennig 2007); from {threshold} up it is stable. A customer is on a border if the second-nearest "
        "centre is at most {farther} farther than the nearest."
    ).format(threshold=f.percent(k.jaccard_threshold), farther=f.percent(1 / (1 - facts.border.threshold) - 1))
    return f"{drawn} {meant}"


def silhouette(facts: Facts) -> str:
    """Write the mean silhouette, with its margin where it was taken over a sample."""
    k = facts.n_clusters
    margin = f" ± {f.exact_number(k.silhouette_margin, 3)}" if k.silhouette_margin else ""
    return f"{f.exact_number(k.silhouette, 3 if margin else 2)}{margin}"
