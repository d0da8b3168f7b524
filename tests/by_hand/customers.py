"""Customers made by hand and at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentation import columns as c

if TYPE_CHECKING:
    from collections.abc import Sequence


def customers(recency_days: Sequence[int], frequency: Sequence[int], pounds: Sequence[float]) -> pd.DataFrame:
    """Put customers in a table, with money in ten-thousandths of a pound."""
    monetary = np.rint(np.multiply(pounds, c.MONEY_SCALE))
    index = pd.Index([f"{number:05d}" for number in range(len(pounds))], name=c.CUSTOMER_ID)
    columns = {c.RECENCY_DAYS: recency_days, c.FREQUENCY: frequency, c.MONETARY: monetary}
    return pd.DataFrame(columns, index=index).astype("int64")


def shop(seed: int, size: int = 500) -> pd.DataFrame:
    """Make customers as skewed as a real shop's: the more orders, the more money and the more recent."""
    rng = np.random.default_rng(seed)
    zeal = rng.normal(size=size)
    frequency = 1 + rng.poisson(np.exp(zeal))
    recency_days = np.minimum(364, rng.exponential(160 / frequency))
    pounds = frequency * np.exp(5.5 + 0.8 * rng.normal(size=size) + 0.3 * zeal)
    return customers(recency_days.tolist(), frequency.tolist(), pounds.tolist())


def three_kinds(size: int = 40) -> tuple[pd.DataFrame, np.ndarray]:
    """Make customers of three kinds with wide gaps between them, in mixed order, and say which is which."""
    rng = np.random.default_rng(7)
    kind = rng.permutation(np.repeat([0, 1, 2], size))
    recency_days = np.array([5, 60, 300])[kind] + rng.integers(-3, 4, 3 * size)
    frequency = np.array([40, 12, 2])[kind] + rng.integers(0, 3, 3 * size)
    pounds = np.array([9000, 1500, 200])[kind] * rng.uniform(0.9, 1.1, 3 * size)
    return customers(recency_days.tolist(), frequency.tolist(), pounds.tolist()), kind
