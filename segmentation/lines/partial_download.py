"""Download a file piece by piece, across broken connections and killed processes.

What has arrived is kept in one file; a small ``.json`` beside it says which version of which file the bytes belong
to (address, ETag, Last-Modified, size). The next request asks for the rest with Range and If-Range (RFC 9110,
sections 13.1.5 and 14), so that a server without ranges, or with a new version, sends all of it and the old bytes go.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final, NoReturn

import requests
import tenacity

from segmentation.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from segmentation.progress import ProgressBar

_CHUNK: Final = 1 << 14
"""Bytes written at a time, and the most a broken connection loses."""
_LONGEST_PAUSE: Final = 60.0
"""Seconds between two tries, at most."""
_TRY_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Status codes of a server in trouble, which may be gone a moment later."""
_CONNECTION_LOST: Final = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
)


@dataclass(frozen=True)
class Origin:
    """Which version of which file the bytes collected so far belong to."""

    url: str
    etag: str | None
    last_modified: str | None
    total: int | None

    @property
    def validator(self) -> str | None:
        """What If-Range takes: a strong ETag, or else a date."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


@dataclass(frozen=True)
class Part:
    """The bytes collected so far, and the note of where they came from, both on disk."""

    path: Path

    @property
    def note(self) -> Path:
        """Where the note is kept."""
        return self.path.with_name(self.path.name + ".json")

    def size(self) -> int:
        """Count the bytes collected so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    def origin(self, url: str) -> Origin | None:
        """Read the note; None if nothing of that address can be resumed."""
        try:
            origin = Origin(**json.loads(self.note.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        size = self.size()
        usable = origin.url == url and 0 < size <= (size if origin.total is None else origin.total)
        return origin if usable else None

    def remember(self, origin: Origin) -> None:
        """Write the note."""
        self.note.write_text(json.dumps(asdict(origin)), "utf-8")

    def start(self, origin: Origin) -> None:
        """Drop what was collected; emptied first, so that bytes are never beside another file's note."""
        self.path.write_bytes(b"")
        self.remember(origin)

    def discard(self) -> None:
        """Remove both."""
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def fetch(
    part: Part, url: str, *, progress: ProgressBar, timeout: tuple[float, float], attempts: int, pause: float
) -> int:
    """Complete a part; return how many bytes of an earlier run were kept.

    Waits are in seconds: ``timeout`` for the connection and the next bytes; ``pause`` doubles after each try that
    brings nothing new, up to a minute. ``attempts`` counts such tries in a row.
    """
    try:
        with requests.Session() as session:
            download = _Download(part, url, session, progress, timeout)
            download.run(attempts, pause)
    except requests.RequestException as error:
        raise SourceError(f"Can't download {url}: {error}") from error
    return download.resumed_from


class _BrokenOff(Exception):  # noqa: N818  # an event; it becomes an error only when the tries are used up
    """An attempt ended early; another may succeed."""


class _Download:
    """One download over all its tries."""

    def __init__(
        self,
        part: Part,
        url: str,
        session: requests.Session,
        progress: ProgressBar,
        timeout: tuple[float, float],
    ) -> None:
        self.part, self.url = part, url
        self.session, self.progress, self.timeout = session, progress, timeout
        self.resumed_from = self.most = part.size() if part.origin(url) else 0
        self.in_vain = 0

    def run(self, attempts: int, pause: float) -> None:
        """Try again and again; only tries in a row that bring nothing new count."""
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_BrokenOff),
            stop=lambda _: self.in_vain >= attempts,
            wait=lambda _: min(pause * 2**self.in_vain, _LONGEST_PAUSE),
            reraise=True,
        )
        try:
            retrying(self._try_once)
        except _BrokenOff as error:
            origin, size = self.part.origin(self.url), self.part.size()
            of_total = f" of {origin.total:,}" if origin and origin.total else ""
            raise SourceError(
                f"The download of {self.url} broke off: {error}. {size:,}{of_total} bytes are in "
                f"{self.part.path}: run the same command again to resume."
            ) from error

    def _try_once(self) -> None:
        try:
            self._ask()
        except (_BrokenOff, *_CONNECTION_LOST) as error:
            size = self.part.size()
            self.in_vain = 0 if size > self.most else self.in_vain + 1
            self.most = max(self.most, size)
            raise error if isinstance(error, _BrokenOff) else _BrokenOff(_reason(error)) from error

    def _ask(self) -> None:
        """Ask for the missing bytes and add them to the part."""
        origin, size = self.part.origin(self.url), self.part.size()
        if origin and origin.total == size:
            return
        headers = {"Accept-Encoding": "identity"}  # bytes on the wire are bytes of the file
        if origin:
            headers["Range"] = f"bytes={size}-"
            if origin.validator:
                headers["If-Range"] = origin.validator
        with self.session.get(self.url, headers=headers, timeout=self.timeout, stream=True) as response:
            if origin and response.status_code == requests.codes.partial_content:
                origin = self._continued(response, origin, size)
            elif origin and response.status_code == requests.codes.requested_range_not_satisfiable:
                self._nothing_left(response, size)
                return
            elif response.status_code == requests.codes.ok:
                origin = self._started(response)
            else:
                raise self._refused(response)
            self._save(response, origin)

    def _started(self, response: requests.Response) -> Origin:
        """Begin at the first byte: first try, a server without ranges, or a new file."""
        length = response.headers.get("Content-Length", "")
        origin = Origin(
            self.url,
            etag=response.headers.get("ETag"),
            last_modified=response.headers.get("Last-Modified"),
            total=int(length) if length.isdecimal() else None,
        )
        self.part.start(origin)
        self.resumed_from = 0
        return origin

    def _continued(self, response: requests.Response, origin: Origin, size: int) -> Origin:
        """Check that what comes is the rest of what is there; not every server honours If-Range."""
        first, total = _content_range(response)
        etag = response.headers.get("ETag", origin.etag)
        if first != size or etag != origin.etag or total not in {None, origin.total or total}:
            self._start_over("the server sent bytes of another file than before")
        return replace(origin, total=origin.total or total)

    def _nothing_left(self, response: requests.Response, size: int) -> None:
        """Settle "range not satisfiable": the part is complete, or belongs to another file."""
        _, total = _content_range(response)
        if total != size:
            self._start_over("the server has no such bytes")

    def _start_over(self, why: str) -> NoReturn:
        self.part.discard()
        self.resumed_from = 0
        raise _BrokenOff(why)

    def _refused(self, response: requests.Response) -> Exception:
        answer = f"answered {response.status_code} {response.reason}"
        if response.status_code in _TRY_AGAIN:
            return _BrokenOff(f"the server {answer}")
        return SourceError(f"{self.url} {answer}: check the address, or download the file by hand.")

    def _save(self, response: requests.Response, origin: Origin) -> None:
        """Append what comes at once, so that a killed process loses next to nothing."""
        with (
            self.part.path.open("ab") as file,
            self.progress("Downloading", origin.total, "bytes") as advance,
        ):
            advance(self.part.size())
            for chunk in response.iter_content(_CHUNK):
                file.write(chunk)
                file.flush()
                advance(len(chunk))
        size = self.part.size()
        if origin.total is not None and size != origin.total:
            raise _BrokenOff(f"the server announced {origin.total:,} bytes and sent {size:,}")


def _content_range(response: requests.Response) -> tuple[int | None, int | None]:
    """Read the first byte and the total from Content-Range, None where it doesn't say."""
    header = response.headers.get("Content-Range", "")
    match = re.fullmatch(r"bytes (?:(\d+)-\d+|\*)/(?:(\d+)|\*)", header)
    first, total = match.groups() if match else (None, None)
    return (int(first) if first else None, int(total) if total else None)


def _reason(error: Exception) -> str:
    """Say in a few words what Requests says in five lines."""
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return "the server stopped answering"
    if isinstance(error, requests.exceptions.SSLError):
        return "no secure connection to the server"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection was cut"
    return "no connection to the server"
