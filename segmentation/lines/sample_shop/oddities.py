"""What is on the sample shop's invoices and is no sale: postage, fees, gifts, lost stock, typing errors.

The proportions are those of Online Retail II, counted in its 36,594 invoices of named customers and its 1,044,848
lines. Each function takes draft lines of `segmentation.lines.sample_shop.purchases` and returns new ones; where it
says so they belong to the purchase with their ``invoice``, elsewhere invoices are counted from 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from segmentation.lines.sample_shop.calendar import (
    DAY,
    LAST_DAY,
    SHEET_2_DAY,
    minutes,
    next_open_day,
    time_of_day,
    to_minutes,
)
from segmentation.lines.sample_shop.purchases import HOME

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from segmentation.lines.sample_shop.catalogue import Catalogue

_REPEATED: Final = 0.011  # of the lines
_WRITE_OFFS, _FINDS = 0.0033, 0.0024  # of the lines
_GIFTS, _PADS = 0.0001, 0.0002  # of the lines
_POSTAGE: Final = 0.55  # of the invoices abroad
_WEB_LINES: Final = 15  # a longer order without a customer came from the web shop

_Fee = tuple[str, str, float, float, float, float, float]
_FEES: Final[tuple[_Fee, ...]] = (
    # code, description, per 1,000 invoices, cancelled, with a customer, median price in pounds, its spread
    ("M", "Manual", 38.0, 0.38, 0.78, 12.75, 1.4),
    ("C2", "CARRIAGE", 7.6, 0.03, 0.92, 50.0, 0.0),
    ("D", "Discount", 4.7, 1.0, 0.98, 18.42, 1.2),
    ("S", "SAMPLES", 2.8, 0.97, 0.0, 30.0, 0.8),
    ("BANK CHARGES", "Bank Charges", 2.7, 0.66, 0.37, 42.12, 0.8),
    ("ADJUST", "Adjustment by the office", 1.8, 0.46, 0.91, 49.35, 1.3),
    ("AMAZONFEE", "AMAZON FEE", 1.0, 0.92, 0.0, 640.0, 0.5),
    ("gift_0001_20", "Gift Voucher £20.00", 0.8, 0.0, 0.0, 17.02, 0.0),
    ("gift_0001_30", "Gift Voucher £30.00", 0.8, 0.0, 0.0, 25.53, 0.0),
    ("CRUK", "CRUK Commission", 0.45, 1.0, 1.0, 120.0, 0.6),
    ("TEST001", "This is a test product.", 0.4, 0.27, 1.0, 4.5, 0.0),
)
_BAD_DEBTS: Final = (11_062_060, 53_594_360)
"""Smallest and largest, thousandths of a pound."""
_LOST: Final = ("damaged", "missing", "check", "?", "wet", "smashed", "thrown away", "counted wrong")


def postage(purchases: pl.DataFrame, nameless: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Charge postage on invoices: to customers abroad, and to long orders without a name."""
    abroad = purchases.unique("invoice", keep="first", maintain_order=True).filter(pl.col("country") != HOME)
    abroad = abroad.filter(pl.Series(rng.random(len(abroad)) < _POSTAGE, dtype=pl.Boolean)).with_columns(
        code=pl.lit("POST"), description=pl.lit("POSTAGE")
    )
    lengths = nameless.group_by("invoice", maintain_order=True).len()
    web = nameless.unique("invoice", keep="first", maintain_order=True).filter(lengths["len"] > _WEB_LINES)
    pounds = 100 * np.exp(0.8 * rng.standard_normal(len(web)))
    return pl.concat(
        [
            abroad.with_columns(
                quantity=pl.Series(rng.geometric(0.5, len(abroad)), dtype=pl.Int64),
                price=pl.Series(np.array([15_000, 18_000, 28_000, 40_000])[rng.integers(0, 4, len(abroad))]),
            ),
            web.with_columns(
                code=pl.lit("DOT"),
                description=pl.lit("DOTCOM POSTAGE"),
                quantity=pl.lit(1, dtype=pl.Int64),
                price=pl.Series(_pence(pounds)),
            ),
        ]
    )


def fees(purchases: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Add handwritten lines that are no product: discounts, bank charges, vouchers, samples, tests."""
    invoices = purchases["invoice"].n_unique()
    counts = [max(1, round(per_1000 * invoices / 1_000)) for _, _, per_1000, *_ in _FEES]
    code, description, _, cancelled, named, pounds, spread = zip(*_FEES, strict=True)
    fee = np.repeat(np.arange(len(_FEES)), counts)
    size = len(fee)
    price = np.array(pounds)[fee] * np.exp(np.array(spread)[fee] * rng.standard_normal(size))
    is_cancelled = rng.random(size) < np.array(cancelled)[fee]
    has_name = pl.Series(rng.random(size) < np.array(named)[fee])
    return purchases[rng.integers(0, len(purchases), size)].with_columns(
        pl.col("minute") + pl.Series(rng.integers(1, 10, size)),
        invoice=pl.Series(np.arange(size)),
        kind=pl.Series(np.where(is_cancelled, "C", "").tolist()),
        code=pl.Series(code).gather(fee),
        description=pl.Series(description).gather(fee),
        quantity=pl.Series(np.where(is_cancelled, -1, 1)),
        price=pl.Series(_pence(price)),
        customer=pl.when(has_name).then(pl.col("customer")),
        country=pl.when(has_name).then(pl.col("country")).otherwise(pl.lit(HOME)),
    )


def bad_debts(schema: pl.Schema, rng: np.random.Generator) -> pl.DataFrame:
    """Write off what customers owe: once in the first year, twice in the second."""
    first, second, last = 120, minutes(SHEET_2_DAY) // DAY + 60, minutes(LAST_DAY) // DAY - 30
    day = next_open_day(rng.integers([first, second, second], [second - 90, last, last]))
    price = -rng.integers(*_BAD_DEBTS, 3) // 10 * 10
    return _nameless_lines(schema, 3, kind="A").with_columns(
        minute=pl.Series(day * DAY + time_of_day(3, rng)),
        code=pl.lit("B"),
        description=pl.lit("Adjust bad debt"),
        quantity=pl.lit(1, dtype=pl.Int64),
        price=pl.Series(price),
    )


def stock(lines: int, schema: pl.Schema, catalogue: Catalogue, rng: np.random.Generator) -> pl.DataFrame:
    """Correct the stock at no price: pieces lost and pieces found."""
    lost, found = (max(1, round(share * lines)) for share in (_WRITE_OFFS, _FINDS))
    size = lost + found
    product = catalogue.draw(size, rng)
    pieces = np.ceil(26 * np.exp(1.5 * rng.standard_normal(size))).astype(np.int64)
    silent = len(_LOST)
    note = np.where(rng.random(size) < 0.7, silent, rng.integers(0, silent, size))
    note[0] = silent
    said = pl.Series([*_LOST, None]).gather(note)
    is_lost = np.arange(size) < lost
    return _nameless_lines(schema, size).with_columns(
        minute=pl.Series(to_minutes(rng.random(size), rng)),
        code=catalogue.code.gather(product),
        description=pl.when(pl.Series(is_lost | (note == silent)))
        .then(said)
        .otherwise(catalogue.description.gather(product)),
        quantity=pl.Series(np.where(is_lost, -pieces, pieces)),
        price=pl.lit(0, dtype=pl.Int64),
    )


def trifles(purchases: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Add to parcels what costs nothing, or a tenth of a penny: gifts, and pads for cushions."""
    gifts, pads = (max(1, round(share * len(purchases))) for share in (_GIFTS, _PADS))
    is_pads = pl.Series(np.arange(gifts + pads) >= gifts)
    return purchases[rng.integers(0, len(purchases), gifts + pads)].with_columns(
        code=pl.when(is_pads).then(pl.lit("PADS")).otherwise(pl.col("code")),
        description=pl.when(is_pads).then(pl.lit("PADS TO MATCH ALL CUSHIONS")).otherwise(pl.col("description")),
        quantity=pl.lit(1, dtype=pl.Int64),
        price=pl.Series(np.where(is_pads, 1, 0)),
    )


def repeats(lines: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Repeat some lines, as if typed twice."""
    again = rng.random(len(lines)) < _REPEATED
    again[rng.integers(len(lines))] = True
    return lines.filter(pl.Series(again))


def _pence(pounds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round to whole pence, in thousandths of a pound."""
    return np.asarray(np.rint(100 * pounds) * 10, dtype=np.int64)


def _nameless_lines(schema: pl.Schema, size: int, kind: str = "") -> pl.DataFrame:
    """Make that many invoices of one line and no customer."""
    return pl.DataFrame({name: pl.Series([None] * size, dtype=dtype) for name, dtype in schema.items()}).with_columns(
        invoice=pl.Series(np.arange(size)), kind=pl.lit(kind), country=pl.lit(HOME)
    )
