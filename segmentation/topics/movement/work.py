"""Who moved from which of last month's segments to which of this month's.

Whoever is in last month's base or in this month's stands in exactly one cell of the table, so that its rows add up
to last month and its columns to this month, in customers and in both months' money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from segmentation import columns as c
from segmentation.errors import MovementError

if TYPE_CHECKING:
    import pandas as pd

NEW: Final = c.NEW
"""The row of who was not in last month's base and whose first kept purchase ever falls in this month."""
RETURNED: Final = c.RETURNED
"""The row of who was not in last month's base but bought before it."""
LAPSED: Final = "lapsed"
"""The column of who was in last month's base and is not in this month's."""

FIRST_EVER: Final = c.FIRST_EVER
"""Instant of a customer's first kept purchase in the whole data, as known at a month's end."""

Direction = Literal["up", "down", "aside", "in", "out"]
"""Where a movement leads: by the scores of its two segments, or into the base and out of it."""


@dataclass(frozen=True)
class Flow:
    """How many customers, and what they spent.

    Attributes
    ----------
    customers : int
        How many; negative only in a difference.
    money_before : int
        What they spent in the window that ends with last month, in ten-thousandths of the currency's unit.
    money_after : int
        What they spent in the window that ends with this month, in the same unit.
    """

    customers: int = 0
    money_before: int = 0
    money_after: int = 0

    def __add__(self, other: Flow) -> Flow:
        return Flow(
            self.customers + other.customers,
            self.money_before + other.money_before,
            self.money_after + other.money_after,
        )

    def __sub__(self, other: Flow) -> Flow:
        return Flow(
            self.customers - other.customers,
            self.money_before - other.money_before,
            self.money_after - other.money_after,
        )


@dataclass(frozen=True)
class Cell:
    """Who went from one segment to one segment.

    Attributes
    ----------
    origin : str
        Last month's segment, `NEW` or `RETURNED`.
    target : str
        This month's segment, or `LAPSED`.
    total : Flow
        All who did.
    behaviour : Flow or None
        In a month with a new model, those who would have done so by the earlier model's names; otherwise None, as
        all of it is behaviour.
    """

    origin: str
    target: str
    total: Flow
    behaviour: Flow | None = None

    @property
    def model_change(self) -> Flow | None:
        """What the new model added to the cell, or took from it: total less behaviour."""
        return None if self.behaviour is None else self.total - self.behaviour


@dataclass(frozen=True)
class Transitions:
    """Last month's segments against this month's.

    Attributes
    ----------
    origins : tuple of str
        The rows: segments by this month's money, the most first, then names that only last month has; `NEW` and
        `RETURNED` last, always there.
    targets : tuple of str
        The columns: segments in the same order, then names that only the earlier model has, where the table is split;
        `LAPSED` last, always there.
    cells : tuple of Cell
        Every one, row by row, those with nobody included.
    """

    origins: tuple[str, ...]
    targets: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def split(self) -> bool:
        """Whether the cells split into behaviour and model change."""
        return any(cell.behaviour is not None for cell in self.cells)

    @cached_property
    def _places(self) -> dict[tuple[str, str], Cell]:
        return {(cell.origin, cell.target): cell for cell in self.cells}

    def cell(self, origin: str, target: str) -> Cell:
        """Return the cell of a row and a column.

        Parameters
        ----------
        origin, target : str
            Of `origins` and `targets`.

        Returns
        -------
        Cell
        """
        return self._places[origin, target]

    def row(self, origin: str) -> Flow:
        """Add a row up: all who were in a segment last month, or all who came."""
        return sum((cell.total for cell in self.cells if cell.origin == origin), Flow())

    def column(self, target: str) -> Flow:
        """Add a column up: all who are in a segment this month, or all who left."""
        return sum((cell.total for cell in self.cells if cell.target == target), Flow())


@dataclass(frozen=True)
class Movement:
    """A cell of customers who did not stay where they were.

    Attributes
    ----------
    cell : Cell
        Who moved.
    direction : {"up", "down", "aside", "in", "out"}
        Up if neither the recency score nor the value score of the segment falls and one rises, down if neither
        rises and one falls, aside otherwise; in for who came, out for who left.
    worth : int
        What they spent, in ten-thousandths of the currency's unit: in the window to last month's end for who was
        there then, to this month's end for who came.
    """

    cell: Cell
    direction: Direction
    worth: int


def transitions(
    before: pd.DataFrame, after: pd.DataFrame, *, month: str, before_refit: pd.Series[str] | None = None
) -> Transitions:
    """Count who moved from which segment to which, and what they are worth.

    Parameters
    ----------
    before : DataFrame of shape (n_customers_before, 2 or more), indexed by ``customer_id``
        Last month's base: ``segment`` and ``monetary`` (ten-thousandths of the currency's unit).
    after : DataFrame of shape (n_customers, 3 or more), indexed by ``customer_id``
        This month's base: the same columns, and ``first_ever``, the instant of each customer's first kept purchase
        in the whole data.
    month : str
        This month, such as ``2011-11``.
    before_refit : Series of shape (n_customers,), optional
        For a month with a new model: what the earlier one would have called each of this month's customers. Last
        month's names are the earlier model's then.

    Returns
    -------
    Transitions
        Its rows add up to ``before`` and its columns to ``after``; with ``before_refit``, each cell splits into
        behaviour (the same two months by the earlier model's names alone) and model change (the rest).

    Raises
    ------
    MovementError
        ``before_refit`` does not name this month's customers.

    Examples
    --------
    >>> import pandas as pd
    >>> october = pd.DataFrame({"segment": ["Loyal", "Loyal"], "monetary": [500, 300]}, index=["a", "b"])
    >>> november = pd.DataFrame(
    ...     {
    ...         "segment": ["Loyal", "Loyal"],
    ...         "monetary": [400, 90],
    ...         "first_ever": pd.to_datetime(["2010-06-01", "2011-11-05"]),
    ...     },
    ...     index=["a", "c"],
    ... )
    >>> table = transitions(october, november, month="2011-11")
    >>> table.cell("Loyal", "Loyal").total
    Flow(customers=1, money_before=500, money_after=400)
    >>> table.cell("Loyal", LAPSED).total, table.cell(NEW, "Loyal").total
    (Flow(customers=1, money_before=300, money_after=0), Flow(customers=1, money_before=0, money_after=90))
    """
    if before_refit is not None and not before_refit.index.equals(after.index):
        msg = (
            f"the earlier model names {len(before_refit):,} customers of {month}, which has {len(after):,}: it must "
            "name the same ones in the same order; score the month's own customers with it"
        )
        raise MovementError(msg)
    flows = _flows(before, after, after[c.SEGMENT], month)
    behaviour = None if before_refit is None else _flows(before, after, before_refit, month)
    ranked = _most_money_first(after)
    earlier = [name for name in _most_money_first(before) if name not in ranked]
    named_before = set(before[c.SEGMENT])
    origins = (*(name for name in (*ranked, *earlier) if name in named_before), NEW, RETURNED)
    only_refit = sorted(set() if before_refit is None else set(before_refit) - {*ranked, *earlier})
    past = () if before_refit is None else (*earlier, *only_refit)
    targets = (*ranked, *past, LAPSED)
    cells = tuple(
        Cell(
            origin,
            target,
            flows.get((origin, target), Flow()),
            None if behaviour is None else behaviour.get((origin, target), Flow()),
        )
        for origin in origins
        for target in targets
    )
    return Transitions(origins, targets, cells)


def _most_money_first(table: pd.DataFrame) -> list[str]:
    """List the segments as a report does."""
    money = table.groupby(table[c.SEGMENT].astype(object))[c.MONETARY].sum()
    return sorted(map(str, money.index), key=lambda name: (-int(money[name]), name))


def _flows(before: pd.DataFrame, after: pd.DataFrame, named: pd.Series[str], month: str) -> dict[tuple[str, str], Flow]:
    """Add up who went from where to where, this month's segments being those named."""
    import pandas as pd

    everyone = before.index.union(after.index)
    arrived = (after[FIRST_EVER] >= pd.Timestamp(month)).map({True: NEW, False: RETURNED})
    table = pd.DataFrame(
        {
            "origin": before[c.SEGMENT].astype(object).reindex(everyone).fillna(arrived.astype(object)),
            "target": named.astype(object).reindex(everyone).fillna(LAPSED),
            "customers": 1,
            "money_before": before[c.MONETARY].reindex(everyone, fill_value=0),
            "money_after": after[c.MONETARY].reindex(everyone, fill_value=0),
        }
    )
    sums = table.groupby(["origin", "target"]).sum()
    return {
        (str(origin), str(target)): Flow(*map(int, row))
        for (origin, target), row in zip(sums.index, sums.to_numpy(), strict=True)
    }


def movements(table: Transitions, scores: Mapping[str, tuple[int, int]]) -> tuple[Movement, ...]:
    """List who did not stay where they were, those worth most money first.

    Parameters
    ----------
    table : Transitions
        The table.
    scores : mapping of str to (int, int)
        Recency score and value score of the segments of both months, by name, from 1 to 5. A movement from or to a
        segment that is not in it is one aside.

    Returns
    -------
    tuple of Movement
        Only cells with customers in them.
    """
    moved = [
        Movement(cell, _direction(cell, scores), _worth(cell))
        for cell in table.cells
        if cell.origin != cell.target and cell.total.customers
    ]
    # Sorting is stable: among equals the order of the table decides.
    return tuple(sorted(moved, key=lambda movement: (-movement.worth, -movement.cell.total.customers)))


def moved_by_earlier(table: Transitions, scores: Mapping[str, tuple[int, int]]) -> dict[Direction, int]:
    """Count, in a month with a new model, who would have moved where by the earlier one: what customers did.

    Parameters
    ----------
    table : Transitions
        The table.
    scores : mapping of str to (int, int)
        As `movements` takes them.

    Returns
    -------
    dict of str to int
        Customers by direction; empty in any other month.
    """
    counts: dict[Direction, int] = {}
    for cell in table.cells:
        if cell.behaviour is not None and cell.origin != cell.target:
            direction = _direction(cell, scores)
            counts[direction] = counts.get(direction, 0) + cell.behaviour.customers
    return counts


def _worth(cell: Cell) -> int:
    return cell.total.money_after if cell.origin in (NEW, RETURNED) else cell.total.money_before


def _direction(cell: Cell, scores: Mapping[str, tuple[int, int]]) -> Direction:
    if cell.origin in (NEW, RETURNED):
        return "in"
    if cell.target == LAPSED:
        return "out"
    if cell.origin not in scores or cell.target not in scores:
        return "aside"
    steps = [after - before for before, after in zip(scores[cell.origin], scores[cell.target], strict=True)]
    if min(steps) >= 0 < max(steps):
        return "up"
    return "down" if max(steps) <= 0 > min(steps) else "aside"
