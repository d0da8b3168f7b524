"""Workbooks: cells of mixed types, sheets that hold no lines, addresses of bad cells, damage."""

from __future__ import annotations

import random
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segmentation import columns as c
from segmentation.errors import SourceError

from ..by_hand.shop_files import ONLINE_RETAIL_II, ROWS, as_in_excel, lines_of, read, write_workbook, write_xlsx
from .breaking_server import error_of

SHEET = "xl/worksheets/sheet1.xml"
NOTES = [["Made by"], ["Ann"]]


@pytest.fixture
def rows():
    """List the shop's rows as in Excel, to be changed at will."""
    return [as_in_excel(row) for row in ROWS]


@pytest.fixture
def path(tmp_path):
    """Name a workbook to be written."""
    return tmp_path / "shop.xlsx"


def test_codes_in_mixed_columns(path, rows):
    """Numeric and text cells of one column are the same code; leading zeros and inner spaces are kept."""
    codes = [489434, "489434", " 489434 ", "0489434", "BANK CHARGES"]
    customers = [13085, "13085", 13085.0, 1308512345678, "C 1"]
    for row, code, customer in zip(rows, codes, customers, strict=True):
        row[0], row[1], row[6] = code, code, customer
    lines = read(write_workbook(path, {"Sheet": [ONLINE_RETAIL_II, *rows]}))
    assert lines[c.INVOICE].to_list() == ["489434", "489434", "489434", "0489434", "BANK CHARGES"]
    assert lines[c.STOCK_CODE].to_list() == lines[c.INVOICE].to_list()
    assert lines[c.CUSTOMER_ID].to_list() == ["13085", "13085", "13085", "1308512345678", "C 1"]


def test_description_of_digits(path, rows):
    """A description that Excel made a number of is a text."""
    rows[0][2] = 20713
    assert read(write_workbook(path, {"Sheet": [ONLINE_RETAIL_II, *rows]}))[c.DESCRIPTION][0] == "20713"


def test_numbers_and_dates_as_text(path, rows):
    """Numbers and dates that were typed as text, spaces around them, are read as what they mean."""
    for row in rows:
        row[3], row[4], row[5] = f" {row[3]} ", f" {row[4]:%Y-%m-%d %H:%M} ", str(row[5])
    assert_frame_equal(read(write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]})), lines_of(sheet="S"))


def test_some_dates_as_text(path, rows):
    """Real dates and texts may be in one column where the texts leave no doubt."""
    rows[1][4] = "2009-12-01 07:45:00"
    assert_frame_equal(read(write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]})), lines_of(sheet="S"))
    # Excel leaves these as text where its locale has the day first, and has by then misread all others.
    rows[1][4] = "12/13/2009 7:45"
    message = error_of(lambda: read(write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]})))
    assert message.startswith(f"cell E3 of sheet 'S' of {path} holds '12/13/2009 7:45', where a date")
    assert "give it, such as --date-format" in message


def test_days(path, rows):
    """A cell that shows no time of day is a date all the same."""
    for row in rows:
        row[4] = date(2010, 1, 31)
    lines = read(write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]}))
    assert lines[c.INVOICE_DATE].to_list() == [datetime.fromisoformat("2010-01-31")] * 5


def test_missing_cells(path, rows):
    """Cells without content are null, in every column; so are texts of spaces."""
    for column in range(8):
        rows.append([None if x == column else cell for x, cell in enumerate(rows[0])])
        rows.append(["  " if x == column else cell for x, cell in enumerate(rows[0])])
    missing = read(write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]}))[5:]
    fields = list(c.SOURCE_NAMES)
    assert [missing[field].is_null().arg_true().to_list() for field in fields] == [[2 * n, 2 * n + 1] for n in range(8)]


def test_blank_rows(path, rows):
    """Rows that are empty throughout are passed over, lines numbered from 1; a row with one cell is a line."""
    blank = [None] * 8
    only_country = [*blank[:7], "EIRE"]
    lines = read(
        write_workbook(path, {"S": [ONLINE_RETAIL_II, blank, rows[0], blank, [" "], only_country, rows[1], blank]})
    )
    assert lines[c.LINE].to_list() == [1, 2, 3]
    assert lines[c.INVOICE].to_list() == ["489434", None, "489434"]
    assert lines[c.COUNTRY].to_list() == ["United Kingdom", "EIRE", "United Kingdom"]


def test_types_are_not_guessed(path, rows):
    """In columns of unusual names, cells below many rows of numbers or nothing are read as what they are."""
    names = [name.upper() for name in ONLINE_RETAIL_II]
    plain = [1, 2, 3, 4, rows[0][4], 5, 6, None]
    texts = ["C1", "2A", "THREE", 4, rows[0][4], 5.5, "0006", "EIRE"]
    lines = read(write_workbook(path, {"S": [names, *[plain] * 1_200, texts]}))
    codes = [c.INVOICE, c.STOCK_CODE, c.DESCRIPTION, c.CUSTOMER_ID, c.COUNTRY]
    assert lines.select(codes).unique(maintain_order=True).rows() == [
        ("1", "2", "3", "6", None),
        ("C1", "2A", "THREE", "0006", "EIRE"),
    ]
    assert lines[c.PRICE].to_list() == [50_000] * 1_200 + [55_000]


def test_table_away_from_the_corner(path, rows):
    """Blank rows above and blank columns left of the table, and columns of no concern, make no difference."""
    wide = [[*row[:4], "", "x", *row[4:]] for row in (list(ONLINE_RETAIL_II), *rows)]
    wide[0][5] = "Shelf"
    write_workbook(path, {"S": wide}, top=4, left=3)
    assert_frame_equal(read(path), lines_of(sheet="S"))


def test_several_sheets(path, rows):
    """Lines are in the order of the sheets, each with its sheet; their columns may be in another order."""
    swapped = [row[::-1] for row in (ONLINE_RETAIL_II, *rows[3:])]
    told = []
    write_workbook(path, {"One": [ONLINE_RETAIL_II, *rows[:3]], "Two": swapped})
    lines = read(path, on_sheet=lambda done, total: told.append((done, total)))
    expected = lines_of().with_columns(pl.Series(c.SHEET, ["One"] * 3 + ["Two"] * 2))
    assert_frame_equal(lines, expected)
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize("empty", [[], [[]], [["", "", ""]], [ONLINE_RETAIL_II]])
def test_empty_sheet_beside_a_full_one(empty, path, rows):
    """A sheet without cells, or with a header alone, is passed over where another holds lines."""
    write_workbook(path, {"Empty": empty, "S": [ONLINE_RETAIL_II, *rows]})
    assert_frame_equal(read(path), lines_of(sheet="S"))
    assert error_of(lambda: read(path, sheets=["Empty"])).startswith(f"{path} has no lines")


def test_sheet_of_charts(path, rows):
    """A sheet that is a chart is passed over."""
    write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]})
    workbook = openpyxl.load_workbook(path)
    workbook.create_chartsheet("Chart")
    workbook.save(path)
    assert_frame_equal(read(path), lines_of(sheet="S"))


def test_sheet_of_notes(path, rows):
    """A sheet without the columns is an error that suggests --sheet, and none where it is not taken."""
    write_workbook(path, {"Notes": NOTES, "S": [ONLINE_RETAIL_II, *rows]})
    message = error_of(lambda: read(path))
    assert message.startswith(f"sheet 'Notes' of {path} has no column 'Invoice' or 'InvoiceNo'; it has 'Made by'. ")
    assert message.endswith("; or choose the sheets that hold lines with --sheet")
    assert_frame_equal(read(path, sheets=["S"]), lines_of(sheet="S"))


def test_only_sheets_taken_are_read(path, rows):
    """A bad cell matters in the sheets that are taken, and in no other; sheets come in the workbook's order."""
    bad = [*rows[0][:3], "a dozen", *rows[0][4:]]
    write_workbook(path, {"A": [ONLINE_RETAIL_II, *rows], "B": [ONLINE_RETAIL_II, bad], "C": [ONLINE_RETAIL_II, *rows]})
    assert "sheet 'B'" in error_of(lambda: read(path))
    told = []
    lines = read(path, sheets=["C", "A"], on_sheet=lambda done, total: told.append((done, total)))
    assert lines[c.SHEET].to_list() == ["A"] * 5 + ["C"] * 5
    assert lines[c.LINE].to_list() == list(range(1, 11))
    assert told == [(1, 2), (2, 2)]


def test_no_such_sheet(path, rows):
    """The error names the sheet that is not there and all that are."""
    write_workbook(path, {"Year 2009-2010": [ONLINE_RETAIL_II, *rows], "Notes": NOTES})
    message = error_of(lambda: read(path, sheets=["Year 2009-2010", "2010"]))
    assert message == f"{path} has no sheet '2010'; it has 'Year 2009-2010', 'Notes'; choose one of these with --sheet"


def test_unnamed_columns_are_not_told(path):
    """A title is where the header should be; the error lists names that the sheet has."""
    write_workbook(path, {"S": [["Sales", None, None], ["Invoice", "Quantity", "Price"], [1, 1, 1]]})
    assert "it has 'Sales'. Name" in error_of(lambda: read(path))


BAD_CELLS = [
    ("Quantity", "a dozen", "'a dozen'"),
    ("Quantity", "1,000", "'1,000'"),
    ("Quantity", 1.5, "1.5"),
    ("Quantity", "1.5", "1.5"),
    ("Quantity", 10**12, "1000000000000.0"),
    ("Quantity", timedelta(hours=3), "'"),
    ("Price", "about £2", "'about £2'"),
    ("Price", "2,55", "'2,55'"),
    ("Price", "inf", "inf"),
    ("Price", "NaN", "nan"),
    ("Price", 1e300, "1e+300"),
    ("Price", -(10**12), "-1000000000000.0"),
    ("Price", datetime.fromisoformat("2010-01-01"), "'2010-01-01 00:00:00'"),
    ("InvoiceDate", "yesterday", "'yesterday'"),
    ("InvoiceDate", "13/12/2010 8:26", "'13/12/2010 8:26'"),
    ("InvoiceDate", "31/02/2010 8:26", "'31/02/2010 8:26'"),
    ("InvoiceDate", 12, "1900-01-12"),
    ("InvoiceDate", time(8, 26), "1899-12-31"),
    ("InvoiceDate", "8:26", "'8:26'"),
]


@pytest.mark.parametrize(("column", "value", "shown"), BAD_CELLS)
@pytest.mark.parametrize(("top", "left"), [(1, 1), (4, 3)], ids=["corner", "away"])
def test_bad_cell(column, value, shown, top, left, path, rows):
    """The error names the very cell, with blank rows and anywhere on the sheet, and shows what it holds."""
    place = ONLINE_RETAIL_II.index(column)
    rows[3][place] = value
    write_workbook(path, {"S": [ONLINE_RETAIL_II, rows[0], [None] * 8, *rows[1:]]}, top=top, left=left)
    address = f"{'ABCDEFGHIJK'[place + left - 1]}{top + 5}"
    message = error_of(lambda: read(path))
    assert message.startswith(f"cell {address} of sheet 'S' of {path} holds {shown}")
    assert (", where a" in message) != ("which can be a number over a thousand" in message)


@pytest.mark.parametrize("field", [c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE, c.CUSTOMER_ID])
@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_errors_of_excel(field, error, path, rows):
    """A formula gone wrong is no missing cell: a customer that was not looked up must not vanish."""
    place = list(c.SOURCE_NAMES).index(field)
    rows[1][place] = error
    write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]}, left=2)
    message = error_of(lambda: read(path))
    assert message.startswith(f"cell {'BCDEFGH'[place]}3 of sheet 'S' of {path} holds the Excel error ")


def test_errors_of_excel_where_nothing_is_needed(path, rows):
    """In a column that a source may do without, a formula gone wrong is a missing text."""
    rows[0][2] = rows[0][7] = "#N/A"
    lines = read(write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]}))
    assert lines.row(0, named=True)[c.DESCRIPTION] is None
    assert lines.row(0, named=True)[c.COUNTRY] is None


def test_counts_bad_cells(path, rows):
    """The first bad cell is named, the others are counted."""
    for row in rows[1:]:
        row[3] = "many"
    message = error_of(lambda: read(write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]})))
    assert message.startswith(f"cell D3 of sheet 'S' of {path} holds 'many', and 3 more like it, where a whole number")


def test_date_format(path, rows):
    """Dates written as text are read the way the settings say."""
    for row in rows:
        row[4] = f"{row[4]:%d.%m.%y %H.%M}"
    write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]})
    assert "cell E2 of sheet 'S'" in error_of(lambda: read(path))
    assert_frame_equal(read(path, date_format="%d.%m.%y %H.%M"), lines_of(sheet="S"))


@pytest.mark.parametrize("kept", [4, 0.01, 0.25, 0.5, 0.75, 0.99, -1, -22, -60])
def test_truncated(kept, path):
    """A workbook that lacks its end, even one byte, is refused as truncated."""
    content = write_xlsx(path).read_bytes()
    path.write_bytes(content[: int(len(content) * kept) if 0 < kept < 1 else kept])
    assert error_of(lambda: read(path)).startswith(f"{path} is truncated or damaged (")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "deflated"])
def test_damaged_anywhere(method, path):
    """Wherever a bit has changed, the lines are the same or the workbook is refused: never are they others."""
    content = _rewritten(write_xlsx(path), method=method)
    rng = random.Random(0)
    refused = 0
    for place in rng.sample(range(4, len(content)), 150):
        damaged = bytearray(content)
        damaged[place] ^= 1 << rng.randrange(8)
        path.write_bytes(damaged)
        try:
            assert_frame_equal(read(path), lines_of(sheet="Sheet"))
        except SourceError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 100


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize(
    "change", [lambda xml: xml[: len(xml) // 2], lambda xml: b"", lambda xml: xml.replace(b"</", b"<")]
)
def test_damaged_part(part, change, path):
    """A part that is cut, empty or ill-formed, but whose checksum is right, is refused as damaged."""
    path.write_bytes(_rewritten(write_xlsx(path), part, change))
    message = error_of(lambda: read(path))
    assert message.startswith((f"{path} is not a workbook, or a damaged one (", f"{path} has no lines"))


def test_zip_that_is_no_workbook(path):
    """A zip of something else under a workbook's name is no workbook."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lines.csv", "Invoice,StockCode\n")
    message = error_of(lambda: read(path))
    assert message.startswith(f"{path} is not a workbook, or a damaged one (")
    assert message.endswith("; open it in Excel and save it again")


def _rewritten(path, part=None, change=None, method=zipfile.ZIP_DEFLATED):
    """Rewrite a zip with one part changed; its checksums are right."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(content) if name == part else content)
    return path.read_bytes()


def test_titles_above_the_header(path, rows):
    """The header is the first row that has all columns needed, whatever is above it."""
    write_workbook(path, {"S": [["Sales", 2009], [], ["Made by", "Ann"], ONLINE_RETAIL_II, *rows]}, left=2)
    assert_frame_equal(read(path), lines_of(sheet="S"))
    rows[3][5] = "about £2"
    write_workbook(path, {"S": [["Sales", 2009], [], ["Made by", "Ann"], ONLINE_RETAIL_II, *rows]}, left=2)
    assert error_of(lambda: read(path)).startswith(f"cell G8 of sheet 'S' of {path} holds 'about £2'")


@pytest.mark.parametrize("left", [1, 3])
def test_without_a_header(left, path, rows):
    """Without a header, columns go by number from the first that holds anything."""
    columns = {name: str(number) for number, name in enumerate(c.SOURCE_NAMES, start=1)}
    write_workbook(path, {"S": rows}, left=left)
    assert_frame_equal(read(path, header=False, columns=columns), lines_of(sheet="S"))
    rows[1][5] = "about £2"
    write_workbook(path, {"S": rows}, left=left)
    message = error_of(lambda: read(path, header=False, columns=columns))
    assert message.startswith(f"cell {'FGH'[left - 1]}2 of sheet 'S' of {path} holds 'about £2'")


def test_days_of_digits(path, rows):
    """20110131 is a number to Excel, and a day where the settings say so; real dates may be beside it."""
    for row in rows:
        row[4] = 20110131
    rows[0][4] = datetime.fromisoformat("2011-01-30")
    write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]})
    lines = read(path, date_format="%Y%m%d")
    assert lines[c.INVOICE_DATE].dt.to_string("%Y-%m-%d").to_list() == ["2011-01-30"] + ["2011-01-31"] * 4


def test_numbers_beside_texts(path, rows):
    """Among texts with decimal commas, Excel's own numbers stay what they are."""
    rows[1][5], rows[2][5] = "1.234,50 €", "6,95"
    write_workbook(path, {"S": [ONLINE_RETAIL_II, *rows]})
    assert read(path, decimal=",")[c.PRICE].to_list() == [69_500, 12_345_000, 69_500, -535_943_600, 170_200]


def test_totals_and_words(path, rows):
    """Totals, a status and a currency are read from the columns that the settings name."""
    header = [*ONLINE_RETAIL_II, "Sum", "State"]
    wide = [[*row, 10 * number, "cancelled" if number == 2 else None] for number, row in enumerate(rows)]
    write_workbook(path, {"S": [header, *wide]})
    lines = read(path, columns={c.AMOUNT: "Sum", c.STATUS: "State"})
    assert lines[c.AMOUNT].to_list() == [0, 100_000, -200_000, 300_000, 400_000]
    assert lines[c.ASIDE].to_list() == [None, None, c.VOIDED, None, None]
