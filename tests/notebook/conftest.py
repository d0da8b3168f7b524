"""Notebooks small enough to run in a second."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from segmentation.settings.config import Config

TEMPLATES = Config().templates


def write_notebook(path: Path, *sources: str) -> None:
    """Write a notebook of a parameters cell and a cell of code for each source, under a heading."""
    cell = {"cell_type": "code", "execution_count": None, "outputs": []}
    cells = [
        {"cell_type": "raw", "id": "front-matter", "metadata": {}, "source": '---\ntitle: "Small"\n---'},
        {**cell, "id": "parameters", "metadata": {"tags": ["parameters"]}, "source": "number: int = 1  # A number."},
        {"cell_type": "markdown", "id": "about", "metadata": {}, "source": "## Sums"},
        *({**cell, "id": f"sum-{place}", "metadata": {}, "source": source} for place, source in enumerate(sources)),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Make a folder of templates with a small notebook, on a machine without Quarto."""
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing-here"))
    return lambda *sources: (write_notebook(templates / "analysis.ipynb", *sources), templates)[1]
