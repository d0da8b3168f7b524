"""Judge the record by the gates that were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.topics.cleaning.rules import INPUT, KEPT, RETURN_RULES
from segmentation.topics.gates.record import GateFact
from segmentation.topics.model.drift import SEASONAL

if TYPE_CHECKING:
    from segmentation.facts import Facts

_ELSEWHEN = ("after the month", "before the window")
"""Rules that set nothing aside that the month's report would be about."""


def gate_facts(
    facts: Facts,
    *,
    maximum_dropped: float | None = None,
    minimum_customers: int | None = None,
    maximum_drift: float | None = None,
) -> tuple[GateFact, ...]:
    """Judge the record.

    Parameters
    ----------
    facts : Facts
        What the report says.
    maximum_dropped : float, optional
        The largest share that `dropped_share` may be.
    minimum_customers : int, optional
        The fewest customers.
    maximum_drift : float, optional
        The largest population stability index that a feature or the segments' shares may have; of what moves with
        the season, the smaller of that against the model's customers and that against a year before.

    Returns
    -------
    tuple of GateFact
        Those that were asked for. What can't be judged in this month breaks no gate.
    """
    gates = []
    if maximum_dropped is not None:
        share = dropped_share(facts)
        gates.append(
            GateFact(gate="maximum_dropped", limit=maximum_dropped, value=share, is_broken=share > maximum_dropped)
        )
    if minimum_customers is not None:
        gates.append(
            GateFact(
                gate="minimum_customers",
                limit=minimum_customers,
                value=facts.customers,
                is_broken=facts.customers < minimum_customers,
            )
        )
    if maximum_drift is not None:
        psi = max(_lasting(facts), default=None) if facts.drift.is_judged else None
        gates.append(
            GateFact(
                gate="maximum_drift", limit=maximum_drift, value=psi, is_broken=psi is not None and psi > maximum_drift
            )
        )
    return tuple(gates)


def _lasting(facts: Facts) -> list[float]:
    """Give the indices that are not the season's: of what moves with it, what a year before was as far off, too."""
    lasting = []
    for of in facts.drift.psi:
        if of.of not in SEASONAL:
            lasting.append(of.psi)
        elif of.psi_year is not None:
            lasting.append(min(of.psi, of.psi_year))
    return lasting


def dropped_share(facts: Facts) -> float:
    """Work out the share of the lines dated within the window that rules of cleaning set aside.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    float
        Lines under every rule but those on time and on returns, in all lines but those outside the window. Lines
        without a customer are among the former, and so are incomplete ones, whose date may be what they lack.
    """
    lines = {row.rule: row.lines for row in facts.ledger if row.rule not in (INPUT, *_ELSEWHEN)}
    dropped = sum(count for rule, count in lines.items() if rule not in (KEPT, *RETURN_RULES))
    return dropped / sum(lines.values())
