"""Describe segments: how many customers, what they do, what to do about them; and how money is spread."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from segmentation import columns as c
from segmentation.coins import apportion, to_coins
from segmentation.profiles import SET_APART
from segmentation.topics.actions.work import find_action
from segmentation.topics.segments.record import Base, Concentration, ConcentrationPoint, Segment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from segmentation.topics.actions.record import Action
    from segmentation.topics.segments.naming import Name


def describe_segments(
    customers: pd.DataFrame,
    names: Mapping[int | str, Name],
    centers: Sequence[tuple[float, float, float]],
    actions: Mapping[str, Action],
    *,
    jaccard: Sequence[float],
    on_border: pd.Series[bool],
    total: Decimal,
    digits: int,
) -> tuple[Segment, ...]:
    """Describe the segments that have customers, those with most money first.

    Parameters
    ----------
    customers : DataFrame of shape (n_customers, 4 or more)
        ``recency_days``, ``frequency``, ``monetary`` (ten-thousandths of the currency's unit) and ``cluster``, the
        number of each customer's cluster or a key of `SET_APART`.
    names : mapping of int or str to Name
        What each cluster is called.
    centers : sequence of tuple of float
        Of each cluster: days, invoices and the currency's unit.
    actions : mapping of str to Action
        By profile.
    jaccard : sequence of float
        How much of each cluster recurs in bootstrap samples of customers.
    on_border : Series of shape (n_customers,), indexed as the customers
        Who is on a border between clusters.
    total : Decimal
        What all customers spent, as it is rounded elsewhere: the segments' money adds up to it.
    digits : int
        Decimals of the currency's smallest coin.

    Raises
    ------
    SegmentsError
        There is no action for a profile.
    """
    members = {key: of for key in names if len(of := customers[customers[c.CLUSTER] == key])}
    spent = {key: int(of[c.MONETARY].sum()) for key, of in members.items()}
    ordered = sorted(members, key=lambda key: (-spent[key], names[key].name))
    amounts = apportion([spent[key] for key in ordered], digits, total)
    return tuple(
        Segment(
            segment=names[key].name,
            profile=names[key].profile,
            set_apart=next((apart for apart in SET_APART if apart == key), None),
            jaccard=None if isinstance(key, str) else jaccard[key],
            border_customers=int(on_border[members[key].index].sum()),
            recency_score=names[key].recency_score,
            value_score=names[key].value_score,
            customers=len(members[key]),
            customer_share=len(members[key]) / len(customers),
            monetary=amount,
            monetary_share=spent[key] / sum(spent.values()),
            **_spreads(members[key], digits),
            **_center(members[key], None if isinstance(key, str) else centers[key], digits),
            action=find_action(actions, names[key].profile),
        )
        for key, amount in zip(ordered, amounts, strict=True)
    )


def _spreads(of: pd.DataFrame, digits: int) -> dict[str, Any]:
    """Find each feature's median and quartiles."""
    found = of[list(c.FEATURES)].quantile([0.5, 0.25, 0.75]).set_axis(["median", "lower", "upper"])
    return {
        f"{feature}_{name}": _in_units(feature, value, digits)
        for feature in c.FEATURES
        for name, value in found[feature].items()
    }


def _center(of: pd.DataFrame, center: tuple[float, float, float] | None, digits: int) -> dict[str, Any]:
    """Take a cluster's centre, or the mean of customers who were set apart."""
    days, orders, spend = center or (*of[[c.RECENCY_DAYS, c.FREQUENCY]].mean(), of[c.MONETARY].mean() / c.MONEY_SCALE)
    return {
        "center_recency_days": float(days),
        "center_frequency": float(orders),
        "center_monetary": to_coins(float(spend), digits),
    }


def describe_base(customers: pd.DataFrame, digits: int) -> Base:
    """Take the medians of all customers."""
    medians = customers[list(c.FEATURES)].median()
    return Base(**{f"{feature}_median": _in_units(feature, medians[feature], digits) for feature in c.FEATURES})


def _in_units(feature: str, value: float, digits: int) -> Any:
    return to_coins(float(value) / c.MONEY_SCALE, digits) if feature == c.MONETARY else float(value)


def concentrate(monetary: pd.Series[int]) -> Concentration:
    """Add up customers' money from the best down; the curve's points are closest where it is steepest."""
    spent = monetary.sort_values(ascending=False, kind="stable").cumsum().to_numpy()
    total, n = int(spent[-1]), len(spent)
    steps = sorted({round(n * (step / 100) ** 2) for step in range(1, 101)} - {0})
    points = [ConcentrationPoint(customer_share=0, monetary_share=0)]
    points += [ConcentrationPoint(customer_share=k / n, monetary_share=int(spent[k - 1]) / total) for k in steps]
    return Concentration(
        top_tenth_share=int(spent[max(1, n // 10) - 1]) / total,
        top_hundredth_share=int(spent[max(1, n // 100) - 1]) / total,
        top_customer_share=int(spent[0]) / total,
        customers_for_half=int((spent * 2 < total).sum()) + 1,
        curve=tuple(points),
    )
