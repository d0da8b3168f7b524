"""Describe segments: how many customers, what they do, what to do about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.profiles import SET_APART, SetApart
from segmentation.topics.actions.work import Action, find_action

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from segmentation.topics.segments.naming import Name


@dataclass(frozen=True)
class Spread:
    """Median and quartiles of a feature over a segment's customers.

    Attributes
    ----------
    median, lower, upper : float
        The 50th, 25th and 75th percentile, in the feature's unit (money in the currency's unit).
    """

    median: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Segment:
    """A group of customers the business has a name for.

    Attributes
    ----------
    name : str
        Unique among the segments.
    profile : str
        The name's place on the grid, by which actions and colours are found.
    set_apart : {"monetary", "frequency", "both"} or None
        For who was set apart before clustering, the feature in which they stand out: a key of `SET_APART`.
    recency_score, value_score : int
        Fifths of the median customer's ranks, 5 for the most recent and the most valuable.
    customers : int
        How many customers.
    monetary : int
        What they spent, in ten-thousandths of the currency's unit.
    recency_days, frequency, spend : Spread
        Of a customer's features.
    center : tuple of float
        The cluster's centre in days, invoices and the currency's unit; of who was set apart, the mean.
    cluster : int or None
        The cluster's number, by which its figures are found; it means nothing.
    action : Action
        What to do.
    """

    name: str
    profile: str
    set_apart: SetApart | None
    recency_score: int
    value_score: int
    customers: int
    monetary: int
    recency_days: Spread
    frequency: Spread
    spend: Spread
    center: tuple[float, float, float]
    cluster: int | None
    action: Action


def describe_segments(
    features: pd.DataFrame,
    cluster: pd.Series,
    names: Mapping[int | str, Name],
    centers: Sequence[tuple[float, float, float]],
    actions: Mapping[str, Action],
) -> tuple[Segment, ...]:
    """Describe the segments that have customers.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3 or more)
        ``recency_days``, ``frequency`` and ``monetary`` (ten-thousandths of the currency's unit).
    cluster : Series of shape (n_customers,), indexed as the features
        Each customer's cluster, or a key of `SET_APART`.
    names : mapping of int or str to Name
        What each is called.
    centers : sequence of tuple of float
        Of each cluster: days, invoices and the currency's unit.
    actions : mapping of str to Action
        By profile.

    Returns
    -------
    tuple of Segment
        Those with most money first.

    Raises
    ------
    SegmentsError
        There is no action for a profile.
    """
    features = features[list(c.FEATURES)]
    segments = []
    for key, name in names.items():
        of = features[cluster == key]
        if len(of):
            segments.append(_segment(of, key, name, centers, find_action(actions, name.profile)))
    return tuple(sorted(segments, key=lambda s: (-s.monetary, s.name)))


def _segment(
    of: pd.DataFrame, key: int | str, name: Name, centers: Sequence[tuple[float, float, float]], action: Action
) -> Segment:
    quartiles = of.quantile([0.5, 0.25, 0.75])
    quartiles[c.MONETARY] /= c.MONEY_SCALE
    spreads = {feature: Spread(*(float(value) for value in quartiles[feature])) for feature in c.FEATURES}
    means = of.mean()
    recency_days, frequency, monetary = (
        (means[c.RECENCY_DAYS], means[c.FREQUENCY], means[c.MONETARY] / c.MONEY_SCALE)
        if isinstance(key, str)
        else centers[key]
    )
    return Segment(
        name=name.name,
        profile=name.profile,
        set_apart=next((apart for apart in SET_APART if apart == key), None),
        recency_score=name.recency_score,
        value_score=name.value_score,
        customers=len(of),
        monetary=int(of[c.MONETARY].sum()),
        recency_days=spreads[c.RECENCY_DAYS],
        frequency=spreads[c.FREQUENCY],
        spend=spreads[c.MONETARY],
        center=(float(recency_days), float(frequency), float(monetary)),
        cluster=None if isinstance(key, str) else key,
        action=action,
    )
