"""Every customer, as CSV and as Parquet."""

from __future__ import annotations

import pandas as pd
import pytest

from segmentation.delivery.customer_tables import read_customers, write_customers
from segmentation.errors import DeliveryError

CUSTOMERS = pd.DataFrame(
    {
        "recency_days": [1, 300],
        "frequency": [12, 1],
        "monetary": [1_684_696_000 / 10_000, 1_001 / 10_000],
        "last_purchase": pd.to_datetime(["2011-11-30 10:00", "2011-02-03 09:30"]),
        "segment": ["Champions", "Loyal, higher spend"],
    },
    index=pd.Index(["00123", "=16446"], name="customer_id"),
)


def test_customers_as_csv(tmp_path):
    """Every customer has a line; amounts are written exactly, and what a spreadsheet might run is text."""
    write_customers(CUSTOMERS, tmp_path)
    assert (tmp_path / "customers.csv").read_bytes() == (
        b"customer_id,recency_days,frequency,monetary,last_purchase,segment\n"
        b"00123,1,12,168469.6,2011-11-30 10:00:00,Champions\n"
        b'\'=16446,300,1,0.1001,2011-02-03 09:30:00,"Loyal, higher spend"\n'
    )


def test_customers_as_parquet(tmp_path):
    """Parquet has the same table in proper types, as it is; the same table gives the same bytes."""
    write_customers(CUSTOMERS, tmp_path)
    first = (tmp_path / "customers.parquet").read_bytes()
    back = pd.read_parquet(tmp_path / "customers.parquet").set_index("customer_id")
    pd.testing.assert_frame_equal(back, CUSTOMERS, check_index_type=False, check_dtype=False)
    assert back.dtypes["last_purchase"].kind == "M"
    write_customers(CUSTOMERS.copy(), tmp_path)
    assert (tmp_path / "customers.parquet").read_bytes() == first


def test_customers_read_back(tmp_path):
    """What is read back is what was written: ids as they are, with no apostrophe."""
    write_customers(CUSTOMERS, tmp_path)
    pd.testing.assert_frame_equal(read_customers(tmp_path), CUSTOMERS, check_index_type=False, check_dtype=False)


@pytest.mark.parametrize(("content", "what"), [(None, "is missing"), (b"no table", "can't be read as a table")])
def test_no_customers_to_read(tmp_path, content, what):
    """Where there is no table, or something else in its place, that is said in one line."""
    if content is not None:
        (tmp_path / "customers.parquet").write_bytes(content)
    with pytest.raises(DeliveryError, match=what) as fault:
        read_customers(tmp_path)
    assert "\n" not in str(fault.value)
