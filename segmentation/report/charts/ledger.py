"""Where the money went, from the input to what was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation.report import formats, style
from segmentation.report.charts.staircase import Step, draw_staircase
from segmentation.report.sentences.names import rule_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from segmentation.report.facts import Facts, LedgerFact


def waterfall(facts: Facts) -> Figure:
    """Draw how the rules lead from all the money there is to what was kept, one bar for each rule with any."""
    first, *rules, last = facts.ledger
    steps = [_whole(first, facts.currency)]
    for row in rules:
        if row.amount:
            left, amount = steps[-1].end, float(row.amount)
            written = formats.signed(formats.short_money(-row.amount, facts.currency), -row.amount)
            colour = style.TAKEN if amount > 0 else style.ADDED
            steps.append(Step(rule_name(row.rule), left, left - amount, written, colour))
    return draw_staircase([*steps, _whole(last, facts.currency)])


def _whole(row: LedgerFact, currency: str) -> Step:
    written = formats.short_money(row.amount, currency)
    return Step(rule_name(row.rule), 0.0, float(row.amount), written, style.ACCENT)
