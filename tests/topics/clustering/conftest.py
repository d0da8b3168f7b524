"""Clustering runs on one thread, as it does in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sklearn.cluster
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Iterator

LOADED = sklearn.cluster
"""The limit holds for libraries that are loaded already."""


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Limit every test to one thread."""
    with threadpool_limits(1):
        yield
