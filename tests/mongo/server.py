"""A real server that speaks MongoDB's protocol, to be killed as one likes, and a line to it that breaks as told."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pymongo import MongoClient

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "127.0.0.1"
PROGRAM = "secantusd-py"
PATIENCE = 60  # seconds for a server to start


def free_port() -> int:
    """Find a port that nobody listens on."""
    with closing(socket.socket()) as found:
        found.bind((HOST, 0))
        return found.getsockname()[1]


class Server:
    """A server with a folder of its own; started again, it has what it had."""

    def __init__(self, folder: Path, *options: str) -> None:
        beside = Path(sys.executable).with_name(PROGRAM)
        program = str(beside) if beside.exists() else shutil.which(PROGRAM)
        self.folder, self.options, self.port = folder, options, free_port()
        self._command = [program, "--host", HOST, "--storage-path", str(folder), "--log-level", "ERROR"]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """Give the server's address, with no database."""
        return f"mongodb://{HOST}:{self.port}"

    def start(self, *options: str, wait: bool = True) -> Server:
        """Start the server, and wait until it answers."""
        self._process = subprocess.Popen(
            [*self._command, "--port", str(self.port), *self.options, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if wait:
            with self.client(serverSelectionTimeoutMS=PATIENCE * 1000) as client:
                client.admin.command("ping")
        return self

    def kill(self) -> None:
        """End the server at once, whatever it is doing, and wait until it is gone."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Let the server end in peace."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def client(self, **options: Any) -> MongoClient[dict[str, Any]]:
        """Connect to the server."""
        return MongoClient(self.uri, **options)


class Line:
    """A connection to a server that goes through here, and breaks after so many bytes were sent to the server.

    Parameters
    ----------
    port : int
        Where the server is.
    breaks_after : int
        Bytes that are let through to the server.
    on_break : callable, optional
        What to do to the server then; the line is dead from then on in any case.
    """

    def __init__(self, port: int, breaks_after: int, on_break: Callable[[], None] = lambda: None) -> None:
        self._target, self._left, self._on_break = port, breaks_after, on_break
        self._lock = threading.Lock()
        self.broken = False
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Hang up, and wait until everybody has."""
        with self._lock:
            self.broken = True
            self._hang_up()
        for thread in self._threads:
            thread.join()

    def _hang_up(self) -> None:
        for each in (self._listener, *self._open):
            # A shutdown wakes whoever waits for the socket, and they close it; a close would let them sleep on.
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with self._listener, suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                with self._lock:
                    thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
                    self._open.append(client)
                    self._threads.append(thread)
                thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection((HOST, self._target)) as server:
            with self._lock:
                if self.broken:
                    return
                self._open.append(server)
            self._forward(client, server)

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        with selectors.DefaultSelector() as waiting:
            waiting.register(client, selectors.EVENT_READ, server)
            waiting.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in waiting.select():
                    data = key.fileobj.recv(1 << 14)
                    if not data or (key.fileobj is client and not self._let_through(len(data))):
                        return
                    key.data.sendall(data)

    def _let_through(self, size: int) -> bool:
        with self._lock:
            self._left -= size
            if self._left >= 0:
                return True
            if not self.broken:
                self.broken = True
                self._on_break()
                self._hang_up()
            return False
