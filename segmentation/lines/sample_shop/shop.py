"""The embedded sample shop: invoice lines as a real gift-ware shop would write them, warts and all.

It lets anyone see a report before they have data at hand, and tests run without the network. The customers
are invented, the proportions are not: they follow Online Retail II, whose columns, sheets and span the
sample shares; only that an invoice has about two thirds of the lines of a real one, to keep files small. The
same size and seed give the same lines.

References
----------
Chen, D. (2012). *Online Retail II* [Dataset]. UCI Machine Learning Repository.
https://doi.org/10.24432/C5CG6D

Schmittlein, D. C., Morrison, D. G. & Colombo, R. (1987). Counting your customers: who are they and what
will they do next? *Management Science*, 33(1), 1-24.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from segmentation.errors import SourceError
from segmentation.lines.sample_shop import oddities as warts
from segmentation.lines.sample_shop import returns
from segmentation.lines.sample_shop.calendar import FIRST_DAY, SHEET_1_END, SHEET_2_DAY
from segmentation.lines.sample_shop.catalogue import make_catalogue
from segmentation.lines.sample_shop.purchases import make_customers, make_nameless, make_purchases

DEFAULT_CUSTOMERS: Final = 1_000
DEFAULT_SEED: Final = 2009
SHEETS: Final = ("Year 2009-2010", "Year 2010-2011")
"""Names of the two sheets, the older first."""

_CONCERNS: Final = """
    catalogue customers purchases nameless returns orphans phantoms postage fees debts stock trifles repeats
"""
"""Each draws from a stream of its own, so that a change to one leaves the others as they were."""
_FIRST_INVOICE: Final = 489_434


def make_lines(customers: int = DEFAULT_CUSTOMERS, seed: int = DEFAULT_SEED) -> dict[str, pl.DataFrame]:
    """Make the shop's invoice lines.

    From 1 December 2009 to 9 December 2011; the last whole month is November 2011. The first nine days of
    December 2010 stand in both sheets, as they do in Online Retail II.

    Examples
    --------
    >>> {name: lines.width for name, lines in make_lines(customers=5).items()}
    {'Year 2009-2010': 8, 'Year 2010-2011': 8}
    """
    _check(customers, seed)
    lines = _number(_draft(customers, seed))
    date = pl.col("InvoiceDate")
    return {
        SHEETS[0]: lines.filter(date < SHEET_1_END),
        SHEETS[1]: lines.filter(date >= SHEET_2_DAY),
    }


def _check(customers: int, seed: int) -> None:
    """Refuse what no shop can be made of."""
    if customers < 1:
        msg = f"a sample shop can't have customers={customers}; ask for 1 or more"
        raise SourceError(msg)
    if seed < 0:
        msg = f"seed={seed} is negative; give a whole number, 0 or more"
        raise SourceError(msg)


def _draft(customers: int, seed: int) -> pl.DataFrame:
    """Let the shop run: draft lines, those of an invoice with ``part`` and ``invoice`` in common."""
    sequences = np.random.SeedSequence(seed).spawn(len(_CONCERNS.split()))
    rng = {
        concern: np.random.Generator(np.random.PCG64(sequence))
        for concern, sequence in zip(_CONCERNS.split(), sequences, strict=True)
    }
    catalogue = make_catalogue(rng["catalogue"])
    named = make_purchases(make_customers(customers, rng["customers"]), catalogue, rng["purchases"])
    invoices = named["invoice"].n_unique()
    nameless = make_nameless(invoices, catalogue, rng["nameless"]).with_columns(pl.col("invoice") + invoices)
    sold = pl.concat([named, nameless])
    on_invoices = [
        sold,
        warts.repeats(sold, rng["repeats"]),
        warts.trifles(named, rng["trifles"]),
        warts.postage(named, nameless, rng["postage"]),
    ]
    parts = [
        pl.concat(on_invoices),
        returns.returns(named, rng["returns"]),
        returns.orphans(named, catalogue, rng["orphans"]),
        returns.phantoms(named, catalogue, rng["phantoms"]),
        warts.fees(named, rng["fees"]),
        warts.bad_debts(named.schema, rng["debts"]),
        warts.stock(len(sold), named.schema, catalogue, rng["stock"]),
    ]
    return pl.concat([lines.with_columns(part=pl.lit(part)) for part, lines in enumerate(parts)])


def _number(draft: pl.DataFrame) -> pl.DataFrame:
    """Give numbers to invoices in the order of time, and to columns the names of Online Retail II."""
    key = ["minute", "kind", "part", "invoice"]
    number = pl.struct(key).rle_id() + _FIRST_INVOICE
    lines = draft.sort(key, maintain_order=True)
    return lines.select(
        Invoice=pl.col("kind") + number.cast(pl.String),
        StockCode="code",
        Description="description",
        Quantity="quantity",
        InvoiceDate=(pl.lit(FIRST_DAY) + pl.duration(minutes="minute")).cast(pl.Datetime("us")),
        # numpy divides exactly; Polars multiplies by the reciprocal, and 14.95 becomes 14.950000000000001.
        Price=pl.Series(lines["price"].to_numpy() / 1_000),
        **{"Customer ID": pl.col("customer")},
        Country="country",
    )
