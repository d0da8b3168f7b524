"""The workflows on GitHub: what they run is there, and what they hand out names no customer."""

from __future__ import annotations

import fnmatch
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from segmentation.settings.config import Config

WORKFLOWS = Path(__file__).parents[1] / ".github" / "workflows"
STEPS = yaml.safe_load((WORKFLOWS / "report.yml").read_text(encoding="utf-8"))["jobs"]["report"]["steps"]


def _step(name):
    return next(step for step in STEPS if step.get("name") == name)


def _handed_out():
    return [
        pattern
        for step in STEPS
        if str(step.get("uses", "")).startswith("actions/upload-artifact")
        for pattern in step["with"]["path"].split()
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("customers.csv", "customers.parquet", "segments.xlsx", "lists.json", "lists/Win-back.csv"),
        *("analysis.ipynb", "lists/Win-back.control.csv"),
    ],
)
def test_no_artifact_names_a_customer(name):
    """Of a month's folder, the monthly workflow hands out what tells of nobody in particular."""
    assert not [pattern for pattern in _handed_out() if fnmatch.fnmatch(f"outputs/2011-11/{name}", pattern)]
    assert "outputs/*/report.pdf" in _handed_out()


def test_the_page_of_points_is_handed_out_without_names():
    """explore.html is among the artifacts, and nothing in the workflow asks for names in it; no setting could."""
    assert "outputs/*/explore.html" in _handed_out()
    commands = [str(step.get("run", "")) for step in STEPS]
    assert not [command for command in commands if "identities" in command]
    assert not [name for name in Config.model_fields if "identities" in name]


def test_what_a_workflow_sets_is_a_setting():
    """Every variable of the program's that a workflow sets is one that the program knows."""
    known = {f"SEGMENTATION_{name.upper()}" for name in Config.model_fields} | {"SEGMENTATION_MONGODB_URI"}
    text = (WORKFLOWS / "report.yml").read_text(encoding="utf-8")
    assert {*re.findall(r"SEGMENTATION_[A-Z_]+", text)} <= known


@pytest.mark.skipif(sys.platform == "win32", reason="the workflow runs on Linux")
@pytest.mark.parametrize("month", ["", "2011-11", "previous", "$(touch stolen)"])
def test_the_month_reaches_the_report_as_it_is(tmp_path, month):
    """The month that somebody types in is one argument of the report's, and never a part of a script."""
    (tmp_path / "python").write_text('#!/bin/sh\nprintf "%s\\n" "$@" > said\n', encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    environment = {**os.environ, "MONTH": month, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    script = _step("Make the report")["run"]
    subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=tmp_path, env=environment, check=True)
    said = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert said == ["noxfile.py", "-s", "report", "--", *(["--month", month] if month else [])]
    assert not (tmp_path / "stolen").exists()
