"""Every customer's figures and segment, as CSV for anybody and as Parquet for whoever goes on computing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from segmentation.delivery.safe_cells import safe_table

if TYPE_CHECKING:
    import pandas as pd


def write_customers(customers: pd.DataFrame, folder: Path) -> None:
    """Write ``customers.csv`` and ``customers.parquet``.

    Parameters
    ----------
    customers : DataFrame of shape (n_customers, 7 or more), indexed by ``customer_id``
        ``recency_days``, ``frequency``, ``monetary`` (in the currency's unit), ``first_purchase``,
        ``last_purchase``, ``segment``, ``confidence`` and what else is known.
    folder : Path
        The folder to write into.

    Notes
    -----
    In the CSV, text that a spreadsheet might run begins with an apostrophe; the Parquet has it as it is.
    """
    safe_table(customers).to_csv(folder / "customers.csv", lineterminator="\n")
    customers.reset_index().to_parquet(folder / "customers.parquet", engine="pyarrow", index=False)
