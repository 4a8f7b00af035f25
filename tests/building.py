"""Building of a whole site by the command, as its owner does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

WORLD = Path(__file__).parent / "world"
ROOT = "https://review.example/digest/"
# Shown at any address, so that their links are from the root of the host.
ERROR_PAGES = ("404.html", "503.html")


def unmeasured() -> dict[str, str]:
    """The environment of a command whose lines ``make coverage`` does not count: that doubles its time.

    For sites that are only looked at, and commands that are run again and again.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def copy_of_world(folder: Path) -> Path:
    """A copy of the world of made-up papers in ``folder``, without what it is expected to become."""
    root = folder / "world"
    shutil.copytree(WORLD, root, ignore=shutil.ignore_patterns("golden", "build", "site", ".cache"))
    return root


def build(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return _run_build(root, words, os.environ | environment)


def build_unmeasured(root: Path) -> subprocess.CompletedProcess[str]:
    return _run_build(root, (), unmeasured())


def _run_build(
    root: Path, words: tuple[str, ...], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "broadsheet", "build", "--root", str(root), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
