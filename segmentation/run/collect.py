"""Collect what the stages computed into the record of facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.coins import digits_of
from segmentation.facts import Facts
from segmentation.months import Month
from segmentation.topics.actions.record import Action
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
from segmentation.topics.segments.work import concentrate, describe_base, describe_segments

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
    actions: Mapping[str, Action],
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
        ``cluster``, ``nearest`` (by name) and ``confidence`` (missing for who was set apart before clustering).
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
    actions : mapping of str to Action
        What is recommended, by profile.
    minimum_cluster : int
        The fewest customers a cluster may have for its number of clusters to be chosen.

    Returns
    -------
    Facts

    Raises
    ------
    RuntimeError
        The ledger keeps other money than the customers spent, if only by a ten-thousandth: cleaning for the month
        and looking back over the months disagree, and no rounding may hide it.

    Notes
    -----
    Amounts are rounded to the currency's smallest coin so that rows still add up to their sum (largest
    remainder): a ledger that is a penny out is a wrong ledger.
    """
    digits = digits_of(currency)
    total = int(customers[c.MONETARY].sum())
    without, kept = int(ledger[c.AMOUNT]["no customer"]), int(ledger[c.AMOUNT][KEPT])
    if kept != total:
        msg = f"the ledger of {month} keeps {c.money(kept)} {currency}, but its customers spent {c.money(total)}"
        raise RuntimeError(msg)
    rows = round_ledger(ledger, digits, once=source.lines < source.lines_read)
    # Round once what is shown in two places.
    traced, untraced = (next(row.amount for row in rows if row.rule == rule) for rule in (KEPT, "no customer"))
    spans = max(window_start or source.first_line, source.first_line)
    on_border = customers[c.CONFIDENCE] < BORDER
    history_months = month.number + 1 - Month.of(spans).number
    segments = describe_segments(
        customers,
        model.by_cluster,
        model.fit.centers_in_units,
        actions,
        jaccard=model.fit.chosen.jaccard,
        on_border=on_border,
        total=traced,
        digits=digits,
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
        base=describe_base(customers, digits),
        model=describe_model(model, month, digits, since=since, replaced=replaced),
        drift=drift,
        n_clusters=describe_clusters(model.fit, minimum_cluster),
        border=describe_border(customers[c.CONFIDENCE]),
        outliers=describe_outliers(model.caps, set_apart),
        segments=segments,
        concentration=concentrate(customers[c.MONETARY]),
        points=sample_points(customers, [segment.segment for segment in segments], digits),
    )
