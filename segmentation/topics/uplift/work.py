"""What acting on a list did: those who were on it against those held out by chance, in the month after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from segmentation import columns as c

if TYPE_CHECKING:
    import pandas as pd

LEVEL: Final = 0.95
"""How often such an interval holds what it is about."""


@dataclass(frozen=True)
class Trial:
    """A list of last month's, and who was held out of it.

    Attributes
    ----------
    name : str
        The list's name.
    contacted, control : tuple of str
        Ids of who was on the list, and of who was held out.
    """

    name: str
    contacted: tuple[str, ...]
    control: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """What one of the two groups did in the month.

    Attributes
    ----------
    customers : int
        How many there are.
    buyers : int
        How many of them bought something that they kept.
    monetary : int
        What they all spent, in ten-thousandths of the currency's unit.
    """

    customers: int
    buyers: int
    monetary: int

    @property
    def rate(self) -> float:
        """The share of them who bought."""
        return self.buyers / self.customers

    @property
    def spend(self) -> float:
        """What they spent each, in ten-thousandths of the currency's unit."""
        return self.monetary / self.customers


@dataclass(frozen=True)
class Difference:
    """By how much those contacted exceed those held out.

    Attributes
    ----------
    value : float
        The difference.
    lower, upper : float
        Its interval of 95 %.
    """

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Uplift:
    """What acting on a list did.

    Attributes
    ----------
    name : str
        The list's name.
    contacted, control : Group
        Who was on it, and who was held out.
    rate : Difference
        Of the shares who bought.
    spend : Difference or None
        Of the money per customer, in ten-thousandths of the currency's unit; None where too few, or too equal,
        customers leave no interval.
    """

    name: str
    contacted: Group
    control: Group
    rate: Difference
    spend: Difference | None


def spent_since(lines: nw.LazyFrame[Any], start: datetime) -> pd.Series[int]:
    """Add up what customers spent from an instant on.

    Parameters
    ----------
    lines : narwhals.LazyFrame
        Kept lines, from `segmentation.topics.cleaning.work.clean`.
    start : datetime
        The first instant that counts, such as the month's.

    Returns
    -------
    Series of int of shape (n_buyers,), indexed by ``customer_id`` and sorted by it
        Ten-thousandths of the currency's unit; only of customers who bought.
    """
    table: pd.DataFrame = (
        lines.filter(nw.col(c.INVOICE_DATE) >= start)
        .group_by(c.CUSTOMER_ID)
        .agg(nw.col(c.AMOUNT).sum())
        .with_columns(nw.col(c.AMOUNT).cast(nw.Int64))
        .collect("pandas")
        .to_native()
    )
    return table.set_index(c.CUSTOMER_ID)[c.AMOUNT].astype("int64").sort_index()


def measure_uplift(lists: Sequence[Trial], spent: pd.Series[int]) -> tuple[Uplift, ...]:
    """Compare those contacted with those held out.

    Parameters
    ----------
    lists : sequence of Trial
        Last month's lists, those with a control group.
    spent : Series of int, indexed by ``customer_id``
        From `spent_since`, for the month after the lists were made.

    Returns
    -------
    tuple of Uplift
        In the order of the lists; a list of which either group is empty has none.

    Notes
    -----
    Customers count in the group they were put in, whatever reached them: what is measured is what making the list
    did, not what reading the message did. Somebody who bought nothing in the month counts with nothing.

    The interval of the difference of shares is Newcombe's, of two Wilson intervals; that of the difference of means
    is Welch's, of two unequal variances. Money per customer is skewed, so that the latter is rough in small groups.

    References
    ----------
    Newcombe, R. G. (1998), Interval estimation for the difference between independent proportions: comparison of
    eleven methods, Statistics in Medicine 17, 873-890, method 10.
    Welch, B. L. (1947), The generalization of "Student's" problem when several different population variances are
    involved, Biometrika 34, 28-35.
    """
    return tuple(_uplift(each, spent) for each in lists if each.contacted and each.control)


def _uplift(trial: Trial, spent: pd.Series[int]) -> Uplift:
    contacted, control = (
        spent.reindex([*ids], fill_value=0).astype("int64") for ids in (trial.contacted, trial.control)
    )
    one, other = (
        Group(len(each), int(each.index.isin(spent.index).sum()), int(each.sum())) for each in (contacted, control)
    )
    return Uplift(trial.name, one, other, newcombe(one, other), welch(contacted, control))


def newcombe(contacted: Group, control: Group) -> Difference:
    """Give the difference of the shares who bought, with its interval.

    Parameters
    ----------
    contacted, control : Group
        Those on the list, and those held out.

    Returns
    -------
    Difference

    References
    ----------
    Newcombe (1998), method 10.

    Examples
    --------
    >>> found = newcombe(Group(70, 56, 0), Group(80, 48, 0))  # the first of Newcombe's own examples
    >>> round(found.value, 4), round(found.lower, 4), round(found.upper, 4)
    (0.2, 0.0524, 0.3339)
    """
    from scipy.stats import binomtest

    one, other = (
        binomtest(group.buyers, group.customers).proportion_ci(LEVEL, method="wilson") for group in (contacted, control)
    )
    value = contacted.rate - control.rate
    below = sqrt((contacted.rate - one.low) ** 2 + (other.high - control.rate) ** 2)
    above = sqrt((one.high - contacted.rate) ** 2 + (control.rate - other.low) ** 2)
    return Difference(value, value - below, value + above)


def welch(contacted: pd.Series[int], control: pd.Series[int]) -> Difference | None:
    """Give the difference of two means, with its interval.

    Parameters
    ----------
    contacted, control : Series of int
        Of each customer, what they spent.

    Returns
    -------
    Difference or None
        In the unit of what is given; None where a group has one customer alone, or nobody differs.

    References
    ----------
    Welch (1947).
    """
    from scipy.stats import t

    value = float(contacted.mean() - control.mean())
    sizes = len(contacted), len(control)
    if min(sizes) < 2:
        return None
    parts = [float(each.var(ddof=1)) / size for each, size in zip((contacted, control), sizes, strict=True)]
    if not sum(parts):
        return None
    freedom = sum(parts) ** 2 / sum(part**2 / (size - 1) for part, size in zip(parts, sizes, strict=True))
    margin = float(t.ppf((1 + LEVEL) / 2, freedom)) * sqrt(sum(parts))
    return Difference(value, value - margin, value + margin)
