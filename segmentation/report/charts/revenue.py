"""From an earlier month's revenue to this month's."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from segmentation.report import formats, sentences, style
from segmentation.report.charts.staircase import Step, draw_staircase

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from segmentation.report.facts import Facts, RevenueChangeFact


def bridge(facts: Facts, change: RevenueChangeFact) -> Figure:
    """Draw how an earlier month's revenue becomes this month's, one bar for each effect."""
    steps = [_whole(change.month_then_start, change.revenue_then, facts.currency)]
    for effect in change.effects:
        left = steps[-1].end
        written = formats.signed(formats.money(effect.amount, facts.currency), effect.amount)
        colour = style.ADDED if effect.amount >= 0 else style.TAKEN
        name = sentences.effect_name(change, effect.effect)
        steps.append(Step(name, left, left + float(effect.amount), written, colour))
    return draw_staircase([*steps, _whole(facts.month_start, change.revenue, facts.currency)])


def _whole(month: datetime, revenue: Decimal, currency: str) -> Step:
    return Step(formats.month(month), 0.0, float(revenue), formats.money(revenue, currency), style.ACCENT)
