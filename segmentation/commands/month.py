"""A month's files, from a run."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Final

from segmentation import columns as c
from segmentation.commands.notebook import notebook_of
from segmentation.commands.up_to_date import made_from
from segmentation.delivery.customer_tables import write_customers
from segmentation.delivery.lists import write_lists
from segmentation.delivery.month_folder import read_manifest, write_manifest
from segmentation.delivery.workbook import FILE_NAME as WORKBOOK
from segmentation.delivery.workbook import write_workbook
from segmentation.errors import NotebookError
from segmentation.facts import FILE_NAME, Facts, write_facts
from segmentation.mongo.results import write_results
from segmentation.notebook.making import NotebookJob
from segmentation.page.writing import render
from segmentation.run.lists import list_orders
from segmentation.run.models import models_folder
from segmentation.run.month import MonthOfRun
from segmentation.topics.model.folder import keep_models

STAGES: Final = 7
"""Stages of a month that are shown, writing back aside."""


def make_month(month: MonthOfRun, folder: Path, *, with_identities: bool = False) -> NotebookError | None:
    """Write a month's files into the folder that is to become its own.

    Returns why there is no notebook where one was asked for; None if there is one.
    """
    run, config = month.run, month.config
    models, scores = run.models, run.scores  # before the notebook begins: it takes these models
    with notebook_of(config, month.month, folder, scores.models) if config.notebook else nullcontext() as notebook:
        facts, failure = _publish(month, folder, notebook, with_identities=with_identities)
    write_manifest(folder, **made_from(config, run.lines, models, month.month), with_identities=with_identities)
    if config.write_back:
        run.begin("Writing back")
        write_results(
            config.source,
            month=facts.month,
            as_of=facts.as_of,
            lines=month.cleaned.lines,
            customers=month.customers,
            facts=facts.model_dump(mode="json"),
            manifest=read_manifest(folder),
        )
    # A new model is in force only once a report with it exists.
    keep_models(models_folder(config), models)
    return failure


def _publish(
    month: MonthOfRun, folder: Path, notebook: NotebookJob | None, *, with_identities: bool
) -> tuple[Facts, NotebookError | None]:
    """Put it on paper: facts → pictures → pages → files; say why there is no notebook, if there is none."""
    config, begin, facts, customers = month.config, month.run.begin, month.facts, month.customers
    # Lay out the pages as if the notebook existed; if it fails, lay them out again without it.
    failure = None
    if notebook is not None:
        facts = facts.model_copy(update={"notebook": "made"})
    identities = customers if with_identities else None
    render(facts, folder, config, begin, identities=identities)
    if notebook is not None:
        begin("Waiting for the notebook")
        failure = notebook.failure()
    if failure:
        facts = facts.model_copy(update={"notebook": "missing"})
        render(facts, folder, config, begin, identities=identities)
    begin("Closing the folder")
    write_facts(facts, folder / FILE_NAME)
    write_customers(customers.drop(columns=[c.COUNTRY, *c.TOP_PRODUCTS]), folder)
    write_workbook(facts, customers, folder / WORKBOOK)
    write_lists(list_orders(config), customers, folder, month=facts.month)
    return facts, failure
