"""The model in force: what it was fitted on, whether another is called for, what another changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segmentation.report import formats as f
from segmentation.report.sentences.parts import customers, join, plural

if TYPE_CHECKING:
    from segmentation.report.facts import Facts

_WHAT: Final = {
    "recency_days": "recency",
    "frequency": "orders",
    "monetary": "spend",
    "segment": "the segments’ sizes",
    "distance": "the distance to the centres",
    "silhouette": "the fit",
}
"""What each reason for a refit speaks of."""


_NOTHING: Final = "–"


@dataclass(frozen=True)
class DriftRow:
    """A measure of drift, as it is written.

    Attributes
    ----------
    measure, value, year, threshold : str
        What is measured, what it came to, what against the same month a year before, and from where on it speaks for
        a new model.
    is_past : bool
        Whether it does.
    """

    measure: str
    value: str
    year: str
    threshold: str
    is_past: bool


def is_of_the_month(facts: Facts) -> bool:
    """Tell whether the model was fitted to this month's customers: only then is what is said of its fit about them."""
    return facts.model.age_months == 0


def which_model(facts: Facts) -> str:
    """Say which model gives the segments their names, and how old it is."""
    model = facts.model
    fitted = f"It was fitted to the {customers(model.customers)} of {f.month_name(model.fitted_on)}"
    if model.age_months == 0:
        when = "this month"
    else:
        months = plural(abs(model.age_months), "month")
        when = f"{months} ago" if model.age_months > 0 else f"{months} after this one"
    why = (
        "from next month on customers change segment because of what they do, and this month some because the segments "
        "are drawn anew"
        if model.replaces
        else "so customers change segment because of what they do, not because the segments are drawn anew"
    )
    return (
        f"The segments are those of the model {model.identifier}. {fitted}, {when}, and scores every month until "
        f"another is fitted: {why}."
    )


def how_borders_hold(facts: Facts) -> str:
    """Say how many keep last month's segment by the rule for borders."""
    held = facts.drift.held
    if not held:
        return "This month nobody keeps last month’s segment by the rule for borders alone."
    keep = "keeps" if held == 1 else "keep"
    return (
        f"{customers(held)} ({f.percent(facts.drift.held_share)}) {keep} last month’s segment though another’s centre "
        "is nearer: nothing has changed about them, and they are not far over the border."
    )


def drift_verdict(facts: Facts) -> str:
    """Say whether another model is called for."""
    drift = facts.drift
    if not drift.is_judged:
        why = "the month is not over" if not facts.month_is_whole else "the window looks back past the first line"
        return f"Drift is shown and not judged: {why}, so these customers are not all there are."
    if is_of_the_month(facts) and not drift.reasons:
        return "It was fitted to this month’s own customers, so drift begins at nothing."
    if not drift.reasons and max(of.psi for of in drift.psi) >= drift.psi_refit:
        return "Nothing calls for another model."
    if not drift.reasons:
        return "No measure of drift is past its threshold: nothing calls for another model."
    past = join([_WHAT[reason] for reason in drift.reasons])
    return f"A new model is recommended, since customers have drifted in {past}: run the report once with --refit."


def drift_alarm(facts: Facts) -> list[str]:
    """Say on the first page that a new model is recommended, and nothing where it is not."""
    if not facts.drift.refit_recommended:
        return []
    past = join([_WHAT[reason] for reason in facts.drift.reasons])
    return [
        f"Customers have drifted from those of {f.month_name(facts.model.fitted_on)}, to whom the model was fitted, in "
        f"{past}: a new model is recommended."
    ]


def drift_rows(facts: Facts) -> list[DriftRow]:
    """Write every measure of drift beside its threshold."""
    drift = facts.drift
    index = "Population stability index of"
    rows = [
        DriftRow(
            f"{index} {_WHAT[of.of]}",
            f.exact_number(of.psi, 3),
            _NOTHING if of.psi_year is None else f.exact_number(of.psi_year, 3),
            f.exact_number(drift.psi_refit, 2),
            of.is_past,
        )
        for of in drift.psi
    ]
    worse = drift.silhouette_fresh - drift.silhouette
    return [
        *rows,
        DriftRow(
            "Mean distance to the centre, against that of the model’s own customers",
            f.percent(drift.distance_ratio),
            _NOTHING,
            f.percent(drift.distance_refit),
            "distance" in drift.reasons,
        ),
        DriftRow(
            f"Silhouette of a fresh fit ({f.exact_number(drift.silhouette_fresh, 3)}) less the model’s "
            f"({f.exact_number(drift.silhouette, 3)})",
            f.exact_number(worse, 3),
            _NOTHING,
            f.exact_number(drift.silhouette_refit, 2),
            "silhouette" in drift.reasons,
        ),
    ]


def what_moves_with_the_season(facts: Facts) -> str:
    """Say why recency and segments' sizes alone do not call for another model."""
    seasonal = [of for of in facts.drift.psi if of.of in ("recency_days", "segment")]
    moved = [of for of in seasonal if of.psi >= facts.drift.psi_refit and not of.is_past]
    told = (
        "Recency and the segments’ sizes move with the season: they call for another model only where they are as far"
    )
    told += " from the same month a year before."
    if not moved:
        return told
    what = join([_WHAT[of.of] for of in moved])
    has = "have" if len(moved) > 1 or moved[0].of == "segment" else "has"
    why = (
        "the data don’t reach back far enough to compare" if moved[0].psi_year is None else "a year before it was alike"
    )
    return f"{told} Here {what} {has} moved, and {why}."


def what_refit_changed(facts: Facts) -> str:
    """Say which names a new model kept, gave and gave up."""
    names = facts.model.names
    kept = [name.segment for name in names if name.before and name.now]
    new = [name.segment for name in names if not name.before]
    gone = [name.segment for name in names if not name.now]
    told = [f"{join(kept)} {'goes' if len(kept) == 1 else 'go'} on."] if kept else ["No name goes on."]
    if new:
        told.append(f"New {'is' if len(new) == 1 else 'are'} {join(new)}.")
    if gone:
        told.append(f"{join(gone)} {'has' if len(gone) == 1 else 'have'} no counterpart any more.")
    return (
        f"This month a new model takes over from {facts.model.replaces}. A name is carried over to the new cluster "
        f"whose centre the old model would have put there. {' '.join(told)}"
    )


def when_chosen(facts: Facts) -> str:
    """Say when the number of segments was chosen, where that was not this month."""
    if facts.model.age_months == 0:
        return ""
    return f"All of this is of {f.month_name(facts.model.fitted_on)}, when the model was fitted."
