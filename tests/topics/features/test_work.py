"""Features of every month at once, against those of each month by itself."""

from __future__ import annotations

import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from segmentation import columns as c
from segmentation.months import Month, window_start
from segmentation.topics.cleaning.over_time import purchases_over_time
from segmentation.topics.cleaning.work import clean
from segmentation.topics.features.extraction import extract_features
from segmentation.topics.features.work import collect_orders, extract_activity, extract_sales, features_by_month

from ...by_hand.lines import ENGINES, POUND, at, line, random_lines, table

FIRST, LAST = Month(2010, 9), Month(2012, 1)
WHOLE = [*c.FEATURES, c.FIRST_PURCHASE, c.LAST_PURCHASE]


def orders_of(lines: pl.DataFrame) -> pd.DataFrame:
    """Collect the orders of lines."""
    return collect_orders(purchases_over_time(lines.lazy()))


def one_by_one(lines: object, month: Month, window: int | None, *, month_end: bool = True) -> pd.DataFrame:
    """Extract one month's features, as a report of that month alone would."""
    start = None if window is None else window_start(month.end, window)
    cleaned = clean(lines, as_of=month.end, window_start=start)
    return extract_features(cleaned.lines, as_of=month.end if month_end else None)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("window", [1, 3, 12, None])
def test_every_month_is_as_by_itself(engine, window):
    """On any engine and with any window, a month of the history is what that month alone gives."""
    lines = ENGINES[engine](random_lines(11, 800))
    history = features_by_month(collect_orders(purchases_over_time(lines)), FIRST, LAST, window=window)
    for month in (Month(2010, 10), Month(2011, 5), Month(2011, 12)):
        alone = one_by_one(lines, month, window)
        pd.testing.assert_frame_equal(history.loc[str(month)][WHOLE], alone, check_dtype=False)
        assert (history.loc[str(month), c.FREQUENCY].to_numpy() == alone[c.FREQUENCY].to_numpy()).all()


def test_recency_from_the_last_purchase():
    """Counted from the last purchase, each month has its own."""
    lines = random_lines(3, 600)
    history = features_by_month(orders_of(lines), FIRST, LAST, window=12, month_end=False)
    for month in (Month(2010, 10), Month(2011, 5)):
        alone = one_by_one(lines.lazy(), month, 12, month_end=False)
        pd.testing.assert_frame_equal(history.loc[str(month)][WHOLE], alone, check_dtype=False)


def test_later_lines_change_no_month():
    """A month of the history is the same whether or not later lines are there."""
    lines = random_lines(5, 800)
    early = lines.filter(pl.col(c.INVOICE_DATE) < at("2011-06-01"))
    then = features_by_month(orders_of(early), FIRST, Month(2011, 5), window=12)
    now = features_by_month(orders_of(lines), FIRST, LAST, window=12)
    pd.testing.assert_frame_equal(then, now.loc[:"2011-05"])


def test_the_first_purchase_ever_is_not_that_of_the_window():
    """Who bought in January 2010 and January 2012 first bought in 2010, though the window has forgotten it."""
    lines = table(line(invoice_date=at("2010-01-05")), line(invoice="500002", invoice_date=at("2012-01-06")))
    history = features_by_month(orders_of(lines), Month(2010, 1), Month(2012, 1), window=12)
    assert history.loc[("2012-01", "A"), c.FIRST_PURCHASE] == at("2012-01-06")
    assert history.loc[("2012-01", "A"), c.FIRST_EVER] == at("2010-01-05")
    assert "2011-02" not in history.index.get_level_values(c.MONTH)


def test_a_first_purchase_that_came_back_was_none():
    """Who sent the first purchase back in March first bought in February; February knew of January's."""
    lines = table(
        line(invoice_date=at("2011-01-05")),
        line(invoice="500002", stock_code="10002", invoice_date=at("2011-02-05")),
        line(-1, invoice="C1", invoice_date=at("2011-03-05")),
    )
    history = features_by_month(orders_of(lines), Month(2011, 1), Month(2011, 3), window=12)
    firsts = history.xs("A", level=c.CUSTOMER_ID)[c.FIRST_EVER].to_list()
    assert firsts == [at("2011-01-05"), at("2011-01-05"), at("2011-02-05")]


def test_an_invoice_counts_once_however_often_some_of_it_came_back():
    """Two products of one invoice, sent back in part at different times, are one order."""
    lines = table(
        line(4, invoice_date=at("2011-01-05")),
        line(4, stock_code="10002", invoice_date=at("2011-01-05")),
        line(-1, invoice="C1", invoice_date=at("2011-02-05")),
        line(-1, invoice="C2", stock_code="10002", invoice_date=at("2011-03-05")),
    )
    history = features_by_month(orders_of(lines), Month(2011, 1), Month(2011, 3), window=12)
    assert history[c.FREQUENCY].to_list() == [1, 1, 1]
    assert history[c.MONETARY].to_list() == [8 * POUND, 7 * POUND, 6 * POUND]


def test_sales_and_activity_are_those_the_month_knew_of():
    """January sold four pieces as it knew; looking back from February, three of them were kept."""
    lines = table(
        line(3, invoice_date=at("2011-01-05")),
        line(1, invoice_date=at("2011-01-05")),
        line(-1, invoice="C1", invoice_date=at("2011-02-05")),
        line(2, invoice="500002", customer_id="B", invoice_date=at("2011-02-28 23:59")),
    )
    purchases = purchases_over_time(lines.lazy())
    assert extract_sales(purchases, Month(2011, 1)).to_dict("records") == [
        {"customer_id": "A", "invoice": "500001", "stock_code": "10001", "quantity": 4, "amount": 4 * POUND}
    ]
    assert extract_activity(collect_orders(purchases), Month(2011, 2)).to_dict("records") == [
        {"customer_id": "A", "month": "2011-01", "invoices": 1, "amount": 3 * POUND},
        {"customer_id": "B", "month": "2011-02", "invoices": 1, "amount": 2 * POUND},
    ]


def test_the_real_lines(real_lines):
    """Of the million lines, three months of the history are as each by itself, to the penny."""
    history = features_by_month(collect_orders(purchases_over_time(real_lines.frame)), Month(2009, 12), LAST, window=12)
    for month in (Month(2009, 12), Month(2010, 11), Month(2011, 11)):
        pd.testing.assert_frame_equal(
            history.loc[str(month)][WHOLE], one_by_one(real_lines.frame, month, 12), check_dtype=False
        )


def test_engines_agree_on_the_orders():
    """Orders are the same on every engine, row for row."""
    lines = random_lines(2)
    frames = [collect_orders(purchases_over_time(make(lines))) for make in ENGINES.values()]
    assert all(frame.to_dict("list") == frames[0].to_dict("list") for frame in frames)
    assert isinstance(purchases_over_time(lines.lazy()), nw.LazyFrame)
