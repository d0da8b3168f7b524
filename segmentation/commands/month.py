"""A month: its lines become its files, stage by stage."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from segmentation.commands.notebook import notebook_of
from segmentation.commands.up_to_date import made_from
from segmentation.delivery.customer_tables import write_customers
from segmentation.delivery.lists import write_lists
from segmentation.delivery.month_folder import read_manifest, write_manifest
from segmentation.delivery.workbook import FILE_NAME as WORKBOOK
from segmentation.delivery.workbook import write_workbook
from segmentation.facts import Facts, write_facts
from segmentation.lines.overlap import Lines
from segmentation.mongo.results import write_results
from segmentation.months import Month
from segmentation.notebook.making import NotebookJob
from segmentation.page.writing import write_pages
from segmentation.run.facts import tell
from segmentation.run.lines import Past, measure, set_aside
from segmentation.run.lists import add_details, judge, list_orders, tell_uplift, without_details
from segmentation.run.model import models_folder
from segmentation.run.portraits import tell_portraits
from segmentation.run.scoring import Scored, Scores
from segmentation.run.segments import actions_file, describe, in_units, tell_customers
from segmentation.settings.config import Config
from segmentation.topics.actions.work import read_actions
from segmentation.topics.model.folder import keep_models

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd

Begin = Callable[[str], None]
"""Told what stage of the work begins."""

STAGES: Final = 7
"""Stages of a month that are told of, writing back aside."""


def make_month(
    config: Config,
    lines: Lines,
    scores: Scores,
    past: Past,
    month: Month,
    folder: Path,
    begin: Begin,
    *,
    with_identities: bool = False,
) -> str:
    """Make a month's files.

    Parameters
    ----------
    config : Config
        The settings.
    lines : Lines
        The source, opened.
    scores : Scores
        Every customer's segment in every month.
    past : Past
        What the lines say of every month.
    month : Month
        The month.
    folder : Path
        The folder to write into, which is to become the month's.
    begin : callable of str
        Told as each stage begins.
    with_identities : bool, optional
        Whether the page of points says which customer each is.

    Returns
    -------
    str
        Why there is no notebook where one was asked for; empty if there is.
    """
    scored = scores.up_to(month)
    with notebook_of(config, month, folder, scores.models) if config.notebook else nullcontext() as notebook:
        facts, customers, kept = analyse(config, lines, past, scored, begin)
        fault = publish(config, facts, customers, folder, begin, notebook, with_identities=with_identities)
    write_manifest(folder, **made_from(config, lines, scores.models, month), with_identities=with_identities)
    if config.write_back:
        begin("Writing back")
        write_back(config, facts, customers, kept, folder)
    # A new model is in force once there is a report by it, and not before.
    keep_models(models_folder(config), scores.models)
    return fault


def analyse(
    config: Config, lines: Lines, past: Past, scored: Scored, begin: Begin
) -> tuple[Facts, pd.DataFrame, nw.LazyFrame[Any]]:
    """Work out what the lines say: cleaning → features → clusters → segments → movement → facts.

    Parameters
    ----------
    config : Config
        The settings.
    lines : Lines
        The source, opened.
    past : Past
        What they say of every month.
    scored : Scored
        Every customer's segment in every month up to the one to report on.
    begin : callable of str
        Told as each stage begins.

    Returns
    -------
    facts : Facts
        Everything the report says.
    customers : DataFrame of shape (n_customers, 16), indexed by ``customer_id``
        ``recency_days``, ``frequency``, ``monetary`` (in the currency's unit), ``first_purchase``,
        ``last_purchase``, ``segment``, ``confidence`` (missing for who was set apart before clustering),
        ``previous_segment`` and ``segment_since``; then ``country`` and top products.
    kept : narwhals.LazyFrame
        The lines that all of this is made of.
    """
    actions = read_actions(actions_file(config))
    begin("Cleaning the lines")
    cleaned = set_aside(config, lines, scored.month)
    measure(config, past, scored.month)
    begin("Comparing the months")
    facts = tell(config, lines, past, cleaned, scored, describe(scored, actions))
    facts = judge(config, tell_uplift(config, facts, cleaned.lines))
    customers = add_details(in_units(tell_customers(scored)), cleaned.lines)
    return tell_portraits(config, facts, scored, customers, cleaned.lines), customers, cleaned.lines


def publish(
    config: Config,
    facts: Facts,
    customers: pd.DataFrame,
    folder: Path,
    begin: Begin,
    notebook: NotebookJob | None,
    *,
    with_identities: bool = False,
) -> str:
    """Put it on paper: facts → pictures → page → files of the month.

    Parameters
    ----------
    config : Config
        The settings.
    facts : Facts
        Everything the report says.
    customers : DataFrame of shape (n_customers, 16)
        From `analyse`.
    folder : Path
        The folder to write into.
    begin : callable of str
        Told as each stage begins.
    notebook : NotebookJob or None
        The notebook that is being made meanwhile, if one was asked for.
    with_identities : bool, optional
        Whether the page of points says which customer each is.

    Returns
    -------
    str
        Why there is no notebook where one was asked for; empty if there is.
    """
    # The pages are laid out as though the notebook were there already; should it not come, once more without it.
    fault = ""
    if notebook is not None:
        facts = facts.model_copy(update={"notebook": "made"})
    identities = customers if with_identities else None
    write_pages(config, facts, folder, begin, identities=identities)
    if notebook is not None:
        begin("Waiting for the notebook")
        fault = notebook.fault()
    if fault:
        facts = facts.model_copy(update={"notebook": "missing"})
        write_pages(config, facts, folder, begin, identities=identities)

    begin("Closing the folder")
    write_facts(facts, folder / "facts.json")
    write_customers(without_details(customers), folder)
    write_workbook(facts, customers, folder / WORKBOOK)
    write_lists(list_orders(config), customers, folder, month=facts.month)
    return fault


def write_back(config: Config, facts: Facts, customers: pd.DataFrame, kept: nw.LazyFrame[Any], folder: Path) -> None:
    """Put the results beside the lines they come from.

    Parameters
    ----------
    config : Config
        The settings.
    facts : Facts
        Everything the report says.
    customers : DataFrame of shape (n_customers, 16)
        From `analyse`.
    kept : narwhals.LazyFrame
        From `analyse`.
    folder : Path
        The month's folder, whole.
    """
    write_results(
        config.source,
        month=facts.month,
        as_of=facts.as_of,
        lines=kept,
        customers=customers,
        facts=facts.model_dump(mode="json"),
        manifest=read_manifest(folder),
    )
