"""Files of a build: the Markdown that pages are made from, and the pages in the site that stands.

Paths are texts and the calls those of ``os``: all of this is done for each of 40,000 pages.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from broadsheet.cache.file_state import FileState, output_state
from broadsheet.rendering.accelerate.rendered_pages import RenderedPage
from broadsheet.rendering.accelerate.report import loads_bundle


@dataclass(frozen=True, slots=True)
class Job:
    """A page to be made: its Markdown file, its address and its file in the site."""

    source: str
    url: str
    path: str

    @property
    def folder(self) -> str:
        """The address without its last part, which with the kind decides what the shell is."""
        return self.url.rstrip("/").rpartition("/")[0]

    @property
    def last(self) -> str:
        """The last part of the address."""
        return self.url.rstrip("/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file as it was read, and its state before that."""

    data: bytes
    state: FileState


class PageDigests(NamedTuple):
    """Digests of all that a page was made from, and of its shell and its body alone."""

    key: str
    shell: str
    body: str


@dataclass(frozen=True, slots=True)
class SiteFolders:
    """The folder that is being filled, the site that stands, and what is cached of its pages.

    ``safe_mtime``, in ns, is from before anything was read; see ``broadsheet.cache.file_state``. ``states``
    are those of standing pages that were looked at before, by path.
    """

    site: str
    standing: str | None
    cached: Mapping[str, RenderedPage]
    safe_mtime: int = 0
    states: Mapping[str, FileState] = field(default_factory=dict)

    def find_untouched(self, job: Job) -> RenderedPage | None:
        """Return the cached page if neither it nor its Markdown file was touched since."""
        cached = self.cached.get(job.path)
        if cached is None or self.standing is None:
            return None
        try:
            source = output_state(os.stat(job.source))  # noqa: PTH116
        except OSError:
            return None
        if source != cached.source or not self._stands_as(job.path, cached.page):
            return None
        return cached

    def find_unchanged(self, path: str, key: str, source: FileContent) -> RenderedPage | None:
        """Return the page at ``path`` if it stands as it was written and would be made from the same."""
        cached = self.cached.get(path)
        if self.standing is None or cached is None or cached.key != key:
            return None
        if not self._stands_as(path, cached.page):
            return None
        return cached._replace(source=self._safe_state(source))

    def _stands_as(self, path: str, page: FileState) -> bool:
        """Return True if the page at ``path`` stands in that state."""
        if path in self.states:
            return self.states[path] == page
        try:
            return output_state(os.stat(f"{self.standing}/{path}")) == page  # noqa: PTH116
        except OSError:
            return False

    def put(
        self, path: str, digests: PageDigests, source: FileContent, page: bytes
    ) -> tuple[RenderedPage, bool]:
        """Write a page unless it stands already; return its row, and True if it was written."""
        standing = self._find_standing(path, page)
        status = standing if standing else _write(f"{self.site}/{path}", page)
        row = RenderedPage(
            key=digests.key,
            shell=digests.shell,
            body=digests.body,
            source=self._safe_state(source),
            page=output_state(status),
            loads=loads_bundle(page),
        )
        return row, standing is None

    def _find_standing(self, path: str, page: bytes) -> os.stat_result | None:
        """Return the status of the standing file at ``path`` if it holds the bytes of ``page``."""
        if self.standing is None:
            return None
        target = f"{self.standing}/{path}"
        try:
            status = os.stat(target)  # noqa: PTH116
            same = status.st_size == len(page) and read_file(target).data == page
        except OSError:
            return None
        return status if same else None

    def _safe_state(self, source: FileContent) -> FileState | None:
        """Return the state of the file; None if it is so new that another change might not show."""
        if not source.state.is_safe(self.safe_mtime):
            return None
        return source.state


def read_file(path: str) -> FileContent:
    """Read the file at ``path``; raise OSError where it cannot be read."""
    with open(path, "rb", 0) as file:  # noqa: PTH123
        state = output_state(os.fstat(file.fileno()))
        return FileContent(file.read(), state)


def _write(path: str, data: bytes) -> os.stat_result:
    with _open_for_writing(path) as file:
        file.write(data)
        file.flush()
        return os.fstat(file.fileno())


def _open_for_writing(path: str) -> BinaryIO:
    """Open the file at ``path``; its folder is made only when that fails, since most have many files."""
    try:
        return open(path, "wb")  # noqa: PTH123
    except FileNotFoundError:
        parent = os.path.dirname(path)  # noqa: PTH120
        os.makedirs(parent, exist_ok=True)  # noqa: PTH103
        return open(path, "wb")  # noqa: PTH123
