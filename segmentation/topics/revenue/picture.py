"""From an earlier month's revenue to this month's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from segmentation.style import formats
from segmentation.style.colours import ACCENT, ADDED, TAKEN
from segmentation.style.waterfall import Step, draw_waterfall
from segmentation.topics.revenue.effect_words import effect_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from segmentation.facts import Facts
    from segmentation.topics.revenue.record import RevenueChange


def bridge(facts: Facts, change: RevenueChange) -> Figure:
    """Draw how an earlier month's revenue becomes this month's, one bar for each effect."""
    steps = [_whole(change.month_then_start, change.revenue_then, facts.currency)]
    for effect in change.effects:
        left = steps[-1].end
        written = formats.signed(formats.money(effect.amount, facts.currency), effect.amount)
        colour = ADDED if effect.amount >= 0 else TAKEN
        name = effect_name(change, effect.effect)
        steps.append(Step(name, left, left + float(effect.amount), written, colour))
    return draw_waterfall([*steps, _whole(facts.month_start, change.revenue, facts.currency)])


def _whole(month: datetime, revenue: Decimal, currency: str) -> Step:
    return Step(formats.month(month), 0.0, float(revenue), formats.money(revenue, currency), ACCENT)


def drawings(facts: Facts, _colours: Mapping[str, str]) -> dict[str, partial[Figure]]:
    """List the pictures by name, each yet to be drawn."""
    return {f"bridge-{change.months_before}": partial(bridge, facts, change) for change in facts.revenue_change}
