"""What else a campaign wants to know of a customer: where they are, and what they buy most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from segmentation import columns as c

if TYPE_CHECKING:
    import pandas as pd

_PLACE: Final = "place"
_PLACES: Final = len(c.TOP_PRODUCTS) // 2


def describe_customers(lines: nw.LazyFrame[Any], customers: pd.Index[str]) -> pd.DataFrame:
    """Find each customer's country, and the names and codes of the products they spent most on; None where not known.

    The country is that of the last line with one. Of products of equal money the lower code comes first.
    """
    countries = _collect(_latest(lines, of=c.CUSTOMER_ID, what=c.COUNTRY)).set_index(c.CUSTOMER_ID)
    names = name_products(lines)
    details = countries.reindex(customers)
    products = _collect(_most_money(lines)).set_index(c.CUSTOMER_ID)
    for place in range(1, _PLACES + 1):
        codes = products.loc[products[_PLACE] == place, c.STOCK_CODE].reindex(customers)
        name, code = c.TOP_PRODUCTS[2 * place - 2 : 2 * place]
        details = details.assign(**{name: codes.map(names), code: codes})
    return details.astype(object).where(details.notna(), None)


def name_products(lines: nw.LazyFrame[Any]) -> pd.Series[str]:
    """Name products by code, as the last line with a name calls them; others are left out."""
    return _collect(_latest(lines, of=c.STOCK_CODE, what=c.DESCRIPTION)).set_index(c.STOCK_CODE)[c.DESCRIPTION]


def _latest(lines: nw.LazyFrame[Any], *, of: str, what: str) -> nw.LazyFrame[Any]:
    """Give what the last line with a value says, for each customer or product."""
    said = lines.select(of, what, c.INVOICE_DATE, c.LINE).filter(~nw.col(what).is_null())
    # One after the other: the last instant, then the last of its lines.
    for measure in (c.INVOICE_DATE, c.LINE):
        said = said.with_columns(nw.col(measure).max().over(of).alias("last"))
        said = said.filter(nw.col(measure) == nw.col("last")).drop("last")
    return said.select(of, what)


def _most_money(lines: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give every customer's products in order of what they spent on them, the first few of them."""
    spent = (
        lines.filter(nw.col(c.STOCK_CODE) != c.ANY_PRODUCT)
        .group_by(c.CUSTOMER_ID, c.STOCK_CODE)
        .agg(nw.col(c.AMOUNT).sum())
        .with_columns((-nw.col(c.AMOUNT).cast(nw.Int64)).alias("most_first"), nw.lit(1).alias("one"))
    )
    place = nw.col("one").cum_sum().over(c.CUSTOMER_ID, order_by=["most_first", c.STOCK_CODE])
    return (
        spent.with_columns(place.cast(nw.Int64).alias(_PLACE))
        .filter(nw.col(_PLACE) <= _PLACES)
        .select(c.CUSTOMER_ID, c.STOCK_CODE, _PLACE)
    )


def _collect(lines: nw.LazyFrame[Any]) -> pd.DataFrame:
    table: pd.DataFrame = lines.collect("pandas").to_native()
    return table
