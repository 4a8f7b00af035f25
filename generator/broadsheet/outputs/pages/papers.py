"""A page for each paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.edit_links import EditLink, note_link
from broadsheet.library.exports import has_own_files, pack_of
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry
from broadsheet.model.language.words import gettext as _
from broadsheet.model.limits import AUTHORS
from broadsheet.model.masthead import Colleague
from broadsheet.model.owners import PEOPLE
from broadsheet.model.period import Period
from broadsheet.outputs.attribution import attributions
from broadsheet.outputs.cards.paper_cards import has_own_card
from broadsheet.outputs.citations.metadata import citation
from broadsheet.outputs.pages.lists import DESCRIPTION, card_of, linked_words
from broadsheet.outputs.pages.related import (
    ListedPaper,
    ListedPapers,
    RelatedPapers,
    related_papers,
    related_rows,
)
from broadsheet.outputs.summaries import sentence_of, summaries_of
from broadsheet.outputs.templating import Head, PageParts, sheet, sheet_of
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import author_list, shorten


@dataclass(frozen=True, slots=True)
class DayContext:
    """Facts that are the same on the pages of all papers of a day: its edition, if any, and its digests.

    Papers that are ``exported`` have files to take along beside their pages; others may be in the ``pack``,
    the files of a month. Periods and no digests: a page does not change with what else they hold.
    """

    edition: Period | None
    digests: tuple[Period, ...]
    card: str
    exported: bool
    pack: Period | None
    source_titles: Mapping[str, str]
    look_up_titles: Mapping[str, str]


class Neighbours(NamedTuple):
    """Papers before and after one in its edition, where there are any."""

    before: ListedPaper | None
    after: ListedPaper | None


class _PageFacts(NamedTuple):
    """What the page of a paper is made from beside its day and other papers."""

    entry: Entry
    has_card: bool
    read: date | None
    words: str
    writer: Colleague | None
    edit: EditLink | None


_NO_NEIGHBOURS = Neighbours(None, None)


def paper_pages(library: Library, listed: ListedPapers) -> Iterator[OutFile]:
    """Yield a page for each paper that has one for itself; ``listed`` is what it shows of others, by id."""
    neighbours = _neighbours(library, listed)
    for day, entries in groupby(library.with_own_page, key=_day_of):
        day_context = day_context_of(library, day)
        for entry in entries:
            related = related_papers(library, entry, listed)
            own_neighbours = neighbours.get(entry.paper.id, _NO_NEIGHBOURS)
            yield _paper_page(library, entry, related, own_neighbours, day_context)


def removed_pages(library: Library) -> Iterator[OutFile]:
    """Yield a page at the address of each paper that was taken away for good, which says why."""
    for removal in library.removals.papers:
        head = {
            "title": _("Removed"),
            "description": _("This paper was removed from the site."),
            "kind": "removed",
            "robots": "noindex",
        }
        at = urls.paper(removal.id)
        yield sheet(library, "removed.md.j2", at, head, read=None, removal=removal)


def unlisted_pages(library: Library) -> Iterator[str]:
    """Yield the addresses of the pages that no search engine is to list."""
    for entry in library.with_page:
        if entry.left_out:
            yield urls.paper(entry.paper.id)
    for removal in library.removals.papers:
        yield urls.paper(removal.id)
    for old_id in library.moved:
        yield urls.paper(old_id)


def _day_of(entry: Entry) -> date:
    return entry.paper.day


def _neighbours(library: Library, listed: ListedPapers) -> Mapping[str, Neighbours]:
    """Return the papers before and after each one in its edition, of those that have a page."""
    neighbours: dict[str, Neighbours] = {}
    for edition in library.editions:
        ids = [entry.paper.id for entry in edition.entries if entry.page]
        row = (None, *map(listed.__getitem__, ids), None)
        for paper_id, before, after in zip(ids, row, row[2:], strict=False):
            neighbours[paper_id] = Neighbours(before, after)
    return neighbours


def day_context_of(library: Library, day: date) -> DayContext:
    """Return what is the same for all papers of a day."""
    digest = library.day_of(day)
    card = card_of(library, digest) if digest else urls.CARD
    digests = (digest, library.week_of(day), library.month_of(day))
    return DayContext(
        edition=digest.period if digest and digest.entries else None,
        digests=tuple(digest.period for digest in digests if digest),
        card=card,
        exported=has_own_files(library, day),
        pack=pack_of(library, day),
        source_titles={**PEOPLE, **library.source_titles},
        look_up_titles=library.look_up_titles,
    )


def _paper_page(
    library: Library,
    entry: Entry,
    related: RelatedPapers,
    neighbours: Neighbours,
    day_context: DayContext,
) -> OutFile:
    paper = entry.paper
    at = urls.paper(paper.id)
    facts = _PageFacts(
        entry=entry,
        has_card=has_own_card(library, entry),
        read=library.last_read_of([sighting.day for sighting in paper.sightings]),
        words=linked_words(library, entry.note.words, at),
        writer=library.writer_of(entry.note),
        edit=note_link(library, paper.id),
    )
    # The words in common as one text: they are described faster so, and there are a million.
    made_from = (*facts, *neighbours, day_context, repr(related.words), *related.papers)
    put_together = partial(_put_together, facts, related, neighbours, day_context)
    return sheet_of(library, "paper.md.j2", at, made_from, put_together)


def _put_together(
    facts: _PageFacts, related: RelatedPapers, neighbours: Neighbours, day_context: DayContext
) -> PageParts:
    """Return what the page of a paper is rendered from."""
    entry = facts.entry
    values = {
        "entry": entry,
        "words": facts.words,
        "writer": facts.writer,
        "before": neighbours.before and neighbours.before.facts,
        "after": neighbours.after and neighbours.after.facts,
        "day_context": day_context,
        "edit": facts.edit,
    }
    head = _paper_head(entry, facts.has_card, day_context)
    return PageParts(head, facts.read, values | _paper_lists(entry, related, day_context))


def _paper_lists(entry: Entry, related: RelatedPapers, day_context: DayContext) -> dict[str, Any]:
    """Return the related papers with what each has in common with this one, what models wrote, and who
    gave the facts."""
    titles = {**day_context.look_up_titles, **day_context.source_titles}
    return {
        "related": tuple(related_rows(entry, related)),
        "summaries": tuple(summaries_of(entry.paper)),
        "attributions": attributions(entry.paper, titles),
    }


def _paper_head(entry: Entry, has_card: bool, day_context: DayContext) -> Head:
    paper = entry.paper
    title = plain_title(paper)
    description = sentence_of(entry)
    if not description:
        names = paper.authors[: AUTHORS.in_lists]
        authors = author_list(names, AUTHORS.in_lists, are_more=paper.more_authors)
        description = _("By %(authors)s", authors=authors)
    return {
        "title": title,
        "description": shorten(description, DESCRIPTION),
        "kind": "paper",
        "published": paper.day.isoformat(),
        "citation": citation(paper),
        "robots": "noindex" if entry.left_out else "",
        "card": urls.paper_card(paper.id) if has_card else day_context.card,
        "pictured": title if has_card else _edition_pictured(day_context),
    }


def _edition_pictured(day_context: DayContext) -> str:
    """Return what the card of an edition shows, in words; empty where that of the site stands for it."""
    if day_context.edition and day_context.card != urls.CARD:
        return day_context.edition.label
    return ""
