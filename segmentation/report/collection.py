"""Collect what the stages computed into the record of facts; round money once, so that columns still add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from segmentation import columns as c
from segmentation.analysis.cleaning import INPUT, KEPT, RULES, LedgerRow
from segmentation.analysis.clustering import BORDER, ELBOW_TOLERANCE, STABLE, Clustering, CurvePoint
from segmentation.analysis.segments import Segment, Spread
from segmentation.report.facts import (
    ActionFact,
    BaseFact,
    BorderFact,
    ClustersFact,
    ConcentrationFact,
    ConcentrationPoint,
    CriterionFact,
    CurveFact,
    Facts,
    LedgerFact,
    LeftOutFact,
    OutliersFact,
    SegmentFact,
    SourceFact,
)

if TYPE_CHECKING:
    import pandas as pd

    from segmentation.analysis.features import Month
    from segmentation.analysis.outliers import Outliers


def collect_facts(  # noqa: PLR0913  (one argument for each stage that has something to say)
    *,
    source: SourceFact,
    month: Month,
    month_is_whole: bool,
    as_of: datetime,
    returns_matched: bool,
    window_start: datetime | None,
    window_months: int | None,
    currency: str,
    ledger: Sequence[LedgerRow],
    customers: pd.DataFrame,
    clustering: Clustering,
    outliers: Outliers,
    segments: Sequence[Segment],
    minimum_cluster: int,
) -> Facts:
    """Gather what the stages computed.

    Parameters
    ----------
    source : SourceFact
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
    ledger : sequence of LedgerRow
        What cleaning set aside.
    customers : DataFrame of shape (n_customers, 5 or more)
        ``recency_days``, ``frequency``, ``monetary`` (ten-thousandths of the currency's unit), ``segment`` and
        ``confidence`` (missing for who was set apart before clustering).
    clustering : Clustering
        The clusters, and how many were tried.
    outliers : Outliers
        Who was set apart before clustering.
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
    digits = _digits(currency)
    total = sum(segment.monetary for segment in segments)
    without = next(row.amount for row in ledger if row.rule == "no customer")
    rows = _ledger(ledger, digits, once=source.lines < source.lines_read)
    # What is written in two places is rounded in one.
    traced, untraced = (next(row.amount for row in rows if row.rule == rule) for rule in (KEPT, "no customer"))
    medians = customers[list(c.FEATURES)].median()
    spans = max(window_start or source.first_line, source.first_line)
    on_border = customers[c.CONFIDENCE] < BORDER
    names = [segment.name for segment in segments]
    chosen = next(point for point in clustering.curve if point.n_clusters == clustering.choice.n_clusters)
    return Facts(
        month=str(month),
        month_is_whole=month_is_whole,
        month_start=month.start,
        as_of=as_of,
        as_of_month_end=as_of == month.end,
        returns_matched=returns_matched,
        window_months=window_months,
        window_start=window_start or source.first_line,
        history_months=(month.end.year - spans.year) * 12 + month.end.month - spans.month,
        currency=currency,
        source=source,
        ledger=rows,
        customers=len(customers),
        monetary=traced,
        revenue=traced + untraced,
        without_customer=untraced,
        without_customer_share=without / (without + total) if without + total else 0.0,
        base=BaseFact(
            recency_days_median=float(medians[c.RECENCY_DAYS]),
            frequency_median=float(medians[c.FREQUENCY]),
            monetary_median=_coins(float(medians[c.MONETARY]) / c.MONEY_SCALE, digits),
        ),
        n_clusters=_clusters(clustering, chosen, minimum_cluster),
        border=BorderFact(
            customers=int(on_border.sum()), share=float(on_border.sum()) / len(customers), threshold=BORDER
        ),
        outliers=_outliers(outliers),
        segments=_segments(
            segments,
            len(customers),
            total,
            digits,
            traced,
            jaccard=chosen.jaccard,
            on_border={name: int((on_border & (customers[c.SEGMENT] == name)).sum()) for name in names},
        ),
        concentration=_concentration(customers[c.MONETARY]),
    )


def apportion(amounts: Sequence[int], digits: int, total: Decimal | None = None) -> list[Decimal]:
    """Round amounts to the currency's smallest coin so that they add up to their rounded sum.

    Parameters
    ----------
    amounts : sequence of int
        Ten-thousandths of the currency's unit.
    digits : int
        Decimals of the smallest coin.
    total : Decimal, optional
        Their sum where it is rounded already, up or down; by default it is rounded here, half a coin up.

    Returns
    -------
    list of Decimal
        Each within one coin of its exact value. The rows with the largest remainders are rounded up
        (Hamilton's method).

    Examples
    --------
    >>> apportion([3333, 3333, 3334], 2)
    [Decimal('0.33'), Decimal('0.33'), Decimal('0.34')]
    """
    coin = c.MONEY_SCALE // 10**digits
    floors = [amount // coin for amount in amounts]
    # Half a coin goes up, as on any bill.
    coins = (2 * sum(amounts) + coin) // (2 * coin) if total is None else int(total.scaleb(digits))
    missing = coins - sum(floors)
    by_remainder = sorted(range(len(amounts)), key=lambda row: (-(amounts[row] % coin), row))
    for row in by_remainder[:missing]:
        floors[row] += 1
    return [Decimal(floor).scaleb(-digits) for floor in floors]


def _digits(currency: str) -> int:
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))


def _coins(value: float, digits: int) -> Decimal:
    """Round a single amount in the currency's unit, half a coin up."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _ledger(ledger: Sequence[LedgerRow], digits: int, *, once: bool) -> tuple[LedgerFact, ...]:
    every = f"Every line of the source{'; what stands in two sheets is counted once' if once else ''}."
    reasons = {INPUT: every, KEPT: "What this report is made of.", **RULES}
    amounts = apportion([row.amount for row in ledger[1:]], digits)
    amounts.insert(0, sum(amounts, Decimal(0)))
    return tuple(
        LedgerFact(rule=row.rule, reason=reasons[row.rule], lines=row.lines, customers=row.customers, amount=amount)
        for row, amount in zip(ledger, amounts, strict=True)
    )


def _clusters(clustering: Clustering, chosen: CurvePoint, minimum_cluster: int) -> ClustersFact:
    choice, n_customers = clustering.choice, len(clustering.labels)
    return ClustersFact(
        chosen=choice.n_clusters,
        reason=choice.reason,
        elbow=choice.elbow,
        elbow_tolerance=ELBOW_TOLERANCE,
        tied=choice.tied,
        stable=choice.stable,
        is_stable=chosen.weakest >= STABLE,
        silhouette=chosen.silhouette,
        silhouette_margin=chosen.silhouette_margin,
        silhouette_of=clustering.silhouette_of,
        jaccard_weakest=chosen.weakest,
        jaccard_threshold=STABLE,
        draws=clustering.draws,
        criteria=tuple(
            CriterionFact.model_validate({"criterion": name, "n_clusters": number})
            for name, number in clustering.criteria.items()
        ),
        transform="none" if clustering.space.powers is None else "yeo-johnson",
        left_out=tuple(
            LeftOutFact.model_validate(
                {
                    "feature": out.feature,
                    "value": out.value,
                    "customers": out.customers,
                    "share": out.customers / n_customers,
                }
            )
            for out in clustering.left_out
        ),
        minimum_cluster=minimum_cluster,
        n_init=clustering.search.n_init,
        random_state=clustering.search.random_state,
        curve=tuple(
            CurveFact(
                n_clusters=p.n_clusters,
                inertia=p.inertia,
                silhouette=p.silhouette,
                silhouette_margin=p.silhouette_margin,
                elbow=p.elbow,
                calinski_harabasz=p.calinski_harabasz,
                davies_bouldin=p.davies_bouldin,
                gap=p.gap.value,
                gap_error=p.gap.error,
                jaccard=tuple(sorted(p.jaccard)),
                jaccard_weakest=p.weakest,
                smallest_cluster=p.smallest,
            )
            for p in clustering.curve
        ),
    )


def _outliers(outliers: Outliers) -> OutliersFact | None:
    if not outliers.caps:
        return None
    return OutliersFact(
        frequency_cap=outliers.caps[c.FREQUENCY],
        monetary_cap=outliers.caps[c.MONETARY],
        customers=int(outliers.group.notna().sum()),
    )


def _segments(
    segments: Sequence[Segment],
    customers: int,
    total: int,
    digits: int,
    rounded: Decimal,
    *,
    jaccard: Sequence[float],
    on_border: Mapping[str, int],
) -> tuple[SegmentFact, ...]:
    def spread(name: str, of: Spread, convert: Any = float) -> dict[str, Any]:
        return {
            f"{name}_median": convert(of.median),
            f"{name}_lower": convert(of.lower),
            f"{name}_upper": convert(of.upper),
        }

    amounts = apportion([segment.monetary for segment in segments], digits, rounded)
    return tuple(
        SegmentFact(
            segment=segment.name,
            profile=segment.profile,
            set_apart=segment.set_apart,
            jaccard=None if segment.cluster is None else jaccard[segment.cluster],
            border_customers=on_border[segment.name],
            recency_score=segment.recency_score,
            value_score=segment.value_score,
            customers=segment.customers,
            customer_share=segment.customers / customers,
            monetary=amount,
            monetary_share=segment.monetary / total,
            **spread(c.RECENCY_DAYS, segment.recency_days),
            **spread(c.FREQUENCY, segment.frequency),
            **spread(c.MONETARY, segment.spend, partial(_coins, digits=digits)),
            center_recency_days=segment.center[0],
            center_frequency=segment.center[1],
            center_monetary=_coins(segment.center[2], digits),
            action=ActionFact(
                what=segment.action.what,
                why=segment.action.why,
                channel=segment.action.channel,
                measure=segment.action.measure,
            ),
        )
        for segment, amount in zip(segments, amounts, strict=True)
    )


def _concentration(monetary: pd.Series[int]) -> ConcentrationFact:
    """Add up customers from the best down; the points of the curve lie closest where it is steepest."""
    spent = monetary.sort_values(ascending=False, kind="stable").cumsum().to_numpy()
    total, n = int(spent[-1]), len(spent)
    steps = sorted({round(n * (step / 100) ** 2) for step in range(1, 101)} - {0})
    points = [ConcentrationPoint(customer_share=0, monetary_share=0)]
    points += [ConcentrationPoint(customer_share=k / n, monetary_share=int(spent[k - 1]) / total) for k in steps]
    return ConcentrationFact(
        top_tenth_share=int(spent[max(1, n // 10) - 1]) / total,
        top_hundredth_share=int(spent[max(1, n // 100) - 1]) / total,
        top_customer_share=int(spent[0]) / total,
        customers_for_half=int((spent * 2 < total).sum()) + 1,
        curve=tuple(points),
    )
