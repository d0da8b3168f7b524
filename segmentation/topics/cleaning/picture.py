"""Where the money went, from the input to what was kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from segmentation.style import formats
from segmentation.style.colours import ACCENT, ADDED, TAKEN
from segmentation.style.waterfall import Step, draw_waterfall
from segmentation.topics.cleaning.words import rule_name

if TYPE_CHECKING:
    from segmentation.facts import Facts
    from segmentation.topics.cleaning.record import LedgerRow


def waterfall(facts: Facts) -> Figure:
    """Draw how the rules lead from all the money there is to what was kept, one bar for each rule with any."""
    first, *rules, last = facts.ledger
    steps = [_whole(first, facts.currency)]
    for row in rules:
        if row.amount:
            left, amount = steps[-1].end, float(row.amount)
            written = formats.signed(formats.short_money(-row.amount, facts.currency), -row.amount)
            colour = TAKEN if amount > 0 else ADDED
            steps.append(Step(rule_name(row.rule), left, left - amount, written, colour))
    return draw_waterfall([*steps, _whole(last, facts.currency)])


def _whole(row: LedgerRow, currency: str) -> Step:
    written = formats.short_money(row.amount, currency)
    return Step(rule_name(row.rule), 0.0, float(row.amount), written, ACCENT)


def drawings(facts: Facts, _colours: Mapping[str, str]) -> dict[str, partial[Figure]]:
    """Say how the ledger is drawn."""
    return {"waterfall": partial(waterfall, facts)}
