"""The stages in a row: lines become a month's report. It orders them and does nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from segmentation.analysis.features import Month
from segmentation.analysis.segments import read_actions
from segmentation.config import Config
from segmentation.database.address import VARIABLE, is_address, resolve
from segmentation.delivery.mongo_results import write_results
from segmentation.delivery.month_folder import (
    describe_files,
    month_folder,
    note_in_manifest,
    read_manifest,
    write_customers,
    write_manifest,
)
from segmentation.errors import NotebookError
from segmentation.models import Models, put_in_force, read_models
from segmentation.parameters import to_parameters
from segmentation.progress import progress, stages
from segmentation.report.charts import Picture, draw_pictures
from segmentation.report.facts import Facts, write_facts
from segmentation.report.html import render_html
from segmentation.report.notebook.execution import FAILED
from segmentation.report.notebook.making import NotebookJob, notebook_beside
from segmentation.report.pdf import render_pdf, require_renderer
from segmentation.sources.lines import Lines
from segmentation.sources.mongo.loading import Loaded, load_lines
from segmentation.steps import (
    Past,
    actions_file,
    choose,
    describe,
    fit_model,
    fitting_month,
    in_units,
    look_back,
    measure,
    models_folder,
    models_in_force,
    read,
    score,
    set_aside,
    tell,
    tell_customers,
)

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd

Begin = Callable[[str], None]
"""Told what stage of the work begins."""

_TEMPLATES: Final = (".j2", ".css", ".toml", ".ipynb", ".yml", ".scss", ".json")
"""Kinds of file that have a say in a page."""


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
        ``customers.csv`` and ``manifest.json``.

    Raises
    ------
    NotebookError
        The notebook can't be made; the month's folder holds the report without it, and the error names the folder.
    SegmentationError
        Something the user can mend; the month's folder is then as it was.
    """
    if config.pdf:
        require_renderer()
    lines = read(config)
    month = choose(config, lines.first, lines.last)
    return _make_month(config, lines, month, None, refit=refit)


def backfill(config: Config, first: Month, last: Month, begin_month: Callable[[str], None]) -> list[Path]:
    """Make the reports of several months, and share what they have in common.

    Parameters
    ----------
    config : Config
        The settings.
    first, last : Month
        The first month and the last.
    begin_month : callable of str
        Told as each month begins that is not there yet.

    Returns
    -------
    list of Path
        The folders of all months, those that were there among them.
    """


def _make_month(config: Config, lines: Lines, month: Month, past: Past | None, *, refit: bool) -> Path:
    with (
        month_folder(config.output, str(month)) as folder,
        stages(8 + config.write_back) as begin,
    ):
        begin("Looking back over the months")
        past = past or look_back(config, lines, max(month, fitting_month(config, lines.first, lines.last)))
        models = _models(config, lines, past, month, begin, refit=refit)
        with _notebook_beside(config, month, folder) if config.notebook else nullcontext() as notebook:
            facts, customers, kept = analyse(config, lines, past, models, month, begin)
            fault = publish(config, facts, customers, folder, begin, notebook)
        if config.write_back:
            begin("Writing back")
            write_back(config, facts, customers, kept, folder)
    if fault:
        raise _without_notebook(fault, config.output / str(month))
    return config.output / str(month)


def _models(config: Config, lines: Lines, past: Past, month: Month, begin: Begin, *, refit: bool) -> Models:
    """Take the models in force; fit one where there is none, or where another is asked for."""
    folder = models_folder(config)
    models = read_models(folder) if refit else models_in_force(config, month)
    if not models.since:
        begin("Fitting the first model")
        on = month if refit else fitting_month(config, lines.first, lines.last)
        return put_in_force(folder, fit_model(config, lines, past, on), None)
    if refit:
        begin("Fitting a new model")
        return put_in_force(folder, fit_model(config, lines, past, month, models), str(month))
    return models


def make_notebook_alone(config: Config) -> Path:
    """Make the analyst's notebook of a month, and leave its report as it is.

    Parameters
    ----------
    config : Config
        The settings.

    Returns
    -------
    Path
        The month's folder, in which ``analysis.ipynb`` and ``analysis.html`` are new.

    Raises
    ------
    NotebookError
        The notebook can't be made; the month's folder holds it as far as it came.
    SegmentationError
        Something the user can mend; the month's folder is then as it was.
    """
    lines = read(config)
    month = choose(config, lines.first, lines.last)
    with (
        month_folder(config.output, str(month), beside=True) as folder,
        stages(1) as begin,
        _notebook_beside(config, month, folder, str(config.output)) as notebook,
    ):
        begin("Running the notebook")
        fault = notebook.fault()
        note_in_manifest(
            config.output / str(month),
            folder,
            notebook={
                "source": {"uri": lines.uri, "sha256": lines.sha256},
                "config": config.model_dump(mode="json"),
                "templates": describe_files(_templates(config)),
            },
        )
    if fault:
        raise _without_notebook(fault, config.output / str(month))
    return config.output / str(month)


def _notebook_beside(
    config: Config, month: Month, folder: Path, output: str = ""
) -> AbstractContextManager[NotebookJob]:
    """Start the notebook, which takes the snapshot and walks the same steps beside the report."""
    # What lets it into a database goes by way of the environment, and is in no file.
    secrets = {VARIABLE: resolve(config.source, os.environ).uri} if is_address(config.source) else {}
    parameters = to_parameters(config, month=str(month), output=output)
    return notebook_beside(config.templates, parameters, folder, {**os.environ, **secrets})


def _without_notebook(fault: str, folder: Path) -> NotebookError:
    kept = folder / FAILED
    error = NotebookError(f"{fault}; what ran of it is kept in {kept}" if kept.exists() else fault)
    error.folder = folder
    return error


def load(config: Config, sink: str) -> Loaded:
    """Load the source's lines into a database.

    Parameters
    ----------
    config : Config
        The settings.
    sink : str
        The database's address.

    Returns
    -------
    Loaded
        How many lines were inserted, were there already, or were refused.
    """
    lines = read(config)
    with progress(f"Loading {lines.uri}", total=lines.lines_read) as advance:
        return load_lines(lines, sink, on_lines=advance)


def analyse(
    config: Config, lines: Lines, past: Past, models: Models, month: Month, begin: Begin
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
    models : Models
        The models in force.
    month : Month
        The month to report on.
    begin : callable of str
        Told as each stage begins.

    Returns
    -------
    facts : Facts
        Everything the report says.
    customers : DataFrame of shape (n_customers, 9), indexed by ``customer_id``
        ``recency_days``, ``frequency``, ``monetary`` (in the currency's unit), ``first_purchase``,
        ``last_purchase``, ``segment``, ``confidence`` (missing for who was set apart before clustering),
        ``previous_segment`` and ``segment_since``.
    kept : narwhals.LazyFrame
        The lines that all of this is made of.
    """
    # A fault in what is recommended is told before any work is done.
    actions = read_actions(actions_file(config))
    begin("Cleaning the lines")
    cleaned = set_aside(config, lines, month)
    measure(config, past, month)
    begin("Scoring the customers")
    scored = score(config, past, month, models)
    segments = describe(scored, actions)
    facts = tell(config, lines, past, cleaned, models, scored, segments)
    return facts, in_units(tell_customers(scored)), cleaned.lines


def publish(
    config: Config, facts: Facts, customers: pd.DataFrame, folder: Path, begin: Begin, notebook: NotebookJob | None
) -> str:
    """Put it on paper: facts → pictures → page → files of the month.

    Parameters
    ----------
    config : Config
        The settings.
    facts : Facts
        Everything the report says.
    customers : DataFrame of shape (n_customers, 9)
        From `analyse`.
    folder : Path
        The folder to write into.
    begin : callable of str
        Told as each stage begins.
    notebook : NotebookJob or None
        The notebook that is being made meanwhile, if one was asked for.

    Returns
    -------
    str
        Why there is no notebook where one was asked for; empty if there is.
    """
    begin("Drawing the figures")
    pictures = draw_pictures(facts, customers)

    # The pages are laid out as though the notebook were there already; should it not come, once more without it.
    fault = ""
    if notebook is not None:
        facts = facts.model_copy(update={"notebook": "made"})
    _lay_out(config, facts, pictures, folder, begin)
    if notebook is not None:
        begin("Waiting for the notebook")
        fault = notebook.fault()
    if fault:
        facts = facts.model_copy(update={"notebook": "missing"})
        _lay_out(config, facts, pictures, folder, begin)

    begin("Closing the folder")
    write_facts(facts, folder / "facts.json")
    write_customers(customers, folder / "customers.csv")
    write_manifest(
        folder,
        source={"uri": facts.source.uri, "sha256": facts.source.sha256},
        config=config.model_dump(mode="json"),
        templates=_templates(config),
    )
    return fault


def _lay_out(config: Config, facts: Facts, pictures: tuple[Picture, ...], folder: Path, begin: Begin) -> None:
    begin("Writing the page")
    html = render_html(facts, pictures, templates=config.templates)
    (folder / "report.html").write_text(html, encoding="utf-8")
    if config.pdf:
        begin("Laying out the PDF")
        render_pdf(html, folder / "report.pdf", identifier=f"{facts.source.sha256} {facts.month}")


def write_back(config: Config, facts: Facts, customers: pd.DataFrame, kept: nw.LazyFrame[Any], folder: Path) -> None:
    """Put the results beside the lines they come from.

    Parameters
    ----------
    config : Config
        The settings.
    facts : Facts
        Everything the report says.
    customers : DataFrame of shape (n_customers, 9)
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


def _templates(config: Config) -> dict[str, Path]:
    """List the files that have a say in the page besides the facts."""
    files = {
        path.relative_to(config.templates).as_posix(): path
        for path in config.templates.rglob("*")
        if path.suffix in _TEMPLATES
    }
    return files if config.actions is None else {**files, "actions.toml": config.actions}
