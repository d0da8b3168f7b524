"""Recency, frequency and monetary value: kept lines become one row per customer."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import narwhals as nw

from segmentation import columns as c
from segmentation.errors import FeaturesError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month.

    Attributes
    ----------
    year, month : int
        Such as 2011 and 11.

    Examples
    --------
    >>> str(Month(2011, 11)), Month(2011, 12).end
    ('2011-11', datetime.datetime(2012, 1, 1, 0, 0))
    >>> str(Month(2011, 2).shifted(-12)), Month.of(datetime(2011, 12, 9, 12, 50))
    ('2010-02', Month(year=2011, month=12))
    """

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def of(cls, instant: datetime) -> Month:
        """Return the month an instant lies in."""
        return cls(instant.year, instant.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read a month such as ``2011-11``."""
        year, month = text.split("-")
        return cls(int(year), int(month))

    @property
    def start(self) -> datetime:
        """First instant of the month."""
        return datetime(self.year, self.month, 1)  # noqa: DTZ001  (the shop's local time, as in its lines)

    @property
    def end(self) -> datetime:
        """First instant after the month: ``as_of`` of its report."""
        return self.shifted(1).start

    def shifted(self, months: int) -> Month:
        """Return the month so many months later, or earlier if negative."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)


@dataclass(frozen=True)
class Minimum:
    """Below which there is too little to say.

    Attributes
    ----------
    customers, invoices : int
        The fewest that are worth a report. Twenty customers can make four segments of five.
    days : int
        The fewest days from the first purchase to the instant looked back from. In less than four weeks hardly
        anyone buys twice, and recency spans no more than that.
    """

    customers: int = 20
    invoices: int = 30
    days: int = 28


def require_enough(features: pd.DataFrame, *, as_of: datetime, minimum: Minimum) -> None:
    """Check that there is enough to say something of.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 5)
        From `extract_features`.
    as_of : datetime
        The instant looked back from.
    minimum : Minimum
        What is enough.

    Raises
    ------
    FeaturesError
        There are too few customers, invoices or days of history.
    """
    found = {
        "customers": len(features),
        "invoices": int(features[c.FREQUENCY].sum()),
        "days": (as_of - features[c.FIRST_PURCHASE].min()).days,
    }
    names = {"customers": "customers", "invoices": "invoices", "days": "days of history"}
    for what, number in found.items():
        least = getattr(minimum, what)
        if number < least:
            msg = (
                f"{number:,} {names[what]} are too little to say anything of: a report needs {least:,}; take a longer "
                f"window or more data, or set minimum_{what} lower and trust the report less"
            )
            raise FeaturesError(msg)


def choose_month(wanted: Month | None, first: datetime, last: datetime) -> Month:
    """Check the month asked for, or take the last whole one.

    Parameters
    ----------
    wanted : Month or None
        The month asked for.
    first, last : datetime
        Instants of the first and the last line.

    Returns
    -------
    Month
        The month asked for, or else the last calendar month that the data cover to its last day; where they
        cover none, the last month there is.

    Raises
    ------
    FeaturesError
        The month lies outside the data.

    Examples
    --------
    >>> str(choose_month(None, datetime(2009, 12, 1), datetime(2011, 12, 9)))
    '2011-11'
    """
    earliest, latest = Month.of(first), Month.of(last)
    if wanted is None:
        whole = latest if is_whole(latest, last) else latest.shifted(-1)
        return max(whole, earliest)
    if not earliest <= wanted <= latest:
        msg = f"month {wanted} lies outside the data, which run from {earliest} to {latest}; choose one of these"
        raise FeaturesError(msg)
    return wanted


def is_whole(month: Month, last: datetime) -> bool:
    """Tell whether lines reach the last day of a month.

    Parameters
    ----------
    month : Month
        The month.
    last : datetime
        Instant of the last line there is.

    Returns
    -------
    bool
    """
    last_day = calendar.monthrange(month.year, month.month)[1]
    return last >= month.start + timedelta(days=last_day - 1)


def window_start(as_of: datetime, months: int) -> datetime:
    """Return the first instant of a window that ends with ``as_of``.

    Parameters
    ----------
    as_of : datetime
        First instant of a month.
    months : int
        Length of the window.

    Returns
    -------
    datetime

    Examples
    --------
    >>> window_start(datetime(2011, 12, 1), 12)
    datetime.datetime(2010, 12, 1, 0, 0)
    """
    return Month.of(as_of).shifted(-months).start


def extract_features(lines: nw.LazyFrame[Any], *, as_of: datetime | None) -> pd.DataFrame:
    """Work out recency, frequency and monetary value of every customer.

    Parameters
    ----------
    lines : narwhals.LazyFrame
        Kept lines within the window, from `segmentation.analysis.cleaning.clean`.
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
