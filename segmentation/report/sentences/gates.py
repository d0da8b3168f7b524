"""What a report says of the gates it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.report import formats as f
from segmentation.report.sentences.parts import customers

if TYPE_CHECKING:
    from segmentation.report.facts import Facts, GateFact


def broken_gates(facts: Facts) -> list[str]:
    """Say which gates the report breaks, each in a sentence."""
    return [f"This report breaks a gate: {_broken(gate)}." for gate in facts.gates if gate.is_broken]


def _broken(gate: GateFact) -> str:
    value = gate.value or 0
    if gate.gate == "maximum_dropped":
        return (
            f"{f.exact_percent(value)} of the lines dated within the window were set aside, returns not counted, "
            f"where at most {f.exact_percent(gate.limit)} may be"
        )
    if gate.gate == "minimum_customers":
        return f"it is about {customers(int(value))}, where at least {f.count(int(gate.limit))} are asked for"
    return (
        "customers have drifted from those the model was made of: the population stability index is "
        f"{f.number(value, 3)}, where at most {f.number(gate.limit, 3)} is allowed"
    )
