"""Collect what became of the lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from segmentation.coins import apportion
from segmentation.messages import N_
from segmentation.topics.cleaning.ledger import LedgerRow
from segmentation.topics.cleaning.record import LedgerFact
from segmentation.topics.cleaning.rules import INPUT, KEPT, RULES

EVERY_LINE: Final = N_("Every line of the source.")
EVERY_LINE_ONCE: Final = N_("Every line of the source; what stands in two sheets is counted once.")
WHAT_IS_KEPT: Final = N_("What this report is made of.")


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
    reasons = {INPUT: EVERY_LINE_ONCE if once else EVERY_LINE, KEPT: WHAT_IS_KEPT, **RULES}
    amounts = apportion([row.amount for row in ledger[1:]], digits)
    amounts.insert(0, sum(amounts, Decimal(0)))
    return tuple(
        LedgerFact(rule=row.rule, reason=reasons[row.rule], lines=row.lines, customers=row.customers, amount=amount)
        for row, amount in zip(ledger, amounts, strict=True)
    )
