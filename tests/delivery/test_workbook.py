"""The workbook, as a spreadsheet opens it."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from datetime import datetime

import numpy as np
import openpyxl
import pandas as pd
import pypdfium2
import pytest

from segmentation import columns as c
from segmentation.delivery import workbook
from segmentation.delivery.workbook import SUMMARY, sheet_names, write_workbook

from ..by_hand.facts import four_groups, tell

HEADS = [
    *("Customer", "Days since last purchase", "Orders", "Spend", "Previous segment", "Confidence", "Country"),
    *("Last purchase", "Top product 1", "Product code 1", "Top product 2", "Product code 2"),
    *("Top product 3", "Product code 3"),
]


@pytest.fixture(scope="module")
def told():
    """Give a small report, and all that may be known of its customers."""
    told = tell(four_groups(6))
    size = len(told.customers)
    details = {
        c.LAST_PURCHASE: [pd.Timestamp("2011-11-30 10:15") - pd.Timedelta(days=day) for day in range(size)],
        "previous_segment": ["new", "Loyal"] * (size // 2),
        c.COUNTRY: ["=HYPERLINK(0)", None] * (size // 2),
        **{name: "@T-LIGHT\x07" if not name.endswith("_code") else "22423" for name in c.TOP_PRODUCTS},
    }
    confidence = np.where(np.arange(size) == 0, np.nan, 0.25)
    return told.facts, told.customers.assign(**{c.CONFIDENCE: confidence}, **details)


@pytest.fixture(scope="module")
def path(told, tmp_path_factory):
    """Write its workbook."""
    path = tmp_path_factory.mktemp("workbook") / "segments.xlsx"
    write_workbook(*told, path)
    return path


@pytest.fixture(scope="module")
def book(path):
    """Open it."""
    return openpyxl.load_workbook(path)


def test_a_sheet_for_each_segment(told, book):
    """After the summary there is a sheet for each segment, in the report's order."""
    facts, _ = told
    assert book.sheetnames == [SUMMARY, *(segment.segment for segment in facts.segments)]


def test_customers_stand_in_their_segment_s_sheet(told, book):
    """Every customer stands in one sheet, most money first, under one head, with values of their own types."""
    facts, customers = told
    seen = []
    for segment in facts.segments:
        head, *rows = book[segment.segment].iter_rows(values_only=True)
        assert [*head] == HEADS
        assert len(rows) == segment.customers
        assert [row[3] for row in rows] == sorted((row[3] for row in rows), reverse=True)
        for row in rows:
            customer = customers.loc[row[0]]
            assert customer[c.SEGMENT] == segment.segment
            assert [*row[1:4]] == customer[[*c.FEATURES]].to_list()
            assert row[5] == (None if np.isnan(customer[c.CONFIDENCE]) else 0.25)
            assert row[7] == customer[c.LAST_PURCHASE]
        seen += [row[0] for row in rows]
    assert sorted(seen) == sorted(customers.index)


def test_a_sheet_is_ready_to_work_with(told, book):
    """Heads stay in sight, columns can be filtered, and money, shares and days are written as such."""
    facts, _ = told
    sheet = book[facts.segments[0].segment]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:N{facts.segments[0].customers + 1}"
    formats = [cell.number_format for cell in sheet[2]]
    assert formats[:8] == ["@", "#,##0", "#,##0", '"£"#,##0.00', "@", "0%", "@", "yyyy-mm-dd"]
    assert all(sheet.column_dimensions[cell.column_letter].width >= 10 for cell in sheet[1])


def test_no_cell_is_a_formula(book):
    """Whatever a customer's country or a product is called, it is text, and no text can be run."""
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert {"'=HYPERLINK(0)", "'@T-LIGHT"} <= texts
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_summary_tells_the_facts(told, book):
    """The summary has every segment with the record's own figures, their sum, the ledger, and two charts."""
    facts, _ = told
    rows = [row for row in book[SUMMARY].iter_rows(values_only=True) if row[0]]
    by_name = {row[0]: row for row in rows}
    for segment in facts.segments:
        assert by_name[segment.segment][1:9] == pytest.approx(
            (
                *(segment.customers, segment.customer_share, float(segment.monetary), segment.monetary_share),
                *(segment.recency_days_median, segment.frequency_median, float(segment.monetary_median)),
                segment.action.what,
            )
        )
    assert by_name["All customers"][1:4] == (facts.customers, 1, float(facts.monetary))
    for row in facts.ledger:
        assert by_name[row.rule.capitalize()][1:5] == (row.lines, row.customers, float(row.amount), row.reason)
    shares, spend = book[SUMMARY]._charts
    assert [chart.x_axis.scaling.orientation for chart in (shares, spend)] == ["maxMin", "maxMin"]
    assert [chart.y_axis.numFmt.formatCode for chart in (shares, spend)] == ["0%", '"£"#,##0']


def test_the_same_input_gives_the_same_bytes(told, path, tmp_path):
    """A workbook knows nothing of when it was written."""
    facts, customers = told
    again = tmp_path / "again.xlsx"
    write_workbook(facts, customers.sample(frac=1, random_state=3), again)
    assert again.read_bytes() == path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 31, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count(f"{facts.as_of:%Y-%m-%dT%H:%M:%SZ}") == 2
    assert str(datetime.now().astimezone().year) not in core


def test_what_is_not_known_has_no_column(told, tmp_path):
    """In a first month nobody has a previous segment, and there is no column for it."""
    facts, customers = told
    write_workbook(facts, customers.drop(columns=["previous_segment", *c.TOP_PRODUCTS]), tmp_path / "book.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")[facts.segments[0].segment]
    assert [cell.value for cell in sheet[1]] == [head for head in HEADS[:8] if head != "Previous segment"]


def test_more_customers_than_a_sheet_has_rows(told, tmp_path, monkeypatch):
    """A segment that no sheet can hold goes on in the next."""
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    facts, customers = told
    write_workbook(facts, customers, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames[1:3] == ["Champions", "Champions (2)"]
    assert [book[name].max_row for name in book.sheetnames[1:3]] == [5, 3]


@pytest.mark.parametrize(
    ("names", "sheets"),
    [
        (["Summary", "summary"], ["Summary (2)", "summary (3)"]),
        (["History"], ["History (2)"]),
        (["a[b]:c*d?e/f\\g"], ["a-b--c-d-e-f-g"]),
        (["'quoted'", " "], ["quoted", "Sheet"]),
        (["x" * 40, "X" * 40], ["x" * 30 + "…", "X" * 26 + "… (2)"]),
        (["🛍" * 20], ["🛍" * 15 + "…"]),
    ],
)
def test_names_of_sheets(names, sheets):
    """Names are short enough, without signs that Excel forbids, and no two alike whatever their capitals."""
    made = sheet_names(names, taken=["Summary"])
    assert made == sheets
    assert all(len(name.encode("utf-16-le")) <= 62 for name in made)


def test_libreoffice_opens_it(told, path, tmp_path):
    """LibreOffice makes pages of it, on which every segment stands."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice (soffice) on this machine")
    command = [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run([*command, "--convert-to", "pdf", "--outdir", tmp_path, path], check=True, capture_output=True)
    with pypdfium2.PdfDocument(tmp_path / "segments.pdf") as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
        # The ledger has a page of its own.
        assert len(document) == 2 + len(told[0].segments)
    for segment in told[0].segments:
        assert segment.segment in text
    assert "£" in text
