"""Which folder a template is taken from: the first that has it.

A user's folder holds only what differs from the program's own, which comes last.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from segmentation.errors import ReportError, nearest

Folders = tuple[Path, ...]
"""Folders of templates; a file is taken from the first that has it."""

KINDS: Final = (".j2", ".css", ".toml", ".ipynb", ".yml", ".scss", ".json", ".po")
"""Kinds of file that can change a page."""

_CATALOGUE: Final = ".po"
"""The kind of file that may be new, though nothing names it."""


def find(templates: Folders, name: str) -> Path:
    """Find a file, such as ``actions.toml``: in the first folder that has it, or else where the last is missing it."""
    places = [folder / name for folder in templates]
    return next((place for place in places if place.is_file()), places[-1])


def in_force(templates: Folders) -> dict[str, Path]:
    """List the files that can change a page, by name within their folder, each from the folder it is taken from."""
    found: dict[str, Path] = {}
    for folder in reversed(templates):
        found |= _files(folder)
    return dict(sorted(found.items()))


def overridden(templates: Folders) -> tuple[str, ...]:
    """Name the files of the last folder that an earlier one replaces."""
    *before, last = templates
    own = _files(last)
    return tuple(sorted({name for folder in before for name in _files(folder)} & own.keys()))


def check_folders(templates: Folders) -> None:
    """Check, before any work starts, that everything in a user's folder will be used.

    A `ReportError` names a missing folder, or a file with the name of no template that no other file names.
    """
    *before, last = templates
    for folder in before:
        if not folder.is_dir():
            msg = f"no such templates folder: {folder}; make it, or leave out the setting templates"
            raise ReportError(msg)
        files, own = _files(folder), _files(last)
        for name in sorted(files.keys() - own.keys()):
            if Path(name).suffix != _CATALOGUE and not _is_named(name, files):
                known = [each for each in own if Path(each).suffix == Path(name).suffix]
                msg = (
                    f"{folder / name} has no template's name, and no other file in {folder} uses it"
                    f"{nearest(name, known, few=False)}"
                )
                raise ReportError(msg)


def _is_named(name: str, files: dict[str, Path]) -> bool:
    return any(name.encode() in path.read_bytes() for other, path in files.items() if other != name)


def _files(folder: Path) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.suffix in KINDS and path.is_file() and not _is_hidden(path.relative_to(folder))
    }


def _is_hidden(path: Path) -> bool:
    """Check whether a file or a folder it is in is hidden, such as a notebook's checkpoints."""
    return any(part.startswith(".") for part in path.parts)
