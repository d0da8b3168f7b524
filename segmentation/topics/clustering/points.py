"""Collect customers as points, of whom nothing is told but what they did."""
# MERGED """What customers are like: how their recency, orders and spend are spread within segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from babel.numbers import get_currency_precision

from segmentation import columns as c
from segmentation.topics.clustering.record import PointsFact

if TYPE_CHECKING:
    import pandas as pd

    from segmentation.facts import Facts


MOST: Final = 6000
"""So many points are shown at most: more are no clearer a shape, and make a page heavy."""


def points_fact(customers: pd.DataFrame, segments: Sequence[str], digits: int) -> PointsFact:
    """Collect customers as points.

    Parameters
    ----------
    customers : DataFrame of shape (n_customers, 4 or more)
        ``recency_days``, ``frequency``, ``monetary`` (ten-thousandths of the currency's unit) and ``segment``.
    segments : sequence of str
        Names of the segments, in their order.
    digits : int
        Decimals of the currency's smallest coin.

    Returns
    -------
    PointsFact
        Of more than `MOST` customers, a stratified sample: of each segment its share, and at least one.
    """
    coin = c.MONEY_SCALE // 10**digits
    # Half a coin goes up, as everywhere.
    monetary = (customers[c.MONETARY].astype("int64") * 2 + coin) // (2 * coin)
    place = {name: row for row, name in enumerate(segments)}
    table = customers[[c.RECENCY_DAYS, c.FREQUENCY]].assign(
        **{c.MONETARY: monetary, c.SEGMENT: customers[c.SEGMENT].map(place)}
    )
    # In order of what they did: the order of the source would tell who is who.
    table = table.sort_values([c.SEGMENT, *c.FEATURES], ignore_index=True)
    if len(table) > MOST:
        table = table.loc[_drawn(table[c.SEGMENT].to_numpy())]
    columns = {name: tuple(map(int, table[name])) for name in (c.SEGMENT, *c.FEATURES)}
    return PointsFact(customers=len(customers), **columns)


def _drawn(segment: np.ndarray) -> np.ndarray:
    """Draw rows by lot, of each segment its share."""
    rng = np.random.default_rng(0)
    drawn = []
    for place in np.unique(segment):
        rows = np.flatnonzero(segment == place)
        drawn.append(rng.choice(rows, size=max(1, len(rows) * MOST // len(segment)), replace=False))
    return np.sort(np.concatenate(drawn))


def points_of(facts: Facts) -> pd.DataFrame:
    """Give customers as they are drawn: ``recency_days``, ``frequency``, ``monetary`` (in units) and ``segment``."""
    import pandas as pd

    points, coins = facts.points, 10 ** get_currency_precision(facts.currency)
    names = [segment.segment for segment in facts.segments]
    return pd.DataFrame(
        {
            c.RECENCY_DAYS: points.recency_days,
            c.FREQUENCY: points.frequency,
            # Less than nothing, or nothing, has no place on a scale of powers.
            c.MONETARY: np.maximum(np.array(points.monetary, dtype=float), 1) / coins,
            c.SEGMENT: [names[place] for place in points.segment],
        }
    )
