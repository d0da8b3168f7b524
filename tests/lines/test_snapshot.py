"""Snapshots: read once, keyed by content and settings, whole or not there."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segmentation.lines import snapshot
from segmentation.lines.snapshot import content_hash, keep

from .breaking_server import error_of

LINES = pl.DataFrame({"line": [1, 2], "invoice": ["489434", None]})
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions and signals")


@pytest.fixture
def read():
    """Hand out lines, and count how often that is asked for."""

    def read_lines():
        read_lines.calls += 1
        return LINES

    read_lines.calls = 0
    return read_lines


@pytest.fixture
def folder(tmp_path):
    """Name a folder for snapshots, which is not there yet."""
    return tmp_path / "cache" / "snapshots"


def test_reads_once(read, folder):
    """The first call reads and writes, every later one of the same key finds what was written."""
    paths = {keep(folder, "aa", {"columns": {}}, read) for _ in range(3)}
    assert read.calls == 1
    assert list(folder.iterdir()) == list(paths)
    assert_frame_equal(pl.read_parquet(paths.pop()), LINES)


def test_reads_anew_what_differs(read, folder):
    """Another content or another option is another snapshot; the order of options is of no account."""
    keys = [
        ("aa", {"columns": {"price": "Cost", "country": "Land"}, "date_format": None}),
        ("bb", {"columns": {"price": "Cost", "country": "Land"}, "date_format": None}),
        ("aa", {"columns": {"price": "Costs", "country": "Land"}, "date_format": None}),
        ("aa", {"columns": {}, "date_format": None}),
        ("aa", {"columns": {}, "date_format": "%d.%m.%Y"}),
    ]
    assert len({keep(folder, *key, read) for key in keys}) == len(keys) == read.calls
    same = {"date_format": None, "columns": {"country": "Land", "price": "Cost"}}
    assert keep(folder, "aa", same, read) == keep(folder, *keys[0], read)
    assert read.calls == len(keys)


def test_reads_anew_after_a_change_of_format(read, folder, monkeypatch):
    """A snapshot of an older version of the program is left alone."""
    keep(folder, "aa", {}, read)
    monkeypatch.setattr(snapshot, "FORMAT", snapshot.FORMAT + 1)
    keep(folder, "aa", {}, read)
    assert read.calls == 2


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.99])
def test_half_a_snapshot_is_read_anew(share, read, folder):
    """A snapshot that lacks its end, as a full disk leaves it, is made again."""
    path = keep(folder, "aa", {}, read)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert keep(folder, "aa", {}, read) == path
    assert read.calls == 2
    assert path.read_bytes() == content


def test_marks_what_is_in_use(read, folder):
    """Using a snapshot renews its date, so that the oldest ones can be cleared away."""
    path = keep(folder, "aa", {}, read)
    os.utime(path, (0, 0))
    keep(folder, "aa", {}, read)
    assert path.stat().st_mtime > 0


def test_failed_read_leaves_nothing(folder):
    """Where the source can't be read no snapshot is left, nor half of one."""

    def fail():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep(folder, "aa", {}, fail)
    assert not folder.exists()


KILLED_MID_WRITE = """
import sys
from pathlib import Path
import polars as pl
from segmentation.lines.snapshot import keep

class Slow(pl.DataFrame):
    def write_parquet(self, file, **options):
        whole = Path(file).with_suffix(".whole")
        super().write_parquet(whole, **options)
        Path(file).write_bytes(whole.read_bytes()[:-8])
        whole.unlink()
        print("writing", flush=True)
        sys.stdin.read()

keep(Path(sys.argv[1]), "aa", {}, lambda: Slow({"line": [1, 2], "invoice": ["489434", None]}))
"""


@posix
def test_killed_while_writing(read, folder):
    """A process that is killed in the middle of a snapshot leaves none under its name; the next one makes it."""
    command = [sys.executable, "-c", KILLED_MID_WRITE, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "writing\n"
        process.kill()
    assert process.returncode == -9
    assert list(folder.glob("*.parquet")) == []
    assert len(list(folder.iterdir())) == 1
    path = keep(folder, "aa", {}, read)
    assert read.calls == 1
    assert_frame_equal(pl.read_parquet(path), LINES)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import polars as pl
from segmentation.errors import SourceError
from segmentation.lines.snapshot import keep

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    keep(Path(sys.argv[1]), "aa", {}, lambda: pl.DataFrame({"line": range(100_000)}))
except SourceError as error:
    print(error)
"""


@posix
def test_no_room(folder):
    """A snapshot that the disk has no room for is an error that names the folder, and leaves nothing."""
    command = [sys.executable, "-c", FULL_DISK, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"the snapshot can't be kept in {folder}: ")
    assert done.stdout.endswith("; choose another folder with --snapshots\n")
    assert list(folder.iterdir()) == []


def test_folder_is_a_file(read, tmp_path):
    """A file where the folder should be is an error that says how to name another."""
    folder = tmp_path / "snapshots"
    folder.touch()
    message = error_of(lambda: keep(folder, "aa", {}, read))
    assert message == f"the snapshot can't be kept in {folder}: File exists; choose another folder with --snapshots"
    message = error_of(lambda: keep(folder / "below", "aa", {}, read))
    assert message.startswith(f"the snapshot can't be kept in {folder / 'below'}: Not a directory; ")


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_not_writable(read, tmp_path):
    """A folder that may not be written to is an error that says so."""
    tmp_path.chmod(0o500)
    message = error_of(lambda: keep(tmp_path, "aa", {}, read))
    assert message.startswith(f"the snapshot can't be kept in {tmp_path}: Permission denied; ")


@posix
def test_private(read, folder):
    """Nobody else may read a snapshot: it holds what customers bought."""
    assert keep(folder, "aa", {}, read).stat().st_mode & 0o077 == 0


def test_content_hash(tmp_path):
    """The hash is SHA-256's, of the content alone."""
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_bytes(b"lines")
    other.write_bytes(b"lines")
    assert content_hash(one) == content_hash(other) == hashlib.sha256(b"lines").hexdigest()


def test_content_hash_of_nothing(tmp_path):
    """A file that is not there, and a folder, have none."""
    message = error_of(lambda: content_hash(tmp_path / "shop.xlsx"))
    assert message.startswith(f"no such file: {tmp_path / 'shop.xlsx'}; give a path with --source, or run ")
    assert error_of(lambda: content_hash(tmp_path)).startswith(f"{tmp_path} can't be read: Is a directory; ")
