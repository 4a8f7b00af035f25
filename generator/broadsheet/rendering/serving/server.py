"""The server: it listens, reads requests, and sends answers."""

from __future__ import annotations

import ipaddress
import os
import socket
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from broadsheet.errors import BuildError
from broadsheet.rendering.serving.answers import (
    OWN_FOLDER,
    TEXT,
    Answer,
    Refusal,
    Shown,
    answer_from_site,
)
from broadsheet.rendering.serving.editing import NoteEditing
from broadsheet.rendering.serving.own_files import RELOAD_SCRIPT, answer_with_reload_script

_IDLE_SECONDS = 60  # after which a connection that says nothing is closed
_MOST_REFUSED_BYTES = 1_000_000  # of a refused body that are read, so that its sender hears the answer
_MOST_DIGITS = 9  # of a length: with more it is larger anyway
# So that no page of others shows ours in a frame, or loads parts of it, while notes can be edited there.
_EDITING_HEADERS = (
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
)


class SiteServer(socketserver.ThreadingTCPServer):
    """Server that listens from the start, and answers as soon as it has a site to show."""

    allow_reuse_address = sys.platform != "win32"  # where it would let two programs listen at one port
    daemon_threads = True
    request_queue_size = 64
    _shown: Shown | None = None
    _builds = 0

    def __init__(self, family: int, address: tuple[str, int], editing: NoteEditing | None = None) -> None:
        self.address_family = family
        self.editing = editing
        super().__init__(address, _Handler)

    @property
    def host(self) -> str:
        """Address of this machine at which it listens."""
        return str(self.server_address[0])

    @property
    def port(self) -> int:
        """Number of the port, also where the system was to choose one."""
        return int(self.server_address[1])

    def show(self, folder: Path, prefix: str) -> None:
        """Show the site in ``folder``; its addresses begin with ``prefix``: ``/``, or ``/of/a/folder/``."""
        self._builds += 1
        build = f"{os.getpid()}.{self._builds}"
        is_first = self._shown is None
        own = f"{prefix}{OWN_FOLDER}"
        tags = f'<script type="module" src="{own}{RELOAD_SCRIPT}" data-build="{build}"></script>\n'
        if self.editing:
            tags = self.editing.tags(own) + tags
        self._shown = Shown(folder.resolve(), prefix, build, tags)
        if is_first:
            threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Answer no more, and leave the port to others."""
        if self._shown:
            self.shutdown()
        self.server_close()

    def answer(self, target: str, headers: Message) -> Answer:
        """Return the answer to a request for ``target``, a path that may have a query; Refusal if none."""
        shown = self._shown
        if shown is None:
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE, TEXT, b"")
        if self.editing:
            self.editing.check_host(headers, self.host, self.port)
        path, _, query = target.partition("?")
        own_name = _own_name(shown, path)
        if own_name == "build":
            return Answer(HTTPStatus.OK, TEXT, shown.build.encode())
        if own_name == RELOAD_SCRIPT:
            return answer_with_reload_script()
        if self.editing:
            answer = self.editing.answer(own_name, query)
            if answer:
                return answer
        return answer_from_site(shown, path)

    def admit(self, target: str, headers: Message) -> int:
        """Return the length of the body of a request that may change a note; Refusal of all others."""
        editing = self._editing_now()
        name = _own_name(self._shown, target) if self._shown else ""
        return editing.admit(name, headers, self.host, self.port)

    def save(self, body: bytes) -> Answer:
        """Return the answer to the body of a request that was admitted; Refusal where it cannot be done."""
        return self._editing_now().save(body)

    def _editing_now(self) -> NoteEditing:
        if self.editing is None:
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "nothing is edited here")
        return self.editing

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep silent about readers who went away; anything else is a fault of ours, with its traceback."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Handler of the requests of one connection."""

    server: SiteServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each body waits for the browser's word on its head, 40 ms
    timeout = _IDLE_SECONDS

    def do_GET(self) -> None:
        try:
            answer = self.server.answer(self.path, self.headers)
        except Refusal as refusal:
            answer = refusal.answer()
        self._send(answer)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        try:
            length = self.server.admit(self.path, self.headers)
        except Refusal as refusal:
            self._send_refusal(refusal)
            return
        body = self.rfile.read(length)
        if len(body) < length:  # its sender went away
            self.close_connection = True
            return
        try:
            answer = self.server.save(body)
        except Refusal as refusal:
            answer = refusal.answer()
        self._send(answer)

    def _send_refusal(self, refusal: Refusal) -> None:
        """Send why a request is refused, and end the connection: what follows may be of its body."""
        self.close_connection = True
        self._send(refusal.answer())
        length = self.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit():
            digits = length[:_MOST_DIGITS]
            self.rfile.read(min(int(digits), _MOST_REFUSED_BYTES))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.data)))
        self.send_header("Cache-Control", "no-store")
        if self.server.editing:
            for name, value in _EDITING_HEADERS:
                self.send_header(name, value)
        if answer.location:
            self.send_header("Location", answer.location)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.data)

    def log_message(self, format: str, *args: object) -> None:
        """Keep silent."""


@contextmanager
def listening(host: str, port: int, editing: NoteEditing | None = None) -> Iterator[SiteServer]:
    """Listen at a port until the caller is done; 0 is any that is free.

    BuildError where that cannot be, since another program listens there or there is no such host; and where
    notes can be edited, and others than this machine would be listened to.
    """
    place = f"{host}:{port}"
    try:
        family, address = _resolve(host, port)
        if editing and not ipaddress.ip_address(address[0]).is_loopback:
            raise BuildError(
                f"{place}: others could reach this address, and --edit writes files; "
                "give --address 127.0.0.1:8000"
            )
        server = SiteServer(family, address, editing)
    except (OSError, UnicodeError) as error:  # the second is of a name that none can have
        reason = getattr(error, "strerror", None) or str(error)
        raise BuildError(f"{place}: cannot be listened at ({reason}); give another --address") from None
    try:
        yield server
    finally:
        server.stop()


def _resolve(host: str, port: int) -> tuple[int, tuple[str, int]]:
    """Return the family and the address of a host, IPv4's where it has both."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    found.sort(key=lambda info: info[0] != socket.AF_INET)
    family, _, _, _, address = found[0]
    return family, (str(address[0]), int(address[1]))


def _own_name(shown: Shown, path: str) -> str:
    """Return the name that an address has among those of the server itself; empty for one of the site."""
    own = f"{shown.prefix}{OWN_FOLDER}"
    return path.removeprefix(own) if path.startswith(own) else ""
