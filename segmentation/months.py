"""Calendar months, and the window that ends with one."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta

from segmentation.errors import FeaturesError


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month.

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
        """Return the month of an instant."""
        return cls(instant.year, instant.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read a month such as ``2011-11``."""
        year, month = text.split("-")
        return cls(int(year), int(month))

    @classmethod
    def numbered(cls, number: int) -> Month:
        """Return the month of a `number`."""
        return cls(number // 12, number % 12 + 1)

    @property
    def number(self) -> int:
        """Months since the year 0, so that the next month's is one more."""
        return self.year * 12 + self.month - 1

    @property
    def start(self) -> datetime:
        """First instant of the month."""
        return datetime(self.year, self.month, 1)  # noqa: DTZ001  (the shop's local time, as in its lines)

    @property
    def end(self) -> datetime:
        """First instant after the month: ``as_of`` of its report."""
        return self.shifted(1).start

    def shifted(self, months: int) -> Month:
        """Return the month that many months later, or earlier if negative."""
        return Month.numbered(self.number + months)


def choose_month(wanted: Month | None, first: datetime, last: datetime) -> Month:
    """Check the month asked for, or take the last that the data cover to its last day; else the last there is.

    ``first`` and ``last`` are the instants of the first and the last line.

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
        msg = f"month {wanted} is outside the data, which run from {earliest} to {latest}; choose one of these"
        raise FeaturesError(msg)
    return wanted


def months_between(first_wanted: Month, last_wanted: Month, first: datetime, last: datetime) -> tuple[Month, ...]:
    """List the months from one to another, both included.

    Examples
    --------
    >>> data = datetime(2009, 12, 1), datetime(2011, 12, 9)
    >>> [str(month) for month in months_between(Month(2010, 12), Month(2011, 2), *data)]
    ['2010-12', '2011-01', '2011-02']
    """
    for wanted in (first_wanted, last_wanted):
        choose_month(wanted, first, last)
    if first_wanted > last_wanted:
        msg = f"no months from {first_wanted} to {last_wanted}: the first comes after the last; swap them"
        raise FeaturesError(msg)
    return tuple(first_wanted.shifted(months) for months in range(last_wanted.number - first_wanted.number + 1))


def is_whole(month: Month, last: datetime) -> bool:
    """Check whether lines, of which the last is at ``last``, reach the last day of a month."""
    last_day = calendar.monthrange(month.year, month.month)[1]
    return last >= month.start + timedelta(days=last_day - 1)


def window_start(as_of: datetime, months: int) -> datetime:
    """Return the first instant of a window that ends with ``as_of``.

    Examples
    --------
    >>> window_start(datetime(2011, 12, 1), 12)
    datetime.datetime(2010, 12, 1, 0, 0)
    """
    return Month.of(as_of).shifted(-months).start
