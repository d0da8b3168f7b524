"""CSV files: encodings, separators, quotation marks, dates as text, rows that do not fit."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segmentation import columns as c
from segmentation.lines.csv_file import _BLOCK

from ..by_hand.shop_files import ONLINE_RETAIL_II, ROWS, lines_of, read, table, write_csv
from .breaking_server import error_of

HEADER = ",".join(ONLINE_RETAIL_II)
LINE = "489434,85048,LIGHTS,12,2009-12-13 07:45:00,6.95,13085,France"


@pytest.fixture
def path(tmp_path):
    """Name a CSV file to be written."""
    return tmp_path / "shop.csv"


def read_text(path, *lines, **settings):
    """Read a CSV file of these lines, below the usual header."""
    path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return read(path, **settings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_encodings(encoding, newline, path):
    """The pound sign and an accent come through from UTF-8 and UTF-16, with byte order marks, and Windows-1252."""
    text = write_csv(path).read_text(encoding="utf-8").replace("\n", newline)
    mark = "\N{BYTE ORDER MARK}" if encoding == "utf-16-le" else ""
    path.write_bytes((mark + text).encode(encoding))
    assert_frame_equal(read(path), lines_of())


def test_other_encodings(path):
    """Bytes that are no text in any of these encodings are refused; to guess would spoil names unseen."""
    path.write_bytes(f"{HEADER}\n{LINE}".replace("LIGHTS", "CAFÉ £").encode("cp850") + b"\x81\n")
    message = error_of(lambda: read(path))
    assert message.startswith(f"{path} is not text in UTF-8, UTF-16 or Windows-1252, or is damaged; save it again")


@pytest.mark.parametrize("place", [0, 50, -1], ids=["header", "middle", "end"])
def test_nul_bytes(place, path):
    """A file with NUL bytes, as a broken copy leaves them, is refused."""
    content = bytearray(write_csv(path).read_bytes())
    content[place] = 0
    path.write_bytes(content)
    assert error_of(lambda: read(path)).startswith(
        f"{path} is not text in UTF-8, UTF-16 or Windows-1252, or is damaged"
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(separator, path):
    """Commas, semicolons, tabs and bars separate equally well; a description may hold any of them."""
    table().with_columns(Description=pl.lit("A,B;C\tD|E")).write_csv(path, separator=separator)
    expected = lines_of().with_columns(pl.lit("A,B;C\tD|E").alias(c.DESCRIPTION))
    assert_frame_equal(read(path), expected)


def test_codes_keep_zeros(path):
    """A code that begins with zeros keeps them: it is text, whatever it looks like."""
    lines = read_text(path, "00489,0085,,1,2010-01-13,1,007,France", "00490,85.0,,1,2010-01-13,1,1e5,France")
    assert lines[c.INVOICE].to_list() == ["00489", "00490"]
    assert lines[c.STOCK_CODE].to_list() == ["0085", "85.0"]
    assert lines[c.CUSTOMER_ID].to_list() == ["007", "1e5"]


def test_customers_that_were_floats(path):
    """Where all customers read like 13085.0 a program took their numbers for floats, and they are 13085."""
    written = table().with_columns(pl.col("Customer ID").cast(pl.Float64))
    written.write_csv(path)
    assert "13085.0" in path.read_text()
    assert_frame_equal(read(path), lines_of())


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M:%S%.6f",
        "%Y-%m-%d %H:%M:%S%.3f",
        "%m/%d/%Y %H:%M",
        "%-m/%-d/%Y %-H:%M",
    ],
)
def test_date_forms(form, path):
    """ISO 8601 is understood, and UCI's '12/1/2009 7:45', where some day is after the 12th."""
    table().with_columns(pl.col("InvoiceDate").dt.to_string(form)).write_csv(path)
    assert_frame_equal(read(path), lines_of())


def test_ambiguous_dates(path):
    """Where every date could be month first or day first, the settings must say which."""
    rows = ["1,1,,1,,1,1,UK", "1,1,,1,12/1/2010 8:26,1,1,UK", "1,1,,1,2/3/2010 8:26,1,1,UK"]
    message = error_of(lambda: read_text(path, *rows))
    assert message.startswith(f"line 3, column 'InvoiceDate' of {path} holds '12/1/2010 8:26'; like all dates")
    assert message.endswith("choose one with --date-format '%m/%d/%Y %H:%M' or '%d/%m/%Y %H:%M'")
    month_first = read_text(path, *rows, date_format="%m/%d/%Y %H:%M")[c.INVOICE_DATE]
    assert month_first.dt.to_string("%d %b").to_list() == [None, "01 Dec", "03 Feb"]
    day_first = read_text(path, *rows, date_format="%d/%m/%Y %H:%M")[c.INVOICE_DATE]
    assert day_first.dt.to_string("%d %b").to_list() == [None, "12 Jan", "02 Mar"]


def test_dates_that_are_the_same_either_way(path):
    """One day after the 12th settles the order of all; if it says day first, that must be said in the settings."""
    assert read_text(path, LINE.replace("2009-12-13 07:45:00", "12/13/2009 7:45"))[c.INVOICE_DATE].item() == ROWS[2][
        4
    ].replace(hour=7, minute=45)
    message = error_of(lambda: read_text(path, LINE.replace("2009-12-13 07:45:00", "13/12/2009 7:45")))
    assert "holds '13/12/2009 7:45', where a date from 1970 to 2099 should be" in message


def test_dates_empty(path):
    """A date that is empty is missing; one that is text is refused."""
    empty = LINE.replace("2009-12-13 07:45:00", " ")
    lines = read_text(path, LINE, empty)
    assert lines[c.INVOICE_DATE].to_list() == [datetime.fromisoformat("2009-12-13 07:45"), None]
    message = error_of(lambda: read_text(path, LINE, empty, LINE.replace("2009-12-13 07:45:00", "soon")))
    assert message.startswith(f"line 4, column 'InvoiceDate' of {path} holds 'soon', where a date from 1970 to 2099")


def test_two_digit_years(path):
    """A year of two digits is not taken for one of antiquity."""
    message = error_of(lambda: read_text(path, LINE.replace("2009-12-13 07:45:00", "12/13/09 7:45")))
    assert "holds '12/13/09 7:45', where a date from 1970 to 2099 should be" in message


def test_quotation_marks(path):
    """A field may hold a line break, doubled quotation marks, or a stray one inside."""
    lines = read_text(
        path,
        LINE.replace("LIGHTS", '"TWO\nLINES"'),
        LINE.replace("LIGHTS", '"12"" RULER"'),
        LINE.replace("LIGHTS", '12" RULER'),
    )
    assert lines[c.DESCRIPTION].to_list() == ["TWO\nLINES", '12" RULER', '12" RULER']


def test_blank_rows(path):
    """Blank rows, and rows of separators alone, are passed over, above the header and below it."""
    path.write_text(f"\n\n{HEADER}\n\n{LINE}\n,,,,,,,\n\n{LINE}\n\n")
    lines = read(path)
    assert lines[c.LINE].to_list() == [1, 2]
    assert lines[c.INVOICE].to_list() == ["489434", "489434"]


def test_line_of_a_bad_cell(path):
    """The error gives the line of the file as an editor shows it, after blank lines and broken fields."""
    text = (
        f"\n{HEADER}\n\n"
        + LINE.replace("LIGHTS", '"TWO\nLINES"')
        + f"\n\n{LINE}\n{LINE.replace('6.95', '6,95').replace('6,95', 'six')}\n"
    )
    path.write_text(text, encoding="cp1252")
    message = error_of(lambda: read(path))
    assert text.splitlines()[7].split(",")[5] == "six"
    assert message.startswith(f"line 8, column 'Price' of {path} holds 'six', where a number")


@pytest.mark.parametrize(
    ("row", "fields"),
    [(f"{LINE},more", 9), (LINE.rpartition(",")[0], 7), ("489434", 1), (LINE.replace("LIGHTS", "GLASS, 20 LIGHTS"), 9)],
)
def test_ragged_rows(row, fields, path):
    """A row of too many or too few fields is refused by its line: none is cut off or filled up."""
    message = error_of(lambda: read_text(path, LINE, row, LINE))
    assert message.startswith(
        f"{path} is not a table: the row after line 2 has {fields} fields, where the header has 8"
    )


def test_quotation_mark_not_closed(path):
    """A quotation mark that is never closed swallows the rest, and the error says where it may be."""
    message = error_of(lambda: read_text(path, LINE, LINE.replace("LIGHTS", '"LIGHTS'), LINE))
    assert message.startswith(f"{path} is not a table: the row after line 2 has 3 fields, where the header has 8")
    assert message.endswith("look for unclosed quotation marks, and save it again")


def test_truncated(path):
    """A file that ends within a row is refused."""
    content = write_csv(path).read_bytes()
    path.write_bytes(content[:-20])
    assert "is not a table: the row after line 5 has" in error_of(lambda: read(path))


def test_last_line_without_end(path):
    """A last line need not end in a line break."""
    path.write_text(f"{HEADER}\n{LINE}\n{LINE}")
    assert read(path).height == 2


@pytest.mark.parametrize("text", ["\n", " \n", "\r\n\r\n", "one word", ";;;;\n"])
def test_no_table(text, path):
    """A file without a header is refused."""
    path.write_text(text)
    assert f"{path} has no column 'Invoice' or 'InvoiceNo'; it has" in error_of(lambda: read(path))


def test_endless_field(path):
    """A file that is one endless field, above or below the header, is refused."""
    path.write_text("x" * 200_000)
    assert error_of(lambda: read(path)).startswith(f"{path} is not a table: line 1: field larger than field limit")
    message = error_of(lambda: read_text(path, LINE, '"' + "x\n" * 200_000))
    assert message.startswith(f"{path} is not a table: line ")


def test_column_twice(path):
    """Two columns of the name that is needed leave it open which one counts; others don't matter."""
    path.write_text(f"{HEADER},Shelf,Shelf\n{LINE},1,2\n")
    assert read(path).height == 1
    path.write_text(f"{HEADER},Price\n{LINE},7.95\n")
    message = error_of(lambda: read(path))
    assert message == f"{path} has two columns 'Price'; remove or rename one"


def test_header_with_line_break(path):
    """A header may hold a line break, as Excel writes it."""
    path.write_text(f"{HEADER}\n{LINE}\n".replace("Customer ID", '"Customer\nID"'))
    assert read(path)[c.CUSTOMER_ID].to_list() == ["13085"]


def test_file_of_several_blocks(path):
    """A file that is read in several blocks, of which one ends within a field, is the same as one of a single block."""
    line = LINE.replace("LIGHTS", '"' + 200 * "LIGHTS\n" + '"')
    copies = _BLOCK // len(line) + 1
    lines = read_text(path, *[line] * copies, "489435" + line[6:])
    assert path.stat().st_size > _BLOCK
    assert lines.height == copies + 1
    assert lines[c.INVOICE].value_counts(sort=True).rows() == [("489434", copies), ("489435", 1)]
    assert lines.drop(c.LINE, c.INVOICE).n_unique() == 1


def test_titles_above_the_header(path):
    """The header is the first row that has all columns needed, whatever is above it, and in other separators."""
    for above in ("Sales, 2009\nMade by Ann\n\n", "A;B;C;D;E;F;G;H\n", '"Two\nlines"\n'):
        path.write_text(f"{above}{HEADER}\n{LINE}\n{LINE}\n", encoding="utf-8")
        assert read(path)[c.INVOICE].to_list() == ["489434", "489434"]
    path.write_text(f"Sales\n\n{HEADER}\n{LINE}\n{LINE.replace('6.95', 'six')}\n", encoding="utf-8")
    assert error_of(lambda: read(path)).startswith(f"line 5, column 'Price' of {path} holds 'six'")


NUMBERED = {name: str(number) for number, name in enumerate(c.SOURCE_NAMES, start=1)}


def test_without_a_header(path):
    """Without a header, columns go by number, and the first row is a line."""
    path.write_text(f"{LINE}\n\n{LINE}\n", encoding="utf-8")
    lines = read(path, header=False, columns=NUMBERED)
    assert lines.height == 2
    assert lines[c.CUSTOMER_ID].to_list() == ["13085", "13085"]
    message = error_of(lambda: read(path, header=False, columns={**NUMBERED, c.PRICE: "9"}))
    assert message.startswith(f"{path}, read without a header, has no column '9'; it has '1', '2', '3'")
    path.write_text(f"{LINE}\n{LINE.replace('6.95', 'six')}\n", encoding="utf-8")
    message = error_of(lambda: read(path, header=False, columns=NUMBERED))
    assert message.startswith(f"line 2, column '6' of {path} holds 'six'")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_columns_aligned_with_spaces(encoding, path):
    """Runs of spaces and tabs may separate columns, however many, and at a line's beginning."""
    rows = ["  order  date\tclient  total", " 00001 19970101  0042   11.77", " 00002 19970112  0043  £77.00", ""]
    path.write_text("\r\n".join(rows), encoding=encoding)
    columns = {c.INVOICE: "order", c.INVOICE_DATE: "date", c.CUSTOMER_ID: "client", c.AMOUNT: "total"}
    columns |= {c.STOCK_CODE: "", c.QUANTITY: ""}
    lines = read(path, separator="spaces", columns=columns)
    assert lines[c.INVOICE].to_list() == ["00001", "00002"]
    assert lines[c.AMOUNT].to_list() == [117_700, 770_000]
    path.write_text("\n".join([*rows[:3], "1 2 3"]), encoding="utf-8")
    message = error_of(lambda: read(path, separator="spaces", columns=columns))
    assert message.startswith(f"{path} is not a table: the row after line 3 has 3 fields, where the header has 4")


def test_separator_that_is_said(path):
    """A separator set by the user is used, even if the header has more of another."""
    path.write_text(f"{HEADER},A;B;C;D;E;F;G;H;I;J\n{LINE},1\n".replace(",", "|"), encoding="utf-8")
    assert read(path, separator="|").height == 1
    assert "has no column 'Invoice'" in error_of(lambda: read(path, separator=";"))


@pytest.mark.parametrize("suffix", [".tsv", ".txt"])
def test_other_suffixes(suffix, path):
    """Text is text under any of its suffixes."""
    write_csv(path)
    assert_frame_equal(read(path.rename(path.with_suffix(suffix))), lines_of())


def test_all_that_is_missing_is_told(path):
    """If several columns are missing, the error names all of them and the way out."""
    path.write_text("Bill,Client,InvoiceDate,Total\n1,2,2011-12-01,5\n", encoding="utf-8")
    message = error_of(lambda: read(path))
    assert message == (
        f"{path} has no column 'Invoice' or 'InvoiceNo'; it has 'Bill', 'Client', 'InvoiceDate', 'Total'. Name "
        'it: [columns] invoice = "…" in segmentation.toml, or --columns invoice=…; "" if there is none; '
        "the same for stock_code, quantity, price, customer_id. 'segmentation inspect' finds them for you"
    )
