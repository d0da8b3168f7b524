"""What is said of the model in force, of drift, and of a refit."""

from __future__ import annotations

import pytest

from segmentation.months import Month
from segmentation.page.trust import trust
from segmentation.topics.clustering.record import LeftOut
from segmentation.topics.model.words import (
    drift_alarm,
    drift_rows,
    drift_verdict,
    how_borders_hold,
    what_moves_with_the_season,
    what_refit_changed,
    when_chosen,
    which_model,
)

from ...by_hand.facts import NO_PSI, drift_of, four_groups, model_of, tell


@pytest.mark.parametrize(
    ("fitted_on", "when"),
    [
        (Month(2011, 11), "of November 2011, this month, and scores"),
        (Month(2011, 10), "of October 2011, 1 month ago, and scores"),
        (Month(2010, 11), "of November 2010, 12 months ago, and scores"),
        (Month(2011, 12), "of December 2011, 1 month after this one, and scores"),
    ],
)
def test_the_model_s_age_is_said(fitted_on, when):
    """Fitted on this month, before it or after it: the sentence counts the months."""
    said = which_model(tell(four_groups(), fitted_on=fitted_on).facts)
    assert f"It was fitted to the 48 customers {when}" in said


def test_nothing_calls_for_another_model():
    """Below every threshold, the section says so and the first page says nothing."""
    assert drift_verdict(tell(four_groups()).facts) == (
        "It was fitted to this month’s own customers, so nothing can have drifted yet."
    )
    facts = tell(four_groups(), fitted_on=Month(2011, 8)).facts
    assert drift_verdict(facts).startswith("No measure of drift is past its threshold")
    assert drift_alarm(facts) == []
    assert not facts.drift.refit_recommended


def test_drift_past_its_threshold_recommends_a_refit():
    """What has drifted is named, in the section and on the first page."""
    facts = tell(four_groups(), fitted_on=Month(2011, 2), drift=drift_of("recency_days", "silhouette")).facts
    assert facts.drift.refit_recommended
    assert drift_verdict(facts) == (
        "A new model is recommended, since customers have drifted in recency and the fit: run the report once with "
        "--refit."
    )
    (alarm,) = drift_alarm(facts)
    assert "drifted from those of February 2011, to whom the model was fitted, in recency and the fit" in alarm
    assert alarm in trust(facts)


def test_drift_of_a_month_that_is_not_all_there_is_not_judged():
    """Where the window looks back past the first line, drift is shown, and no refit is recommended."""
    started = Month(2011, 3).start
    facts = tell(four_groups(), drift=drift_of("recency_days", is_judged=False), first_line=started).facts
    assert not facts.drift.is_judged
    assert not facts.drift.refit_recommended
    assert "the window looks back past the first line" in drift_verdict(facts)
    assert drift_alarm(facts) == []


def test_every_measure_stands_beside_its_threshold():
    """The table has the four indices, the distance and the silhouette, as they are written."""
    drift = drift_of(
        "recency_days",
        "silhouette",
        psi={"recency_days": 0.26, "frequency": 0.0, "monetary": 0.012, "segment": 0.1},
        distance_ratio=1.1,
        silhouette=0.3,
        silhouette_fresh=0.36,
    )
    rows = drift_rows(tell(four_groups(), drift=drift).facts)
    assert [(row.value, row.year, row.threshold, row.is_past) for row in rows] == [
        ("0.260", "0.010", "0.25", True),
        ("0.000", "–", "0.25", False),
        ("0.012", "–", "0.25", False),
        ("0.100", "0.020", "0.25", False),
        ("110%", "–", "125%", False),
        ("0.060", "–", "0.05", True),
    ]


@pytest.mark.parametrize(
    ("psi_year", "why"),
    [
        ({}, "Here recency has moved, and the data don’t reach back far enough to compare."),
        ({"recency_days": 0.1, "segment": 0.0}, "Here recency has moved, as it had a year before."),
    ],
)
def test_what_moved_with_the_season_is_said_to_have(psi_year, why):
    """Recency past its threshold that is no reason is explained; otherwise only the rule is given."""
    psi = {**NO_PSI, "recency_days": 0.9}
    said = what_moves_with_the_season(tell(four_groups(), drift=drift_of(psi=psi, psi_year=psi_year)).facts)
    assert said.endswith(why)
    assert drift_verdict(tell(four_groups(), drift=drift_of(psi=psi), fitted_on=Month(2011, 8)).facts) == (
        "Nothing calls for another model."
    )
    assert what_moves_with_the_season(tell(four_groups()).facts).endswith("the same month a year before.")


def test_a_refit_says_which_names_go_on():
    """Names that go on, that are new, and that have no counterpart any more are kept apart."""
    before = {"Champions": four_groups()["Champions"], "Promising": four_groups()["Hibernating"]}
    old = model_of(before)
    facts = tell(four_groups(), replaced=old).facts
    assert facts.model.replaces == old.identifier
    assert "from next month on customers change segment because of what they do" in which_model(facts)
    said = what_refit_changed(facts)
    assert said.startswith(f"This month a new model takes over from {old.identifier}.")
    assert "Champions goes on. New are At risk, Hibernating and Loyal (higher spend)." in said
    assert said.endswith("Promising has no counterpart any more.")
    assert [(n.segment, n.before is None, n.now is None) for n in facts.model.names] == [
        ("Champions", False, False),
        ("Promising", False, True),
        ("At risk", True, False),
        ("Hibernating", True, False),
        ("Loyal, higher spend", True, False),
    ]


def test_who_is_held_by_the_rule_is_counted():
    """Nobody, and the words for it; the count is that of customers whose nearest centre is another's."""
    facts = tell(four_groups()).facts
    assert how_borders_hold(facts) == ("This month nobody keeps last month’s segment by the rule for borders alone.")
    held = facts.model_copy(update={"drift": facts.drift.model_copy(update={"held": 1, "held_share": 1 / 48})})
    assert how_borders_hold(held).startswith("1 customer (2.1%) keeps last month’s segment")


def test_what_is_of_another_month_is_said_to_be():
    """Where the model is older, features left out, stability and the choice of k are said to be of its month."""
    left_out = (LeftOut(feature="frequency", value=1.0, customers=47),)
    said = trust(tell(four_groups(), left_out=left_out, fitted_on=Month(2011, 8)).facts)
    assert any(text.startswith("When the model was fitted, in August 2011, 98% of customers placed") for text in said)
    assert any("when customers of August 2011 were resampled" in text for text in said)
    own = trust(tell(four_groups(), left_out=left_out).facts)
    assert not any("August" in text or "model was fitted" in text for text in own)
    assert when_chosen(tell(four_groups()).facts) == ""
    assert "August 2011" in when_chosen(tell(four_groups(), fitted_on=Month(2011, 8)).facts)
