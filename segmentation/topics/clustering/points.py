"""Customers as points, of whom the report shows nothing but what they did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from babel.numbers import get_currency_precision

from segmentation import columns as c
from segmentation.topics.clustering.record import Points

if TYPE_CHECKING:
    import pandas as pd

    from segmentation.facts import Facts


MOST: Final = 6000
"""Points shown at most: more make the shape no clearer, and the page heavy."""


def sample_points(customers: pd.DataFrame, segments: Sequence[str], digits: int) -> Points:
    """Record customers as points; of more than `MOST`, of each segment its share and at least one."""
    coin = c.MONEY_SCALE // 10**digits
    # Half a coin rounds up, as everywhere.
    monetary = (customers[c.MONETARY].astype("int64") * 2 + coin) // (2 * coin)
    place = {name: row for row, name in enumerate(segments)}
    table = customers[[c.RECENCY_DAYS, c.FREQUENCY]].assign(
        **{c.MONETARY: monetary, c.SEGMENT: customers[c.SEGMENT].map(place)}
    )
    # Sorted by behaviour: the source's order would show who is who.
    table = table.sort_values([c.SEGMENT, *c.FEATURES], ignore_index=True)
    if len(table) > MOST:
        table = table.loc[_sample(table[c.SEGMENT].to_numpy())]
    columns = {name: tuple(map(int, table[name])) for name in (c.SEGMENT, *c.FEATURES)}
    return Points(customers=len(customers), **columns)


def _sample(segment: np.ndarray) -> np.ndarray:
    """Draw rows at random, of each segment its share."""
    rng = np.random.default_rng(0)
    drawn = []
    for place in np.unique(segment):
        rows = np.flatnonzero(segment == place)
        drawn.append(rng.choice(rows, size=max(1, len(rows) * MOST // len(segment)), replace=False))
    return np.sort(np.concatenate(drawn))


def points_of(facts: Facts) -> pd.DataFrame:
    """Return the points as a table: ``recency_days``, ``frequency``, ``monetary`` (in units) and ``segment``."""
    import pandas as pd

    record, coins = facts.points, 10 ** get_currency_precision(facts.currency)
    names = [segment.segment for segment in facts.segments]
    return pd.DataFrame(
        {
            c.RECENCY_DAYS: record.recency_days,
            c.FREQUENCY: record.frequency,
            # A logarithmic scale has no zero or negative values.
            c.MONETARY: np.maximum(np.array(record.monetary, dtype=float), 1) / coins,
            c.SEGMENT: [names[place] for place in record.segment],
        }
    )
