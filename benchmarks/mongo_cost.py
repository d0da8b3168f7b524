"""What MongoDB costs: lines per second loaded and read, beside ``insert_many`` and ``find`` alone in the same run.

- L: `load_lines`, from the snapshot of a workbook: documents made, checked by the validator, inserted, indexed;
- I: ``insert_many`` of the same documents, made beforehand, into a collection with nothing to it;
- R: `read_lines`, all of it, into the frame that cleaning takes; M: of a month and its twelve months' window;
- F: ``find`` over the same documents, each made into a Python object and dropped;
- and the peak memory of the process ``segmentation load WORKBOOK``, the whole of it, with no snapshot there.

They run in turns, so that a server that grows slower meanwhile slows all of them. Run it as ``nox -s bench_mongodb``.
Without ``--address`` it starts SecantusDB, which is written in Python: its figures say what we add, and not what a
MongoDB takes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from pymongo import MongoClient
from report_cost import ROOT, WORKBOOK_NAME, measure, positive

from segmentation.lines.overlap import Lines
from segmentation.lines.source import open_lines
from segmentation.mongo.loading import BATCH, load_lines
from segmentation.mongo.reading import read_lines
from segmentation.months import Month, window_start

RESULT = ROOT / "outputs" / "bench-mongodb.json"
NAMES = {
    "L": "load",
    "I": "insert_many alone",
    "R": "read, all of it",
    "M": "read, a month's window",
    "F": "find alone",
}
DATABASE = "segmentation_bench"


def take(lines: Lines, count: int) -> Lines:
    """Take the first lines of a source, as if it had no more."""
    from polars import col

    everything = lines.everything.collect()
    # Of each sheet its first ones, so that there are two and they overlap.
    share = count / everything.height
    part = everything.filter(col("line").rank("ordinal").over("sheet") <= share * col("line").len().over("sheet"))
    ends = {"first": part["invoice_date"].min(), "last": part["invoice_date"].max()}
    known = {"lines_read": part.height, "lines": part.height, "sha256": f"{lines.sha256}{count}"}
    return replace(lines, frame=part.lazy(), everything=part.lazy(), **known, **ends)


def seconds(work: Callable[[], object]) -> float:
    """Time a piece of work."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def rounds(address: str, lines: Lines, month: Month, runs: int) -> dict[str, list[float]]:
    """Do everything in turns, each time in a database that is new."""
    results: dict[str, list[float]] = {name: [] for name in NAMES}
    with MongoClient(address) as client:
        database = client[DATABASE]
        where = f"{address}/{DATABASE}"
        for number in range(runs):
            client.drop_database(DATABASE)
            results["L"].append(seconds(lambda: load_lines(lines, where)))
            documents = list(database["transactions"].find())
            batches = [documents[first : first + BATCH] for first in range(0, len(documents), BATCH)]
            plain = database["plain"]
            results["I"].append(seconds(lambda b=batches, p=plain: [p.insert_many(each, ordered=False) for each in b]))
            results["F"].append(seconds(lambda p=plain: [None for _ in p.find()]))
            results["R"].append(seconds(lambda: read_lines(where)))
            period = (window_start(month.end, 12), month.end)
            results["M"].append(seconds(lambda p=period: read_lines(where, period=lambda *_ends: p)))
            print(", ".join(f"{name} {results[name][number]:.2f} s" for name in NAMES), flush=True)
        client.drop_database(DATABASE)
    return results


def server(stack: ExitStack) -> str:
    """Start SecantusDB in a folder of its own."""
    sys.path.insert(0, str(ROOT))
    from tests.mongo_server import Server

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mongo-cost-", ignore_cleanup_errors=True)))
    started = Server(folder).start()
    stack.callback(started.kill)
    return started.uri


def peak_of_whole_load(address: str, workbook: Path, folder: Path) -> dict[str, float]:
    """Load all of a workbook in a process of its own, with no snapshot there."""
    command = [sys.executable, "-m", "segmentation", "load", str(workbook), "--to", f"{address}/{DATABASE}"]
    run = measure([*command, "--snapshots", str(folder / "snapshots")], folder / "load.log")
    with MongoClient(address) as client:
        client.drop_database(DATABASE)
    return {"seconds": run.seconds, "peak_mb": run.peak_mb}


def main() -> None:
    """Measure, print the table, keep the figures."""
    parser = argparse.ArgumentParser(prog="mongo_cost.py", description="What MongoDB costs.")
    parser.add_argument("--source", type=Path, default=ROOT / "data" / WORKBOOK_NAME, help="the workbook")
    parser.add_argument("--address", help="a MongoDB with no database named; SecantusDB is started by default")
    parser.add_argument("--lines", type=positive, default=100_000, help="lines loaded and read; now %(default)s")
    parser.add_argument("--month", type=Month.parse, default=Month(2011, 11), help="the month read")
    parser.add_argument("--runs", type=positive, default=3, help="how often; now %(default)s")
    parser.add_argument("--whole", action="store_true", help="load the whole workbook, too, for its peak memory")
    options = parser.parse_args()
    if not options.source.is_file():
        parser.error(f"no workbook at {options.source}; give one with --source")
    figures: dict[str, object] = {"lines": options.lines, "server": "given" if options.address else "SecantusDB"}
    with ExitStack() as stack:
        address = options.address or server(stack)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mongo-cost-")))
        if options.whole:  # first, while this process is small: a child starts out with its parent's peak
            figures["whole"] = peak_of_whole_load(address, options.source.resolve(), folder)
            print("the whole workbook: {seconds:.1f} s, peak {peak_mb:.0f} MB".format(**figures["whole"]), flush=True)
        lines = take(open_lines(str(options.source), snapshots=folder / "snapshots"), options.lines)
        results = rounds(address.rstrip("/"), lines, options.month, options.runs)
    middle = {name: statistics.median(each) for name, each in results.items()}
    for name, label in NAMES.items():
        print(f"{name}  {label:24}{middle[name]:9.2f} s{lines.lines_read / middle[name]:12,.0f} lines/s")
    ratios = {"I/L": middle["I"] / middle["L"], "F/R": middle["F"] / middle["R"], "F/M": middle["F"] / middle["M"]}
    print(
        "lines per second, as a share of insert_many's and of find's: "
        + ", ".join(f"{k} {v:.2f}" for k, v in ratios.items())
    )
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({**figures, "runs": results, "ratios": ratios}, indent=2) + "\n", encoding="utf-8")
    print(f"Figures: {RESULT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
