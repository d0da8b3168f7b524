"""Cleaning and features on a real Spark session: the same rules, for lines too many for one machine."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import narwhals as nw
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segmentation import columns as c
from segmentation.months import Month
from segmentation.topics.cleaning.rules import Patterns
from segmentation.topics.features.work import collect_orders, extract_sales, features_by_month
from segmentation.topics.portraits.customer_details import name_products
from segmentation.topics.portraits.preferences import find_preferences

from ...by_hand.lines import at, clean_alone, kept_lines, purchases_of, random_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

pyspark_sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed; 'nox -s spark' installs it")
if shutil.which("java") is None:
    pytest.skip("there is no Java, without which Spark can't run", allow_module_level=True)

# Spark 4 was written for pandas 2, and both say so of every frame that goes from one to the other.
pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:DeprecationWarning"),
]

PERIOD = {"as_of": at("2011-12-01"), "window_start": at("2010-12-01")}
CHOICES: tuple[dict[str, Any], ...] = (
    {},
    {"rules": ("not an invoice", "no customer", "repeated line", "cancellation", "no price"), "match": False},
)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Start Spark on this machine, two workers wide."""
    session = (
        pyspark_sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.mark.parametrize("options", CHOICES)
@pytest.mark.parametrize("seed", range(2))
def test_spark_agrees(spark, seed, options):
    """On Spark the ledger and the lines kept are those of Polars, to the last unit of money."""
    lines = random_lines(seed)
    options = {**PERIOD, "patterns": Patterns(invoice=r"^\d+$"), **options}
    polars, other = (
        clean_alone(lines.lazy(), **options),
        clean_alone(spark.createDataFrame(lines.to_arrow()), **options),
    )
    assert other.ledger.equals(polars.ledger)
    theirs = kept_lines(other).with_columns(pl.col(c.INVOICE_DATE).dt.replace_time_zone(None))  # Spark says UTC.
    assert_frame_equal(theirs, kept_lines(polars))


@pytest.mark.parametrize("seed", range(2))
def test_spark_agrees_on_every_month(spark, seed):
    """What every month knew of, the features at its end and what it sold are those of Polars."""
    lines = random_lines(seed)
    both = [purchases_of(frame) for frame in (lines.lazy(), spark.createDataFrame(lines.to_arrow()))]
    first, last = Month(2010, 9), Month(2012, 1)
    one, two = (features_by_month(collect_orders(purchases), first, last, window=12) for purchases in both)
    assert one.equals(two.astype(one.dtypes.to_dict()))
    sold, also = (extract_sales(purchases, Month(2011, 3)) for purchases in both)
    assert sold.to_dict("list") == also.to_dict("list")


def test_spark_agrees_on_preferences(spark):
    """What segments buy more than others do, and what products are called, is what Polars finds."""
    lines = random_lines(1).drop_nulls([c.CUSTOMER_ID, c.STOCK_CODE, c.INVOICE_DATE])
    lines = lines.with_columns((pl.col(c.LINE) % 60).cast(pl.String).alias(c.CUSTOMER_ID))
    segment = pd.Series({str(number): "Loyal" if number % 3 else "At risk" for number in range(60)})
    both = [nw.from_native(frame).lazy() for frame in (lines.lazy(), spark.createDataFrame(lines.to_arrow()))]
    names = [name_products(frame).sort_index() for frame in both]
    one, two = (find_preferences(frame, segment, names[0]) for frame in both)
    assert names[0].to_dict() == names[1].to_dict()
    assert one == two
    assert one["Loyal"].looked_at


def test_spark_agrees_on_online_retail(spark, real_lines):
    """On the real lines, too, every line, customer and penny of the ledger."""
    lines = real_lines.frame.collect()
    polars, other = clean_alone(lines.lazy(), **PERIOD), clean_alone(spark.createDataFrame(lines.to_arrow()), **PERIOD)
    assert other.ledger.equals(polars.ledger)
