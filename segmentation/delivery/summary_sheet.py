"""The first sheet of ``segments.xlsx``: the report's figures, with charts that a spreadsheet draws itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from segmentation.delivery.safe_cells import safe_cell
from segmentation.page.first_page import headline, standfirst
from segmentation.page.trust import trust
from segmentation.style import formats
from segmentation.style.colours import ACCENT, INK, MUTED, PAPER, RULE, TAKEN
from segmentation.topics.movement.words import movements, what_changed
from segmentation.topics.revenue.words import revenue_line
from segmentation.topics.uplift.words import what_a_list_did

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from segmentation.facts import Facts

TEXT: Final = {"font_color": INK}
"""How text looks in every sheet, as XlsxWriter's formats have it."""
HEAD: Final = {"bold": True, "font_color": PAPER, "bg_color": ACCENT}
"""How the heads of columns look."""

_A4: Final = 9
"""The size of paper, as Excel counts them."""
_MARGIN: Final = 0.4
"""Of a printed page, in inches."""
_CHARACTER: Final = 7
"""The width of one, in pixels."""

WIDTHS: Final = (34, 13, 13, 17, 13, 16, 13, 15, 60)
"""Of the columns, in characters."""

_HEADS: Final = (
    *("Segment", "Customers", "Share of customers", "Revenue", "Share of revenue"),
    *("Median days since last purchase", "Median orders", "Median spend", "What to do next"),
)
_WRAPPED: Final = 160
"""Characters of a line of text across all columns."""
_CHART_ROWS: Final = 18
_SCALE: Final = {"min": 0, "major_gridlines": {"visible": False}, "major_tick_mark": "none"}
_SHARES: Final = "Share of customers and of revenue"
_LEDGER: Final = "Ledger"
_SPENT: Final = "What the typical customer spent"


def write_summary(facts: Facts, book: Workbook, name: str, money: str, colours: Mapping[str, str]) -> None:
    """Write the sheet, with amounts in a number format of Excel's, and each segment's colour by its name."""
    rows = _rows(facts, money)
    sheet = book.add_worksheet(name)
    lay_out(sheet, ACCENT, WIDTHS)
    sheet.hide_gridlines(2)
    for number, row in enumerate(rows):
        _write_row(book, sheet, number, row)
    sheet.set_h_pagebreaks([next(number for number, row in enumerate(rows) if row.values == (_LEDGER,))])
    segments = next(number for number, row in enumerate(rows) if row.values is _HEADS)
    first, last = segments + 1, segments + len(facts.segments)
    shades = [colours[each.segment] for each in facts.segments]
    sheet.insert_chart(last + 4, 0, _shares(book, name, first, last))
    sheet.insert_chart(last + 4, 5, _spend(book, name, first, last, shades, money))


def lay_out(sheet: Worksheet, colour: str, widths: Sequence[int]) -> None:
    """Set a sheet's colour, the widths of its columns in characters, and how it is printed."""
    sheet.set_tab_color(colour)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    for number, width in enumerate(widths):
        sheet.set_column_pixels(number, number, width * _CHARACTER)


@dataclass(frozen=True)
class _Row:
    """A row: its values, their looks and number formats."""

    values: Sequence[Any] = ()
    looks: Sequence[str] = ()
    formats: Sequence[str] = ()
    height: float | None = None
    across: bool = False


def _write_row(book: Workbook, sheet: Worksheet, number: int, row: _Row) -> None:
    sheet.set_row(number, row.height)
    written = row.formats or ["General"] * len(row.values)
    for column, (value, look, number_format) in enumerate(zip(row.values, row.looks, written, strict=True)):
        made = book.add_format(_LOOKS[look] | {"num_format": number_format})
        if row.across:
            sheet.merge_range(number, 0, number, len(WIDTHS) - 1, safe_cell(value), made)
        else:
            sheet.write(number, column, safe_cell(value), made)


_INSET: Final = {"align": "left", "indent": 1}
_LINE: Final = {"bottom": 1, "bottom_color": RULE}
_WRAPS: Final = {"text_wrap": True, "valign": "top"}
_NUMBER: Final = {"align": "right", "valign": "top"}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "kicker": {"font_color": MUTED},
    "headline": {"font_size": 18, "bold": True, "font_color": ACCENT, **_WRAPS},
    "section": {"font_size": 13, "bold": True, "font_color": ACCENT},
    "text": {**TEXT, **_WRAPS},
    "cell": {**TEXT, **_WRAPS, **_INSET, **_LINE},
    "reason": {**TEXT, **_INSET, **_LINE, "valign": "top"},
    "number": {**TEXT, **_NUMBER, **_LINE},
    "total": {**TEXT, **_NUMBER, "bold": True},
    "total name": {**TEXT, **_WRAPS, **_INSET, "bold": True},
    "head": {**HEAD, **_INSET, "text_wrap": True, "valign": "vcenter"},
    "number head": {**HEAD, "align": "right", "text_wrap": True, "valign": "vcenter"},
}


def _across(text: str, look: str = "text") -> _Row:
    """Make a row of one text across all columns, as high as its lines need."""
    wrapped = _WRAPPED if look == "text" else _WRAPPED // 2
    return _Row([text], [look], height=ceil(len(text) / wrapped) * (15.5 if look == "text" else 25), across=True)


def _rows(facts: Facts, money: str) -> list[_Row]:
    """List the sheet's rows, with room for the charts below the segments."""
    return [
        _Row([f"Customer segments, {formats.month(facts.month_start)}"], ["kicker"]),
        _across(headline(facts), "headline"),
        _across(standfirst(facts)),
        _Row(),
        *_segments(facts, money),
        _Row(),
        _Row([_SHARES, "", "", "", "", _SPENT], ["section"] * 6, height=20),
        *[_Row()] * _CHART_ROWS,
        *_changes(facts),
        _Row(["How far to trust these figures"], ["section"], height=20),
        *(_across(sentence) for sentence in trust(facts)),
        _Row(),
        *_ledger(facts, money),
    ]


def _changes(facts: Facts) -> list[_Row]:
    """Say what changed and what last month's lists did, if there is a month before."""
    told = [revenue_line(facts)] if facts.revenue_change else []
    if facts.movement:
        told += [what_changed(facts), *(f"{each.mark} {each.text}" for each in movements(facts))]
    if facts.uplift:
        told += [what_a_list_did(facts, each) for each in facts.uplift.lists]
    if not told:
        return []
    return [_Row(["What changed"], ["section"], height=20), *map(_across, told), _Row()]


def _segments(facts: Facts, money: str) -> list[_Row]:
    formats_ = ["@", "#,##0", "0.0%", money, "0.0%", "#,##0.#", "#,##0.#", money, "@"]
    looks = ["cell", *["number"] * 7, "cell"]
    rows = [
        _Row(
            [
                *(each.segment, each.customers, each.customer_share, each.monetary, each.monetary_share),
                *(each.recency_days_median, each.frequency_median, each.monetary_median, each.action.what),
            ],
            looks,
            formats=[
                *formats_[:5],
                *map(_number_format, (each.recency_days_median, each.frequency_median)),
                money,
                "@",
            ],
            height=15.5 * max(ceil(len(each.action.what) / 62), ceil(len(each.segment) / 30)),
        )
        for each in facts.segments
    ]
    base = facts.base
    whole = [
        *("All customers", facts.customers, 1, facts.monetary, 1),
        *(base.recency_days_median, base.frequency_median, base.monetary_median),
    ]
    total = _Row(
        whole,
        ["total name", *["total"] * 7],
        formats=[
            *("@", "#,##0", "0%", money, "0%"),
            *map(_number_format, (base.recency_days_median, base.frequency_median)),
            money,
        ],
    )
    return [_Row(_HEADS, ["head", *["number head"] * 7, "head"], height=48), *rows, total]


def _number_format(value: float) -> str:
    """Show one decimal only where there is one."""
    return "#,##0" if float(value).is_integer() else "#,##0.0"


def _ledger(facts: Facts, money: str) -> list[_Row]:
    heads = _Row(
        ["What became of every line", "Lines", "Customers lost", "Money", "Why", "", "", "", ""],
        ["head", *["number head"] * 3, *["head"] * 5],
        height=32,
    )
    return [
        _Row((_LEDGER,), ["section"], height=20),
        heads,
        *(
            _Row(
                [row.rule.capitalize(), row.lines, row.customers, row.amount, row.reason, *[None] * 4],
                ["cell", *["number"] * 3, "reason", *["reason"] * 4],
                formats=["@", "#,##0", "#,##0", f"{money};−{money}", *["@"] * 5],
            )
            for row in facts.ledger
        ),
    ]


def _shares(book: Workbook, name: str, first: int, last: int) -> Chart:
    chart = _bars(book, 605)
    for column, colour in ((2, TAKEN), (4, ACCENT)):
        head = {"name": [name, first - 1, column], "fill": {"color": colour}}
        chart.add_series(_series(name, first, last, column) | head)
    chart.set_x_axis({**_SCALE, "num_format": "0%"})
    chart.set_legend({"position": "bottom"})
    return chart


def _spend(book: Workbook, name: str, first: int, last: int, colours: Sequence[str], money: str) -> Chart:
    chart = _bars(book, sum(WIDTHS[5:]) * _CHARACTER)
    points = [{"fill": {"color": colour}} for colour in colours]
    chart.add_series(_series(name, first, last, 7) | {"points": points})
    chart.set_x_axis({**_SCALE, "num_format": money.partition(".")[0]})
    chart.set_legend({"none": True})
    return chart


def _bars(book: Workbook, width: int) -> Chart:
    """Begin a chart of bars, so many pixels wide."""
    chart = book.add_chart({"type": "bar"})
    chart.set_title({"none": True})
    chart.set_style(10)
    chart.set_size({"width": width, "height": 348})
    # Excel starts at the bottom: reversed, the first segment is on top, and the scale still below.
    chart.set_y_axis({"reverse": True, "crossing": "max", "major_tick_mark": "none"})
    return chart


def _series(name: str, first: int, last: int, column: int) -> dict[str, Any]:
    """Point a series at its values and its segments; the gap between bars is in per cent of their width."""
    return {"categories": [name, first, 0, last, 0], "values": [name, first, column, last, column], "gap": 60}
