"""The model in force: what it was fitted on, whether another is called for, what another changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segmentation.messages import N_
from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.style.segment_names import segment_in_words
from segmentation.style.wording import join

if TYPE_CHECKING:
    from segmentation.facts import Facts

_WHAT: Final = {
    "recency_days": N_("recency"),
    "frequency": N_("orders"),
    "monetary": N_("spend"),
    "segment": N_("the segments’ sizes"),
    "distance": N_("the distance to the centres"),
    "silhouette": N_("the fit"),
}
"""What each reason for a refit is called."""

_INDEX_OF: Final = {
    "recency_days": N_("Population stability index of recency"),
    "frequency": N_("Population stability index of orders"),
    "monetary": N_("Population stability index of spend"),
    "segment": N_("Population stability index of the segments’ sizes"),
}
"""What each measure of drift is called."""


_NOTHING: Final = "–"


@dataclass(frozen=True)
class DriftRow:
    """A measure of drift as it is written: now, against the year before, and the threshold for a new model."""

    measure: str
    value: str
    year: str
    threshold: str
    is_past: bool


def is_of_the_month(facts: Facts) -> bool:
    """Whether the model was fitted to this month's customers, so that what is said of its fit is about them."""
    return facts.model.age_months == 0


def which_model(facts: Facts) -> str:
    """Say which model gives the segments their names, and how old it is."""
    model, age = facts.model, facts.model.age_months
    those = _("The segments are those of the model {model}.").format(model=model.identifier)
    fitted = ngettext("the {n} customer of {month}", "the {n} customers of {month}", model.customers).format(
        n=f.count(model.customers), month=f.month_name(model.fitted_on)
    )
    if age == 0:
        when = _("this month")
    elif age > 0:
        when = ngettext("{n} month ago", "{n} months ago", age).format(n=f.count(age))
    else:
        when = ngettext("{n} month after this one", "{n} months after this one", -age).format(n=f.count(-age))
    text = (
        _(
            "It was fitted to {customers}, {when}, and scores every month until another is fitted: from next month "
            "on customers change segment because of what they do, and this month some because the segments are "
            "redrawn."
        )
        if model.replaces
        else _(
            "It was fitted to {customers}, {when}, and scores every month until another is fitted, those before it "
            "as well: so customers change segment because of what they do, not because the segments are redrawn."
        )
        if model.since is None
        else _(
            "It was fitted to {customers}, {when}, and scores every month until another is fitted: so customers "
            "change segment because of what they do, not because the segments are redrawn."
        )
    )
    return f"{those} {text.format(customers=fitted, when=when)}"


def how_borders_hold(facts: Facts) -> str:
    """Say how many keep last month's segment by the rule for borders."""
    held = facts.drift.held
    if not held:
        return _("This month nobody keeps last month’s segment by the rule for borders alone.")
    return ngettext(
        "{n} customer ({share}) keeps last month’s segment though another’s centre is nearer: nothing has changed "
        "about them, and their own centre is at most {reach} times as far.",
        "{n} customers ({share}) keep last month’s segment though another’s centre is nearer: nothing has changed "
        "about them, and their own centre is at most {reach} times as far.",
        held,
    ).format(n=f.count(held), share=f.percent(facts.drift.held_share), reach=f.number(facts.drift.reach, 1))


def drift_verdict(facts: Facts) -> str:
    """Say whether another model is called for."""
    drift = facts.drift
    if not drift.is_judged and not facts.month_is_whole:
        return _("Drift is shown and not judged: the month is not over, so these customers are not all there are.")
    if not drift.is_judged:
        return _(
            "Drift is shown and not judged: the window looks back past the first line, so these customers are not all "
            "there are."
        )
    if is_of_the_month(facts) and not drift.reasons:
        return _("It was fitted to this month’s own customers, so nothing can have drifted yet.")
    if not drift.reasons and max(of.psi for of in drift.psi) >= drift.psi_refit:
        return _("Nothing calls for another model.")
    if not drift.reasons:
        return _("No measure of drift is past its threshold: nothing calls for another model.")
    return _(
        "A new model is recommended, since customers have drifted in {what}: run the report once with --refit."
    ).format(what=_past(facts))


def drift_alarm(facts: Facts) -> list[str]:
    """Say on the first page that a new model is recommended, and nothing where it is not."""
    if not facts.drift.refit_recommended:
        return []
    return [
        _(
            "Customers have drifted from those of {month}, to whom the model was fitted, in {what}: a new model is "
            "recommended."
        ).format(month=f.month_name(facts.model.fitted_on), what=_past(facts))
    ]


def _past(facts: Facts) -> str:
    return join([_(_WHAT[reason]) for reason in facts.drift.reasons])


def drift_rows(facts: Facts) -> list[DriftRow]:
    """Write every measure of drift beside its threshold."""
    drift = facts.drift
    rows = [
        DriftRow(
            _(_INDEX_OF[of.of]),
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
            _("Mean distance to the centre, against that of the model’s own customers"),
            f.percent(drift.distance_ratio),
            _NOTHING,
            f.percent(drift.distance_refit),
            "distance" in drift.reasons,
        ),
        DriftRow(
            _("Silhouette of a fresh fit ({fresh}) less the model’s ({model})").format(
                fresh=f.exact_number(drift.silhouette_fresh, 3), model=f.exact_number(drift.silhouette, 3)
            ),
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
    text = _(
        "Recency and the segments’ sizes move with the season: they call for another model only where they are as far "
        "from the same month a year before."
    )
    if not moved:
        return text
    # "Sizes" is plural, even if nothing else has moved.
    many = 2 if len(moved) > 1 or moved[0].of == "segment" else 1
    here = (
        ngettext(
            "Here {what} has moved, and the data don’t reach back far enough to compare.",
            "Here {what} have moved, and the data don’t reach back far enough to compare.",
            many,
        )
        if moved[0].psi_year is None
        else ngettext(
            "Here {what} has moved, as it had a year before.",
            "Here {what} have moved, as they had a year before.",
            many,
        )
    )
    return f"{text} {here.format(what=join([_(_WHAT[of.of]) for of in moved]))}"


def what_refit_changed(facts: Facts) -> str:
    """Say which names a new model kept, gave and gave up."""
    names = facts.model.names
    kept = [segment_in_words(name.segment) for name in names if name.before and name.now]
    new = [segment_in_words(name.segment) for name in names if not name.before]
    gone = [segment_in_words(name.segment) for name in names if not name.now]
    sentences = [
        _("This month a new model takes over from {model}.").format(model=facts.model.replaces),
        _("A name is carried over to the new cluster whose centre the old model would have put there."),
        ngettext("{names} goes on.", "{names} go on.", len(kept)).format(names=join(kept))
        if kept
        else _("No name goes on."),
    ]
    if new:
        sentences.append(ngettext("New is {names}.", "New are {names}.", len(new)).format(names=join(new)))
    if gone:
        sentences.append(
            ngettext("{names} has no counterpart any more.", "{names} have no counterpart any more.", len(gone)).format(
                names=join(gone)
            )
        )
    return " ".join(sentences)


def when_chosen(facts: Facts) -> str:
    """Say when the number of segments was chosen, where that was not this month."""
    if facts.model.age_months == 0:
        return ""
    return _("All of this is of {month}, when the model was fitted.").format(month=f.month_name(facts.model.fitted_on))
