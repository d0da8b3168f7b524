"""The steps of the analysis, one for each stage: what a stage needs of the settings, handed on as plain arguments.

The pipeline takes them in a row; the analyst's notebook takes the same ones, and looks at what each gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

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
from segmentation.analysis.segments import Action, Segment, profile_segments
from segmentation.config import Config
from segmentation.database.address import shown
from segmentation.progress import progress
from segmentation.report.collection import collect_facts
from segmentation.report.facts import Facts, SheetFact, SourceFact
from segmentation.sources.lines import Lines
from segmentation.sources.opening import open_lines
from segmentation.sources.reading import Reading

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd


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


def _window(config: Config, month: Month) -> tuple[datetime | None, datetime]:
    return None if config.window == "all" else window_start(month.end, config.window), month.end


def _period(config: Config, first: datetime, last: datetime) -> tuple[datetime | None, datetime]:
    """Say from when until when lines have a say in the report."""
    return _window(config, choose(config, first, last))


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
