"""The notebook among the templates, as it is kept: nothing has run in it, and nothing is its own."""

from __future__ import annotations

import ast
import json

import pytest

from .conftest import TEMPLATES

NOTEBOOK = json.loads((TEMPLATES / "analysis.ipynb").read_text(encoding="utf-8"))
CODE = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


def test_nothing_is_stored():
    """No cell has an output or a number of execution, and nothing says on which machine it ran."""
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in CODE)
    assert NOTEBOOK["metadata"].keys() == {"kernelspec", "language_info", "title"}
    assert NOTEBOOK["metadata"]["language_info"] == {"name": "python"}


def test_cells_have_names():
    """Every cell has a name that says what it does: errors go by it."""
    names = [cell["id"] for cell in NOTEBOOK["cells"]]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalpha() for name in names)


def test_there_is_front_matter_and_one_parameters_cell():
    """The first cell is Quarto's, and just one cell has the parameters."""
    first = NOTEBOOK["cells"][0]
    assert first["cell_type"] == "raw"
    assert "".join(first["source"]).startswith('---\ntitle: "')
    assert [cell["id"] for cell in CODE if "parameters" in cell["metadata"].get("tags", [])] == ["parameters"]


@pytest.mark.parametrize("cell", CODE, ids=lambda cell: cell["id"])
def test_there_is_no_logic_in_it(cell):
    """A cell imports, names and calls: no loops, conditions, functions, comprehensions or arithmetic."""
    logic = (
        *(ast.For, ast.While, ast.If, ast.IfExp, ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.Try, ast.With),
        *(ast.BinOp, ast.BoolOp, ast.Compare, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp),
    )
    tree = ast.parse("".join(cell["source"]))
    assert [node for node in ast.walk(tree) if isinstance(node, logic)] == []
