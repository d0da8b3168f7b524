"""What the notebook calls to show a table or a picture: nothing is computed here but how a thing is written."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from segmentation import columns as c
from segmentation.report import formats, sentences
from segmentation.report.charts import draw_pictures, drawn
from segmentation.report.facts import FILE_NAME, Facts, read_facts

if TYPE_CHECKING:
    from datetime import datetime

    from segmentation.analysis.cleaning import LedgerRow

_HEADINGS: Final[Mapping[str, str]] = {
    "amount_with": "Amount with a customer",
    "line_share": "Of all lines",
    "nobody": "No customer",
    "unpriced": "Price zero or less",
    "negative": "Negative quantity",
    "customer_share": "Of customers",
    "monetary": "Revenue",
    "monetary_share": "Of revenue",
    "n_clusters": "Clusters",
    "recency_days_median": "Median days",
    "frequency_median": "Median orders",
    "monetary_median": "Median spend",
    "calinski_harabasz": "Calinski-Harabasz",
    "davies_bouldin": "Davies-Bouldin",
    "jaccard_weakest": "Weakest comes back",
    "smallest_cluster": "Smallest cluster",
}
"""Columns whose heading is not their name."""

_DIGITS: Final = ((1, 3), (100, 2), (10_000, 1))
"""How many decimals the numbers of a column are shown with, by the size that all of them are below."""

_MONEY: Final = (c.AMOUNT, "amount_with", c.MONETARY, "monetary_median")
_SHARES: Final = ("line_share", "customer_share", "monetary_share", "jaccard_weakest")


@dataclass(frozen=True, repr=False)
class Shown:
    """Something a notebook shows.

    Attributes
    ----------
    html : str
        What a page shows.
    text : str
        What is shown where there is no page.
    """

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def table(frame: pd.DataFrame, caption: str, *, currency: str = "GBP") -> Shown:
    """Show a table.

    Parameters
    ----------
    frame : DataFrame
        What it holds; amounts are ten-thousandths of the currency's unit if they are integers, and units if they are
        decimal numbers.
    caption : str
        What it is.
    currency : str, optional
        ISO 4217 code.

    Returns
    -------
    Shown
    """
    # The first column names the row, whatever it holds.
    numbers = [name for name in frame.columns[1:] if pd.api.types.is_numeric_dtype(frame[name]) or name in _MONEY]
    head = "".join(
        f'<th scope="col"{_side(name, numbers)}>{escape(_heading(str(name)))}</th>' for name in frame.columns
    )
    digits = {name: _digits(frame[name]) for name in frame.columns}
    rows = []
    for record in frame.to_dict("records"):
        cells = [
            f"{_side(str(name), numbers)}>{escape(_write(str(name), value, currency, digits[str(name)]))}"
            for name, value in record.items()
        ]
        rows.append(f'<tr><th scope="row"{cells[0]}</th>' + "".join(f"<td{cell}</td>" for cell in cells[1:]) + "</tr>")
    html = (
        # Above the table and not in it, so that it keeps to the screen where the table is wider.
        f'<p class="caption">{escape(caption)}</p>'
        f'<div class="scroll"><table class="figures" aria-label="{escape(caption)}">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
    return Shown(html, f"{caption}: a table of {len(frame)} rows")


def _side(name: str, numbers: list[str]) -> str:
    return ' class="n"' if name in numbers else ""


def said(sentence: str) -> Shown:
    """Show a sentence.

    Parameters
    ----------
    sentence : str
        The sentence.

    Returns
    -------
    Shown
    """
    return Shown(f"<p>{escape(sentence)}</p>", sentence)


def source(uri: str, lines: int, first: datetime, last: datetime, month: str) -> Shown:
    """Say what is looked at.

    Parameters
    ----------
    uri : str
        Where the lines come from.
    lines : int
        How many there are.
    first, last : datetime
        Instants of the first and the last line.
    month : str
        The month reported on.

    Returns
    -------
    Shown
    """
    return said(
        f"{formats.count(lines)} lines of {uri}, {formats.day(first)} to {formats.day(last)}; the month is {month}."
    )


def kept(ledger: Sequence[LedgerRow], customers: int) -> Shown:
    """Say how many lines cleaning left.

    Parameters
    ----------
    ledger : sequence of LedgerRow
        From `segmentation.analysis.cleaning.clean`.
    customers : int
        How many customers they belong to.

    Returns
    -------
    Shown
    """
    return said(
        f"{formats.count(ledger[-1].lines)} of {formats.count(ledger[0].lines)} lines are kept, of "
        f"{sentences.customers(customers)}."
    )


def _heading(name: str) -> str:
    return _HEADINGS.get(name, name.replace("_", " ").capitalize())


def _digits(column: pd.Series[Any]) -> int:
    """Choose one number of decimals for a column; none where all are whole."""
    if not pd.api.types.is_float_dtype(column) or (column.dropna() % 1 == 0).all():
        return 0
    return next((digits for most, digits in _DIGITS if column.abs().max() < most), 0)


def _write(name: str, value: Any, currency: str, digits: int) -> str:
    if not isinstance(value, str) and pd.isna(value):
        return "–"
    if name in _MONEY:
        exact = isinstance(value, Decimal)
        return formats.exact_money(value, currency) if exact else formats.money(value / c.MONEY_SCALE, currency)
    if name in _SHARES:
        return formats.percent(float(value))
    if isinstance(value, float):
        return formats.exact_number(value, digits).replace("-", "−")
    return formats.count(value) if isinstance(value, int) and name not in ("hour",) else str(value)


def chart(draw: Callable[..., Any], *arguments: Any, alt: str, **options: Any) -> Shown:
    """Draw and show one of the package's charts.

    Parameters
    ----------
    draw : callable
        From `segmentation.report.charts.exploration`.
    *arguments, **options : object
        What it takes.
    alt : str
        What is to be seen, for who can't see it.

    Returns
    -------
    Shown
    """
    return _picture(drawn(draw, *arguments, **options), alt)


def _picture(svg: bytes, alt: str, title: str = "", measure: str = "") -> Shown:
    words = f"<figcaption><strong>{escape(title)}</strong><span>{escape(measure)}</span></figcaption>" if title else ""
    source = f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
    return Shown(f'<figure class="chart">{words}<img src="{source}" alt="{escape(alt)}"></figure>', f"Picture: {alt}")


def beside(left: Shown, right: Shown) -> Shown:
    """Show two narrow figures side by side, where there is room.

    Parameters
    ----------
    left, right : Shown
        The figures.

    Returns
    -------
    Shown
    """
    return Shown(f'<div class="pair">{left.html}{right.html}</div>', f"{left.text}\n{right.text}")


def report_figures(facts: Facts, customers: pd.DataFrame) -> dict[str, Shown]:
    """Draw the figures of the report, with the report's own words around them.

    Parameters
    ----------
    facts : Facts
        What the report says.
    customers : DataFrame of shape (n_customers, 4 or more)
        ``recency_days``, ``frequency``, ``monetary`` (in the currency's unit) and ``segment``.

    Returns
    -------
    dict of str to Shown
        By the figure's name, as `segmentation.report.charts.draw_pictures` gives it.
    """
    words = sentences.captions(facts)
    return {
        picture.name: _picture(
            picture.svg, words[picture.name].alt, words[picture.name].title, words[picture.name].measure
        )
        for picture in draw_pictures(facts, customers)
    }


def ledger(facts: Facts) -> Shown:
    """Show what every cleaning rule set aside.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    Shown
    """
    rows = [row.model_dump() for row in facts.ledger]
    return table(
        pd.DataFrame(rows)[["rule", "lines", "customers", "amount", "reason"]],
        "The ledger: every line of the input falls under one rule, or is kept",
        currency=facts.currency,
    )


def curve(facts: Facts) -> Shown:
    """Show what each number of clusters gives, by every criterion.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    Shown
    """
    columns = ["n_clusters", "inertia", "silhouette", "calinski_harabasz", "davies_bouldin", "gap", "jaccard_weakest"]
    rows = [row.model_dump() for row in facts.n_clusters.curve]
    return table(pd.DataFrame(rows)[[*columns, "smallest_cluster"]], sentences.why_clusters(facts))


def segments(facts: Facts) -> Shown:
    """Show the segments.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    Shown
    """
    columns = ["segment", "customers", "customer_share", "monetary", "monetary_share"]
    medians = ["recency_days_median", "frequency_median", "monetary_median"]
    rows = [row.model_dump() for row in facts.segments]
    return table(pd.DataFrame(rows)[[*columns, *medians]], sentences.standfirst(facts), currency=facts.currency)


def actions(facts: Facts) -> Shown:
    """Show what is recommended for each segment, and why.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    Shown
    """
    rows = [{"segment": row.segment, "what": row.action.what, "why": row.action.why} for row in facts.segments]
    return table(pd.DataFrame(rows), "What is recommended for each")


def drift(facts: Facts) -> Shown:
    """Show how far customers have drifted from those to whom the model was fitted.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    Shown
    """
    rows = [
        {"measure": row.measure, "now": row.value, "a year before": row.year, "another model from": row.threshold}
        for row in sentences.drift_rows(facts)
    ]
    return table(pd.DataFrame(rows), f"{sentences.which_model(facts)} {sentences.drift_verdict(facts)}")


def trust(facts: Facts) -> Shown:
    """Show how far the figures can be trusted, in the words of the report.

    Parameters
    ----------
    facts : Facts
        What the report says.

    Returns
    -------
    Shown
    """
    told = sentences.trust(facts)
    return Shown(f"<ul>{''.join(f'<li>{escape(sentence)}</li>' for sentence in told)}</ul>", "\n".join(told))


def agreement(facts: Facts, output: str) -> Shown:
    """Compare these figures with those of the month's report, where there is one.

    Parameters
    ----------
    facts : Facts
        What this notebook came to.
    output : str
        Folder of the months; empty: compare with none.

    Returns
    -------
    Shown
    """
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
