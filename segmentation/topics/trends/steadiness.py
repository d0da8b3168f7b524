"""How stable the names are: customers who hardly moved should keep theirs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from segmentation import columns as c
from segmentation.topics.trends.record import Steadiness
from segmentation.topics.trends.work import months_to

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

POINTS: Final = 5
"""A customer hardly moved whose percentiles of recency, frequency and money all moved by less than this from one
month to the next."""


def steadiness(history: pd.DataFrame, month: str, months: int = 12) -> Steadiness:
    """Count who hardly moved from one month to the next, and who of them kept their segment's name.

    Parameters
    ----------
    history : DataFrame of shape (n_customer_months, 4 or more), indexed by ``month`` and ``customer_id``
        ``recency_days``, ``frequency``, ``monetary`` and ``segment``; perhaps ``nearest``, the
        name by the nearest centre alone, without the rule for borders.
    month : str
        The month reported on, such as ``2011-11``.
    months : int, optional
        How many months at most are held against the one before each. Where a month or the one before it is not in
        the history, the pair is left out.

    Notes
    -----
    A customer's percentile is their rank among all customers of that month, equals sharing their mean rank, less a
    half, over the number of customers. It is compared in whole numbers, so that no rounding decides.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.MultiIndex.from_product([["2011-10", "2011-11"], ["a", "b"]])
    >>> history = pd.DataFrame({"recency_days": [3, 9, 34, 40], "frequency": [2, 1, 2, 1], "monetary": [9, 5, 9, 5],
    ...                         "segment": ["Loyal", "Promising", "Loyal", "At risk"]}, index=rows)
    >>> found = steadiness(history, "2011-11")
    >>> found.steady, found.kept, found.share
    (2, 1, 0.5)
    """
    month_of = history.index.get_level_values(0)
    bases = {m: history[month_of == m].droplevel(0) for m in months_to(month, months + 1)}
    pairs = [(before, after) for before, after in pairwise(bases.values()) if len(before) and len(after)]
    has_nearest = c.NEAREST in history.columns
    counts = np.zeros(4, dtype=np.int64)
    for before, after in pairs:
        counts += _count(before, after, c.NEAREST if has_nearest else c.SEGMENT)
    customer_months, steady, kept, by_nearest = map(int, counts)
    return Steadiness(
        pairs=len(pairs),
        points=POINTS,
        customer_months=customer_months,
        steady=steady,
        kept=kept,
        share=kept / steady if steady else None,
        kept_by_nearest=by_nearest if has_nearest else None,
        nearest_share=by_nearest / steady if has_nearest and steady else None,
    )


def _count(before: pd.DataFrame, after: pd.DataFrame, nearest: str) -> NDArray[np.int64]:
    """Count who was there twice, who hardly moved, and who of them kept their name by either rule."""
    both = before.index.intersection(after.index)
    n_before, n_after = len(before), len(after)
    ranks_before, ranks_after = (_doubled_ranks(of).loc[both].to_numpy() for of in (before, after))
    # |a / 2n − b / 2m| < points / 100, without fractions.
    moved = np.abs(ranks_before * n_after - ranks_after * n_before) * 100
    steady = (moved < POINTS * 2 * n_before * n_after).all(axis=1)
    kept, kept_by_nearest = (
        (before.loc[both, name].astype(object) == after.loc[both, name].astype(object)).to_numpy()
        for name in (c.SEGMENT, nearest)
    )
    return np.array([len(both), steady.sum(), (steady & kept).sum(), (steady & kept_by_nearest).sum()])


def _doubled_ranks(of: pd.DataFrame) -> pd.DataFrame:
    """Rank customers by each feature, less a half, and double it: whole numbers."""
    return (of[list(c.FEATURES)].rank(method="average") * 2 - 1).astype("int64")
