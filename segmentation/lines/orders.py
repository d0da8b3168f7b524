"""What a source says of whole orders: status, currency, and a total repeated on each line.

Lines set aside here stay, marked with the rule of `segmentation.columns.SOURCE_RULES` that the ledger counts them by.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from segmentation import columns as c
from segmentation.errors import SourceError
from segmentation.lines.cells import Cell, one_line
from segmentation.lines.currency_marks import meanings
from segmentation.lines.read_settings import ReadSettings

_FEWEST: Final = 3
"""Orders of several lines from which on repeated totals are no coincidence."""


def day_as_invoice() -> pl.Expr:
    """Make an invoice number of a customer's day: ``2011-12-01 13085``. Cancellations never begin with a digit."""
    day = pl.col(c.INVOICE_DATE).dt.to_string("%Y-%m-%d")
    return (day + " " + pl.col(c.CUSTOMER_ID).fill_null("nobody")).alias(c.INVOICE)


def set_aside(lines: pl.DataFrame, reading: ReadSettings, cell: Cell) -> pl.DataFrame:
    """Mark the lines that the source itself says don't count, in a column ``aside``.

    A status on an order's first line only applies to all its lines.
    """
    rules: list[pl.Expr] = []
    if c.CURRENCY_CODE in lines.columns:
        lines, rule = _other_currencies(lines, reading.currency)
        rules.append(rule)
    if c.STATUS in lines.columns:
        status = pl.col(c.STATUS)
        whole = pl.coalesce(status, status.drop_nulls().first().over(c.INVOICE))
        rules.append(pl.when(whole.str.contains(reading.void)).then(pl.lit(c.VOIDED)))
    if reading.amount_of == "invoice":
        lines = _one_total(lines, cell)
        stated = pl.col(c.AMOUNT).is_not_null()
        first = stated & (stated.cum_sum().over(c.INVOICE) == 1)
        rules.append(pl.when(~first & stated.any().over(c.INVOICE)).then(pl.lit(c.REPEATED_TOTAL)))
    elif reading.amount_of is None and c.AMOUNT in reading.columns and c.INVOICE not in reading.absent:
        _refuse_repeated_totals(lines, cell)
    if not rules:
        return lines
    lines = lines.with_columns(pl.coalesce(*rules, pl.lit(None, pl.String)).alias(c.ASIDE))
    return lines.with_columns(_without_money(c.OTHER_CURRENCY, c.REPEATED_TOTAL))


def _without_money(*rules: str) -> list[pl.Expr]:
    """Zero the money of lines that are in another currency or counted already."""
    aside = pl.col(c.ASIDE).is_in(rules).fill_null(value=False)
    columns = (c.QUANTITY, c.PRICE, c.AMOUNT)
    return [pl.when(aside).then(pl.lit(0, pl.Int64)).otherwise(name).alias(name) for name in columns]


def _other_currencies(lines: pl.DataFrame, currency: str | None) -> tuple[pl.DataFrame, pl.Expr]:
    """Find the lines in other currencies; a line that names none is in its order's currency, or the report's."""
    named = lines[c.CURRENCY_CODE].drop_nulls().unique(maintain_order=True)
    counted = [name for name in named if name.upper() == currency or currency in meanings(name)]
    if currency is not None and len(named) and not counted:
        has = ", ".join(f"'{one_line(name)}'" for name in named.head(8))
        msg = f"no line is in {currency}: the currency column holds {has}; choose one with --currency"
        raise SourceError(msg)
    code = pl.col(c.CURRENCY_CODE)
    whole = pl.coalesce(code, code.drop_nulls().first().over(c.INVOICE))
    return lines, pl.when(whole.is_not_null() & ~whole.is_in(counted)).then(pl.lit(c.OTHER_CURRENCY))


def _one_total(lines: pl.DataFrame, cell: Cell) -> pl.DataFrame:
    """Check that an order has one total."""
    several = lines.filter(
        pl.col(c.INVOICE).is_not_null(), pl.col(c.AMOUNT).drop_nulls().n_unique().over(c.INVOICE) > 1
    )
    if several.height:
        invoice = several[c.INVOICE][0]
        stated = several.filter(pl.col(c.INVOICE) == invoice)[c.AMOUNT].drop_nulls().unique(maintain_order=True)
        totals = " and ".join(str(c.money(amount)) for amount in stated[:2])
        msg = (
            f"invoice {one_line(repr(invoice))} has several totals, {totals}, in {_column(cell)}, where each of its "
            "lines should repeat one; if they are totals of the lines, set --amount-of line"
        )
        raise SourceError(msg)
    return lines


def repeats_totals(lines: pl.DataFrame) -> bool:
    """Check whether in all orders of several lines, three or more, the lines give one amount: each repeats a total."""
    orders = (
        lines.lazy()
        .filter(pl.col(c.INVOICE).is_not_null(), pl.col(c.AMOUNT) != 0)
        .group_by(c.INVOICE)
        .agg(pl.len().alias("lines"), pl.col(c.AMOUNT).n_unique().alias("totals"), pl.col(c.AMOUNT).first())
        .filter(pl.col("lines") > 1)
        .collect()
    )
    return orders.height >= _FEWEST and (orders["totals"] == 1).all() and orders[c.AMOUNT].n_unique() > 1


def _column(cell: Cell) -> str:
    """Name the column of the amounts, without a row."""
    first = cell(c.AMOUNT, 0)
    return first.partition(", ")[2] or first


def _refuse_repeated_totals(lines: pl.DataFrame, cell: Cell) -> None:
    if not repeats_totals(lines):
        return
    msg = (
        f"{_column(cell)} has the same amount on all lines of each order, as if it were the order's total; set "
        "--amount-of invoice to count it once, or --amount-of line if each line costs that much"
    )
    raise SourceError(msg)
