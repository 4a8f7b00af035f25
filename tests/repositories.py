"""Repositories of Git for tests, and programs that stand in for others."""

from __future__ import annotations

import subprocess
from pathlib import Path

_SETTINGS = (
    *("-c", "user.name=Ada", "-c", "user.email=ada@example.org"),
    *("-c", "advice.detachedHead=false", "-c", "init.defaultBranch=main"),
)


def git(folder: Path, *words: str) -> str:
    """What Git says, as Ada."""
    command = ["git", *_SETTINGS, "-C", str(folder), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def put_program(path: Path, text: str) -> None:
    """Write a script that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
