"""Where a segment's customers are, beside where all are."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.topics.portraits.countries import count_countries


def _customers(*rows):
    table = pd.DataFrame(rows, columns=[c.SEGMENT, c.COUNTRY, c.MONETARY])
    return table.set_index(pd.Index([f"{10_000 + row}" for row in range(len(table))], name=c.CUSTOMER_ID))


def _count(customers):
    """Count in a currency whose smallest coin is a ten-thousandth, so that nothing is rounded."""
    spent = customers.groupby(c.SEGMENT)[c.MONETARY].sum()
    return count_countries(customers, {name: Decimal(int(sum_)).scaleb(-4) for name, sum_ in spent.items()}, 4)


def _written(rows, customers):
    """Write rows with money in ten-thousandths and customers of the base in numbers."""
    return [
        (row.kind, row.country, row.countries, row.customers, row.monetary.scaleb(4), round(row.base_share * customers))
        for row in rows
    ]


def test_countries_by_hand():
    """Countries are sorted by customers, then by money; unknown ones come last; each row has the share of all."""
    found = _count(
        _customers(
            *[("Loyal", "United Kingdom", 100)] * 3,
            ("Loyal", "France", 500),
            ("Loyal", "Germany", 700),
            ("Loyal", None, 50),
            ("At risk", "France", 10),
            ("At risk", "Spain", 20),
        )
    )
    assert _written(found["Loyal"], 8) == [
        ("country", "United Kingdom", 1, 3, 300, 3),
        ("country", "Germany", 1, 1, 700, 1),
        ("country", "France", 1, 1, 500, 2),
        ("others", None, 0, 0, 0, 1),
        ("unknown", None, 0, 1, 50, 1),
    ]
    assert [row.customer_share for row in found["Loyal"]] == [3 / 6, 1 / 6, 1 / 6, 0, 1 / 6]
    assert _written(found["At risk"], 8) == [
        ("country", "Spain", 1, 1, 20, 1),
        ("country", "France", 1, 1, 10, 2),
        ("others", None, 0, 0, 0, 4),
        ("unknown", None, 0, 0, 0, 1),
    ]


def test_small_countries_are_one_row():
    """A country of less than a hundredth of the segment is not named, nor is the fifth; of equals, the name decides."""
    rows = [("Loyal", country, 1) for country in ["UK"] * 300 + ["Chad"] * 2 + [*"ABCD"] * 4]
    found = _count(_customers(*rows))["Loyal"]
    assert [(row.country, row.countries, row.customers) for row in found] == [
        *(("UK", 1, 300), ("A", 1, 4), ("B", 1, 4), ("C", 1, 4), (None, 2, 6)),
    ]


def test_the_largest_country_is_named_however_small():
    """Of a hundred and one countries with a customer each, one is named."""
    found = _count(_customers(*(("Loyal", f"{number:03}", 1) for number in range(101))))["Loyal"]
    assert [(row.country, row.countries, row.customers) for row in found] == [("000", 1, 1), (None, 100, 100)]


def test_no_country_is_known():
    """Where no line has a country there are no rows."""
    assert _count(_customers(("Loyal", None, 1), ("At risk", None, 2))) == {}


@pytest.mark.parametrize("seed", range(3))
def test_everybody_is_somewhere_once(seed):
    """Rows add up to the segment, in customers and money, and to the base; the order of customers says nothing."""
    rng = np.random.default_rng(seed)
    size = 500
    customers = _customers(
        *zip(
            rng.choice(["Loyal", "At risk", "Promising"], size, p=[0.7, 0.25, 0.05]),
            rng.choice([*"ABCDEFGH", None], size, p=[0.5, 0.2, 0.1, 0.05, 0.05, 0.04, 0.03, 0.02, 0.01]),
            rng.integers(0, 10**9, size),
            strict=True,
        )
    )
    found = _count(customers)
    for segment, rows in found.items():
        members = customers[customers[c.SEGMENT] == segment]
        assert sum(row.customers for row in rows) == len(members)
        assert sum(row.monetary for row in rows).scaleb(4) == int(members[c.MONETARY].sum())
        assert sum(row.base_share for row in rows) == pytest.approx(1)
        assert sum(row.customer_share for row in rows) == pytest.approx(1)
    assert _count(customers.sample(frac=1, random_state=1)) == found
