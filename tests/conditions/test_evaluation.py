"""Conditions: of whom they hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from segmentation.conditions.evaluation import holds
from segmentation.conditions.parsing import parse
from segmentation.errors import ConditionError

CUSTOMERS = pd.DataFrame(
    {
        "segment": ["At risk", "At risk, higher spend", "Loyal", "Champions"],
        "previous_segment": ["Loyal", "new", "Loyal", "returned"],
        "segment_since": ["2011-11", "2011-11", "2011-01", "2011-11"],
        "recency_days": [200, 150, 20, 0],
        "frequency": [1, 2, 5, 9],
        "monetary": [500.0, 500.1, 80.0, 9000.0],
        "confidence": [0.2, 0.8, np.nan, 0.5],
        "last_purchase": [
            pd.Timestamp(instant)
            for instant in ("2011-05-01 10:00", "2011-06-30 23:59", "2011-11-10 00:00", "2011-11-30 08:00")
        ],
        "country": ["France", "france", None, "EIRE"],
    },
    index=pd.Index(["007", "A", "a", "12"], name="customer_id"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("segment = 'at RISK'", "007 A"),
        ("segment = 'At risk, higher spend'", "A"),
        ("segment != 'At risk'", "a 12"),
        ("segment in ('Loyal', 'Champions')", "a 12"),
        ("segment not in ('Loyal', 'Champions')", "007 A"),
        ("previous_segment = 'new'", "A"),
        ("previous_segment = 'Loyal' and segment != 'Loyal'", "007"),
        ("segment_since < 2011-11", "a"),
        ("monetary > 500", "A 12"),
        ("monetary = 500.1", "A"),
        ("frequency in (1, 9)", "007 12"),
        ("last_purchase <= 2011-06-30", "007 A"),
        ("last_purchase = 2011-11-10", "a"),
        ("country = 'France'", "007 A"),
        ("country = ''", "a"),
        ("country != 'France'", "a 12"),
        ("confidence < 0.6", "007 12"),
        ("not confidence < 0.6", "A a"),
        ("customer_id = 'a'", "a"),
        ("customer_id in ('007', '7')", "007"),
        ("frequency = 1 or frequency = 2 and country = 'EIRE'", "007"),
        ("monetary > 1000000", ""),
    ],
)
def test_of_whom_a_condition_holds(text, whom):
    """Each condition holds of those whom one picks by hand."""
    assert " ".join(CUSTOMERS.index[holds(parse(text), CUSTOMERS)]) == whom


def test_a_column_that_is_not_there():
    """What is not known of this month's customers can't be asked for."""
    with pytest.raises(ConditionError, match="this month's customers have no column 'previous_segment'; they have"):
        holds(parse("previous_segment = 'new'"), CUSTOMERS.drop(columns="previous_segment"))


def test_nobody_at_all():
    """Of no customers it holds of none."""
    assert not holds(parse("country = 'France' and last_purchase > 2011-01-01"), CUSTOMERS[:0]).any()
