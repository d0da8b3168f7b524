"""Every customer's figures and segment, as CSV for people and as Parquet for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from segmentation import columns as c
from segmentation.delivery.safe_cells import safe_table
from segmentation.errors import DeliveryError

if TYPE_CHECKING:
    import pandas as pd

_TABLE: Final = "customers.parquet"


def write_customers(customers: pd.DataFrame, folder: Path) -> None:
    """Write ``customers.csv`` and ``customers.parquet``: one row per customer, ``monetary`` in the currency's unit.

    In the CSV, text that a spreadsheet might run begins with an apostrophe; the Parquet has it as it is.
    """
    safe_table(customers).to_csv(folder / "customers.csv", lineterminator="\n")
    customers.reset_index().to_parquet(folder / _TABLE, engine="pyarrow", index=False)


def read_customers(folder: Path) -> pd.DataFrame:
    """Read the customers of a month's folder back, indexed by ``customer_id``."""
    import pandas as pd

    try:
        return pd.read_parquet(folder / _TABLE, engine="pyarrow").set_index(c.CUSTOMER_ID)
    except (OSError, ValueError, KeyError) as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else "can't be read as a table of customers"
        msg = f"{folder / _TABLE} {what}; make the month again"
        raise DeliveryError(msg) from None
