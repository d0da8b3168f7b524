"""Recency, frequency and monetary value: kept lines become one row per customer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import narwhals as nw

from segmentation import columns as c

if TYPE_CHECKING:
    import pandas as pd


def extract_features(lines: nw.LazyFrame[Any], *, as_of: datetime | None) -> pd.DataFrame:
    """Work out recency, frequency and monetary value of every customer.

    Parameters
    ----------
    lines : narwhals.LazyFrame
        Kept lines within the window, from `segmentation.topics.cleaning.work.clean`.
    as_of : datetime or None
        The instant looked back from; None looks back from the last purchase of all.

    Returns
    -------
    DataFrame of shape (n_customers, 5), indexed by ``customer_id`` and sorted by it
        ``recency_days``, whole days from the last purchase to ``as_of``; ``frequency``, distinct invoices of
        which something was kept; ``monetary``, what was spent and kept, in ten-thousandths of the
        currency's unit (an integer, so that sums are exact); ``first_purchase`` and ``last_purchase``, instants
        of lines kept.

    References
    ----------
    Hughes, A. M. (1994), Strategic Database Marketing (recency, frequency, monetary value).
    """
    table: pd.DataFrame = (
        lines.group_by(c.CUSTOMER_ID)
        .agg(
            nw.col(c.INVOICE_DATE).min().alias(c.FIRST_PURCHASE),
            nw.col(c.INVOICE_DATE).max().alias(c.LAST_PURCHASE),
            nw.col(c.INVOICE).n_unique().alias(c.FREQUENCY),
            nw.col(c.AMOUNT).sum().alias(c.MONETARY),
        )
        .with_columns(nw.col(c.MONETARY).cast(nw.Int64))  # wider sums would reach pandas as floats
        .collect("pandas")
        .to_native()
    )
    recency = ((as_of or table[c.LAST_PURCHASE].max()) - table[c.LAST_PURCHASE]).dt.days
    return (
        table.assign(**{c.RECENCY_DAYS: recency})
        .set_index(c.CUSTOMER_ID)
        .sort_index()[[*c.FEATURES, c.FIRST_PURCHASE, c.LAST_PURCHASE]]
        .astype(dict.fromkeys(c.FEATURES, "int64"))
    )
