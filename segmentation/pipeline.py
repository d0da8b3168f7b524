"""The stages in a row: lines become a month's report. It orders them and does nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from segmentation.analysis.features import Month, months_between
from segmentation.analysis.segments import read_actions
from segmentation.config import Config
from segmentation.database.address import VARIABLE, is_address, resolve
from segmentation.delivery.customer_tables import write_customers
from segmentation.delivery.lists import digest_of_lists, write_lists
from segmentation.delivery.mongo_results import write_results
from segmentation.delivery.month_folder import (
    describe_files,
    is_made,
    month_folder,
    note_in_manifest,
    read_manifest,
    write_manifest,
)
from segmentation.delivery.workbook import FILE_NAME as WORKBOOK
from segmentation.delivery.workbook import write_workbook
from segmentation.errors import GateError, ModelError, NotebookError
from segmentation.models import Models, find_model, keep_models, read_models
from segmentation.parameters import MODELS, to_parameters
from segmentation.progress import progress, stages
from segmentation.report.charts import Picture, draw_pictures
from segmentation.report.facts import Facts, read_facts, write_facts
from segmentation.report.html import render_html
from segmentation.report.notebook.execution import FAILED
from segmentation.report.notebook.making import NotebookJob, notebook_beside
from segmentation.report.pdf import render_pdf, require_renderer
from segmentation.report.sentences import broken_gates
from segmentation.sources.lines import Lines
from segmentation.sources.mongo.loading import Loaded, load_lines
from segmentation.steps import (
    Past,
    Scored,
    Scores,
    actions_file,
    add_details,
    choose,
    describe,
    fit_model,
    fitting_month,
    in_units,
    judge,
    list_orders,
    look_back,
    measure,
    models_folder,
    models_in_force,
    read,
    score,
    set_aside,
    tell,
    tell_customers,
    tell_uplift,
)

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd

Begin = Callable[[str], None]
"""Told what stage of the work begins."""

_STAGES: Final = 9
"""Stages of a month's report that are told of."""

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
    with month_folder(config.output, str(month)) as folder, stages(_STAGES + config.write_back) as begin:
        begin("Looking back over the months")
        past = look_back(config, lines, max(month, fitting_month(config, lines.first, lines.last)))
        models = _models(config, lines, past, month, begin, refit=refit)
        begin("Scoring the customers")
        fault = _make_month(config, lines, score(config, past, models), past, month, folder, begin)
    _keep_to_gates([config.output / str(month)], fault)
    if fault:
        raise _without_notebook(fault, config.output / str(month))
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
    with stages(3 + (_STAGES - 3 + config.write_back) * len(months)) as begin:
        begin("Looking back over the months")
        past = look_back(config, lines, max(last, fitting_month(config, lines.first, lines.last)))
        models = _models(config, lines, past, last, begin, refit=False)
        begin("Scoring the customers")
        scores = score(config, past, models)
        for month in months:
            of_month = config.model_copy(update={"month": str(month)})
            models_in_force(of_month, month)
            if not is_made(config.output / str(month), **_made_from(of_month, lines, models, month)):
                with month_folder(config.output, str(month)) as folder:
                    fault = _make_month(of_month, lines, scores, past, month, folder, _prefixed(begin, month))
                faults |= {month: fault} if fault else {}
    listed = "; ".join(f"{month}: {fault}" for month, fault in faults.items())
    _keep_to_gates([config.output / str(month) for month in months], listed)
    if faults:
        raise _without_notebook(listed, config.output / str(next(iter(faults))))
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


def _make_month(
    config: Config, lines: Lines, scores: Scores, past: Past, month: Month, folder: Path, begin: Begin
) -> str:
    """Make a month's files, and say why there is no notebook among them where one was asked for."""
    scored = scores.up_to(month)
    with _notebook_beside(config, month, folder, scores.models) if config.notebook else nullcontext() as notebook:
        facts, customers, kept = analyse(config, lines, past, scored, begin)
        fault = publish(config, facts, customers, kept, folder, begin, notebook)
    write_manifest(folder, **_made_from(config, lines, scores.models, month))
    if config.write_back:
        begin("Writing back")
        write_back(config, facts, customers, kept, folder)
    # A new model is in force once there is a report by it, and not before.
    keep_models(models_folder(config), scores.models)
    return fault


def _made_from(config: Config, lines: Lines, models: Models, month: Month) -> dict[str, Any]:
    """Say what a month's files are made from: while nothing of it changes, neither do they."""
    lists = digest_of_lists(config.output / str(month.shifted(-1)))
    return {
        "source": {"uri": lines.uri, "sha256": lines.sha256, **({"last_lists_sha256": lists} if lists else {})},
        "config": config.model_dump(mode="json"),
        "models": _in_force(models, month),
        "templates": _templates(config),
    }


def _in_force(models: Models, month: Month) -> list[dict[str, str | None]]:
    """List the models that score a month and those before it."""
    last = models.since_when(str(month))
    return [
        {"since": since, "model": identifier}
        for since, identifier in models.entries
        if since == last or (since or "") <= (last or "")
    ]


def make_notebook_alone(config: Config, model: str = "") -> Path:
    """Make the analyst's notebook of a month, and leave its report and the model in force as they are.

    Parameters
    ----------
    config : Config
        The settings.
    model : str, optional
        What the model is referred to by that is to score the month; by default the one in force if it is one for
        these settings, or else one that is fitted for the notebook alone.

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
    models = _models_for_notebook(config, month, model)
    with (
        month_folder(config.output, str(month), beside=True) as folder,
        stages(1) as begin,
        _notebook_beside(config, month, folder, models, str(config.output)) as notebook,
    ):
        begin("Running the notebook")
        fault = notebook.fault()
        note_in_manifest(
            config.output / str(month),
            folder,
            notebook={
                "source": {"uri": lines.uri, "sha256": lines.sha256},
                "config": config.model_dump(mode="json"),
                "models": _in_force(models, month),
                "templates": describe_files(_templates(config)),
            },
        )
    if fault:
        raise _without_notebook(fault, config.output / str(month))
    return config.output / str(month)


def _models_for_notebook(config: Config, month: Month, identifier: str) -> Models:
    """Take the models in force if they are for these settings, or else none; or the one model that was asked for."""
    if identifier:
        return Models().with_model(find_model(models_folder(config), identifier), None)
    try:
        return models_in_force(config, month)
    except ModelError:
        return Models()


@contextmanager
def _notebook_beside(
    config: Config, month: Month, folder: Path, models: Models, output: str = ""
) -> Iterator[NotebookJob]:
    """Start the notebook, which takes the snapshot and the models, and walks the same steps beside the report."""
    # What lets it into a database goes by way of the environment, and is in no file; nor is where the models are.
    secrets = {VARIABLE: resolve(config.source, os.environ).uri} if is_address(config.source) else {}
    model = models.in_force(str(month))
    parameters = to_parameters(config, month=str(month), output=output, model=model.identifier if model else "")
    with TemporaryDirectory() as kept:
        keep_models(models_folder(config.model_copy(update={"models": Path(kept)})), models)
        environment = {**os.environ, **secrets, MODELS: kept}
        with notebook_beside(config.templates, parameters, folder, environment) as job:
            yield job


def _without_notebook(fault: str, folder: Path) -> NotebookError:
    kept = folder / FAILED
    error = NotebookError(f"{fault}; what ran of it is kept in {kept}" if kept.exists() else fault)
    error.folder = folder
    return error


def _keep_to_gates(folders: Sequence[Path], fault: str) -> None:
    """Raise where reports break gates; they are there all the same."""
    broken = {folder: broken_gates(read_facts(folder / "facts.json")) for folder in folders}
    told = [f"{folder}: {' '.join(sentences)}" for folder, sentences in broken.items() if sentences]
    if told:
        error = GateError(f"{' '.join(told)} Said on the first page, too.{f' Besides, {fault}.' if fault else ''}")
        error.folder = next(folder for folder, sentences in broken.items() if sentences)
        raise error


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
    customers : DataFrame of shape (n_customers, 9), indexed by ``customer_id``
        ``recency_days``, ``frequency``, ``monetary`` (in the currency's unit), ``first_purchase``,
        ``last_purchase``, ``segment``, ``confidence`` (missing for who was set apart before clustering),
        ``previous_segment`` and ``segment_since``.
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
    return facts, in_units(tell_customers(scored)), cleaned.lines


def publish(
    config: Config,
    facts: Facts,
    customers: pd.DataFrame,
    kept: nw.LazyFrame[Any],
    folder: Path,
    begin: Begin,
    notebook: NotebookJob | None,
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
    kept : narwhals.LazyFrame
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
    write_customers(customers, folder)
    detailed = add_details(customers, kept)
    write_workbook(facts, detailed, folder / WORKBOOK)
    write_lists(list_orders(config), detailed, folder, month=facts.month)
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
