"""What comes back to the sample shop: cancellations of purchases, meant or mistaken.

The proportions are those of Online Retail II, where 7,283 of 36,594 invoices cancel something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from segmentation.lines.sample_shop.calendar import DAY, LAST_DAY, minutes, next_open_day, time_of_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from segmentation.lines.sample_shop.catalogue import Catalogue

ORPHAN_DAYS: Final = 90
"""Days from the first line within which things come back that were bought before it."""
PHANTOMS: Final = 2
"""Giant purchases by mistake: one in the last year, one in the last fortnight."""

_RETURNED: Final = 0.18  # of the invoices
_UNDONE: Final = 0.005  # of the invoices: wholly, within minutes
_ORPHANS: Final = 0.003  # of the invoices


def returns(purchases: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return things: some of an invoice after days or weeks, or all of it within minutes."""
    invoice = purchases["invoice"].to_numpy()
    count = int(invoice[-1]) + 1
    fate = rng.random(count)
    undone = fate < _UNDONE
    undone[rng.integers(count)] = True
    some = ~undone & (fate < _UNDONE + _RETURNED)
    how_many = np.where(undone, len(invoice), np.where(some, rng.geometric(0.55, count), 0))
    picked = np.flatnonzero(_place_by_chance(invoice, rng) < how_many[invoice])
    minute = purchases["minute"].to_numpy()
    first = minute[np.searchsorted(invoice, np.arange(count))]
    # Ten days is the median, one in twenty takes half a year.
    wait = np.ceil(10 * np.exp(1.6 * rng.standard_normal(count)).clip(max=70)).astype(np.int64)
    later = next_open_day(first // DAY + wait) * DAY + time_of_day(count, rng)
    when = np.where(undone, first + rng.integers(2, 40, count), later)
    lines = purchases[picked]
    bought = lines["quantity"].to_numpy()
    partly = np.ceil(bought * rng.random(len(bought)) * 0.7).astype(np.int64)
    whole = undone[invoice[picked]] | (rng.random(len(bought)) < 0.2)
    return lines.with_columns(
        kind=pl.lit("C"),
        minute=pl.Series(when[invoice[picked]]),
        quantity=pl.Series(-np.where(whole, bought, np.maximum(partly, 1))),
    ).filter(pl.col("minute") < minutes(LAST_DAY))


def orphans(purchases: pl.DataFrame, catalogue: Catalogue, rng: np.random.Generator) -> pl.DataFrame:
    """Return, in the first `ORPHAN_DAYS`, what was bought before the data begin."""
    size = max(1, round(_ORPHANS * purchases["invoice"].n_unique()))
    product = catalogue.retired(size, rng)
    day = next_open_day(rng.integers(0, ORPHAN_DAYS - 14, size))
    return purchases[rng.integers(0, len(purchases), size)].with_columns(
        invoice=pl.Series(np.arange(size)),
        kind=pl.lit("C"),
        minute=pl.Series(day * DAY + time_of_day(size, rng)),
        code=catalogue.code.gather(product),
        description=catalogue.description.gather(product),
        quantity=pl.Series(-rng.integers(1, 25, size)),
        price=pl.Series(catalogue.price[product]),
    )


def phantoms(purchases: pl.DataFrame, catalogue: Catalogue, rng: np.random.Generator) -> pl.DataFrame:
    """Buy tens of thousands of one product, and cancel it a quarter of an hour later."""
    last = minutes(LAST_DAY) // DAY
    day = next_open_day(np.array([rng.integers(last - 330, last - 60), rng.integers(last - 14, last - 1)]))
    # Nobody orders eighty thousand cake stands, not even by mistake.
    cheap = np.flatnonzero((catalogue.price >= 1_000) & (catalogue.price < 2_000))
    product = rng.permutation(cheap)[:PHANTOMS]
    bought = purchases[rng.integers(0, len(purchases), PHANTOMS)].with_columns(
        invoice=pl.Series(np.arange(PHANTOMS)),
        minute=pl.Series(day * DAY + time_of_day(PHANTOMS, rng)),
        code=catalogue.code.gather(product),
        description=catalogue.description.gather(product),
        quantity=pl.Series(rng.integers(60_000, 90_000, PHANTOMS)),
        price=pl.Series(catalogue.price[product]),
    )
    soon = pl.Series(rng.integers(11, 18, PHANTOMS))
    undone = bought.with_columns(
        pl.col("invoice") + PHANTOMS, -pl.col("quantity"), pl.col("minute") + soon, kind=pl.lit("C")
    )
    return pl.concat([bought, undone])


def _place_by_chance(invoice: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Shuffle the lines of each invoice: by line, its place from 0."""
    order = np.lexsort((rng.random(len(invoice)), invoice))
    place = np.empty(len(invoice), dtype=np.int64)
    place[order] = np.arange(len(invoice)) - np.searchsorted(invoice, invoice)
    return place
