"""A real web server that misbehaves as told, and a zip for it to serve."""

from __future__ import annotations

import hashlib
import io
import random
import re
import threading
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from segmentation.errors import SourceError
from segmentation.lines.public_data import WORKBOOK_NAME, DownloadResult, download

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHUNK = 1 << 14  # a broken connection may lose up to this much of what was sent


def zipped(content: bytes, name: str = WORKBOOK_NAME) -> bytes:
    """Make a zip with one member, stored as it is, as UCI's is."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


WORKBOOK = random.Random(502).randbytes(20 * CHUNK)
SHA256 = hashlib.sha256(WORKBOOK).hexdigest()
ZIP = zipped(WORKBOOK)
OTHER_WORKBOOK = random.Random(503).randbytes(20 * CHUNK)


@dataclass(frozen=True)
class Answer:
    """How the server answers one request."""

    body: bytes = ZIP
    status: int = 200
    etag: str | None = '"one"'
    last_modified: str | None = None
    ranges: bool = True  # honours Range
    if_range: bool = True  # honours If-Range
    cut_after: int | None = None  # hang up after so many bytes of the body
    hold: bool = False  # after `cut_after` bytes say nothing more, but stay on the line
    extra_length: int = 0  # lie about Content-Length; if chunked, end too early
    shift: int = 0  # answer a Range with bytes from so much further on
    chunked: bool = False  # say no Content-Length at all


class Handler(BaseHTTPRequestHandler):
    """Answers as the server's script says."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Send headers and as much of the body as the script allows."""
        self.server.seen.append(dict(self.headers))
        script = self.server.script
        answer = script.pop(0) if len(script) > 1 else script[0]
        self.close_connection = True
        status, first = answer.status, 0
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = not answer.if_range or self.headers.get("If-Range") in {
            None,
            answer.etag,
            answer.last_modified,
        }
        if status == 200 and asked and answer.ranges and same:
            first = int(asked[1]) + answer.shift
            status = 206 if first < len(answer.body) else 416
        body = answer.body[first:] if status in {200, 206} else b""
        self.send_response(status)
        if answer.etag:
            self.send_header("ETag", answer.etag)
        if answer.last_modified:
            self.send_header("Last-Modified", answer.last_modified)
        if status == 206:
            self.send_header("Content-Range", f"bytes {first}-{len(answer.body) - 1}/{len(answer.body)}")
        if status == 416:
            self.send_header("Content-Range", f"bytes */{len(answer.body)}")
        if answer.chunked:
            self.send_header("Transfer-Encoding", "chunked")
            body = body[: len(body) + answer.extra_length]
        else:
            self.send_header("Content-Length", str(len(body) + answer.extra_length))
        self.end_headers()
        self.send_body(body, answer)

    def send_body(self, body: bytes, answer: Answer) -> None:
        """Send the body, in one HTTP chunk if so told, and break off where told."""
        sent = body[: answer.cut_after]
        try:
            if answer.chunked:
                self.wfile.write(b"%x\r\n" % len(body))
            self.wfile.write(sent)
            if answer.hold:
                self.server.release.wait(timeout=60)
            if answer.chunked and sent == body:
                self.wfile.write(b"\r\n0\r\n\r\n")
        except ConnectionError:
            pass  # the client is gone, as some tests want it

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


class Server(ThreadingHTTPServer):
    """A web server on a free port that remembers what it was asked."""

    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list[Answer] = [Answer()]
        self.seen: list[dict[str, str]] = []
        self.release = threading.Event()

    @property
    def url(self) -> str:
        """Where the zip is."""
        return f"http://127.0.0.1:{self.server_port}/online+retail+ii.zip"

    @property
    def ranges(self) -> list[str | None]:
        """What was asked for, one entry for every request."""
        return [headers.get("Range") for headers in self.seen]


@contextmanager
def breaking_server() -> Iterator[Server]:
    """Run the server for as long as the block takes."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.release.set()
            server.shutdown()
            thread.join()


def fetch_into(folder: Path, server: Server, *script: Answer, **options: object) -> DownloadResult:
    """Download from the server, answering by the script, without waiting between tries."""
    server.script = list(script) or [Answer()]
    return download(folder, server.url, **{"sha256": SHA256, "pause": 0.0, "attempts": 3, **options})


def assert_only_workbook(folder: Path, content: bytes = WORKBOOK) -> None:
    """Check that the folder holds the workbook, byte for byte, and nothing else."""
    assert [path.name for path in folder.iterdir()] == [WORKBOOK_NAME]
    assert (folder / WORKBOOK_NAME).read_bytes() == content


def error_of(run: Callable[[], object]) -> str:
    """Run into a SourceError and return its one line."""
    with pytest.raises(SourceError) as caught:
        run()
    message = str(caught.value)
    assert "\n" not in message
    return message
