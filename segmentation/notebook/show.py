"""What the notebook calls to show what there is: any table or chart, and what the record of facts says.

How a thing is written is the concern of `segmentation.notebook.output`.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from segmentation.facts import FILE_NAME, Facts, read_facts
from segmentation.notebook.output import Shown, beside, chart, framed, said, table
from segmentation.page.first_page import standfirst
from segmentation.page.parts import captions
from segmentation.page.pictures import draw_pictures
from segmentation.page.segment_shades import colours_of
from segmentation.page.trust import trust as say_trust
from segmentation.style import formats
from segmentation.style.chart_style import drawn
from segmentation.style.wording import customers as say_customers
from segmentation.topics.cleaning.rules import INPUT, KEPT
from segmentation.topics.clustering.words import why_clusters
from segmentation.topics.model.words import drift_rows, drift_verdict, which_model
from segmentation.topics.segments.picture import shares

if TYPE_CHECKING:
    from datetime import datetime


__all__ = [
    "actions",
    "agreement",
    "beside",
    "chart",
    "curve",
    "drift",
    "kept",
    "ledger",
    "report_figures",
    "said",
    "segments",
    "source",
    "table",
    "trust",
]


def source(uri: str, lines: int, first: datetime, last: datetime, month: str) -> Shown:
    """Say what is looked at."""
    return said(
        f"{formats.count(lines)} lines of {uri}, {formats.day(first)} to {formats.day(last)}; the month is {month}."
    )


def kept(ledger: pd.DataFrame, customers: int) -> Shown:
    """Say how many lines cleaning left."""
    lines = ledger["lines"]
    return said(
        f"{formats.count(lines[KEPT])} of {formats.count(lines[INPUT])} lines are kept, of {say_customers(customers)}."
    )


def report_figures(facts: Facts) -> dict[str, Shown]:
    """Draw the figures of the report, with the report's own words around them."""
    words = captions(facts)
    # The report shows these as bars in a table.
    svgs = {"shares": drawn(shares, facts, colours_of(facts))}
    svgs |= {picture.name: picture.svg for picture in draw_pictures(facts, letters="paths")}
    return {name: framed(svg, words[name].alt, words[name].title, words[name].measure) for name, svg in svgs.items()}


def ledger(facts: Facts) -> Shown:
    """Show what every cleaning rule set aside."""
    rows = [row.model_dump() for row in facts.ledger]
    return table(
        pd.DataFrame(rows)[["rule", "lines", "customers", "amount", "reason"]],
        "The ledger: every line of the input falls under one rule, or is kept",
        currency=facts.currency,
    )


def curve(facts: Facts) -> Shown:
    """Show what each number of clusters gives, by every criterion."""
    columns = ["n_clusters", "inertia", "silhouette", "calinski_harabasz", "davies_bouldin", "gap", "jaccard_weakest"]
    rows = [row.model_dump() for row in facts.n_clusters.curve]
    return table(pd.DataFrame(rows)[[*columns, "smallest_cluster"]], why_clusters(facts))


def segments(facts: Facts) -> Shown:
    """Show the segments."""
    columns = ["segment", "customers", "customer_share", "monetary", "monetary_share"]
    medians = ["recency_days_median", "frequency_median", "monetary_median"]
    rows = [row.model_dump() for row in facts.segments]
    return table(pd.DataFrame(rows)[[*columns, *medians]], standfirst(facts), currency=facts.currency)


def actions(facts: Facts) -> Shown:
    """Show what is recommended for each segment, and why."""
    rows = [{"segment": row.segment, "what": row.action.what, "why": row.action.why} for row in facts.segments]
    return table(pd.DataFrame(rows), "What is recommended for each")


def drift(facts: Facts) -> Shown:
    """Show how far customers have drifted from those to whom the model was fitted."""
    rows = [
        {"measure": row.measure, "now": row.value, "a year before": row.year, "another model from": row.threshold}
        for row in drift_rows(facts)
    ]
    return table(pd.DataFrame(rows), f"{which_model(facts)} {drift_verdict(facts)}")


def trust(facts: Facts) -> Shown:
    """Show how far the figures can be trusted, in the words of the report."""
    told = say_trust(facts)
    return Shown(f"<ul>{''.join(f'<li>{escape(sentence)}</li>' for sentence in told)}</ul>", "\n".join(told))


def agreement(facts: Facts, output: str) -> Shown:
    """Compare these figures with those of the month's report, where there is one."""
    path = Path(output) / facts.month / FILE_NAME
    if not output:
        return said("Made together with the report of the same run, from the same lines and settings.")
    if not path.is_file():
        return said(f"There is no report of {facts.month} in {output} to compare with.")
    ours, theirs = (_figures(record.model_dump(mode="json")) for record in (facts, read_facts(path)))
    differ = [name for name in sorted(ours.keys() | theirs.keys()) if ours.get(name) != theirs.get(name)]
    if not differ:
        return said(f"All {formats.count(len(ours))} figures agree with {path}.")
    shown = pd.DataFrame(
        {
            "figure": differ[:_SHOWN],
            "here": [str(ours.get(name, "–")) for name in differ[:_SHOWN]],
            "in the report": [str(theirs.get(name, "–")) for name in differ[:_SHOWN]],
        }
    )
    more = f"; the first {_SHOWN} of them" if len(differ) > _SHOWN else ""
    differing = "1 figure differs" if len(differ) == 1 else f"{formats.count(len(differ))} figures differ"
    return table(shown, f"{differing} from {path}, made with other settings or of other lines{more}")


_SHOWN: Final = 12
"""How many figures that differ are listed."""

_NOT_FIGURES: Final = ("notebook", "uri")
"""What says how the report was made, and not what it says."""


def _figures(record: Any, name: str = "") -> dict[str, Any]:
    """Give every single value of a record by its path."""
    if isinstance(record, dict):
        parts = [(key, value) for key, value in record.items() if key not in _NOT_FIGURES]
    elif isinstance(record, list):
        parts = [(str(place), value) for place, value in enumerate(record)]
    else:
        return {name: record}
    return {path: v for key, part in parts for path, v in _figures(part, f"{name}.{key}".strip(".")).items()}
