"""The gates that a report breaks, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.gates.record import Gate


def broken_gates(facts: Facts) -> list[str]:
    """Say which gates the report breaks, each in a sentence."""
    return [_broken(gate) for gate in facts.gates if gate.is_broken]


def _broken(gate: Gate) -> str:
    value = gate.value or 0
    if gate.gate == "maximum_dropped":
        return _(
            "This report breaks a gate: {share} of the lines dated within the window were set aside, returns not "
            "counted, where at most {limit} may be."
        ).format(share=f.exact_percent(value), limit=f.exact_percent(gate.limit))
    if gate.gate == "minimum_customers":
        return ngettext(
            "This report breaks a gate: it is about {n} customer, where at least {limit} are asked for.",
            "This report breaks a gate: it is about {n} customers, where at least {limit} are asked for.",
            value,
        ).format(n=f.count(int(value)), limit=f.count(int(gate.limit)))
    return _(
        "This report breaks a gate: customers have drifted from those the model was fitted to: the population "
        "stability index is {index}, where at most {limit} is allowed."
    ).format(index=f.number(value, 3), limit=f.number(gate.limit, 3))
