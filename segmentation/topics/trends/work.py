"""How each segment grew and shrank over the last months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.coins import apportion_by_name
from segmentation.topics.trends.record import SegmentTrend, Trends

if TYPE_CHECKING:
    import pandas as pd


def trends(
    history: pd.DataFrame,
    month: str,
    months: int = 12,
    *,
    digits: int,
    amounts: Mapping[str, Decimal],
    profiles: Mapping[str, str],
    window_months: int | None = 12,
    data_from: str | None = None,
) -> Trends:
    """Follow each segment over the last months.

    Parameters
    ----------
    history : DataFrame of shape (n_customer_months, 2 or more), indexed by ``month`` and ``customer_id``
        ``segment`` and ``monetary`` (ten-thousandths of the currency's unit).
    month : str
        The month reported on, such as ``2011-11``; later ones are passed over.
    months : int, optional
        How many months at most, this one included; none before the history's first.
    digits : int
        Decimals of the currency's smallest coin, to which every month's money is rounded so that it adds up.
    amounts : mapping of str to Decimal
        What the month's own segments come to, rounded already, in the report's order.
    profiles : mapping of str to str
        Profiles of the segments of any month.
    window_months : int or None, optional
        How far each month looks back; None looks back over everything.
    data_from : str or None, optional
        The month of the first line there is; by default the history's first month.

    Returns
    -------
    Trends
        This month's segments in their order, then those that are no more, by name; months without a gap.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.MultiIndex.from_tuples([("2011-10", "a"), ("2011-11", "a"), ("2011-11", "b")])
    >>> history = pd.DataFrame({"segment": ["Loyal", "Loyal", "At risk"], "monetary": [500, 600, 200]}, index=rows)
    >>> amounts = {"Loyal": Decimal("0.06"), "At risk": Decimal("0.02")}
    >>> found = trends(history, "2011-11", window_months=2, digits=2, amounts=amounts, profiles={})
    >>> found.months, found.customers, found.full
    (('2011-10', '2011-11'), (1, 2), (False, True))
    >>> found.segments[1].segment, found.segments[1].customers, found.segments[1].monetary_share
    ('At risk', (0, 1), (0.0, 0.25))
    """
    known = history.index.get_level_values(0)
    shown = months_to(month, months, str(known.min()))
    rows = history[known.isin(shown)]
    month_of = rows.index.get_level_values(0)
    grouped = rows.groupby([rows[c.SEGMENT].astype(object), month_of])[c.MONETARY].agg(["size", "sum"])
    counted, spent = (
        {str(name): tuple(map(int, row)) for name, row in zip(table.index, table.to_numpy(), strict=True)}
        for table in (
            grouped[what].unstack(fill_value=0).reindex(columns=list(shown), fill_value=0) for what in ("size", "sum")
        )
    )
    customers, monetary = (tuple(map(sum, zip(*table.values(), strict=True))) for table in (counted, spent))
    rounded = [apportion_by_name({name: row[at] for name, row in spent.items()}, digits) for at in range(len(shown))]
    rounded[-1] |= amounts
    names = [*amounts, *sorted(counted.keys() - amounts.keys())]
    segments = tuple(
        SegmentTrend(
            segment=name,
            profile=profiles.get(name),
            customers=counted[name],
            monetary=tuple(of_month[name] for of_month in rounded),
            customer_share=_shares(counted[name], customers),
            monetary_share=_shares(spent[name], monetary),
        )
        for name in names
    )
    first = data_from or str(known.min())
    return Trends(
        months=shown,
        full=tuple(window_months is None or months_to(m, window_months)[0] >= first for m in shown),
        customers=customers,
        monetary=tuple(sum((of_month[name] for name in names), Decimal(0)) for of_month in rounded),
        segments=segments,
    )


def _shares(parts: Sequence[int], wholes: Sequence[int]) -> tuple[float, ...]:
    return tuple(part / whole if whole else 0.0 for part, whole in zip(parts, wholes, strict=True))


def months_to(month: str, months: int, first: str = "") -> tuple[str, ...]:
    """List so many calendar months up to one, without a gap, and none before the first.

    >>> months_to("2011-02", 3), months_to("2011-02", 3, "2011-01")
    (('2010-12', '2011-01', '2011-02'), ('2011-01', '2011-02'))
    """
    import pandas as pd

    periods = pd.period_range(end=pd.Period(month, freq="M"), periods=months)
    return tuple(text for text in map(str, periods) if text >= first)
