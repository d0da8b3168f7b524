"""Collect what the stages computed into the record of facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.coins import digits_of, to_coins
from segmentation.facts import Facts
from segmentation.months import Month
from segmentation.topics.cleaning.ledger import round_ledger
from segmentation.topics.cleaning.record import Source
from segmentation.topics.cleaning.rules import KEPT
from segmentation.topics.clustering.outliers import describe_outliers
from segmentation.topics.clustering.points import sample_points
from segmentation.topics.clustering.work import describe_clusters
from segmentation.topics.model.record import Drift
from segmentation.topics.model.saved import Model
from segmentation.topics.model.scoring import BORDER, describe_border
from segmentation.topics.model.work import describe_model
from segmentation.topics.segments.collect import concentration_fact, segments_facts
from segmentation.topics.segments.record import Base
from segmentation.topics.segments.work import Segment

if TYPE_CHECKING:
    import pandas as pd


def collect_facts(  # noqa: PLR0913  (one argument for each stage that has something to say)
    *,
    source: Source,
    month: Month,
    month_is_whole: bool,
    as_of: datetime,
    returns_matched: bool,
    window_start: datetime | None,
    window_months: int | None,
    currency: str,
    ledger: pd.DataFrame,
    customers: pd.DataFrame,
    model: Model,
    since: str | None,
    replaced: Model | None,
    drift: Drift,
    set_apart: int,
    segments: Sequence[Segment],
    minimum_cluster: int,
) -> Facts:
    """Gather what the stages computed.

    Parameters
    ----------
    source : Source
        Where the lines come from.
    month : Month
        The month reported on.
    month_is_whole : bool
        Whether the lines reach its last day.
    as_of : datetime
        The instant looked back from.
    returns_matched : bool
        Whether returns undo purchases.
    window_start : datetime or None
        First instant of the window, None for everything there is.
    window_months : int or None
        Length of the window, None for everything there is.
    currency : str
        ISO 4217 code.
    ledger : DataFrame of shape (n_rules, 3), indexed by rule
        What cleaning set aside.
    customers : DataFrame of shape (n_customers, 6 or more)
        ``recency_days``, ``frequency``, ``monetary`` (ten-thousandths of the currency's unit), ``segment``,
        ``nearest`` (by name) and ``confidence`` (missing for who was set apart before clustering).
    model : Model
        The model in force.
    since : str or None
        The first month it scores; None for the first model of all.
    replaced : Model or None
        The model that was in force up to this month.
    drift : Drift
        How far customers have drifted from it.
    set_apart : int
        How many customers were set apart before clustering.
    segments : sequence of Segment
        The segments, those with most money first.
    minimum_cluster : int
        The fewest customers a cluster may have for its number of clusters to be chosen.

    Returns
    -------
    Facts

    Notes
    -----
    Amounts are rounded to the currency's smallest coin so that rows still add up to their sum (largest
    remainder): a ledger that is a penny out is a wrong ledger.
    """
    digits = digits_of(currency)
    total = sum(segment.monetary for segment in segments)
    without = int(ledger.loc["no customer", c.AMOUNT])
    rows = round_ledger(ledger, digits, once=source.lines < source.lines_read)
    # What is written in two places is rounded in one.
    traced, untraced = (next(row.amount for row in rows if row.rule == rule) for rule in (KEPT, "no customer"))
    medians = customers[list(c.FEATURES)].median()
    spans = max(window_start or source.first_line, source.first_line)
    on_border = customers[c.CONFIDENCE] < BORDER
    names = [segment.name for segment in segments]
    history_months = month.number + 1 - Month.of(spans).number
    of_segments = segments_facts(
        segments,
        len(customers),
        total,
        digits,
        traced,
        jaccard=model.fit.chosen.jaccard,
        on_border={name: int((on_border & (customers[c.SEGMENT] == name)).sum()) for name in names},
    )
    return Facts(
        month=str(month),
        month_is_whole=month_is_whole,
        month_start=month.start,
        as_of=as_of,
        as_of_month_end=as_of == month.end,
        returns_matched=returns_matched,
        window_months=window_months,
        window_start=window_start or source.first_line,
        history_months=history_months,
        currency=currency,
        source=source,
        ledger=rows,
        customers=len(customers),
        monetary=traced,
        revenue=traced + untraced,
        without_customer=untraced,
        without_customer_share=without / (without + total) if without + total else 0.0,
        base=Base(
            recency_days_median=float(medians[c.RECENCY_DAYS]),
            frequency_median=float(medians[c.FREQUENCY]),
            monetary_median=to_coins(float(medians[c.MONETARY]) / c.MONEY_SCALE, digits),
        ),
        model=describe_model(model, month, digits, since=since, replaced=replaced),
        drift=drift,
        n_clusters=describe_clusters(model.fit, minimum_cluster),
        border=describe_border(customers[c.CONFIDENCE]),
        outliers=describe_outliers(model.caps, set_apart),
        segments=of_segments,
        concentration=concentration_fact(customers[c.MONETARY]),
        points=sample_points(customers, names, digits),
    )
