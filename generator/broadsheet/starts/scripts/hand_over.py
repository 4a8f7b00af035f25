"""Hands new files of robots from a job that may read to one that may write, where they are data and no more.

    hand_over.py give content FOLDER   copies what fetch wrote here and Git does not hold into FOLDER
    hand_over.py take content FOLDER   copies all of FOLDER into this work tree, if all of it may be there
    hand_over.py give mail FOLDER, hand_over.py take mail FOLDER: the same for the ledger of mail
    hand_over.py give announce FOLDER, and take: the same for the ledger of announcing
    hand_over.py give community FOLDER, and take: the same for what the form of one reader becomes

``give`` prints changed=true or changed=false, as GitHub's step outputs want it. ``take`` reads no file, and
takes none at all where one has a name, a kind or a size that no robot's file has: the job that gave it ran
the code of many packages on what strangers sent. Needs Python and Git, and nothing that has to be installed.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

# A paper's id begins with a letter or a digit, so that neither `..` nor a name with a dot at its start is
# one.
ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}"
PAPERS = rf"content/papers/(?:[0-9]{{4}}|[0-9a-f]{{2}})/{ID}\.json"
LEDGER = r"content/ledger/[0-9]{4}-[0-9]{2}-[0-9]{2}\.json"
TALLIES = r"content/tallies/[a-z0-9][a-z0-9-]{0,79}\.json"
EDITION = r"[0-9]{4}-(?:W[0-9]{2}|[0-9]{2}|[0-9]{2}-[0-9]{2})"


class Kind(NamedTuple):
    """Kind of files that robots write: the folder they are in, their names, and the most of them."""

    folder: str
    names: re.Pattern[str]
    max_bytes: int  # of a file, as in store/gate.py
    max_files: int


KINDS = {
    "content": Kind("content", re.compile(f"{PAPERS}|{LEDGER}|{TALLIES}", re.ASCII), 32_000_000, 50_000),
    "mail": Kind("mail", re.compile(rf"mail/{EDITION}\.txt", re.ASCII), 32_000_000, 50_000),
    "announce": Kind("announce", re.compile(rf"announce/{EDITION}\.txt", re.ASCII), 32_000_000, 50_000),
    # Not the ledger of the day: every form and every fetch changes it, and no two requests could be merged.
    "community": Kind(
        "content",
        re.compile(rf"{PAPERS}|content/notes/{ID}\.md|content/config/topics\.yaml", re.ASCII),
        2_000_000,
        20,
    ),
}


def give(kind: str, folder: Path) -> bool:
    """Copy the new and the changed files of a ``kind`` into ``folder``; return False where there are none."""
    here = KINDS[kind].folder
    allowed = KINDS[kind].names
    command = ["git", "ls-files", "--modified", "--others", "--exclude-standard", "-z", "--", here]
    listed = subprocess.run(command, check=True, capture_output=True).stdout.decode(errors="replace")
    names = [name for name in listed.split("\0") if allowed.fullmatch(name) and Path(name).is_file()]
    for name in names:
        copy(Path(name), folder / name)
    return bool(names)


def take(kind: str, folder: Path) -> None:
    """Copy all files of ``folder`` into the work tree; SystemExit where one of them may not be there."""
    names: list[str] = []
    for path in walk(folder):
        name = path.relative_to(folder).as_posix()
        problem = find_problem(kind, path, name)
        if problem:
            raise SystemExit(f"hand_over.py: {name!r} {problem}; nothing was taken")
        names.append(name)
        if len(names) > KINDS[kind].max_files:
            raise SystemExit(f"hand_over.py: more than {KINDS[kind].max_files} files; nothing was taken")
    for name in names:
        copy(folder / name, Path(name))


def walk(folder: Path) -> Iterator[Path]:
    """Yield all that is in ``folder`` and is no folder itself; links are not followed."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                yield from walk(path)
            else:
                yield path


def find_problem(kind: str, path: Path, name: str) -> str:
    """Return why the file at ``path`` may not be ``name`` in the work tree; empty where it may."""
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        return "is no regular file"
    if not KINDS[kind].names.fullmatch(name):
        return f"is no file that robots write in {KINDS[kind].folder}/"
    if status.st_size > KINDS[kind].max_bytes:
        return f"has more than {KINDS[kind].max_bytes:,} bytes"
    here = Path.cwd()
    if Path(name).parent.resolve() != here / Path(name).parent:
        return "would be written through a link"
    return ""


def copy(source: Path, target: Path) -> None:
    """Copy the bytes of a file, in place of what is there, a link too; no rights and no times."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copyfile(source, target, follow_symlinks=False)


def main(verb: str, kind: str, folder: str) -> None:
    """Do what the command line says."""
    if verb == "give":
        changed = give(kind, Path(folder))
        print(f"changed={str(changed).lower()}")
    else:
        take(kind, Path(folder))


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("give", "take") or sys.argv[2] not in KINDS:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
