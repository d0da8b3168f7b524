"""``segments.xlsx``: the report's figures with charts, and a sheet of customers for each segment, for a mail merge.

Rows are written as they come, so that a hundred thousand customers need no more memory than a hundred. Equal facts
and customers give equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from segmentation import columns as c
from segmentation.delivery.safe_cells import safe_cell
from segmentation.delivery.summary_sheet import HEAD, TEXT, lay_out, write_summary
from segmentation.page.segment_shades import colours_of
from segmentation.style.formats import currency_symbol

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook

    from segmentation.facts import Facts

FILE_NAME: Final = "segments.xlsx"

SUMMARY: Final = "Summary"

MOST_ROWS: Final = 1_048_576
"""Rows a sheet may have, its head included (Excel's specification)."""

DAY: Final = "yyyy-mm-dd"

_LONGEST_NAME: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_TAKEN: Final = ("history",)
"""Excel reserves this name."""


@dataclass(frozen=True)
class Column:
    """A column of a segment's sheet: the customers' column, its head, its width in characters, its number format."""

    name: str
    head: str
    width: int
    number_format: str = "@"

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers, not text or days."""
        return self.number_format not in ("@", DAY)


def columns(known: Iterable[str], money: str) -> tuple[Column, ...]:
    """List the columns of a segment's sheet, in order; what is not known of customers has none."""
    all_columns = (
        Column(c.CUSTOMER_ID, "Customer", 14),
        Column(c.RECENCY_DAYS, "Days since last purchase", 15, "#,##0"),
        Column(c.FREQUENCY, "Orders", 10, "#,##0"),
        Column(c.MONETARY, "Spend", 15, money),
        Column(c.PREVIOUS_SEGMENT, "Previous segment", 26),
        Column(c.CONFIDENCE, "Confidence", 13, "0%"),
        Column(c.COUNTRY, "Country", 20),
        Column(c.LAST_PURCHASE, "Last purchase", 14, DAY),
        *(
            Column(name, f"{head} {place}", width)
            for place in (1, 2, 3)
            for name, head, width in zip(
                c.TOP_PRODUCTS[2 * place - 2 : 2 * place], ("Top product", "Product code"), (38, 13), strict=True
            )
        ),
    )
    known = {c.CUSTOMER_ID, *known}
    return tuple(column for column in all_columns if column.name in known)


def money_format(currency: str) -> str:
    """Write an amount to the smallest coin, as a number format of Excel's.

    >>> money_format("GBP"), money_format("JPY")
    ('"£"#,##0.00', '"JP¥"#,##0')
    """
    from babel.numbers import get_currency_precision

    digits = get_currency_precision(currency)
    return f'"{currency_symbol(currency)}"#,##0{"." if digits else ""}{"0" * digits}'


def write_workbook(facts: Facts, customers: pd.DataFrame, path: Path) -> None:
    """Write the workbook of a report and its customers, whose ``monetary`` is in the currency's unit."""
    from xlsxwriter import Workbook

    money, colours = money_format(facts.currency), colours_of(facts)
    parts = list(_parts([segment.segment for segment in facts.segments], customers))
    sizes = {segment.segment: segment.customers for segment in facts.segments}
    names = [sheet for sheets in sheets_of_segments(sizes).values() for sheet in sheets]
    # Text is never a formula, and rows are kept in a temporary file, not in memory.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": path.parent}
    with path.open("wb") as file, Workbook(file, options) as book:
        title = f"Customer segments, {facts.month}"
        book.set_properties({"author": "customer-segmentation", "title": title, "created": facts.as_of})
        write_summary(facts, book, SUMMARY, money, colours)
        for (segment, rows), name in zip(parts, names, strict=True):
            _write_customers(book, name, rows, money, colours[segment])


def sheets_of_segments(sizes: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Name the sheets of each segment's customers.

    >>> sheets_of_segments({"Loyal": 7, "Hibernating": 1_200_000})
    {'Loyal': ('Loyal',), 'Hibernating': ('Hibernating', 'Hibernating (2)')}
    """
    parts = [name for name, size in sizes.items() for _ in range(0, max(size, 1), MOST_ROWS - 1)]
    named = list(zip(parts, sheet_names(parts, taken=[SUMMARY]), strict=True))
    return {name: tuple(sheet for part, sheet in named if part == name) for name in sizes}


def sheet_names(names: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """Make names that Excel allows for sheets, no two alike.

    >>> sheet_names(["Loyal: 1/2", "loyal- 1-2", "'", "Potential loyalists, longer ago, lower spend"])
    ['Loyal- 1-2', 'loyal- 1-2 (2)', 'Sheet', 'Potential loyalists, longer ag…']
    """
    used = {*_TAKEN, *(name.casefold() for name in taken)}
    made = []
    for name in names:
        whole = _FORBIDDEN.sub("-", name).strip("' ") or "Sheet"
        number, sheet = 1, _cut(whole, "")
        while sheet.casefold() in used:
            number += 1
            sheet = _cut(whole, f" ({number})")
        used.add(sheet.casefold())
        made.append(sheet)
    return made


def _cut(name: str, end: str) -> str:
    """Shorten a name so that it fits with its ending; Excel counts in units of UTF-16."""
    while len(f"{name}{end}".encode("utf-16-le")) // 2 > _LONGEST_NAME:
        name = f"{name.removesuffix('…')[:-1]}…"
    return f"{name}{end}"


def _parts(segments: Sequence[str], customers: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give each segment's customers, most money first, in as many sheets as they need."""
    for segment in segments:
        rows = customers[customers[c.SEGMENT] == segment].sort_index()
        rows = rows.sort_values(c.MONETARY, ascending=False, kind="stable")
        for start in range(0, max(len(rows), 1), MOST_ROWS - 1):
            yield segment, rows[start : start + MOST_ROWS - 1]


def _write_customers(book: Workbook, name: str, customers: pd.DataFrame, money: str, colour: str) -> None:
    shown = columns(customers.columns, money)
    sheet = book.add_worksheet(name)
    lay_out(sheet, colour, [column.width for column in shown])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(customers), len(shown) - 1)
    sheet.repeat_rows(0)
    sheet.set_row(0, 32)
    for number, column in enumerate(shown):
        sheet.write(0, number, column.head, book.add_format(HEAD | _aligned(column) | {"text_wrap": True}))
    looks = [book.add_format(TEXT | _aligned(column) | {"num_format": column.number_format}) for column in shown]
    values = customers.reset_index()[[column.name for column in shown]]
    for row, customer in enumerate(values.itertuples(index=False, name=None), 1):
        for number, (value, look) in enumerate(zip(customer, looks, strict=True)):
            sheet.write(row, number, safe_cell(value), look)


def _aligned(column: Column) -> dict[str, Any]:
    """Align numbers right, and everything else left with a small indent."""
    side = {"align": "right"} if column.is_number else {"align": "left", "indent": 1}
    return {"valign": "vcenter", **side}
