"""Real mail servers that behave, or misbehave, as told."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword, syntax

from segmentation.mail.connection import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

LIMITS = Limits(connect=5.0, reply=5.0, dot=5.0, whole=20.0, attempts=3, pause=0.0)
"""Waits for nobody between tries."""
IMPATIENT = Limits(connect=0.3, reply=0.3, dot=0.3, whole=5.0, attempts=2, pause=0.0)
"""For servers that never answer."""

USER, PASSWORD = "reports@shop.example", "s3cr3t-pass"


@dataclass
class Postbox:
    """A handler that takes mail in, and answers by a script.

    Attributes
    ----------
    to_recipient : dict of str to list of str
        Replies to a recipient, one for each time they are named; none left is yes.
    to_data : list of str
        Replies to a message, one for each; ``"cut"`` hangs up in place of a reply, ``"wait"`` says nothing.
    taken : list of (list of str, bytes)
        Recipients and message of what was taken.
    conversations : int
        How many clients said hello.
    waits : threading.Event
        Set when a whole message is there, and nothing is said to it.
    """

    to_recipient: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    to_data: list[str] = field(default_factory=list)
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)
    users: list[str | None] = field(default_factory=list)
    conversations: int = 0
    waits: threading.Event = field(default_factory=threading.Event)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802  (aiosmtpd's name)
        """Count who comes."""
        self.conversations += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  (aiosmtpd's name)
        """Take a recipient, or answer by the script."""
        script = self.to_recipient[address]
        reply = script.pop(0) if script else "250 OK"
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (aiosmtpd's name)
        """Take the message, or answer by the script."""
        reply = self.to_data.pop(0) if self.to_data else "250 2.0.0 taken"
        if reply == "wait":
            self.waits.set()
            await asyncio.sleep(60)
        if reply == "cut":
            server.transport.abort()
            return "250 into the void"
        if reply.startswith("250"):
            self.taken.append((list(envelope.rcpt_tos), envelope.original_content))
            self.senders.append(envelope.mail_from)
            self.secure.append(session.ssl is not None)
            self.users.append(session.auth_data)
        return reply

    @property
    def reached(self) -> list[str]:
        """Everybody a message was taken for, as often as it was."""
        return [address for recipients, _ in self.taken for address in recipients]

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, parsed."""
        return [message_from_bytes(content, policy=policy.default) for _, content in self.taken]


def authenticate(server, session, envelope, mechanism, data):
    """Let one user in. Whoever is refused must be told so by the server itself."""
    assert isinstance(data, LoginPassword)
    if (data.login.decode(), data.password.decode()) == (USER, PASSWORD):
        return AuthResult(success=True, auth_data=data.login.decode())
    return AuthResult(success=False, handled=False)


class CutsInTheMiddle(SMTP):
    """A server that asks for the message and hangs up after its first line."""

    @syntax("DATA")
    async def smtp_DATA(self, arg):  # noqa: N802  (aiosmtpd's name)
        """Hang up before the final dot."""
        await self.push("354 go on")
        await self._reader.readline()
        self.transport.abort()


class RefusesInTheMiddle(SMTP):
    """A server that asks for the message and refuses it after its first line."""

    @syntax("DATA")
    async def smtp_DATA(self, arg):  # noqa: N802  (aiosmtpd's name)
        """Refuse before the final dot."""
        await self.push("354 go on")
        await self._reader.readline()
        await self.push("552 5.3.4 too much")
        while await self._reader.readline() not in (b"", b".\r\n"):
            pass


class _Loop:
    """An event loop in a thread of its own, with one server in it."""

    def __init__(self, factory: Any, context: Any) -> None:
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(self.loop.create_server(factory, "127.0.0.1", 0, ssl=context))
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()

    def stop(self) -> None:
        """Hang up on everybody, and end."""
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _end(self) -> None:
        self.server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def mail_server(handler: Any, *, kind: type[SMTP] = SMTP, implicit: Any = None, **options: Any) -> Iterator[int]:
    """Run a server for as long as the block takes; gives its port."""

    def factory() -> SMTP:
        return kind(handler, loop=running.loop, hostname="mail.test", **options)

    running = _Loop(factory, implicit)
    try:
        yield running.port
    finally:
        running.stop()


@contextmanager
def deaf_server(*, says: bytes = b"", drips: float | None = None) -> Iterator[int]:
    """Run a server that takes connections and never answers; or says something; or drips a sign at a time."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        held = []

        def listen() -> None:
            while not over.is_set():
                try:
                    client, _ = listening.accept()
                except TimeoutError:
                    continue
                held.append(client)
                try:
                    client.sendall(says)
                    while drips is not None and not over.wait(drips):
                        client.sendall(b"2")
                except OSError:
                    pass  # whoever waited has gone
            for client in held:
                client.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join()
