"""What becomes of reports that break gates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segmentation.errors import GateError, NotebookError
from segmentation.facts import FILE_NAME, read_facts
from segmentation.topics.gates.words import broken_gates


def keep_to_gates(folders: Sequence[Path], failure: NotebookError | None) -> None:
    """Raise a `GateError` where reports, which are there all the same, break gates; name the notebook's failure."""
    broken = {folder: broken_gates(read_facts(folder / FILE_NAME)) for folder in folders}
    told = [f"{folder}: {' '.join(sentences)}" for folder, sentences in broken.items() if sentences]
    if told:
        error = GateError(f"{' '.join(told)} Said on the first page, too.{f' Besides, {failure}.' if failure else ''}")
        error.folder = next(folder for folder, sentences in broken.items() if sentences)
        raise error
