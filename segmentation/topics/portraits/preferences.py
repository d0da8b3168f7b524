"""What a segment's customers buy more than others do: lift, with the doubt that is due to small counts.

A segment that buys much of everything buys more of any product, and one that bought a single time buys less of all:
compared customer by customer, the first would prefer the whole catalogue and the second nothing. So what is compared
is what they chose. A *choice* is a customer and a product that they bought at least once in the window; of all
choices a segment's customers made, how many fell on this product, and how many did of everyone else's?
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from segmentation import columns as c
from segmentation.topics.portraits.record import Preferences, Product

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
"""Products of a segment that are shown."""


def find_preferences(
    lines: nw.LazyFrame[Any], segment: pd.Series[str], names: pd.Series[str]
) -> Mapping[str, Preferences]:
    """Find what each segment's customers buy more than all others do.

    Parameters
    ----------
    lines : narwhals.LazyFrame
        Kept lines within the window, from `segmentation.topics.cleaning.work.clean`.
    segment : Series of shape (n_customers,), indexed by ``customer_id``
        Each customer's segment; lines of customers without one don't count.
    names : Series of str of shape (n_products,), indexed by ``stock_code``
        What products are called.

    Returns
    -------
    mapping of str to Preferences
        By segment. Empty if lines have no products; without a segment if the other segments chose nothing.

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
    products are sorted by their bounds, so that a large ratio of a few customers does not outrank a firm one.
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
            found[str(name)] = _prefer(counts, of_all, int((segment == name).sum()), len(segment), names)
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


def _prefer(
    counts: pd.Series[int], of_all: pd.Series[int], members: int, customers: int, names: pd.Series[str]
) -> Preferences:
    """Hold the choices of a segment of so many members against those of all other customers."""
    import numpy as np

    minimum = max(MINIMUM_CUSTOMERS, ceil(MINIMUM_SHARE * members))
    own, others = int(counts.sum()), int(of_all.sum() - counts.sum())
    looked_at = counts[counts >= minimum].sort_index()
    if looked_at.empty:
        return Preferences(minimum=minimum, looked_at=0, clear=0, level=LEVEL, products=())
    k1 = looked_at.to_numpy(dtype=float)
    k0 = of_all.reindex(looked_at.index).to_numpy(dtype=float) - k1
    half = 0.5
    log_ratio = np.log((k1 + half) / (own + half)) - np.log((k0 + half) / (others + half))
    variance = 1 / (k1 + half) - 1 / (own + half) + 1 / (k0 + half) - 1 / (others + half)
    margin = NormalDist().inv_cdf(1 - (1 - LEVEL) / len(looked_at)) * np.sqrt(np.maximum(variance, 0))
    lower = np.exp(log_ratio - margin)
    clear = [row for row in np.lexsort((-k1, -lower)) if lower[row] > 1]

    def product(row: int) -> Product:
        code, bought, elsewhere = str(looked_at.index[row]), int(k1[row]), int(k0[row])
        share, other_share = bought / own, elsewhere / others
        return Product(
            code=code,
            description=names.get(code),
            customers=bought,
            customer_share=bought / members,
            other_customers=elsewhere,
            other_customer_share=elsewhere / (customers - members),
            per_thousand=1000 * share,
            other_per_thousand=1000 * other_share,
            ratio=share / other_share if elsewhere else None,
            lower=float(lower[row]),
            lift=share / ((bought + elsewhere) / (own + others)),
        )

    return Preferences(
        minimum=minimum,
        looked_at=len(looked_at),
        clear=len(clear),
        level=LEVEL,
        products=tuple(product(row) for row in clear[:MOST]),
    )
