"""What a cell of the notebook shows: a table, a sentence, a picture."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from segmentation import columns as c
from segmentation.style import formats
from segmentation.style.chart_style import drawn

if TYPE_CHECKING:
    pass

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
    """Show a table."""
    # The first column names the row.
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
        # Above the table, not in it, so that it stays on screen if the table is wider.
        f'<p class="caption">{escape(caption)}</p>'
        # Focusable, so that the keyboard can scroll it.
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(caption)}">'
        f'<table class="figures" aria-label="{escape(caption)}">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
    return Shown(html, f"{caption}: a table of {len(frame)} rows")


def _side(name: str, numbers: list[str]) -> str:
    return ' class="n"' if name in numbers else ""


def said(sentence: str) -> Shown:
    """Show a sentence."""
    return Shown(f"<p>{escape(sentence)}</p>", sentence)


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
    """Draw and show one of the package's charts."""
    return framed(drawn(draw, *arguments, **options), alt)


def framed(svg: bytes, alt: str, title: str = "", measure: str = "") -> Shown:
    """Show a picture that is drawn already."""
    words = f"<figcaption><strong>{escape(title)}</strong><span>{escape(measure)}</span></figcaption>" if title else ""
    source = f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
    figure = f'<figure class="chart" tabindex="0" aria-label="{escape(title or alt)}">'
    return Shown(f'{figure}{words}<img src="{source}" alt="{escape(alt)}"></figure>', f"Picture: {alt}")


def beside(left: Shown, right: Shown) -> Shown:
    """Show two narrow figures side by side, where there is room."""
    return Shown(f'<div class="pair">{left.html}{right.html}</div>', f"{left.text}\n{right.text}")
