"""Who moved from which of last month's segments to which of this month's.

Every customer in last month's base or in this month's is in exactly one cell of the table, so its rows add up to
last month and its columns to this month, in customers and in both months' money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from segmentation import columns as c
from segmentation.coins import apportion, apportion_by_name
from segmentation.errors import MovementError
from segmentation.months import Month
from segmentation.topics.movement.record import LAPSED, Cell, Direction, Flow, Move, Movement, Origin, Target

if TYPE_CHECKING:
    import pandas as pd

    Scores = Mapping[str, tuple[int, int]]
    """Recency score and value score of segments, by name."""

Place = tuple[str, str]
"""A cell's origin and target."""
Exact = tuple[int, int, int]
"""A cell's customers, and both months' money in ten-thousandths of the currency's unit."""


def count_movements(  # noqa: PLR0913  (both months, and what their segments are)
    before: pd.DataFrame,
    after: pd.DataFrame,
    month: str,
    *,
    digits: int,
    amounts: Mapping[str, Decimal],
    scores: Scores,
    profiles: Mapping[str, str],
    before_refit: pd.Series[str] | None = None,
    windows_full: bool = True,
) -> Movement:
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
    digits : int
        Decimals of the currency's smallest coin.
    amounts : mapping of str to Decimal
        What this month's segments come to, rounded already: the columns add up to it.
    scores : mapping of str to (int, int)
        Recency score and value score of the segments of both months, from 1 to 5. A movement is up if neither falls
        and one rises, down if neither rises and one falls; else, and where a segment has none, it is aside.
    profiles : mapping of str to str
        Profiles of the segments of both months.
    before_refit : Series of shape (n_customers,), optional
        For a month with a new model: what the earlier one would have called each of this month's customers. Each cell
        then splits into behaviour (both months by the earlier model's names alone) and model change (the rest).
    windows_full : bool, optional
        Whether the data cover the windows of both months.

    Returns
    -------
    Movement
        Rows and columns are the segments by this month's money, most first, then names that only last month, or only
        the earlier model, has; ``new``, ``returned`` and ``lapsed`` come last and are always there.

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
    ...         "monetary": [400, 100],
    ...         "first_ever": pd.to_datetime(["2010-06-01", "2011-11-05"]),
    ...     },
    ...     index=["a", "c"],
    ... )
    >>> found = count_movements(
    ...     october, november, "2011-11", digits=2, amounts={"Loyal": Decimal("0.05")}, scores={}, profiles={}
    ... )
    >>> found.stayed, found.lapsed, found.new
    (1, 1, 1)
    >>> [(moved.origin, moved.target, str(moved.worth)) for moved in found.notable]
    [('Loyal', 'lapsed', '0.03'), ('new', 'Loyal', '0.01')]
    """
    if before_refit is not None and not before_refit.index.equals(after.index):
        msg = (
            f"the earlier model has {len(before_refit):,} customers of {month}, which has {len(after):,}: it must "
            "have the same ones in the same order; score the month's own customers with it"
        )
        raise MovementError(msg)
    rows, columns = _names(before, after, before_refit)
    places = [(origin, target) for origin in rows for target in columns]
    exact = _count(before, after, after[c.SEGMENT], month, places)
    earlier = None if before_refit is None else _count(before, after, before_refit, month, places)
    parts = {} if earlier is None else _rounded(earlier, digits, {})
    cells = {place: _cell(place[1], flow, parts.get(place)) for place, flow in _rounded(exact, digits, amounts).items()}
    ways = {place: _direction(place, scores) for place in places if place[0] != place[1]}
    origins = tuple(_origin(name, [cells[name, target] for target in columns], profiles) for name in rows)
    targets = tuple(_target(name, [cells[origin, name] for origin in rows], profiles) for name in columns)
    return Movement(
        last_month=str(Month.parse(month).shifted(-1)),
        windows_full=windows_full,
        new_model=earlier is not None,
        customers_before=sum(row.customers for row in origins if row.kind == "segment"),
        customers_after=sum(column.customers for column in targets if column.kind == "segment"),
        customers=sum(row.customers for row in origins),
        money_before=sum((row.money_before for row in origins), Decimal(0)),
        money_after=sum((column.money_after for column in targets), Decimal(0)),
        new=sum(row.customers for row in origins if row.kind == "new"),
        returned=sum(row.customers for row in origins if row.kind == "returned"),
        lapsed=sum(column.customers for column in targets if column.kind == "lapsed"),
        origins=origins,
        targets=targets,
        notable=tuple(_move(place, cells[place], ways[place]) for place in _most_worth_first(exact) if place in ways),
        **_directions(exact, earlier, ways),
    )


def _names(
    before: pd.DataFrame, after: pd.DataFrame, before_refit: pd.Series[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the rows and the columns: the segments as a report lists them, then those that are no more."""
    ranked = _most_money_first(after)
    earlier = [name for name in _most_money_first(before) if name not in ranked]
    named_before = set(before[c.SEGMENT])
    rows = (*(name for name in (*ranked, *earlier) if name in named_before), c.NEW, c.RETURNED)
    if before_refit is None:
        return rows, (*ranked, LAPSED)
    return rows, (*ranked, *earlier, *sorted(set(before_refit) - {*ranked, *earlier}), LAPSED)


def _most_money_first(table: pd.DataFrame) -> list[str]:
    money = table.groupby(table[c.SEGMENT].astype(object))[c.MONETARY].sum()
    return sorted(map(str, money.index), key=lambda name: (-int(money[name]), name))


def _count(
    before: pd.DataFrame, after: pd.DataFrame, named: pd.Series[str], month: str, places: Iterable[Place]
) -> dict[Place, Exact]:
    """Add up who went from where to where, this month's segments being those named; every place has a cell."""
    import pandas as pd

    everyone = before.index.union(after.index)
    arrived = (after[c.FIRST_EVER] >= pd.Timestamp(month)).map({True: c.NEW, False: c.RETURNED})
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
    found = {
        place: (int(customers), int(spent), int(spends))
        for place, (customers, spent, spends) in zip(sums.index, sums.to_numpy(), strict=True)
    }
    return {place: found.get(place, (0, 0, 0)) for place in places}


def _rounded(exact: Mapping[Place, Exact], digits: int, amounts: Mapping[str, Decimal]) -> dict[Place, Flow]:
    """Round last month's money row by row and this month's column by column, so that both add up."""
    before = _apportioned({place: flow[1] for place, flow in exact.items()}, 0, digits, {})
    after = _apportioned({place: flow[2] for place, flow in exact.items()}, 1, digits, amounts)
    return {
        place: Flow(customers=flow[0], money_before=before[place], money_after=after[place])
        for place, flow in exact.items()
    }


def _apportioned(
    money: Mapping[Place, int], side: int, digits: int, amounts: Mapping[str, Decimal]
) -> dict[Place, Decimal]:
    """Round the segments of one month, and within each its cells: rows for side 0, columns for side 1."""
    names = sorted({place[side] for place in money})
    exact = {name: sum(amount for place, amount in money.items() if place[side] == name) for name in names}
    sums = {**apportion_by_name(exact, digits), **amounts}
    rounded: dict[Place, Decimal] = {}
    for name in names:
        places = [place for place in money if place[side] == name]
        rounded |= zip(places, apportion([money[place] for place in places], digits, sums[name]), strict=True)
    return rounded


def _cell(target: str, total: Flow, behaviour: Flow | None) -> Cell:
    rest = behaviour and Flow(
        customers=total.customers - behaviour.customers,
        money_before=total.money_before - behaviour.money_before,
        money_after=total.money_after - behaviour.money_after,
    )
    return Cell(target=target, **dict(total), behaviour=behaviour, model_change=rest)


def _origin(name: str, cells: Sequence[Cell], profiles: Mapping[str, str]) -> Origin:
    kind: Literal["segment", "new", "returned"] = (
        "new" if name == c.NEW else "returned" if name == c.RETURNED else "segment"
    )
    return Origin(origin=name, kind=kind, profile=profiles.get(name), cells=tuple(cells), **_sums(cells))


def _target(name: str, cells: Sequence[Cell], profiles: Mapping[str, str]) -> Target:
    kind: Literal["segment", "lapsed"] = "lapsed" if name == LAPSED else "segment"
    return Target(target=name, kind=kind, profile=profiles.get(name), **_sums(cells))


def _sums(cells: Sequence[Cell]) -> dict[str, Any]:
    """Add up a row or a column, and the two parts of its cells where they are split."""
    split = [(cell.behaviour, cell.model_change) for cell in cells if cell.behaviour and cell.model_change]
    behaviour, model_change = map(_sum, zip(*split, strict=True)) if split else (None, None)
    return {**dict(_sum(cells)), "behaviour": behaviour, "model_change": model_change}


def _sum(flows: Sequence[Flow]) -> Flow:
    return Flow(
        customers=sum(flow.customers for flow in flows),
        money_before=sum((flow.money_before for flow in flows), Decimal(0)),
        money_after=sum((flow.money_after for flow in flows), Decimal(0)),
    )


def _directions(
    exact: Mapping[Place, Exact], earlier: Mapping[Place, Exact] | None, ways: Mapping[Place, Direction]
) -> dict[str, Any]:
    """Count who stayed, rose, slipped and moved aside, and who would have by the earlier model."""

    def count(flows: Mapping[Place, Exact], way: Direction | None) -> int:
        return sum(flow[0] for place, flow in flows.items() if ways.get(place) == way)

    rose, slipped, aside = (count(exact, way) for way in ("up", "down", "aside"))
    return {
        "stayed": count(exact, None),
        "moved": rose + slipped + aside,
        "rose": rose,
        "slipped": slipped,
        "aside": aside,
        "stayed_by_earlier": None if earlier is None else count(earlier, None),
        "rose_by_earlier": None if earlier is None else count(earlier, "up"),
        "slipped_by_earlier": None if earlier is None else count(earlier, "down"),
    }


def _most_worth_first(exact: Mapping[Place, Exact]) -> list[Place]:
    """List the cells with customers by what they spent before, or since where they came; then by their number."""
    # Sorting is stable: among equals the order of the table decides.
    worth = {place: flow[2] if place[0] in (c.NEW, c.RETURNED) else flow[1] for place, flow in exact.items()}
    return sorted((place for place in exact if exact[place][0]), key=lambda place: (-worth[place], -exact[place][0]))


def _direction(place: Place, scores: Scores) -> Direction:
    origin, target = place
    if origin in (c.NEW, c.RETURNED):
        return "in"
    if target == LAPSED:
        return "out"
    if origin not in scores or target not in scores:
        return "aside"
    steps = [after - before for before, after in zip(scores[origin], scores[target], strict=True)]
    if min(steps) >= 0 < max(steps):
        return "up"
    return "down" if max(steps) <= 0 > min(steps) else "aside"


def _move(place: Place, cell: Cell, way: Direction) -> Move:
    return Move(
        origin=place[0],
        target=place[1],
        direction=way,
        customers=cell.customers,
        worth=cell.money_after if way == "in" else cell.money_before,
        behaviour_customers=cell.behaviour.customers if cell.behaviour else None,
        model_change_customers=cell.model_change.customers if cell.model_change else None,
    )
