"""Going on where a download broke off, against a real web server that breaks off as told."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest

from segmentation.lines.public_data import PART_NAME, DownloadResult, download

from .breaking_server import (
    CHUNK,
    OTHER_WORKBOOK,
    SHA256,
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
    from pathlib import Path


@pytest.fixture
def server() -> Iterator[Server]:
    """Run the server for one test."""
    with breaking_server() as running:
        yield running


@pytest.fixture
def fetch(server: Server, tmp_path: Path) -> Callable[..., DownloadResult]:
    """Download from the server into the test's folder."""
    return partial(fetch_into, tmp_path, server)


def test_goes_on_after_a_break(fetch, server, tmp_path):
    """After a cut the next request asks for the rest, on condition that the file is still the same."""
    result = fetch(Answer(cut_after=5 * CHUNK), Answer(cut_after=7 * CHUNK), Answer())
    assert [headers.get("If-Range") for headers in server.seen] == [None, '"one"', '"one"']
    assert server.ranges == [None, f"bytes={5 * CHUNK}-", f"bytes={12 * CHUNK}-"]
    assert all(headers["Accept-Encoding"] == "identity" for headers in server.seen)
    assert result.resumed_from == 0  # all of it arrived in this run
    assert_only_workbook(tmp_path)


def test_progress_resets_the_count_of_tries(fetch, server, tmp_path):
    """Nine breaks in a row are survived with two attempts, as long as each brings something."""
    fetch(*[Answer(cut_after=2 * CHUNK)] * 9, Answer(), attempts=2)
    assert len(server.seen) == 10
    assert_only_workbook(tmp_path)


def test_gives_up_and_a_second_run_goes_on(fetch, server, tmp_path):
    """Giving up says how much is there and what to do; the second run fetches only the rest."""
    message = error_of(lambda: fetch(Answer(cut_after=5 * CHUNK), Answer(status=503)))
    assert f"{5 * CHUNK:,} of {len(ZIP):,} bytes" in message
    assert "503" in message
    assert "run the same command again" in message
    assert len(server.seen) == 1 + 3
    result = fetch()
    assert result.resumed_from == 5 * CHUNK
    assert server.ranges[-1] == f"bytes={5 * CHUNK}-"
    assert_only_workbook(tmp_path)


def test_server_error_then_fine(fetch, server, tmp_path):
    """A 500 is not the end."""
    fetch(Answer(status=500), Answer())
    assert len(server.seen) == 2
    assert_only_workbook(tmp_path)


def test_pauses_grow_and_are_bounded(fetch, server, monkeypatch):
    """Pauses double with every try in vain and stay at a minute; the clock is the one thing not real here."""
    pauses: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", pauses.append)
    error_of(lambda: fetch(Answer(status=503), pause=10.0, attempts=5))
    assert pauses == [20.0, 40.0, 60.0, 60.0]


def test_not_found_is_final(fetch, server):
    """A 404 is an error at once, without a second try."""
    message = error_of(lambda: fetch(Answer(status=404)))
    assert "404" in message
    assert server.url in message
    assert len(server.seen) == 1


def test_ranges_ignored(fetch, server, tmp_path):
    """A server that knows no ranges sends the whole file, which replaces what was there."""
    error_of(lambda: fetch(Answer(cut_after=5 * CHUNK), Answer(status=503)))
    result = fetch(Answer(ranges=False))
    assert server.ranges[-1] == f"bytes={5 * CHUNK}-"
    assert result.resumed_from == 0
    assert_only_workbook(tmp_path)


def test_ranges_ignored_and_always_broken_ends(fetch, server, tmp_path):
    """A server without ranges that always breaks at the same place does not keep us for ever."""
    message = error_of(lambda: fetch(Answer(ranges=False, cut_after=5 * CHUNK)))
    assert len(server.seen) == 1 + 3
    assert "the connection was cut" in message


def test_broken_now_here_now_there_ends(fetch, server):
    """Only bytes beyond the most there ever was count as progress."""
    here, there = Answer(ranges=False, cut_after=5 * CHUNK), Answer(ranges=False, cut_after=2 * CHUNK)
    error_of(lambda: fetch(*[here, there] * 5))
    assert len(server.seen) == 1 + 3


def test_other_bytes_than_asked_for(fetch, server, tmp_path):
    """Bytes from another place of the file are not added to those that are there."""
    fetch(Answer(cut_after=5 * CHUNK), Answer(shift=1), Answer())
    assert server.ranges == [None, f"bytes={5 * CHUNK}-", None]
    assert_only_workbook(tmp_path)


@pytest.mark.parametrize("if_range", [True, False])
def test_file_changed_between_tries(fetch, tmp_path, if_range):
    """A new version on the server starts the download over, even if the server ignores If-Range."""
    new = Answer(body=zipped(OTHER_WORKBOOK), etag='"two"', if_range=if_range)
    fetch(Answer(cut_after=5 * CHUNK), new, sha256=hashlib.sha256(OTHER_WORKBOOK).hexdigest())
    assert_only_workbook(tmp_path, OTHER_WORKBOOK)


def test_weak_etag_is_no_condition(fetch, server, tmp_path):
    """A weak ETag is not allowed in If-Range: the rest is asked for without, and the CRC decides."""
    fetch(Answer(etag='W/"one"', cut_after=5 * CHUNK), Answer(etag='W/"one"'))
    assert "If-Range" not in server.seen[1]
    assert server.ranges[1] == f"bytes={5 * CHUNK}-"
    assert_only_workbook(tmp_path)


@pytest.mark.parametrize("etag", ['W/"one"', None])
def test_date_is_the_condition_without_a_strong_etag(fetch, server, tmp_path, etag):
    """Without a strong ETag, If-Range has Last-Modified; another date starts the download over."""
    before, after = "Tue, 26 Aug 2025 12:47:08 GMT", "Wed, 27 Aug 2025 12:47:08 GMT"
    broken = Answer(etag=etag, last_modified=before, cut_after=5 * CHUNK)
    new = Answer(body=zipped(OTHER_WORKBOOK), etag=etag, last_modified=after)
    fetch(broken, new, sha256=hashlib.sha256(OTHER_WORKBOOK).hexdigest())
    assert server.seen[1]["If-Range"] == before
    assert len(server.seen) == 2
    assert_only_workbook(tmp_path, OTHER_WORKBOOK)


def test_another_address_starts_over(fetch, server, tmp_path):
    """What was collected from one address is not completed from another."""
    error_of(lambda: fetch(Answer(cut_after=5 * CHUNK), Answer(status=503)))
    server.script = [Answer()]
    download(tmp_path, server.url + "?mirror", sha256=SHA256)
    assert server.ranges[-1] is None
    assert_only_workbook(tmp_path)


@pytest.mark.parametrize("note", [None, "", "[]", '{"url": 1}'])
def test_lost_or_damaged_note_starts_over(fetch, server, tmp_path, note):
    """Bytes of which nobody knows where they came from are not used."""
    error_of(lambda: fetch(Answer(cut_after=5 * CHUNK), Answer(status=503)))
    path = tmp_path / (PART_NAME + ".json")
    path.unlink() if note is None else path.write_text(note)
    assert fetch().resumed_from == 0
    assert server.ranges[-1] is None
    assert_only_workbook(tmp_path)


def test_no_content_length(fetch, server, tmp_path):
    """Without Content-Length a cut is still noticed and the rest asked for."""
    fetch(Answer(chunked=True, cut_after=5 * CHUNK), Answer())
    assert server.ranges == [None, f"bytes={5 * CHUNK}-"]
    assert_only_workbook(tmp_path)


def test_rest_that_ends_too_early(fetch, server, tmp_path):
    """A rest without Content-Length that ends properly, but before the known size, is not taken for whole."""
    fetch(Answer(cut_after=5 * CHUNK), Answer(chunked=True, extra_length=-100), Answer())
    assert server.ranges[2] == f"bytes={len(ZIP) - 100}-"
    assert_only_workbook(tmp_path)


def test_content_length_too_large(fetch, server, tmp_path):
    """Promised bytes that do not exist are noticed at the second answer, and the file is fetched again."""
    fetch(Answer(extra_length=100), Answer())
    assert server.ranges[2:] == [None]
    assert_only_workbook(tmp_path)


def test_content_length_always_too_large_ends(fetch, server):
    """A server that never stops promising too much does not keep us for ever."""
    message = error_of(lambda: fetch(Answer(extra_length=100, ranges=False)))
    assert "the connection was cut" in message
    assert len(server.seen) == 1 + 3


def test_range_not_satisfiable_for_a_shorter_file(fetch, server, tmp_path):
    """If the server's file is shorter than what is there, the download starts over."""
    short = Answer(body=zipped(b"short"), if_range=False)
    fetch(Answer(cut_after=5 * CHUNK), short, sha256=None)
    assert server.ranges == [None, f"bytes={5 * CHUNK}-", None]
    assert_only_workbook(tmp_path, b"short")


def test_range_not_satisfiable_because_all_is_there(fetch, server, tmp_path):
    """If nobody knew the size and all bytes were there already, the server's refusal says so."""
    error_of(lambda: fetch(Answer(chunked=True, cut_after=5 * CHUNK), Answer(status=503)))
    (tmp_path / PART_NAME).write_bytes(ZIP)
    asked = len(server.seen)
    assert fetch().resumed_from == len(ZIP)
    assert server.ranges[asked:] == [f"bytes={len(ZIP)}-"]
    assert_only_workbook(tmp_path)


def test_whole_part_is_not_asked_for_again(fetch, server, tmp_path):
    """A run that was killed between download and unpacking costs no second download."""
    error_of(lambda: fetch(Answer(cut_after=5 * CHUNK), Answer(status=503)))
    (tmp_path / PART_NAME).write_bytes(ZIP)
    asked = len(server.seen)
    assert fetch().resumed_from == len(ZIP)
    assert len(server.seen) == asked
    assert_only_workbook(tmp_path)


def test_nobody_listens(tmp_path, server):
    """A server that can't be reached is one line, after the tries are used up."""
    url = server.url
    server.server_close()
    message = error_of(lambda: download(tmp_path, url, attempts=2, pause=0.0))
    assert "no connection to the server" in message
    assert "0 bytes" in message


def test_no_secure_connection(tmp_path, server):
    """A server without TLS under an https address gets another error than one that is not there."""
    url = server.url.replace("http:", "https:")
    message = error_of(lambda: download(tmp_path, url, attempts=1))
    assert "no secure connection to the server" in message


def test_server_that_falls_silent(fetch):
    """A connection on which nothing more comes is given up after the time limit."""
    silent = [Answer(cut_after=5 * CHUNK, hold=True), Answer(cut_after=0, hold=True)]
    message = error_of(lambda: fetch(*silent, attempts=1, timeout=(5.0, 0.2)))
    assert "the server stopped answering" in message
    assert f"{5 * CHUNK:,} of {len(ZIP):,} bytes" in message


def test_address_that_is_none(tmp_path):
    """An address without a scheme is one line, not a traceback."""
    assert "archive.ics.uci.edu" in error_of(lambda: download(tmp_path, "archive.ics.uci.edu"))


def test_progress_is_told(fetch):
    """The bar is given the size and every byte once, with what was there already as its first step."""
    told: list[tuple[float | None, list[float]]] = []

    @contextmanager
    def bar(description: str, total: float | None, unit: str = "steps") -> Iterator[Callable[[float], None]]:
        told.append((total, []))
        yield told[-1][1].append

    fetch(Answer(cut_after=5 * CHUNK), Answer(), progress=bar)
    assert [total for total, _ in told] == [len(ZIP), len(ZIP)]
    assert [sum(steps) for _, steps in told] == [5 * CHUNK, len(ZIP)]
    assert told[1][1][0] == 5 * CHUNK
