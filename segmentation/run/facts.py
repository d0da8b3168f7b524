"""What the record of facts needs of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from segmentation.facts import Facts
from segmentation.lines.overlap import Lines
from segmentation.months import Month, is_whole
from segmentation.run.collect import collect_facts
from segmentation.run.movement import compare
from segmentation.settings.config import Config
from segmentation.topics.actions.record import Action
from segmentation.topics.cleaning.record import Sheet, Source
from segmentation.topics.cleaning.work import Cleaned
from segmentation.topics.clustering.outliers import set_apart
from segmentation.topics.model.drift import drift_of
from segmentation.topics.model.scoring import Scored

if TYPE_CHECKING:
    from segmentation.run.run import Run


def tell(run: Run, cleaned: Cleaned, scored: Scored, actions: Mapping[str, Action]) -> Facts:
    """Collect what the stages found into the record of facts."""
    month, model, customers, config, lines = scored.month, scored.model, scored.customers, run.config, run.lines
    facts = collect_facts(
        source=_source(lines),
        month=month,
        month_is_whole=is_whole(month, lines.last),
        as_of=run.as_of(customers, month),
        returns_matched=config.returns == "match",
        window_start=run.window_of(month),
        window_months=None if config.window == "all" else config.window,
        currency=config.currency,
        ledger=cleaned.ledger,
        customers=customers,
        model=model,
        since=scored.models.since_when(str(month)),
        replaced=scored.replaced,
        drift=drift_of(scored, first_full=_first_full(config, lines), month_is_whole=is_whole(month, lines.last)),
        set_apart=int(set_apart(customers, model.caps).notna().sum()),
        actions=actions,
        minimum_cluster=config.minimum_cluster,
    )
    return facts.model_copy(update=compare(config, lines, run.past, scored, facts))


def _first_full(config: Config, lines: Lines) -> Month:
    """Find the first month whose window the data cover; that of the first line counts as covered whole."""
    return Month.of(lines.first).shifted(0 if config.window == "all" else config.window - 1)


def _source(lines: Lines) -> Source:
    """Say in the record where the lines come from; the report may not know the sources' own types."""
    return Source(
        uri=lines.uri,
        sha256=lines.sha256,
        lines_read=lines.lines_read,
        lines=lines.lines,
        sheets=tuple(Sheet(sheet=sheet, lines=count) for sheet, count in lines.sheets),
        first_line=lines.first,
        last_line=lines.last,
        absent=tuple(sorted(lines.absent)),
    )
