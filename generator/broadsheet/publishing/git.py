"""Git, as far as a site needs it: whether there is a repository, what is not committed, and a new one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

_BRANCH = "main"


def has_git() -> bool:
    """Return true where Git is installed."""
    return shutil.which("git") is not None


def find_repository(folder: Path) -> Path | None:
    """Return the root of the repository that a folder is in, which need not exist yet; None without one."""
    place = folder.absolute()
    while not place.is_dir():
        place = place.parent
    done = _run(place, "rev-parse", "--show-toplevel")
    if done.returncode:
        return None
    return Path(done.stdout.rstrip("\n"))


def list_uncommitted(folder: Path) -> tuple[str, ...]:
    """Return the paths in a folder that differ from the last commit, ignored ones left out."""
    done = _run(folder, "status", "--porcelain", "-z", "--no-renames", "--", ".")
    paths: list[str] = []
    for row in done.stdout.split("\0"):
        if row:
            paths.append(row[3:])
    return tuple(paths)


def start_repository(folder: Path) -> bool:
    """Make a folder a repository; return False where Git would not."""
    done = _run(folder, "init", "--quiet", f"--initial-branch={_BRANCH}")
    if done.returncode:  # older than 2.28
        done = _run(folder, "init", "--quiet")
    return done.returncode == 0


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Git in a folder; a Git that is not there counts as one that failed."""
    command = ["git", "-C", str(folder), *words]
    if not has_git():
        return subprocess.CompletedProcess(command, 127, "", "")
    return subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
