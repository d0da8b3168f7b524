"""Cells that a spreadsheet takes for text."""

from __future__ import annotations

import pandas as pd
import pytest

from segmentation.delivery.safe_cells import safe_cell, safe_table, safe_text, text_as_it_was

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_could_be_run_is_text(text):
    """A text that might be a formula begins with an apostrophe, which comes off again."""
    assert safe_text(text) == safe_cell(text) == f"'{text}"
    assert text_as_it_was(safe_text(text)) == text


@pytest.mark.parametrize("text", ["12346", "O'Neill", "'t Hooft", "a=b", "", " =1"])
def test_other_text_is_as_it_was(text):
    """What no spreadsheet runs is left alone, there and back."""
    assert safe_text(text) == text == text_as_it_was(text)


def test_numbers_stay_numbers():
    """A negative number is a number and no formula; text beside it, the index and the heads are made safe."""
    table = pd.DataFrame(
        {"monetary": [-5.5, 2.0], "country": ["=cmd()", None], "@since": pd.to_datetime(["2011-01-01", None])},
        index=pd.Index(["-1", "007"], name="customer_id"),
    )
    safe = safe_table(table)
    assert safe["monetary"].to_list() == [-5.5, 2.0]
    assert safe["country"].fillna("missing").to_list() == ["'=cmd()", "missing"]
    assert [*safe.index] == ["'-1", "007"]
    assert [*safe.columns] == ["monetary", "country", "'@since"]
    assert table["country"].iloc[0] == "=cmd()"
    assert safe.to_csv(lineterminator="\n").splitlines()[1] == "'-1,-5.5,'=cmd(),2011-01-01"


def test_no_customers():
    """An empty table stays one."""
    table = pd.DataFrame({"country": pd.Series(dtype=object)}, index=pd.Index([], name="customer_id", dtype=object))
    assert safe_table(table).to_csv() == "customer_id,country\n"
