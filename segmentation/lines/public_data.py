"""Download the public data set, Online Retail II, and check it.

The server sends a zip of 45.6 MB, kept in ``online_retail_ii.zip.part``; a download that was cut off resumes there.
Only a workbook that passed every check gets its name.

References
----------
Chen, D. (2012). *Online Retail II* [Dataset]. UCI Machine Learning Repository.
https://doi.org/10.24432/C5CG6D. Licence: CC BY 4.0.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import filelock

from segmentation.errors import SourceError
from segmentation.lines.partial_download import Part, fetch
from segmentation.progress import progress as progress_on_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from segmentation.progress import ProgressBar

DATASET_PAGE: Final = "https://archive.ics.uci.edu/dataset/502/online+retail+ii"
DATASET_URL: Final = "https://archive.ics.uci.edu/static/public/502/online+retail+ii.zip"
PART_NAME: Final = "online_retail_ii.zip.part"
WORKBOOK_NAME: Final = "online_retail_II.xlsx"

# UCI publishes no checksum. This is the workbook's as quoted by several public copies that fetched and hashed
# it independently of each other, 45,622,278 bytes. They also agree on the zip: 45,622,418 bytes, SHA-256
# 572e36277c2390fbfde10664750731e0a86f55e33470d91919085f0408e67bfb. The zip is not held to that, because the
# server may pack the same workbook again.
WORKBOOK_SHA256: Final = "bcbe73b35f5b7babf197fb0cb983a11f5d9ff929078d4aa53d171b1f2df2e980"

# BadZipFile (a wrong CRC-32, too), and other errors: cut short, damaged inside, locked with a password.
_BAD_ZIP: Final = (zipfile.BadZipFile, EOFError, zlib.error, RuntimeError)


@dataclass(frozen=True)
class DownloadResult:
    """What `download` left in the folder; ``resumed_from`` counts the zip's bytes that an earlier run had left."""

    path: Path
    bytes: int
    sha256: str
    resumed_from: int = 0
    already_there: bool = False


def download(
    folder: Path,
    url: str = DATASET_URL,
    *,
    sha256: str | None = WORKBOOK_SHA256,
    progress: ProgressBar = progress_on_terminal,
    timeout: tuple[float, float] = (10.0, 60.0),
    attempts: int = 5,
    pause: float = 1.0,
) -> DownloadResult:
    """Download the public workbook into a folder, resuming an earlier try.

    The zip is checked against the size the server gave and its own CRC-32, the workbook against `sha256` (None takes
    any). UCI publishes none; the default is what several public copies agree on. Waits are those of `fetch`.
    """
    workbook, part = folder / WORKBOOK_NAME, Part(folder / PART_NAME)
    try:
        if workbook.exists():
            return _already_there(workbook, part, sha256)
        folder.mkdir(parents=True, exist_ok=True)
        with _alone_in(folder):
            resumed_from = fetch(part, url, progress=progress, timeout=timeout, attempts=attempts, pause=pause)
            found = _unpack(part, workbook, url, sha256)
            part.discard()
        return DownloadResult(workbook, workbook.stat().st_size, found, resumed_from)
    except OSError as error:
        raise SourceError(
            f"Can't keep the download in {folder}: {error.strerror or error}. Free some space or choose "
            "another folder, and run the same command again."
        ) from error


def _already_there(workbook: Path, part: Part, sha256: str | None) -> DownloadResult:
    """Answer for a workbook that was there before; it is never overwritten."""
    with workbook.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if sha256 is not None and found != sha256.lower():
        raise SourceError(
            f"{workbook} already exists and is not the published workbook: its SHA-256 is {found}, "
            f"expected {sha256}. Move it away to download the published one, or use it as it is."
        )
    with suppress(OSError):  # what a run killed just before its end left over
        part.discard()
    return DownloadResult(workbook, workbook.stat().st_size, found, already_there=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep a second download out of the folder: both would write into one part."""
    lock = filelock.FileLock(folder / (PART_NAME + ".lock"), timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise SourceError(
            f"Another download into {folder} is running: wait until it has finished, or choose another folder."
        ) from error
    try:
        yield
    finally:
        with suppress(OSError):  # Windows does not remove an open file; a lock file left over locks nothing
            (folder / (PART_NAME + ".lock")).unlink()
        lock.release()


def _unpack(part: Part, workbook: Path, url: str, sha256: str | None) -> str:
    """Take the workbook out of the zip, check it, and only then give it its name; return its SHA-256."""
    fresh = workbook.with_name(workbook.name + ".part")
    try:
        found = _extract(part.path, fresh)
        if sha256 is not None and found != sha256.lower():
            raise _NotTheWorkbook(f"a workbook with SHA-256 {found}, expected {sha256}")
        fresh.replace(workbook)
    except _NotTheWorkbook as error:
        part.discard()
        raise SourceError(
            f"{url} sent {error}. It was removed: run the same command again to start over; if that gives "
            f"the same, the published file has changed: see {DATASET_PAGE}."
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
    return found


class _NotTheWorkbook(Exception):  # noqa: N818  # a finding; one place makes the error of it
    """What arrived is not what was asked for."""


def _extract(path: Path, target: Path) -> str:
    """Write the one expected member; reading it to the end checks its CRC-32."""
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if WORKBOOK_NAME not in names:
                raise _NotTheWorkbook(f"a zip without {WORKBOOK_NAME}, holding {names[:5]!r}")
            with archive.open(WORKBOOK_NAME) as packed, target.open("wb") as file:
                while chunk := packed.read(1 << 20):
                    digest.update(chunk)
                    file.write(chunk)
    except _BAD_ZIP as error:
        size = path.stat().st_size
        raise _NotTheWorkbook(f"{size:,} bytes that are not a valid zip file ({error})") from error
    return digest.hexdigest()
