"""The months: which are made, by which model, and what is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from segmentation.analysis.features import Month, months_between
from segmentation.analysis.segments import read_actions
from segmentation.config import Config
from segmentation.delivery.month_folder import (
    is_made,
    month_folder,
)
from segmentation.models import Models, read_models
from segmentation.pipeline.gates import keep_to_gates
from segmentation.pipeline.month import STAGES, Begin, make_month
from segmentation.pipeline.notebook import without_notebook
from segmentation.pipeline.origin import made_from
from segmentation.progress import stages
from segmentation.report.pdf import require_renderer
from segmentation.sources.lines import Lines
from segmentation.steps import (
    Past,
    actions_file,
    choose,
    fit_model,
    fitting_month,
    list_orders,
    look_back,
    models_folder,
    models_in_force,
    read,
    score,
)

if TYPE_CHECKING:
    pass


_BEFORE: Final = 3
"""Stages that are told of before a month's own."""


def make_report(config: Config, *, refit: bool = False) -> Path:
    """Make a month's report.

    Parameters
    ----------
    config : Config
        The settings.
    refit : bool, optional
        Fit a new model to the month's customers, which takes over from the one in force.

    Returns
    -------
    Path
        The month's folder: ``report.html``, ``report.pdf``, ``analysis.ipynb``, ``analysis.html``, ``facts.json``,
        ``segments.xlsx``, ``customers.csv``, ``customers.parquet``, lists and ``manifest.json``.

    Raises
    ------
    GateError
        The report breaks a gate; the month's folder holds it all the same, and the error names the folder.
    NotebookError
        The notebook can't be made; the month's folder holds the report without it, and the error names the folder.
    SegmentationError
        Something the user can mend; the month's folder is then as it was.
    """
    if config.pdf:
        require_renderer()
    # A fault in what is recommended, or in a list, is told before any work is done.
    read_actions(actions_file(config))
    list_orders(config)
    lines = read(config)
    month = choose(config, lines.first, lines.last)
    with month_folder(config.output, str(month)) as folder, stages(_BEFORE + STAGES + config.write_back) as begin:
        begin("Looking back over the months")
        past = look_back(config, lines, max(month, fitting_month(config, lines.first, lines.last)))
        models = _models(config, lines, past, month, begin, refit=refit)
        begin("Scoring the customers")
        fault = make_month(config, lines, score(config, past, models), past, month, folder, begin)
    keep_to_gates([config.output / str(month)], fault)
    if fault:
        raise without_notebook(fault, config.output / str(month))
    return config.output / str(month)


def backfill(config: Config, first: Month, last: Month) -> list[Path]:
    """Make the reports of several months, and share what they have in common: lines, cleaning, model and scores.

    Parameters
    ----------
    config : Config
        The settings.
    first, last : Month
        The first month and the last.

    Returns
    -------
    list of Path
        The months' folders. One that is there already, made of the same lines with the same settings, is left alone.

    Raises
    ------
    GateError
        The report of some month breaks a gate; all reports are there.
    NotebookError
        The notebook of some month can't be made; all reports are there.
    SegmentationError
        Something the user can mend; the months before it are there.
    """
    if config.pdf:
        require_renderer()
    read_actions(actions_file(config))
    list_orders(config)
    lines = read(config.model_copy(update={"month": str(last)}))
    months = months_between(first, last, lines.first, lines.last)
    faults: dict[Month, str] = {}
    with stages(_BEFORE + (STAGES + config.write_back) * len(months)) as begin:
        begin("Looking back over the months")
        past = look_back(config, lines, max(last, fitting_month(config, lines.first, lines.last)))
        models = _models(config, lines, past, last, begin, refit=False)
        begin("Scoring the customers")
        scores = score(config, past, models)
        for month in months:
            of_month = config.model_copy(update={"month": str(month)})
            models_in_force(of_month, month)
            if is_made(config.output / str(month), **made_from(of_month, lines, models, month)):
                continue
            with month_folder(config.output, str(month)) as folder:
                fault = make_month(of_month, lines, scores, past, month, folder, _prefixed(begin, month))
            faults |= {month: fault} if fault else {}
    listed = "; ".join(f"{month}: {fault}" for month, fault in faults.items())
    keep_to_gates([config.output / str(month) for month in months], listed)
    if faults:
        raise without_notebook(listed, config.output / str(next(iter(faults))))
    return [config.output / str(month) for month in months]


def _prefixed(begin: Begin, month: Month) -> Begin:
    return lambda stage: begin(f"{month}: {stage[0].lower()}{stage[1:]}")


def _models(config: Config, lines: Lines, past: Past, month: Month, begin: Begin, *, refit: bool) -> Models:
    """Take the models in force; fit one where there is none, or where another is asked for."""
    folder = models_folder(config)
    models = read_models(folder) if refit else models_in_force(config, month)
    if models.since and not refit:
        return models
    begin("Fitting a model")
    on = month if refit else fitting_month(config, lines.first, lines.last)
    model = fit_model(config, lines, past, on, models)
    return models.with_model(model, str(month) if models.since else None)
