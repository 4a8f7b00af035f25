"""Pages that people write, and those about the site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.edit_links import page_link
from broadsheet.library.library import Library
from broadsheet.model.language.words import gettext as _
from broadsheet.model.masthead import NOBODY_NAMED
from broadsheet.model.period import short_date
from broadsheet.outputs.pages.lists import linked_words
from broadsheet.outputs.templating import sheet

# Papers of the page that is put in the reader's own order.
FOR_YOU_PAPERS = 100


# What a reader keeps


def saved_page(library: Library) -> OutFile:
    """Return the page that script fills with the papers a reader saved."""
    head = {
        "title": _("Saved papers"),
        "description": _("The papers of %(site)s that you saved in this browser.", site=library.site.name),
        "kind": "saved",
    }
    return sheet(library, "saved.md.j2", urls.SAVED, head, read=None)


def for_you_page(library: Library) -> OutFile:
    """Return the page of the newest papers that script puts in the reader's own order."""
    head = {
        "title": _("For you"),
        "description": _("The newest papers of %(site)s in your own order.", site=library.site.name),
        "kind": "for-you",
    }
    return sheet(library, "for-you.md.j2", urls.FOR_YOU, head, read=None, days=_newest_days(library.editions))


def _newest_days(editions: Sequence[Digest]) -> tuple[Digest, ...]:
    """Return the newest days, newest first: as many as have few enough papers for one page, one at least."""
    days: list[Digest] = []
    papers = 0
    for day in reversed(editions):
        papers += len(day.entries)
        if days and papers > FOR_YOU_PAPERS:
            break
        days.append(day)
    return tuple(days)


# People's own pages


def own_pages(library: Library) -> Iterator[OutFile]:
    """Yield the pages that people wrote, and one about the site where they wrote none."""
    for name, words in library.pages.items():
        at = f"{name}/"
        head = {"title": _heading(words) or name, "kind": "page"}
        linked = linked_words(library, words, at)
        edit = page_link(library, name)
        masthead = library.masthead if at == urls.ABOUT else NOBODY_NAMED
        yield sheet(library, "page.md.j2", at, head, read=None, words=linked, edit=edit, masthead=masthead)
    if urls.ABOUT.rstrip("/") not in library.pages:
        yield _about(library)


def _heading(words: str) -> str:
    first = words.lstrip().partition("\n")[0]
    return first.removeprefix("#").strip() if first.startswith("# ") else ""


def _about(library: Library) -> OutFile:
    first = library.days[0].period.start if library.days else None
    head = {
        "title": _("About"),
        "description": _(
            "What %(site)s is, where its papers come from and how it is made.", site=library.site.name
        ),
        "kind": "about",
    }
    return sheet(
        library,
        "about.md.j2",
        urls.ABOUT,
        head,
        read=library.last_read,
        sources=library.sources,
        since=short_date(first) if first else "",
        total=len(library.shown),
        masthead=library.masthead,
        topic_number=len(library.topics),
        edit=page_link(library, urls.ABOUT.rstrip("/")),
        noted=sum(bool(e.note.takeaway or e.note.words) for e in library.shown),
    )
