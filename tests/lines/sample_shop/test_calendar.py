"""When the sample shop is open."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from segmentation.lines.sample_shop.calendar import (
    DAY,
    FIRST_DAY,
    LAST_DAY,
    busyness,
    minutes,
    next_open_day,
    time_of_day,
    to_minutes,
)

DAYS = [FIRST_DAY + timedelta(days=day) for day in range((LAST_DAY - FIRST_DAY).days)]


def day_of(text: str) -> int:
    """Count the days from the first to a date."""
    return (datetime.fromisoformat(text) - FIRST_DAY).days


def test_closed_days() -> None:
    """The shop is closed on Saturdays and from 23 December to 3 January, and on no other day."""
    closed = [day.weekday() == 5 or (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 3) for day in DAYS]
    assert ((busyness() == 0) == closed).all()


def test_seasons() -> None:
    """November has 2.7 times the weight of January, and nine days of December a part of its."""
    weights = busyness()
    assert weights.sum() == pytest.approx(1)
    months = {
        month: sum(w for w, day in zip(weights, DAYS, strict=True) if f"{day:%Y-%m}" == month)
        for month in ("2011-01", "2011-11", "2010-12", "2011-12")
    }
    assert months["2011-11"] / months["2011-01"] == pytest.approx(2606 / 971)
    assert 0.3 < months["2011-12"] / months["2010-12"] < 0.6


def test_business_time() -> None:
    """Business time begins on the first day, ends on the last, and is never at night or on a closed day."""
    rng = np.random.Generator(np.random.PCG64(1))
    instants = to_minutes(np.linspace(0, 1, 10_001), rng)
    assert instants[0] // DAY == 0
    assert instants[-1] // DAY == day_of("2011-12-09")
    assert (busyness()[instants // DAY] > 0).all()
    assert (np.diff(instants // DAY) >= 0).all()


def test_noon_is_busiest() -> None:
    """Times of day lie from 7:00 to 20:59, half of them between 11:00 and 14:59."""
    times = time_of_day(10_000, np.random.Generator(np.random.PCG64(1)))
    assert times.min() >= 7 * 60
    assert times.max() < 21 * 60
    assert 0.5 < np.mean((times >= 11 * 60) & (times < 15 * 60)) < 0.6


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        ("2011-11-04", "2011-11-04"),
        ("2011-11-05", "2011-11-06"),
        ("2010-12-23", "2011-01-04"),
        ("2011-12-10", "2011-12-10"),
        ("2012-02-04", "2012-02-04"),
    ],
)
def test_next_open_day(day: str, opens: str) -> None:
    """A Saturday becomes Sunday, Christmas the fourth of January; other days stay."""
    assert next_open_day(np.array([day_of(day)])).tolist() == [day_of(opens)]


def test_minutes() -> None:
    """Minutes are counted from the first midnight."""
    assert minutes(LAST_DAY) == len(DAYS) * DAY
