"""Ledger of announcing: what was posted of an edition where, a file an edition, ``announce/<slug>.txt``.

A line ``sending`` is written before a post goes out, and ``sent``, with its address, once the server has
taken it. A run that ends between the two leaves one post of which nobody can say; it is named and never
repeated by itself. The file holds no secret, and is committed: the addresses are asked for votes later.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from broadsheet.disk.appended_lines import AppendedLines
from broadsheet.errors import ContentError
from broadsheet.text.plain import is_web_address

FOLDER = "announce"
SENDING, SENT, FAILED, UNKNOWN = "sending", "sent", "failed", "unknown"
_STATES = frozenset((SENDING, SENT, FAILED, UNKNOWN))
_HEADER = "broadsheet-announce-1"
_LINE = re.compile(r"([a-z]+) ([a-z0-9-]+) ([0-9]{4}-[0-9]{2}-[0-9]{2})(?: (\S{1,500}))?", re.ASCII)


class Row(NamedTuple):
    """A line of the ledger: what became of a post at a target, on which day (UTC), and its address."""

    state: str
    target: str
    day: date
    url: str = ""


class Post(NamedTuple):
    """A post that announced an edition, and where it is."""

    edition: str
    day: date
    url: str


class Ledger:
    """Ledger of one edition: the state of each target. A context, since it holds a file open."""

    def __init__(self, folder: Path, edition: str) -> None:
        self._name = f"{folder.name}/{edition}.txt"
        self._lines = AppendedLines(folder / f"{edition}.txt", self._name)
        self._rows: dict[str, Row] = {}
        self._failures = Counter[str]()
        self._is_begun = False

    def __enter__(self) -> Ledger:
        with ExitStack() as stack:
            stack.enter_context(self._lines)
            for row in parse_rows(self._lines.found, self._name):
                self._remember(row)
            self._is_begun = bool(self._lines.found)
            self._close = stack.pop_all().close
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def last_row(self, target: str) -> Row | None:
        """Return what was last recorded of a target; None where nothing was."""
        return self._rows.get(target)

    def count_failures(self, target: str) -> int:
        """Return how often posting there came to nothing for certain."""
        return self._failures[target]

    def record(self, row: Row) -> None:
        """Put a line on the disk, whole and flushed, before returning."""
        parts = [row.state, row.target, row.day.isoformat()]
        if row.url:
            parts.append(row.url)
        if not self._is_begun:
            self._lines.append(_HEADER)
            self._is_begun = True
        self._lines.append(" ".join(parts))
        self._remember(row)

    def _remember(self, row: Row) -> None:
        self._rows[row.target] = row
        if row.state == FAILED:
            self._failures[row.target] += 1


def parse_rows(lines: Iterable[str], name: str) -> Iterator[Row]:
    """Yield the rows of a ledger; ContentError where a line is none."""
    for number, line in enumerate(lines, start=1):
        if number == 1 and line == _HEADER:
            continue
        row = None if number == 1 else _parse_row(line)
        if row is None:
            raise ContentError(f"{name}: line {number}: is no line of a ledger; restore the file")
        yield row


def _parse_row(line: str) -> Row | None:
    match = _LINE.fullmatch(line)
    if not match or match[1] not in _STATES:
        return None
    url = match[4] or ""
    if url and not is_web_address(url):
        return None
    with suppress(ValueError):
        return Row(match[1], match[2], date.fromisoformat(match[3]), url)
    return None


def read_posts(root: Path) -> tuple[Post, ...]:
    """Return the posts of all ledgers below ``root`` that have an address, the oldest edition first."""
    posts: list[Post] = []
    for path in sorted((root / FOLDER).glob("*.txt")):
        name = f"{FOLDER}/{path.name}"
        try:
            lines = path.read_text("ascii").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ContentError(
                f"{name}: cannot be read ({type(error).__name__}); restore the file"
            ) from error
        for row in parse_rows(lines, name):
            if row.state == SENT and row.url:
                posts.append(Post(path.stem, row.day, row.url))
    return tuple(posts)
