"""What a segment's customers buy more than others do: lift, with the doubt that is due to small counts.

A segment that buys much of everything buys more of any product, and one that bought a single time buys less of all:
compared customer by customer, the first would prefer the whole catalogue and the second nothing. So what is compared
is what they chose. A *choice* is a customer and a product that they bought at least once in the window; of all
choices a segment's customers made, how many fell on this product, and how many did of everyone else's?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from segmentation import columns as c

if TYPE_CHECKING:
    import pandas as pd

MINIMUM_CUSTOMERS: Final = 10
"""Fewer of a segment's customers than this are no ground for a campaign, and a table should not point at persons:
official statistics mostly draw the line at ten, too."""
MINIMUM_SHARE: Final = 0.02
"""Nor is a product that fewer of the segment's customers bought than this says much of the segment."""
LEVEL: Final = 0.95
"""How often all lower bounds of a segment hold together."""
MOST: Final = 5
"""So many products of a segment are told of."""


@dataclass(frozen=True)
class Preference:
    """A product that a segment's customers chose more often than others did.

    Attributes
    ----------
    code : str
        The product's code.
    description : str or None
        What its last line calls it, if any line calls it anything.
    customers, other_customers : int
        Of the segment's customers, and of all others, how many bought it.
    share, other_share : float
        Of all choices that the segment's customers made, and of all that others made, how many fell on it.
    ratio : float or None
        ``share`` over ``other_share``; None where nobody else bought it.
    lower : float
        Where the ratio's interval begins.
    lift : float
        ``share`` over the share among the choices of all customers, the segment's own among them: lift in its
        textbook meaning.
    """

    code: str
    description: str | None
    customers: int
    other_customers: int
    share: float
    other_share: float
    ratio: float | None
    lower: float
    lift: float


@dataclass(frozen=True)
class Preferences:
    """What a segment's customers buy more than others do.

    Attributes
    ----------
    minimum : int
        A product is looked at if so many of the segment's customers bought it.
    looked_at : int
        How many such products there are.
    clear : int
        How many of them the segment's customers clearly chose more often.
    products : tuple of Preference
        The first `MOST` of those, the highest lower bound first.
    """

    minimum: int
    looked_at: int
    clear: int
    products: tuple[Preference, ...]


def find_preferences(
    lines: nw.LazyFrame[Any], segment: pd.Series[str], names: pd.Series[str]
) -> Mapping[str, Preferences]:
    """Find what each segment's customers buy more than all others do.

    Parameters
    ----------
    lines : narwhals.LazyFrame
        Kept lines within the window, from `segmentation.topics.cleaning.work.clean`.
    segment : Series of shape (n_customers,), indexed by ``customer_id``
        Each customer's segment; lines of whoever has none don't count.
    names : Series of str of shape (n_products,), indexed by ``stock_code``
        What products are called.

    Returns
    -------
    mapping of str to Preferences
        By segment. Empty where lines name no products; without a segment beside which nobody chose anything.

    Notes
    -----
    Let the segment's customers have made :math:`n_1` choices, :math:`k_1` of them of this product, and all others
    :math:`n_0` and :math:`k_0`. The ratio is :math:`(k_1 / n_1) / (k_0 / n_0)`. Its interval is that of the logarithm
    of two proportions' ratio, a half added to each count so that it is there even where :math:`k_0 = 0`. A customer
    chooses a product once or not at all, and some are likelier to than others: a sum of unlike chances varies less
    than the binomial with their mean, so that the interval is rather too wide than too narrow.

    Thousands of products are looked at, and of so many some always seem to be preferred. So each interval is
    one-sided at the level :math:`1 - (1 - 0.95) / m` for :math:`m` products looked at (Bonferroni): with 95 %
    confidence *all* of a segment's lower bounds hold. A product is clearly preferred if its bound is above 1; the
    products stand in order of their bounds, so that a large ratio of a few customers does not outrank a firm one.
    Ties go to the product that more customers bought, then to the lower code.

    References
    ----------
    Brin, S., Motwani, R., Ullman, J. D. and Tsur, S. (1997), Dynamic itemset counting and implication rules for
    market basket data, SIGMOD Record 26 (2), 255-264 (lift, there called interest).
    Katz, D., Baptista, J., Azen, S. P. and Pike, M. C. (1978), Obtaining confidence intervals for the risk ratio in
    cohort studies, Biometrics 34, 469-474; the half: Pettigrew, H. M., Gart, J. J. and Thomas, D. G. (1986), The bias
    and higher cumulants of the logarithm of a binomial variate, Biometrika 73, 425-435.
    Dunn, O. J. (1961), Multiple comparisons among means, Journal of the American Statistical Association 56, 52-64.
    """
    by_segment = _choices(lines, segment)
    of_all = by_segment.groupby(c.STOCK_CODE).sum()
    found = {}
    for name in sorted(segment.unique()):
        counts = by_segment[by_segment.index.get_level_values(c.SEGMENT) == name].droplevel(c.SEGMENT)
        if 0 < counts.sum() < of_all.sum():
            minimum = max(MINIMUM_CUSTOMERS, ceil(MINIMUM_SHARE * int((segment == name).sum())))
            found[str(name)] = _prefer(counts, of_all, minimum, names)
    return found


def _choices(lines: nw.LazyFrame[Any], segment: pd.Series[str]) -> pd.Series[int]:
    """Count choices by segment and product: every customer's products, each once."""
    chosen: pd.DataFrame = (
        lines.filter(nw.col(c.STOCK_CODE) != c.ANY_PRODUCT)
        .select(c.CUSTOMER_ID, c.STOCK_CODE)
        .unique()
        .collect("pandas")
        .to_native()
    )
    with_segment = chosen.assign(**{c.SEGMENT: chosen[c.CUSTOMER_ID].map(segment)})
    counted: pd.Series[int] = with_segment.groupby([c.SEGMENT, c.STOCK_CODE]).size()
    return counted


def _prefer(counts: pd.Series[int], of_all: pd.Series[int], minimum: int, names: pd.Series[str]) -> Preferences:
    """Hold a segment's choices against all others'."""
    import numpy as np

    own, others = int(counts.sum()), int(of_all.sum() - counts.sum())
    looked_at = counts[counts >= minimum].sort_index()
    if looked_at.empty:
        return Preferences(minimum, 0, 0, ())
    k1 = looked_at.to_numpy(dtype=float)
    k0 = of_all.reindex(looked_at.index).to_numpy(dtype=float) - k1
    half = 0.5
    log_ratio = np.log((k1 + half) / (own + half)) - np.log((k0 + half) / (others + half))
    variance = 1 / (k1 + half) - 1 / (own + half) + 1 / (k0 + half) - 1 / (others + half)
    margin = NormalDist().inv_cdf(1 - (1 - LEVEL) / len(looked_at)) * np.sqrt(np.maximum(variance, 0))
    lower = np.exp(log_ratio - margin)
    clear = [row for row in np.lexsort((-k1, -lower)) if lower[row] > 1]
    return Preferences(
        minimum=minimum,
        looked_at=len(looked_at),
        clear=len(clear),
        products=tuple(
            _preference(str(looked_at.index[row]), (int(k1[row]), own), (int(k0[row]), others), lower[row], names)
            for row in clear[:MOST]
        ),
    )


def _preference(
    code: str, own: tuple[int, int], other: tuple[int, int], lower: float, names: pd.Series[str]
) -> Preference:
    share, other_share = own[0] / own[1], other[0] / other[1]
    return Preference(
        code=code,
        description=names.get(code),
        customers=own[0],
        other_customers=other[0],
        share=share,
        other_share=other_share,
        ratio=share / other_share if other[0] else None,
        lower=float(lower),
        lift=share / ((own[0] + other[0]) / (own[1] + other[1])),
    )
