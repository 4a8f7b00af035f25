"""Pages that papers of older months share, and the lists of the parts of large ones."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import NamedTuple

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.edit_links import EditLink, note_link
from broadsheet.library.exports import packs_of
from broadsheet.library.library import Library
from broadsheet.library.shared_pages import OTHERS, depths, folder_key, part_of
from broadsheet.model.curation import Entry
from broadsheet.model.language.counts import counted
from broadsheet.model.language.words import gettext as _
from broadsheet.model.masthead import Colleague
from broadsheet.model.period import Period
from broadsheet.outputs.attribution import attributions
from broadsheet.outputs.citations.metadata import citation
from broadsheet.outputs.pages.lists import linked_words
from broadsheet.outputs.pages.papers import DayContext, day_context_of
from broadsheet.outputs.pages.related import ListedPaper, ListedPapers, SteadyEntry, related_papers
from broadsheet.outputs.summaries import Summary, summaries_of
from broadsheet.outputs.templating import Head, sheet

_MOST_TITLES = 1000  # of the papers of its parts that a list of parts names
_RELATED = 3  # papers that a paper names as related beside many others
_FIRST_YEAR = 91  # of ids with a month of arXiv: 1991


@dataclass(frozen=True, slots=True)
class SharedPaper:
    """A paper on a page that it shares, as the page is made from it."""

    entry: Entry
    related_papers: tuple[ListedPaper, ...]
    day_context: DayContext
    words: str
    writer: Colleague | None
    edit: EditLink | None
    former_ids: tuple[str, ...]

    @property
    def related(self) -> list[SteadyEntry]:
        """The papers most like this one."""
        return [paper.facts for paper in self.related_papers]

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """What models wrote of it."""
        return tuple(summaries_of(self.entry.paper))

    @property
    def attributions(self) -> Sequence[object]:
        """Who gave the facts."""
        titles = {**self.day_context.look_up_titles, **self.day_context.source_titles}
        return attributions(self.entry.paper, titles)

    @property
    def listings(self) -> Iterator[tuple[str, str]]:
        """Title of each source that listed it, and the address of it there, unless that is named already."""
        paper = self.entry.paper
        for sighting in paper.sightings:
            if sighting.url and not paper.discussion.startswith(sighting.url):
                yield self.day_context.source_titles.get(sighting.source, sighting.source), sighting.url

    @property
    def tags(self) -> list[tuple[str, str]]:
        """What scripts read of it, as the head of a page for itself would say it, without its abstract.

        Of most papers all of it stands beside their title, in what reference managers read (COinS).
        """
        paper = self.entry.paper
        if paper.published and not paper.journal:
            return []
        return [(name, said) for name, said in citation(paper) if name != "abstract"]


class _Part(NamedTuple):
    """A part of a folder: its name for readers, its address, and how many papers it has."""

    name: str
    address: str
    papers: int


def shared_pages(library: Library, listed: ListedPapers) -> Iterator[OutFile]:
    """Yield the pages that papers share, the lists of parts, and the file by which scripts find a paper."""
    if not library.with_shared_page:
        return
    yield _depths_file(library)
    by_page: dict[str, list[Entry]] = defaultdict(list)
    for entry in library.with_shared_page:
        by_page[entry.shared_at].append(entry)
    gatherer = _Gatherer(library, listed)
    for at, entries in sorted(by_page.items()):
        papers = [gatherer.gather(entry) for entry in sorted(entries, key=_by_day_and_id)]
        yield _shared_page(library, at, papers)
    yield from _lists_of_parts(library, listed)


class _Gatherer:
    """Gathers what a page says of the papers that share it."""

    def __init__(self, library: Library, listed: ListedPapers) -> None:
        self._library = library
        self._listed = listed
        self._former_ids = _former_ids(library)
        self._day_contexts: dict[date, DayContext] = {}

    def gather(self, entry: Entry) -> SharedPaper:
        """Return a paper as the page says it that it shares."""
        library = self._library
        paper_id = entry.paper.id
        return SharedPaper(
            entry=entry,
            related_papers=related_papers(library, entry, self._listed).papers[:_RELATED],
            day_context=self._day_context(entry.paper.day),
            words=linked_words(library, entry.note.words, entry.shared_at),
            writer=library.writer_of(entry.note),
            edit=note_link(library, paper_id),
            former_ids=tuple(self._former_ids.get(paper_id, ())),
        )

    def _day_context(self, day: date) -> DayContext:
        if day not in self._day_contexts:
            self._day_contexts[day] = day_context_of(self._library, day)
        return self._day_contexts[day]


def _by_day_and_id(entry: Entry) -> tuple[date, str]:
    return (entry.paper.day, entry.paper.id)


def _day_of(shared: SharedPaper) -> date:
    return shared.entry.paper.day


def _former_ids(library: Library) -> Mapping[str, list[str]]:
    """Return the other ids under which papers on shared pages are looked for, by the papers' own."""
    former: dict[str, list[str]] = defaultdict(list)
    for other_id, entry in library.by_id.items():
        if entry.shared_at and other_id != entry.paper.id:
            former[entry.paper.id].append(other_id)
    return former


def _depths_file(library: Library) -> OutFile:
    """Return the file that says how many digits name the parts of each folder."""
    text = json.dumps(depths(library.with_shared_page), separators=(",", ":"))
    return OutFile(urls.PARTS, f"{text}\n".encode())


def _shared_page(library: Library, at: str, papers: Sequence[SharedPaper]) -> OutFile:
    key = folder_key(papers[0].entry.paper.id)
    part = at.removeprefix(urls.shared_page(key.folder)).rstrip("/")
    title = _title(key.folder, part)
    days = []
    for day, papers_of_day in groupby(papers, key=_day_of):
        days.append((Period.of_day(day), tuple(papers_of_day)))
    return sheet(
        library,
        "shared_page.md.j2",
        at,
        partial(_head, title, len(papers), library.site.name),
        read=None,
        title=title,
        days=tuple(days),
        packs=packs_of(library, {shared.entry.paper.day for shared in papers}),
        papers=tuple(shared.entry.paper.id for shared in papers),
    )


def _head(title: str, papers: int, site_name: str) -> Head:
    return {
        "title": title,
        "description": _("%(papers)s of %(site)s, in full.", papers=counted(papers, "paper"), site=site_name),
        "kind": "shared-page",
    }


def _title(folder: str, part: str) -> str:
    """Return what a page of a folder is called: after the month of its papers' ids, and its part."""
    if folder == OTHERS:
        title = _("Other papers of older months")
    else:
        title = _("Preprints of %(month)s", month=_month(folder).label)
    if part:
        return _("%(title)s, part %(part)s", title=title, part=part)
    return title


def _month(folder: str) -> Period:
    """Return the month of a folder: that of ``9901`` is of 1999, that of ``2405`` of 2024."""
    short_year = int(folder[:2])
    century = 1900 if short_year >= _FIRST_YEAR else 2000
    return Period.of_month(date(century + short_year, int(folder[2:]), 1))


# The lists of parts


def _lists_of_parts(library: Library, listed: ListedPapers) -> Iterator[OutFile]:
    """Yield a list of parts at the address that each parted folder, and each shorter part, would have.

    It names the papers, unless they are very many: who has the address of a paper from a time when the
    folder had fewer parts finds it there.
    """
    by_folder: dict[str, list[Entry]] = defaultdict(list)
    for entry in library.with_shared_page:
        by_folder[folder_key(entry.paper.id).folder].append(entry)
    for folder, depth in depths(library.with_shared_page).items():
        for shorter in range(depth):
            for part, entries in _by_part(by_folder[folder], shorter).items():
                yield _list_of_parts(library, folder, part, entries, listed)


def _by_part(entries: Iterable[Entry], depth: int) -> Mapping[str, list[Entry]]:
    """Return entries of a folder by the parts whose names have ``depth`` digits, in the order of these."""
    by_part: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        part = part_of(folder_key(entry.paper.id), depth)
        by_part[part].append(entry)
    return dict(sorted(by_part.items()))


def _list_of_parts(
    library: Library, folder: str, part: str, entries: Sequence[Entry], listed: ListedPapers
) -> OutFile:
    title = _title(folder, part)
    parts = []
    for longer_part, part_entries in _by_part(entries, len(part) + 1).items():
        name = _title(folder, longer_part)
        parts.append(_Part(name, urls.shared_page(folder, longer_part), len(part_entries)))
    named = sorted(entries, key=_by_day_and_id) if len(entries) <= _MOST_TITLES else ()
    return sheet(
        library,
        "shared_page_parts.md.j2",
        urls.shared_page(folder, part),
        partial(_head, title, len(entries), library.site.name),
        more=partial(_named_entries, tuple([listed[entry.paper.id] for entry in named])),
        read=None,
        title=title,
        total=len(entries),
        by_id=folder != OTHERS,
        parts=tuple(parts),
    )


def _named_entries(papers: tuple[ListedPaper, ...]) -> Mapping[str, object]:
    return {"entries": tuple([paper.facts for paper in papers])}
