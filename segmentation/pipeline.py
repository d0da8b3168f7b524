"""The stages in a row: lines become a month's report. It orders them and does nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from segmentation import columns as c
from segmentation.analysis.cleaning import Cleaned, Patterns, clean
from segmentation.analysis.clustering import Clustering, Search, cluster_customers
from segmentation.analysis.features import (
    Minimum,
    Month,
    choose_month,
    extract_features,
    is_whole,
    require_enough,
    window_start,
)
from segmentation.analysis.outliers import Outliers, find_outliers, no_outliers
from segmentation.analysis.segments import Action, Segment, profile_segments, read_actions
from segmentation.config import Config
from segmentation.database.address import VARIABLE, is_address, resolve, shown
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
from segmentation.parameters import to_parameters
from segmentation.progress import progress, stages
from segmentation.report.charts import Picture, draw_pictures
from segmentation.report.collection import collect_facts
from segmentation.report.facts import Facts, SheetFact, SourceFact, write_facts
from segmentation.report.html import render_html
from segmentation.report.notebook.execution import FAILED
from segmentation.report.notebook.making import NotebookJob, notebook_beside
from segmentation.report.pdf import render_pdf, require_renderer
from segmentation.sources.lines import Lines
from segmentation.sources.mongo.loading import Loaded, load_lines
from segmentation.sources.opening import open_lines
from segmentation.sources.reading import Reading

if TYPE_CHECKING:
    from datetime import datetime

    import narwhals as nw
    import pandas as pd

Begin = Callable[[str], None]
"""Told what stage of the work begins."""

_TEMPLATES: Final = (".j2", ".css", ".toml", ".ipynb", ".yml", ".scss", ".json")
"""Kinds of file that have a say in a page."""


def make_report(config: Config) -> Path:
    """Make a month's report.

    Parameters
    ----------
    config : Config
        The settings.

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
    with (
        month_folder(config.output, str(month)) as folder,
        stages(7 + config.write_back) as begin,
        _notebook_beside(config, month, folder) if config.notebook else nullcontext() as notebook,
    ):
        facts, customers, kept = analyse(config, lines, month, begin)
        fault = publish(config, facts, customers, folder, begin, notebook)
        if config.write_back:
            begin("Writing back")
            write_back(config, facts, customers, kept, folder)
    if fault:
        raise _without_notebook(fault, config.output / str(month))
    return config.output / str(month)


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


def choose(config: Config, first: datetime, last: datetime) -> Month:
    """Choose the month: the one asked for, or the last whole one; counted from the last purchase, the last one.

    Parameters
    ----------
    config : Config
        The settings.
    first, last : datetime
        Instants of the first and the last line.

    Returns
    -------
    Month
    """
    if config.month is None and config.as_of == "last purchase":
        return Month.of(last)
    return choose_month(Month.parse(config.month) if config.month else None, first, last)


def read(config: Config) -> Lines:
    """Open the source.

    Parameters
    ----------
    config : Config
        The settings.

    Returns
    -------
    Lines
    """
    with progress(f"Reading {shown(config.source)}", total=None) as advance:
        return open_lines(
            config.source,
            sheets=config.sheet,
            reading=reading(config),
            keep_overlap=config.overlap == "keep",
            snapshots=config.snapshots,
            period=partial(_period, config),
            on_sheet=lambda _done, _total: advance(1),
        )


def reading(config: Config) -> Reading:
    """Say how the source is to be understood: the settings that bear the names of a `Reading`'s attributes.

    Parameters
    ----------
    config : Config
        The settings.

    Returns
    -------
    Reading
    """
    return Reading(**{field.name: getattr(config, field.name) for field in fields(Reading)})


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


def analyse(config: Config, lines: Lines, month: Month, begin: Begin) -> tuple[Facts, pd.DataFrame, nw.LazyFrame[Any]]:
    """Work out what the lines say: cleaning → features → clustering → segments → facts.

    Parameters
    ----------
    config : Config
        The settings.
    lines : Lines
        The source, opened.
    month : Month
        The month to report on.
    begin : callable of str
        Told as each stage begins.

    Returns
    -------
    facts : Facts
        Everything the report says.
    customers : DataFrame of shape (n_customers, 7), indexed by ``customer_id``
        ``recency_days``, ``frequency``, ``monetary`` (in the currency's unit), ``first_purchase``,
        ``last_purchase``, ``segment`` and ``confidence`` (missing for who was set apart before clustering).
    kept : narwhals.LazyFrame
        The lines that all of this is made of.
    """
    # A fault in what is recommended is told before any work is done.
    actions = read_actions(actions_file(config))
    begin("Cleaning the lines")
    cleaned = set_aside(config, lines, month)
    features = measure(config, cleaned, month)
    begin("Clustering the customers")
    clustered = cluster(config, features)
    segments, customers = name_segments(features, clustered, actions)
    facts = tell(config, lines, month, cleaned, clustered, segments, customers)
    return facts, in_units(customers), cleaned.lines


def actions_file(config: Config) -> Path:
    """Say which file has the recommended actions.

    Parameters
    ----------
    config : Config
        The settings.

    Returns
    -------
    Path
    """
    return config.actions or config.templates / "actions.toml"


def set_aside(config: Config, lines: Lines, month: Month) -> Cleaned:
    """Set aside the lines that are no customer's purchase within the window.

    Parameters
    ----------
    config : Config
        The settings.
    lines : Lines
        The source, opened.
    month : Month
        The month to report on.

    Returns
    -------
    Cleaned
    """
    product = "" if c.STOCK_CODE in lines.absent else config.product_code
    repeats = ("repeated line",) if config.repeats == "drop" and "repeated line" not in config.rules else ()
    return clean(
        lines.frame,
        as_of=month.end,
        window_start=_window(config, month)[0],
        rules=(*config.rules, *repeats),
        match=config.returns == "match",
        patterns=Patterns(product, config.invoice_number, config.cancellation, config.adjustment),
        counted=lines.counted,
    )


def measure(config: Config, cleaned: Cleaned, month: Month) -> pd.DataFrame:
    """Work out recency, frequency and money of every customer, and make sure there are enough of them.

    Parameters
    ----------
    config : Config
        The settings.
    cleaned : Cleaned
        From `set_aside`.
    month : Month
        The month to report on.

    Returns
    -------
    DataFrame of shape (n_customers, 5), indexed by ``customer_id``
        As `segmentation.analysis.features.extract_features` gives them.
    """
    features = extract_features(cleaned.lines, as_of=month.end if config.as_of == "month end" else None)
    require_enough(
        features,
        as_of=_as_of(config, features, month),
        minimum=Minimum(config.minimum_customers, config.minimum_invoices, config.minimum_days),
    )
    return features


def cluster(config: Config, features: pd.DataFrame) -> tuple[Outliers, Clustering]:
    """Set apart who is to be, choose the number of clusters, and cluster the others.

    Parameters
    ----------
    config : Config
        The settings.
    features : DataFrame of shape (n_customers, 5)
        From `measure`.

    Returns
    -------
    outliers : Outliers
        Who was set apart before clustering.
    clustering : Clustering
        The clusters of everyone else.
    """
    outliers = find_outliers(features) if config.outliers == "iqr" else no_outliers(features)
    return outliers, cluster_customers(
        features[outliers.group.isna()],
        candidates=range(2, config.max_clusters + 1),
        n_clusters=config.clusters,
        transform=config.transform,
        search=Search(config.n_init, config.max_iter, config.tol, config.random_state),
        draws=config.draws,
        minimum_cluster=config.minimum_cluster,
    )


def name_segments(
    features: pd.DataFrame, clustered: tuple[Outliers, Clustering], actions: Mapping[str, Action]
) -> tuple[tuple[Segment, ...], pd.DataFrame]:
    """Turn clusters into segments, and tell every customer's.

    Parameters
    ----------
    features : DataFrame of shape (n_customers, 5)
        From `measure`.
    clustered : tuple of Outliers and Clustering
        From `cluster`.
    actions : mapping of str to Action
        What is recommended, from `segmentation.analysis.segments.read_actions`.

    Returns
    -------
    segments : tuple of Segment
        Those with most money first.
    customers : DataFrame of shape (n_customers, 7)
        The features, ``segment`` and ``confidence``.
    """
    outliers, clustering = clustered
    segments, segment = profile_segments(
        features, clustering.labels, clustering.centers_in_units, actions, set_apart=outliers.group
    )
    return segments, features.assign(segment=segment, confidence=clustering.confidence)


def tell(
    config: Config,
    lines: Lines,
    month: Month,
    cleaned: Cleaned,
    clustered: tuple[Outliers, Clustering],
    segments: tuple[Segment, ...],
    customers: pd.DataFrame,
) -> Facts:
    """Collect what the stages found into the record of facts.

    Parameters
    ----------
    config : Config
        The settings.
    lines : Lines
        The source, opened.
    month : Month
        The month to report on.
    cleaned : Cleaned
        From `set_aside`.
    clustered : tuple of Outliers and Clustering
        From `cluster`.
    segments : tuple of Segment
        From `name_segments`.
    customers : DataFrame of shape (n_customers, 7)
        From `name_segments`.

    Returns
    -------
    Facts
    """
    outliers, clustering = clustered
    return collect_facts(
        source=_source(lines),
        month=month,
        month_is_whole=is_whole(month, lines.last),
        as_of=_as_of(config, customers, month),
        returns_matched=config.returns == "match",
        window_start=_window(config, month)[0],
        window_months=None if config.window == "all" else config.window,
        currency=config.currency,
        ledger=cleaned.ledger,
        customers=customers,
        clustering=clustering,
        outliers=outliers,
        segments=segments,
        minimum_cluster=config.minimum_cluster,
    )


def in_units(customers: pd.DataFrame) -> pd.DataFrame:
    """Put customers' money in the currency's unit, as people read it.

    Parameters
    ----------
    customers : DataFrame of shape (n_customers, 7)
        ``monetary`` in ten-thousandths of the currency's unit.

    Returns
    -------
    DataFrame of shape (n_customers, 7)
    """
    return customers.assign(**{c.MONETARY: customers[c.MONETARY] / c.MONEY_SCALE})


def _as_of(config: Config, features: pd.DataFrame, month: Month) -> datetime:
    last: datetime = features[c.LAST_PURCHASE].max().to_pydatetime()
    return month.end if config.as_of == "month end" else last


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
    customers : DataFrame of shape (n_customers, 7)
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
    customers : DataFrame of shape (n_customers, 7)
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


def _window(config: Config, month: Month) -> tuple[datetime | None, datetime]:
    return None if config.window == "all" else window_start(month.end, config.window), month.end


def _period(config: Config, first: datetime, last: datetime) -> tuple[datetime | None, datetime]:
    """Say from when until when lines have a say in the report."""
    return _window(config, choose(config, first, last))


def _templates(config: Config) -> dict[str, Path]:
    """List the files that have a say in the page besides the facts."""
    files = {
        path.relative_to(config.templates).as_posix(): path
        for path in config.templates.rglob("*")
        if path.suffix in _TEMPLATES
    }
    return files if config.actions is None else {**files, "actions.toml": config.actions}


def _source(lines: Lines) -> SourceFact:
    """Say in the record where the lines come from; the report may not know the sources' own types."""
    return SourceFact(
        uri=lines.uri,
        sha256=lines.sha256,
        lines_read=lines.lines_read,
        lines=lines.lines,
        sheets=tuple(SheetFact(sheet=sheet, lines=count) for sheet, count in lines.sheets),
        first_line=lines.first,
        last_line=lines.last,
        absent=tuple(sorted(lines.absent)),
    )
