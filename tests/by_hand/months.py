"""Months compared, made by hand: what revenue was, and when customers bought."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from segmentation import columns as c
from segmentation.months import Month
from segmentation.topics.cohorts.record import Cohorts
from segmentation.topics.cohorts.work import follow
from segmentation.topics.revenue.record import RevenueChange
from segmentation.topics.revenue.work import attribute

from .facts import MONTH, four_groups, tell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from segmentation.facts import Facts

    Line = tuple[str, str, str, int, float]
    """Who, on which invoice, what, how many pieces, and pounds."""

COLUMNS = (c.CUSTOMER_ID, c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.AMOUNT)
OCTOBER: Sequence[Line] = (
    ("Ann", "1", "pot", 2, 10),
    ("Ann", "1", "pan", 1, 8),
    ("Bob", "2", "pot", 4, 20),
    ("Cid", "3", "jug", 1, 7),
)
NOVEMBER: Sequence[Line] = (
    ("Ann", "4", "pot", 3, 18),
    ("Ann", "5", "cup", 1, 10),
    ("Bob", "6", "pot", 3, 18),
    ("Dot", "7", "pan", 2, 16),
)
A_YEAR: Mapping[str, Iterable[int]] = {
    "old": range(24),
    **{f"new in month {month}, {number}": (month, month + number) for month in range(12, 24) for number in (1, 2)},
}
"""By customer, the months in which they bought, counted from December 2009; November 2011 is the 23rd."""


def month_of(lines: Sequence[Line]) -> pd.DataFrame:
    """Make a month's kept lines."""
    table = pd.DataFrame(list(lines), columns=list(COLUMNS)).astype({c.QUANTITY: "int64"})
    return table.assign(amount=(table[c.AMOUNT] * c.MONEY_SCALE).round().astype("int64"))


def change(
    then: Sequence[Line] = OCTOBER,
    now: Sequence[Line] = NOVEMBER,
    *,
    month_then: str = "2011-10",
    digits: int = 2,
    earlier: Collection[str] | None = None,
    has_products: bool = True,
) -> RevenueChange:
    """Compare the revenue of November 2011 with an earlier month's."""
    return attribute(
        month_of(then),
        month_of(now),
        month_then=Month.parse(month_then),
        month=MONTH,
        digits=digits,
        earlier=earlier,
        has_products=has_products,
    )


def followed(months: Mapping[str, Iterable[int]] = A_YEAR, *, month_is_whole: bool = True, last: int = 23) -> Cohorts:
    """Follow customers to November 2011, or another month that counts from December 2009."""
    rows = [(who, name(month)) for who, of in months.items() for month in of if month <= last]
    activity = pd.DataFrame(rows, columns=[c.CUSTOMER_ID, "month"])
    begin = datetime(2009, 12, 1, 7, 45)  # noqa: DTZ001  (the shop's local time)
    return follow(activity, first=begin, last=Month.parse(name(last)), month_is_whole=month_is_whole)


def name(month: int) -> str:
    """Name a month that counts from December 2009."""
    return f"{2009 + (month + 11) // 12}-{(month + 11) % 12 + 1:02d}"


def compared() -> dict[str, Any]:
    """Compare November 2011 with October and with November 2010, and follow customers."""
    a_year_before = change((("Ann", "0", "pot", 1, 90),), month_then="2010-11", earlier={"Ann", "Bob"})
    return {"revenue_change": (change(earlier={"Ann", "Bob"}), a_year_before), "cohorts": followed()}


def told(**of_months: Any) -> Facts:
    """Make the facts of four segments beside other months."""
    return tell(four_groups(), compared=of_months).facts
