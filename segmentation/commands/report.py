"""A month's report."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from segmentation.commands.gates import keep_to_gates
from segmentation.commands.month import STAGES, make_month
from segmentation.commands.notebook import without_notebook
from segmentation.delivery.month_folder import month_folder
from segmentation.page.writing import check_pages
from segmentation.progress import stages
from segmentation.run.lists import list_orders
from segmentation.run.month import actions_file
from segmentation.run.run import Run
from segmentation.settings.config import Config
from segmentation.topics.actions.work import read_actions

_BEFORE: Final = 3
"""Stages that are shown before a month's own."""


def make_report(config: Config, *, refit: bool = False, with_identities: bool = False) -> Path:
    """Make a month's report, and give its folder.

    ``with_identities`` says in ``explore.html`` which customer each point is. It is no setting: it is asked for each
    time, and no file or environment that a scheduled run inherits can ask for it.

    Raises
    ------
    GateError
        The report breaks a gate; the month's folder holds it all the same, and the error names the folder.
    NotebookError
        The notebook can't be made; the month's folder holds the report without it, and the error names the folder.
    SegmentationError
        Something the user can fix; the month's folder is unchanged.
    """
    check_pages(config)
    # Find errors in the actions or the lists before doing any work.
    read_actions(actions_file(config))
    list_orders(config)
    run = Run(config, refit=refit)
    final = config.output / str(run.asked)
    with month_folder(config.output, final.name) as folder, stages(_BEFORE + STAGES + config.write_back) as run.begin:
        failure = make_month(run.month(), folder, with_identities=with_identities)
    keep_to_gates([final], failure)
    if failure:
        raise without_notebook(failure, final)
    return final
