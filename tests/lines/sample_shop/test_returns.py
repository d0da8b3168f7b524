"""What comes back to the sample shop."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from segmentation.lines.sample_shop.calendar import FIRST_DAY
from segmentation.lines.sample_shop.returns import ORPHAN_DAYS, returns

from .sample_lines import CANCELS, NAMED, PRODUCT, SALE, all_lines


@pytest.fixture
def lines() -> pl.DataFrame:
    """Every line of the default shop once."""
    return all_lines()


def test_cancellations_have_a_purchase(lines: pl.DataFrame) -> None:
    """What comes back was bought before by the same customer; of orphans, before the data begin."""
    back = lines.filter(CANCELS & NAMED & PRODUCT).with_row_index("id")
    assert back["Quantity"].max() < 0
    bought = lines.filter(SALE & NAMED).select(
        "Customer ID", "StockCode", bought="Quantity", when="InvoiceDate", paid="Price"
    )
    matched = back.join(bought, on=["Customer ID", "StockCode"]).filter(
        (pl.col("when") < pl.col("InvoiceDate"))
        & (pl.col("bought") >= -pl.col("Quantity"))
        & (pl.col("paid") == pl.col("Price"))
    )
    orphans = back.filter(~pl.col("id").is_in(matched["id"].to_list()))
    assert 1 <= orphans.height <= 0.02 * back.height
    assert orphans["InvoiceDate"].max() < FIRST_DAY + timedelta(days=ORPHAN_DAYS)
    assert not orphans["StockCode"].is_in(bought["StockCode"].to_list()).any()
    whole = matched.filter(pl.col("bought") == -pl.col("Quantity"))["id"].n_unique()
    assert 0.2 <= whole / back.height <= 0.6


def test_purchases_undone_within_minutes(lines: pl.DataFrame) -> None:
    """Some invoices are cancelled line by line within the hour, two giants of 60,000 pieces among them."""
    bought = lines.filter(SALE & NAMED).unique()
    back = lines.filter(CANCELS & NAMED).select(
        "Customer ID", "StockCode", Quantity=-pl.col("Quantity"), back="InvoiceDate"
    )
    soon = pl.col("back").is_between(
        pl.col("InvoiceDate") + timedelta(minutes=1), pl.col("InvoiceDate") + timedelta(hours=1)
    )
    undone = bought.join(back, on=["Customer ID", "StockCode", "Quantity"]).filter(soon)
    wholly = undone.group_by("Invoice").len().join(bought.group_by("Invoice").len(), on=["Invoice", "len"])
    assert 10 <= wholly.height <= 60
    assert undone.filter(pl.col("Quantity") >= 60_000)["Invoice"].is_in(wholly["Invoice"].to_list()).sum() == 2


def test_no_line_comes_back_twice() -> None:
    """Of a hundred invoices of five lines, some come back, and never more than was bought."""
    invoice = np.repeat(np.arange(100), 5)
    purchases = pl.DataFrame(
        {
            "invoice": invoice,
            "minute": 600 + 10 * invoice,
            "line": np.arange(500),
            "quantity": [1, 2, 5, 12, 48] * 100,
        }
    )
    back = returns(purchases, np.random.Generator(np.random.PCG64(1)))
    assert back["line"].is_unique().all()
    assert 5 <= back["invoice"].n_unique() <= 40
    both = back.join(purchases, on="line", suffix=" bought")
    assert both.filter((pl.col("quantity") >= 0) | (-pl.col("quantity") > pl.col("quantity bought"))).is_empty()
    assert (both["minute"] > both["minute bought"]).all()
