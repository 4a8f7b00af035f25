"""Books of the newest days and weeks, beside their pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest, Section
from broadsheet.library.exports import has_book
from broadsheet.library.library import Library
from broadsheet.model.curation import Topic
from broadsheet.model.language.words import gettext as _
from broadsheet.model.site import Site
from broadsheet.outputs.epub.chapters import paper_chapter, title_chapter
from broadsheet.outputs.epub.package import Book, Chapter, Part, write_book
from broadsheet.outputs.lazy_file import lazy_file

# With more papers than this a book takes long to make, and longer to read.
MOST_PAPERS = 500
# Papers that come before the topics, as on the page of a week.
_TOP = 10


def books(library: Library) -> Iterator[OutFile]:
    """Yield the books of the newest days and weeks."""
    for digest in (*library.editions, *library.weeks):
        if has_book(library, digest):
            days = {entry.paper.day for entry in digest.entries}
            modified = library.last_read_of(days) or digest.period.start
            path = urls.book(digest.period)
            yield lazy_file(library, path, _write, library.site, digest, library.topics, modified)


def _write(site: Site, digest: Digest, topics: tuple[Topic, ...], modified: date) -> bytes:
    printed = replace(digest, entries=digest.entries[:MOST_PAPERS])
    title = title_chapter(site, digest, len(printed.entries))
    parts = [Part("", (title,)), *_parts(site, _sections(printed, topics))]
    book = Book(
        address=site.url + urls.digest(digest.period),
        title=f"{site.name}: {digest.period.label}",
        creator=site.name,
        language=site.language,
        published=digest.period.start,
        modified=modified,
        parts=tuple(parts),
    )
    return write_book(book)


def _sections(digest: Digest, topics: tuple[Topic, ...]) -> Iterator[tuple[str, Section]]:
    """Yield the sections of a digest after their headings: its top papers, and the others by topic.

    A short digest is one section, and has no headings.
    """
    heading = _("Top papers") if len(digest.entries) > _TOP else ""
    yield heading, (None, digest.lead_and_top(_TOP))
    for section in digest.sections(topics, skip=_TOP):
        topic, _entries = section
        yield topic.name if topic else _("Other topics"), section


def _parts(site: Site, sections: Iterable[tuple[str, Section]]) -> Iterator[Part]:
    number = 0
    for heading, (_topic, entries) in sections:
        chapters: list[Chapter] = []
        for entry in entries:
            number += 1
            chapters.append(paper_chapter(site, entry, number))
        yield Part(heading, tuple(chapters))
