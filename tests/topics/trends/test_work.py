"""Segments over the last months."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.profiles import LOYAL
from segmentation.topics.trends.work import months_to, trends

ROWS = [
    ("2010-12", "ann", "Loyal", 100),
    ("2011-01", "ann", "Loyal", 120),
    ("2011-01", "bob", "At risk", 30),
    ("2011-03", "ann", "At risk", 60),
    ("2011-03", "bob", "At risk", 20),
    ("2011-03", "cid", "Promising", 20),
    ("2011-04", "cid", "Loyal", 999),
]


def history(rows):
    """Put customer-months in a table."""
    table = pd.DataFrame(rows, columns=["month", c.CUSTOMER_ID, c.SEGMENT, c.MONETARY])
    return table.set_index(["month", c.CUSTOMER_ID])


def followed(table, month="2011-03", months=12, **others):
    """Follow segments in a currency whose smallest coin is a ten-thousandth."""
    of_month = table.xs(month).groupby(c.SEGMENT)[c.MONETARY].sum().sort_values(ascending=False, kind="stable")
    amounts = {name: Decimal(int(amount)).scaleb(-4) for name, amount in of_month.items()}
    return trends(table, month, months, digits=4, amounts=amounts, profiles={"Loyal": LOYAL}, **others)


def units(amounts):
    """Count ten-thousandths again."""
    return tuple(int(amount.scaleb(4)) for amount in amounts)


def test_four_months_by_hand():
    """February, in which nobody counted, is a month like any other; April lies after the month reported on."""
    found = followed(history(ROWS))
    assert found.months == ("2010-12", "2011-01", "2011-02", "2011-03")
    assert found.customers == (1, 2, 0, 3)
    assert units(found.monetary) == (100, 150, 0, 100)
    assert [segment.segment for segment in found.segments] == ["At risk", "Promising", "Loyal"]
    assert [segment.profile for segment in found.segments] == [None, None, LOYAL]
    risk = found.segments[0]
    assert risk.customers == (0, 1, 0, 2)
    assert units(risk.monetary) == (0, 30, 0, 80)
    assert risk.customer_share == pytest.approx((0, 1 / 2, 0, 2 / 3))
    assert risk.monetary_share == pytest.approx((0, 0.2, 0, 0.8))


def test_only_the_last_months_are_shown():
    """No more months than asked for, and only segments that are in one of them."""
    found = followed(history(ROWS), months=2)
    assert found.months == ("2011-02", "2011-03")
    assert {segment.segment for segment in found.segments} == {"At risk", "Promising"}


@pytest.mark.parametrize(
    ("window", "data_from", "full"),
    [
        (2, None, (False, True, True, True)),
        (1, None, (True, True, True, True)),
        (4, None, (False, False, False, True)),
        (12, "2010-01", (True, True, True, True)),
        (12, "2010-03", (False, False, True, True)),
        (12, None, (False, False, False, False)),
        (None, None, (True, True, True, True)),
    ],
)
def test_windows_that_are_not_full_are_marked(window, data_from, full):
    """A month is full if the data begin no later than its window."""
    assert followed(history(ROWS), window_months=window, data_from=data_from).full == full


@pytest.mark.parametrize("seed", range(8))
def test_segments_add_up_to_all(seed):
    """Whatever the history, segments add up to the totals, shares to one, and row order changes nothing."""
    rng = np.random.default_rng(seed)
    months = months_to("2011-11", int(rng.integers(1, 16)))
    rows = [
        (month, f"{number:03d}", f"segment {rng.integers(4)}", int(rng.integers(1, 10**8)))
        for month in months
        for number in range(60)
        if rng.random() < 0.6
    ]
    found = followed(history(rows), "2011-11")
    assert found.months == months[-12:]
    assert tuple(map(sum, zip(*(s.customers for s in found.segments), strict=True))) == found.customers
    assert tuple(map(sum, zip(*(s.monetary for s in found.segments), strict=True))) == found.monetary
    for shares in ("customer_share", "monetary_share"):
        sums = np.sum([getattr(segment, shares) for segment in found.segments], axis=0)
        assert sums == pytest.approx(np.ones(len(found.months)))
    last = [segment.monetary[-1] for segment in found.segments]
    assert last == sorted(last, reverse=True)
    assert followed(history(rows[::-1]), "2011-11") == found
