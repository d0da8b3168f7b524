"""What the analyst's notebook adds to a month's report.

Two commands, each a whole process from start to end, taken in turns so that a machine that grows slower or faster
meanwhile treats them alike: the report from its snapshot with the notebook, and without. What counts is the ratio of
each pair.

Run it as ``nox -s bench_notebook -- --source WORKBOOK``. Nothing fails on a figure.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from report_cost import measure, positive


def main() -> None:
    """Measure in turns, and print medians."""
    parser = argparse.ArgumentParser(prog="notebook_cost.py", description="What the notebook adds to a report.")
    parser.add_argument("--source", default="sample", help="a workbook, or the sample shop; now %(default)s")
    parser.add_argument("--month", default="2011-11", help="the month reported; now %(default)s")
    parser.add_argument("--runs", type=positive, default=3, help="how many pairs; now %(default)s")
    options = parser.parse_args()
    seconds: dict[str, list[float]] = {"--notebook": [], "--no-notebook": []}
    with tempfile.TemporaryDirectory(prefix="notebook-cost-") as temporary:
        home = Path(temporary)
        source = options.source if options.source == "sample" else str(Path(options.source).resolve())
        command = [sys.executable, "-m", "segmentation", "report", "--source", source, "--month", options.month]
        command += ["--snapshots", str(home / "snapshots"), "--output", str(home / "months")]
        measure([*command, "--no-notebook"], home / "first.log")  # leaves the snapshot
        for number in range(options.runs):
            for name, taken in seconds.items():
                taken.append(measure([*command, name], home / "run.log").seconds)
            print(f"{number + 1}: " + ", ".join(f"{name} {taken[-1]:.2f} s" for name, taken in seconds.items()))
    with_notebook, without = seconds.values()
    ratios = [one / other for one, other in zip(with_notebook, without, strict=True)]
    print(f"with the notebook {statistics.median(with_notebook):.2f} s, without {statistics.median(without):.2f} s")
    print(f"ratio of a pair: median {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
