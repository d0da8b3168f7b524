"""Collect who moved between last month's segments and this month's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from segmentation.coins import apportion
from segmentation.topics.movement.record import CellFact, FlowFact, MovementFact, NotableFact, OriginFact, TargetFact
from segmentation.topics.movement.work import LAPSED, NEW, RETURNED, Cell, Direction, Flow, Movement, Transitions
from segmentation.topics.segments.record import SegmentFact

Place = tuple[str, str]
"""A cell's origin and target."""


def movement_fact(
    table: Transitions,
    movements: Sequence[Movement],
    segments: Sequence[SegmentFact],
    digits: int,
    *,
    last_month: str,
    windows_full: bool,
    profiles: Mapping[str, str],
    by_earlier: Mapping[Direction, int],
) -> MovementFact:
    """Collect who moved, with money rounded so that the cells add up to the segments of either month.

    Parameters
    ----------
    table : Transitions
        The table.
    movements : sequence of Movement
        Who did not stay where they were, those worth most first.
    segments : sequence of SegmentFact
        This month's, to whose money the columns add up.
    digits : int
        Decimals of the currency's smallest coin.
    last_month : str
        Such as ``2011-10``.
    windows_full : bool
        Whether the data cover the windows of both months.
    profiles : mapping of str to str
        Profile of every segment of either month, by name.
    by_earlier : mapping of str to int
        In a month with a new model, who would have moved by the earlier one, by direction.

    Returns
    -------
    MovementFact
    """
    amounts = {segment.segment: segment.monetary for segment in segments}
    flows = _rounded({(cell.origin, cell.target): cell.total for cell in table.cells}, digits, amounts)
    behaviour = _rounded({(cell.origin, cell.target): cell.behaviour or Flow() for cell in table.cells}, digits)
    cells = {(cell.origin, cell.target): _cell(cell, flows, behaviour if table.split else None) for cell in table.cells}
    rows = {name: tuple(cells[name, target] for target in table.targets) for name in table.origins}
    origins = tuple(
        OriginFact(
            origin=name,
            kind="new" if name == NEW else "returned" if name == RETURNED else "segment",
            profile=profiles.get(name),
            cells=row,
            **_sums(row),
        )
        for name, row in rows.items()
    )
    targets = tuple(
        TargetFact(
            target=name,
            kind="lapsed" if name == LAPSED else "segment",
            profile=profiles.get(name),
            **_sums([cells[origin, name] for origin in table.origins]),
        )
        for name in table.targets
    )
    moved = {
        direction: sum(m.cell.total.customers for m in movements if m.direction == direction)
        for direction in ("up", "down", "aside")
    }
    return MovementFact(
        last_month=last_month,
        windows_full=windows_full,
        new_model=table.split,
        customers_before=sum(row.customers for row in origins if row.kind == "segment"),
        customers_after=sum(column.customers for column in targets if column.kind == "segment"),
        customers=sum(row.customers for row in origins),
        money_before=sum((row.money_before for row in origins), Decimal(0)),
        money_after=sum((column.money_after for column in targets), Decimal(0)),
        stayed=sum(cell.total.customers for cell in table.cells if _stays(cell)),
        stayed_by_earlier=sum(cell.behaviour.customers for cell in table.cells if cell.behaviour and _stays(cell))
        if table.split
        else None,
        moved=sum(moved.values()),
        rose_by_earlier=by_earlier.get("up", 0) if table.split else None,
        slipped_by_earlier=by_earlier.get("down", 0) if table.split else None,
        rose=moved["up"],
        slipped=moved["down"],
        aside=moved["aside"],
        new=sum(row.customers for row in origins if row.kind == "new"),
        returned=sum(row.customers for row in origins if row.kind == "returned"),
        lapsed=sum(column.customers for column in targets if column.kind == "lapsed"),
        origins=origins,
        targets=targets,
        notable=tuple(_notable(movement, cells[movement.cell.origin, movement.cell.target]) for movement in movements),
    )


def _rounded(
    flows: Mapping[Place, Flow], digits: int, amounts: Mapping[str, Decimal] | None = None
) -> dict[Place, FlowFact]:
    """Round last month's money row by row and this month's column by column, so that both add up.

    Parameters
    ----------
    flows : mapping of (str, str) to Flow
        Every cell.
    digits : int
        Decimals of the currency's smallest coin.
    amounts : mapping of str to Decimal, optional
        What columns come to where that is rounded already.

    Returns
    -------
    dict of (str, str) to FlowFact
    """
    before = _apportioned({place: flow.money_before for place, flow in flows.items()}, 0, digits, {})
    after = _apportioned({place: flow.money_after for place, flow in flows.items()}, 1, digits, amounts or {})
    return {
        place: FlowFact(customers=flow.customers, money_before=before[place], money_after=after[place])
        for place, flow in flows.items()
    }


def _apportioned(
    money: Mapping[Place, int], side: int, digits: int, amounts: Mapping[str, Decimal]
) -> dict[Place, Decimal]:
    """Round the segments of one month, and within each its cells: rows for side 0, columns for side 1."""
    names = sorted({place[side] for place in money})
    exact = {name: sum(amount for place, amount in money.items() if place[side] == name) for name in names}
    sums = {**month_amounts(exact, digits), **amounts}
    rounded: dict[Place, Decimal] = {}
    for name in names:
        places = [place for place in money if place[side] == name]
        rounded |= zip(places, apportion([money[place] for place in places], digits, sums[name]), strict=True)
    return rounded


def month_amounts(money: Mapping[str, int], digits: int) -> dict[str, Decimal]:
    """Round what a month's segments come to, the same way wherever that month is told of.

    Parameters
    ----------
    money : mapping of str to int
        By segment, in ten-thousandths of the currency's unit.
    digits : int
        Decimals of the currency's smallest coin.

    Returns
    -------
    dict of str to Decimal
        They add up to their sum, rounded half a coin up.

    Examples
    --------
    >>> month_amounts({"At risk": 50, "Loyal": 150}, 2)
    {'Loyal': Decimal('0.02'), 'At risk': Decimal('0.00')}
    """
    # In the order of that month's own report, so that of equal remainders the same is rounded up as there.
    names = sorted(money, key=lambda name: (-money[name], name))
    return dict(zip(names, apportion([money[name] for name in names], digits), strict=True))


def _cell(cell: Cell, flows: Mapping[Place, FlowFact], behaviour: Mapping[Place, FlowFact] | None) -> CellFact:
    place = cell.origin, cell.target
    total, part = flows[place], None if behaviour is None else behaviour[place]
    rest = part and FlowFact(
        customers=total.customers - part.customers,
        money_before=total.money_before - part.money_before,
        money_after=total.money_after - part.money_after,
    )
    return CellFact(target=cell.target, **total.model_dump(), behaviour=part, model_change=rest)


def _stays(cell: Cell) -> bool:
    return cell.origin == cell.target


def _sums(cells: Sequence[CellFact]) -> dict[str, Any]:
    """Add up a row or a column, and the two parts of its cells where they are split."""
    split = [(cell.behaviour, cell.model_change) for cell in cells if cell.behaviour and cell.model_change]
    behaviour, model_change = zip(*split, strict=True) if split else ((), ())
    return {
        **_sum(cells).model_dump(),
        "behaviour": _sum(behaviour) if split else None,
        "model_change": _sum(model_change) if split else None,
    }


def _sum(flows: Sequence[CellFact | FlowFact]) -> FlowFact:
    return FlowFact(
        customers=sum(flow.customers for flow in flows),
        money_before=sum((flow.money_before for flow in flows), Decimal(0)),
        money_after=sum((flow.money_after for flow in flows), Decimal(0)),
    )


def _notable(movement: Movement, cell: CellFact) -> NotableFact:
    return NotableFact(
        origin=movement.cell.origin,
        target=movement.cell.target,
        direction=movement.direction,
        customers=cell.customers,
        worth=cell.money_after if movement.direction == "in" else cell.money_before,
        behaviour_customers=None if cell.behaviour is None else cell.behaviour.customers,
        model_change_customers=None if cell.model_change is None else cell.model_change.customers,
    )
