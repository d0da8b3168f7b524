"""Judge a report by the gates that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from segmentation.topics.cleaning.rules import INPUT, KEPT, RETURN_RULES
from segmentation.topics.gates.record import Gate
from segmentation.topics.model.drift import SEASONAL

if TYPE_CHECKING:
    from segmentation.topics.cleaning.record import LedgerRow
    from segmentation.topics.model.record import Drift

_ELSEWHEN = ("after the month", "before the window")
"""Rules for lines that the month's report is not about."""


def judge_gates(
    ledger: Sequence[LedgerRow],
    customers: int,
    drift: Drift,
    *,
    maximum_dropped: float | None = None,
    minimum_customers: int | None = None,
    maximum_drift: float | None = None,
) -> tuple[Gate, ...]:
    """Judge a report by the gates that were asked for.

    Parameters
    ----------
    ledger : sequence of LedgerRow
        What cleaning set aside.
    customers : int
        Customers the report is about.
    drift : Drift
        How far they have drifted from the model's.
    maximum_dropped : float, optional
        The largest share that `dropped_share` may be.
    minimum_customers : int, optional
        The fewest customers.
    maximum_drift : float, optional
        The largest population stability index that a feature or the segments' shares may have; of what moves with
        the season, the smaller of that against the model's customers and that against a year before.

    Returns
    -------
    tuple of Gate
        Those that were asked for. What can't be judged in this month breaks no gate.
    """
    gates = []
    if maximum_dropped is not None:
        share = dropped_share(ledger)
        broken = share > maximum_dropped
        gates.append(Gate(gate="maximum_dropped", limit=maximum_dropped, value=share, is_broken=broken))
    if minimum_customers is not None:
        broken = customers < minimum_customers
        gates.append(Gate(gate="minimum_customers", limit=minimum_customers, value=customers, is_broken=broken))
    if maximum_drift is not None:
        psi = max(_lasting(drift), default=None) if drift.is_judged else None
        broken = psi is not None and psi > maximum_drift
        gates.append(Gate(gate="maximum_drift", limit=maximum_drift, value=psi, is_broken=broken))
    return tuple(gates)


def _lasting(drift: Drift) -> Iterable[float]:
    """Give the indices that are not the season's: of what moves with it, what a year before was as far off, too."""
    for of in drift.psi:
        if of.of not in SEASONAL:
            yield of.psi
        elif of.psi_year is not None:
            yield min(of.psi, of.psi_year)


def dropped_share(ledger: Iterable[LedgerRow]) -> float:
    """Work out the share of the lines dated within the window that rules of cleaning set aside, returns not counted.

    Lines without a customer are among those set aside, and so are incomplete ones, whose date may be what they lack.
    """
    lines = {row.rule: row.lines for row in ledger if row.rule not in (INPUT, *_ELSEWHEN)}
    dropped = sum(count for rule, count in lines.items() if rule not in (KEPT, *RETURN_RULES))
    return dropped / sum(lines.values())
