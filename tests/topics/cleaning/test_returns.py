"""Undoing purchases by returns, last in, first out."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from segmentation import columns as c
from segmentation.topics.cleaning.returns import KEPT_QUANTITY, UNMATCHED_QUANTITY, match_returns

from ...by_hand.lines import ENGINES, SCHEMA, at, clean_alone, kept_lines, line, table, undo

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@pytest.fixture(params=ENGINES)
def match(request) -> Callable[[pl.DataFrame], dict[int, tuple[int, int]]]:
    """Match returns on one engine after the other: line to pieces kept and pieces unmatched."""

    def matched(lines: pl.DataFrame) -> dict[int, tuple[int, int]]:
        frame = nw.from_native(ENGINES[request.param](lines)).lazy()
        result = nw.to_native(match_returns(frame).collect("polars"))
        assert result.schema == {c.LINE: pl.Int64, KEPT_QUANTITY: pl.Int64, UNMATCHED_QUANTITY: pl.Int64}
        return {number: (kept, unmatched) for number, kept, unmatched in sorted(result.iter_rows())}

    return matched


def in_turn(*quantities: int, **fields: Any) -> pl.DataFrame:
    """Let one customer buy and return one product, a line a day."""
    start = at("2011-11-01")
    days = (start + timedelta(days=day) for day in range(len(quantities)))
    return table(*(line(quantity, invoice_date=day, **fields) for quantity, day in zip(quantities, days, strict=True)))


@pytest.mark.parametrize(
    ("quantities", "kept", "unmatched"),
    [
        pytest.param([5, -5], [0, 0], [0, 0], id="in full"),
        pytest.param([5, -2], [3, 0], [0, 0], id="in part"),
        pytest.param([5, -2, -1, -1], [1, 0, 0, 0], [0, 0, 0, 0], id="several times"),
        pytest.param([5, -2, -4], [0, 0, 0], [0, 0, 1], id="once too often"),
        pytest.param([-5, 5], [0, 5], [5, 0], id="before the purchase"),
        pytest.param([-1, 5, -2], [0, 3, 0], [1, 0, 0], id="before the purchase and after it"),
        pytest.param([3, 4, -9], [0, 0, 0], [0, 0, 2], id="more than everything bought"),
        pytest.param([3, 4, -2], [3, 2, 0], [0, 0, 0], id="of the last purchase first"),
        pytest.param([3, 4, -5], [2, 0, 0], [0, 0, 0], id="of the last purchase and the one before"),
        pytest.param([3, -3, 4], [0, 0, 4], [0, 0, 0], id="never of a later purchase"),
        pytest.param([3, 4, -4, 5, -6], [2, 0, 0, 0, 0], [0, 0, 0, 0, 0], id="past one returned already"),
        pytest.param([2, -3, 2, -3], [0, 0, 0, 0], [0, 1, 0, 1], id="too much, twice"),
        pytest.param([-2, -3], [0, 0], [2, 3], id="of nothing"),
    ],
)
def test_a_return_undoes_the_latest_purchases(match, quantities, kept, unmatched):
    """Pieces are undone last in, first out; those for which there is nothing to undo are counted."""
    expected = dict(enumerate(zip(kept, unmatched, strict=True), 1))
    assert match(in_turn(*quantities)) == expected


def test_crossed_returns_meet_their_own_purchases(match):
    """Customers and products whose lines alternate in time never undo each other's purchases."""
    start = at("2011-11-01")
    whose = [("A", "10001"), ("A", "10002"), ("B", "10001")]
    quantities = {1: [5, 7, 9], 2: [-1, -9, -9], 3: [2, 2, 2]}
    lines = [
        line(quantity, customer_id=customer, stock_code=code, invoice_date=start + timedelta(days=day))
        for day, row in quantities.items()
        for (customer, code), quantity in zip(whose, row, strict=True)
    ]
    kept = [(4, 0), (0, 0), (0, 0), (0, 0), (0, 2), (0, 0), (2, 0), (2, 0), (2, 0)]
    assert match(table(*lines)) == dict(enumerate(kept, 1))


def test_only_products_that_ever_came_back_are_followed(match):
    """Another customer's return, or another product's, leaves a purchase out of the table."""
    lines = table(
        line(5),
        line(-5, customer_id="B"),
        line(-5, stock_code="10002"),
        line(5, customer_id="C"),
    )
    assert match(lines) == {2: (0, 5), 3: (0, 5)}


def test_a_purchase_is_undone_whatever_it_cost(match):
    """Of two purchases at different prices the later one goes first, even if the return bears the other's price."""
    lines = in_turn(2, 2, -2).with_columns(pl.Series(c.PRICE, [10_000, 50_000, 10_000]))
    assert match(lines) == {1: (2, 0), 2: (0, 0), 3: (0, 0)}


@pytest.mark.parametrize(
    ("quantities", "expected"),
    [
        ([5, -5], {1: (0, 0), 2: (0, 0)}),
        ([-5, 5], {1: (0, 5), 2: (5, 0)}),
        ([3, 4, -3], {1: (3, 0), 2: (1, 0), 3: (0, 0)}),
    ],
)
def test_lines_of_one_instant_follow_the_source(match, quantities, expected):
    """Of lines of one minute, the one that stands first in the source came first."""
    lines = table(*(line(quantity) for quantity in quantities))
    assert match(lines) == expected
    assert match(lines.reverse()) == expected


@pytest.mark.parametrize("seed", range(4))
def test_equals_a_stack_followed_line_by_line(match, seed):
    """On hundreds of random lines of a few customers the running sums say what a plain stack says."""
    size = 600
    rng = np.random.default_rng(seed)
    quantities = rng.integers(1, 20, size) * rng.choice([1, 1, -1], size)
    lines = pl.DataFrame(
        {
            c.LINE: rng.permutation(size) + 1,
            c.QUANTITY: quantities,
            # Few instants, so that many lines share one.
            c.INVOICE_DATE: [at("2011-01-01") + timedelta(hours=int(hour)) for hour in rng.integers(0, 90, size)],
            c.CUSTOMER_ID: rng.choice(["A", "B", "C", "D"], size),
            c.STOCK_CODE: rng.choice(["10001", "10002", "10003"], size),
        },
        schema_overrides=SCHEMA,
    )
    in_time = lines.sort(c.INVOICE_DATE, c.LINE)
    kept, unmatched = undo(
        (number, (customer, code), quantity) for number, quantity, _, customer, code in in_time.iter_rows()
    )
    assert match(lines) == {number: (kept[number], unmatched[number]) for number in sorted(kept)}
    assert sum(unmatched.values()) > 0, "the table is dull: every return found its purchase"


@pytest.mark.parametrize("seed", range(3))
def test_pieces_are_neither_made_nor_lost(match, seed):
    """For every customer and product, pieces bought less pieces returned are pieces kept less pieces unmatched."""
    rng = np.random.default_rng(100 + seed)
    lines = in_turn(*rng.choice([-4, -3, -1, 1, 2, 5], 300).tolist()).with_columns(
        pl.Series(c.CUSTOMER_ID, rng.choice(["A", "B", "C"], 300))
    )
    result = match(lines)
    net: dict[str, int] = defaultdict(int)
    for number, customer, quantity in lines.select(c.LINE, c.CUSTOMER_ID, c.QUANTITY).iter_rows():
        kept, unmatched = result[number]
        assert 0 <= kept <= max(quantity, 0)
        assert 0 <= unmatched <= max(-quantity, 0)
        net[customer] += quantity - kept + unmatched
    assert net == {"A": 0, "B": 0, "C": 0}


@pytest.mark.parametrize(
    ("window_start", "customers"),
    [
        # What the two customers bought otherwise: brushes for 2.90, and five parasols and 18 doormats for 169.36.
        (None, {"16446": (1, 29_000), "12346": (2, 1_693_600)}),
        (at("2010-12-01"), {"16446": (1, 29_000)}),
    ],
)
def test_giants_who_returned_everything_count_for_nothing(real_lines, window_start, customers):
    """The two largest purchases of Online Retail II, cancelled within minutes, crown nobody."""
    theirs = real_lines.frame.filter(pl.col(c.CUSTOMER_ID).is_in(["16446", "12346"]))
    assert invoices_and_money(theirs, at("2011-12-10"), window_start) == customers


def test_the_giant_purchase_stands_until_it_is_returned(real_lines):
    """Looked at between purchase and cancellation, customer 16446's 80,995 pieces do count."""
    theirs = real_lines.frame.filter(pl.col(c.CUSTOMER_ID) == "16446")
    assert invoices_and_money(theirs, at("2011-12-09 09:20"), None) == {"16446": (2, 1_684_696_000 + 29_000)}


def invoices_and_money(lines: pl.LazyFrame, as_of: datetime, window_start: datetime | None) -> dict[str, Any]:
    """Clean lines, and count the invoices and the money that are kept of each customer."""
    kept = kept_lines(clean_alone(lines, as_of=as_of, window_start=window_start))
    counted = kept.group_by(c.CUSTOMER_ID).agg(pl.n_unique(c.INVOICE), pl.sum(c.AMOUNT))
    return {customer: (invoices, money) for customer, invoices, money in counted.iter_rows()}
