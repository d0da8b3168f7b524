"""Whoever hardly moved should keep their segment's name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from segmentation import columns as c
from segmentation.topics.trends.steadiness import steadiness


def month(name, ranks, segments, nearest=None):
    """Make a month in which customers 0, 1, … stand at these places in all three features."""
    rows = pd.MultiIndex.from_product([[name], [f"{number:03d}" for number in range(len(ranks))]])
    features = {feature: np.array(ranks) * 10 for feature in c.FEATURES}
    names = {c.SEGMENT: segments, **({c.NEAREST: nearest} if nearest else {})}
    return pd.DataFrame({**features, **names}, index=rows)


FORTY = list(range(40))


def test_two_months_by_hand():
    """Of forty customers two change places that lie 2.5 points apart and two that lie 5 apart; one loses a name."""
    swapped = [1, 0, 4, 3, 2, *range(5, 40)]
    before = month("2011-10", FORTY, ["Loyal"] * 40)
    after = month("2011-11", swapped, ["At risk", *["Loyal"] * 38, "At risk"])
    found = steadiness(pd.concat([before, after]), "2011-11")
    # Five points are not less than five points: customers 2 and 4 moved.
    assert (found.pairs, found.customer_months, found.steady, found.kept) == (1, 40, 38, 36)
    assert found.kept_by_nearest is None
    assert found.share == pytest.approx(36 / 38)


def test_every_feature_counts():
    """Whoever moved in a single feature moved."""
    before = month("2011-10", FORTY, ["Loyal"] * 40)
    for feature in c.FEATURES:
        after = month("2011-11", FORTY, ["At risk"] * 40)
        after.iloc[0, after.columns.get_loc(feature)] = 1000
        found = steadiness(pd.concat([before, after]), "2011-11")
        assert found.steady == 39


def test_equals_share_their_rank():
    """Where all are alike nobody moves, whatever order they stand in."""
    alike = [month(name, [7] * 40, ["Loyal"] * 40) for name in ("2011-10", "2011-11")]
    assert steadiness(pd.concat(alike), "2011-11").steady == 40


def test_percentiles_are_of_the_month_s_own_customers():
    """Customers who come and go move nobody who stands in the same place among fewer or more."""
    before = month("2011-10", FORTY, ["Loyal"] * 40)
    after = month("2011-11", list(np.repeat(FORTY, 2)), ["Loyal"] * 80)
    after.index = pd.MultiIndex.from_tuples([("2011-11", f"{n // 2:03d}" if n % 2 else f"x{n}") for n in range(80)])
    found = steadiness(pd.concat([before, after]).sort_index(), "2011-11")
    assert (found.customer_months, found.steady, found.kept) == (40, 40, 40)


def test_nearest_centre_alone_is_counted_beside():
    """What the rule for borders adds is the difference to the nearest centre alone."""
    before = month("2011-10", FORTY, ["Loyal"] * 40, ["Loyal"] * 40)
    after = month("2011-11", FORTY, ["Loyal"] * 40, [*["At risk"] * 3, *["Loyal"] * 37])
    found = steadiness(pd.concat([before, after]), "2011-11")
    assert (found.kept, found.kept_by_nearest) == (40, 37)
    assert (found.share, found.nearest_share) == (1, 37 / 40)


def test_pairs_are_of_months_that_follow_each_other():
    """Of a history with a gap only neighbours are compared, within the months asked for, the month's own included."""
    months = ["2010-10", "2010-11", "2010-12", "2011-01", "2011-03", "2011-10", "2011-11", "2011-12"]
    table = pd.concat([month(name, FORTY, ["Loyal"] * 40) for name in months])
    # From November 2010 on, the twelfth month before: 11→12, 12→1 and 10→11.
    found = steadiness(table, "2011-11")
    assert (found.pairs, found.customer_months) == (3, 120)
    assert steadiness(table, "2011-11", 1).pairs == 1


def test_nobody_hardly_moved():
    """Where there is no pair of months, or nobody in both, there is no share to tell."""
    alone = steadiness(month("2011-11", FORTY, ["Loyal"] * 40), "2011-11")
    assert (alone.pairs, alone.steady, alone.share) == (0, 0, None)
    others = month("2011-10", FORTY, ["Loyal"] * 40).rename(index=lambda name: f"x{name}", level=1)
    apart = steadiness(pd.concat([others, month("2011-11", FORTY, ["Loyal"] * 40)]), "2011-11")
    assert (apart.pairs, apart.customer_months, apart.share) == (1, 0, None)
