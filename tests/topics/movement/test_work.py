"""Last month's segments against this month's."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.coins import apportion
from segmentation.errors import MovementError
from segmentation.profiles import LOYAL
from segmentation.topics.movement.record import LAPSED
from segmentation.topics.movement.work import count_movements

from ...by_hand.movement import LAST_MONTH, before_of, now_of, odd_pence, told

MONTH = "2011-11"
LONG_AGO = "2010-02-03 10:00"
THIS_MONTH = "2011-11-01 00:00"


def base(**customers):
    """Put customers in a month's table: their segment, what they spent, and when they first bought."""
    rows = [(*row, LONG_AGO)[:3] for row in customers.values()]
    table = pd.DataFrame(rows, columns=[c.SEGMENT, c.MONETARY, c.FIRST_EVER], index=pd.Index(list(customers)))
    return table.astype({c.MONETARY: "int64", c.FIRST_EVER: "datetime64[us]"})


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
                c.FIRST_EVER: pd.to_datetime(rng.choice([LONG_AGO, THIS_MONTH], len(everyone))),
            },
            index=everyone,
        )[rng.random(len(everyone)) < 0.7]
        for _ in range(2)
    )
    earlier = pd.Series(rng.choice([*names, "gone"], len(after)), index=after.index)
    return before, after, earlier


def count(before, after, earlier=None, scores=None):
    """Compare two months in a currency whose smallest coin is a ten-thousandth, so that nothing is rounded."""
    amounts = after.astype({c.SEGMENT: object}).groupby(c.SEGMENT)[c.MONETARY].sum()
    return count_movements(
        before,
        after,
        MONTH,
        digits=4,
        amounts={name: Decimal(int(amount)).scaleb(-4) for name, amount in amounts.items()},
        scores=scores or {},
        profiles={"Loyal": LOYAL},
        before_refit=earlier,
    )


def cells_of(found):
    """Find cells by the names of their row and column."""
    return {(row.origin, cell.target): cell for row in found.origins for cell in row.cells}


def figures(flow):
    """Write a flow as customers and ten-thousandths."""
    return flow.customers, int(flow.money_before.scaleb(4)), int(flow.money_after.scaleb(4))


def total(flows):
    """Add up flows."""
    return tuple(map(sum, zip((0, 0, 0), *map(figures, flows), strict=True)))


def names_of(found):
    """Name the rows and the columns."""
    return tuple(row.origin for row in found.origins), tuple(column.target for column in found.targets)


def test_two_months_by_hand():
    """Ann stays, Bob slips, Cid rises, Dot lapses, Eve is new, Fay is back: each is in one cell."""
    found = count(OCTOBER, NOVEMBER)
    assert names_of(found) == (("Loyal", "At risk", c.NEW, c.RETURNED), ("Loyal", "At risk", LAPSED))
    assert {place: figures(cell) for place, cell in cells_of(found).items() if cell.customers} == {
        ("Loyal", "Loyal"): (1, 500, 450),
        ("Loyal", "At risk"): (1, 300, 300),
        ("Loyal", LAPSED): (1, 40, 0),
        ("At risk", "Loyal"): (1, 90, 200),
        (c.NEW, "At risk"): (1, 0, 25),
        (c.RETURNED, "Loyal"): (1, 0, 10),
    }
    assert figures(found.origins[0]) == (3, 840, 750)
    assert figures(found.targets[1]) == (2, 300, 325)
    assert [row.kind for row in found.origins] == ["segment", "segment", "new", "returned"]
    assert [(column.kind, column.profile) for column in found.targets] == [
        ("segment", LOYAL),
        ("segment", None),
        ("lapsed", None),
    ]
    assert (found.last_month, found.new_model, found.stayed, found.moved) == ("2011-10", False, 1, 2)
    assert (found.new, found.returned, found.lapsed) == (1, 1, 1)
    assert (found.stayed_by_earlier, found.rose_by_earlier, found.slipped_by_earlier) == (None, None, None)


@pytest.mark.parametrize("seed", range(25))
def test_rows_are_last_month_and_columns_are_this_month(seed):
    """Customers and both moneys add up to both months, by segment and in all, and nobody came who was there."""
    before, after, earlier = shops(seed)
    found = count(before, after, earlier if seed % 2 else None)
    rows, columns = {row.origin: row for row in found.origins}, {column.target: column for column in found.targets}
    for name, row in rows.items():
        of = before[before[c.SEGMENT] == name]
        assert row.kind != "segment" or figures(row)[:2] == (len(of), of[c.MONETARY].sum())
        assert figures(row) == total(row.cells)
        assert [cell.target for cell in row.cells] == [*columns]
    for name, column in columns.items():
        of = after[after[c.SEGMENT] == name]
        assert column.kind == "lapsed" or figures(column)[::2] == (len(of), of[c.MONETARY].sum())
        assert figures(column) == total(cell for row in rows.values() for cell in row.cells if cell.target == name)
    came, left = total([rows[c.NEW], rows[c.RETURNED]]), figures(columns[LAPSED])
    assert came[:2] == (len(after.index.difference(before.index)), 0)
    assert left[::2] == (len(before.index.difference(after.index)), 0)
    assert found.new == (after.drop(before.index, errors="ignore")[c.FIRST_EVER] >= "2011-11").sum()
    cells = cells_of(found)
    assert figures(cells[c.NEW, LAPSED]) == figures(cells[c.RETURNED, LAPSED]) == (0, 0, 0)
    assert total(cells.values()) == (
        len(before.index.union(after.index)),
        before[c.MONETARY].sum(),
        after[c.MONETARY].sum(),
    )


@pytest.mark.parametrize("seed", range(25))
def test_behaviour_and_model_change_add_up(seed):
    """In a refit month each cell is behaviour and model change; behaviour is the table without the new model."""
    before, after, earlier = shops(seed)
    found = count(before, after, earlier)
    assert found.new_model
    cells = cells_of(found)
    for part in (*cells.values(), *found.origins, *found.targets):
        assert total([part.behaviour, part.model_change]) == figures(part)
    for place, cell in cells_of(count(before, after.assign(segment=earlier))).items():
        assert figures(cells[place].behaviour) == figures(cell)
    # Where somebody was last month is no matter of the new model.
    assert all(figures(row.model_change) == (0, 0, 0) for row in found.origins)
    assert {column.target for column in found.targets} == {*after[c.SEGMENT], *earlier, *before[c.SEGMENT], LAPSED}


@pytest.mark.parametrize("seed", range(5))
def test_order_of_rows_changes_nothing(seed):
    """Shuffled customers, and names as categories, give the same table."""
    before, after, earlier = shops(seed)
    shuffled = after.sample(frac=1, random_state=seed).astype({c.SEGMENT: "category"})
    again = count(before.sample(frac=1, random_state=seed), shuffled, earlier[shuffled.index])
    assert again == count(before, after, earlier)


def test_refit_by_hand():
    """The earlier model would have Bob in Loyal and Cid at risk still: both are in their cells by the new one."""
    earlier = pd.Series(["Loyal", "Loyal", "At risk", "At risk", "Loyal"], index=NOVEMBER.index)
    found = count(OCTOBER, NOVEMBER.assign(segment=NOVEMBER[c.SEGMENT].replace("At risk", "Hibernating")), earlier)
    assert names_of(found) == (
        ("Loyal", "At risk", c.NEW, c.RETURNED),
        ("Loyal", "Hibernating", "At risk", LAPSED),
    )
    cells = cells_of(found)
    slipped, stayed = cells["Loyal", "Hibernating"], cells["Loyal", "Loyal"]
    assert [figures(part) for part in (slipped, slipped.behaviour, slipped.model_change)] == [
        (1, 300, 300),
        (0, 0, 0),
        (1, 300, 300),
    ]
    assert (stayed.customers, stayed.behaviour.customers, stayed.model_change.customers) == (1, 2, -1)
    assert figures(cells["At risk", "At risk"].model_change) == (-1, -90, -200)
    assert figures(cells[c.NEW, "At risk"].behaviour) == (1, 0, 25)
    assert (found.stayed, found.stayed_by_earlier) == (1, 3)


def test_a_segment_that_nobody_is_in_any_more_stays_a_row():
    """A name that only last month has is a row, after this month's; it is no column, for nobody could be in it."""
    found = count(OCTOBER, NOVEMBER.assign(segment="Loyal"))
    assert names_of(found) == (("Loyal", "At risk", c.NEW, c.RETURNED), ("Loyal", LAPSED))


@pytest.mark.parametrize("empty", ["before", "after"])
def test_an_empty_month(empty):
    """Before the first month everybody came, and after the last everybody left."""
    nobody = NOVEMBER.iloc[:0]
    found = count(nobody, NOVEMBER) if empty == "before" else count(OCTOBER, nobody)
    counted = found.origins if empty == "before" else found.targets
    assert [each.customers for each in counted] == ([1, 4] if empty == "before" else [4])


def test_names_of_other_customers_are_refused():
    """The earlier model must name the month's own customers."""
    with pytest.raises(MovementError, match=r"the earlier model has 4 customers of 2011-11, which has 5"):
        count(OCTOBER, NOVEMBER, OCTOBER[c.SEGMENT])


def test_movements_are_ranked_by_worth_and_know_where_they_lead():
    """Those worth most come first: what was spent before by who was there, and after by who came."""
    found = count(OCTOBER, NOVEMBER, scores={"Loyal": (3, 4), "At risk": (2, 4)})
    assert [(m.origin, m.target, int(m.worth.scaleb(4)), m.direction) for m in found.notable] == [
        ("Loyal", "At risk", 300, "down"),
        ("At risk", "Loyal", 90, "up"),
        ("Loyal", LAPSED, 40, "out"),
        (c.NEW, "At risk", 25, "in"),
        (c.RETURNED, "Loyal", 10, "in"),
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
    found = count(OCTOBER.loc[["bob"]], NOVEMBER.loc[["bob"]], scores=scores)
    assert [moved.direction for moved in found.notable] == [direction]
    assert {"up": found.rose, "down": found.slipped, "aside": found.aside} == {
        "up": 0,
        "down": 0,
        "aside": 0,
        direction: 1,
    }


def test_nobody_moved():
    """Where all stayed there is no movement, however their money changed."""
    assert count(OCTOBER, OCTOBER.assign(monetary=1)).notable == ()


def test_who_moved_by_the_earlier_model_is_counted_by_direction():
    """By the earlier model's names nobody but Bob and Cid moves: one down and one up, whatever the new model says."""
    after = NOVEMBER.assign(segment="New name")
    found = count(OCTOBER, after, NOVEMBER[c.SEGMENT], {"Loyal": (4, 4), "At risk": (2, 3)})
    assert (found.stayed_by_earlier, found.rose_by_earlier, found.slipped_by_earlier) == (1, 1, 1)
    assert (found.stayed, found.rose, found.slipped, found.aside) == (0, 0, 0, 3)


@pytest.fixture(scope="module")
def facts():
    """Make the facts of four segments and the month before."""
    return told()


@pytest.mark.parametrize("refit", [False, True])
@pytest.mark.parametrize("currency", ["GBP", "JPY"])
@pytest.mark.parametrize("seed", range(6))
def test_cells_add_up_to_both_months_to_the_penny(seed, currency, refit):
    """Rows, columns and all of the record add up in customers and both moneys, as does either part of a cell."""
    facts = told(odd_pence(seed), currency=currency, refit=refit)
    movement = facts.movement
    assert {row.origin: len(row.cells) for row in movement.origins} == {
        row.origin: len(movement.targets) for row in movement.origins
    }
    for what in ("customers", "money_before", "money_after"):
        columns = [sum(getattr(row.cells[at], what) for row in movement.origins) for at in range(len(movement.targets))]
        assert columns == [getattr(column, what) for column in movement.targets]
        for row in movement.origins:
            assert getattr(row, what) == sum(getattr(cell, what) for cell in row.cells)
            for cell in row.cells if refit else ():
                assert getattr(cell.behaviour, what) + getattr(cell.model_change, what) == getattr(cell, what)
    assert {column.target: column.money_after for column in movement.targets if column.kind == "segment"} == {
        segment.segment: segment.monetary for segment in facts.segments
    }
    assert movement.money_after == facts.monetary
    assert movement.money_before == sum(row.money_before for row in movement.origins if row.kind == "segment")
    nobody = [cell for row in movement.origins for cell in row.cells if not cell.customers]
    assert all(cell.money_before == cell.money_after == 0 for cell in nobody)


@pytest.mark.parametrize("seed", range(6))
def test_last_month_is_told_as_its_own_report_told_it(seed):
    """The odd penny goes to the segment it went to in last month's report: segments with most money come first."""
    groups = odd_pence(seed)
    spent = before_of(now_of(groups)).groupby("segment")["monetary"].sum()
    order = sorted(spent.index, key=lambda name: (-spent[name], name))
    amounts = apportion([int(spent[name]) for name in order], 2)
    found = told(groups).movement.origins
    assert {row.origin: row.money_before for row in found if row.kind == "segment"} == dict(
        zip(order, amounts, strict=True)
    )


def test_counts_of_the_record(facts):
    """Of 48 customers 5 are new and 3 back; 46 were there before with the two who left; the rest stayed or moved."""
    movement = facts.movement
    assert (movement.last_month, movement.customers_before, movement.customers_after) == (LAST_MONTH, 42, 48)
    assert (movement.new, movement.returned, movement.lapsed) == (5, 3, 2)
    assert movement.customers == 50 == movement.stayed + movement.moved + 5 + 3 + 2
    assert movement.moved == movement.rose + movement.slipped + movement.aside
    assert movement.stayed_by_earlier is None
    assert [moved.worth for moved in movement.notable] == sorted((m.worth for m in movement.notable), reverse=True)
