"""Collect what became of the lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from segmentation.analysis.cleaning import INPUT, KEPT, RULES, LedgerRow
from segmentation.report.collection.rounding import apportion
from segmentation.report.facts import LedgerFact


def ledger_facts(ledger: Sequence[LedgerRow], digits: int, *, once: bool) -> tuple[LedgerFact, ...]:
    """Collect what every rule set aside.

    Parameters
    ----------
    ledger : sequence of LedgerRow
        From the cleaning.
    digits : int
        Decimals of the currency's smallest coin.
    once : bool
        Whether there were lines that stand in several sheets, and count once.

    Returns
    -------
    tuple of LedgerFact
        Rounded so that the rows after the first add up to the first.
    """
    every = f"Every line of the source{'; what stands in two sheets is counted once' if once else ''}."
    reasons = {INPUT: every, KEPT: "What this report is made of.", **RULES}
    amounts = apportion([row.amount for row in ledger[1:]], digits)
    amounts.insert(0, sum(amounts, Decimal(0)))
    return tuple(
        LedgerFact(rule=row.rule, reason=reasons[row.rule], lines=row.lines, customers=row.customers, amount=amount)
        for row, amount in zip(ledger, amounts, strict=True)
    )
