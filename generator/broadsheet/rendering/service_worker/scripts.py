"""The two scripts that may stand at the address of the service worker."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import rjsmin  # type: ignore[import-untyped]

_HERE = Path(__file__).parent


def worker_script() -> bytes:
    """Return the service worker, without its comments."""
    return _published("worker.js")


def removal_script() -> bytes:
    """Return the script that takes the place of the worker, and removes it with all that it kept."""
    return _published("removal.js")


@cache
def _published(name: str) -> bytes:
    code: str = rjsmin.jsmin((_HERE / name).read_text("utf-8"))
    return code.encode()
