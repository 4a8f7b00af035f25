"""Answers of the server: what it sends, and how a site's own files become that."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote

from broadsheet.library import urls
from broadsheet.rendering.service_worker.scripts import removal_script

OWN_FOLDER = "__broadsheet__/"  # addresses that are not of the site
TEXT = "text/plain; charset=utf-8"
SCRIPT = "text/javascript; charset=utf-8"
STYLE = "text/css; charset=utf-8"
_HTML = "text/html; charset=utf-8"
# Some systems' registries of types have these wrong or not at all.
_TYPES = {".js": SCRIPT, ".mjs": SCRIPT, ".md": "text/markdown; charset=utf-8", ".html": _HTML}


@dataclass(frozen=True, slots=True)
class Shown:
    """Site that is shown: its folder, the path that its addresses begin with, and which build it is.

    ``tags`` are those that its pages get at the end of their bodies.
    """

    folder: Path
    prefix: str
    build: str
    tags: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer to a request; ``location`` is where a redirect leads."""

    status: HTTPStatus
    media_type: str
    data: bytes
    location: str = ""


class Refusal(Exception):
    """A request that is refused, with the status and with a sentence on why.

    ``field`` is the part of a form that it is about, where it is about one.
    """

    def __init__(self, status: HTTPStatus, problem: str, field: str = "") -> None:
        super().__init__(problem)
        self.status = status
        self.problem = problem
        self.field = field

    def answer(self) -> Answer:
        """Return the answer that says so."""
        return answer_json({"problem": self.problem, "field": self.field}, self.status)


def answer_json(value: object, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """Return the answer that is a value as JSON."""
    return Answer(status, "application/json", json.dumps(value).encode())


def answer_from_site(shown: Shown, path: str) -> Answer:
    """Return the answer to a request for the path of an address, without its query."""
    if not path.startswith(shown.prefix):
        if path in ("/", shown.prefix.rstrip("/")):
            return _redirect(shown.prefix)
        return _not_found(shown)
    try:
        return _answer_with_file(shown, path, unquote(path.removeprefix(shown.prefix)))
    except (OSError, ValueError):  # no such file, or a name that none can have
        return _not_found(shown)


def _answer_with_file(shown: Shown, path: str, name: str) -> Answer:
    """Return the file called ``name``; OSError or ValueError where the site has none."""
    file = (shown.folder / name).resolve()
    if not file.is_relative_to(shown.folder):
        raise ValueError(name)
    if file.is_dir():
        if not path.endswith("/"):
            return _redirect(f"{path}/")
        file = file / "index.html"
    media_type = _media_type(file)
    if name == urls.SERVICE_WORKER:
        # On this machine pages are always new, and other sites are shown at the same address.
        return Answer(HTTPStatus.OK, media_type, removal_script())
    data = file.read_bytes()
    if media_type == _HTML:
        data = _with_tags(data, shown)
    return Answer(HTTPStatus.OK, media_type, data)


def _redirect(location: str) -> Answer:
    return Answer(HTTPStatus.FOUND, TEXT, b"", location)


def _not_found(shown: Shown) -> Answer:
    try:
        page = (shown.folder / "404.html").read_bytes()
    except OSError:
        return Answer(HTTPStatus.NOT_FOUND, TEXT, b"There is no page here.\n")
    return Answer(HTTPStatus.NOT_FOUND, _HTML, _with_tags(page, shown))


def _media_type(file: Path) -> str:
    if file.suffix in _TYPES:
        return _TYPES[file.suffix]
    guessed, encoding = mimetypes.guess_type(file.name)
    if encoding:
        return f"application/{encoding}"
    if guessed and guessed.startswith("text/"):
        return f"{guessed}; charset=utf-8"
    return guessed or "application/octet-stream"


def _with_tags(page: bytes, shown: Shown) -> bytes:
    """Return a page with the server's own tags at the end of its body."""
    before, end, after = page.rpartition(b"</body>")
    if not end:
        return page + shown.tags.encode()
    return before + shown.tags.encode() + end + after
