"""Keep what was read as a Parquet snapshot, keyed by content, so that a workbook is read once."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import polars as pl

from segmentation.errors import SourceError
from segmentation.lines.cells import one_line

FORMAT: Final = 4
"""Raise this when the columns or their types change, and files are read again."""


def content_hash(path: Path) -> str:
    """Hash a file's content with SHA-256."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        msg = f"no such file: {path}; give a path with --source, or run 'segmentation download' first"
        raise SourceError(msg) from None
    except OSError as error:
        msg = f"{path} can't be read: {error.strerror}; give a readable file with --source"
        raise SourceError(msg) from None


def keep(folder: Path, sha256: str, options: Mapping[str, object], read: Callable[[], pl.DataFrame]) -> Path:
    """Return the Parquet snapshot of a content; if there is none, call ``read`` and write one, complete or not at all.

    ``options`` is everything else the lines depend on, such as the names of the columns.
    """
    key = hashlib.sha256(json.dumps([FORMAT, sha256, options], sort_keys=True).encode()).hexdigest()
    path = folder / f"{key[:32]}.parquet"
    if not _whole(path):
        lines = read()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".tmp", delete=False) as file:
                temporary = Path(file.name)
            try:
                lines.write_parquet(temporary, compression="lz4")
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
        except (pl.exceptions.PolarsError, OSError) as error:
            why = getattr(error, "strerror", None) or one_line(error)
            msg = f"the snapshot can't be kept in {folder}: {why}; choose another folder with --snapshots"
            raise SourceError(msg) from None
    return path


def _whole(path: Path) -> bool:
    """Check that a snapshot is there with Parquet's closing bytes: a full disk leaves half a file."""
    try:
        pl.read_parquet_schema(path)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        return False
    os.utime(path)  # so that anyone tidying the folder sees what is still in use
    return True
