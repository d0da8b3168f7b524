"""Recency, frequency and money of every customer at the end of every month, and what was bought in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from segmentation import columns as c
from segmentation.errors import FeaturesError
from segmentation.months import Month
from segmentation.topics.cleaning.over_time import known_at, month_number

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

_MONTH: Final = "_month"
_ORDER: Final = (c.CUSTOMER_ID, c.INVOICE, _MONTH, c.SINCE, c.UNTIL)


def collect_orders(purchases: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Add up purchases to orders: a row for each part of an invoice that was known alike from one month to another.

    Its columns are ``customer_id``, ``invoice``, ``since`` and ``until`` (numbers of months, the latter exclusive),
    ``first_purchase`` and ``last_purchase`` (instants of its lines) and ``monetary`` (ten-thousandths of the currency's
    unit).
    """
    date = nw.col(c.INVOICE_DATE)
    table: pd.DataFrame = (
        purchases.with_columns(month_number(date).alias(_MONTH))
        .group_by(*_ORDER)
        .agg(
            date.min().alias(c.FIRST_PURCHASE),
            date.max().alias(c.LAST_PURCHASE),
            nw.col(c.AMOUNT).sum().alias(c.MONETARY),
        )
        .with_columns(nw.col(c.MONETARY, c.SINCE, c.UNTIL).cast(nw.Int64))
        .collect("pandas")
        .to_native()
    )
    return table.sort_values([*_ORDER], ignore_index=True).drop(columns=_MONTH)


def features_by_month(
    orders: pd.DataFrame, first: Month, last: Month, *, window: int | None, month_end: bool = True
) -> pd.DataFrame:
    """Work out every customer's features at the end of every month.

    Parameters
    ----------
    orders : DataFrame of shape (n_states, 7)
        From `collect_orders`.
    first, last : Month
        The first and the last month.
    window : int or None
        How many months a month looks back over, itself included; None looks back over everything.
    month_end : bool, optional
        Count recency from the month's end; otherwise from the last purchase of all that the month knows of.

    Returns
    -------
    DataFrame of shape (n_customer_months, 6), indexed by month (such as ``2011-11``) and ``customer_id``, sorted
        Of what each month knew: ``recency_days``, whole days from the last purchase to the month's end or the last
        purchase of all; ``frequency``, distinct invoices of which something was kept; ``monetary``, what was spent and
        kept, in ten-thousandths of the currency's unit; ``first_purchase`` and ``last_purchase``, instants of lines
        kept; and ``first_ever``, the first purchase in all the data.

    References
    ----------
    Hughes, A. M. (1994), Strategic Database Marketing (recency, frequency, monetary value).
    """
    months = [Month.numbered(number) for number in range(first.number, last.number + 1)]
    customers, codes = np.unique(orders[c.CUSTOMER_ID].to_numpy(dtype=object), return_inverse=True)
    coded = orders.assign(**{c.CUSTOMER_ID: codes, c.INVOICE: pd.factorize(orders[c.INVOICE])[0]})
    placed = coded[c.FIRST_PURCHASE].dt.year * 12 + coded[c.FIRST_PURCHASE].dt.month - 1
    ends = coded[c.UNTIL] if window is None else np.minimum(coded[c.UNTIL], placed + window)
    known = _spread(coded, ends.to_numpy(), first, last)
    of = [_MONTH, c.CUSTOMER_ID]
    table = known.groupby(of).agg({c.FIRST_PURCHASE: "min", c.LAST_PURCHASE: "max", c.MONETARY: "sum"})
    table[c.FREQUENCY] = known.drop_duplicates([*of, c.INVOICE]).groupby(of).size()
    table = table.reset_index()
    ends_at = table[_MONTH].map({month.number: month.end for month in months})
    as_of = ends_at if month_end else table.groupby(_MONTH)[c.LAST_PURCHASE].transform("max")
    table[c.RECENCY_DAYS] = (as_of - table[c.LAST_PURCHASE]).dt.days
    table[c.FIRST_EVER] = _first_ever(coded, table, first, last)
    table[c.MONTH] = table[_MONTH].map({month.number: str(month) for month in months})
    table[c.CUSTOMER_ID] = customers[table[c.CUSTOMER_ID]]
    columns = [*c.FEATURES, c.FIRST_PURCHASE, c.LAST_PURCHASE, c.FIRST_EVER]
    return table.set_index([c.MONTH, c.CUSTOMER_ID])[columns].astype(dict.fromkeys(c.FEATURES, "int64"))


def _spread(states: pd.DataFrame, ends: NDArray[np.int64], first: Month, last: Month) -> pd.DataFrame:
    """Repeat each state for every month in which it was known, up to its end, exclusive."""
    starts = np.maximum(states[c.SINCE].to_numpy(), first.number)
    counts = np.maximum(np.minimum(ends, last.number + 1) - starts, 0)
    rows = np.repeat(np.arange(len(states)), counts)
    step = np.arange(len(rows)) - np.repeat(counts.cumsum() - counts, counts)
    return states.iloc[rows].assign(**{_MONTH: starts[rows] + step})


def _first_ever(states: pd.DataFrame, table: pd.DataFrame, first: Month, last: Month) -> pd.Series[Any]:
    """Find the first purchase that each month knew of; what came back later was one until then."""
    lasting = states[c.UNTIL] > last.number
    ever = states[lasting].groupby([c.SINCE, c.CUSTOMER_ID])[c.FIRST_PURCHASE].min().reset_index()
    ever[c.FIRST_EVER] = ever.groupby(c.CUSTOMER_ID)[c.FIRST_PURCHASE].cummin()
    asked = table[[_MONTH, c.CUSTOMER_ID]].reset_index()
    found = pd.merge_asof(
        asked, ever[[c.SINCE, c.CUSTOMER_ID, c.FIRST_EVER]], left_on=_MONTH, right_on=c.SINCE, by=c.CUSTOMER_ID
    ).set_index("index")[c.FIRST_EVER]
    passing = states[~lasting]
    passed = _spread(passing, passing[c.UNTIL].to_numpy(), first, last)
    passed = passed.groupby([_MONTH, c.CUSTOMER_ID])[c.FIRST_PURCHASE].min().rename("passing").reset_index()
    also = asked.merge(passed, how="left", on=[_MONTH, c.CUSTOMER_ID]).set_index("index")["passing"]
    return pd.concat([found, also], axis=1).min(axis=1)


def extract_activity(orders: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Count each customer's ``invoices`` and ``amount`` (ten-thousandths) by month, as known at the end of one."""
    known = orders[(orders[c.SINCE] <= month.number) & (month.number < orders[c.UNTIL])]
    placed = known.assign(**{c.MONTH: known[c.FIRST_PURCHASE].dt.strftime("%Y-%m")})
    return (
        placed.groupby([c.CUSTOMER_ID, c.MONTH])
        .agg(invoices=(c.INVOICE, "nunique"), amount=(c.MONETARY, "sum"))
        .reset_index()
    )


def extract_sales(purchases: nw.LazyFrame[Any], month: Month) -> pd.DataFrame:
    """Add up ``quantity`` and ``amount`` of each product of each invoice of a month, as known at its end."""
    by = (c.CUSTOMER_ID, c.INVOICE, c.STOCK_CODE)
    table: pd.DataFrame = (
        known_at(purchases, month)
        .filter(nw.col(c.INVOICE_DATE) >= month.start, nw.col(c.INVOICE_DATE) < month.end)
        .group_by(*by)
        .agg(nw.sum(c.QUANTITY, c.AMOUNT))
        .with_columns(nw.col(c.QUANTITY, c.AMOUNT).cast(nw.Int64))
        .collect("pandas")
        .to_native()
    )
    return table.sort_values([*by], ignore_index=True)


@dataclass(frozen=True)
class Minimum:
    """The fewest customers, invoices and days of history that are worth a report."""

    customers: int = 20
    """Twenty can make four segments of five."""
    invoices: int = 30
    days: int = 28
    """In less than four weeks hardly anyone buys twice, and recency spans no more than that."""


def require_enough(features: pd.DataFrame, *, as_of: datetime, minimum: Minimum) -> None:
    """Check that there are enough customers, invoices and days from the first purchase to ``as_of``."""
    found = {
        "customers": (len(features), "customers"),
        "invoices": (int(features[c.FREQUENCY].sum()), "invoices"),
        "days": ((as_of - features[c.FIRST_PURCHASE].min()).days, "days of history"),
    }
    for setting, (number, what) in found.items():
        least = getattr(minimum, setting)
        if number < least:
            msg = (
                f"{number:,} {what} are too few for a report, which needs {least:,}; choose a longer "
                f"window, add data, or lower minimum_{setting} and trust the report less"
            )
            raise FeaturesError(msg)
