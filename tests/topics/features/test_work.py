"""Recency, frequency and money by hand, and every month at once against each month by itself."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest

from segmentation import columns as c
from segmentation.errors import FeaturesError
from segmentation.months import Month, window_start
from segmentation.topics.features.work import (
    Minimum,
    collect_orders,
    extract_activity,
    extract_sales,
    features_by_month,
    require_enough,
)

from ...by_hand.lines import ENGINES, POUND, at, clean_alone, kept_lines, line, purchases_of, random_lines, table

FIRST, LAST = Month(2010, 9), Month(2012, 1)
NOVEMBER = Month(2011, 11)
WHOLE = [*c.FEATURES, c.FIRST_PURCHASE, c.LAST_PURCHASE]


def orders_of(lines: pl.DataFrame) -> pd.DataFrame:
    """Collect the orders of lines."""
    return collect_orders(purchases_of(lines.lazy()))


def features_of(*lines, engine="polars", month_end=True) -> pd.DataFrame:
    """Work out the features at the end of November 2011 of lines that are all kept."""
    orders = collect_orders(purchases_of(ENGINES[engine](table(*lines))))
    return features_by_month(orders, NOVEMBER, NOVEMBER, window=12, month_end=month_end).loc["2011-11"]


def one_by_one(lines: object, month: Month, window: int | None, *, month_end: bool = True) -> pd.DataFrame:
    """Clean for one month, and work out its features from the lines kept."""
    start = None if window is None else window_start(month.end, window)
    kept = kept_lines(clean_alone(lines, as_of=month.end, window_start=start)).to_pandas()
    of = kept.groupby(c.CUSTOMER_ID)
    first, last = of[c.INVOICE_DATE].min(), of[c.INVOICE_DATE].max()
    days = ((month.end if month_end else last.max()) - last).dt.days
    columns = days, of[c.INVOICE].nunique(), of[c.AMOUNT].sum(), first, last
    return pd.DataFrame(dict(zip(WHOLE, columns, strict=True)))


@pytest.mark.parametrize("engine", ENGINES)
def test_features_by_hand(engine):
    """Two customers' lines give the two rows one works out with a pencil, sorted by customer."""
    features = features_of(
        line(2, customer_id="B", invoice="1", invoice_date=at("2011-11-28 09:00"), price=12_500),
        line(1, customer_id="A", invoice="2", invoice_date=at("2011-01-31 23:00"), price=333),
        line(3, customer_id="B", invoice="1", invoice_date=at("2011-11-28 09:00"), price=10_000),
        line(1, customer_id="B", invoice="3", invoice_date=at("2011-02-01 09:00"), price=10_000),
        engine=engine,
    )
    assert features.index.name == c.CUSTOMER_ID
    assert features.index.to_list() == ["A", "B"]
    assert list(features.columns) == [*WHOLE, c.FIRST_EVER]
    # From 31 January, 23:00, to 1 December there are 303 days and an hour.
    assert features[[*c.FEATURES]].to_numpy().tolist() == [[303, 1, 333], [2, 2, 65_000]]
    assert (features[[*c.FEATURES]].dtypes == np.int64).all()
    assert features[c.FIRST_PURCHASE].to_list() == [at("2011-01-31 23:00"), at("2011-02-01 09:00")]
    assert features[c.LAST_PURCHASE].to_list() == [at("2011-01-31 23:00"), at("2011-11-28 09:00")]


@pytest.mark.parametrize(
    ("instant", "days"),
    [
        ("2011-11-30 23:59", 0),
        ("2011-11-30 00:01", 0),
        ("2011-11-30 00:00", 1),
        ("2011-11-29 23:59", 1),
        ("2010-12-01 00:00", 365),
    ],
)
def test_recency_counts_whole_days(instant, days):
    """A day counts when all of its 24 hours have passed: a purchase on the last evening is 0 days old."""
    assert features_of(line(invoice_date=at(instant))).loc["A", c.RECENCY_DAYS] == days


def test_recency_may_be_counted_from_the_last_purchase_of_all():
    """Looking back from the last line kept, its customer bought 0 days ago, whatever the time of day."""
    lines = [
        line(customer_id="A", invoice_date=at("2011-11-10 10:00")),
        line(customer_id="B", invoice_date=at("2011-11-12 09:00")),
    ]
    features = features_of(*lines, month_end=False)
    assert features[c.RECENCY_DAYS].to_dict() == {"A": 1, "B": 0}


def test_recency_is_that_of_the_last_purchase():
    """Earlier purchases, and the order in which lines stand, have no say in recency."""
    days = ["2011-11-10 10:00", "2011-11-20 10:00", "2011-03-01 10:00"]
    assert features_of(*(line(invoice_date=at(day)) for day in days)).loc["A", c.RECENCY_DAYS] == 10


def test_frequency_counts_invoices_not_lines():
    """Five lines on two invoices are two purchases, on whichever days they were."""
    lines = [line(invoice=invoice) for invoice in ("1", "1", "2", "1", "2")]
    assert features_of(*lines).loc["A", c.FREQUENCY] == 2


@pytest.mark.parametrize("seed", range(3))
def test_money_in_equals_money_out(seed):
    """Every customer of the lines is there once, money sums exactly, and the order of rows changes nothing."""
    rng = np.random.default_rng(seed)
    lines = [
        line(
            int(rng.integers(1, 50)),
            price=int(rng.integers(1, 10**6)),
            customer_id=f"{rng.integers(0, 40)}",
            invoice=f"{rng.integers(0, 99)}",
        )
        for _ in range(300)
    ]
    features = features_of(*lines)
    assert set(features.index) == {row[c.CUSTOMER_ID] for row in lines}
    assert features.index.is_unique
    assert features.index.is_monotonic_increasing
    assert features[c.MONETARY].sum() == sum(row[c.QUANTITY] * row[c.PRICE] for row in lines)
    assert features_of(*reversed(lines)).equals(features)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("window", [1, 3, 12, None])
def test_every_month_is_as_by_itself(engine, window):
    """On any engine and with any window, a month of the history is what that month alone gives."""
    lines = ENGINES[engine](random_lines(11, 800))
    history = features_by_month(collect_orders(purchases_of(lines)), FIRST, LAST, window=window)
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
    purchases = purchases_of(lines.lazy())
    assert extract_sales(purchases, Month(2011, 1)).to_dict("records") == [
        {"customer_id": "A", "invoice": "500001", "stock_code": "10001", "quantity": 4, "amount": 4 * POUND}
    ]
    assert extract_activity(collect_orders(purchases), Month(2011, 2)).to_dict("records") == [
        {"customer_id": "A", "month": "2011-01", "invoices": 1, "amount": 3 * POUND},
        {"customer_id": "B", "month": "2011-02", "invoices": 1, "amount": 2 * POUND},
    ]


def test_the_real_lines(real_lines):
    """Of the million lines, three months of the history are as each by itself, to the penny."""
    history = features_by_month(collect_orders(purchases_of(real_lines.frame)), Month(2009, 12), LAST, window=12)
    for month in (Month(2009, 12), Month(2010, 11), Month(2011, 11)):
        pd.testing.assert_frame_equal(
            history.loc[str(month)][WHOLE], one_by_one(real_lines.frame, month, 12), check_dtype=False
        )


def test_engines_agree_on_the_orders():
    """Orders are the same on every engine, row for row."""
    lines = random_lines(2)
    frames = [collect_orders(purchases_of(make(lines))) for make in ENGINES.values()]
    assert all(frame.to_dict("list") == frames[0].to_dict("list") for frame in frames)
    assert isinstance(purchases_of(lines.lazy()), nw.LazyFrame)


def test_what_is_just_enough_is_enough():
    """Twenty customers, thirty invoices and 28 days can be told of."""
    enough = [
        line(customer_id=f"{row % 20}", invoice=f"{row}", invoice_date=at("2011-11-03 00:00")) for row in range(30)
    ]
    require_enough(features_of(*enough), as_of=NOVEMBER.end, minimum=Minimum())


@pytest.mark.parametrize(
    ("customers", "invoices", "first", "words"),
    [
        (19, 30, "2011-11-03 00:00", "19 customers are too few for a report, which needs 20;"),
        (20, 29, "2011-11-03 00:00", "29 invoices are too few for a report, which needs 30;"),
        (20, 30, "2011-11-03 00:01", "27 days of history are too few for a report, which needs 28;"),
    ],
)
def test_too_little_to_say_anything_of(customers, invoices, first, words):
    """One customer, invoice or day less, and the error says how many there are, and how many a report needs."""
    lines = [
        line(customer_id=f"{row % customers}", invoice=f"{row}", invoice_date=at(first)) for row in range(invoices)
    ]
    with pytest.raises(FeaturesError) as raised:
        require_enough(features_of(*lines), as_of=NOVEMBER.end, minimum=Minimum())
    assert str(raised.value).startswith(words)
    assert f"lower minimum_{words.split()[1]} and" in str(raised.value)


def test_a_shop_may_be_content_with_less():
    """Who sets the minimum lower gets a report of less."""
    require_enough(features_of(line()), as_of=NOVEMBER.end, minimum=Minimum(customers=1, invoices=1, days=20))
