"""What a backfill of twelve months costs, next to a report of one.

Whole processes from start to end, taken in turns: a report of the last month, with a model in force as in any month
but the first; and a backfill of twelve months that ends with it, into a folder that has only the model. What counts
is the ratio of each pair: twelve would be twelve runs.

Run it as ``nox -s bench_backfill -- --source WORKBOOK``. Nothing fails on a figure.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from report_cost import measure, positive


def main() -> None:
    """Measure in turns, and print medians."""
    parser = argparse.ArgumentParser(prog="backfill_cost.py", description="What twelve months cost next to one.")
    parser.add_argument("--source", default="sample", help="a workbook, or the sample shop; now %(default)s")
    parser.add_argument("--from", dest="first", default="2010-12", help="the first month; now %(default)s")
    parser.add_argument("--to", dest="last", default="2011-11", help="the last month; now %(default)s")
    parser.add_argument("--notebook", action="store_true", help="make each month's notebook too")
    parser.add_argument("--runs", type=positive, default=3, help="how many pairs; now %(default)s")
    options = parser.parse_args()
    one: list[float] = []
    many: list[float] = []
    with tempfile.TemporaryDirectory(prefix="backfill-cost-") as temporary:
        home = Path(temporary)
        source = options.source if options.source == "sample" else str(Path(options.source).resolve())
        shared = ["--source", source, "--snapshots", str(home / "snapshots"), "--models", str(home / "models")]
        shared += [] if options.notebook else ["--no-notebook"]
        program = [sys.executable, "-m", "segmentation"]
        report = [*program, "report", *shared, "--month", options.last, "--output", str(home / "one")]
        backfill = [*program, "backfill", *shared, "--from", options.first, "--to", options.last]
        first = measure(report, home / "first.log").seconds  # leaves the snapshot and the model
        print(f"the very first report, which reads the source and fits the model: {first:.2f} s")
        for number in range(options.runs):
            one.append(measure(report, home / "one.log").seconds)
            many.append(measure([*backfill, "--output", str(home / "many")], home / "many.log").seconds)
            shutil.rmtree(home / "many")
            print(f"{number + 1}: one {one[-1]:.2f} s, backfill {many[-1]:.2f} s")
    ratios = [much / little for much, little in zip(many, one, strict=True)]
    print(f"one {statistics.median(one):.2f} s, backfill {statistics.median(many):.2f} s")
    print(f"ratio of a pair: median {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
