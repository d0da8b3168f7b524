"""The stages in a row: lines become a month's report. It orders them and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.analysis.cleaning import clean
from segmentation.analysis.clustering import cluster_customers
from segmentation.analysis.features import Month, choose_month, extract_features, is_whole, window_start
from segmentation.analysis.segments import profile_segments, read_actions
from segmentation.config import Config
from segmentation.delivery.month_folder import month_folder, write_customers, write_manifest
from segmentation.progress import progress, stages
from segmentation.report.charts import draw_pictures
from segmentation.report.collection import collect_facts
from segmentation.report.facts import Facts, SheetFact, SourceFact, write_facts
from segmentation.report.html import render_html
from segmentation.report.pdf import render_pdf, require_renderer
from segmentation.sources.lines import Lines, open_lines

if TYPE_CHECKING:
    import pandas as pd

Begin = Callable[[str], None]
"""Told what stage of the work begins."""


def make_report(config: Config) -> Path:
    """Make a month's report.

    Parameters
    ----------
    config : Config
        The settings.

    Returns
    -------
    Path
        The month's folder: ``report.html``, ``report.pdf``, ``facts.json``, ``customers.csv`` and
        ``manifest.json``.

    Raises
    ------
    SegmentationError
        Something the user can mend; the month's folder is then as it was.
    """
    if config.pdf:
        require_renderer()
    lines = read(config)
    month = choose_month(Month.parse(config.month) if config.month else None, lines.first, lines.last)
    with month_folder(config.output, str(month)) as folder, stages(6) as begin:
        facts, customers = analyse(config, lines, month, begin)
        publish(config, facts, customers, folder, begin)
    return config.output / str(month)


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
    with progress(f"Reading {config.source}", total=None) as advance:
        return open_lines(
            config.source,
            sheets=config.sheet,
            columns=config.columns,
            date_format=config.date_format,
            snapshots=config.snapshots,
            on_sheet=lambda _done, _total: advance(1),
        )


def analyse(config: Config, lines: Lines, month: Month, begin: Begin) -> tuple[Facts, pd.DataFrame]:
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
    customers : DataFrame of shape (n_customers, 4), indexed by ``customer_id``
        ``recency_days``, ``frequency``, ``monetary`` (in the currency's unit) and ``segment``.
    """
    actions = read_actions(config.actions or config.templates / "actions.toml")
    start = window_start(month.end, config.window)

    begin("Cleaning the lines")
    cleaned = clean(
        lines.frame,
        as_of=month.end,
        window_start=start,
        product_code=config.product_code,
        drop_repeats=config.repeats == "drop",
    )
    features = extract_features(cleaned.lines, as_of=month.end)

    begin("Clustering the customers")
    clustering = cluster_customers(features, n_clusters=config.clusters, random_state=config.random_state)
    segments, segment = profile_segments(features, clustering.labels, clustering.centers_in_units, actions)

    facts = collect_facts(
        source=_source(lines),
        month=month,
        month_is_whole=is_whole(month, lines.last),
        window_start=start,
        window_months=config.window,
        currency=config.currency,
        ledger=cleaned.ledger,
        features=features,
        clustering=clustering,
        segments=segments,
        random_state=config.random_state,
    )
    return facts, features.assign(**{c.MONETARY: features[c.MONETARY] / c.MONEY_SCALE, c.SEGMENT: segment})


def publish(config: Config, facts: Facts, customers: pd.DataFrame, folder: Path, begin: Begin) -> None:
    """Put it on paper: facts → pictures → page → files of the month.

    Parameters
    ----------
    config : Config
        The settings.
    facts : Facts
        Everything the report says.
    customers : DataFrame of shape (n_customers, 4)
        From `analyse`.
    folder : Path
        The folder to write into.
    begin : callable of str
        Told as each stage begins.
    """
    begin("Drawing the figures")
    pictures = draw_pictures(facts, customers)

    begin("Writing the page")
    html = render_html(facts, pictures, templates=config.templates)
    (folder / "report.html").write_text(html, encoding="utf-8")
    if config.pdf:
        begin("Laying out the PDF")
        render_pdf(html, folder / "report.pdf", identifier=f"{facts.source.sha256} {facts.month}")

    begin("Closing the folder")
    write_facts(facts, folder / "facts.json")
    write_customers(customers, folder / "customers.csv")
    write_manifest(
        folder,
        source={"uri": facts.source.uri, "sha256": facts.source.sha256},
        config=config.model_dump(mode="json"),
        templates=_templates(config),
    )


def _templates(config: Config) -> dict[str, Path]:
    """List the files that have a say in the page besides the facts."""
    files = {
        path.relative_to(config.templates).as_posix(): path
        for path in config.templates.rglob("*")
        if path.suffix in (".j2", ".css", ".toml")
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
    )
