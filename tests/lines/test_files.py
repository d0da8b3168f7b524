"""Files of every kind: the same lines come out of all, and bad ones are refused in one line."""

from __future__ import annotations

import os
from datetime import date, datetime
from decimal import Decimal

import msoffcrypto.format.ooxml
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segmentation import columns as c

from ..by_hand.shop_files import (
    ONLINE_RETAIL,
    ONLINE_RETAIL_II,
    ROWS,
    WRITERS,
    lines_of,
    read,
    table,
    write_csv,
    write_parquet,
    write_workbook,
    write_xlsx,
)
from .breaking_server import error_of

every_kind = pytest.mark.parametrize("suffix", WRITERS)


@every_kind
@pytest.mark.parametrize("names", [ONLINE_RETAIL, ONLINE_RETAIL_II], ids=["Online Retail", "Online Retail II"])
def test_same_lines_from_every_kind(suffix, names, tmp_path):
    """Workbook, CSV and Parquet of the same lines are the same frame, under the column names of both data sets."""
    lines = read(WRITERS[suffix](tmp_path / f"shop{suffix}", names))
    assert_frame_equal(lines, lines_of(sheet="Sheet" if suffix == ".xlsx" else ""))


@every_kind
def test_names_in_other_spellings(suffix, tmp_path):
    """Case, spaces and underscores in column names, and that of the suffix, make no difference."""
    names = (
        "INVOICE no",
        "stock_code",
        "DESCRIPTION",
        "quantity ",
        "Invoice Date",
        "unit price",
        "customer_id",
        "COUNTRY",
    )
    written = WRITERS[suffix](tmp_path / f"shop{suffix}", names)
    path = written.rename(tmp_path / f"SHOP{suffix.upper()}")
    assert_frame_equal(read(path).drop(c.SHEET), lines_of().drop(c.SHEET))


@every_kind
def test_names_of_ones_own(suffix, tmp_path):
    """The settings may give names that no data set has; they go before the usual ones."""
    names = ("Bill", "Item", "Text", "Pieces", "When", "Price", "Client", "Price new")
    columns = dict(zip(c.SOURCE_NAMES, names[:5], strict=False)) | {c.PRICE: "price", c.CUSTOMER_ID: "CLIENT"}
    lines = read(WRITERS[suffix](tmp_path / f"shop{suffix}", names), columns=columns)
    expected = lines_of().with_columns(pl.lit(None, dtype=pl.String).alias(c.COUNTRY))
    assert_frame_equal(lines.drop(c.SHEET), expected.drop(c.SHEET))


@every_kind
def test_names_of_ones_own_win(suffix, tmp_path):
    """Of a usual name and one's own, one's own is taken."""
    names = ("Invoice", "Price", "Description", "Quantity", "InvoiceDate", "Cost", "Customer ID", "Country")
    path = WRITERS[suffix](tmp_path / f"shop{suffix}", names)
    lines = read(path, columns={c.STOCK_CODE: "Price", c.PRICE: "Cost"})
    assert_frame_equal(lines.drop(c.SHEET), lines_of().drop(c.SHEET))


@every_kind
def test_description_and_country_may_be_missing(suffix, tmp_path):
    """Without its optional columns a file has the same lines, of which those are null."""
    names = ("Invoice", "StockCode", "Note", "Quantity", "InvoiceDate", "Price", "Customer ID", "Place")
    lines = read(WRITERS[suffix](tmp_path / f"shop{suffix}", names))
    nothing = pl.lit(None, dtype=pl.String)
    expected = lines_of().with_columns(nothing.alias(c.DESCRIPTION), nothing.alias(c.COUNTRY))
    assert_frame_equal(lines.drop(c.SHEET), expected.drop(c.SHEET))


@every_kind
@pytest.mark.parametrize("missing", [c.INVOICE, c.STOCK_CODE, c.QUANTITY, c.INVOICE_DATE, c.PRICE, c.CUSTOMER_ID])
def test_column_missing(suffix, missing, tmp_path):
    """The error names the column that is missing, every one that is there, and two ways to map it."""
    place = list(c.SOURCE_NAMES).index(missing)
    names = [*ONLINE_RETAIL_II[:place], "Etc\nand so on", *ONLINE_RETAIL_II[place + 1 :]]
    path = WRITERS[suffix](tmp_path / f"shop{suffix}", names)
    message = error_of(lambda: read(path))
    assert f"{path} has no column '{c.SOURCE_NAMES[missing][0]}'" in message
    has = ", ".join(f"'{name}'" for name in names).replace("\n", " ")
    assert f"; it has {has}." in message
    assert f'[columns] {missing} = "…" in segmentation.toml, or --columns {missing}=…' in message
    assert "--sheet" not in message


@every_kind
def test_column_of_ones_own_missing(suffix, tmp_path):
    """A name from the settings is not replaced by a usual one, nor is an optional column ignored."""
    path = WRITERS[suffix](tmp_path / f"shop{suffix}")
    message = error_of(lambda: read(path, columns={c.COUNTRY: "Land"}))
    assert "has no column 'Land'; it has 'Invoice'" in message


@every_kind
def test_header_only(suffix, tmp_path):
    """A file of a header and nothing else holds no lines."""
    path = tmp_path / f"shop{suffix}"
    if suffix == ".xlsx":
        write_workbook(path, {"Sheet": [ONLINE_RETAIL_II]})
    else:
        header = table().clear()
        header.write_csv(path) if suffix == ".csv" else header.write_parquet(path)
    assert error_of(lambda: read(path)).startswith(f"{path} has no lines")


@every_kind
def test_no_bytes(suffix, tmp_path):
    """A file of 0 bytes is called empty, whatever its name."""
    path = tmp_path / f"shop{suffix}"
    path.touch()
    assert error_of(lambda: read(path)).startswith(f"{path} is empty (0 bytes)")


@every_kind
def test_no_such_file(suffix, tmp_path):
    """A path at which nothing is says so, and how to name or fetch a file."""
    path = tmp_path / f"shop{suffix}"
    message = error_of(lambda: read(path))
    assert message == f"no such file: {path}; give a path with --source, or run 'segmentation download' first"


@every_kind
def test_folder(suffix, tmp_path):
    """A folder can't be read as a file."""
    path = tmp_path / f"shop{suffix}"
    path.mkdir()
    assert error_of(lambda: read(path)).startswith(f"{path} can't be read: Is a directory")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
@every_kind
def test_unreadable(suffix, tmp_path):
    """A file that may not be read says why."""
    path = WRITERS[suffix](tmp_path / f"shop{suffix}")
    path.chmod(0)
    assert error_of(lambda: read(path)).startswith(f"{path} can't be read: Permission denied")


@pytest.mark.parametrize("name", ["shop.xls", "shop.xlsm", "shop.ods", "shop.json", "shop", ".xlsx"])
def test_unknown_suffix(name, tmp_path):
    """A file of another kind is refused by its name, with those that can be read."""
    path = tmp_path / name
    path.touch()
    message = error_of(lambda: read(path))
    assert message == f"{path} is not a type of file that can be read; allowed are .xlsx, .csv, .tsv, .txt, .parquet"


def test_text_named_as_workbook(tmp_path):
    """A CSV file under a workbook's name is no workbook."""
    path = write_csv(tmp_path / "shop.csv").rename(tmp_path / "shop.xlsx")
    assert error_of(lambda: read(path)).startswith(f"{path} is not a workbook; save it")


def test_workbook_with_password(tmp_path):
    """A workbook that was saved with a password says that it was."""
    path = tmp_path / "shop.xlsx"
    with write_xlsx(tmp_path / "open.xlsx").open("rb") as plain, path.open("wb") as encrypted:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", encrypted)
    message = error_of(lambda: read(path))
    assert message == f"{path} is password-protected; save it without a password and try again"


def test_old_excel_workbook(tmp_path):
    """A workbook of Excel 97 under a new name is recognised by how it begins."""
    path = tmp_path / "shop.xlsx"
    stream = "Workbook".encode("utf-16-le")
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1").ljust(1024, b"\0") + stream.ljust(512, b"\0"))
    assert "is an Excel 97 workbook with another ending; save it as .xlsx or .csv" in error_of(lambda: read(path))


def test_csv_named_as_parquet(tmp_path):
    """A CSV file under the name of a Parquet file is none."""
    path = write_csv(tmp_path / "shop.csv").rename(tmp_path / "shop.parquet")
    assert error_of(lambda: read(path)).startswith(f"{path} is not a Parquet file")


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_truncated_parquet(share, tmp_path):
    """A Parquet file without its end is refused as truncated."""
    path = write_parquet(tmp_path / "shop.parquet")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert error_of(lambda: read(path)).startswith(f"{path} is truncated or damaged (")


@pytest.mark.parametrize("end", [False, True], ids=["data", "footer"])
def test_damaged_parquet(end, tmp_path):
    """A Parquet file with a hole in its data or in its footer is refused as damaged."""
    path = write_parquet(tmp_path / "shop.parquet")
    content = bytearray(path.read_bytes())
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    hole = slice(footer, footer + 40) if end else slice(4, 200)
    content[hole] = bytes(hole.stop - hole.start)
    path.write_bytes(content)
    assert error_of(lambda: read(path)).startswith(f"{path} is truncated or damaged (")


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("Price", lambda column: column.cast(pl.Decimal(12, 3))),
        ("Price", lambda column: column.cast(pl.Decimal(12, 3)).cast(pl.String)),
        ("Quantity", lambda column: column.cast(pl.Int16)),
        ("Quantity", lambda column: column.cast(pl.Float32)),
        ("Quantity", lambda column: column.cast(pl.String)),
        ("Customer ID", lambda column: column.cast(pl.UInt16)),
        ("Customer ID", lambda column: column.cast(pl.Float64)),
        ("Customer ID", lambda column: column.cast(pl.Float64).fill_null(float("nan"))),
        ("Customer ID", lambda column: column.cast(pl.Decimal(10, 2))),
        ("Customer ID", lambda column: column + ".0"),
        ("Country", lambda column: column.cast(pl.Categorical)),
        ("InvoiceDate", lambda column: column.cast(pl.Datetime("ms"))),
        ("InvoiceDate", lambda column: column.cast(pl.Datetime("ns"))),
        ("InvoiceDate", lambda column: column.dt.replace_time_zone("Asia/Tokyo")),
        ("InvoiceDate", lambda column: column.dt.to_string("iso")),
    ],
)
def test_types_in_parquet(column, change, tmp_path):
    """Whole numbers, floats, decimals and texts that mean the same are the same lines; a time zone is dropped."""
    path = tmp_path / "shop.parquet"
    changed = table().with_columns(change(pl.col(column)))
    assert changed.schema != table().schema or column == "Customer ID"
    changed.write_parquet(path)
    assert_frame_equal(read(path), lines_of())


def test_dates_without_time_in_parquet(tmp_path):
    """A day without a time begins at midnight."""
    path = tmp_path / "shop.parquet"
    table().with_columns(pl.col("InvoiceDate").cast(pl.Date)).write_parquet(path)
    assert read(path)[c.INVOICE_DATE].to_list() == [row[4].replace(hour=0, minute=0) for row in ROWS]


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("Price", float("nan"), "NaN"),
        ("Price", float("inf"), "inf"),
        ("Price", Decimal("1e12"), "1000000000000"),
        ("Price", True, "True"),
        ("Quantity", 0.5, "0.5"),
        ("Quantity", b"12", "b'12'"),
        ("InvoiceDate", 2010120, "2010120"),
        ("InvoiceDate", datetime.fromisoformat("1899-12-31"), "1899-12-31"),
        ("InvoiceDate", datetime.fromisoformat("9999-12-31"), "9999-12-31"),
        ("InvoiceDate", date(2100, 1, 1), "2100-01-01"),
        ("InvoiceDate", datetime.fromisoformat("1969-12-31 23:59+00:00"), "1969-12-31"),
        ("Customer ID", ["13085"], "13085"),
    ],
)
def test_bad_cell_in_parquet(column, value, shown, tmp_path):
    """A value that is no number, no date or no text is refused by its row and column, and shown."""
    path = tmp_path / "shop.parquet"
    table()[[1]].with_columns(pl.Series(column, [value])).write_parquet(path)
    message = error_of(lambda: read(path))
    assert message.startswith(f"row 1, column '{column}' of {path} holds ")
    assert shown.lower() in message.lower()


def test_sheets_in_parquet(tmp_path):
    """A column 'sheet' is kept; where sheets are asked for, the others' rows are not looked at."""
    path = tmp_path / "shop.parquet"
    sheets = ["2009", "Trash", "2009", None, "2010"]
    quantity = pl.Series("Quantity", ["12", "none", "-3", "1", "1"])
    table().with_columns(quantity, sheet=pl.Series(sheets)).write_parquet(path)
    taken = read(path, sheets=["2010", "2009"])
    assert taken[c.SHEET].to_list() == ["2009", "2009", "2010"]
    assert taken[c.LINE].to_list() == [1, 2, 3]
    assert taken[c.INVOICE].to_list() == ["489434", "C489449", "489435"]
    assert "row 2, column 'Quantity'" in error_of(lambda: read(path, sheets=["Trash"]))
    assert "has no sheet '2011'; it has '2009', 'Trash', '2010'; choose" in error_of(
        lambda: read(path, sheets=["2011"])
    )
    table().with_columns(sheet=pl.Series(sheets)).write_parquet(path)
    assert read(path)[c.SHEET].to_list() == ["2009", "Trash", "2009", "", "2010"]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_sheet_of_a_file_without_sheets(suffix, tmp_path):
    """A sheet can't be taken where there are none."""
    path = WRITERS[suffix](tmp_path / f"shop{suffix}")
    message = error_of(lambda: read(path, sheets=["2009"]))
    assert message == f"{path} has no sheet '2009'; it has no sheets; leave out --sheet"


@every_kind
def test_counts_sheets(suffix, tmp_path):
    """The caller hears of every sheet that is read; a file without sheets counts as one."""
    told = []
    read(WRITERS[suffix](tmp_path / f"shop{suffix}"), on_sheet=lambda done, total: told.append((done, total)))
    assert told == [(1, 1)]
