"""What a month's report costs, next to what a user would otherwise run.

Three commands, each a whole process from start to end, taken in turns so that a machine that grows slower or
faster meanwhile treats them alike:

- A: the report from the workbook, with an empty folder of snapshots each time;
- B: the report once more, from the snapshot A left;
- C: `notebook_way.py`, the same question answered as a notebook does it.

Run it as ``nox -s bench -- --source WORKBOOK``. A target is
reached or not, and said to be; nothing fails on it.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "benchmarks" / "notebook_way.py"
WORKBOOK_NAME = "online_retail_II.xlsx"
RESULT = ROOT / "outputs" / "bench.json"

NAMES = {"A": "report, from the workbook", "B": "report, from the snapshot", "C": "the notebook way"}
# How often the process is looked at, in seconds: the most a wall time can be wrong by.
TICK = 0.01
# Bytes in the unit of ru_maxrss, which macOS counts differently.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """What one process took.

    Parameters
    ----------
    seconds : float
        Wall time from start to end.
    peak_mb : float
        Most memory resident at once, in millions of bytes: of the process, or of a child of its where one
        took more. It is not a sum over processes.
    child_seconds : float
        How long child processes ran beside it: while they did, all together may have taken more than
        `peak_mb`. Seen on Linux alone; 0 elsewhere.
    """

    seconds: float
    peak_mb: float
    child_seconds: float


def has_children(pid: int) -> bool:
    """Whether a process has child processes right now; never where the system doesn't say."""
    try:
        return any(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:  # It ended between the look and the read.
        return False


def measure(command: list[str], log: Path) -> Run:
    """Run a command to its end.

    Parameters
    ----------
    command : list of str
        The program and its arguments.
    log : Path
        Where what it prints goes.

    Returns
    -------
    Run
        What it took. This process is small and stays so: a child starts out with its parent's peak.

    Raises
    ------
    SystemExit
        If the command fails; with the end of what it printed.
    """
    child_ticks, done = 0, 0
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
        while not done:
            child_ticks += has_children(process.pid)
            time.sleep(TICK)
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)  # Else Popen would wait for it again.
    if process.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        sys.exit(f"{tail}\nreport_cost.py: exit code {process.returncode} from: {' '.join(command)}")
    return Run(seconds, usage.ru_maxrss * MAXRSS_UNIT / 1e6, child_ticks * TICK)


def commands(source: Path, month: str, folder: Path) -> dict[str, list[str]]:
    """Put together one round's commands, all writing below a folder of its own."""
    report = [sys.executable, "-m", "segmentation", "report", "--source", str(source), "--month", month]
    report += ["--snapshots", str(folder / "snapshots"), "--output"]
    return {
        "A": [*report, str(folder / "a")],
        "B": [*report, str(folder / "b")],
        "C": [sys.executable, str(NOTEBOOK), str(source), month, str(folder / "c")],
    }


def measure_all(source: Path, month: str, runs: int, notebook_runs: int) -> dict[str, list[Run]]:
    """Take the commands in turns: A B C, A B C, and so on; the notebook way perhaps less often."""
    results: dict[str, list[Run]] = {name: [] for name in NAMES}
    with tempfile.TemporaryDirectory(prefix="report-cost-") as temporary:
        for number in range(max(runs, notebook_runs)):
            folder = Path(temporary) / str(number)
            folder.mkdir()
            for name, command in commands(source, month, folder).items():
                if number >= (notebook_runs if name == "C" else runs):
                    continue
                run = measure(command, folder / f"{name}.log")
                results[name].append(run)
                print(f"{name} {number + 1}: {run.seconds:.2f} s, {run.peak_mb:.0f} MB", flush=True)
    return results


def compare(results: dict[str, list[Run]]) -> dict[str, dict[str, float | str | bool]]:
    """Hold the medians, and the worst peak, against the targets."""
    a, b, c = (statistics.median(run.seconds for run in results[name]) for name in NAMES)
    peak = max(run.peak_mb for name in "AB" for run in results[name])
    return {
        "C/A": {"value": c / a, "target": "at least 6", "reached": c / a >= 6},
        "B/C": {"value": b / c, "target": "at most 0.1", "reached": b / c <= 0.1},
        "peak of A and B, MB": {"value": peak, "target": "below 1000", "reached": peak < 1000},
    }


def table(results: dict[str, list[Run]]) -> str:
    """Format the measurements, one command per line."""
    lines = [f"{'':29}{'seconds':>9} [min..max]        peak MB  runs"]
    for name, runs in results.items():
        seconds = [run.seconds for run in runs]
        spread = f"[{min(seconds):.2f}..{max(seconds):.2f}]"
        peak = statistics.median(run.peak_mb for run in runs)
        row = f"{name}  {NAMES[name]:26}{statistics.median(seconds):9.2f} {spread:18}{peak:7.0f}{len(runs):6}"
        beside = max(run.child_seconds for run in runs)
        note = f"  child processes for {beside:.1f} s, not in the peak" if beside >= 0.5 else ""
        lines.append(row + note)
    return "\n".join(lines)


def context(source: Path, month: str) -> dict[str, object]:
    """Say what was measured on what. Reading the workbook also brings it into memory before the first run."""
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "workbook": {"name": source.name, "bytes": source.stat().st_size, "sha256": digest},
        "month": month,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(),
    }


def positive(text: str) -> int:
    """Read a number of runs."""
    number = int(text)
    if number < 1:
        msg = f"{number} runs; at least 1 is needed"
        raise argparse.ArgumentTypeError(msg)
    return number


def arguments() -> argparse.Namespace:
    """Read the command line, and refuse what can't be measured.

    Raises
    ------
    SystemExit
        If an argument is wrong, the workbook isn't there, or this system or Python can't measure.
    """
    parser = argparse.ArgumentParser(prog="report_cost.py", description="What a month's report costs.")
    folder = Path(os.environ.get("SEGMENTATION_DATA") or ROOT / "data")
    default = folder / WORKBOOK_NAME
    parser.add_argument("--source", type=Path, default=default, help="the workbook; now %(default)s")
    parser.add_argument("--month", default="2011-11", help="the month reported; now %(default)s")
    parser.add_argument("--runs", type=positive, default=3, help="how often A and B run; now %(default)s")
    parser.add_argument("--notebook-runs", type=positive, help="how often C runs; --runs unless given")
    options = parser.parse_args()
    options.notebook_runs = options.notebook_runs or options.runs
    if not hasattr(os, "wait4"):
        parser.error("this system doesn't report what a process used (no wait4); use Linux or macOS")
    if importlib.util.find_spec("segmentation") is None:
        parser.error("the program isn't installed in this Python; run `nox -s bench`")
    if not options.source.is_file():
        parser.error(f"no workbook at {options.source}; give one with --source, or its folder in SEGMENTATION_DATA")
    options.source = options.source.resolve()
    return options


def main() -> None:
    """Measure, print the table, keep the figures."""
    options = arguments()
    about = context(options.source, options.month)
    results = measure_all(options.source, options.month, options.runs, options.notebook_runs)
    ratios = compare(results)
    print("", table(results), "", sep="\n")
    for name, ratio in ratios.items():
        verdict = "reached" if ratio["reached"] else "not reached"
        print(f"{name}: {round(ratio['value'], 3):g}; {ratio['target']}: {verdict}")
    if min(options.runs, options.notebook_runs) < 3:
        print("Fewer than three runs of a command: an impression, no measurement.")
    RESULT.parent.mkdir(exist_ok=True)
    runs = {name: [asdict(run) for run in runs] for name, runs in results.items()}
    RESULT.write_text(json.dumps({**about, "runs": runs, "comparison": ratios}, indent=2) + "\n", encoding="utf-8")
    print(f"Figures: {RESULT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
