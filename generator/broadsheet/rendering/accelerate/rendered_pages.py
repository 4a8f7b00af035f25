"""Rendered pages: what rendering keeps from build to build of a site's pages and of the HTML in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from broadsheet.cache.file_state import FileState
from broadsheet.cache.records import RecordCache

_ALL = "all"  # each cache is one group, since nearly all of it is asked for in every build


class RenderedPage(NamedTuple):
    """Page of a site as it was rendered.

    ``key`` is a digest of everything it was made from, ``shell`` and ``body`` of what stands around
    it and in it. ``source`` is the state of its Markdown file, None where that was so new that a change
    right after it was read would not show; ``page`` is the state of its own file. ``loads``: it
    mentions the folders of Material's bundle.
    """

    key: str
    shell: str
    body: str
    source: FileState | None
    page: FileState
    loads: bool

    @classmethod
    def from_json(cls, values: Any) -> RenderedPage:
        """Return the row of which ``to_json`` made these values."""
        key, shell, body, source, page, loads = values
        source_state = FileState(*source) if source else None
        page_state = FileState(*page)
        return cls(key, shell, body, source_state, page_state, loads)

    def to_json(self) -> object:
        """Return the row as values that JSON can write."""
        return self


class TextRow(NamedTuple):
    """Text: the HTML of a body, or the kind of the pages that have a shell."""

    text: str

    @classmethod
    def from_json(cls, values: Any) -> TextRow:
        """Return the row of which ``to_json`` made these values."""
        return cls(*values)

    def to_json(self) -> object:
        """Return the row as values that JSON can write."""
        return self


class RenderedPages:
    """Cache, in folders of ``cache``, of the pages and shells of the site in the folder ``site``.

    The HTML of bodies is kept for all sites; where ``site`` is None, it is all that is kept. A site that
    is in ``cache`` itself is a preview, and what is kept of it stands beside what is kept of the other.
    """

    def __init__(self, cache: Path, site: Path | None) -> None:
        self._site = site
        is_preview = site is not None and site.is_relative_to(cache)
        own = cache / "previewed" if is_preview else cache
        self._pages = RecordCache(own / "pages", RenderedPage, made_by=str(site))
        self._shells = RecordCache(own / "shells", TextRow, made_by=str(site))
        self._bodies = RecordCache(cache / "bodies", TextRow)

    def pages(self) -> Mapping[str, RenderedPage]:
        """Return the pages of the site as the last build left them, by path within it."""
        if self._site is None:
            return {}
        return self._pages.get_group(_ALL)

    def shells(self) -> Mapping[str, str]:
        """Return the kinds of those pages, by the digests of their shells."""
        if self._site is None:
            return {}
        rows = self._shells.get_group(_ALL)
        return {shell: row.text for shell, row in rows.items()}

    def body(self, key: str) -> str | None:
        """Return the HTML that was kept under ``key``; None where there is none."""
        row = self._bodies.get(_ALL, key)
        if row is None:
            return None
        return row.text

    def save(
        self,
        pages: Mapping[str, RenderedPage],
        shells: Mapping[str, str],
        new_bodies: Mapping[str, str],
        used_bodies: Collection[str] | None,
    ) -> None:
        """Keep the pages of the site, their shells, and HTML that was not kept before, all by their keys.

        All other pages are forgotten, and so is all HTML that is not used, if that is given.
        """
        for key, row in self._bodies.get_group(_ALL).items():
            if used_bodies is None or key in used_bodies:
                self._bodies.put(_ALL, key, row)
        for key, html in new_bodies.items():
            self._bodies.put(_ALL, key, TextRow(html))
        self._bodies.save()
        if self._site is None:
            return
        for path, page in pages.items():
            self._pages.put(_ALL, path, page)
        for shell, kind in shells.items():
            self._shells.put(_ALL, shell, TextRow(kind))
        self._pages.save()
        self._shells.save()
