"""Each customer's own history: last month's segment, and since when they have this one's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.topics.features.past import rows_of
from segmentation.topics.model.scoring import Scored

if TYPE_CHECKING:
    import pandas as pd


def tell_customers(scored: Scored) -> pd.DataFrame:
    """List the month's customers: what they did, their segment, and last month's (or "new" or "returned").

    `segment_since` is the month since which they have had their segment's name without a break.
    """
    customers, month = scored.customers, scored.month
    last = rows_of(scored.history, month.shifted(-1))
    came = (customers[c.FIRST_EVER] >= month.start).map({True: c.NEW, False: c.RETURNED})
    previous = last[c.SEGMENT].reindex(customers.index).fillna(came)
    return customers[[*c.FEATURES, c.FIRST_PURCHASE, c.LAST_PURCHASE, c.SEGMENT, c.CONFIDENCE]].assign(
        **{c.PREVIOUS_SEGMENT: previous, c.SEGMENT_SINCE: _since(scored)}
    )


def _since(scored: Scored) -> pd.Series[str]:
    """Find where each customer's last unbroken run of months under one name begins."""
    months = scored.history.reset_index()[[c.CUSTOMER_ID, c.MONTH, c.SEGMENT]].sort_values([c.CUSTOMER_ID, c.MONTH])
    number = months[c.MONTH].str[:4].astype(int) * 12 + months[c.MONTH].str[5:].astype(int)
    before = months.groupby(c.CUSTOMER_ID)[c.SEGMENT].shift()
    gap = number - number.groupby(months[c.CUSTOMER_ID]).shift()
    begins = (months[c.SEGMENT] != before) | (gap != 1)
    since: pd.Series[str] = months[begins].groupby(c.CUSTOMER_ID)[c.MONTH].last()
    return since
