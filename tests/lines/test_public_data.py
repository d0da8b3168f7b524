"""The public data set: what is checked, what is kept, what is shown."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import filelock
import pytest

import segmentation
from segmentation.lines.public_data import (
    DATASET_URL,
    PART_NAME,
    WORKBOOK_NAME,
    WORKBOOK_SHA256,
    DownloadResult,
    download,
)

from .breaking_server import (
    CHUNK,
    OTHER_WORKBOOK,
    SHA256,
    WORKBOOK,
    ZIP,
    Answer,
    Server,
    assert_only_workbook,
    breaking_server,
    error_of,
    fetch_into,
    zipped,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def server() -> Iterator[Server]:
    """Run the server for one test."""
    with breaking_server() as running:
        yield running


@pytest.fixture
def fetch(server: Server, tmp_path: Path) -> Callable[..., DownloadResult]:
    """Download from the server into the test's folder."""
    return partial(fetch_into, tmp_path, server)


def test_fetches_and_checks(fetch, server, tmp_path):
    """A download in one go leaves the workbook alone in its folder and reports its size and checksum."""
    result = fetch()
    assert result == DownloadResult(tmp_path / WORKBOOK_NAME, len(WORKBOOK), SHA256)
    assert server.ranges == [None]
    assert_only_workbook(tmp_path)


def test_published_checksum_is_a_sha256():
    """The pinned checksum is 64 hexadecimal digits and the address is UCI's, over HTTPS."""
    assert re.fullmatch("[0-9a-f]{64}", WORKBOOK_SHA256)
    assert DATASET_URL.startswith("https://archive.ics.uci.edu/")


def test_content_length_too_small(fetch, tmp_path):
    """A body that is cut short by the server's own count is no sound zip, and is removed."""
    message = error_of(lambda: fetch(Answer(extra_length=-100)))
    assert f"{len(ZIP) - 100:,} bytes that are not a valid zip" in message
    assert list(tmp_path.iterdir()) == []


def test_wrong_checksum(fetch, tmp_path):
    """A wrong workbook is named with both checksums and removed; the next run starts over."""
    message = error_of(lambda: fetch(Answer(body=zipped(OTHER_WORKBOOK))))
    assert SHA256 in message
    assert hashlib.sha256(OTHER_WORKBOOK).hexdigest() in message
    assert list(tmp_path.iterdir()) == []
    fetch()
    assert_only_workbook(tmp_path)


def test_without_checksum_the_crc_decides(fetch, tmp_path):
    """With no checksum to go by, one flipped bit is still found, by the zip's own CRC-32."""
    damaged = bytearray(ZIP)
    damaged[len(ZIP) // 2] ^= 1
    assert "CRC" in error_of(lambda: fetch(Answer(body=bytes(damaged)), sha256=None))
    assert list(tmp_path.iterdir()) == []
    assert fetch(sha256=None).sha256 == SHA256


def test_not_a_zip(fetch, tmp_path):
    """A page of apology with status 200 is not taken for the data."""
    message = error_of(lambda: fetch(Answer(body=b"<html>Sorry</html>")))
    assert "18 bytes that are not a valid zip" in message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["other.xlsx", f"../{WORKBOOK_NAME}", f"/{WORKBOOK_NAME}"])
def test_only_the_expected_member_is_taken(fetch, tmp_path, name):
    """A zip with anything else is refused, and nothing is written outside the folder."""
    before = sorted(tmp_path.parent.iterdir())
    message = error_of(lambda: fetch(Answer(body=zipped(WORKBOOK, name))))
    assert f"without {WORKBOOK_NAME}" in message
    assert name in message
    assert list(tmp_path.iterdir()) == []
    assert sorted(tmp_path.parent.iterdir()) == before


def test_already_there(fetch, server, tmp_path):
    """A right workbook is left alone, and said to be there; what a killed run left is cleared."""
    (tmp_path / WORKBOOK_NAME).write_bytes(WORKBOOK)
    (tmp_path / PART_NAME).write_bytes(ZIP)
    result = fetch(sha256=SHA256.upper())
    assert result == DownloadResult(tmp_path / WORKBOOK_NAME, len(WORKBOOK), SHA256, already_there=True)
    assert server.seen == []
    assert_only_workbook(tmp_path)


def test_another_workbook_is_not_overwritten(fetch, server, tmp_path):
    """A workbook of that name with other content stays, and is named with both checksums."""
    (tmp_path / WORKBOOK_NAME).write_bytes(OTHER_WORKBOOK)
    message = error_of(fetch)
    assert SHA256 in message
    assert hashlib.sha256(OTHER_WORKBOOK).hexdigest() in message
    assert server.seen == []
    assert_only_workbook(tmp_path, OTHER_WORKBOOK)


def test_folder_that_is_a_file(server, tmp_path):
    """A folder that can't be made is one line."""
    (tmp_path / "data").write_text("")
    message = error_of(lambda: download(tmp_path / "data", server.url))
    assert str(tmp_path / "data") in message


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
@pytest.mark.parametrize("name", [PART_NAME, WORKBOOK_NAME + ".part"])
def test_disk_full(fetch, tmp_path, name):
    """A full disk is one line, in the download and in unpacking; with room made, the same command works."""
    (tmp_path / name).symlink_to("/dev/full")
    assert "No space left" in error_of(fetch)
    (tmp_path / name).unlink(missing_ok=True)
    fetch()
    assert_only_workbook(tmp_path)


def test_one_download_at_a_time(fetch, tmp_path):
    """A second download into the same folder is turned away and disturbs nothing."""
    with filelock.FileLock(tmp_path / (PART_NAME + ".lock")):
        assert "Another download" in error_of(fetch)
    fetch()
    assert_only_workbook(tmp_path)


SCRIPT = """
import sys
from contextlib import contextmanager
from pathlib import Path
from segmentation.lines.public_data import download

@contextmanager
def aloud(description, total, unit="steps"):
    yield lambda done: print(int(done), flush=True)

options = {"progress": aloud} if sys.argv[3:] == ["aloud"] else {}
download(Path(sys.argv[1]), sys.argv[2], sha256=None, **options)
if not options:
    assert sys.stderr.isatty() == ("rich" in sys.modules)
"""


def command(*arguments: str | Path) -> tuple[list[str], dict[str, str]]:
    """Build the command line and the environment of a download in a process of its own."""
    root = str(Path(segmentation.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": root, "TERM": "xterm", "COLUMNS": "120"}
    return [sys.executable, "-W", "error", "-c", SCRIPT, *map(str, arguments)], environment


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_killed_and_run_again(fetch, server, tmp_path):
    """A process killed in the middle leaves a part that the next run goes on from."""
    server.script = [Answer(cut_after=8 * CHUNK, hold=True)]
    arguments, environment = command(tmp_path, server.url, "aloud")
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True) as process:
        written = 0
        while written < 8 * CHUNK and (line := process.stdout.readline()):
            written += int(line)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert (tmp_path / PART_NAME).read_bytes() == ZIP[: 8 * CHUNK]
    assert not (tmp_path / WORKBOOK_NAME).exists()
    result = fetch()
    assert result.resumed_from == 8 * CHUNK
    assert (server.ranges[-1], server.seen[-1]["If-Range"]) == (f"bytes={8 * CHUNK}-", '"one"')
    assert_only_workbook(tmp_path)


def test_quiet_in_a_pipe(server, tmp_path):
    """Without a terminal nothing is written, and Rich is not loaded."""
    arguments, environment = command(tmp_path, server.url)
    done = subprocess.run(arguments, env=environment, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert_only_workbook(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals")
def test_bar_on_a_terminal(server, tmp_path):
    """On a terminal the bar shows what is done and how much there is; standard output stays clean."""
    import pty  # there is none on Windows

    arguments, environment = command(tmp_path, server.url)
    ours, theirs = pty.openpty()
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while block := os.read(ours, 4096):
                shown += block
        except OSError:
            pass  # Linux reports the end of a terminal so
        os.close(ours)
        assert process.stdout.read() == b""
        assert process.wait(timeout=60) == 0
    assert "Downloading" in shown.decode()
    assert "327.8/327.8 kB" in shown.decode()
    assert_only_workbook(tmp_path)
