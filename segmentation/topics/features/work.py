"""The features of every customer at the end of every month, and what was bought in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import narwhals as nw
import numpy as np

from segmentation import columns as c
from segmentation.months import Month

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd
    from numpy.typing import NDArray

_MONTH: Final = "_month"
_ORDER: Final = (c.CUSTOMER_ID, c.INVOICE, _MONTH, c.SINCE, c.UNTIL)


def collect_orders(purchases: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Add up purchases to orders, as they were known from month to month.

    Parameters
    ----------
    purchases : narwhals.LazyFrame
        From `segmentation.topics.cleaning.over_time.purchases_over_time`.

    Returns
    -------
    DataFrame of shape (n_states, 7)
        ``customer_id``, ``invoice``, ``since``, ``until`` (numbers of months, the latter exclusive),
        ``first_purchase`` and ``last_purchase`` (instants of its lines) and ``monetary`` (ten-thousandths of the
        currency's unit): a row for every part of an invoice that was known alike from one month to another.
    """
    date = nw.col(c.INVOICE_DATE)
    number = date.dt.year().cast(nw.Int64) * 12 + date.dt.month().cast(nw.Int64) - 1
    table: pd.DataFrame = (
        purchases.with_columns(number.alias(_MONTH))
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
        For each month what `extract_features` gives of its kept lines, and ``first_ever``: the customer's first
        purchase in all the data, as the month knew it.
    """
    import pandas as pd

    customers, codes = np.unique(orders[c.CUSTOMER_ID].to_numpy(dtype=object), return_inverse=True)
    coded = orders.assign(**{c.CUSTOMER_ID: codes, c.INVOICE: pd.factorize(orders[c.INVOICE])[0]})
    placed = coded[c.FIRST_PURCHASE].dt.year * 12 + coded[c.FIRST_PURCHASE].dt.month - 1
    ends = coded[c.UNTIL] if window is None else np.minimum(coded[c.UNTIL], placed + window)
    known = _spread(coded, ends.to_numpy(), first, last)
    of = [_MONTH, c.CUSTOMER_ID]
    table = known.groupby(of).agg(
        {c.FIRST_PURCHASE: "min", c.LAST_PURCHASE: "max", c.MONETARY: "sum"},
    )
    table[c.FREQUENCY] = known.drop_duplicates([*of, c.INVOICE]).groupby(of).size()
    table = table.reset_index()
    as_of = (
        table[_MONTH].map(_ends(first, last)) if month_end else table.groupby(_MONTH)[c.LAST_PURCHASE].transform("max")
    )
    table[c.RECENCY_DAYS] = (as_of - table[c.LAST_PURCHASE]).dt.days
    table[c.FIRST_EVER] = _first_ever(coded, table, first, last)
    names = {number: str(Month.numbered(number)) for number in range(first.number, last.number + 1)}
    table[c.MONTH], table[c.CUSTOMER_ID] = table[_MONTH].map(names), customers[table[c.CUSTOMER_ID]]
    columns = [*c.FEATURES, c.FIRST_PURCHASE, c.LAST_PURCHASE, c.FIRST_EVER]
    return table.set_index([c.MONTH, c.CUSTOMER_ID])[columns].astype(dict.fromkeys(c.FEATURES, "int64"))


def _ends(first: Month, last: Month) -> dict[int, datetime]:
    return {number: Month.numbered(number).end for number in range(first.number, last.number + 1)}


def _spread(states: pd.DataFrame, ends: NDArray[np.int64], first: Month, last: Month) -> pd.DataFrame:
    """Repeat each state for every month in which it was known, up to its end, exclusive."""
    starts = np.maximum(states[c.SINCE].to_numpy(), first.number)
    counts = np.maximum(np.minimum(ends, last.number + 1) - starts, 0)
    rows = np.repeat(np.arange(len(states)), counts)
    step = np.arange(len(rows)) - np.repeat(counts.cumsum() - counts, counts)
    return states.iloc[rows].assign(**{_MONTH: starts[rows] + step})


def _first_ever(states: pd.DataFrame, table: pd.DataFrame, first: Month, last: Month) -> pd.Series[Any]:
    """Find the first purchase that each month knew of; what came back later was one until then."""
    import pandas as pd

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
    """Tell in which months each customer bought, as known at the end of one.

    Parameters
    ----------
    orders : DataFrame of shape (n_states, 7)
        From `collect_orders`.
    month : Month
        What later months know is left out.

    Returns
    -------
    DataFrame of shape (n_customer_months, 4), sorted
        ``customer_id``, ``month`` (such as ``2011-11``), ``invoices`` and ``amount`` (ten-thousandths of the
        currency's unit) of what was bought in that month and kept.
    """
    known = orders[(orders[c.SINCE] <= month.number) & (month.number < orders[c.UNTIL])]
    placed = known.assign(**{c.MONTH: known[c.FIRST_PURCHASE].dt.strftime("%Y-%m")})
    return (
        placed.groupby([c.CUSTOMER_ID, c.MONTH])
        .agg(invoices=(c.INVOICE, "nunique"), amount=(c.MONETARY, "sum"))
        .reset_index()
    )


def extract_sales(purchases: nw.LazyFrame[Any], month: Month) -> pd.DataFrame:
    """Collect what was sold within a month, as known at its end.

    Parameters
    ----------
    purchases : narwhals.LazyFrame
        From `segmentation.topics.cleaning.over_time.purchases_over_time`.
    month : Month
        The month.

    Returns
    -------
    DataFrame of shape (n_sales, 5), sorted
        ``customer_id``, ``invoice``, ``stock_code``, ``quantity`` and ``amount`` (ten-thousandths of the currency's
        unit): a row for every product of an invoice.
    """
    by = (c.CUSTOMER_ID, c.INVOICE, c.STOCK_CODE)
    table: pd.DataFrame = (
        purchases.filter(
            nw.col(c.INVOICE_DATE) >= month.start,
            nw.col(c.INVOICE_DATE) < month.end,
            nw.col(c.SINCE) <= month.number,
            nw.col(c.UNTIL) > month.number,
        )
        .group_by(*by)
        .agg(nw.sum(c.QUANTITY, c.AMOUNT))
        .with_columns(nw.col(c.QUANTITY, c.AMOUNT).cast(nw.Int64))
        .collect("pandas")
        .to_native()
    )
    return table.sort_values([*by], ignore_index=True)
