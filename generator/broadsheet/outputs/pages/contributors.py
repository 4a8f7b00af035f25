"""Pages of authors and organisations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.contributors import AUTHOR, ORGANISATION, Contributor
from broadsheet.model.language.counts import counted
from broadsheet.model.language.words import N_
from broadsheet.model.language.words import gettext as _
from broadsheet.model.period import Period
from broadsheet.outputs.feeds.formats import formats_of
from broadsheet.outputs.pages.lists import part_older
from broadsheet.outputs.templating import sheet

NEWEST = 20  # papers on the page of an author or an organisation; the search has the others
GROUPS = ((AUTHOR, "authors", N_("Authors")), (ORGANISATION, "organisations", N_("Organisations")))


class ContributorRow(NamedTuple):
    """An author or an organisation in the list of all, and how many papers there are."""

    contributor: Contributor
    total: int


def contributor_rows(library: Library, kind: str) -> tuple[ContributorRow, ...]:
    """Return all of a kind that have a page, those with most papers first."""
    rows = [ContributorRow(contributor, total) for contributor, total in library.contributors_of(kind)]
    rows.sort(key=lambda row: (-row.total, row.contributor.name))
    return tuple(rows)


def contributor_pages(library: Library) -> Iterator[OutFile]:
    """Yield the page that lists all authors and organisations, and the page of each."""
    yield _list_page(library)
    for contributor in library.directory.contributors:
        yield _page(library, contributor)
    if library.site.packs_exports:
        yield _former_names(library.directory.former)
        return
    for contributor in library.directory.former:
        yield _former_page(library, contributor)


def _list_page(library: Library) -> OutFile:
    head = {
        "title": _("Authors and organisations"),
        "description": _("Who wrote the papers in %(site)s, most papers first.", site=library.site.name),
        "kind": "contributors",
    }
    groups = tuple([(id_, _(heading), contributor_rows(library, kind)) for kind, id_, heading in GROUPS])
    return sheet(library, "contributors.md.j2", urls.CONTRIBUTORS, head, read=None, groups=groups)


def _page(library: Library, contributor: Contributor) -> OutFile:
    entries = library.entries_of(contributor)
    newest = entries[:NEWEST]
    total = len(entries)
    feed = urls.contributor_feed(contributor.kind, contributor.slug)
    papers = counted(total, "paper")
    head = {
        "title": contributor.name,
        "description": _(
            "%(papers)s in %(site)s by %(name)s.",
            papers=papers,
            site=library.site.name,
            name=contributor.name,
        ),
        "kind": "contributor",
        "feed" if contributor.is_named else "atom": feed,
    }
    return sheet(
        library,
        "contributor.md.j2",
        urls.contributor(contributor.kind, contributor.slug),
        head,
        read=library.last_read_of(entry.paper.day for entry in newest),
        more=partial(part_older, newest),
        one=contributor,
        entries=newest,
        total=total,
        is_former=False,
        formats=formats_of(contributor),
        day_of=Period.of_day,
    )


def _former_names(former: Sequence[Contributor]) -> OutFile:
    """Return the names of those who once had a page, by their addresses: one file where files are counted.

    A page for each would lead to the search, which needs script, and script finds the name here.
    """
    names = {}
    for contributor in former:
        names[urls.contributor(contributor.kind, contributor.slug)] = contributor.name
    text = json.dumps(names, ensure_ascii=False, separators=(",", ":"))
    return OutFile(urls.FORMER_NAMES, f"{text}\n".encode())


def _former_page(library: Library, contributor: Contributor) -> OutFile:
    """Return what stands at the address of a name that once had a page."""
    head = {
        "title": contributor.name,
        "description": _("Search %(site)s for papers of this name.", site=library.site.name),
        "kind": "contributor",
    }
    return sheet(
        library,
        "contributor.md.j2",
        urls.contributor(contributor.kind, contributor.slug),
        head,
        read=None,
        one=contributor,
        entries=(),
        total=0,
        is_former=True,
    )
