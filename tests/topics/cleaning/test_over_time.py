"""What was kept of every purchase, from month to month, against the cleaning of each month by itself."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl
import pytest

from segmentation import columns as c
from segmentation.months import Month
from segmentation.topics.cleaning.rules import LINE_RULES

from ...by_hand.lines import ENGINES, POUND, at, clean_alone, line, purchases_of, random_lines, table

CONTENT = [c.CUSTOMER_ID, c.INVOICE, c.STOCK_CODE, c.INVOICE_DATE, c.QUANTITY, c.AMOUNT]


def known_in(month: Month, lines: Any, **options: Any) -> pl.DataFrame:
    """Take what a month knew of, in an order of its own."""
    purchases = nw.to_native(purchases_of(lines, **options).collect("polars"))
    known = purchases.filter(pl.col(c.SINCE) <= month.number, pl.col(c.UNTIL) > month.number)
    return known.select(CONTENT).sort(CONTENT)


def cleaned_in(month: Month, lines: Any, **options: Any) -> pl.DataFrame:
    """Clean for a month alone, without a window."""
    kept = clean_alone(lines, as_of=month.end, window_start=None, **options).lines
    return nw.to_native(kept.collect("polars")).select(CONTENT).sort(CONTENT)


def test_a_purchase_sent_back_in_two_months_by_hand():
    """Ten pieces in January, three back in March, two more in May: ten, seven and five were kept."""
    lines = table(
        line(10, invoice_date=at("2011-01-05"), price=2 * POUND),
        line(-3, invoice="C1", invoice_date=at("2011-03-05"), price=2 * POUND),
        line(-2, invoice="C2", invoice_date=at("2011-05-05"), price=2 * POUND),
        line(4, invoice="500002", invoice_date=at("2011-06-05"), price=2 * POUND),
    )
    purchases = nw.to_native(purchases_of(lines.lazy()).collect("polars")).sort(c.INVOICE, c.SINCE)
    assert purchases.select(c.QUANTITY, c.AMOUNT, c.SINCE).rows() == [
        (10, 20 * POUND, Month(2011, 1).number),
        (7, 14 * POUND, Month(2011, 3).number),
        (5, 10 * POUND, Month(2011, 5).number),
        (4, 8 * POUND, Month(2011, 6).number),
    ]
    assert purchases[c.UNTIL].to_list()[:2] == [Month(2011, 3).number, Month(2011, 5).number]


def test_what_went_back_whole_was_known_until_then():
    """A purchase sent back in the next month is one of its own month, and of none after."""
    lines = table(line(2, invoice_date=at("2011-01-05")), line(-2, invoice="C1", invoice_date=at("2011-02-05")))
    purchases = nw.to_native(purchases_of(lines.lazy()).collect("polars"))
    assert purchases.select(c.QUANTITY, c.SINCE, c.UNTIL).rows() == [(2, Month(2011, 1).number, Month(2011, 2).number)]


def test_what_went_back_in_its_own_month_was_never_known():
    """A purchase undone within the month is none."""
    lines = table(line(2, invoice_date=at("2011-01-05")), line(-2, invoice="C1", invoice_date=at("2011-01-06")))
    assert nw.to_native(purchases_of(lines.lazy()).collect("polars")).is_empty()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(4))
def test_each_month_is_known_as_its_own_cleaning_keeps_it(engine, seed):
    """On any engine, what a month knew of is what cleaning for that month alone keeps."""
    lines = ENGINES[engine](random_lines(seed))
    for month in (Month(2010, 9), Month(2010, 12), Month(2011, 4), Month(2012, 1)):
        assert known_in(month, lines).equals(cleaned_in(month, lines))


@pytest.mark.parametrize(
    "options", [{"match": False}, {"rules": [*LINE_RULES]}, {"rules": ("no customer", "repeated line", "no price")}]
)
def test_whatever_the_rules(options):
    """Other rules, in another order, and returns that undo nothing, give the same as cleaning does."""
    lines = random_lines(7).lazy()
    for month in (Month(2010, 11), Month(2011, 8)):
        assert known_in(month, lines, **options).equals(cleaned_in(month, lines, **options))


def test_the_real_lines(real_lines):
    """Of the million lines, two months know what their own cleaning keeps."""
    for month in (Month(2010, 11), Month(2011, 8)):
        assert known_in(month, real_lines.frame).equals(cleaned_in(month, real_lines.frame))
