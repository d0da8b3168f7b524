"""What stands on the invoices of the sample shop and is no sale, in its proportions."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segmentation.lines.sample_shop.shop import make_lines

from .sample_lines import CANCELS, FREE, NAMED, PRODUCT, all_lines, count, share


@pytest.fixture
def lines() -> pl.DataFrame:
    """Every line of the default shop once."""
    return all_lines()


@pytest.mark.parametrize(("customers", "seed"), [(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (7, 0), (300, 0)])
def test_even_a_small_shop_has_the_rare_warts(customers: int, seed: int) -> None:
    """Bad debts, a phantom, an orphan, a repeat, pads and a lost piece are there in any size."""
    shop = make_lines(customers, seed)
    assert max(count(sheet)["times"].max() for sheet in shop.values()) == 2
    everything = pl.concat(shop.values())
    for wart in (
        pl.col("Price") < 0,
        pl.col("Quantity") < -50_000,
        CANCELS & (pl.col("InvoiceDate") < datetime.fromisoformat("2010-03-01")),
        pl.col("Price") == 0.001,
        FREE & (pl.col("Quantity") < 0) & pl.col("Description").is_null(),
    ):
        assert everything.filter(wart).height >= 1, wart


@pytest.mark.parametrize(
    ("wart", "least", "most"),
    [
        pytest.param(~NAMED, 0.20, 0.26, id="no customer"),
        pytest.param(CANCELS, 0.015, 0.025, id="cancelled"),
        pytest.param(~PRODUCT, 0.005, 0.01, id="no product"),
        pytest.param(FREE, 0.004, 0.008, id="price zero"),
        pytest.param(FREE & NAMED, 0.00001, 0.0002, id="gifts"),
        pytest.param(pl.col("Description").is_null(), 0.003, 0.006, id="no description"),
        pytest.param((pl.col("Quantity") < 0) & ~CANCELS, 0.002, 0.005, id="write-offs"),
        pytest.param(pl.col("Price") == 0.001, 0.00005, 0.0003, id="a tenth of a penny"),
        pytest.param(pl.col("Country") == "United Kingdom", 0.87, 0.94, id="United Kingdom"),
    ],
)
def test_proportions(lines: pl.DataFrame, wart: pl.Expr, least: float, most: float) -> None:
    """Each wart has about the share of the lines that it has in Online Retail II."""
    assert least <= share(lines, wart) <= most


@pytest.mark.parametrize(
    "code",
    [
        "POST",
        "DOT",
        "M",
        "D",
        "C2",
        "BANK CHARGES",
        "AMAZONFEE",
        "ADJUST",
        "CRUK",
        "TEST001",
        "gift_0001_20",
        "PADS",
    ],
)
def test_codes_that_are_no_products(lines: pl.DataFrame, code: str) -> None:
    """Every odd code of the real shop is there, with one name."""
    odd = lines.filter(pl.col("StockCode") == code)
    assert odd.height >= 1
    assert odd["Description"].n_unique() == 1


def test_bad_debt(lines: pl.DataFrame) -> None:
    """Bad debts are the only negative prices: invoices with an A, without customer."""
    debts = lines.filter(pl.col("Price") < 0)
    assert_frame_equal(debts, lines.filter(pl.col("Invoice").str.starts_with("A")))
    assert 1 <= debts.height <= 5
    assert debts["Customer ID"].null_count() == debts.height


def test_stock_corrections(lines: pl.DataFrame) -> None:
    """Pieces lost or found have no customer and no price; only they lack a description."""
    lost = lines.filter((pl.col("Quantity") < 0) & ~CANCELS)
    assert lost["Customer ID"].null_count() == lost.height
    assert lost["Price"].unique().to_list() == [0.0]
    silent = lines.filter(pl.col("Description").is_null())
    assert silent.filter(~FREE | NAMED).is_empty()
    assert silent.filter(pl.col("Quantity") > 0).height > 0


def test_repeated_lines(lines: pl.DataFrame) -> None:
    """About one line in a hundred is in its own invoice a second time."""
    times = count(lines)["times"]
    assert 0.008 <= (times - 1).sum() / lines.height <= 0.014
    assert times.max() == 2
