"""What the comparison with other months needs of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.lines.overlap import Lines
from segmentation.months import Month, is_whole
from segmentation.run.compared import Compared
from segmentation.run.lines import Past, rows_of
from segmentation.run.scoring import Scored
from segmentation.settings.config import Config
from segmentation.topics.cohorts.work import follow
from segmentation.topics.features.work import extract_activity, extract_sales
from segmentation.topics.movement.work import Transitions, moved_by_earlier, movements, transitions
from segmentation.topics.revenue.work import RevenueChange, attribute
from segmentation.topics.trends.steadiness import steadiness
from segmentation.topics.trends.work import trends

if TYPE_CHECKING:
    from segmentation.topics.model.saved import Model


def compare(config: Config, lines: Lines, past: Past, scored: Scored) -> Compared:
    """Compare the month with the months before it.

    Parameters
    ----------
    config : Config
        The settings.
    lines : Lines
        The source, opened.
    past : Past
        From `look_back`.
    scored : Scored
        From `score`.

    Returns
    -------
    Compared
    """
    month = scored.month
    every = [model for _, model in scored.models.since]
    names = [name for model in every for name in model.by_cluster.values()]
    table, scores = _transitions(past, scored), _scores([*every, scored.model])
    return Compared(
        transitions=table,
        movements=() if table is None else movements(table, scores),
        moved_by_earlier={} if table is None else moved_by_earlier(table, scores),
        trends=trends(
            scored.history,
            str(month),
            window_months=None if config.window == "all" else config.window,
            data_from=str(Month.of(lines.first)),
        ),
        steadiness=steadiness(scored.history, str(month)),
        former_profiles={name.name: name.profile for name in names},
        revenue_changes=_revenue_changes(lines, past, month),
        cohorts=follow(
            extract_activity(past.orders, month),
            first=lines.first,
            last=str(month),
            month_is_whole=is_whole(month, lines.last),
        ),
    )


def _transitions(past: Past, scored: Scored) -> Transitions | None:
    """Hold last month's segments against this month's; None in the first month there is."""
    month = scored.month
    if past.first >= month:
        return None
    return transitions(
        rows_of(scored.history, month.shifted(-1)), scored.customers, month=str(month), before_refit=scored.before_refit
    )


def _scores(models: list[Model]) -> dict[str, tuple[int, int]]:
    """Give the scores of every name; where models differ, those of the last."""
    return {name.name: (name.recency_score, name.value_score) for model in models for name in model.by_cluster.values()}


def _revenue_changes(lines: Lines, past: Past, month: Month) -> dict[str, RevenueChange]:
    """Split what lies between this month's revenue and last month's, and that of the same month a year before."""
    others = [other for other in (month.shifted(-1), month.shifted(-12)) if other >= past.first]
    if not others:
        return {}
    now = extract_sales(past.purchases, month)
    has_products = not {c.STOCK_CODE, c.QUANTITY} & lines.absent
    activity = extract_activity(past.orders, month)
    earlier = set(activity.loc[activity[c.MONTH] < str(month), c.CUSTOMER_ID])
    return {
        str(other): attribute(extract_sales(past.purchases, other), now, has_products=has_products, earlier=earlier)
        for other in others
    }
