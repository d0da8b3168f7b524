"""Collect what each segment is like beside the whole base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.coins import apportion, digits_of, to_coins
from segmentation.topics.movement.record import Movement
from segmentation.topics.portraits.countries import CountryCount
from segmentation.topics.portraits.preferences import LEVEL, Preference, Preferences
from segmentation.topics.portraits.record import (
    ArrivalFact,
    CountryFact,
    LastMonthFact,
    OnListFact,
    PortraitFact,
    PortraitsFact,
    PreferencesFact,
    ProductFact,
    QuartilesFact,
)
from segmentation.topics.segments.record import SegmentFact

if TYPE_CHECKING:
    import pandas as pd

    from segmentation.facts import Facts


@dataclass(frozen=True)
class DrawnList:
    """A list to act on: who is on it, and who of them is held out.

    Attributes
    ----------
    name, file : str
        What it is called, and its file within the month's folder.
    customers : frozenset of str
        Ids of all of whom its condition holds.
    held_out : frozenset of str
        Ids of those who are left alone.
    """

    name: str
    file: str
    customers: frozenset[str]
    held_out: frozenset[str]


def portraits_fact(
    facts: Facts,
    customers: pd.DataFrame,
    *,
    countries: Mapping[str, Sequence[CountryCount]],
    preferences: Mapping[str, Preferences],
    lists: Sequence[DrawnList],
    sheets: Mapping[str, tuple[str, ...]],
) -> PortraitsFact:
    """Collect what each segment is like beside the whole base.

    Parameters
    ----------
    facts : Facts
        What is known of the segments already, and of who moved between them.
    customers : DataFrame of shape (n_customers, 4 or more), indexed by ``customer_id``
        ``recency_days``, ``frequency``, ``monetary`` (ten-thousandths of the currency's unit) and ``segment``.
    countries : mapping of str to sequence of CountryCount
        By segment, where its customers are; empty where nobody's country is known.
    preferences : mapping of str to Preferences
        By segment, what its customers buy more than others do.
    lists : sequence of DrawnList
        The lists to act on.
    sheets : mapping of str to tuple of str
        By segment, the sheets of the workbook that have its customers.

    Returns
    -------
    PortraitsFact
    """
    digits = digits_of(facts.currency)
    base, total = facts.base, facts.customers
    return PortraitsFact(
        base=_quartiles(customers, digits),
        segments=tuple(
            PortraitFact(
                segment=segment.segment,
                frequency_ratio=segment.frequency_median / base.frequency_median,
                monetary_ratio=float(segment.monetary_median / base.monetary_median) if base.monetary_median else None,
                countries=_countries(segment, countries.get(segment.segment, ()), total, digits),
                preferences=_preferences(segment, preferences.get(segment.segment), total),
                last_month=None if facts.movement is None else _last_month(segment, facts.movement),
                arrivals=_arrivals(segment.segment, facts.movement),
                lists=_on_lists(segment, customers[customers[c.SEGMENT] == segment.segment], lists, digits),
                sheets=sheets.get(segment.segment, ()),
            )
            for segment in facts.segments
        ),
    )


def _quartiles(customers: pd.DataFrame, digits: int) -> QuartilesFact:
    quartiles = customers[list(c.FEATURES)].quantile([0.25, 0.75])
    days, orders = quartiles[c.RECENCY_DAYS], quartiles[c.FREQUENCY]
    lower, upper = (to_coins(float(value) / c.MONEY_SCALE, digits) for value in quartiles[c.MONETARY])
    return QuartilesFact(
        recency_days_lower=float(days.iloc[0]),
        recency_days_upper=float(days.iloc[1]),
        frequency_lower=float(orders.iloc[0]),
        frequency_upper=float(orders.iloc[1]),
        monetary_lower=lower,
        monetary_upper=upper,
    )


def _countries(
    segment: SegmentFact, counts: Sequence[CountryCount], total: int, digits: int
) -> tuple[CountryFact, ...]:
    amounts = apportion([each.monetary for each in counts], digits, segment.monetary if counts else None)
    return tuple(
        CountryFact(
            kind=each.kind,
            country=each.country,
            countries=each.countries,
            customers=each.customers,
            customer_share=each.customers / segment.customers,
            monetary=amount,
            base_share=each.base_customers / total,
        )
        for each, amount in zip(counts, amounts, strict=True)
    )


def _preferences(segment: SegmentFact, found: Preferences | None, total: int) -> PreferencesFact | None:
    if found is None:
        return None
    return PreferencesFact(
        minimum=found.minimum,
        looked_at=found.looked_at,
        clear=found.clear,
        level=LEVEL,
        products=tuple(_product(each, segment.customers, total - segment.customers) for each in found.products),
    )


def _product(found: Preference, customers: int, others: int) -> ProductFact:
    return ProductFact(
        code=found.code,
        description=found.description,
        customers=found.customers,
        customer_share=found.customers / customers,
        other_customers=found.other_customers,
        other_customer_share=found.other_customers / others,
        per_thousand=1000 * found.share,
        other_per_thousand=1000 * found.other_share,
        ratio=found.ratio,
        lower=found.lower,
        lift=found.lift,
    )


def _last_month(segment: SegmentFact, movement: Movement) -> LastMonthFact:
    """Say what became of those who were in the segment last month."""
    row = next((row for row in movement.origins if row.kind == "segment" and row.origin == segment.segment), None)
    money_before = row.money_before if row else Decimal(0)
    went: Counter[str] = Counter()
    for moved in movement.notable:
        if moved.origin == segment.segment:
            went[moved.direction] += moved.customers
    return LastMonthFact(
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


def _arrivals(segment: str, movement: Movement | None) -> tuple[ArrivalFact, ...]:
    if movement is None:
        return ()
    kinds = {row.origin: row.kind for row in movement.origins}
    return tuple(
        ArrivalFact(
            origin=moved.origin,
            kind=kinds[moved.origin],
            direction=moved.direction,
            customers=moved.customers,
            worth=moved.worth,
        )
        for moved in movement.notable
        if moved.target == segment
    )


def _on_lists(
    segment: SegmentFact, members: pd.DataFrame, lists: Sequence[DrawnList], digits: int
) -> tuple[OnListFact, ...]:
    """Say which lists have any of the segment's customers, and how many of them."""
    found = []
    for drawn in lists:
        on_it = members[members.index.isin(drawn.customers)]
        if len(on_it):
            (amount,) = apportion([int(on_it[c.MONETARY].sum())], digits)
            found.append(
                OnListFact(
                    name=drawn.name,
                    file=drawn.file,
                    customers=len(on_it),
                    held_out=int(on_it.index.isin(drawn.held_out).sum()),
                    # What is written in two places is rounded in one.
                    monetary=segment.monetary if len(on_it) == segment.customers else amount,
                    others=len(drawn.customers) - len(on_it),
                )
            )
    return tuple(found)
