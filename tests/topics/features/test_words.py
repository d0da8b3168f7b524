"""The features in words."""

from __future__ import annotations

from datetime import datetime

from segmentation import columns as c
from segmentation.topics.features.words import which_features

from ...by_hand.facts import four_groups, tell


def test_features_say_from_when_recency_counts():
    """The end of the month, or the last purchase of all; and what an order is where there are no invoices."""
    facts = tell(four_groups(), absent=(c.INVOICE,)).facts
    assert "to the end of the month. Frequency: days with a purchase" in which_features(facts)
    classic = facts.model_copy(update={"as_of_month_end": False, "as_of": datetime(2011, 12, 9)})  # noqa: DTZ001
    assert "to the last purchase of all." in which_features(classic)
