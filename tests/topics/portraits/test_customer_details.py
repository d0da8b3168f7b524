"""Where customers are, and what they buy most."""

from __future__ import annotations

import narwhals as nw
import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.topics.portraits.customer_details import describe_customers

from ...by_hand.lines import ENGINES, POUND, at, line, random_lines, table


def _details(kept, engine="polars"):
    customers = pd.Index(sorted(set(kept[c.CUSTOMER_ID])), name=c.CUSTOMER_ID)
    return describe_customers(nw.from_native(ENGINES[engine](kept)).lazy(), customers)


@pytest.mark.parametrize("engine", ENGINES)
def test_details_by_hand(engine):
    """The country is the last one given; products are in order of money, under their last name."""
    details = _details(
        table(
            line(5, stock_code="10001", price=POUND, country="France", invoice_date=at("2011-03-01")),
            line(1, stock_code="10002", price=5 * POUND, description="CUP", country="EIRE"),
            line(9, stock_code="10003", price=2 * POUND, country=None, invoice_date=at("2011-11-20")),
            line(1, stock_code="10004", price=POUND),
            line(2, stock_code="10001", description="TEAPOT, BLUE", customer_id="B", country=None),
        ),
        engine,
    )
    assert details.index.name == c.CUSTOMER_ID
    assert list(details.columns) == [c.COUNTRY, *c.TOP_PRODUCTS]
    # £18, then £5 and £5, of which the lower code comes first; the fourth product has no place.
    teapot = ["TEAPOT, BLUE", "10001"]
    assert details.loc["A"].to_list() == ["United Kingdom", "TEAPOT", "10003", *teapot, "CUP", "10002"]
    assert details.loc["B"].to_list() == [None, *teapot, None, None, None, None]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_source_without_products_or_countries(engine):
    """Where lines name no product, nothing is said of one."""
    details = _details(table(line(stock_code=c.ANY_PRODUCT, description=None, country=None)), engine)
    assert details.loc["A"].to_list() == [None] * 7


def test_engines_agree_and_order_does_not_matter():
    """On whatever engine and in whatever order lines come, the details are the same."""
    lines = random_lines(5).drop_nulls([c.CUSTOMER_ID, c.STOCK_CODE, c.AMOUNT, c.INVOICE_DATE])
    expected = _details(lines)
    for engine in ENGINES:
        assert _details(lines.sample(fraction=1, shuffle=True, seed=2), engine).equals(expected)
