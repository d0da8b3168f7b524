"""What acting on a list did: customers on it against those held out by chance, in the month after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import TYPE_CHECKING, Any, Final, Literal

import narwhals as nw

from segmentation import columns as c
from segmentation.coins import to_coins
from segmentation.topics.uplift.record import Group, ListUplift, UnmeasuredList, Uplift

if TYPE_CHECKING:
    import pandas as pd

LEVEL: Final = 0.95
"""How often an interval holds the true difference."""

_Interval = tuple[float, float]
"""From where to where."""


@dataclass(frozen=True)
class Trial:
    """A list of an earlier month, as it was made."""

    name: str
    contacted: tuple[str, ...]
    """Ids of the customers on it, or their hashes where no customer's id gives them."""
    control: tuple[str, ...]
    """The same of those held out."""
    is_unchanged: bool = True
    """Whether its files still hold those it was made with."""


def spent_since(lines: nw.LazyFrame[Any], start: datetime) -> pd.Series[int]:
    """Add up kept lines by ``customer_id`` from an instant on, in ten-thousandths; only of customers who bought."""
    table: pd.DataFrame = (
        lines.filter(nw.col(c.INVOICE_DATE) >= start)
        .group_by(c.CUSTOMER_ID)
        .agg(nw.col(c.AMOUNT).sum())
        .with_columns(nw.col(c.AMOUNT).cast(nw.Int64))
        .collect("pandas")
        .to_native()
    )
    return table.set_index(c.CUSTOMER_ID)[c.AMOUNT].astype("int64").sort_index()


def measure_uplift(trials: Sequence[Trial], spent: pd.Series[int], *, month: str, digits: int) -> Uplift | None:
    """Compare customers on last month's lists with those held out.

    Parameters
    ----------
    trials : sequence of Trial
        Last month's lists, those that held customers out.
    spent : Series of int of shape (n_buyers,), indexed by ``customer_id``
        From `spent_since`, for the month after the lists were made: ten-thousandths of the currency's unit.
    month : str
        The month the lists were made for, such as ``2011-10``.
    digits : int
        Decimals of the currency's smallest coin, to which money is rounded.

    Returns
    -------
    Uplift or None
        In the order of the lists; a list that was changed since, or of which either group is empty, has no figures.
        None without lists.

    Notes
    -----
    Customers count in their assigned group, whether or not they were reached: this measures what making the list
    did, not what reading the message did. A customer who bought nothing in the month counts with nothing.

    The interval of the difference of shares is Newcombe's [1]_, of two Wilson intervals; that of the difference of
    means is Welch's [2]_, of two unequal variances. Money per customer is skewed, so that the latter is rough in
    small groups.

    References
    ----------
    .. [1] Newcombe, R. G. (1998), Interval estimation for the difference between independent proportions: comparison
       of eleven methods, Statistics in Medicine 17, 873-890, method 10.
    .. [2] Welch, B. L. (1947), The generalization of "Student's" problem when several different population variances
       are involved, Biometrika 34, 28-35.
    """
    if not trials:
        return None
    reasons = {trial.name: _why_not(trial) for trial in trials}
    return Uplift(
        month=month,
        level=LEVEL,
        lists=tuple(_uplift(trial, spent, digits) for trial in trials if reasons[trial.name] is None),
        untold=tuple(UnmeasuredList(name=name, reason=reason) for name, reason in reasons.items() if reason),
    )


def _why_not(trial: Trial) -> Literal["changed", "one group"] | None:
    """Say why the effect of a list can't be measured."""
    if not trial.is_unchanged:
        return "changed"
    return None if trial.contacted and trial.control else "one group"


def _uplift(trial: Trial, spent: pd.Series[int], digits: int) -> ListUplift:
    one, other = (spent.reindex([*ids], fill_value=0).astype("int64") for ids in (trial.contacted, trial.control))
    buyers, others = (int(each.index.isin(spent.index).sum()) for each in (one, other))
    contacted, control = _group(one, buyers, digits), _group(other, others, digits)
    rates, means = newcombe((buyers, len(one)), (others, len(other))), welch(one, other)
    lower, upper = (None, None) if means is None else (to_coins(bound / c.MONEY_SCALE, digits) for bound in means)
    return ListUplift(
        name=trial.name,
        contacted=contacted,
        control=control,
        rate_difference=contacted.rate - control.rate,
        rate_lower=rates[0],
        rate_upper=rates[1],
        rate_is_clear=_is_clear(rates),
        # The difference shown is that of the figures shown.
        spend_difference=contacted.spend - control.spend,
        spend_lower=lower,
        spend_upper=upper,
        spend_is_clear=means is not None and _is_clear(means),
    )


def _group(spent: pd.Series[int], buyers: int, digits: int) -> Group:
    customers = len(spent)
    spend = to_coins(int(spent.sum()) / customers / c.MONEY_SCALE, digits)
    return Group(customers=customers, buyers=buyers, rate=buyers / customers, spend=spend)


def _is_clear(interval: _Interval) -> bool:
    """Check that an interval leaves out no difference at all."""
    lower, upper = interval
    return not lower <= 0 <= upper


def newcombe(contacted: tuple[int, int], control: tuple[int, int]) -> _Interval:
    """Give the interval of a difference of shares, each a number of buyers and of customers.

    Examples
    --------
    >>> lower, upper = newcombe((56, 70), (48, 80))  # the first of Newcombe's own examples
    >>> round(lower, 4), round(upper, 4)
    (0.0524, 0.3339)
    """
    from scipy.stats import binomtest

    one, other = (binomtest(*each).proportion_ci(LEVEL, method="wilson") for each in (contacted, control))
    rate, other_rate = (buyers / customers for buyers, customers in (contacted, control))
    below = sqrt((rate - one.low) ** 2 + (other.high - other_rate) ** 2)
    above = sqrt((one.high - rate) ** 2 + (other_rate - other.low) ** 2)
    return rate - other_rate - below, rate - other_rate + above


def welch(contacted: pd.Series[int], control: pd.Series[int]) -> _Interval | None:
    """Give the interval of a difference of means; None if a group has only one customer, or all are equal."""
    from scipy.stats import t

    sizes = len(contacted), len(control)
    if min(sizes) < 2:
        return None
    parts = [float(each.var(ddof=1)) / size for each, size in zip((contacted, control), sizes, strict=True)]
    if not sum(parts):
        return None
    value = float(contacted.mean() - control.mean())
    freedom = sum(parts) ** 2 / sum(part**2 / (size - 1) for part, size in zip(parts, sizes, strict=True))
    margin = float(t.ppf((1 + LEVEL) / 2, freedom)) * sqrt(sum(parts))
    return value - margin, value + margin
