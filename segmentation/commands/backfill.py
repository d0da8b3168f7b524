"""The reports of several months, which share what they have in common."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from segmentation.commands.gates import keep_to_gates
from segmentation.commands.month import make_month
from segmentation.commands.notebook import without_notebook
from segmentation.commands.report import models_for
from segmentation.commands.up_to_date import made_from
from segmentation.delivery.month_folder import is_made, month_folder
from segmentation.lines.overlap import Lines
from segmentation.mongo.address import is_address
from segmentation.months import Month, months_between
from segmentation.page.writing import check_pages
from segmentation.progress import progress
from segmentation.run.lines import Past, fitting_month, look_back, read
from segmentation.run.lists import list_orders
from segmentation.run.model import models_in_force
from segmentation.run.scoring import Scores, score
from segmentation.run.segments import actions_file
from segmentation.settings.config import Config
from segmentation.topics.actions.work import read_actions
from segmentation.topics.model.folder import Models


def backfill(config: Config, first: Month, last: Month, *, jobs: int = 1) -> list[Path]:
    """Make the reports of several months from one reading, one cleaning, one model and one scoring.

    Parameters
    ----------
    config : Config
        The settings.
    first, last : Month
        The first month and the last.
    jobs : int, optional
        How many processes share the months; each has the lines in memory once more. A database is read by one, and
        where lists hold customers out, one month comes after the other.

    Returns
    -------
    list of Path
        The months' folders. One that is there already, made of the same with the same settings, is left alone.

    Raises
    ------
    GateError
        The report of some month breaks a gate; all reports are there.
    NotebookError
        The notebook of some month can't be made; all reports are there.
    SegmentationError
        Something the user can mend; the months that were made before are there.
    """
    check_pages(config)
    read_actions(actions_file(config))
    list_orders(config)
    config = config.model_copy(update={"month": str(last)})
    lines = read(config)
    months = months_between(first, last, lines.first, lines.last)
    until = max(last, fitting_month(config, lines.first, lines.last))
    past = look_back(config, lines, until)
    models = models_for(config, lines, past, last, lambda _stage: None)
    missing = [month for month in months if not _is_there(config, lines, models, month)]
    # A month tells what the lists of the one before it did, and so comes after it.
    in_turn = is_address(config.source) or any(each.control_share for each in config.lists)
    jobs = 1 if in_turn else min(jobs, len(missing))
    with progress(f"Reports from {first} to {last}", total=len(months)) as advance:
        advance(len(months) - len(missing))
        if jobs > 1:
            faults = _make_in_processes(config, until, models, missing, jobs, advance)
        else:
            shared = _Shared(config, lines, past, score(config, past, models))
            faults = {}
            for month in months:
                if month in missing or not _is_there(config, lines, models, month):
                    faults[month] = shared.make(month)
                    advance(month in missing)
    failed = {month: fault for month, fault in sorted(faults.items()) if fault}
    listed = "; ".join(f"{month}: {fault}" for month, fault in failed.items())
    keep_to_gates([config.output / str(month) for month in months], listed)
    if failed:
        raise without_notebook(listed, config.output / str(next(iter(failed))))
    return [config.output / str(month) for month in months]


def _of_month(config: Config, month: Month) -> Config:
    return config.model_copy(update={"month": str(month)})


def _is_there(config: Config, lines: Lines, models: Models, month: Month) -> bool:
    """Tell whether a month is made as it would be made now; first, whether its model is one for these settings."""
    models_in_force(config, month)
    return is_made(config.output / str(month), **made_from(_of_month(config, month), lines, models, month))


@dataclass(frozen=True)
class _Shared:
    """What the months have in common."""

    config: Config
    lines: Lines
    past: Past
    scores: Scores

    def make(self, month: Month) -> str:
        """Make a month, and say why there is no notebook where one was asked for."""
        config = _of_month(self.config, month)
        with month_folder(config.output, str(month)) as folder:
            return make_month(config, self.lines, self.scores, self.past, month, folder, lambda _stage: None)


_IN_THIS_PROCESS: dict[str, _Shared] = {}
"""What a process that was started to make months has worked out once, for all of them."""


def _begin(config: Config, until: Month, models: Models) -> None:
    lines = read(config)
    past = look_back(config, lines, until)
    _IN_THIS_PROCESS["shared"] = _Shared(config, lines, past, score(config, past, models))


def _make(month: Month) -> str:
    return _IN_THIS_PROCESS["shared"].make(month)


def _make_in_processes(
    config: Config, until: Month, models: Models, months: list[Month], jobs: int, advance: Any
) -> dict[Month, str]:
    """Share months among processes: each takes the next one when it is done with its last."""
    # A process that was forked would have threads' locks without the threads.
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (config, until, models))
    waiting, faults = iter(months), {}
    try:
        running = {pool.submit(_make, month): month for month in islice(waiting, jobs)}
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for ended in done:
                faults[running.pop(ended)] = ended.result()
                advance(1)
                # One by one: what waits in a process's own queue would be made even after Ctrl-C.
                running |= {pool.submit(_make, month): month for month in islice(waiting, 1)}
        return faults
    finally:
        pool.shutdown(cancel_futures=True)
