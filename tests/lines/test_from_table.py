"""Lines out of loose tables: columns and sheets found by name, rows in order and numbered."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segmentation import columns as c
from segmentation.lines.from_table import choose_sheets, conform_sheets, no_lines, number_lines, resolve_columns

from ..by_hand.shop_files import ONLINE_RETAIL, ONLINE_RETAIL_II, lines_of, table
from .breaking_server import error_of


@pytest.mark.parametrize("names", [ONLINE_RETAIL, ONLINE_RETAIL_II, tuple(c.SOURCE_NAMES)])
@pytest.mark.parametrize("spell", [str, str.upper, str.lower, lambda name: f" {name}\n", "_".join])
def test_usual_names(names, spell):
    """Every usual name is found in every spelling, in any order of the columns."""
    spelt = [spell(name) for name in names]
    expected = dict(zip(c.SOURCE_NAMES, spelt, strict=True))
    assert resolve_columns(spelt, {}, "shop") == expected
    assert resolve_columns(spelt[::-1], {}, "shop") == expected


def test_first_of_two_spellings():
    """Of two columns whose names differ in spelling only, the first is taken; of two usual names, the newer."""
    names = ["price", "UnitPrice", *ONLINE_RETAIL_II]
    assert resolve_columns(names, {}, "shop")[c.PRICE] == "price"


def test_a_name_that_is_said_is_taken_as_it_is():
    """Of two columns whose names differ in spelling only, an exact name means the one that has it."""
    names = ["Price", "price", *ONLINE_RETAIL]
    assert resolve_columns(names, {c.PRICE: "price"}, "shop")[c.PRICE] == "price"
    assert resolve_columns(names, {c.PRICE: "PRICE"}, "shop")[c.PRICE] == "Price"


def test_what_is_said_not_to_be_there():
    """Empty text says that there is no such column, whatever the file holds; a total does without a price."""
    said = {c.INVOICE: "", c.STOCK_CODE: " ", c.AMOUNT: "Description"}
    found = resolve_columns(ONLINE_RETAIL, said, "shop")
    assert found.keys() == {*c.SOURCE_NAMES, c.AMOUNT} - {c.INVOICE, c.STOCK_CODE, c.PRICE}


def test_optional_columns_are_left_out():
    """Description and country are left out where they are not there."""
    names = [name for name in ONLINE_RETAIL_II if name not in ("Description", "Country")]
    assert set(resolve_columns(names, {}, "shop")) == set(c.SOURCE_NAMES) - c.OPTIONAL


def test_no_column_at_all():
    """A table without columns says that it has none."""
    assert "shop has no column 'Invoice' or 'InvoiceNo'; it has no columns" in error_of(
        lambda: resolve_columns([], {}, "shop")
    )


def test_first_column_missing_is_named():
    """Where several columns are missing, the first is named, and mapping it leads to the next."""
    assert "has no column 'Invoice'" in error_of(lambda: resolve_columns(["Bill"], {}, "shop"))
    assert "has no column 'StockCode'" in error_of(lambda: resolve_columns(["Bill"], {c.INVOICE: "bill"}, "shop"))


def test_sheets_are_chosen():
    """All sheets are taken unless some are named; then those, in the source's order, each once."""
    assert choose_sheets(["B", "A", "C"], (), "shop") == ["B", "A", "C"]
    assert choose_sheets(["B", "A", "C"], ("C", "B", "C"), "shop") == ["B", "C"]
    assert choose_sheets([], (), "shop") == []


def test_sheet_that_is_not_there():
    """The first missing sheet is named; the case of sheets' names matters."""
    message = error_of(lambda: choose_sheets(["B", "A"], ("A", "b", "x"), "shop"))
    assert message == "shop has no sheet 'b'; it has 'B', 'A'; choose one of these with --sheet"


def test_lines_of_several_sheets():
    """Sheets become lines one after the other, numbered through, each with its sheet."""
    made = conform_sheets({"Old": table()[:2], "New": table(ONLINE_RETAIL)[2:]})
    assert_frame_equal(made, lines_of().with_columns(pl.Series(c.SHEET, ["Old"] * 2 + ["New"] * 3)))


def test_no_lines():
    """No lines have the columns and types of lines."""
    assert_frame_equal(number_lines(no_lines()), lines_of(rows=(), prices=()))


def test_blank_rows_do_not_count():
    """Rows without a single value are passed over, and numbers have no gaps."""
    blank = table().clear(2)
    made = conform_sheets({"S": pl.concat([blank, table()[:1], blank, table()[1:], blank])})
    assert_frame_equal(made, lines_of(sheet="S"))
