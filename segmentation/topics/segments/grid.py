"""The grid of names: what customers are called by how recently they bought and how much they are worth.

Every customer has a rank among all customers for recency, and one for frequency and money together; the ranks of
a segment's median customer, in fifths, give its place on the grid of `PROFILES`. A rank is only relative, so two
guards hold a name to what customers did: no one is silent who bought within the month, and no custom is regular
that came once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from segmentation import columns as c
from segmentation.profiles import PROFILES

if TYPE_CHECKING:
    import pandas as pd


SILENT_DAYS: Final = 30
"""A name that speaks of silence needs a median of at least so many days since the last purchase: a month, since
that is how often the report comes."""
REGULAR_ORDERS: Final = 2
"""A name that speaks of regular custom needs a median of at least so many orders."""
_RECENT, _MIDDLING = 4, 3


def value_ranks(features: pd.DataFrame) -> pd.DataFrame:
    """Rank each customer among all from 0 to 1, best highest: ``recency``, and ``value`` (orders and spend, half each).

    Equals share their mean rank, so that the many who bought once are together.
    """
    share = (features.rank(method="average") - 0.5) / len(features)
    return share.assign(recency=1 - share[c.RECENCY_DAYS], value=(share[c.FREQUENCY] + share[c.MONETARY]) / 2)[
        ["recency", "value"]
    ]


def find_place(ranks: pd.DataFrame) -> tuple[int, int]:
    """Find a group's place on the grid: fifths of its median customer's ranks in recency and in value, 5 the best."""
    recency, value = (min(int(rank * 5), 4) + 1 for rank in ranks.median())
    return recency, value


def find_profile(place: tuple[int, int], recency_days: float, frequency: float) -> str:
    """Name a place on the grid, and claim no more than what the group did, by its medians.

    Examples
    --------
    >>> find_profile((2, 4), 71, 3), find_profile((2, 4), 12, 3), find_profile((5, 5), 3, 1)
    ('At risk', 'Loyal', 'Potential loyalists')
    """
    recency, value = place
    if recency < _RECENT and recency_days < SILENT_DAYS:
        recency = _RECENT
    if value > _MIDDLING and frequency < REGULAR_ORDERS:
        value = _MIDDLING
    return PROFILES[recency - 1][value - 1]
