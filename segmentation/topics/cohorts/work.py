"""Whether customers come back: by month of first purchase, how many of them bought in each month since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

MISTAKEN: Final = 0.1
"""The largest share of customers who look new and are not that a cohort may be expected to hold (`Newness`)."""

IN_SIGHT: Final = Fraction(2, 3)
"""The longest part of the data that may be needed before a month: so much must be left to hide that hiding it shows
something."""

SHOWN: Final = 24
"""Cohorts, and months since the first purchase, that are told one by one: what a page can hold."""

HORIZONS: Final = (12, 6, 3, 1)
"""Months within which customers may have come back: the longest that enough cohorts have lived through is told."""

ENOUGH: Final = 3
"""How many cohorts are enough for that."""


@dataclass(frozen=True)
class Cohort:
    """Customers whose first purchase in the data lies in one month, or, of older cohorts, in some months on end.

    Attributes
    ----------
    month, until : str
        The first and the last month of first purchase, such as ``2011-11``; mostly the same.
    customers : int
        How many there are.
    censored : bool
        Whether they may have bought before the data begin, so that this is no first purchase.
    bought : tuple of int
        How many of them bought in the month of their first purchase (all of them), in the next, and so on to the
        last that all of them have reached. Of the cohorts that are told one by one, the last of these is the month
        reported on.
    back : tuple of int
        How many of them had bought again in any later month by then: 0, then a number that never falls.
    """

    month: str
    until: str
    customers: int
    censored: bool
    bought: tuple[int, ...]
    back: tuple[int, ...]


@dataclass(frozen=True)
class Average:
    """How all cohorts together did, those aside that may have bought before the data begin.

    Attributes
    ----------
    customers : int
        Customers of the cohorts that have lived through that month, to its end.
    bought : int
        How many of them bought in it.
    """

    customers: int
    bought: int


@dataclass(frozen=True)
class Horizon:
    """How many customers had come back some months after the month of their first purchase.

    Attributes
    ----------
    months : int
        How many months after.
    cohorts : int
        Cohorts that have lived through so many months, those aside that may have bought before.
    first, last : str
        The first and the last of these cohorts.
    customers, back : int
        Customers of all of these cohorts, and how many had bought again in a later month.
    last_customers, last_back : int
        The same of the last of them alone.
    """

    months: int
    cohorts: int
    first: str
    last: str
    customers: int
    back: int
    last_customers: int
    last_back: int


@dataclass(frozen=True)
class Newness:
    """How many months of data it takes before a month to tell new customers from old ones.

    Attributes
    ----------
    months : int
        How many.
    looked_new : int
        Purchases (a customer's in a month) that would look like a first one to whoever saw only so many months
        before them, and lie farther than that from the data's beginning.
    were_old : int
        Of these, how many were not: the customer had bought before those months.
    """

    months: int
    looked_new: int
    were_old: int


@dataclass(frozen=True)
class Cohorts:
    """Retention by month of first purchase.

    Attributes
    ----------
    cohorts : tuple of Cohort
        The oldest first. Before the last `SHOWN` months, the older ones are gathered: those that are censored in
        one, the others in one. Months in which nobody bought for the first time have none.
    average : tuple of Average
        By months since the first purchase, beginning with the month itself; to the last for which there is any.
    horizon : Horizon or None
        How many came back; None where no cohort that is not censored has lived through a month.
    newness : Newness or None
        How much data must lie before a cohort for it not to be censored; None where the data are too short to tell,
        and every cohort is censored.
    last : str
        The month reported on.
    last_is_whole : bool
        Whether the data reach its last day; if not, it is left out of averages.
    """

    cohorts: tuple[Cohort, ...]
    average: tuple[Average, ...]
    horizon: Horizon | None
    newness: Newness | None
    last: str
    last_is_whole: bool


def follow(activity: pd.DataFrame, *, first: datetime, last: str, month_is_whole: bool) -> Cohorts:
    """Follow customers from the month of their first purchase on.

    Parameters
    ----------
    activity : DataFrame of shape (n_customer_months, 2 or more)
        ``customer_id`` and ``month`` (such as ``2011-11``): the months in which a customer bought something that
        was kept, over the whole data, each once, in any order. Months after `last` are passed over.
    first : datetime
        Instant of the data's first line.
    last : str
        The month reported on.
    month_is_whole : bool
        Whether the data reach its last day.

    Returns
    -------
    Cohorts

    Notes
    -----
    The data begin somewhere, and a customer's first purchase in them need not be the first (left-censoring [1]_).
    How much data it takes to tell is learnt from the data: were everything hidden that lies more than ``n`` months
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
    >>> found = follow(activity, first=datetime(2011, 1, 1), last="2011-03", month_is_whole=True)
    >>> [(cohort.month, cohort.bought, cohort.censored) for cohort in found.cohorts]
    [('2011-01', (1, 1, 0), True), ('2011-03', (1,), False)]
    >>> found.newness
    Newness(months=1, looked_new=1, were_old=0)
    """
    end = _number(last)
    months = _months_by_customer(activity, end)
    # A first month that the data enter in its midst is no whole month before the next.
    begin, cover = _number(f"{first:%Y-%m}"), int(first.day > 1)
    newness = _newness(months, begin, end)
    trusted_from = end + 1 if newness is None else begin + cover + newness.months
    cohorts = [
        _cohort(start, list(of), end=end, censored=start < trusted_from)
        for start, of in groupby(sorted(months), key=lambda of: of[0])
    ]
    observed = end if month_is_whole else end - 1
    trusted = [cohort for cohort in cohorts if not cohort.censored]
    return Cohorts(
        cohorts=tuple(_gather(cohorts, before=end - SHOWN + 1)),
        average=_average(trusted, observed),
        horizon=_horizon(trusted, observed),
        newness=newness,
        last=last,
        last_is_whole=month_is_whole,
    )


def _number(month: str) -> int:
    """Count months, so that they can be added and subtracted."""
    year, of_year = month.split("-")
    return int(year) * 12 + int(of_year) - 1


def _name(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _months_by_customer(activity: pd.DataFrame, end: int) -> list[tuple[int, ...]]:
    """List the months in which each customer bought, in order of time."""
    numbers = {month: _number(month) for month in activity["month"].unique()}
    by_customer: dict[str, list[int]] = {}
    for customer, month in zip(activity["customer_id"], activity["month"], strict=True):
        if numbers[month] <= end:
            by_customer.setdefault(customer, []).append(numbers[month])
    return [tuple(sorted(months)) for months in by_customer.values()]


def _newness(months: Sequence[Sequence[int]], begin: int, end: int) -> Newness | None:
    """Find how many months must lie before a purchase that looks like a first one for it to be one."""
    late = [of[0] - begin for of in months]
    pauses = [later - sooner for of in months for sooner, later in pairwise(of)]
    for least in range(1, int(IN_SIGHT * (end - begin)) + 1):
        first_ones = sum(since > least for since in late)
        were_old = sum(pause > least for pause in pauses)
        if first_ones and were_old <= MISTAKEN * (first_ones + were_old):
            return Newness(least, first_ones + were_old, were_old)
    return None


def _cohort(start: int, months: Sequence[Sequence[int]], *, end: int, censored: bool) -> Cohort:
    """Count who of those that began in one month bought in each month since."""
    bought, returned = [0] * (end - start + 1), [0] * (end - start + 1)
    for of in months:
        for month in of:
            bought[month - start] += 1
        if len(of) > 1:
            returned[of[1] - start] += 1
    back = [sum(returned[: since + 1]) for since in range(len(returned))]
    return Cohort(_name(start), _name(start), len(months), censored, tuple(bought), tuple(back))


def _gather(cohorts: Sequence[Cohort], *, before: int) -> Iterable[Cohort]:
    """Put the older cohorts together, as far as all of them have lived and as many months as are shown."""
    older = [cohort for cohort in cohorts if _number(cohort.month) < before]
    for censored, group in groupby(older, key=lambda cohort: cohort.censored):
        together = list(group)
        reached = min(SHOWN, *(len(cohort.bought) for cohort in together))
        yield Cohort(
            month=together[0].month,
            until=together[-1].until,
            customers=sum(cohort.customers for cohort in together),
            censored=censored,
            bought=tuple(sum(cohort.bought[since] for cohort in together) for since in range(reached)),
            back=tuple(sum(cohort.back[since] for cohort in together) for since in range(reached)),
        )
    yield from cohorts[len(older) :]


def _average(trusted: Sequence[Cohort], observed: int) -> tuple[Average, ...]:
    """Put cohorts together month by month since their first purchase, as far as whole months were seen."""
    averages = []
    for since in range(SHOWN):
        of = [cohort for cohort in trusted if _number(cohort.month) + since <= observed]
        if not of:
            break
        averages.append(Average(sum(x.customers for x in of), sum(x.bought[since] for x in of)))
    return tuple(averages)


def _horizon(trusted: Sequence[Cohort], observed: int) -> Horizon | None:
    """Count who came back within the longest time that enough cohorts have lived through, or failing that any."""
    lived = {
        months: [cohort for cohort in trusted if _number(cohort.month) + months <= observed] for months in HORIZONS
    }
    for least in (ENOUGH, 1):
        for months, of in lived.items():
            if len(of) >= least:
                return Horizon(
                    months=months,
                    cohorts=len(of),
                    first=of[0].month,
                    last=of[-1].month,
                    customers=sum(cohort.customers for cohort in of),
                    back=sum(cohort.back[months] for cohort in of),
                    last_customers=of[-1].customers,
                    last_back=of[-1].back[months],
                )
    return None
