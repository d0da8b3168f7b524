"""Gates: whether a report keeps to them, and what it says where it doesn't."""

from __future__ import annotations

import pytest

from segmentation.page.trust import trust
from segmentation.topics.gates.record import Gate
from segmentation.topics.gates.words import broken_gates
from segmentation.topics.gates.work import dropped_share, judge_gates

from ...by_hand.facts import four_groups, tell


@pytest.fixture(scope="module")
def facts():
    """Make facts of 48 customers: as many lines kept, one of nobody, and one that was bought and sent back."""
    return tell(four_groups()).facts


def _judge(facts, **gates):
    return judge_gates(facts.ledger, facts.customers, facts.drift, **gates)


def _drifted(facts, *psi, is_judged=True):
    measures = tuple(each.model_copy(update={"psi": value}) for each, value in zip(facts.drift.psi, psi, strict=False))
    return facts.model_copy(update={"drift": facts.drift.model_copy(update={"psi": measures, "is_judged": is_judged})})


def _ledger(facts, **lines):
    rows = tuple(row.model_copy(update={"lines": lines.get(row.rule.replace(" ", "_"), 0)}) for row in facts.ledger)
    return facts.model_copy(update={"ledger": rows})


def test_which_lines_are_dropped(facts):
    """Of lines dated within the window, all but those kept and those of returns are dropped."""
    # 60 kept, 10 sent back and 10 bought and sent back; 15 of nobody and 5 incomplete; lines outside don't matter.
    counted = {"kept": 60, "return": 4, "return_without_purchase": 6, "purchase_returned": 10}
    dropped = {"no_customer": 15, "incomplete_line": 5}
    outside = {"input": 9100, "after_the_month": 2000, "before_the_window": 7000}
    assert dropped_share(_ledger(facts, **counted, **dropped, **outside).ledger) == pytest.approx(20 / 100)


def test_no_gates_no_record(facts):
    """Where no gate is asked for, none is judged, and the report says nothing."""
    assert _judge(facts) == ()
    assert broken_gates(facts) == []


@pytest.mark.parametrize(
    ("gates", "value", "said"),
    [
        ({"minimum_customers": 48}, 48, None),
        ({"minimum_customers": 49}, 48, "it is about 48 customers, where at least 49 are asked for"),
        ({"maximum_dropped": 0.02}, 1 / 51, None),
        (
            {"maximum_dropped": 0.01},
            1 / 51,
            "1.96% of the lines dated within the window were set aside, returns not counted, where at most 1% may be",
        ),
        ({"maximum_drift": 0.31}, 0.31, None),
        (
            {"maximum_drift": 0.2},
            0.31,
            "customers have drifted from those the model was fitted to: the population stability index is 0.31, "
            "where at most 0.2 is allowed",
        ),
    ],
)
def test_gates_by_hand(facts, gates, value, said):
    """A gate holds up to its limit, and is broken beyond; the sentence has both numbers."""
    told = _drifted(facts, 0.1, 0.31, 0.0, 0.2)
    (gate,) = judged = _judge(told, **gates)
    assert (gate.value, gate.limit, gate.is_broken) == (pytest.approx(value), *gates.values(), said is not None)
    assert broken_gates(told.model_copy(update={"gates": judged})) == (
        [] if said is None else [f"This report breaks a gate: {said}."]
    )


def test_drift_that_can_not_be_judged_breaks_no_gate(facts):
    """In a month that says nothing of drift, the gate is there without a value."""
    (gate,) = _judge(_drifted(facts, 5.0, is_judged=False), maximum_drift=0.2)
    assert (gate.value, gate.is_broken) == (None, False)


def test_a_broken_gate_is_the_first_thing_said(facts):
    """A report that breaks gates says so before anything else about how far to trust it, one sentence for each."""
    gates = tuple(
        Gate(gate=gate, limit=limit, value=value, is_broken=True)
        for gate, limit, value in (("maximum_dropped", 0.1, 0.3), ("minimum_customers", 100, 48))
    )
    told = facts.model_copy(update={"gates": gates})
    assert trust(told)[:2] == broken_gates(told)


def test_the_season_breaks_no_gate(facts):
    """Recency far from the model's but near that of a year before is the season; orders have no such excuse."""
    (gate,) = _judge(_drifted(facts, 0.9, 0.0, 0.03, 0.9), maximum_drift=0.2)
    assert (gate.value, gate.is_broken) == (0.03, False)
    (gate,) = _judge(_drifted(facts, 0.0, 0.9, 0.0, 0.0), maximum_drift=0.2)
    assert gate.is_broken
