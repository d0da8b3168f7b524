"""A month's folder: its files appear together, or not at all.

Files are written into a hidden folder beside the final one, which takes its place in a single step when all of
them are there. A run that dies half-way leaves the month as it was, and what it left behind is tidied by the
next run.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import platform
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from segmentation import __version__
from segmentation.errors import DeliveryError

MANIFEST: Final = "manifest.json"
NOTEBOOK: Final = "analysis.ipynb"

_DISTRIBUTIONS: Final = (
    "fastexcel", "jinja2", "kneed", "matplotlib", "narwhals", "numpy", "pandas", "plotly", "polars",
    "pyarrow", "scikit-learn", "scipy", "seaborn", "weasyprint", "xlsxwriter",
)  # fmt: skip
"""Packages that can change the figures or the pages."""

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
"""Errors of a full disk or quota; they name no file."""

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_RENAME_SWAP: Final = 2


@contextmanager
def month_folder(output: Path, month: str, *, beside: bool = False) -> Iterator[Path]:
    """Open an empty folder for a month's files; on leaving it becomes the month's, and after an error it is gone.

    Files of an earlier run are replaced (``beside``: only those of the same name); files put there by others stay.
    """
    final, staging, old = output / month, output / f".{month}.new", output / f".{month}.old"
    with _unwritable(output):
        _refuse_files(output, final)
        output.mkdir(parents=True, exist_ok=True)
        lock = _lock(output / f".{month}.lock", final)
    with lock:
        with _unwritable(output):
            _tidy(final, staging, old)
            staging.mkdir()
        try:
            with _unwritable(output, within=staging):
                yield staging
            with _unwritable(output):
                _carry_over(final, staging, beside=beside)
                _put_in_place(staging, final, old)
        finally:
            with suppress(OSError):
                _remove(staging)


@contextmanager
def _unwritable(output: Path, within: Path | None = None) -> Iterator[None]:
    """Turn an `OSError` into one of the output folder; with ``within``, only for a file in there or a full disk."""
    try:
        yield
    except OSError as error:
        named = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else None
        elsewhere = named is None or within is None or not named.is_relative_to(within)
        if within is not None and elsewhere and error.errno not in _FULL:
            raise
        msg = f"the output folder {output} can't be written: {error.strerror or error}; choose another with --output"
        raise DeliveryError(msg) from None


def _refuse_files(*folders: Path) -> None:
    for path in folders:
        if path.exists() and not path.is_dir():
            msg = f"{path} is a file, not a folder; move it, or choose another folder with --output"
            raise DeliveryError(msg)


def _lock(path: Path, final: Path) -> AbstractContextManager[Any]:
    try:
        return FileLock(path).acquire(blocking=False)
    except Timeout:
        msg = f"another run is making {final}; wait until it has finished"
        raise DeliveryError(msg) from None


def _tidy(final: Path, staging: Path, old: Path) -> None:
    """Clean up after a run that died: between two renames, the month's folder has its old name."""
    if old.exists() and not final.exists():
        old.rename(final)
    _remove(old)
    _remove(staging)


def _carry_over(final: Path, staging: Path, *, beside: bool) -> None:
    """Keep files that others put into the month's folder: those its manifest doesn't list."""
    try:
        ours = {*()} if beside else {MANIFEST, *json.loads((final / MANIFEST).read_text(encoding="utf-8"))["files"]}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        ours = {*_files_in(staging)}
    if final.is_dir():
        _carry(final, staging, ours)


def _carry(kept: Path, staging: Path, ours: Collection[str], within: str = "") -> None:
    for path in kept.iterdir():
        name, target = f"{within}{path.name}", staging / f"{within}{path.name}"
        if path.is_dir() and (target.is_dir() or any(each.startswith(f"{name}/") for each in ours)):
            _carry(path, staging, ours, f"{name}/")
        elif name in ours or target.exists():
            continue
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                shutil.copytree(path, target, symlinks=True)
            else:
                shutil.copy2(path, target, follow_symlinks=False)


def _files_in(folder: Path) -> dict[str, Path]:
    """List the files in a folder and its subfolders, by their relative names."""
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def _put_in_place(staging: Path, final: Path, old: Path) -> None:
    if not final.exists():
        staging.rename(final)
    elif not _exchange(staging, final):
        # Not atomic on this system: if the program dies between these two, `_tidy` restores the folder.
        final.rename(old)
        try:
            staging.rename(final)
        except OSError:
            old.rename(final)
            raise
        _remove(old)


def _remove(path: Path) -> None:
    """Remove a folder with its content, or a link to one, if it is there."""
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where the system can (Linux's renameat2, macOS's renamex_np)."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(os.fsencode(one), os.fsencode(other), _RENAME_SWAP) == 0)
        done = libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    except (OSError, TypeError, AttributeError):
        return False
    return bool(done == 0)


def write_manifest(
    folder: Path,
    *,
    source: Mapping[str, Any],
    config: Mapping[str, Any],
    models: Sequence[Mapping[str, Any]],
    templates: Mapping[str, Path],
    with_identities: bool = False,
) -> None:
    """Write the manifest: what a folder's files were made from, and their hashes.

    ``with_identities`` marks a folder with a page that names customers: `is_made` never accepts it.
    """
    made_from = _made_from(source=source, config=config, models=models, templates=templates)
    named = {"with_identities": True} if with_identities else {}
    _write_json({**made_from, **named, "files": describe_files(_files_in(folder))}, folder / MANIFEST)


def is_made(
    folder: Path,
    *,
    source: Mapping[str, Any],
    config: Mapping[str, Any],
    models: Sequence[Mapping[str, Any]],
    templates: Mapping[str, Path],
) -> bool:
    """Check whether a month's folder was made whole, from the same inputs and versions as now."""
    try:
        manifest = read_manifest(folder)
        files = describe_files({name: folder / name for name in manifest["files"]})
    except (OSError, ValueError, KeyError, TypeError):
        return False
    made_from = json.loads(json.dumps(_made_from(source=source, config=config, models=models, templates=templates)))
    whole = not config["notebook"] or NOTEBOOK in files
    return whole and {**made_from, "files": files} == manifest


def _made_from(
    *,
    source: Mapping[str, Any],
    config: Mapping[str, Any],
    models: Sequence[Mapping[str, Any]],
    templates: Mapping[str, Path],
) -> dict[str, Any]:
    return {
        "source": dict(source),
        "config": dict(config),
        "models": [dict(model) for model in models],
        "templates": describe_files(templates),
        "versions": software_versions(),
    }


def software_versions() -> dict[str, str]:
    """List the versions of the software that can change the figures or the pages."""
    return {
        "segmentation": __version__,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _DISTRIBUTIONS},
    }


def note_in_manifest(
    month: Path, folder: Path, *, with_identities: bool | None = None, **made_from: Mapping[str, Any]
) -> None:
    """Add what was made after the report to a copy of the month's manifest."""
    try:
        manifest = json.loads((month / MANIFEST).read_text(encoding="utf-8"))
        files = dict(manifest["files"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        manifest, files = {}, {}
    made = {path.name: _describe(path) for path in folder.iterdir()}
    noted: dict[str, Any] = {name: dict(each) for name, each in made_from.items()}
    if with_identities is not None:
        manifest.pop("with_identities", None)
        noted |= {"with_identities": True} if with_identities else {}
    manifest |= {**noted, "files": dict(sorted({**files, **made}.items()))}
    _write_json(manifest, folder / MANIFEST)


def describe_files(files: Mapping[str, Path]) -> dict[str, dict[str, Any]]:
    """List size and hash of files, by name."""
    return {name: _describe(path) for name, path in sorted(files.items())}


def _write_json(manifest: Mapping[str, Any], path: Path) -> None:
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a folder's manifest back."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def _describe(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
