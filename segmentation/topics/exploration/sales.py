"""What was sold: when, where, what, and to whom, if known. All lines count, returns and fees too."""

from __future__ import annotations

from typing import Any, Final, Literal

import narwhals as nw
import pandas as pd

from segmentation import columns as c
from segmentation.topics.exploration.quality import describe_codes, fetch, name_months, with_month

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Period = Literal["month", "weekday", "hour", "country"]
"""By what sales can be added up."""


def sales_by(lines: Any, what: Period) -> pd.DataFrame:
    """Add up lines, invoices, customers and amount by month, weekday, hour or country.

    Months, weekdays and hours are in order of time, countries by money. Every line is in one row: those without a date
    or country under ``no date`` or ``unknown``.
    """
    frame, keys = _with_keys(nw.from_native(lines).lazy(), what)
    table = fetch(frame.group_by(*keys).agg(*_sums()).with_columns(nw.col(c.AMOUNT).cast(nw.Int64)))
    if what == "month":
        return name_months(table)
    if what == "country":
        table = table.assign(country=table[c.COUNTRY].fillna("unknown"))
        return table.sort_values([c.AMOUNT, c.COUNTRY], ascending=[False, True]).reset_index(drop=True)
    table = table.sort_values(what).reset_index(drop=True)
    names = [_name(what, value) for value in table[what].to_list()]
    return table.assign(**{what: names})


def _with_keys(frame: nw.LazyFrame[Any], what: Period) -> tuple[nw.LazyFrame[Any], tuple[str, ...]]:
    date = nw.col(c.INVOICE_DATE)
    if what == "month":
        return with_month(frame), ("year", "month")
    if what == "country":
        return frame, (c.COUNTRY,)
    return frame.with_columns((date.dt.weekday() if what == "weekday" else date.dt.hour()).alias(what)), (what,)


def _name(what: Period, value: Any) -> str | int:
    if pd.isna(value):
        return "no date"
    return WEEKDAYS[int(value) - 1] if what == "weekday" else int(value)


def _sums() -> tuple[nw.Expr, ...]:
    customer = nw.col(c.CUSTOMER_ID)
    return (
        nw.len().alias("lines"),
        nw.col(c.INVOICE).n_unique().alias("invoices"),
        # A line without a customer would count as one customer more.
        (customer.n_unique() - customer.is_null().any().cast(nw.Int64)).alias("customers"),
        nw.col(c.AMOUNT).sum(),
    )


def top_products(lines: Any, *, top: int = 15) -> pd.DataFrame:
    """List the codes that brought in most money, with their commonest description and pieces net of returns."""
    frame = nw.from_native(lines).lazy().filter(~nw.col(c.STOCK_CODE).is_null())
    table = fetch(
        frame.group_by(c.STOCK_CODE)
        .agg(
            nw.col(c.QUANTITY).sum(),
            nw.col(c.INVOICE).n_unique().alias("invoices"),
            nw.col(c.AMOUNT).sum(),
        )
        .with_columns(nw.col(c.AMOUNT, c.QUANTITY).cast(nw.Int64))
    )
    ordered = table.sort_values([c.AMOUNT, c.STOCK_CODE], ascending=[False, True]).head(top).reset_index(drop=True)
    return describe_codes(ordered, frame)


def top_customers(lines: Any, *, top: int = 15) -> pd.DataFrame:
    """List the customers who spent most; of several countries, the last in the alphabet."""
    frame = nw.from_native(lines).lazy().filter(~nw.col(c.CUSTOMER_ID).is_null())
    table = fetch(
        frame.group_by(c.CUSTOMER_ID)
        .agg(
            nw.col(c.COUNTRY).max(),
            nw.len().alias("lines"),
            nw.col(c.INVOICE).n_unique().alias("invoices"),
            nw.col(c.AMOUNT).sum(),
        )
        .with_columns(nw.col(c.AMOUNT).cast(nw.Int64))
    )
    return table.sort_values([c.AMOUNT, c.CUSTOMER_ID], ascending=[False, True]).head(top).reset_index(drop=True)


def sales_without_customer(lines: Any) -> pd.DataFrame:
    """Add up by month the lines without a customer, their share of all lines, and the money without and with one."""
    nobody = nw.col(c.CUSTOMER_ID).is_null()
    worth = nw.col(c.AMOUNT)
    frame = with_month(nw.from_native(lines).lazy()).with_columns(
        nobody.cast(nw.Int64).alias("without"),
        nw.when(nobody).then(worth).otherwise(nw.lit(0)).alias(c.AMOUNT),
        nw.when(nobody).then(nw.lit(0)).otherwise(worth).alias("amount_with"),
    )
    table = fetch(
        frame.group_by("year", "month")
        .agg(nw.len().alias("all"), nw.sum("without", c.AMOUNT, "amount_with"))
        .with_columns(nw.col("all", "without", c.AMOUNT, "amount_with").cast(nw.Int64))
    )
    named = name_months(table.rename(columns={"without": "lines"}))
    return named.assign(line_share=named["lines"] / named["all"])[
        ["month", "lines", "line_share", c.AMOUNT, "amount_with"]
    ]
