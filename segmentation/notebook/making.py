"""Make the notebook and its page: here, or in a process beside this one while the report is made."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from segmentation.errors import NotebookError
from segmentation.notebook.execution import EXECUTED, FAILED, TEMPLATE, execute, require_notebook
from segmentation.notebook.publishing import publish_notebook
from segmentation.page.template_folders import Folders, find

_PATIENCE: Final = 10
"""Seconds that a terminated process has to end its kernel too."""


def make_notebook(templates: Folders, parameters: Mapping[str, Any], folder: Path) -> None:
    """Run the notebook and make its page."""
    require_notebook(templates)
    notebook = execute(find(templates, TEMPLATE), parameters, folder)
    try:
        publish_notebook(notebook, templates)
    except NotebookError:
        notebook.rename(folder / FAILED)
        raise


@dataclass(frozen=True)
class NotebookJob:
    """A notebook being made in its own process.

    Attributes
    ----------
    process : Popen
        The process.
    folder : Path
        Where it writes.
    errors : file
        Its other output.
    """

    process: subprocess.Popen[str]
    folder: Path
    errors: IO[str]

    def failure(self) -> NotebookError | None:
        """Wait for the notebook, and return what it failed by; None if it is there."""
        output, _ = self.process.communicate()
        try:
            fault: str = json.loads(output)["fault"]
        except ValueError:
            self.errors.seek(0)
            said = self.errors.read().split("\n")
            last = next((line.strip() for line in reversed(said) if line.strip()), "no message")
            fault = f"the notebook's process failed with exit code {self.process.returncode}: {last}"
        if fault and (self.folder / EXECUTED).exists():
            (self.folder / EXECUTED).replace(self.folder / FAILED)
        return NotebookError(fault) if fault else None


@contextmanager
def notebook_beside(
    templates: Folders, parameters: Mapping[str, Any], folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[NotebookJob]:
    """Make the notebook in its own process while this block makes the report."""
    folders = [str(each.resolve()) for each in templates]
    job = json.dumps({"templates": folders, "parameters": dict(parameters), "folder": str(folder)})
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as asked,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors,
    ):
        asked.write(job)
        asked.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", "segmentation.notebook"],
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=None if environment is None else dict(environment),
            # Ctrl-C is for this process, which then ends that one.
            start_new_session=True,
        )
        try:
            yield NotebookJob(process, folder, errors)
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """End a process that still runs, gently, so that it ends its kernel."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None:
        process.stdout.close()
