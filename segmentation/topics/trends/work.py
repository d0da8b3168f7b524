"""How each segment grew and shrank over the last months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentation import columns as c

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class SegmentTrend:
    """A segment, month by month.

    Attributes
    ----------
    segment : str
        Its name.
    customers : tuple of int
        How many customers it had at the end of each month.
    monetary : tuple of int
        What they had spent in the window that ended then, in ten-thousandths of the currency's unit.
    customer_share, monetary_share : tuple of float
        Their parts of the whole, from 0 to 1; 0 where the whole is nothing.
    """

    segment: str
    customers: tuple[int, ...]
    monetary: tuple[int, ...]
    customer_share: tuple[float, ...]
    monetary_share: tuple[float, ...]


@dataclass(frozen=True)
class Trends:
    """All segments, month by month.

    Attributes
    ----------
    months : tuple of str
        Such as ``2011-11``, in order and without a gap; the last is the month reported on.
    full : tuple of bool
        Whether the data cover the whole window of each month. Where they don't, the base grows because more of it
        comes to be known.
    customers, monetary : tuple of int
        Of all segments together, money in ten-thousandths of the currency's unit.
    segments : tuple of SegmentTrend
        Those with most money in the last month first; then those that are no more, by name.
    """

    months: tuple[str, ...]
    full: tuple[bool, ...]
    customers: tuple[int, ...]
    monetary: tuple[int, ...]
    segments: tuple[SegmentTrend, ...]


def trends(
    history: pd.DataFrame,
    month: str,
    months: int = 12,
    *,
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
        How many months at most, this one included. None stands before the history's first.
    window_months : int or None, optional
        How far each month looks back; None looks back over everything.
    data_from : str or None, optional
        The month of the first line there is; by default the history's first month.

    Returns
    -------
    Trends

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.MultiIndex.from_tuples([("2011-10", "a"), ("2011-11", "a"), ("2011-11", "b")])
    >>> history = pd.DataFrame({"segment": ["Loyal", "Loyal", "At risk"], "monetary": [50, 60, 20]}, index=rows)
    >>> found = trends(history, "2011-11", window_months=2)
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
        grouped[what].unstack(fill_value=0).reindex(columns=list(shown), fill_value=0) for what in ("size", "sum")
    )
    latest = {str(name): (-int(spent.loc[name, month]), -int(counted.loc[name, month])) for name in counted.index}
    customers, monetary = (tuple(int(table[m].sum()) for m in shown) for table in (counted, spent))

    def of(name: str) -> SegmentTrend:
        own_customers, own_monetary = (tuple(map(int, table.loc[name])) for table in (counted, spent))
        return SegmentTrend(
            name, own_customers, own_monetary, _shares(own_customers, customers), _shares(own_monetary, monetary)
        )

    first = data_from or str(known.min())
    full = tuple(window_months is None or months_to(m, window_months)[0] >= first for m in shown)
    names = sorted(latest, key=lambda name: (latest[name], name))
    return Trends(shown, full, customers, monetary, tuple(map(of, names)))


def _shares(parts: tuple[int, ...], wholes: tuple[int, ...]) -> tuple[float, ...]:
    return tuple(part / whole if whole else 0.0 for part, whole in zip(parts, wholes, strict=True))


def months_to(month: str, months: int, first: str = "") -> tuple[str, ...]:
    """List the calendar months up to one, without a gap.

    Parameters
    ----------
    month : str
        The last.
    months : int
        How many at most.
    first : str, optional
        None before this one.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> months_to("2011-02", 3), months_to("2011-02", 3, "2011-01")
    (('2010-12', '2011-01', '2011-02'), ('2011-01', '2011-02'))
    """
    import pandas as pd

    periods = pd.period_range(end=pd.Period(month, freq="M"), periods=months)
    return tuple(text for text in map(str, periods) if text >= first)
