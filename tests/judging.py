"""Judges of what we write that are programs of others; a test is skipped where one is not installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

_EPUBCHECK = Path("/usr/share/java/epubcheck.jar")  # Debian's package epubcheck


def epubcheck(book: bytes, folder: Path) -> list[str]:
    """Return what epubcheck has against a book, its warnings included."""
    java = shutil.which("java")
    if not java or not _EPUBCHECK.is_file():
        assert not os.environ.get("CI"), "CI has epubcheck"
        pytest.skip("needs epubcheck; Debian's package of that name brings it")
    file = folder / "book.epub"
    report = folder / "report.json"
    file.write_bytes(book)
    command = [java, "-jar", str(_EPUBCHECK), "--quiet", "--json", str(report), str(file)]
    subprocess.run(command, check=False, capture_output=True)
    messages = json.loads(report.read_text("utf-8"))["messages"]
    report.unlink()
    return [f"{message['ID']}: {message['message']} {message['locations'][:1]}" for message in messages]
