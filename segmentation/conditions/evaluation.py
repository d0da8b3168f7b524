"""Find the customers that meet a condition."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from segmentation.conditions.parsing import And, Comparison, Condition, Not, columns_of
from segmentation.conditions.vocabulary import COLUMNS
from segmentation.errors import ConditionError

if TYPE_CHECKING:
    import pandas as pd

_COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(condition: Condition, customers: pd.DataFrame) -> pd.Series[bool]:
    """Check which customers meet a condition.

    Segments and countries are compared without regard to capitals, and a segment's name includes its longer forms:
    ``At risk`` is ``At risk, higher spend``, too. Instants count by their day. A missing value equals only the empty
    text, and is neither more nor less than anything.
    """
    if missing := sorted(columns_of(condition) - {*customers.columns, customers.index.name}):
        msg = f"this month's customers have no column '{missing[0]}'; they have {', '.join(customers.columns)}"
        raise ConditionError(msg)
    return _holds(condition, customers)


def _holds(condition: Condition, customers: pd.DataFrame) -> pd.Series[bool]:
    if isinstance(condition, Comparison):
        return _compare(condition, customers)
    if isinstance(condition, Not):
        return ~_holds(condition.part, customers)
    join = operator.and_ if isinstance(condition, And) else operator.or_
    return reduce(join, [_holds(part, customers) for part in condition.parts])


def _compare(comparison: Comparison, customers: pd.DataFrame) -> pd.Series[bool]:
    cells = _cells(comparison.column, customers)
    if compare := _COMPARE.get(comparison.operator):
        (value,) = _values(comparison)
        more: pd.Series[bool] = compare(cells, value) & cells.notna()
        return more
    among: pd.Series[bool] = cells.isin(_values(comparison))
    if COLUMNS[comparison.column] == "segment":
        among = among | cells.str.partition(", ")[0].isin(_values(comparison))
    return among if comparison.operator in ("=", "in") else ~among


def _cells(column: str, customers: pd.DataFrame) -> pd.Series[Any]:
    """Return a column in the form in which it is compared."""
    cells: pd.Series[Any] = customers.index.to_series() if column == customers.index.name else customers[column]
    kind = COLUMNS[column]
    if kind == "date":
        cells = cells.dt.normalize()
    elif kind in ("segment", "text"):
        cells = cells.astype(object).where(cells.notna(), "").str.casefold()
    return cells


def _values(comparison: Comparison) -> list[Any]:
    """Return the values a column is compared with, in the form of its cells."""
    import pandas as pd

    kind = COLUMNS[comparison.column]
    if kind == "date":
        return [pd.Timestamp(value) for value in comparison.values]
    if kind in ("segment", "text"):
        return [str(value).casefold() for value in comparison.values]
    return list(comparison.values)
