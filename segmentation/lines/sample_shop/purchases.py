"""Who buys in the sample shop, when, and what: the lines of a shop where nothing ever goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from segmentation.lines.sample_shop.calendar import to_minutes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from segmentation.lines.sample_shop.catalogue import Catalogue

HOME: Final = "United Kingdom"

# Customers abroad, counted in Online Retail II; all others are domestic. Where there was one, there are four
# here, so that a small shop has a few dozen countries too.
_ABROAD: Final = {
    "Germany": 107,
    "France": 96,
    "Spain": 41,
    "Belgium": 29,
    "Portugal": 25,
    "Netherlands": 23,
    "Switzerland": 23,
    "Sweden": 20,
    "Italy": 17,
    "Australia": 15,
    "Finland": 15,
    "Channel Islands": 14,
    "Norway": 13,
    "Austria": 13,
    "Denmark": 12,
    "Cyprus": 11,
    "Japan": 10,
    "USA": 9,
    "Unspecified": 8,
    "EIRE": 6,
    "Poland": 6,
    "Greece": 5,
    "United Arab Emirates": 5,
    "Israel": 5,
    "Canada": 5,
    "RSA": 3,
    "Bahrain": 3,
    "Malta": 2,
    "Brazil": 2,
    "Singapore": 1,
    "Iceland": 1,
    "Lithuania": 1,
    "Thailand": 1,
    "Czech Republic": 1,
}
_HOME_SHARE: Final = 0.9
_FIRST_CUSTOMER_ID: Final = 12_346

# How customers buy, tuned until recency, frequency and monetary look as they do in Online Retail II.
_OLD_SHARE: Final = 0.55  # customers from before the first line
_RATE_SHAPE, _RATE_MEAN = 0.95, 8.0  # purchases in the whole span, while a customer lives
_DROPOUT_SHAPE, _DROPOUT_SCALE = 1.0, 1.1  # lifetimes, in whole spans
_WHOLESALE_SHARE, _WHOLESALE_RATE, _WHOLESALE_PIECES = 0.03, 1.2, 1.75  # the latter two are logarithms
_LINES, _LINES_BETWEEN, _LINES_WITHIN = 2.1, 0.75, 0.75  # logarithm of the lines of an invoice
_PIECES, _PIECES_BETWEEN, _PIECES_WITHIN = 2.0, 0.75, 0.8  # logarithm of the pieces of a line

_PACKS: Final = np.unique(np.outer([1, 2, 3, 4, 5, 6, 8, 10], [1, 4, 12, 100, 144, 1_000]))
"""Pieces that things are ordered in: singly, by four, dozen, hundred, gross and thousand."""
_BULK: Final = 48
"""Pieces from which the bulk price applies."""

_NAMELESS_PER_INVOICE: Final = 0.08
_RETAIL_MARKUP: Final = 1.7


@dataclass(frozen=True)
class Customers:
    """The customers, each of whom buys at least once.

    ``country`` is an index into ``countries``, where `HOME` is first. ``entry`` and ``leave`` (first purchase, and when
    they stop) are in business time, ``rate`` is purchases per unit of it; ``lines`` and ``pieces`` are logarithms of
    the usual lines of an invoice and pieces of a line.
    """

    customer_id: NDArray[np.int64]
    country: NDArray[np.int64]
    countries: pl.Series
    entry: NDArray[np.float64]
    leave: NDArray[np.float64]
    rate: NDArray[np.float64]
    lines: NDArray[np.float64]
    pieces: NDArray[np.float64]


def make_customers(size: int, rng: np.random.Generator) -> Customers:
    """Draw customers from the Pareto/NBD model (Schmittlein, Morrison & Colombo 1987).

    While alive, a customer buys as a Poisson process whose rate is gamma distributed over customers; death comes at an
    exponential time whose rate is gamma distributed too, so lifetimes are Pareto. Everyone is seen at least once, so a
    first purchase is given. Some customers are from before the data: those who buy often are seen early.
    """
    wholesale = rng.random(size) < _WHOLESALE_SHARE
    more = np.where(wholesale, _WHOLESALE_RATE + 0.7 * rng.standard_normal(size), 0.0)
    rate = np.maximum(rng.gamma(_RATE_SHAPE, _RATE_MEAN / _RATE_SHAPE, size) * np.exp(more), 0.05)
    entry_old = rng.standard_exponential(size) / rate
    entry_new = rng.random(size)
    is_old = (rng.random(size) < _OLD_SHARE) & (entry_old < 1)
    entry = np.where(is_old, entry_old, entry_new)
    lifetime = rng.standard_exponential(size) * _DROPOUT_SCALE / rng.gamma(_DROPOUT_SHAPE, 1.0, size)
    basket = rng.standard_normal(size)
    abroad = np.maximum(list(_ABROAD.values()), 4)
    shares = abroad / abroad.sum() * (1 - _HOME_SHARE)
    country = np.searchsorted(np.cumsum(np.append(_HOME_SHARE, shares))[:-1], rng.random(size), side="right")
    return Customers(
        customer_id=_FIRST_CUSTOMER_ID + rng.permutation(size + size // 50)[:size],
        country=country,
        countries=pl.Series([HOME, *_ABROAD]),
        entry=entry,
        leave=np.minimum(entry + lifetime, 1.0),
        rate=rate,
        lines=_LINES + _LINES_BETWEEN * basket,
        # Who buys many products buys few of each.
        pieces=_PIECES
        + _PIECES_BETWEEN * (0.6 * rng.standard_normal(size) - 0.8 * basket)
        + _WHOLESALE_PIECES * wholesale,
    )


def make_purchases(customers: Customers, catalogue: Catalogue, rng: np.random.Generator) -> pl.DataFrame:
    """Let customers buy."""
    size = len(customers.entry)
    repeats = rng.poisson(customers.rate * (customers.leave - customers.entry))
    again = np.repeat(np.arange(size), repeats)
    spread = (customers.leave - customers.entry)[again]
    who = np.concatenate([np.arange(size), again])
    when = np.concatenate([customers.entry, customers.entry[again] + rng.random(len(again)) * spread])
    lines = customers.lines[who] + _LINES_WITHIN * rng.standard_normal(len(who))
    invoice, product = _baskets(np.exp(lines), catalogue, rng)
    pieces = customers.pieces[who][invoice] + _PIECES_WITHIN * rng.standard_normal(len(invoice))
    # People buy fewer of expensive products.
    quantity = _packs(np.exp(pieces - 0.5 * np.log(catalogue.price[product] / 2_000)))
    return _draft(
        catalogue,
        product,
        invoice=invoice,
        minute=to_minutes(when, rng)[invoice],
        quantity=quantity,
        price=np.where(quantity >= _BULK, catalogue.bulk_price[product], catalogue.price[product]),
        customer=pl.Series(customers.customer_id[who][invoice]),
        country=customers.countries.gather(customers.country[who][invoice]),
    )


def make_nameless(invoices: int, catalogue: Catalogue, rng: np.random.Generator) -> pl.DataFrame:
    """Let people buy without a name: single things at the door, and long web orders."""
    size = max(1, round(_NAMELESS_PER_INVOICE * invoices))
    web = rng.random(size) < 0.45
    lines = np.exp(np.where(web, 4.65, 0.5) + 0.8 * rng.standard_normal(size))
    invoice, product = _baskets(lines, catalogue, rng)
    price = np.rint(catalogue.price[product] * (_RETAIL_MARKUP / 10)).astype(np.int64) * 10
    return _draft(
        catalogue,
        product,
        invoice=invoice,
        minute=to_minutes(rng.random(size), rng)[invoice],
        quantity=_packs(np.exp(0.3 + 0.9 * rng.standard_normal(len(invoice)))),
        price=price,
        customer=pl.repeat(None, len(invoice), dtype=pl.Int64, eager=True),
        country=pl.repeat(HOME, len(invoice), eager=True),
    )


def _baskets(
    lines: NDArray[np.float64], catalogue: Catalogue, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Fill each invoice with products, none twice: by line, its invoice and its product."""
    invoice = np.repeat(np.arange(len(lines)), np.clip(np.rint(lines), 1, 500).astype(np.int64))
    products = len(catalogue.code)
    key = invoice * products + catalogue.draw(len(invoice), rng)
    key = key[np.sort(np.unique(key, return_index=True)[1])]
    return key // products, key % products


def _packs(pieces: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round pieces to the nearest pack, by ratio."""
    middles = np.sqrt(_PACKS[1:] * _PACKS[:-1])
    return np.asarray(_PACKS[np.searchsorted(middles, pieces)], dtype=np.int64)


def _draft(catalogue: Catalogue, product: NDArray[np.int64], **columns: NDArray[np.int64] | pl.Series) -> pl.DataFrame:
    """Make draft lines; code and name come from the catalogue."""
    return pl.DataFrame(
        {
            "code": catalogue.code.gather(product),
            "description": catalogue.description.gather(product),
            **columns,
        }
    ).with_columns(kind=pl.lit(""))
