"""What the comparison with other months needs of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segmentation import columns as c
from segmentation.coins import digits_of
from segmentation.facts import Facts
from segmentation.lines.overlap import Lines
from segmentation.months import Month, is_whole
from segmentation.settings.config import Config
from segmentation.topics.cohorts.work import follow
from segmentation.topics.features.past import Past, rows_of
from segmentation.topics.features.work import extract_activity, extract_sales
from segmentation.topics.model.scoring import Scored
from segmentation.topics.movement.work import count_movements
from segmentation.topics.revenue.record import RevenueChange
from segmentation.topics.revenue.work import attribute
from segmentation.topics.trends.steadiness import steadiness
from segmentation.topics.trends.work import trends

if TYPE_CHECKING:
    from segmentation.topics.model.saved import Model


def compare(config: Config, lines: Lines, past: Past, scored: Scored, facts: Facts) -> dict[str, Any]:
    """Compare the month with the months before it: the fields of `Facts` that this fills."""
    month, digits = scored.month, digits_of(config.currency)
    every = [*(model for _, model in scored.models.since), scored.model]
    amounts = {segment.segment: segment.monetary for segment in facts.segments}
    former = {name.name: name.profile for model in every[:-1] for name in model.by_cluster.values()}
    profiles = {**former, **{segment.segment: segment.profile for segment in facts.segments}}
    followed = trends(
        scored.history,
        str(month),
        digits=digits,
        amounts=amounts,
        profiles=profiles,
        window_months=None if config.window == "all" else config.window,
        data_from=str(Month.of(lines.first)),
    )
    movement = (
        None
        if past.first >= month
        else count_movements(
            rows_of(scored.history, month.shifted(-1)),
            scored.customers,
            str(month),
            digits=digits,
            amounts=amounts,
            scores=_scores(every),
            profiles=profiles,
            before_refit=scored.before_refit,
            windows_full=all(followed.full[-2:]),
        )
    )
    cohorts = follow(
        extract_activity(past.orders, month),
        first=lines.first,
        last=month,
        month_is_whole=is_whole(month, lines.last),
    )
    return {
        "movement": movement,
        "trends": followed,
        "steadiness": steadiness(scored.history, str(month)),
        "revenue_change": _revenue_changes(lines, past, month, digits),
        "cohorts": cohorts,
    }


def _scores(models: list[Model]) -> dict[str, tuple[int, int]]:
    """Give the scores of every name; where models differ, those of the last."""
    return {name.name: (name.recency_score, name.value_score) for model in models for name in model.by_cluster.values()}


def _revenue_changes(lines: Lines, past: Past, month: Month, digits: int) -> tuple[RevenueChange, ...]:
    """Compare this month's revenue with last month's, and with that of the same month a year before."""
    others = [other for other in (month.shifted(-1), month.shifted(-12)) if other >= past.first]
    if not others:
        return ()
    now, activity = extract_sales(past.purchases, month), extract_activity(past.orders, month)
    return tuple(
        attribute(
            extract_sales(past.purchases, other),
            now,
            month_then=other,
            month=month,
            digits=digits,
            has_products=not {c.STOCK_CODE, c.QUANTITY} & lines.absent,
            earlier=set(activity.loc[activity[c.MONTH] < str(month), c.CUSTOMER_ID]),
        )
        for other in others
    )
