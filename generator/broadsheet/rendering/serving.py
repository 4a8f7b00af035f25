"""Server that shows a site while it is written: on this machine, and with pages that load themselves anew."""

from __future__ import annotations

import mimetypes
import os
import socket
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote

from broadsheet.errors import BuildError

_IDLE_SECONDS = 60  # after which a connection that says nothing is closed
_OWN_FOLDER = "__broadsheet__/"  # addresses that are not of the site
_HTML = "text/html; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"
_SCRIPT = "text/javascript; charset=utf-8"
# Some systems' registries of types have these wrong or not at all.
_TYPES = {".js": _SCRIPT, ".mjs": _SCRIPT, ".md": "text/markdown; charset=utf-8", ".html": _HTML}
# A file and not in the page, as a policy of the page (CSP) may demand.
_RELOAD_SCRIPT = """\
"use strict";
const script = document.currentScript;
const address = new URL("build", script.src);
async function look() {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(address, { cache: "no-store" });
    if (answer.ok && (await answer.text()) !== script.dataset.build) location.reload();
  } catch {
    // The server has ended; it may come back.
  }
}
setInterval(look, 1000);
document.addEventListener("visibilitychange", look);
"""


@dataclass(frozen=True, slots=True)
class _Shown:
    """Site that is shown: its folder, the path that its addresses begin with, and which build it is."""

    folder: Path
    prefix: str
    build: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """Answer to a request; ``location`` is where a redirect leads."""

    status: HTTPStatus
    media_type: str
    data: bytes
    location: str = ""


class SiteServer(socketserver.ThreadingTCPServer):
    """Server that listens from the start, and answers as soon as it has a site to show."""

    allow_reuse_address = sys.platform != "win32"  # where it would let two programs listen at one port
    daemon_threads = True
    request_queue_size = 64
    _shown: _Shown | None = None
    _builds = 0

    def __init__(self, family: int, address: tuple[str, int]) -> None:
        self.address_family = family
        super().__init__(address, _Handler)

    @property
    def port(self) -> int:
        """Number of the port, also where the system was to choose one."""
        return int(self.server_address[1])

    def show(self, folder: Path, prefix: str) -> None:
        """Show the site in ``folder``; its addresses begin with ``prefix``: ``/``, or ``/of/a/folder/``."""
        self._builds += 1
        build = f"{os.getpid()}.{self._builds}"
        is_first = self._shown is None
        self._shown = _Shown(folder.resolve(), prefix, build)
        if is_first:
            threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Answer no more, and leave the port to others."""
        if self._shown:
            self.shutdown()
        self.server_close()

    def answer(self, target: str) -> _Answer:
        """Return the answer to a request for ``target``, a path that may have a query."""
        shown = self._shown
        if shown is None:
            return _Answer(HTTPStatus.SERVICE_UNAVAILABLE, _TEXT, b"")
        return _answer(shown, target)

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
        answer = self.server.answer(self.path)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.data)))
        self.send_header("Cache-Control", "no-store")
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.data)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Keep silent."""


@contextmanager
def listening(host: str, port: int) -> Iterator[SiteServer]:
    """Listen at a port until the caller is done; 0 is any that is free.

    BuildError where that cannot be, since another program listens there or there is no such host.
    """
    place = f"{host}:{port}"
    try:
        family, address = _resolve(host, port)
        server = SiteServer(family, address)
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


def _answer(shown: _Shown, target: str) -> _Answer:
    path = target.partition("?")[0]
    if not path.startswith(shown.prefix):
        if path in ("/", shown.prefix.rstrip("/")):
            return _redirect(shown.prefix)
        return _not_found(shown)
    name = unquote(path.removeprefix(shown.prefix))
    if name == f"{_OWN_FOLDER}build":
        return _Answer(HTTPStatus.OK, _TEXT, shown.build.encode())
    if name == f"{_OWN_FOLDER}reload.js":
        return _Answer(HTTPStatus.OK, _SCRIPT, _RELOAD_SCRIPT.encode())
    try:
        return _answer_with_file(shown, path, name)
    except (OSError, ValueError):  # no such file, or a name that none can have
        return _not_found(shown)


def _answer_with_file(shown: _Shown, path: str, name: str) -> _Answer:
    """Return the file called ``name``; OSError or ValueError where the site has none."""
    file = (shown.folder / name).resolve()
    if not file.is_relative_to(shown.folder):
        raise ValueError(name)
    if file.is_dir():
        if not path.endswith("/"):
            return _redirect(f"{path}/")
        file = file / "index.html"
    data = file.read_bytes()
    media_type = _media_type(file)
    if media_type == _HTML:
        data = _with_reload(data, shown)
    return _Answer(HTTPStatus.OK, media_type, data)


def _redirect(location: str) -> _Answer:
    return _Answer(HTTPStatus.FOUND, _TEXT, b"", location)


def _not_found(shown: _Shown) -> _Answer:
    try:
        page = (shown.folder / "404.html").read_bytes()
    except OSError:
        return _Answer(HTTPStatus.NOT_FOUND, _TEXT, b"There is no page here.\n")
    return _Answer(HTTPStatus.NOT_FOUND, _HTML, _with_reload(page, shown))


def _media_type(file: Path) -> str:
    if file.suffix in _TYPES:
        return _TYPES[file.suffix]
    guessed, encoding = mimetypes.guess_type(file.name)
    if encoding:
        return f"application/{encoding}"
    if guessed and guessed.startswith("text/"):
        return f"{guessed}; charset=utf-8"
    return guessed or "application/octet-stream"


def _with_reload(page: bytes, shown: _Shown) -> bytes:
    """Return a page with the script that loads it anew after the next build, at the end of its body."""
    source = f"{shown.prefix}{_OWN_FOLDER}reload.js"
    script = f'<script src="{source}" data-build="{shown.build}"></script>\n'
    before, end, after = page.rpartition(b"</body>")
    if not end:
        return page + script.encode()
    return before + script.encode() + end + after
