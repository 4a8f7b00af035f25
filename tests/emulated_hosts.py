"""Hosts of static sites on loopback, with the rules by which the real ones answer and refuse.

- GitHub Pages: https://docs.github.com/en/pages; a project's site is below a prefix; no file is a rule.
- Cloudflare Pages: https://developers.cloudflare.com/pages/configuration/serving-pages/ and /redirects/.
  Rules go before files; a placeholder may be a part of a segment; the matching is that of Cloudflare's
  published workers-sdk (``rules-engine``): ``(?<name>[^/]+)``, greedy, in order, exact rules first.
- Netlify: https://docs.netlify.com/manage/routing/redirects/overview/. Files go before rules, slashes at the
  end do not matter, a placeholder is a whole segment.
- GitLab Pages: https://docs.gitlab.com/user/project/pages/redirects/. As Netlify, with fewer rules,
  none of which counts where there are too many; a project's site is below a prefix, and so are its rules.
"""

from __future__ import annotations

import gzip
import http.server
import mimetypes
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar, NamedTuple
from urllib.parse import unquote, urlsplit

from browsing import listening

_PLACEHOLDER = re.compile(r":([A-Za-z]\w*)")
_TEXTS = ("text/", "application/json", "application/xml", "image/svg")


class Refused(Exception):
    """A host does not take the site."""


class Answer(NamedTuple):
    """What a host says to an address: a status, a file of the site or where to ask, and headers."""

    status: int
    file: str = ""
    location: str = ""


class Rule(NamedTuple):
    """A line of ``_redirects``."""

    source: str
    target: str
    status: int

    @property
    def is_dynamic(self) -> bool:
        return "*" in self.source or bool(_PLACEHOLDER.search(self.source))


def read_rules(text: str) -> list[Rule]:
    rules = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            source, target, status = line.split()
            rules.append(Rule(source, target, int(status)))
    return rules


@dataclass
class Host:
    """A host with a site: all files by their paths. ``prefix`` is where the site begins."""

    folder: Path
    prefix: str = "/"
    files: dict[str, Path] = field(init=False)

    title: ClassVar[str]
    unserved: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        found = (path for path in self.folder.rglob("*") if path.is_file())
        self.files = {path.relative_to(self.folder).as_posix(): path for path in found}
        self.check()
        self.take()

    def check(self) -> None:
        """Refuse what the host would not take."""

    def take(self) -> None:
        """Read what the host reads in a site."""

    def answer(self, path: str) -> Answer:
        """Return what the host says to a path, which is not decoded; each host finds files in its own way."""
        return self.lost()

    def lost(self) -> Answer:
        return Answer(HTTPStatus.NOT_FOUND, "404.html")

    def headers(self, path: str) -> Mapping[str, str]:
        return {}


class GitHubPages(Host):
    title = "GitHub Pages"

    def answer(self, path: str) -> Answer:
        if not path.startswith(self.prefix):
            return Answer(HTTPStatus.NOT_FOUND)
        name = unquote(path.removeprefix(self.prefix))
        if name.startswith("_") and ".nojekyll" not in self.files:
            return self.lost()
        if name in self.files:
            return Answer(HTTPStatus.OK, name)
        if name == "" or name.endswith("/"):
            index = f"{name}index.html"
            return Answer(HTTPStatus.OK, index) if index in self.files else self.lost()
        if f"{name}.html" in self.files:
            return Answer(HTTPStatus.OK, f"{name}.html")
        return self.lost()


class CloudflarePages(Host):
    title = "Cloudflare Pages"
    unserved = ("_headers", "_redirects")
    most_files = 20_000
    most_bytes = 25 * 2**20
    most_static = 2000
    most_dynamic = 100
    longest_line = 1000

    def check(self) -> None:
        if len(self.files) > self.most_files:
            raise Refused(f"{len(self.files)} files")
        for name, path in self.files.items():
            if path.stat().st_size > self.most_bytes:
                raise Refused(name)

    def take(self) -> None:
        text = self.files["_redirects"].read_text("utf-8") if "_redirects" in self.files else ""
        self.static: dict[str, Rule] = {}
        self.dynamic: list[tuple[re.Pattern[str], Rule]] = []
        for rule in read_rules(text):
            assert len(" ".join(map(str, rule))) <= self.longest_line
            if rule.is_dynamic:
                self.dynamic.append((self._pattern(rule.source), rule))
            else:
                # One that comes after a dynamic rule counts as dynamic.
                assert not self.dynamic, rule
                self.static.setdefault(rule.source, rule)
        if len(self.static) > self.most_static or len(self.dynamic) > self.most_dynamic:
            raise Refused("too many redirects")

    def _pattern(self, source: str) -> re.Pattern[str]:
        escaped = "(?P<splat>.*)".join(re.escape(part) for part in source.split("*"))
        return re.compile("^" + _PLACEHOLDER.sub(r"(?P<\1>[^/]+)", escaped) + "$")

    def _rule_for(self, path: str) -> Rule | None:
        if path in self.static:
            return self.static[path]
        for pattern, rule in self.dynamic:
            if found := pattern.match(path):
                target = rule.target
                for name, value in found.groupdict().items():
                    target = target.replace(f":{name}", value)
                return rule._replace(target=target)
        return None

    def answer(self, path: str) -> Answer:
        rule = self._rule_for(path)
        if rule and rule.status != HTTPStatus.OK:
            return Answer(rule.status, location=rule.target)
        return self._file_at(unquote((rule.target if rule else path).removeprefix("/")))

    def _file_at(self, name: str) -> Answer:
        """Return the file of a name, or lead to the one name by which it is served."""
        if name in self.files and name not in self.unserved:
            if not name.endswith(".html"):
                return Answer(HTTPStatus.OK, name)
            return Answer(308, location="/" + re.sub(r"(^|(?<=/))index\.html$|\.html$", "", name))
        folder = name.rstrip("/")
        served = {
            f"{folder}/index.html".removeprefix("/"): f"{folder}/".lstrip("/"),
            f"{folder}.html": folder,
        }
        for file, address in served.items():
            if file in self.files:
                return Answer(HTTPStatus.OK, file) if address == name else Answer(308, location=f"/{address}")
        return self.lost()

    def headers(self, path: str) -> Mapping[str, str]:
        """Return the headers of all rules of ``_headers`` that a path fits."""
        found: dict[str, str] = {}
        fits = False
        for line in self.files["_headers"].read_text("utf-8").splitlines():
            if line.startswith(" "):
                if fits:
                    name, value = line.split(":", 1)
                    found[name.strip()] = value.strip()
            else:
                fits = bool(self._pattern(line).match(path))
        return found


class Netlify(Host):
    title = "Netlify"
    unserved = ("_headers", "_redirects")
    most_rules = 10_000
    most_rule_bytes = 0

    def take(self) -> None:
        text = self.files["_redirects"].read_text("utf-8") if "_redirects" in self.files else ""
        rules = read_rules(text)
        if len(rules) > self.most_rules or (self.most_rule_bytes and len(text) > self.most_rule_bytes):
            raise Refused("too many redirects")
        assert not any(rule.is_dynamic for rule in rules)  # none is written for it, since none would fit
        self.rules = {rule.source.rstrip("/"): rule for rule in rules}

    def answer(self, path: str) -> Answer:
        if not path.startswith(self.prefix):
            return Answer(HTTPStatus.NOT_FOUND)
        name = unquote(path.removeprefix(self.prefix))
        if name not in self.unserved:
            for file in (name, f"{name}.html", f"{name}/index.html".removeprefix("/").replace("//", "/")):
                if file in self.files:
                    return Answer(HTTPStatus.OK, file)
        rule = self.rules.get(path.rstrip("/"))
        if rule:
            return Answer(rule.status, location=rule.target)
        return self.lost()


class GitLabPages(Netlify):
    title = "GitLab Pages"
    unserved = ("_redirects",)
    most_rules = 1000
    most_rule_bytes = 64 * 2**10


@contextmanager
def serving(host: Host) -> Iterator[str]:
    """Serve a host's site, until the caller is done; the address at which the site begins."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path if not self.path.startswith("//") else self.path
            answer = host.answer(path)
            self.send_response(answer.status)
            for name, value in host.headers(path).items():
                self.send_header(name, value)
            if answer.location:
                self.send_header("Location", answer.location)
            body = host.files[answer.file].read_bytes() if answer.file else b""
            kind = mimetypes.guess_type(answer.file)[0] or "application/octet-stream"
            if kind.startswith("text/"):
                kind += "; charset=utf-8"
            if body and kind.startswith(_TEXTS) and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            with suppress(ConnectionError):  # of a browser that went on to another page
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with listening(Handler) as address:
        yield f"{address}{host.prefix}"
