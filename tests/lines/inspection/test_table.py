"""A file as a table of texts: separators, titles, headers or none."""

from __future__ import annotations

import polars as pl
import pytest

from segmentation.lines.inspection.table import open_tables

from ...by_hand.shop_files import write_workbook
from ..breaking_server import error_of

ROWS = [["order", "total"], ["1", "2,5"], ["2", "3,5"]]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "  "])
def test_separators(separator, tmp_path):
    """The separator is the one that makes columns of all rows; spaces only where nothing else does."""
    path = tmp_path / "shop.txt"
    path.write_text("\n".join(separator.join(f'"{x}"' if separator == "," else x for x in row) for row in ROWS))
    (table,) = open_tables(path)
    assert table.header
    assert table.cells.rows() == [("1", "2,5"), ("2", "3,5")]
    assert table.separator == ("spaces" if separator == "  " else None)


def test_titles(tmp_path):
    """A title above the header, a blank line between them, and columns without a name are passed over."""
    path = tmp_path / "shop.csv"
    path.write_text("Sales\nMade by Ann\n\nA,B,,A2\n1,2,,x\n3,4,5,\n")
    (table,) = open_tables(path)
    assert (table.above, table.header) == (2, True)
    assert table.cells.columns == ["A", "B", "A2"]
    assert table.cells.rows() == [("1", "2", "x"), ("3", "4", None)]


def test_no_header(tmp_path):
    """A first row that holds a number or a date names nothing."""
    path = tmp_path / "shop.csv"
    path.write_text("7,2011-12-01,5.00\n8,2011-12-02,6.00\n")
    (table,) = open_tables(path)
    assert not table.header
    assert table.cells.columns == ["1", "2", "3"]
    assert table.cells.height == 2


def test_sheets(tmp_path):
    """Every sheet with a table is one; dates by type are noted, and an empty sheet is none."""
    path = write_workbook(
        tmp_path / "shop.xlsx", {"Notes": [["Ann"]], "Sales": [["Report"], [], *ROWS], "Empty": [], "No": ROWS[1:]}
    )
    tables = open_tables(path)
    assert [(table.sheet, table.above, table.header) for table in tables] == [("Sales", 2, True), ("No", 0, False)]
    assert [table.sheet for table in open_tables(path, ["Sales"])] == ["Sales"]
    assert error_of(lambda: open_tables(path, ["X"])).startswith(f"{path} has no sheet 'X'; it has 'Notes', 'Sales'")
    text = tmp_path / "shop.csv"
    text.write_text("a,b\n1,2\n")
    assert error_of(lambda: open_tables(text, ["X"])).endswith("it has no sheets; leave out --sheet")


def test_parquet(tmp_path):
    """In Parquet, dates are known by their type, and lists are no cells."""
    path = tmp_path / "shop.parquet"
    frame = pl.DataFrame({"at": ["2011-12-01"], "x": [5], "l": [[1]]})
    frame.with_columns(pl.col("at").str.to_date()).write_parquet(path)
    (table,) = open_tables(path)
    assert table.cells.rows() == [("2011-12-01", "5")]
    assert table.dated == {"at"}


@pytest.mark.parametrize("text", ["word\nword\n", "a,b\n", "\n\n"])
def test_no_table(text, tmp_path):
    """A list of words, or a header alone, is no table."""
    path = tmp_path / "shop.csv"
    path.write_text(text)
    assert "table" in error_of(lambda: open_tables(path))
