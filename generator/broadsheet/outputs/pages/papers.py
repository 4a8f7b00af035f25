"""A page for each paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry, Topic
from broadsheet.model.limits import AUTHORS
from broadsheet.model.period import Period
from broadsheet.outputs.citations.metadata import citation
from broadsheet.outputs.pages.lists import DESCRIPTION, linked_words
from broadsheet.outputs.summaries import summaries_of
from broadsheet.outputs.templating import Head, sheet
from broadsheet.text.latex import to_text
from broadsheet.text.plain import shorten


@dataclass(frozen=True, slots=True)
class PaperLink:
    """What one paper's page says of another, and no more: it is not to change with the other's votes."""

    id: str
    title: str
    day: date
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What the pages of all papers of a day say of it: its edition, if any, and the digests it is in.

    Periods and no digests: a page does not change with what else they hold.
    """

    day: Period | None
    digests: tuple[Period, ...]
    exported: bool
    source_titles: Mapping[str, str]


Neighbours = tuple[PaperLink | None, PaperLink | None]
# Papers that are like one, and the words that each has in common with it.
RelatedLinks = tuple[tuple[PaperLink, ...], tuple[tuple[str, ...], ...]]


# Papers


def paper_pages(library: Library) -> Iterator[OutFile]:
    """Yield a page for each paper that has one."""
    mentions = {entry.paper.id: _mention(entry) for entry in library.with_page}
    neighbours = _neighbours(library, mentions)
    for day, entries in groupby(library.with_page, key=lambda entry: entry.paper.day):
        place = _place(library, day)
        for entry in entries:
            kin = _kin(library, entry, mentions)
            yield _paper(library, entry, kin, neighbours.get(entry.paper.id, (None, None)), place)


def _mention(entry: Entry) -> PaperLink:
    return PaperLink(entry.paper.id, entry.paper.title, entry.paper.day, entry.topics)


def _neighbours(library: Library, mentions: Mapping[str, PaperLink]) -> Mapping[str, Neighbours]:
    """The papers before and after each one in its edition, of those that have a page."""
    found: dict[str, Neighbours] = {}
    for day in library.editions:
        ids = [entry.paper.id for entry in day.entries if entry.page]
        row = (None, *map(mentions.__getitem__, ids), None)
        found |= {paper: (row[place], row[place + 2]) for place, paper in enumerate(ids)}
    return found


def _place(library: Library, day: date) -> Place:
    of_day = library.day_of(day)
    digests = (of_day, library.week_of(day), library.month_of(day))
    return Place(
        day=of_day.period if of_day and of_day.entries else None,
        digests=tuple(digest.period for digest in digests if digest),
        exported=library.exported(day),
        source_titles=library.source_titles,
    )


def _kin(library: Library, entry: Entry, mentions: Mapping[str, PaperLink]) -> RelatedLinks:
    """The papers like this one that have a page, nearest first."""
    found = [one for one in library.related.get(entry.paper.id, ()) if one.id in mentions]
    return tuple([mentions[one.id] for one in found]), tuple([one.words for one in found])


def _paper(
    library: Library, entry: Entry, kin: RelatedLinks, neighbours: Neighbours, place: Place
) -> OutFile:
    paper = entry.paper
    at = urls.paper(paper.id)
    return sheet(
        library,
        "paper.md.j2",
        at,
        partial(_paper_head, entry),
        more=partial(_paper_lists, entry, *kin),
        read=library.last_read_of(sighting.day for sighting in paper.sightings),
        entry=entry,
        words=linked_words(library, entry.note.words, at),
        before=neighbours[0],
        after=neighbours[1],
        place=place,
    )


def _paper_lists(
    entry: Entry, kin: tuple[PaperLink, ...], words: tuple[tuple[str, ...], ...]
) -> dict[str, Any]:
    """Each related paper with the names of the topics and the words that both have; and what
    models wrote."""
    mine = {topic.slug for topic in entry.topics}
    topics = ([topic.name for topic in one.topics if topic.slug in mine] for one in kin)
    return {
        "related": tuple(zip(kin, topics, words, strict=True)),
        "summaries": tuple(summaries_of(entry.paper)),
    }


def _paper_head(entry: Entry) -> Head:
    paper = entry.paper
    about = (
        entry.note.takeaway or to_text(paper.abstract) or f"By {', '.join(paper.authors[: AUTHORS.in_lists])}"
    )
    return {
        "title": to_text(paper.title),
        "description": shorten(about, DESCRIPTION),
        "kind": "paper",
        "published": paper.day.isoformat(),
        "citation": citation(paper),
    }
