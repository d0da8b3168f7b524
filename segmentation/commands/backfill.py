"""The reports of several months, from one run."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from segmentation.commands.gates import keep_to_gates
from segmentation.commands.month import make_month
from segmentation.commands.notebook import without_notebook
from segmentation.commands.up_to_date import made_from
from segmentation.delivery.month_folder import is_made, month_folder
from segmentation.errors import NotebookError
from segmentation.mongo.address import is_address
from segmentation.months import Month, months_between
from segmentation.page.writing import check_pages
from segmentation.progress import progress
from segmentation.run.lists import list_orders
from segmentation.run.models import models_in_force
from segmentation.run.month import actions_file
from segmentation.run.run import Run
from segmentation.settings.config import Config
from segmentation.topics.actions.work import read_actions
from segmentation.topics.model.folder import Models


def backfill(config: Config, first: Month, last: Month, *, jobs: int = 1) -> list[Path]:
    """Make the reports of several months from one run, and give their folders.

    A month that is there already, made of the same with the same settings, is left alone. ``jobs`` processes share
    the months, each with the lines in memory once more; a database is read by one, and where lists hold customers
    out, one month comes after the other.

    Raises
    ------
    GateError
        The report of some month breaks a gate; all reports are there.
    NotebookError
        The notebook of some month can't be made; all reports are there.
    SegmentationError
        Something the user can fix; the months made before that are there.
    """
    check_pages(config)
    read_actions(actions_file(config))
    list_orders(config)
    run = Run(config.model_copy(update={"month": str(last)}))
    months = months_between(first, last, run.lines.first, run.lines.last)
    missing = [month for month in months if not _is_there(run, month)]
    # A month shows what the previous month's lists did, so it must come after it.
    in_turn = is_address(config.source) or any(each.control_share for each in config.lists)
    jobs = 1 if in_turn else min(jobs, len(missing))
    with progress(f"Reports from {first} to {last}", total=len(months)) as advance:
        advance(len(months) - len(missing))
        if jobs > 1:
            failures = _make_in_processes(run, missing, jobs, advance)
        else:
            failures = {}
            for month in months:
                if month in missing or not _is_there(run, month):
                    failures[month] = _make(run, month)
                    advance(month in missing)
    failed = {month: failure for month, failure in sorted(failures.items()) if failure}
    listed = NotebookError("; ".join(f"{month}: {failure}" for month, failure in failed.items())) if failed else None
    keep_to_gates([config.output / str(month) for month in months], listed)
    if listed:
        raise without_notebook(listed, config.output / str(next(iter(failed))))
    return [config.output / str(month) for month in months]


def _is_there(run: Run, month: Month) -> bool:
    """Check whether a month is made as it would be made now; first, whether its model fits these settings."""
    config = run.month(month).config
    models_in_force(config, month)
    return is_made(config.output / str(month), **made_from(config, run.lines, run.models, month))


def _make(run: Run, month: Month) -> NotebookError | None:
    """Make a month, and say why there is no notebook where one was asked for."""
    with month_folder(run.config.output, str(month)) as folder:
        return make_month(run.month(month), folder)


_IN_THIS_PROCESS: dict[str, Run] = {}
"""The run of a process that was started to make months."""


def _begin(config: Config, models: Models) -> None:
    run = Run(config)
    run.models = models
    _IN_THIS_PROCESS["run"] = run


def _make_here(month: Month) -> NotebookError | None:
    return _make(_IN_THIS_PROCESS["run"], month)


def _make_in_processes(run: Run, months: list[Month], jobs: int, advance: Any) -> dict[Month, NotebookError | None]:
    """Share months among processes: each takes the next one when it is done with its last."""
    # A forked process would have the threads' locks without the threads.
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (run.config, run.models))
    waiting = iter(months)
    failures: dict[Month, NotebookError | None] = {}
    try:
        running = {pool.submit(_make_here, month): month for month in islice(waiting, jobs)}
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for ended in done:
                failures[running.pop(ended)] = ended.result()
                advance(1)
                # One by one: months already queued in a process would be made even after Ctrl-C.
                running |= {pool.submit(_make_here, month): month for month in islice(waiting, 1)}
        return failures
    finally:
        pool.shutdown(cancel_futures=True)
