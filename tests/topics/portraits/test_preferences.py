"""What a segment's customers buy more than others do."""

from __future__ import annotations

from math import exp, log, sqrt

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy.stats import norm

from segmentation import columns as c
from segmentation.topics.portraits.preferences import MOST, find_preferences

from ...by_hand.lines import ENGINES, line, random_lines, table

LOYAL, OTHERS = [f"L{number:02}" for number in range(20)], [f"O{number:02}" for number in range(30)]
SEGMENT = pd.Series({**dict.fromkeys(LOYAL, "Loyal"), **dict.fromkeys(OTHERS, "At risk")}, name=c.SEGMENT)


def _lines(bought):
    """Write a line for each customer and product; some of them twice."""
    rows = [line(customer_id=customer, stock_code=code) for code, customers in bought.items() for customer in customers]
    return table(*rows, *rows[::3])


def _find(lines, segment=SEGMENT, names=None, engine="polars"):
    return find_preferences(
        nw.from_native(ENGINES[engine](lines)).lazy(), segment, pd.Series(names or {}, dtype=object)
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_preferences_by_hand(engine):
    """Choices are counted, each once; the interval is the one on paper, at a level for both products looked at."""
    lines = _lines({"10001": [*LOYAL, *OTHERS[:3]], "10002": [*LOYAL[:10], *OTHERS], "10003": [*LOYAL[:9], *OTHERS]})
    found = _find(lines, names={"10001": "TEAPOT"}, engine=engine)
    loyal = found["Loyal"]
    # 20 + 10 + 9 choices against 3 + 30 + 30; nine customers are too few to be looked at.
    assert (loyal.minimum, loyal.looked_at, loyal.clear) == (10, 2, 1)
    (teapot,) = loyal.products
    assert (teapot.code, teapot.description, teapot.customers, teapot.other_customers) == ("10001", "TEAPOT", 20, 3)
    assert (teapot.customer_share, teapot.other_customer_share) == (1, 3 / 30)
    assert (teapot.per_thousand, teapot.other_per_thousand) == pytest.approx((20_000 / 39, 3_000 / 63))
    assert teapot.ratio == pytest.approx(20 / 39 * 63 / 3)
    assert teapot.lift == pytest.approx(20 / 39 * 102 / 23)
    error = sqrt(1 / 20.5 - 1 / 39.5 + 1 / 3.5 - 1 / 63.5)
    bound = exp(log(20.5 / 39.5 * 63.5 / 3.5) - norm.ppf(0.975) * error)
    assert teapot.lower == pytest.approx(bound)
    assert bound > 1
    # The others chose their two products 30 times out of 63 each, against 9 and 10 out of 39.
    assert [product.code for product in found["At risk"].products] == ["10003", "10002"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_product_that_nobody_else_bought(engine):
    """It has no ratio, but a bound; and a product without a name has none."""
    lines = _lines({"10001": LOYAL, "10002": [*LOYAL, *OTHERS], "10003": OTHERS})
    (only,) = _find(lines, engine=engine)["Loyal"].products
    assert (only.code, only.description, only.other_customers, only.ratio) == ("10001", None, 0, None)
    assert 1 < only.lower < 100
    assert only.lift == 100 / 40  # half of 40 choices, against a fifth of 100


def test_buying_more_of_everything_is_no_preference():
    """Who buys every product, against others who buy a tenth of them, prefers none of them."""
    codes = [f"{10_000 + number}" for number in range(40)]
    bought = {
        code: [*LOYAL, *(other for place, other in enumerate(OTHERS) if (place + at) % 10 == 0)]
        for at, code in enumerate(codes)
    }
    loyal = _find(_lines(bought))["Loyal"]
    assert (loyal.looked_at, loyal.clear) == (40, 0)


def test_ties_go_to_the_lower_code_and_no_more_than_five_are_told():
    """Of equal products the codes decide, and all are counted."""
    bought = {f"{10_000 + number}": LOYAL for number in range(MOST + 2)}
    bought |= {f"{20_000 + number}": OTHERS for number in range(20)}
    loyal = _find(_lines(bought))["Loyal"]
    assert loyal.clear == MOST + 2
    assert [product.code for product in loyal.products] == [f"{10_000 + number}" for number in range(MOST)]


def test_a_fiftieth_of_a_large_segment_must_have_bought():
    """In a segment of a thousand, twenty customers are the fewest that are looked at."""
    many = [f"M{number:04}" for number in range(1000)]
    segment = pd.Series({**dict.fromkeys(many, "Many"), "X": "Other"}, name=c.SEGMENT)
    lines = _lines({"10001": many[:19], "10002": many[:20], "10003": ["X"]})
    assert (_find(lines, segment)["Many"].minimum, _find(lines, segment)["Many"].looked_at) == (20, 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_where_there_is_nothing_to_compare(engine):
    """Without products, or with a single segment, nothing is said; customers of no segment don't count."""
    nameless = table(*(line(customer_id=customer, stock_code=c.ANY_PRODUCT) for customer in [*LOYAL, *OTHERS]))
    assert _find(nameless, engine=engine) == {}
    lines = _lines({"10001": [*LOYAL, *OTHERS]})
    assert _find(lines, SEGMENT[LOYAL], engine=engine) == {}


def test_noise_is_rarely_a_preference():
    """Where segments are random, hardly any segment prefers anything, however many products there are."""
    rng = np.random.default_rng(7)
    customers = [f"{number:04}" for number in range(600)]
    liking = rng.pareto(1.2, 300) + 0.2
    bought = rng.random((600, 300)) < np.minimum(0.02 * liking * rng.lognormal(0, 1, (600, 1)), 0.9)
    lines = pl.concat(
        [table(*(line(customer_id=customers[row], stock_code=f"{10_000 + at}") for row, at in np.argwhere(bought)))]
    )
    clear = 0
    for _ in range(20):
        segment = pd.Series(rng.choice([*"abc"], 600), index=customers)
        clear += sum(found.clear > 0 for found in _find(lines, segment).values())
    # Of 60 segments, 3 may by the level of 95 %; the interval is rather too wide.
    assert clear <= 3


def test_engines_agree_and_order_does_not_matter():
    """On whatever engine and in whatever order lines come, the preferences are the same."""
    lines = random_lines(5, size=4000).drop_nulls([c.STOCK_CODE])
    rng = np.random.default_rng(3)
    lines = lines.with_columns(pl.Series(c.CUSTOMER_ID, rng.choice([*LOYAL, *OTHERS], len(lines))))
    expected = _find(lines)
    assert expected["Loyal"].looked_at
    for engine in ENGINES:
        assert _find(lines.sample(fraction=1, shuffle=True, seed=2), engine=engine) == expected
