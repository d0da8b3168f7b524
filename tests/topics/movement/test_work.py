"""Last month's segments against this month's."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.errors import MovementError
from segmentation.topics.movement.work import (
    FIRST_EVER,
    LAPSED,
    NEW,
    RETURNED,
    Flow,
    moved_by_earlier,
    movements,
    transitions,
)

MONTH = "2011-11"
LONG_AGO = "2010-02-03 10:00"
THIS_MONTH = "2011-11-01 00:00"


def base(**customers):
    """Put customers in a month's table: their segment, what they spent, and when they first bought."""
    rows = [(*row, LONG_AGO)[:3] for row in customers.values()]
    table = pd.DataFrame(rows, columns=[c.SEGMENT, c.MONETARY, FIRST_EVER], index=pd.Index(list(customers)))
    return table.astype({c.MONETARY: "int64", FIRST_EVER: "datetime64[us]"})


OCTOBER = base(ann=("Loyal", 500), bob=("Loyal", 300), cid=("At risk", 90), dot=("Loyal", 40))
NOVEMBER = base(
    ann=("Loyal", 450),
    bob=("At risk", 300),
    cid=("Loyal", 200),
    eve=("At risk", 25, THIS_MONTH),
    fay=("Loyal", 10, LONG_AGO),
)


def shops(seed):
    """Make two months of a shop by chance, and what the earlier model would call the second."""
    rng = np.random.default_rng(seed)
    names = [f"segment {number}" for number in range(rng.integers(1, 6))]
    everyone = pd.Index([f"{number:04d}" for number in range(rng.integers(2, 80))])
    before, after = (
        pd.DataFrame(
            {
                c.SEGMENT: rng.choice(names, len(everyone)),
                c.MONETARY: rng.integers(1, 10**9, len(everyone)),
                FIRST_EVER: pd.to_datetime(rng.choice([LONG_AGO, THIS_MONTH], len(everyone))),
            },
            index=everyone,
        )[rng.random(len(everyone)) < 0.7]
        for _ in range(2)
    )
    earlier = pd.Series(rng.choice([*names, "gone"], len(after)), index=after.index)
    return before, after, earlier


def test_two_months_by_hand():
    """Ann stays, Bob slips, Cid rises, Dot lapses, Eve is new, Fay is back: each stands in one cell."""
    table = transitions(OCTOBER, NOVEMBER, month=MONTH)
    assert table.origins == ("Loyal", "At risk", NEW, RETURNED)
    assert table.targets == ("Loyal", "At risk", LAPSED)
    assert {(cell.origin, cell.target): cell.total for cell in table.cells if cell.total.customers} == {
        ("Loyal", "Loyal"): Flow(1, 500, 450),
        ("Loyal", "At risk"): Flow(1, 300, 300),
        ("Loyal", LAPSED): Flow(1, 40, 0),
        ("At risk", "Loyal"): Flow(1, 90, 200),
        (NEW, "At risk"): Flow(1, 0, 25),
        (RETURNED, "Loyal"): Flow(1, 0, 10),
    }
    assert table.row("Loyal") == Flow(3, 840, 750)
    assert table.column("At risk") == Flow(2, 300, 325)
    assert len(table.cells) == len(table.origins) * len(table.targets)
    assert not table.split


@pytest.mark.parametrize("seed", range(25))
def test_rows_are_last_month_and_columns_are_this_month(seed):
    """Customers and both moneys add up to both months, by segment and in all, and nobody came who was there."""
    before, after, earlier = shops(seed)
    table = transitions(before, after, month=MONTH, before_refit=earlier if seed % 2 else None)
    for name in table.origins[:-2]:
        of = before[before[c.SEGMENT] == name]
        assert (table.row(name).customers, table.row(name).money_before) == (len(of), of[c.MONETARY].sum())
    for name in table.targets[:-1]:
        of = after[after[c.SEGMENT] == name]
        assert (table.column(name).customers, table.column(name).money_after) == (len(of), of[c.MONETARY].sum())
    came, left = table.row(NEW) + table.row(RETURNED), table.column(LAPSED)
    assert (came.customers, came.money_before) == (len(after.index.difference(before.index)), 0)
    assert (left.customers, left.money_after) == (len(before.index.difference(after.index)), 0)
    assert table.row(NEW).customers == (after.drop(before.index, errors="ignore")[FIRST_EVER] >= "2011-11").sum()
    assert table.cell(NEW, LAPSED).total == table.cell(RETURNED, LAPSED).total == Flow()
    everyone = sum((cell.total for cell in table.cells), Flow())
    assert everyone.customers == len(before.index.union(after.index))
    assert (everyone.money_before, everyone.money_after) == (before[c.MONETARY].sum(), after[c.MONETARY].sum())


@pytest.mark.parametrize("seed", range(25))
def test_behaviour_and_model_change_add_up(seed):
    """In a refit month each cell is behaviour and model change; behaviour is the table without the new model."""
    before, after, earlier = shops(seed)
    table = transitions(before, after, month=MONTH, before_refit=earlier)
    assert table.split
    assert all(cell.behaviour + cell.model_change == cell.total for cell in table.cells)
    alone = transitions(before, after.assign(segment=earlier), month=MONTH)
    for cell in alone.cells:
        assert table.cell(cell.origin, cell.target).behaviour == cell.total
    # Where somebody was last month is no matter of the new model.
    for origin in table.origins:
        assert sum((cell.model_change for cell in table.cells if cell.origin == origin), Flow()) == Flow()
    assert set(table.targets) == {*after[c.SEGMENT], *earlier, *before[c.SEGMENT], LAPSED}


@pytest.mark.parametrize("seed", range(5))
def test_order_of_rows_changes_nothing(seed):
    """Shuffled customers, and names as categories, give the same table."""
    before, after, earlier = shops(seed)
    shuffled = after.sample(frac=1, random_state=seed).astype({c.SEGMENT: "category"})
    again = transitions(
        before.sample(frac=1, random_state=seed), shuffled, month=MONTH, before_refit=earlier[shuffled.index]
    )
    assert again == transitions(before, after, month=MONTH, before_refit=earlier)


def test_refit_by_hand():
    """The earlier model would have Bob in Loyal and Cid at risk still: both stand in their cells by the new one."""
    earlier = pd.Series(["Loyal", "Loyal", "At risk", "At risk", "Loyal"], index=NOVEMBER.index)
    renamed = NOVEMBER.assign(segment=NOVEMBER[c.SEGMENT].replace("At risk", "Hibernating"))
    table = transitions(OCTOBER, renamed, month=MONTH, before_refit=earlier)
    assert table.targets == ("Loyal", "Hibernating", "At risk", LAPSED)
    assert table.origins == ("Loyal", "At risk", NEW, RETURNED)
    slipped = table.cell("Loyal", "Hibernating")
    assert (slipped.total, slipped.behaviour, slipped.model_change) == (Flow(1, 300, 300), Flow(), Flow(1, 300, 300))
    stayed = table.cell("Loyal", "Loyal")
    assert (stayed.total.customers, stayed.behaviour.customers, stayed.model_change.customers) == (1, 2, -1)
    assert table.cell("At risk", "At risk").model_change == Flow(-1, -90, -200)
    assert table.cell(NEW, "At risk").behaviour == Flow(1, 0, 25)


def test_a_segment_that_nobody_is_in_any_more_stays_a_row():
    """A name that only last month has is a row, after this month's; it is no column, for nobody could be in it."""
    table = transitions(OCTOBER, NOVEMBER.assign(segment="Loyal"), month=MONTH)
    assert table.origins == ("Loyal", "At risk", NEW, RETURNED)
    assert table.targets == ("Loyal", LAPSED)


@pytest.mark.parametrize("empty", ["before", "after"])
def test_an_empty_month(empty):
    """Before the first month everybody came, and after the last everybody left."""
    nobody = NOVEMBER.iloc[:0]
    table = transitions(*((nobody, NOVEMBER) if empty == "before" else (OCTOBER, nobody)), month=MONTH)
    counted = Counter({cell.origin if empty == "before" else cell.target: 0 for cell in table.cells})
    for cell in table.cells:
        counted[cell.origin if empty == "before" else cell.target] += cell.total.customers
    assert counted == ({NEW: 1, RETURNED: 4} if empty == "before" else {LAPSED: 4})


def test_names_of_other_customers_are_refused():
    """The earlier model must name the month's own customers."""
    with pytest.raises(MovementError, match=r"names 4 customers of 2011-11, which has 5"):
        transitions(OCTOBER, NOVEMBER, month=MONTH, before_refit=OCTOBER[c.SEGMENT])


def test_movements_are_ranked_by_worth_and_know_where_they_lead():
    """Those worth most come first: what was spent before by who was there, and after by who came."""
    scores = {"Loyal": (3, 4), "At risk": (2, 4)}
    found = movements(transitions(OCTOBER, NOVEMBER, month=MONTH), scores)
    assert [(m.cell.origin, m.cell.target, m.worth, m.direction) for m in found] == [
        ("Loyal", "At risk", 300, "down"),
        ("At risk", "Loyal", 90, "up"),
        ("Loyal", LAPSED, 40, "out"),
        (NEW, "At risk", 25, "in"),
        (RETURNED, "Loyal", 10, "in"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        ((3, 4), (3, 4), "aside"),
        ((3, 4), (4, 4), "up"),
        ((3, 4), (4, 5), "up"),
        ((3, 4), (3, 3), "down"),
        ((3, 4), (1, 1), "down"),
        ((3, 4), (4, 3), "aside"),
        ((3, 4), (2, 5), "aside"),
        ((3, 4), None, "aside"),
    ],
)
def test_directions(before, after, direction):
    """Up if neither score falls and one rises, down if neither rises and one falls; else, and if unknown, aside."""
    scores = {name: score for name, score in (("Loyal", before), ("At risk", after)) if score}
    (found,) = movements(transitions(OCTOBER.loc[["bob"]], NOVEMBER.loc[["bob"]], month=MONTH), scores)
    assert found.direction == direction


def test_nobody_moved():
    """Where all stayed there is no movement, however their money changed."""
    assert movements(transitions(OCTOBER, OCTOBER.assign(monetary=1), month=MONTH), {}) == ()


def test_who_moved_by_the_earlier_model_is_counted_by_direction():
    """By the earlier model's names nobody but Bob and Cid moves: one down and one up, whatever the new model says."""
    after = NOVEMBER.assign(segment="New name")
    table = transitions(OCTOBER, after, month=MONTH, before_refit=NOVEMBER[c.SEGMENT])
    counted = moved_by_earlier(table, {"Loyal": (4, 4), "At risk": (2, 3)})
    assert {direction: count for direction, count in counted.items() if count} == {
        "up": 1,
        "down": 1,
        "in": 2,
        "out": 1,
    }
    assert moved_by_earlier(transitions(OCTOBER, NOVEMBER, month=MONTH), {}) == {}
