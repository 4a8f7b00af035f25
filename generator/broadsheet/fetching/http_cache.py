"""Answers kept between runs, so that a server can say "not modified" (RFC 9110, 13) instead of all again.

A file is a line of JSON, what the answer was to and by what the server knows it, and then the body.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from broadsheet.disk.files import write_file

LARGEST = 16 * 1024 * 1024  # bytes of a body that is worth keeping
MOST = 128 * 1024 * 1024  # bytes of all that is kept; what was not used for longest goes first
# A server's validators, and the conditions they make.
_CONDITIONS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A body, and the request headers that ask whether it is still the one."""

    conditions: dict[str, str]
    body: bytes


class HttpCache:
    """A folder of answers. Whatever is wrong with it costs a request, never a run."""

    def __init__(self, folder: Path, scratch: Path, most: int = MOST) -> None:
        self._folder, self._scratch, self._most = folder, scratch, most

    def find(self, url: str) -> CachedResponse | None:
        """Return what was kept of ``GET url``; None where nothing was."""
        path = self._path(url)
        try:
            head, _, body = path.read_bytes().partition(b"\n")
            told = json.loads(head)
            if told["url"] != url or told["sha256"] != hashlib.sha256(body).hexdigest():
                return None
            path.touch()
            return CachedResponse({str(name): str(value) for name, value in told["conditions"].items()}, body)
        except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError):
            return None

    def keep(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Keep a body that proved good, if its server gave something to know it by."""
        conditions = {
            name: headers[validator] for validator, name in _CONDITIONS.items() if headers.get(validator)
        }
        if not conditions or len(body) > LARGEST or "no-store" in headers.get("Cache-Control", "").lower():
            return
        told = {"url": url, "conditions": conditions, "sha256": hashlib.sha256(body).hexdigest()}
        with suppress(OSError):
            write_file(self._path(url), json.dumps(told).encode() + b"\n" + body, self._scratch)

    def forget(self, url: str) -> None:
        """Keep nothing of ``GET url``."""
        with suppress(OSError):
            self._path(url).unlink(missing_ok=True)

    def trim(self) -> None:
        """Throw away what was not used for longest, until all that is kept has its size."""
        with suppress(OSError):
            files = [(path, path.stat()) for path in self._folder.iterdir()]
            room = self._most
            for path, state in sorted(files, key=lambda one: (-one[1].st_mtime_ns, one[0].name)):
                room -= state.st_size
                if room < 0:
                    path.unlink(missing_ok=True)

    def _path(self, url: str) -> Path:
        return self._folder / hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
