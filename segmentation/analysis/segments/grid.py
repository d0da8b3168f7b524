"""The grid of names: what customers are called by how recently they bought and how much they are worth.

Every customer has a rank among all customers for recency, and one for frequency and money together; the ranks of
a segment's median customer, in fifths, give its place on the grid of `PROFILES`. A rank is only relative, so two
guards hold a name to what customers did: nobody is silent who bought within the month, and no custom is regular
that came once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from segmentation import columns as c

if TYPE_CHECKING:
    import pandas as pd

CHAMPIONS: Final = "Champions"
LOYAL: Final = "Loyal"
POTENTIAL_LOYALISTS: Final = "Potential loyalists"
PROMISING: Final = "Promising"
NEEDS_ATTENTION: Final = "Needs attention"
SLIPPING_AWAY: Final = "Slipping away"
CANT_LOSE: Final = "Can't lose"
AT_RISK: Final = "At risk"
HIBERNATING: Final = "Hibernating"

PROFILES: Final = (
    # value score:  1              2              3                    4        5
    (HIBERNATING, HIBERNATING, AT_RISK, AT_RISK, CANT_LOSE),  # recency score 1: bought longest ago
    (HIBERNATING, HIBERNATING, AT_RISK, AT_RISK, CANT_LOSE),
    (SLIPPING_AWAY, SLIPPING_AWAY, NEEDS_ATTENTION, LOYAL, LOYAL),
    (PROMISING, PROMISING, POTENTIAL_LOYALISTS, LOYAL, CHAMPIONS),
    (PROMISING, PROMISING, POTENTIAL_LOYALISTS, LOYAL, CHAMPIONS),  # recency score 5: bought most recently
)
"""The name of each place, by recency score (row) and value score (column), both from 1 to 5.

The grid is the one in common use for RFM scores (such as https://www.putler.com/rfm-analysis/), without
overlaps and without names that claim what R, F and M don't show ("new", "lost").
"""

BIG_SPENDERS: Final = "Big spenders"
FREQUENT_BUYERS: Final = "Frequent buyers"
BIG_AND_FREQUENT: Final = "Big and frequent"

SetApart = Literal["monetary", "frequency", "both"]
"""In what customers stand out who are set apart before clustering."""

SET_APART: Final[dict[SetApart, str]] = {
    "monetary": BIG_SPENDERS,
    "frequency": FREQUENT_BUYERS,
    "both": BIG_AND_FREQUENT,
}
"""The name of who was set apart before clustering, by the feature in which they stand out."""

ALL_PROFILES: Final = (*dict.fromkeys(name for row in PROFILES for name in row), *SET_APART.values())
"""Every name there is an action and a colour for."""

SILENT_DAYS: Final = 30
"""A name that speaks of silence needs a median of at least so many days since the last purchase: a month, since
that is how often the report comes."""

REGULAR_ORDERS: Final = 2
"""A name that speaks of regular custom needs a median of at least so many orders."""

_RECENT, _MIDDLING = 4, 3


def value_ranks(features: pd.DataFrame) -> pd.DataFrame:
    """Rank every customer among all.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 3)
        ``recency_days``, ``frequency`` and ``monetary``.

    Returns
    -------
    DataFrame of shape (n_customers, 2)
        ``recency`` and ``value`` (frequency and money, half each), from 0 to 1, best highest. Equals share
        their mean rank, so that the many who bought once stand together.
    """
    share = (features.rank(method="average") - 0.5) / len(features)
    return share.assign(recency=1 - share[c.RECENCY_DAYS], value=(share[c.FREQUENCY] + share[c.MONETARY]) / 2)[
        ["recency", "value"]
    ]


def find_place(ranks: pd.DataFrame) -> tuple[int, int]:
    """Find a group's place on the grid.

    Parameters
    ----------
    ranks : DataFrame of shape (n_members, 2)
        From `value_ranks`, of the group's customers.

    Returns
    -------
    recency, value : int
        Fifths of the median customer's ranks, 5 for the most recent and the most valuable.
    """
    recency, value = (min(int(rank * 5), 4) + 1 for rank in ranks.median())
    return recency, value


def find_profile(place: tuple[int, int], recency_days: float, frequency: float) -> str:
    """Name a place on the grid, and claim no more than what the group did.

    Parameters
    ----------
    place : tuple of int
        From `find_place`.
    recency_days, frequency : float
        The group's medians: days since the last purchase, and orders in the window.

    Returns
    -------
    str
        One of `PROFILES`.

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
