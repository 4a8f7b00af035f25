"""Pages at the addresses of papers that were merged into others."""

from __future__ import annotations

from collections.abc import Iterator

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.language.words import gettext as _
from broadsheet.outputs.templating import sheet
from broadsheet.text.paper_words import plain_title


def moved_pages(library: Library) -> Iterator[OutFile]:
    """Yield a page for each address at which a paper was, with a link to where it is now."""
    for old_id, entry in library.moved.items():
        title = plain_title(entry.paper)
        at = urls.paper(old_id)
        now_at = urls.words(entry.paper.id, entry.shared_at)
        head = {
            "title": title,
            "description": _("This paper is on another page of %(site)s.", site=library.site.name),
            "kind": "moved",
            "robots": "noindex",
            "canonical": entry.shared_at or now_at,
            "moved_to": urls.relative(now_at, at),
        }
        yield sheet(library, "moved.md.j2", at, head, read=None, old_id=old_id, entry=entry)
