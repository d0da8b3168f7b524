"""Where a segment's customers are, beside where all customers are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from segmentation import columns as c
from segmentation.coins import apportion
from segmentation.topics.portraits.record import Country

if TYPE_CHECKING:
    import pandas as pd

MOST: Final = 4
"""A segment's countries that are named at most; the others are one row."""
LEAST: Final = 0.01
"""A country with a smaller part of a segment's customers is among the others, but for the largest of all."""


class _Count(NamedTuple):
    """A row before money is rounded: what is spent is in ten-thousandths of the currency's unit."""

    kind: Literal["country", "others", "unknown"]
    country: str | None
    countries: int
    customers: int
    spent: int
    base_customers: int


def count_countries(
    customers: pd.DataFrame, amounts: Mapping[str, Decimal], digits: int
) -> dict[str, tuple[Country, ...]]:
    """Count each segment's customers and their money by country.

    Parameters
    ----------
    customers : DataFrame of shape (n_customers, 3 or more), indexed by ``customer_id``
        ``segment``, ``country`` (missing where no line says one) and ``monetary`` (ten-thousandths of the
        currency's unit).
    amounts : mapping of str to Decimal
        What the segments come to, rounded already: their countries add up to it.
    digits : int
        Decimals of the currency's smallest coin.

    Returns
    -------
    dict of str to tuple of Country
        By segment: its largest countries by customers, then by money, then by name, `MOST` of them with at least
        `LEAST` of its customers; after them all other countries together, those where the segment has no one
        included; last those of whom no line says a country.
        A segment's rows add up to it, and so do all rows' ``base_share`` to 1. Empty if no country is known.
    """
    if customers[c.COUNTRY].isna().all():
        return {}
    known = customers.dropna(subset=[c.COUNTRY])
    base = known[c.COUNTRY].value_counts().sort_index()
    found = {}
    for segment in sorted(customers[c.SEGMENT].unique()):
        members = customers[customers[c.SEGMENT] == segment]
        rows = _rows(members.dropna(subset=[c.COUNTRY]), base, len(members))
        if len(known) < len(customers):
            unknown = members[members[c.COUNTRY].isna()]
            spent = int(unknown[c.MONETARY].sum())
            rows.append(_Count("unknown", None, 0, len(unknown), spent, len(customers) - len(known)))
        rounded = apportion([row.spent for row in rows], digits, amounts[segment])
        found[str(segment)] = tuple(
            Country(
                kind=row.kind,
                country=row.country,
                countries=row.countries,
                customers=row.customers,
                customer_share=row.customers / len(members),
                monetary=amount,
                base_share=row.base_customers / len(customers),
            )
            for row, amount in zip(rows, rounded, strict=True)
        )
    return found


def _rows(members: pd.DataFrame, base: pd.Series[int], size: int) -> list[_Count]:
    """Count a segment's largest countries, and all others together."""
    counted = members.groupby(c.COUNTRY)[c.MONETARY].agg(["size", "sum"]).sort_index()
    ranked = counted.sort_values(["size", "sum"], ascending=False, kind="stable")
    large = max(int((ranked["size"] >= LEAST * size).sum()), 1)
    named = ranked[: min(large, MOST)]
    rows = [
        _Count("country", str(country), 1, int(count), int(money), int(base[country]))
        for country, count, money in named.itertuples(name=None)
    ]
    others = base.drop(named.index)
    if len(others):
        rest = ranked[len(named) :]
        customers, money = int(rest["size"].sum()), int(rest["sum"].sum())
        rows.append(_Count("others", None, len(rest), customers, money, int(others.sum())))
    return rows
