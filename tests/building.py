"""Building of a whole site by the command, as its owner does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = "https://review.example/digest/"
# Shown at any address, so that their links are from the root of the host.
ERROR_PAGES = ("404.html", "503.html")


def unmeasured() -> dict[str, str]:
    """The environment of a command whose lines ``make coverage`` does not count: that doubles its time.

    For sites that are only looked at, and commands that are run again and again.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def build(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "broadsheet", "build", "--root", str(root), *words]
    env = {**os.environ, **environment}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)
