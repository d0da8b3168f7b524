"""Who buys in the sample shop, when, and what."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from segmentation.lines.sample_shop.purchases import make_customers

from .sample_lines import AS_OF, CANCELS, DECEMBER, NAMED, PRODUCT, SALE, all_lines, share


@pytest.fixture
def lines() -> pl.DataFrame:
    """Every line of the default shop once."""
    return all_lines()


def test_closed_on_saturdays_and_busy_in_autumn(lines: pl.DataFrame) -> None:
    """Nothing is sold on a Saturday or at night, and November has the most invoices of a year."""
    when = lines["InvoiceDate"]
    assert set(when.dt.weekday().unique()) == {1, 2, 3, 4, 5, 7}
    assert when.dt.hour().is_between(7, 21).all()
    assert when.dt.second().max() == 0
    sales = lines.filter(SALE & NAMED & (pl.col("InvoiceDate") >= DECEMBER) & (pl.col("InvoiceDate") < AS_OF))
    months = sales.group_by(pl.col("InvoiceDate").dt.month()).agg(pl.col("Invoice").n_unique())
    assert months.sort("Invoice")["InvoiceDate"].to_list()[-2:] == [10, 11]


def test_countries(lines: pl.DataFrame) -> None:
    """Customers live in a few dozen countries, nine of ten in the United Kingdom, and none in two."""
    homes = lines.filter(NAMED).select("Customer ID", "Country").unique()
    assert homes["Customer ID"].is_unique().all()
    assert homes["Country"].n_unique() >= 24
    assert 0.87 <= share(homes, pl.col("Country") == "United Kingdom") <= 0.93


def test_tails(lines: pl.DataFrame) -> None:
    """Quantities, prices and popularity have long tails: means lie far above medians."""
    sales = lines.filter(SALE & NAMED & (pl.col("Quantity") < 50_000))
    popularity = sales.group_by("StockCode").len()["len"]
    for column in (sales["Quantity"], sales["Price"], popularity):
        assert column.mean() > 1.6 * column.median()
        assert column.quantile(0.99) > 10 * column.median()
    assert sales["Quantity"].median() == pytest.approx(5, abs=1)
    assert sales["Price"].median() == pytest.approx(1.95, abs=0.5)


def test_segments_are_believable(lines: pl.DataFrame) -> None:
    """Seen from December 2011, recency, frequency and monetary are as skewed as the real ones.

    There the medians are 49 days, 2 invoices and 636 pounds, and the best tenth brings 60 % of the money.
    """
    window = lines.filter((NAMED & PRODUCT) & (pl.col("InvoiceDate") >= DECEMBER) & (pl.col("InvoiceDate") < AS_OF))
    last = (pl.col("InvoiceDate").filter(~CANCELS)).max()
    customers = window.group_by("Customer ID").agg(
        recency_days=(pl.lit(AS_OF) - last).dt.total_days(),
        frequency=pl.col("Invoice").filter(~CANCELS).n_unique(),
        monetary=(pl.col("Quantity") * pl.col("Price")).sum(),
    )
    money = customers["monetary"].sort(descending=True)
    assert customers["recency_days"].median() == pytest.approx(50, abs=15)
    assert customers["frequency"].median() == 2
    assert money.median() == pytest.approx(600, abs=200)
    assert 0.52 <= money.head(money.len() // 10).sum() / money.sum() <= 0.68
    assert customers["recency_days"].skew() > 0.5
    assert customers["frequency"].skew() > 3


def test_customers_buy_till_they_die() -> None:
    """Lives begin and end within the data, one in three of them by death; rates are skewed as a gamma is."""
    customers = make_customers(5_000, np.random.Generator(np.random.PCG64(1)))
    assert ((customers.entry >= 0) & (customers.entry < customers.leave) & (customers.leave <= 1)).all()
    assert len(np.unique(customers.customer_id)) == 5_000
    assert 0.5 < np.mean(customers.leave == 1) < 0.8
    assert np.mean(customers.rate) > 1.4 * np.median(customers.rate)


def test_old_customers_are_seen_early() -> None:
    """Who is first seen early buys more often than who is first seen late: the former were there before."""
    customers = make_customers(5_000, np.random.Generator(np.random.PCG64(1)))
    early = customers.entry < 0.1
    assert customers.rate[early].mean() > 1.5 * customers.rate[~early].mean()
