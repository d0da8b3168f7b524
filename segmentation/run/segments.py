"""What the segments need of the settings: their actions, and what is told of every customer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.page.template_folders import find
from segmentation.run.lines import rows_of
from segmentation.run.scoring import Scored
from segmentation.settings.config import Config
from segmentation.topics.actions.work import Action
from segmentation.topics.movement.work import NEW, RETURNED
from segmentation.topics.segments.work import Segment, describe_segments

if TYPE_CHECKING:
    import pandas as pd


def actions_file(config: Config) -> Path:
    """Say which file has the recommended actions.

    Parameters
    ----------
    config : Config
        The settings.

    Returns
    -------
    Path
    """
    return config.actions or find(config.template_folders, "actions.toml")


def describe(scored: Scored, actions: Mapping[str, Action]) -> tuple[Segment, ...]:
    """Describe the month's segments.

    Parameters
    ----------
    scored : Scored
        From `score`.
    actions : mapping of str to Action
        What is recommended, from `segmentation.topics.actions.work.read_actions`.

    Returns
    -------
    tuple of Segment
        Those with most money first.
    """
    customers, model = scored.customers, scored.model
    return describe_segments(customers, customers[c.CLUSTER], model.by_cluster, model.fit.centers_in_units, actions)


def tell_customers(scored: Scored) -> pd.DataFrame:
    """Tell of every customer of the month what there is to tell.

    Parameters
    ----------
    scored : Scored
        From `score`.

    Returns
    -------
    DataFrame of shape (n_customers, 9), indexed by ``customer_id``
        The features, ``segment``, ``confidence``, ``previous_segment`` (last month's, or "new" or "returned") and
        ``segment_since``, the month from which on they bore their segment's name without a break.
    """
    customers, month = scored.customers, scored.month
    last = rows_of(scored.history, month.shifted(-1))
    came = (customers[c.FIRST_EVER] >= month.start).map({True: NEW, False: RETURNED})
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


def in_units(customers: pd.DataFrame) -> pd.DataFrame:
    """Put customers' money in the currency's unit, as people read it.

    Parameters
    ----------
    customers : DataFrame of shape (n_customers, 9)
        ``monetary`` in ten-thousandths of the currency's unit.

    Returns
    -------
    DataFrame of shape (n_customers, 9)
    """
    return customers.assign(**{c.MONETARY: customers[c.MONETARY] / c.MONEY_SCALE})
