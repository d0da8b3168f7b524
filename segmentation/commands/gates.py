"""Raise an error for reports that fail gates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segmentation.errors import GateError, NotebookError
from segmentation.facts import FILE_NAME, read_facts
from segmentation.topics.gates.words import broken_gates


def keep_to_gates(folders: Sequence[Path], failure: NotebookError | None) -> None:
    """Raise a `GateError` if reports fail gates; they are kept. Add the notebook's failure."""
    broken = {folder: broken_gates(read_facts(folder / FILE_NAME)) for folder in folders}
    failed = [f"{folder}: {' '.join(sentences)}" for folder, sentences in broken.items() if sentences]
    if failed:
        also = f" Also, {failure}." if failure else ""
        error = GateError(f"{' '.join(failed)} The report was made and says so.{also}")
        error.folder = next(folder for folder, sentences in broken.items() if sentences)
        raise error
