"""Where a segment's customers are, beside where all customers are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from segmentation import columns as c

if TYPE_CHECKING:
    import pandas as pd

MOST: Final = 4
"""So many countries of a segment are told of by name at most; the others are one row."""
LEAST: Final = 0.01
"""A country with a smaller part of a segment's customers is among the others, but for the largest of all."""


CountryKind = Literal["country", "others", "unknown"]
"""What a row tells of: one country, all those that are not told of by name, or customers without a country."""


@dataclass(frozen=True)
class CountryCount:
    """A segment's customers in a country, or in all those that are not told of by name.

    Attributes
    ----------
    kind : {"country", "others", "unknown"}
        What the row tells of.
    country : str or None
        The name of the one country.
    countries : int
        In how many countries these customers are; 0 where that is not known.
    customers : int
        The segment's customers there.
    monetary : int
        What they spent, in ten-thousandths of the currency's unit.
    base_customers : int
        Customers of all segments there.
    """

    kind: CountryKind
    country: str | None
    countries: int
    customers: int
    monetary: int
    base_customers: int


def count_countries(customers: pd.DataFrame) -> Mapping[str, tuple[CountryCount, ...]]:
    """Count each segment's customers and their money by country.

    Parameters
    ----------
    customers : DataFrame of shape (n_customers, 3 or more), indexed by ``customer_id``
        ``segment``, ``country`` (missing where no line says one) and ``monetary`` (ten-thousandths of the
        currency's unit).

    Returns
    -------
    mapping of str to tuple of CountryCount
        By segment: its largest countries by customers, then by money, then by name, `MOST` of them with at least
        `LEAST` of its customers; after them what all other countries come to, those where the segment has nobody
        among them; last those of whom no line says a country.
        A segment's rows add up to it, and so do all rows' ``base_customers`` to the base. Empty where nobody's
        country is known.
    """
    if customers[c.COUNTRY].isna().all():
        return {}
    known = customers.dropna(subset=[c.COUNTRY])
    base = known[c.COUNTRY].value_counts().sort_index()
    unknown = customers[customers[c.COUNTRY].isna()]
    return {
        str(segment): (
            *_rows(known[known[c.SEGMENT] == segment], base, int((customers[c.SEGMENT] == segment).sum())),
            *_unknown(unknown[unknown[c.SEGMENT] == segment], len(unknown)),
        )
        for segment in sorted(customers[c.SEGMENT].unique())
    }


def _rows(members: pd.DataFrame, base: pd.Series[int], size: int) -> list[CountryCount]:
    """Give a segment's largest countries, and all others together."""
    counted = members.groupby(c.COUNTRY)[c.MONETARY].agg(["size", "sum"]).sort_index()
    ranked = counted.sort_values(["size", "sum"], ascending=False, kind="stable")
    large = max(int((ranked["size"] >= LEAST * size).sum()), 1)
    named = ranked[: min(large, MOST)]
    rows = [
        CountryCount("country", str(country), 1, int(count), int(money), int(base[country]))
        for country, count, money in named.itertuples(name=None)
    ]
    others = base.drop(named.index)
    if len(others):
        rest = ranked[len(named) :]
        customers, money = int(rest["size"].sum()), int(rest["sum"].sum())
        rows.append(CountryCount("others", None, len(rest), customers, money, int(others.sum())))
    return rows


def _unknown(members: pd.DataFrame, base: int) -> list[CountryCount]:
    """Give those of whom no line says a country, where there are any in the whole base."""
    return [CountryCount("unknown", None, 0, len(members), int(members[c.MONETARY].sum()), base)] if base else []
