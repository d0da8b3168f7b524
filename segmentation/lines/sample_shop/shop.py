"""The embedded sample shop: invoice lines as a real gift-ware shop would write them, faults included.

It shows a report before any data are at hand, and lets tests run without the network. The customers are invented,
the proportions follow Online Retail II (Chen 2012, https://doi.org/10.24432/C5CG6D), as do columns, sheets and span;
only invoices have about two thirds of the lines, to keep files small. Equal size and seed give equal lines.
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
"""Each draws from its own stream, so that a change to one leaves the others alone."""
_FIRST_INVOICE: Final = 489_434


def make_lines(customers: int = DEFAULT_CUSTOMERS, seed: int = DEFAULT_SEED) -> dict[str, pl.DataFrame]:
    """Make the shop's invoice lines, from 1 December 2009 to 9 December 2011, by sheet.

    The first nine days of December 2010 are in both sheets, as in Online Retail II.

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
    """Refuse numbers of which no shop can be made."""
    if customers < 1:
        msg = f"a sample shop can't have customers={customers}; ask for 1 or more"
        raise SourceError(msg)
    if seed < 0:
        msg = f"seed={seed} is negative; give a whole number, 0 or more"
        raise SourceError(msg)


def _draft(customers: int, seed: int) -> pl.DataFrame:
    """Run the shop: draft lines, where ``part`` and ``invoice`` together make an invoice."""
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
    """Give invoices numbers in order of time, and columns the names of Online Retail II."""
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
