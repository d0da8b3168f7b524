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
    from openpyxl.chart import BarChart

    from segmentation.facts import Facts

Sheet = Any
"""A sheet that is only written; openpyxl gives it a worksheet's attributes where no type checker sees it."""

MARGIN: Final = 0.4
"""Of a printed page, in inches."""

FONT: Final = "Calibri"

A4: Final = 9
"""The size of paper, as Excel counts them."""

WIDTHS: Final = (34, 13, 13, 17, 13, 16, 13, 15, 60)
"""Of the columns, in characters."""

_HEADS: Final = (
    *("Segment", "Customers", "Share of customers", "Revenue", "Share of revenue"),
    *("Median days since last purchase", "Median orders", "Median spend", "What to do next"),
)
_WRAPPED: Final = 160
"""Characters of a line of text across all columns."""
_CHART_ROWS: Final = 18
_SHARES: Final = "Share of customers and of revenue"
_LEDGER: Final = "Ledger"
_SPENT: Final = "What the typical customer spent"


def write_summary(facts: Facts, sheet: Sheet, money: str, colours: Mapping[str, str]) -> None:
    """Write the sheet.

    Parameters
    ----------
    facts : Facts
        Everything the report says.
    sheet : WriteOnlyWorksheet
        An empty sheet.
    money : str
        How amounts are written, as a number format of Excel's.
    colours : mapping of str to str
        A segment's colour, by its name.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.pagebreak import Break

    rows = _rows(facts, money)
    segments = next(number for number, row in enumerate(rows, 1) if row.values is _HEADS)
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = ACCENT.removeprefix("#")
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = sheet.page_margins.top = sheet.page_margins.bottom = MARGIN
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate(rows, 1):
        if row.height:
            sheet.row_dimensions[number].height = row.height
        if row.across:
            sheet.merged_cells.add(f"A{number}:{get_column_letter(len(WIDTHS))}{number}")
        sheet.append(row.cells(sheet))
    ledger = next(number for number, row in enumerate(rows, 1) if row.values == (_LEDGER,))
    sheet.row_breaks.append(Break(ledger - 1))
    first, last = segments + 1, segments + len(facts.segments)
    below = last + 4
    sheet.add_chart(_shares(sheet, segments, last), f"A{below}")
    sheet.add_chart(_spend(sheet, first, last, [colours[each.segment] for each in facts.segments], money), f"F{below}")


@dataclass(frozen=True)
class _Row:
    """A row to be: its values, how they look, and as what numbers are written."""

    values: Sequence[Any] = ()
    looks: Sequence[str] = ()
    formats: Sequence[str] = ()
    height: float = 0
    across: bool = False

    def cells(self, sheet: Sheet) -> list[Any]:
        """Make its cells."""
        from openpyxl.cell import WriteOnlyCell

        made = []
        written = self.formats or ["General"] * len(self.values)
        for value, look, number_format in zip(self.values, self.looks, written, strict=True):
            cell = WriteOnlyCell(sheet, safe_cell(value))
            cell.number_format = number_format
            for name, part in _look(look).items():
                setattr(cell, name, part)
            made.append(cell)
        return made


def font(**options: Any) -> Any:
    """Make a font of the sheets' own; one without a name is whatever a program likes."""
    from openpyxl.styles import Font

    return Font(**{"name": FONT, "size": 11, "color": INK.removeprefix("#"), **options})


def _look(name: str) -> dict[str, Any]:
    from openpyxl.styles import Alignment, Border, PatternFill, Side

    muted, accent, rule, paper = (colour.removeprefix("#") for colour in (MUTED, ACCENT, RULE, PAPER))
    inset = Alignment(horizontal="left", wrap_text=True, vertical="top", indent=1)
    line = Border(bottom=Side("thin", color=rule))
    text, number = Alignment(wrap_text=True, vertical="top"), Alignment(horizontal="right", vertical="top")
    head = {"font": font(bold=True, color=paper), "fill": PatternFill("solid", fgColor=accent)}
    looks: dict[str, dict[str, Any]] = {
        "kicker": {"font": font(color=muted)},
        "headline": {"font": font(size=18, bold=True, color=accent), "alignment": text},
        "section": {"font": font(size=13, bold=True, color=accent)},
        "text": {"font": font(), "alignment": text},
        "cell": {"font": font(), "alignment": inset, "border": line},
        "reason": {"font": font(), "alignment": Alignment(horizontal="left", vertical="top", indent=1), "border": line},
        "number": {"font": font(), "alignment": number, "border": line},
        "total": {"font": font(bold=True), "alignment": number},
        "total name": {"font": font(bold=True), "alignment": inset},
        "head": {**head, "alignment": Alignment(horizontal="left", wrap_text=True, vertical="center", indent=1)},
        "number head": {**head, "alignment": Alignment(wrap_text=True, vertical="center", horizontal="right")},
    }
    return looks[name]


def _across(text: str, look: str = "text") -> _Row:
    """Give a text that runs across all columns, and as many lines as it needs."""
    wrapped = _WRAPPED if look == "text" else _WRAPPED // 2
    return _Row([text], [look], height=ceil(len(text) / wrapped) * (15.5 if look == "text" else 25), across=True)


def _rows(facts: Facts, money: str) -> list[_Row]:
    """Put the sheet's rows together, with room for the charts below the segments."""
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
    """Say what changed and what last month's lists did, where there is a month before."""
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
    """Show a half where there is one, and no lonely point where there is none."""
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


def _bars(width: int) -> BarChart:
    from openpyxl.chart import BarChart

    chart = BarChart()
    chart.type, chart.style, chart.gapWidth = "bar", 10, 60
    chart.width, chart.height = width, 9.2
    # Bars stand on each other from below: turned round, the first segment is on top and the scale still below.
    chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines = None
    return chart


def _shares(sheet: Sheet, head: int, last: int) -> BarChart:
    from openpyxl.chart import Reference

    chart = _bars(16)
    for column, colour in ((3, TAKEN), (5, ACCENT)):
        chart.add_data(Reference(sheet, min_col=column, min_row=head, max_row=last), titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = colour.removeprefix("#")
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    chart.y_axis.number_format, chart.y_axis.scaling.min = "0%", 0
    chart.legend.position = "b"
    return chart


def _spend(sheet: Sheet, first: int, last: int, colours: Sequence[str], money: str) -> BarChart:
    from openpyxl.chart import Reference
    from openpyxl.chart.marker import DataPoint

    chart = _bars(21)
    chart.add_data(Reference(sheet, min_col=8, min_row=first, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    for number, colour in enumerate(colours):
        point = DataPoint(idx=number)
        point.graphicalProperties.solidFill = colour.removeprefix("#")
        chart.series[0].dPt.append(point)
    chart.y_axis.number_format, chart.y_axis.scaling.min = money.partition(".")[0], 0
    chart.legend = None
    return chart
