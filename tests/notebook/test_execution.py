"""Running a notebook: what is kept, and what is said where a cell fails. The kernels are real."""

from __future__ import annotations

import json
import os

import nbformat
import pytest

from segmentation.errors import NotebookError
from segmentation.notebook.execution import EXECUTED, FAILED, TEMPLATE, execute, require_notebook


def _read(path):
    return nbformat.read(path, as_version=4)


def test_a_notebook_runs_with_parameters(small, tmp_path):
    """Values given stand in a cell after the parameters cell; what the cells came to is kept, and nothing else."""
    templates = small("number + 1", "import os; sorted(name for name in os.environ if name == 'IPYTHONDIR')")
    before = dict(os.environ)
    path = execute(templates / TEMPLATE, {"number": 41}, tmp_path)
    assert path == tmp_path / EXECUTED
    assert not (tmp_path / FAILED).exists()
    assert dict(os.environ) == before
    notebook = _read(path)
    nbformat.validate(notebook)
    assert [cell.id for cell in notebook.cells] == [
        "front-matter", "parameters", "injected-parameters", "about", "sum-0", "sum-1",
    ]  # fmt: skip
    assert notebook.cells[4].outputs[0].data["text/plain"] == "42"
    # The kernel has a folder of its own, so that nobody's profile has a say.
    assert notebook.cells[5].outputs[0].data["text/plain"] == "['IPYTHONDIR']"


def test_the_same_bytes_every_time(small, tmp_path):
    """Neither times nor names drawn by chance are kept."""
    templates = small("number + 1")
    runs = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        runs.append(execute(templates / TEMPLATE, {"number": 1}, tmp_path / name).read_bytes())
    assert runs[0] == runs[1]
    assert b"papermill" not in runs[0]
    assert b"T1" not in b"".join(json.dumps(cell["metadata"]).encode() for cell in json.loads(runs[0])["cells"])


def test_a_failing_cell_is_named(small, tmp_path):
    """The cell, its heading and its error are told in one line; what ran before is kept."""
    templates = small("number + 1", "raise ValueError('two\\nlines')", "'never'")
    with pytest.raises(NotebookError) as fault:
        execute(templates / TEMPLATE, {"number": 1}, tmp_path)
    assert str(fault.value) == "the notebook's cell 'sum-1', under “Sums”, failed: ValueError: two lines"
    assert fault.value.exit_code == 3
    assert not (tmp_path / EXECUTED).exists()
    kept = {cell.id: cell for cell in _read(tmp_path / FAILED).cells}
    assert kept["sum-0"].outputs[0].data["text/plain"] == "2"
    assert kept["sum-1"].outputs[0].ename == "ValueError"
    assert kept["sum-2"].outputs == []


def test_a_kernel_that_dies_is_told(small, tmp_path):
    """A kernel that ends under way is a fault in one line; what ran before is kept."""
    templates = small("number + 1", "import os; os._exit(1)")
    with pytest.raises(NotebookError, match="kernel died"):
        execute(templates / TEMPLATE, {"number": 1}, tmp_path)
    kept = {cell.id: cell for cell in _read(tmp_path / FAILED).cells}
    assert kept["sum-0"].outputs[0].data["text/plain"] == "2"


def test_what_is_missing_is_said(small, tmp_path):
    """A folder of templates without the notebook is named; with it nothing is missing."""
    require_notebook((small("1"),))
    lost = f"the notebook analysis.ipynb is not in {tmp_path}: copy it there from the package's templates"
    with pytest.raises(NotebookError) as fault:
        require_notebook((tmp_path,))
    assert str(fault.value) == lost


def test_what_is_missing_is_told_with_which_command_mends_it(small, monkeypatch):
    """Where packages are missing (made up here), the message has the command that brings them."""
    from segmentation.notebook import execution

    monkeypatch.setattr(execution.importlib.util, "find_spec", lambda name: None if name == "papermill" else name)
    with pytest.raises(NotebookError) as fault:
        require_notebook((small("1"),))
    assert str(fault.value) == (
        "the notebook needs papermill, which is not installed: pip install papermill; "
        "or make the report without it: --no-notebook"
    )
