"""What becomes of reports that break gates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segmentation.errors import GateError
from segmentation.facts import FILE_NAME, read_facts
from segmentation.topics.gates.words import broken_gates


def keep_to_gates(folders: Sequence[Path], fault: str) -> None:
    """Raise where reports break gates; they are there all the same."""
    broken = {folder: broken_gates(read_facts(folder / FILE_NAME)) for folder in folders}
    told = [f"{folder}: {' '.join(sentences)}" for folder, sentences in broken.items() if sentences]
    if told:
        error = GateError(f"{' '.join(told)} Said on the first page, too.{f' Besides, {fault}.' if fault else ''}")
        error.folder = next(folder for folder, sentences in broken.items() if sentences)
        raise error
