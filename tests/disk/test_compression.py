"""Gzip: the same bytes under every Python and system."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet.disk import compression

DATA = b"Sums, counted by hand. " * 50
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")


@pytest.mark.parametrize("level", [1, 6, 9])
def test_the_head_tells_nothing_of_the_machine(level):
    packed = compression.gzip_bytes(DATA, level)
    assert packed[:4] == b"\x1f\x8b\x08\x00" and packed[4:8] == bytes(4), "no name, no time"
    assert packed[9:10] == b"\x03", "Python 3.13 writes 255 here, 3.11 on Windows 10"
    assert gzip.decompress(packed) == DATA


def interpreters() -> dict[str, str]:
    """Return each supported Python that this machine has, by what it calls itself."""
    found = {sys.version: sys.executable}
    names = [shutil.which(f"python{version}") or "" for version in SUPPORTED]
    for version in SUPPORTED:
        names += sorted(map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python3")))
    for name in filter(None, names):
        done = subprocess.run([name, "-c", "import sys; print(sys.version)"], capture_output=True, text=True)
        if done.returncode == 0:
            found.setdefault(done.stdout.strip(), name)
    return found


@pytest.mark.slow
def test_every_python_on_this_machine_writes_the_same_bytes():
    """``zlib`` is the system's or comes with each Python: the bytes after the head are its own affair."""
    path = Path(compression.__file__)
    code = (
        "import importlib.util, sys, zlib\n"
        "spec = importlib.util.spec_from_file_location('compression', sys.argv[1])\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"
        "print(module.gzip_bytes(b'Sums, counted by hand. ' * 50, 9)[:10].hex())\n"
    )
    written = set()
    for python in interpreters().values():
        done = subprocess.run([python, "-c", code, str(path)], capture_output=True, text=True, check=True)
        written.add(done.stdout)
    assert len(written) == 1
