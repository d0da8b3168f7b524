"""Setting lines aside by named rules, and accounting for every one of them."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segmentation import columns as c
from segmentation.errors import CleaningError
from segmentation.topics.cleaning.rules import DEFAULT_RULES, LINE_RULES, PERIOD_RULES, RETURN_RULES, RULES, Patterns
from segmentation.topics.cleaning.work import Cleaned

from ...by_hand.lines import ENGINES, POUND, Clerk, at, clean_alone, kept_lines, line, random_lines, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

AS_OF = at("2011-12-01")
WINDOW_START = at("2010-12-01")

FAULTS: dict[str, dict[str, Any]] = {
    "incomplete line": {c.STOCK_CODE: None},
    "after the month": {c.INVOICE_DATE: AS_OF},
    "before the window": {c.INVOICE_DATE: at("2010-11-30 23:59")},
    "bad-debt adjustment": {c.INVOICE: "A500001"},
    "not a product": {c.STOCK_CODE: "POST"},
    "no customer": {c.CUSTOMER_ID: None},
    "no price": {c.PRICE: 0},
    "no quantity": {c.QUANTITY: 0},
    "positive cancellation": {c.INVOICE: "C500001", c.QUANTITY: 3},
    "return without purchase": {c.QUANTITY: -1},
}
"""For each rule that looks at one line, what makes a sound purchase fall under it."""

WITHOUT_REPEATS = (*DEFAULT_RULES, "repeated line")
ALL_RULES = ("repeated line", *(rule for rule in LINE_RULES if rule not in ("not an invoice", "repeated line")))
CHOICES: tuple[dict[str, Any], ...] = (
    {"rules": DEFAULT_RULES, "match": True},
    {"rules": WITHOUT_REPEATS, "match": True},
    {"rules": ALL_RULES, "match": True},
    {"rules": ("not an invoice", "not a product", "no customer", "no price", "no quantity"), "match": False},
    {"rules": ("no customer", "repeated line", "cancellation", "no price", "no quantity"), "match": False},
)
"""Sets of rules in various orders, and whether returns undo purchases."""

SOMEBODY_ELSE = line(customer_id="Z", invoice="500099")


@pytest.fixture(params=ENGINES)
def run(request) -> Callable[..., Cleaned]:
    """Clean for November 2011 and the year before it, on one engine after the other."""

    def cleaned(lines: pl.DataFrame, **options: Any) -> Cleaned:
        return clean_alone(ENGINES[request.param](lines), **{"as_of": AS_OF, "window_start": WINDOW_START} | options)

    return cleaned


def on_polars(lines: pl.DataFrame, **options: Any) -> Cleaned:
    """Clean for November 2011 and the year before it."""
    return clean_alone(lines.lazy(), **{"as_of": AS_OF, "window_start": WINDOW_START} | options)


def set_aside(cleaned: Cleaned) -> dict[str, tuple[int, int, int]]:
    """Fetch the ledger's rows with anything in them: lines, customers and money by rule."""
    return {rule: tuple(numbers) for rule, *numbers in cleaned.ledger.itertuples() if any(numbers)}


def assert_adds_up(ledger: pd.DataFrame, lines: pl.DataFrame, line_rules: Sequence[str] = DEFAULT_RULES) -> None:
    """Check that the rules sum to the first row, and the first row to what the lines themselves say."""
    assert [*ledger.index] == ["input", *PERIOD_RULES, *line_rules, *RETURN_RULES, "kept"]
    whole = ledger.loc["input"]
    assert ledger.drop("input").sum().equals(whole)
    assert whole.lines == lines.height
    assert whole.customers == lines[c.CUSTOMER_ID].drop_nulls().n_unique()
    assert whole.amount == lines[c.AMOUNT].sum()


@pytest.mark.parametrize(("rule", "fault"), FAULTS.items())
def test_a_rule_sets_its_line_aside(run, rule, fault):
    """Each rule takes the line made for it, its customer and its money, and nothing of anybody else's."""
    faulty = line(3, invoice="500002") | fault
    cleaned = run(table(faulty, SOMEBODY_ELSE))
    amount = 0 if None in (faulty[c.QUANTITY], faulty[c.PRICE]) else faulty[c.QUANTITY] * faulty[c.PRICE]
    customers = int(faulty[c.CUSTOMER_ID] is not None)
    assert set_aside(cleaned) == {
        "input": (2, 1 + customers, POUND + amount),
        rule: (1, customers, amount),
        "kept": (1, 1, POUND),
    }
    assert kept_lines(cleaned)[c.LINE].to_list() == [2]


@pytest.mark.parametrize("rule", c.SOURCE_RULES)
def test_what_the_source_sets_aside(run, rule):
    """A line that the source itself sets aside goes under the rule it says, and undoes nothing."""
    sold = line(2, invoice="500002")
    back = line(-2, invoice="500003", invoice_date=at("2011-11-06"))
    lines = table(sold, back, SOMEBODY_ELSE).with_columns(pl.Series(c.ASIDE, [None, rule, None], dtype=pl.String))
    assert set_aside(run(lines)) == {
        "input": (3, 2, POUND),
        rule: (1, 0, -2 * POUND),
        "kept": (2, 2, 3 * POUND),
    }


@pytest.mark.parametrize("missing", [c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE])
def test_a_line_needs_five_cells(run, missing):
    """Any of the five cells without which a line says nothing makes it incomplete; its money is unknown."""
    faulty = line(3) | {missing: None}
    amount = 0 if missing in (c.QUANTITY, c.PRICE) else 3 * POUND
    assert set_aside(run(table(faulty, SOMEBODY_ELSE)))["incomplete line"] == (1, 1, amount)


def test_description_and_country_may_be_missing(run):
    """A line without a product's name or a country is a line."""
    cleaned = run(table(line(description=None, country=None)))
    assert set_aside(cleaned) == {"input": (1, 1, POUND), "kept": (1, 1, POUND)}


@pytest.mark.parametrize(
    ("first", "second"),
    [(first, second) for first, second in combinations(FAULTS, 2) if not FAULTS[first].keys() & FAULTS[second].keys()],
)
def test_the_first_rule_that_holds_wins(first, second):
    """A line with two faults goes under the rule that is tried first."""
    faulty = line(3) | FAULTS[second] | FAULTS[first]
    rules = set_aside(on_polars(table(faulty, SOMEBODY_ELSE))).keys()
    assert rules == {"input", first, "kept"}


def test_what_a_product_code_looks_like(run):
    """A product's code is five digits and perhaps letters, or PADS."""
    products = ["10001", "15056BL", "47503a", "PADS"]
    others = ["1000", "100011", "10001-1", "A10001", "POST", "PADSTOW", "M", "BANK CHARGES", "gift_0001_20"]
    others += ["TEST001", "C2", "DOT", "D", "AMAZONFEE", "ADJUST", "CRUK", ""]
    cleaned = run(table(*(line(stock_code=code) for code in products + others)))
    assert kept_lines(cleaned)[c.STOCK_CODE].to_list() == products
    assert set_aside(cleaned)["not a product"] == (len(others), 0, len(others) * POUND)


def test_a_shop_has_product_codes_of_its_own(run):
    """The expression a shop gives for its codes takes the place of the usual one."""
    lines = table(line(stock_code="TEA-1"), line(stock_code="10001"))
    cleaned = run(lines, patterns=Patterns(product=r"^[A-Z]+-\d$"))
    assert kept_lines(cleaned)[c.STOCK_CODE].to_list() == ["TEA-1"]


@pytest.mark.parametrize(
    ("instant", "rule"),
    [
        ("2010-11-30 23:59:59", "before the window"),
        ("2010-12-01 00:00:00", "kept"),
        ("2011-11-30 23:59:59", "kept"),
        ("2011-12-01 00:00:00", "after the month"),
    ],
)
def test_the_window_begins_with_its_first_instant_and_ends_before_as_of(run, instant, rule):
    """The window's start belongs to it, its end does not."""
    cleaned = run(table(line(invoice_date=at(instant)), SOMEBODY_ELSE))
    assert set_aside(cleaned).get(rule) == ((2, 2, 2 * POUND) if rule == "kept" else (1, 1, POUND))


def test_without_a_window_everything_before_as_of_counts(run):
    """A report may look back over all there is."""
    cleaned = run(table(line(invoice_date=at("1999-01-01"))), window_start=None)
    assert set_aside(cleaned) == {"input": (1, 1, POUND), "kept": (1, 1, POUND)}


def test_a_customer_is_lost_to_the_last_of_their_rules(run):
    """A customer with any line kept is kept, and is lost otherwise where the last of their lines went."""
    lines = table(
        line(customer_id="A"),
        line(customer_id="A", price=0),
        line(customer_id="B", price=0),
        line(customer_id="B", stock_code="POST"),
        line(customer_id="B", invoice_date=AS_OF),
        line(customer_id=None),
    )
    customers = run(lines).ledger["customers"]
    assert customers[customers > 0].to_dict() == {"input": 2, "no price": 1, "kept": 1}


def test_a_return_in_part_splits_the_money(run):
    """Of ten pieces four come back: six are kept, and the money of four is under purchases returned."""
    cleaned = run(table(line(10, price=2 * POUND), line(-4, invoice="C2", price=2 * POUND)))
    assert set_aside(cleaned) == {
        "input": (2, 1, 12 * POUND),
        "return": (1, 0, -8 * POUND),
        "purchase returned": (0, 0, 8 * POUND),
        "kept": (1, 1, 12 * POUND),
    }
    assert kept_lines(cleaned).select(c.LINE, c.QUANTITY, c.AMOUNT).rows() == [(1, 6, 12 * POUND)]


def test_a_return_is_worth_what_was_paid_for_the_purchase(run):
    """Pieces bought at two pounds and taken back at one and a half leave what the others cost."""
    cleaned = run(table(line(10, price=20_000), line(-4, invoice="C2", price=15_000)))
    assert set_aside(cleaned) == {
        "input": (2, 1, 140_000),
        "return": (1, 0, -60_000),
        "purchase returned": (0, 0, 80_000),
        "kept": (1, 1, 120_000),
    }


def test_a_total_is_split_to_the_last_unit(run):
    """Of three pieces that cost ten units together two come back: a third of them, rounded down, is kept."""
    cleaned = run(table(line(3, price=4, amount=10), line(-2, invoice="C2", price=4, amount=-7)))
    assert set_aside(cleaned) == {
        "input": (2, 1, 3),
        "return": (1, 0, -7),
        "purchase returned": (0, 0, 7),
        "kept": (1, 1, 3),
    }
    assert kept_lines(cleaned).select(c.QUANTITY, c.AMOUNT).rows() == [(1, 3)]


def test_a_return_larger_than_the_purchase_is_split(run):
    """Of five pieces sent back only three were bought: two are charged to nobody."""
    cleaned = run(table(line(3), line(-5, invoice="C2"), SOMEBODY_ELSE))
    assert set_aside(cleaned) == {
        "input": (3, 2, -1 * POUND),
        "return": (1, 0, -3 * POUND),
        "return without purchase": (0, 0, -2 * POUND),
        "purchase returned": (1, 1, 3 * POUND),
        "kept": (1, 1, POUND),
    }


def test_an_invoice_of_which_nothing_is_kept_vanishes(run):
    """Of an invoice sent back whole no line is kept; of one sent back in part, what was kept."""
    lines = table(
        line(5, invoice="1", invoice_date=at("2011-03-01 10:00")),
        line(5, invoice="2", invoice_date=at("2011-05-01 10:00"), stock_code="10002"),
        line(5, invoice="3", invoice_date=at("2011-11-20 10:00"), stock_code="10003"),
        line(7, invoice="3", invoice_date=at("2011-11-20 10:00"), stock_code="10004"),
        line(-4, invoice="C4", invoice_date=at("2011-11-21 10:00"), stock_code="10002"),
        line(-5, invoice="C4", invoice_date=at("2011-11-21 10:00"), stock_code="10003"),
        line(-7, invoice="C4", invoice_date=at("2011-11-21 10:00"), stock_code="10004"),
    )
    kept = kept_lines(run(lines)).select(c.INVOICE, c.STOCK_CODE, c.QUANTITY)
    assert kept.rows() == [("1", "10001", 5), ("2", "10002", 1)]


def test_lines_after_the_month_change_nothing(run):
    """What comes later, a return among it, leaves the lines kept and every rule's account as they were."""
    before = [line(5), line(-2, invoice="C2"), line(3, customer_id="B", stock_code="10002")]
    later = [
        line(-3, invoice="C3", invoice_date=AS_OF),
        line(-3, invoice="C4", invoice_date=at("2011-12-24 10:00"), customer_id="B", stock_code="10002"),
        line(9, invoice="500005", invoice_date=at("2012-01-01 10:00")),
    ]
    without, with_later = run(table(*before)), run(table(*before, *later))
    assert_frame_equal(kept_lines(with_later), kept_lines(without))
    assert set_aside(with_later) == set_aside(without) | {
        "input": (6, 2, 9 * POUND),
        "after the month": (3, 0, 3 * POUND),
    }


def test_a_return_reaches_back_before_the_window(run):
    """Seven pieces sent back undo the five of this window and two of those before it, and no later ones."""
    lines = table(
        line(5, invoice="1", invoice_date=at("2010-10-01 10:00")),
        line(5, invoice="2", invoice_date=at("2011-03-01 10:00")),
        line(-7, invoice="C3", invoice_date=at("2011-06-01 10:00")),
        line(2, invoice="4", invoice_date=at("2011-07-01 10:00")),
        line(-3, invoice="C5", invoice_date=at("2011-08-01 10:00")),
        line(1, invoice="6", invoice_date=at("2011-09-01 10:00")),
    )
    cleaned = run(lines)
    assert set_aside(cleaned) == {
        "input": (6, 1, 3 * POUND),
        "before the window": (1, 0, 5 * POUND),
        "return": (2, 0, -10 * POUND),
        "purchase returned": (2, 0, 7 * POUND),
        "kept": (1, 1, POUND),
    }
    assert kept_lines(cleaned)[c.LINE].to_list() == [6]


def test_a_return_before_the_window_is_spent_there(run):
    """What was bought and sent back before the window can't take in a return within it."""
    lines = table(
        line(5, invoice="1", invoice_date=at("2010-09-01 10:00")),
        line(-5, invoice="C2", invoice_date=at("2010-10-01 10:00")),
        line(-5, invoice="C3", invoice_date=at("2011-03-01 10:00")),
        line(1, invoice="4", invoice_date=at("2011-04-01 10:00")),
    )
    assert set_aside(run(lines)) == {
        "input": (4, 1, -4 * POUND),
        "before the window": (2, 0, 0),
        "return without purchase": (1, 0, -5 * POUND),
        "kept": (1, 1, POUND),
    }


@pytest.mark.parametrize("fault", [{c.PRICE: 0}, {c.INVOICE: "C1"}, {c.CUSTOMER_ID: None}])
def test_an_unsound_line_before_the_window_can_not_be_returned(run, fault):
    """A gift, a positive cancellation or a line of nobody is no purchase, before the window as within it."""
    unsound = line(5, invoice="1", invoice_date=at("2010-10-01 10:00")) | fault
    lines = table(unsound, line(-5, invoice="C2"), SOMEBODY_ELSE)
    assert set_aside(run(lines))["return without purchase"] == (1, 1, -5 * POUND)


def test_repeated_lines_are_kept_unless_told_otherwise(run):
    """A line that stands on its invoice three times is bought three times, or once where repeats are dropped."""
    lines = table(
        line(2, sheet="one", description=None),
        line(2, sheet="two", description=None),
        line(2, sheet="one", description=None),
        line(2, sheet="one", description=None, invoice="500002"),
        line(3, sheet="one", description=None),
    )
    assert set_aside(run(lines)) == {"input": (5, 1, 11 * POUND), "kept": (5, 1, 11 * POUND)}
    cleaned = run(lines, rules=WITHOUT_REPEATS)
    assert set_aside(cleaned) == {
        "input": (5, 1, 11 * POUND),
        "repeated line": (2, 0, 4 * POUND),
        "kept": (3, 1, 7 * POUND),
    }
    assert kept_lines(cleaned)[c.LINE].to_list() == [1, 4, 5]


def test_a_repeat_before_the_window_can_not_be_returned(run):
    """Where repeats are dropped, the second of two equal lines before the window takes in no return either."""
    old = line(2, invoice="1", invoice_date=at("2010-10-01 10:00"))
    lines = table(old, old, line(-4, invoice="C2"), SOMEBODY_ELSE)
    assert set_aside(run(lines))["return"] == (1, 1, -4 * POUND)
    assert set_aside(run(lines, rules=WITHOUT_REPEATS))["return without purchase"] == (0, 0, -2 * POUND)


def test_returns_may_be_left_alone(run):
    """Where returns undo nothing, they are set aside, and what they send back still counts."""
    lines = table(line(5), line(-5, invoice="C2"), line(-1, stock_code="10002"), SOMEBODY_ELSE)
    assert set_aside(run(lines, match=False)) == {
        "input": (4, 2, 0),
        "return": (2, 0, -6 * POUND),
        "kept": (2, 2, 6 * POUND),
    }


def test_rules_are_tried_in_the_order_asked_for(run):
    """A line with two faults goes under the rule that was named first; a rule that was not named takes nothing."""
    faulty = line(stock_code="POST", customer_id=None, price=0)
    for rules in (("no customer", "not a product"), ("not a product", "no customer"), ("no price",)):
        cleaned = run(table(faulty, SOMEBODY_ELSE), rules=rules)
        assert set_aside(cleaned).keys() == {"input", rules[0], "kept"}
        assert [*cleaned.ledger.index[4:-4]] == [*rules, "no quantity"]


def test_a_line_of_no_pieces_never_counts(run):
    """Whatever rules are asked for, a line of no pieces is set aside as such."""
    assert set_aside(run(table(line(0), SOMEBODY_ELSE), rules=()))["no quantity"] == (1, 1, 0)


def test_invoices_have_numbers_of_their_own(run):
    """A shop says what its invoices, cancellations and adjustments are called, or that there are none such."""
    lines = table(line(invoice="A1"), line(invoice="C1"), line(invoice="R1"), line(invoice="X1"))
    patterns = Patterns(invoice="^[ACR]", cancellation="^R", adjustment="")
    cleaned = run(lines, patterns=patterns, rules=("not an invoice", "bad-debt adjustment", "cancellation"))
    assert kept_lines(cleaned)[c.INVOICE].to_list() == ["A1", "C1"]
    assert {rule: lines for rule, (lines, *_) in set_aside(cleaned).items()} == {
        "input": 4, "not an invoice": 1, "cancellation": 1, "kept": 2,
    }  # fmt: skip
    assert kept_lines(run(lines, patterns=Patterns("", "", "", ""))).height == 4


def test_no_line_left_is_an_error_that_carries_the_ledger(run):
    """Where nothing is left, one line of text says what took it all."""
    lines = table(line(invoice_date=AS_OF), *[line(price=0)] * 1200, line(customer_id="B"), line(-1, customer_id="B"))
    with pytest.raises(CleaningError) as raised:
        run(lines)
    ledger, _, advice = str(raised.value).partition("); ")
    assert ledger == (
        "none of 1,203 lines is left after cleaning (after the month: 1; no price: 1,200; return: 1; "
        "purchase returned: 1"
    )
    assert "product_code" in advice


def test_kept_lines_have_the_columns_of_a_line_and_their_money(run):
    """What is handed on has the types of what came in, on every engine."""
    lines = table(line(3), line(-1, invoice="C2"))
    kept = kept_lines(run(lines))
    assert kept.schema == lines.schema
    expected = lines[:1].with_columns(
        pl.lit(2, pl.Int64).alias(c.QUANTITY), pl.lit(2 * POUND, pl.Int64).alias(c.AMOUNT)
    )
    assert_frame_equal(kept, expected)


@pytest.mark.parametrize("run", ["polars", "duckdb"], indirect=True)
def test_large_sums_are_exact(run):
    """Money past what a float can count to the last unit is still counted to the last unit.

    Not with pandas, which makes floats of a column as soon as a cell is missing from it.
    """
    lines = table(line(9, price=2 * 10**15 + 1), line(-2, price=1, stock_code="10002", invoice="C2", customer_id="B"))
    exact = 18 * 10**15 + 9
    assert int(float(exact)) != exact
    cleaned = run(lines)
    assert cleaned.ledger.loc[["kept", "input"], c.AMOUNT].to_list() == [exact, exact - 2]
    assert kept_lines(cleaned)[c.AMOUNT].to_list() == [exact]


@pytest.mark.parametrize("window_start", [WINDOW_START, None])
@pytest.mark.parametrize("options", CHOICES)
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_a_clerk_line_by_line(run, seed, options, window_start):
    """On hundreds of random lines the expressions find what a plain loop over the lines finds."""
    lines = random_lines(seed)
    cleaned = run(lines, window_start=window_start, patterns=Patterns(invoice=r"^\d+$"), **options)
    clerk = Clerk(lines, AS_OF, window_start, **options)
    assert cleaned.ledger.equals(clerk.ledger)
    kept = kept_lines(cleaned).select(c.LINE, c.QUANTITY, c.AMOUNT)
    assert {number: (pieces, money) for number, pieces, money in kept.iter_rows()} == clerk.kept
    assert_adds_up(cleaned.ledger, lines, options["rules"])
    assert kept[c.AMOUNT].sum() == cleaned.ledger.loc["kept", c.AMOUNT]


def test_the_random_lines_meet_every_rule():
    """The random lines are worth their while: every rule but the source's own sets some of them aside."""
    met = {
        rule
        for seed in range(3)
        for options in CHOICES
        for rule in set_aside(on_polars(random_lines(seed), patterns=Patterns(invoice=r"^\d+$"), **options))
    }
    assert met == {"input", *RULES, "kept"} - c.SOURCE_RULES.keys()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing(run, seed):
    """Lines handed over in another order, bearing the same numbers, give the same ledger and the same lines."""
    lines = random_lines(seed)
    shuffled = lines.sample(fraction=1, shuffle=True, seed=seed)
    assert shuffled[c.LINE].to_list() != lines[c.LINE].to_list()
    for options in ({}, {"rules": WITHOUT_REPEATS}):
        straight, mixed = run(lines, **options), run(shuffled, **options)
        assert mixed.ledger.equals(straight.ledger)
        assert_frame_equal(kept_lines(mixed), kept_lines(straight))


@pytest.mark.parametrize("options", CHOICES)
@pytest.mark.parametrize("seed", range(3))
def test_engines_agree(run, seed, options):
    """Every engine gives the ledger and the lines that Polars gives."""
    lines = random_lines(seed)
    polars, other = (cleaned(lines, **options) for cleaned in (on_polars, run))
    assert other.ledger.equals(polars.ledger)
    assert_frame_equal(kept_lines(other), kept_lines(polars))


def test_online_retail_in_november_2011(real_lines):
    """Of the real lines every one is accounted for, and the clerk arrives at the same penny."""
    lines = real_lines.frame.collect()
    cleaned = on_polars(lines)
    assert set_aside(cleaned)["input"][0] == 1_044_848
    assert set_aside(cleaned)["kept"] == (376_402, 4_284, 79_335_502_630)
    assert_adds_up(cleaned.ledger, lines)
    clerk = Clerk(lines, AS_OF, WINDOW_START)
    assert cleaned.ledger.equals(clerk.ledger)
    kept = kept_lines(cleaned)
    assert dict(zip(kept[c.LINE], zip(kept[c.QUANTITY], kept[c.AMOUNT], strict=True), strict=True)) == clerk.kept


def test_engines_agree_on_online_retail(run, real_lines):
    """On the real lines every engine gives the ledger and the money of each customer that Polars gives."""
    lines = real_lines.frame.collect()
    polars, other = (cleaned(lines) for cleaned in (on_polars, run))
    assert other.ledger.equals(polars.ledger)
    spent = [
        each.lines.group_by(c.CUSTOMER_ID)
        .agg(nw.sum(c.AMOUNT))
        .with_columns(nw.col(c.AMOUNT).cast(nw.Int64))
        .collect("polars")
        for each in (polars, other)
    ]
    assert_frame_equal(*(nw.to_native(table).sort(c.CUSTOMER_ID) for table in spent))


def test_lines_that_the_source_has_counted_are_in_the_ledger():
    """Lines outside the window may come as counts: they are under the rules on time, and their customers, too."""
    lines = table(line(customer_id="A"), line(customer_id="B", price=0))
    counted = pl.DataFrame(
        {
            c.CUSTOMER_ID: ["A", "B", "C", None],
            "after": [False, True, False, True],
            "lines": [2, 3, 4, 5],
            c.AMOUNT: [20, 30, 40, 50],
        }
    )
    cleaned = clean_alone(lines.lazy(), as_of=at("2011-12-01"), window_start=at("2010-12-01"), counted=counted)
    assert set_aside(cleaned) == {
        "input": (16, 3, POUND + 140),
        "after the month": (8, 0, 80),
        "before the window": (6, 1, 60),
        "no price": (1, 1, 0),
        "kept": (1, 1, POUND),
    }
