"""The lines of the sample shop, as its tests look at them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Final

import polars as pl

from segmentation.lines.sample_shop.shop import make_lines

CANCELS: Final = pl.col("Invoice").str.starts_with("C")
NAMED: Final = pl.col("Customer ID").is_not_null()
PRODUCT: Final = pl.col("StockCode").str.contains(r"^(\d{5}[A-Z]?|PADS)$")
SALE: Final = PRODUCT & ~CANCELS & (pl.col("Price") > 0)
FREE: Final = pl.col("Price") == 0
DECEMBER: Final = datetime.fromisoformat("2010-12-01")
AS_OF: Final = datetime.fromisoformat("2011-12-01")


@cache
def all_lines() -> pl.DataFrame:
    """Give every line of the default shop once: the older sheet until the newer begins, and the newer."""
    older, newer = make_lines().values()
    return pl.concat([older.filter(pl.col("InvoiceDate") < DECEMBER), newer])


def share(lines: pl.DataFrame, condition: pl.Expr) -> float:
    """Give the share of the lines that meet a condition."""
    return lines.filter(condition).height / lines.height


def count(lines: pl.DataFrame) -> pl.DataFrame:
    """Count how often each line is there."""
    return lines.group_by(lines.columns).len("times")
