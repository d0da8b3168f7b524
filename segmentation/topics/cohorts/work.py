"""Whether customers come back: by month of first purchase, how many of them bought in each month since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from segmentation.months import Month
from segmentation.topics.cohorts.record import Cohort, Cohorts, Horizon, Newness, Retention

if TYPE_CHECKING:
    import pandas as pd

MISTAKEN: Final = 0.1
"""The largest share of customers who look new and are not that a cohort may be expected to hold (`Newness`)."""
IN_SIGHT: Final = Fraction(2, 3)
"""The largest part of the data that may be needed before a month: the rest is left to hide, or hiding shows nothing."""
SHOWN: Final = 24
"""Cohorts, and months since the first purchase, that are shown one by one: as many as fit on a page."""
HORIZONS: Final = (12, 6, 3, 1)
"""Months within which customers may have come back; the longest that enough cohorts have lived through is taken."""
ENOUGH: Final = 3
"""How many cohorts are enough for that."""

_Months = list[int]
"""Numbers of the months in which one customer bought, the first one first."""


def follow(activity: pd.DataFrame, *, first: datetime, last: Month, month_is_whole: bool) -> Cohorts:
    """Follow customers from the month of their first purchase on.

    Parameters
    ----------
    activity : DataFrame of shape (n_customer_months, 2 or more)
        ``customer_id`` and ``month`` (such as ``2011-11``): the months in which a customer bought something that
        was kept, over the whole data, each once, in any order. Months after `last` are passed over.
    first : datetime
        Instant of the data's first line.
    last : Month
        The month reported on.
    month_is_whole : bool
        Whether the data reach its last day; if not, it is left out of averages and horizons.

    Returns
    -------
    Cohorts

    Notes
    -----
    The data begin somewhere, and a customer's first purchase in them need not be the first (left-censoring [1]_).
    How much data it takes to know is learnt from the data: were everything hidden that lies more than ``n`` months
    before a purchase, then a purchase after a pause of more than ``n`` months would look like a first one. The least
    ``n`` is taken at which at most `MISTAKEN` of those that look like a first one, more than ``n`` months after the
    data's beginning, are such. A cohort is censored if fewer than ``n`` months of data lie before it, and the
    first month's always is. What lies before all data stays hidden from this, too, so the true share is
    higher; where ``n`` would be more than `IN_SIGHT` of the months there are, too little can be hidden for the test
    to mean anything, and every cohort is censored.

    A quantile of the pauses between purchases would be the simpler rule, but a misleading one: most purchases are
    those of customers who buy all the time. In Online Retail II nine in ten follow the previous one within 6 months,
    yet of those who look new after 6 months of data, 36 % had bought before.

    References
    ----------
    .. [1] Klein, J. P. & Moeschberger, M. L. (2003), Survival Analysis, 2nd ed., chapter 3.

    Examples
    --------
    >>> import pandas as pd
    >>> months = {"1": ["2011-01", "2011-02"], "2": ["2011-03"]}
    >>> activity = pd.DataFrame([(who, month) for who in months for month in months[who]],
    ...                         columns=["customer_id", "month"])
    >>> found = follow(activity, first=datetime(2011, 1, 1), last=Month(2011, 3), month_is_whole=True)
    >>> [(cohort.month, cohort.bought, cohort.censored) for cohort in found.cohorts]
    [('2011-01', (1, 1, 0), True), ('2011-03', (1,), False)]
    >>> found.newness
    Newness(months=1, looked_new=1, were_old=0, share=0.0)
    """
    by_start = {
        start: list(of)
        for start, of in groupby(sorted(_months_by_customer(activity, last.number)), key=lambda of: of[0])
    }
    # If the data begin midway, their first month is not a full month before the next.
    begin, cover = Month.of(first).number, int(first.day > 1)
    newness = _newness([of for each in by_start.values() for of in each], begin, last.number)
    trusted_from = last.number + 1 if newness is None else begin + cover + newness.months
    trusted = {start: of for start, of in by_start.items() if start >= trusted_from}
    observed = last.number if month_is_whole else last.number - 1
    return Cohorts(
        cohorts=tuple(_cohorts(by_start, trusted_from, last.number)),
        shown=SHOWN,
        average=tuple(_averages(trusted, observed)),
        horizon=_horizon(trusted, observed),
        newness=newness,
        mistaken=MISTAKEN,
    )


def _months_by_customer(activity: pd.DataFrame, end: int) -> list[_Months]:
    """List the months in which each customer bought."""
    numbers = {month: Month.parse(month).number for month in activity["month"].unique()}
    by_customer: dict[str, list[int]] = {}
    for customer, month in zip(activity["customer_id"], activity["month"], strict=True):
        if numbers[month] <= end:
            by_customer.setdefault(customer, []).append(numbers[month])
    return [sorted(months) for months in by_customer.values()]


def _newness(customers: Sequence[_Months], begin: int, end: int) -> Newness | None:
    """Find how many months of data before an apparent first purchase make it a real one."""
    late = [of[0] - begin for of in customers]
    pauses = [later - sooner for of in customers for sooner, later in pairwise(of)]
    for least in range(1, int(IN_SIGHT * (end - begin)) + 1):
        first_ones = sum(since > least for since in late)
        were_old = sum(pause > least for pause in pauses)
        looked_new = first_ones + were_old
        if first_ones and were_old <= MISTAKEN * looked_new:
            return Newness(months=least, looked_new=looked_new, were_old=were_old, share=were_old / looked_new)
    return None


def _cohorts(by_start: Mapping[int, Sequence[_Months]], trusted_from: int, end: int) -> Iterable[Cohort]:
    """Count who bought in each month since; cohorts older than `SHOWN` months are put together, the censored apart."""
    older = end - SHOWN
    for (_, censored), group in groupby(by_start, key=lambda start: (max(start, older), start < trusted_from)):
        starts = list(group)
        customers = sum(len(by_start[start]) for start in starts)
        bought = tuple(_bought(by_start, starts, since) for since in range(min(SHOWN, end - starts[-1] + 1)))
        yield Cohort(
            month=str(Month.numbered(starts[0])),
            until=str(Month.numbered(starts[-1])),
            customers=customers,
            censored=censored,
            bought=bought,
            shares=tuple(count / customers for count in bought),
        )


def _bought(by_start: Mapping[int, Sequence[_Months]], starts: Iterable[int], since: int) -> int:
    """Count who bought so many months after the month of their first purchase."""
    return sum(start + since in of for start in starts for of in by_start[start])


def _averages(trusted: Mapping[int, Sequence[_Months]], observed: int) -> Iterable[Retention]:
    """Put cohorts together month by month since their first purchase, as far as whole months were seen."""
    for since in range(SHOWN):
        starts = [start for start in trusted if start + since <= observed]
        if not starts:
            return
        customers, bought = sum(len(trusted[start]) for start in starts), _bought(trusted, starts, since)
        yield Retention(customers=customers, bought=bought, share=bought / customers)


def _horizon(trusted: Mapping[int, Sequence[_Months]], observed: int) -> Horizon | None:
    """Count who came back within the longest time that enough cohorts have lived through, or failing that any."""
    lived = {months: [start for start in trusted if start + months <= observed] for months in HORIZONS}
    found = next(((months, of) for least in (ENOUGH, 1) for months, of in lived.items() if len(of) >= least), None)
    if found is None:
        return None
    months, starts = found
    counts = [len(trusted[start]) for start in starts]
    back = [sum(len(of) > 1 and of[1] - start <= months for of in trusted[start]) for start in starts]
    return Horizon(
        months=months,
        cohorts=len(starts),
        first=str(Month.numbered(starts[0])),
        last=str(Month.numbered(starts[-1])),
        customers=sum(counts),
        back=sum(back),
        share=sum(back) / sum(counts),
        last_customers=counts[-1],
        last_back=back[-1],
        last_share=back[-1] / counts[-1],
    )
