"""What the lines say of every month up to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segmentation import columns as c
from segmentation.months import Month
from segmentation.topics.features.work import collect_orders, features_by_month

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd


@dataclass(frozen=True)
class Past:
    """Purchases, orders and every customer's features, month by month from the first to the last.

    ``purchases`` is what `purchases_over_time` gives, ``orders`` what `collect_orders` makes of it, ``history`` what
    `features_by_month` makes of that: a row a customer and month, indexed by both.
    """

    purchases: nw.LazyFrame[Any]
    orders: pd.DataFrame
    history: pd.DataFrame
    first: Month
    last: Month


def look_back(purchases: nw.LazyFrame[Any], last: Month, *, window: int | None, month_end: bool = True) -> Past | None:
    """Work out what purchases say of every month up to the last; None where none is left by then."""
    # Every month uses these again.
    purchases = purchases.collect("polars").lazy()
    orders = collect_orders(purchases)
    orders = orders[orders[c.SINCE] <= last.number]
    if orders.empty:
        return None
    first = Month.numbered(int(orders[c.SINCE].min()))
    history = features_by_month(orders, first, last, window=window, month_end=month_end)
    return Past(purchases, orders, history, first, last)


def rows_of(history: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Take one month's rows of a history, indexed by customer; none where it has no such month."""
    rows: pd.DataFrame = history[history.index.get_level_values(c.MONTH) == str(month)].droplevel(c.MONTH)
    return rows
