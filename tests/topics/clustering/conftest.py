"""Clustering runs on one thread, as it does in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from segmentation.topics.clustering.one_thread import one_thread

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Limit every test to one thread."""
    with one_thread():
        yield
