"""When the sample shop is open, and how busy it is: season, weekday and hour."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST_DAY: Final = datetime.fromisoformat("2009-12-01")
"""Midnight before the first line; instants are counted in minutes from here."""
SHEET_2_DAY: Final = datetime.fromisoformat("2010-12-01")
"""Midnight before the first line of the second sheet."""
SHEET_1_END: Final = datetime.fromisoformat("2010-12-10")
"""Midnight after the last line of the first sheet: nine days are in both."""
LAST_DAY: Final = datetime.fromisoformat("2011-12-10")
"""Midnight after the last line."""
DAY: Final = 24 * 60
"""Minutes in a day."""

# Shares of the invoices, counted in Online Retail II: a month's (both years), a weekday's (from Monday), an
# hour's (from seven). The shop rests on Saturdays and from 23 December to 3 January.
_MONTHS: Final = (971, 1043, 1411, 1227, 1455, 1435, 1342, 1272, 1699, 2006, 2606, 1650)
_WEEKDAYS: Final = (5.7, 6.5, 6.6, 7.7, 5.3, 0.0, 4.7)
_HOURS: Final = (76, 977, 2519, 4319, 4562, 6128, 5380, 4500, 3957, 2252, 1136, 414, 322, 51)
_OPENS_AT: Final = 7


def minutes(day: datetime) -> int:
    """Count the minutes from `FIRST_DAY` to a day."""
    return int((day - FIRST_DAY).total_seconds() // 60)


def busyness() -> NDArray[np.float64]:
    """Give every day its share of the invoices."""
    # Weighted to the end of December, so that its first nine days get only their part of the month.
    days = np.arange(np.datetime64(FIRST_DAY, "D"), np.datetime64("2012-01-01"))
    months = days.astype("datetime64[M]")
    month = months.astype(np.int64) % 12
    day_of_month = (days - months).astype(np.int64) + 1
    # 1970-01-01, numpy's day 0, was a Thursday.
    weight = np.array(_WEEKDAYS)[(days.astype(np.int64) + 3) % 7]
    weight[((month == 11) & (day_of_month >= 23)) | ((month == 0) & (day_of_month <= 3))] = 0
    place = np.unique(months, return_inverse=True)[1]
    weight *= np.array(_MONTHS)[month] / np.bincount(place, weight)[place]
    weight = weight[: minutes(LAST_DAY) // DAY]
    return np.asarray(weight / weight.sum())


def to_minutes(clock: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Turn business time, from 0 to 1, into minutes at which the shop is open.

    It passes faster on busy days: events spread evenly over it follow the seasons (time-change of a Poisson process).
    """
    weights = busyness()
    elapsed = np.cumsum(weights)[: int(np.flatnonzero(weights)[-1])]
    return np.searchsorted(elapsed, clock, side="right") * DAY + time_of_day(len(clock), rng)


def time_of_day(size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw times of day, most of them about noon."""
    hour = np.searchsorted(np.cumsum(_HOURS) / sum(_HOURS), rng.random(size), side="right") + _OPENS_AT
    return np.asarray(60 * hour + rng.integers(0, 60, size), dtype=np.int64)


def next_open_day(day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move days on which the shop is closed to the next open one."""
    open_days = np.flatnonzero(busyness())
    place = np.searchsorted(open_days, day)
    past = place == len(open_days)
    return np.where(past, day, open_days[np.where(past, 0, place)])
