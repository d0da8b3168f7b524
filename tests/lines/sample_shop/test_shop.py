"""The sample shop, seen from outside: its sheets and its files."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from typing import IO, TYPE_CHECKING

import fastexcel
import openpyxl
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segmentation.errors import SourceError
from segmentation.lines.sample_shop import writing
from segmentation.lines.sample_shop.shop import SHEETS, make_lines
from segmentation.lines.sample_shop.writing import write_sample

from .sample_lines import DECEMBER, NAMED, SALE, all_lines, count

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = {
    "Invoice": pl.String(),
    "StockCode": pl.String(),
    "Description": pl.String(),
    "Quantity": pl.Int64(),
    "InvoiceDate": pl.Datetime("us"),
    "Price": pl.Float64(),
    "Customer ID": pl.Int64(),
    "Country": pl.String(),
}


@pytest.fixture
def lines() -> pl.DataFrame:
    """Every line of the default shop once."""
    return all_lines()


def test_equal_seed_equal_lines() -> None:
    """The same size and seed give the same lines."""
    for one, other in zip(make_lines(7, 5).values(), make_lines(7, 5).values(), strict=True):
        assert_frame_equal(one, other)


def test_other_seed_other_lines() -> None:
    """Another seed gives another shop."""
    assert not make_lines(7, 5)[SHEETS[0]].equals(make_lines(7, 6)[SHEETS[0]])


@pytest.mark.parametrize("customers", [1, 7, 300])
def test_any_size(customers: int) -> None:
    """A shop of any size has two sheets of the right columns, and exactly as many customers who buy."""
    shop = make_lines(customers)
    assert list(shop) == ["Year 2009-2010", "Year 2010-2011"]
    assert [dict(sheet.schema) for sheet in shop.values()] == [SCHEMA, SCHEMA]
    assert pl.concat(shop.values()).filter(SALE & NAMED)["Customer ID"].n_unique() == customers


def test_span(lines: pl.DataFrame) -> None:
    """The lines run from 1 December 2009 to 9 December 2011, so the last whole month is November 2011."""
    assert lines["InvoiceDate"].dt.date().min() == date(2009, 12, 1)
    assert lines["InvoiceDate"].dt.date().max() == date(2011, 12, 9)
    assert lines["InvoiceDate"].dt.truncate("1mo").n_unique() == 25


def test_sorted() -> None:
    """Lines are in the order of time, then of invoices."""
    for sheet in make_lines().values():
        keys = sheet.select("InvoiceDate", "Invoice")
        assert_frame_equal(keys, keys.sort("InvoiceDate", "Invoice"))


def test_an_invoice_is_of_one_customer_and_minute(lines: pl.DataFrame) -> None:
    """All lines of an invoice have its instant, its customer and its country."""
    heads = lines.unique(["Invoice", "InvoiceDate", "Customer ID", "Country"])
    assert heads.height == lines["Invoice"].n_unique()
    assert lines["Invoice"].str.contains(r"^[CA]?\d{6}$").all()


def test_one_name_for_a_product(lines: pl.DataFrame) -> None:
    """A stock code that is sold always has the same description, in capitals."""
    names = lines.filter(SALE).select("StockCode", "Description").unique()
    assert names["StockCode"].is_unique().all()
    assert (names["Description"] == names["Description"].str.to_uppercase()).all()


def test_prices_are_exact(lines: pl.DataFrame) -> None:
    """A price is the float nearest to a number of at most three decimals; all but the pads' have two."""
    prices = lines.select("StockCode", "Price").unique().rows()
    assert [price for _, price in prices if price != float(f"{price:.3f}")] == []
    assert {code for code, price in prices if price != float(f"{price:.2f}")} == {"PADS"}


def test_overlap(lines: pl.DataFrame) -> None:
    """The lines of 1 to 9 December 2010 are in both sheets, equally often; the union counts them once."""
    older, newer = make_lines().values()
    twice = older.filter(pl.col("InvoiceDate") >= DECEMBER)
    assert twice["InvoiceDate"].dt.day().unique().to_list() == [1, 2, 3, 5, 6, 7, 8, 9]  # the 4th, a Saturday
    assert_frame_equal(twice, newer.head(twice.height))
    assert newer[twice.height, "InvoiceDate"] >= datetime.fromisoformat("2010-12-10")
    often = pl.concat([count(older), count(newer)]).group_by(lines.columns).agg(pl.col("times").max())
    assert_frame_equal(often, count(lines), check_row_order=False)


def test_workbook_round_trip(tmp_path: Path) -> None:
    """A workbook read back by the reader of the house is the frame it was made of."""
    path = tmp_path / "shop.xlsx"
    write_sample(path, customers=7)
    workbook = fastexcel.read_excel(path)
    assert tuple(workbook.sheet_names) == SHEETS
    for name, lines in make_lines(7).items():
        types = {"Invoice": "string", "StockCode": "string", "Description": "string", "Customer ID": "float"}
        back = workbook.load_sheet(name, dtypes=types).to_polars()
        assert_frame_equal(back.cast(SCHEMA), lines)


def test_workbook_cells(tmp_path: Path) -> None:
    """Cells have the types of UCI's: dates, numbers, and codes that are numbers if digits only."""
    path = tmp_path / "shop.xlsx"
    write_sample(path, customers=7)
    header, *rows = openpyxl.load_workbook(path)[SHEETS[0]].values
    assert header == tuple(SCHEMA)
    types = [{type(cell) for cell in column} for column in zip(*rows, strict=True)]
    assert types[0] == types[1] == {int, str}
    assert types[4] == {datetime}
    assert types[6] == {int, type(None)}
    assert all(row[0].startswith("C") for row in rows if isinstance(row[0], str) and row[3] < 0)


def test_workbook_knows_no_clock(tmp_path: Path) -> None:
    """Neither the properties nor the parts of a workbook show when it was written."""
    path = tmp_path / "shop.xlsx"
    write_sample(path, customers=1)
    with zipfile.ZipFile(path) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 31, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"2011-12-09T12:50:00Z") == 2


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".parquet"])
def test_equal_bytes(tmp_path: Path, suffix: str) -> None:
    """Two files of the same shop are equal to the byte, whatever their kind and the case of their suffix."""
    one, other = tmp_path / f"one{suffix}", tmp_path / f"other{suffix.upper()}"
    for path in (one, other):
        write_sample(path, customers=7)
    assert one.read_bytes() == other.read_bytes()
    write_sample(one, customers=7, seed=1)
    assert one.read_bytes() != other.read_bytes()
    assert sorted(tmp_path.iterdir()) == [one, other]


def test_csv(tmp_path: Path) -> None:
    """A CSV file holds one sheet after the other, under one header."""
    path = tmp_path / "shop.csv"
    write_sample(path, customers=7)
    back = pl.read_csv(path, schema_overrides=SCHEMA | {"InvoiceDate": pl.String()})
    when = pl.col("InvoiceDate").str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us")
    assert_frame_equal(back.with_columns(when), pl.concat(make_lines(7).values()))


def test_parquet(tmp_path: Path) -> None:
    """A Parquet file has the sheet of every line."""
    path = tmp_path / "shop.parquet"
    write_sample(path, customers=7)
    back = pl.read_parquet(path)
    for name, lines in make_lines(7).items():
        assert_frame_equal(back.filter(pl.col("sheet") == name).drop("sheet"), lines)


@pytest.mark.parametrize(
    ("name", "customers", "seed", "says"),
    [
        ("shop.ods", 1, 1, r"shop\.ods .* \.xlsx, \.csv, \.parquet$"),
        ("shop", 1, 1, r"shop can't .* \.xlsx, \.csv, \.parquet$"),
        ("shop.csv", 0, 1, r"customers=0; ask for 1 or more$"),
        ("shop.csv", 1, -1, r"seed=-1 is negative; give .* 0 or more$"),
        ("nowhere/shop.csv", 1, 1, r"No such file or directory; choose an existing"),
        ("file/shop.csv", 1, 1, r"Not a directory; choose an existing"),
        ("folder.csv", 1, 1, r"Is a directory; choose"),
    ],
)
def test_errors(tmp_path: Path, name: str, customers: int, seed: int, says: str) -> None:
    """What can't be written is refused in one line that says what to do, and leaves nothing behind."""
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SourceError, match=says) as caught:
        write_sample(tmp_path / name, customers, seed)
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that can't be finished does not replace the one that was there."""

    def fill_the_disk(sheets: dict[str, pl.DataFrame], file: IO[bytes]) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    path = tmp_path / "shop.csv"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setitem(writing._WRITERS, ".csv", fill_the_disk)
    with pytest.raises(SourceError, match="No space left on device"):
        write_sample(path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text(encoding="utf-8") == "old"
