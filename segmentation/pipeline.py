"""The stages in a row: lines become a month's report. It orders them and does nothing else."""

from __future__ import annotations

from pathlib import Path

from segmentation import columns as c
from segmentation.analysis.cleaning import clean
from segmentation.analysis.clustering import cluster_customers
from segmentation.analysis.features import Month, choose_month, extract_features, is_whole, window_start
from segmentation.analysis.segments import profile_segments, read_actions
from segmentation.config import Config
from segmentation.delivery.month_folder import month_folder, write_customers, write_manifest
from segmentation.progress import stages
from segmentation.report.charts import draw_pictures
from segmentation.report.facts import SheetFact, SourceFact, collect_facts, write_facts
from segmentation.report.html import render_html
from segmentation.report.pdf import render_pdf, require_renderer
from segmentation.sources.lines import Lines, open_lines


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
    actions = read_actions(config.actions or config.templates / "actions.toml")

    with stages(7) as begin:
        begin(f"Reading {config.source}")
        lines = open_lines(
            config.source,
            sheets=config.sheet,
            columns=config.columns,
            date_format=config.date_format,
            snapshots=config.snapshots,
        )
        month = choose_month(Month.parse(config.month) if config.month else None, lines.first, lines.last)
        start = window_start(month.end, config.window)

        with month_folder(config.output, str(month)) as folder:
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
            begin("Drawing the figures")
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
            customers = features.assign(**{c.MONETARY: features[c.MONETARY] / c.MONEY_SCALE, c.SEGMENT: segment})
            pictures = draw_pictures(facts, customers)
            begin("Writing the page")
            html = render_html(facts, pictures, templates=config.templates)
            begin("Laying out the PDF")
            if config.pdf:
                render_pdf(html, folder / "report.pdf", identifier=f"{lines.sha256} {month}")
            begin("Closing the folder")
            (folder / "report.html").write_text(html, encoding="utf-8")
            write_facts(facts, folder / "facts.json")
            write_customers(customers, folder / "customers.csv")
            write_manifest(
                folder,
                source={"uri": lines.uri, "sha256": lines.sha256},
                config=config.model_dump(mode="json"),
            )
    return config.output / str(month)


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
