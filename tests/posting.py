"""A real mail server on loopback, with a certificate made for the run, that does as a test says."""

from __future__ import annotations

import socket
import ssl
import threading
from asyncio import AbstractServer
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = "digest", "a made-up password"
# What a test may answer: to RCPT and to the text of a message.
Said = Callable[["Mailbox", str], str]


@dataclass
class Mailbox:
    """Everything the server took: who it was for, and the message. Connections are counted."""

    port: int
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    greeted: int = 0
    rcpt: Said = lambda box, address: "250 OK"
    data: Said = lambda box, address: "250 OK"
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def readers(self) -> list[str]:
        """The reader of every message taken, in order."""
        return [reader for reader, _ in self.taken]


class _Handler:
    def __init__(self, box: Mailbox) -> None:
        self.box = box

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, name: str, lines: Any) -> Any:
        session.host_name = name
        self.box.greeted += 1
        return lines

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.box.asked.append(address)
        answer = self.box.rcpt(self.box, address)
        if answer.startswith("drop"):
            server.transport.abort()
            return "421 gone"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        (address,) = envelope.rcpt_tos
        answer = self.box.data(self.box, address)
        if answer.startswith("250") or answer == "drop, but take it":
            message = message_from_bytes(envelope.original_content, policy=policy.default)
            with self.box.lock:
                self.box.taken.append((address, message))
        if answer.startswith("drop"):
            server.transport.abort()
        return answer


def _authenticate(server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=known, handled=False)  # and the server says so itself


class _Controller(Controller):
    listening: socket.socket  # so that no other program takes the port meanwhile

    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="mail.review.example", **self.SMTP_kwargs)

    def _create_server(self) -> Awaitable[AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self.listening, ssl=self.ssl_context)


@contextmanager
def mail_server(
    authority: trustme.CA, name: str = "127.0.0.1", *, implicit: bool = False, plain: bool = False
) -> Iterator[Mailbox]:
    """A server that wants encryption and a password; ``implicit`` is TLS from the first byte.

    ``plain`` offers none at all.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    box = Mailbox(port)
    more: dict[str, Any] = {"tls_context": context, "require_starttls": True}
    if implicit or plain:
        more = {"auth_require_tls": False} | ({"ssl_context": context} if implicit else {})
    controller = _Controller(
        _Handler(box),
        "127.0.0.1",
        port,
        ready_timeout=60,
        authenticator=_authenticate,
        auth_required=True,
        timeout=60,
        **more,
    )
    controller.listening = listening
    controller.start()
    box.greeted = 0
    try:
        yield box
    finally:
        controller.stop()


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """What trusts the servers of this authority alone."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def authority_file(authority: trustme.CA, folder: Path) -> Path:
    """Its certificate as a file, for other processes."""
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path
