"""What each segment is like beside the whole base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.coins import apportion, to_coins
from segmentation.topics.movement.record import Movement
from segmentation.topics.portraits.record import (
    Arrival,
    Country,
    LastMonth,
    OnList,
    Portrait,
    Portraits,
    Preferences,
    Quartiles,
)
from segmentation.topics.segments.record import Base, Segment

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class DrawnList:
    """A list to act on: its file within the month's folder, who is on it, and who of them is left alone."""

    name: str
    file: str
    customers: frozenset[str]
    held_out: frozenset[str]


def portray(  # noqa: PLR0913  (one argument for each thing that is known of segments)
    customers: pd.DataFrame,
    segments: Sequence[Segment],
    base: Base,
    movement: Movement | None,
    *,
    countries: Mapping[str, tuple[Country, ...]],
    preferences: Mapping[str, Preferences],
    lists: Sequence[DrawnList],
    sheets: Mapping[str, tuple[str, ...]],
    digits: int,
) -> Portraits:
    """Say what each segment is like beside the whole base.

    Parameters
    ----------
    customers : DataFrame of shape (n_customers, 4 or more), indexed by ``customer_id``
        ``recency_days``, ``frequency``, ``monetary`` (ten-thousandths of the currency's unit) and ``segment``.
    segments : sequence of Segment
        The segments, in the report's order.
    base : Base
        Medians over all customers.
    movement : Movement or None
        Who moved between the segments; None without a last month.
    countries : mapping of str to tuple of Country
        By segment, where its customers are, from `count_countries`.
    preferences : mapping of str to Preferences
        By segment, what its customers buy more than others do, from `find_preferences`.
    lists : sequence of DrawnList
        The lists to act on.
    sheets : mapping of str to tuple of str
        By segment, the sheets of the workbook that have its customers.
    digits : int
        Decimals of the currency's smallest coin.

    Returns
    -------
    Portraits
        One for each segment, in their order.
    """
    return Portraits(
        base=_quartiles(customers, digits),
        segments=tuple(
            Portrait(
                segment=segment.segment,
                frequency_ratio=segment.frequency_median / base.frequency_median,
                monetary_ratio=float(segment.monetary_median / base.monetary_median) if base.monetary_median else None,
                countries=countries.get(segment.segment, ()),
                preferences=preferences.get(segment.segment),
                last_month=None if movement is None else _last_month(segment, movement),
                arrivals=() if movement is None else _arrivals(segment.segment, movement),
                lists=_on_lists(segment, customers[customers[c.SEGMENT] == segment.segment], lists, digits),
                sheets=sheets.get(segment.segment, ()),
            )
            for segment in segments
        ),
    )


def _quartiles(customers: pd.DataFrame, digits: int) -> Quartiles:
    quartiles = customers[list(c.FEATURES)].quantile([0.25, 0.75])
    days, orders = quartiles[c.RECENCY_DAYS], quartiles[c.FREQUENCY]
    lower, upper = (to_coins(float(value) / c.MONEY_SCALE, digits) for value in quartiles[c.MONETARY])
    return Quartiles(
        recency_days_lower=float(days.iloc[0]),
        recency_days_upper=float(days.iloc[1]),
        frequency_lower=float(orders.iloc[0]),
        frequency_upper=float(orders.iloc[1]),
        monetary_lower=lower,
        monetary_upper=upper,
    )


def _last_month(segment: Segment, movement: Movement) -> LastMonth:
    """Count where last month's members of the segment are now."""
    row = next((row for row in movement.origins if row.kind == "segment" and row.origin == segment.segment), None)
    money_before = row.money_before if row else Decimal(0)
    went: Counter[str] = Counter()
    for moved in movement.notable:
        if moved.origin == segment.segment:
            went[moved.direction] += moved.customers
    return LastMonth(
        month=movement.last_month,
        customers=row.customers if row else 0,
        monetary=money_before,
        customers_change=segment.customers - (row.customers if row else 0),
        monetary_change=segment.monetary - money_before,
        stayed=sum(cell.customers for cell in row.cells if cell.target == segment.segment) if row else 0,
        rose=went["up"],
        slipped=went["down"],
        aside=went["aside"],
        left=went["out"],
    )


def _arrivals(segment: str, movement: Movement) -> tuple[Arrival, ...]:
    kinds = {row.origin: row.kind for row in movement.origins}
    return tuple(
        Arrival(
            origin=moved.origin,
            kind=kinds[moved.origin],
            direction=moved.direction,
            customers=moved.customers,
            worth=moved.worth,
        )
        for moved in movement.notable
        if moved.target == segment
    )


def _on_lists(segment: Segment, members: pd.DataFrame, lists: Sequence[DrawnList], digits: int) -> tuple[OnList, ...]:
    """Say which lists have any of the segment's customers, and how many of them."""
    found = []
    for drawn in lists:
        on_it = members[members.index.isin(drawn.customers)]
        if len(on_it):
            (amount,) = apportion([int(on_it[c.MONETARY].sum())], digits)
            found.append(
                OnList(
                    name=drawn.name,
                    file=drawn.file,
                    customers=len(on_it),
                    held_out=int(on_it.index.isin(drawn.held_out).sum()),
                    # Round once what is shown in two places.
                    monetary=segment.monetary if len(on_it) == segment.customers else amount,
                    others=len(drawn.customers) - len(on_it),
                )
            )
    return tuple(found)
