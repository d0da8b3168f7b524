"""What examples in docstrings and docs share: a run on the sample shop, worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from segmentation import Run


@pytest.fixture(scope="session")
def _sample_run() -> Run:
    """Run the sample shop as the example of `Run` does."""
    from segmentation import Config, Run

    return Run(Config(source="sample", max_clusters=5, draws=5), model="")


@pytest.fixture(autouse=True)
def _run_of_examples(request: pytest.FixtureRequest, doctest_namespace: dict[str, Any]) -> None:
    """Give examples that name ``run`` the sample shop's."""
    if isinstance(request.node, pytest.DoctestItem) and "`run`" in (request.node.dtest.docstring or ""):
        doctest_namespace["run"] = request.getfixturevalue("_sample_run")
