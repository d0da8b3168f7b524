"""Clustering on one thread, where nobody can count the cores."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from segmentation.topics.clustering.one_thread import one_thread

if TYPE_CHECKING:
    from pathlib import Path

CODE = """
import warnings
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from segmentation.topics.clustering.kmeans import Search
from segmentation.topics.clustering.work import cluster_customers
from segmentation.topics.model.fresh_fit import compare_with_fresh_fit

days = np.arange(60)
features = pd.DataFrame({"recency_days": days, "frequency": 1 + days % 9, "monetary": 10_000 * (1 + days % 17)})
with warnings.catch_warnings(record=True) as ours:
    warnings.simplefilter("always")
    found = cluster_customers(features, candidates=(2, 3), search=Search(n_init=1), draws=1)
    compare_with_fresh_fit(features, found.labels, found.fit)
with warnings.catch_warnings(record=True) as others:
    warnings.simplefilter("always")
    KMeans(2, n_init=1).fit(features)
print(len(ours), len(others))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="lscpu counts the cores on Linux only")
def test_nobody_asks_how_many_cores_there_are(tmp_path: Path):
    """Where `lscpu` finds no core, scikit-learn by itself warns; clustering says nothing on either stream."""
    lscpu = tmp_path / "lscpu"
    lscpu.write_text("#!/bin/sh\nexit 1\n")
    lscpu.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    environment["PATH"] = f"{tmp_path}{os.pathsep}{environment['PATH']}"
    result = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True, env=environment)
    ours, others = map(int, result.stdout.split())
    assert ours == 0
    if not others:
        pytest.skip("fewer cores may be used here than there are, so that nobody counts them")
    # The stack trace is of the fit that asked, and of no other.
    assert result.stderr.count("_count_physical_cores") == 1


@pytest.mark.parametrize("before", [None, "7"])
def test_the_environment_is_left_as_it_was(monkeypatch, before):
    """The limit ends with the block, and a user's own number is there again, after an error too."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if before:
        monkeypatch.setenv("OMP_NUM_THREADS", before)
    with pytest.raises(ZeroDivisionError), one_thread():
        assert os.environ["OMP_NUM_THREADS"] == "1"
        raise ZeroDivisionError
    assert os.environ.get("OMP_NUM_THREADS") == before
