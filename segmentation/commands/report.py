"""A month's report, and the model it is made by."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from segmentation.commands.gates import keep_to_gates
from segmentation.commands.month import STAGES, Begin, make_month
from segmentation.commands.notebook import without_notebook
from segmentation.delivery.month_folder import month_folder
from segmentation.lines.overlap import Lines
from segmentation.months import Month
from segmentation.page.writing import check_pages
from segmentation.progress import stages
from segmentation.run.lines import Past, choose, fitting_month, look_back, read
from segmentation.run.lists import list_orders
from segmentation.run.model import fit_model, models_folder, models_in_force
from segmentation.run.scoring import score
from segmentation.run.segments import actions_file
from segmentation.settings.config import Config
from segmentation.topics.actions.work import read_actions
from segmentation.topics.model.folder import Models, read_models

_BEFORE: Final = 3
"""Stages that are told of before a month's own."""


def make_report(config: Config, *, refit: bool = False, with_identities: bool = False) -> Path:
    """Make a month's report.

    Parameters
    ----------
    config : Config
        The settings.
    refit : bool, optional
        Fit a new model to the month's customers, which takes over from the one in force.
    with_identities : bool, optional
        Say in ``explore.html`` which customer each point is. No setting: it is asked for each time, and no file or
        environment that a scheduled run inherits can ask for it.

    Returns
    -------
    Path
        The month's folder: ``report.html``, ``report.pdf``, ``explore.html``, ``analysis.ipynb``, ``analysis.html``,
        ``facts.json``, ``segments.xlsx``, ``customers.csv``, ``customers.parquet``, lists and ``manifest.json``.

    Raises
    ------
    GateError
        The report breaks a gate; the month's folder holds it all the same, and the error names the folder.
    NotebookError
        The notebook can't be made; the month's folder holds the report without it, and the error names the folder.
    SegmentationError
        Something the user can mend; the month's folder is then as it was.
    """
    check_pages(config)
    # A fault in what is recommended, or in a list, is told before any work is done.
    read_actions(actions_file(config))
    list_orders(config)
    lines = read(config)
    month = choose(config, lines.first, lines.last)
    with month_folder(config.output, str(month)) as folder, stages(_BEFORE + STAGES + config.write_back) as begin:
        begin("Looking back over the months")
        past = look_back(config, lines, max(month, fitting_month(config, lines.first, lines.last)))
        models = models_for(config, lines, past, month, begin, refit=refit)
        begin("Scoring the customers")
        scores = score(config, past, models)
        fault = make_month(config, lines, scores, past, month, folder, begin, with_identities=with_identities)
    keep_to_gates([config.output / str(month)], fault)
    if fault:
        raise without_notebook(fault, config.output / str(month))
    return config.output / str(month)


def models_for(config: Config, lines: Lines, past: Past, month: Month, begin: Begin, *, refit: bool = False) -> Models:
    """Take the models in force; fit one where there is none, or where another is asked for.

    Parameters
    ----------
    config : Config
        The settings.
    lines : Lines
        The source, opened.
    past : Past
        What the lines say of every month.
    month : Month
        The month to be scored.
    begin : callable of str
        Told as the fitting begins.
    refit : bool, optional
        Fit another model to the month.

    Returns
    -------
    Models
        A new one among them is not kept yet.
    """
    folder = models_folder(config)
    models = read_models(folder) if refit else models_in_force(config, month)
    if models.since and not refit:
        return models
    begin("Fitting a model")
    on = month if refit else fitting_month(config, lines.first, lines.last)
    model = fit_model(config, lines, past, on, models)
    return models.with_model(model, str(month) if models.since else None)
