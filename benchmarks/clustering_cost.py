"""What the choice of the number of clusters costs, step by step, next to scikit-learn's own way.

Each step is timed on the customers of one month, several times in turns, and compared with what a user would write
for the same figures: a loop over the numbers of clusters.

Run it as ``nox -s bench_clustering -- --source WORKBOOK``. Nothing fails on a figure.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import sklearn
import sklearn.cluster
import sklearn.metrics
from threadpoolctl import threadpool_limits

from segmentation.columns import FEATURES
from segmentation.lines.source import open_lines
from segmentation.months import Month
from segmentation.topics.cleaning.over_time import purchases_over_time, returns_over_time, sound_lines
from segmentation.topics.clustering.gap import gap_statistic
from segmentation.topics.clustering.kmeans import Search, find_optimum
from segmentation.topics.clustering.silhouettes import silhouettes
from segmentation.topics.clustering.stability import jaccard_stability
from segmentation.topics.clustering.transform import fit_space, in_units
from segmentation.topics.features.work import collect_orders, features_by_month

NUMBERS = range(2, 11)
DRAWS = 50


def points_of(source: str, month: Month) -> np.ndarray:
    """Give a month's customers as points."""
    with tempfile.TemporaryDirectory() as folder:
        lines = open_lines(source, snapshots=Path(folder))
        sound = sound_lines(lines.frame)
        orders = collect_orders(purchases_over_time(sound, returns_over_time(sound)))
        units = in_units(features_by_month(orders, month, month, window=12))
    return fit_space(units, FEATURES, "yeo-johnson").points(units)


def steps(points: np.ndarray) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """Give each step of ours, and the loop a user would write for it."""
    fits = {k: find_optimum(points, k, Search()) for k in NUMBERS}
    labels = {k: fit.labels for k, fit in fits.items()}
    inertias = {k: fit.inertia for k, fit in fits.items()}

    def usual_draws() -> None:
        rng = np.random.default_rng(0)
        for k in NUMBERS:
            for _ in range(DRAWS):
                drawn = rng.integers(0, len(points), len(points))
                sklearn.cluster.KMeans(k, n_init=10).fit(points[drawn])

    def usual_gap() -> None:
        rng = np.random.default_rng(0)
        for _ in range(10):
            even = rng.uniform(points.min(axis=0), points.max(axis=0), points.shape)
            for k in range(1, 11):
                sklearn.cluster.KMeans(k, n_init=10).fit(even)

    return {
        "k-means: best of 100 starts | of 10": (
            lambda: [find_optimum(points, k, Search()) for k in NUMBERS],
            lambda: [sklearn.cluster.KMeans(k, n_init=10).fit(points) for k in NUMBERS],
        ),
        "silhouettes: one pass | silhouette_score": (
            lambda: silhouettes(points, [*labels.values()]),
            lambda: [sklearn.metrics.silhouette_score(points, labels[k]) for k in NUMBERS],
        ),
        f"stability: {DRAWS} draws | of 10 starts each": (
            lambda: [jaccard_stability(points, labels[k], draws=DRAWS, random_state=0) for k in NUMBERS],
            usual_draws,
        ),
        "gap statistic: 10 references | of 10 starts each": (
            lambda: gap_statistic(points, inertias, random_state=0),
            usual_gap,
        ),
    }


def seconds(work: Callable[[], object]) -> float:
    """Time a piece of work once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure every step, ours and the usual way in turns, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    beside = Path(os.environ.get("SEGMENTATION_DATA", "data")) / "online_retail_II.xlsx"
    parser.add_argument("--source", default=str(beside))
    parser.add_argument("--month", default="2011-11")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    points = points_of(options.source, Month.parse(options.month))
    print(
        f"{len(points):,} customers, {min(NUMBERS)} to {max(NUMBERS)} clusters, medians of {options.runs}, one thread"
    )
    total = 0.0
    quick = {"assume_finite": True, "skip_parameter_validation": True}
    with threadpool_limits(1):
        for name, (ours, usual) in steps(points).items():
            times = []
            for _ in range(options.runs):
                with sklearn.config_context(**quick):
                    mine = seconds(ours)
                times.append((mine, seconds(usual)))
            own, theirs = (statistics.median(column) for column in zip(*times, strict=True))
            ratio = statistics.median(a / b for a, b in times)
            total += own
            print(f"{name:50} {own:7.2f} s | {theirs:7.2f} s   ours/usual {ratio:.2f}")
    print(f"{'together':50} {total:7.2f} s")


if __name__ == "__main__":
    main()
