"""Authors and organisations that have a page, and at which address.

Those whom the owner names have one, and of all other names, as papers print them, those with most
papers. The latter are chosen at the end of each month, so that links on old pages stay as they are
from day to day; in the first month they are chosen each day. Who was chosen once and is no longer
among them keeps a short page that leads to the search, for links from elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import groupby

from anyascii import anyascii

from broadsheet.cache.digests import digest_of_text
from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.library.digest import Entries
from broadsheet.model.contributors import (
    AUTHOR,
    ORGANISATION,
    Contributor,
    ContributorLink,
    NamedContributor,
)
from broadsheet.model.curation import Entry
from broadsheet.model.paper import Paper

FEWEST_PAPERS = 2  # of a name that gets a page without being named by the owner
_LONGEST_SLUG = 60
_HASH_DIGITS = 8
_NOT_SLUG = re.compile(r"[^a-z0-9]+")

Printed = tuple[str, str]  # a kind, and a name as papers print it


@dataclass(frozen=True, slots=True)
class Directory:
    """Directory of those who have a page: first those whom the owner names, then those with most papers.

    ``former`` were among the latter at the end of an earlier month.
    """

    contributors: tuple[Contributor, ...] = ()
    former: tuple[Contributor, ...] = ()

    @classmethod
    def of(cls, entries: Entries, named: Sequence[NamedContributor], limit: int) -> Directory:
        """Return the directory of ``entries``, newest first, with at most ``limit`` who are not ``named``."""
        slugs = _Slugs({(one.kind, one.slug) for one in named if one.slug})
        contributors = [_named_contributor(one, slugs) for one in named]
        taken = {(one.kind, printed) for one in named for printed in one.printed}
        ranking = _Ranking(limit, taken)
        if limit:
            for step in _steps(entries):
                ranking.add_and_choose(step)
        chosen: dict[Printed, Contributor] = {}
        for kind, name in ranking.ever_chosen:
            chosen[kind, name] = Contributor(kind, name, slugs.take(kind, name))
        for printed in ranking.chosen:
            contributors.append(chosen.pop(printed))
        return cls(tuple(contributors), tuple(chosen.values()))

    def link(self, entries: Iterable[Entry], names: Fingerprints) -> Iterator[Entry]:
        """Yield entries that know which of the names in them have a page."""
        links_by_kind: dict[str, dict[str, ContributorLink]] = {AUTHOR: {}, ORGANISATION: {}}
        for one in self.contributors:
            for printed in one.printed:
                links_by_kind[one.kind][printed] = ContributorLink(one.kind, printed, one.slug)
        author_links = links_by_kind[AUTHOR]
        organisation_links = links_by_kind[ORGANISATION]
        for entry in entries:
            paper = entry.paper
            # Most names have no page, and there are half a million on 40,000 papers.
            links = [author_links[name] for name in paper.authors if name in author_links]
            if paper.organisation in organisation_links:
                links.append(organisation_links[paper.organisation])
            yield _with_links(entry, links, names) if links else entry


def printed_names(paper: Paper) -> list[Printed]:
    """Return the names that a paper prints, each once: of its authors, then of its organisation."""
    names = [(AUTHOR, name) for name in dict.fromkeys(paper.authors)]
    if paper.organisation:
        names.append((ORGANISATION, paper.organisation))
    return names


def entries_by_contributor(entries: Entries) -> Mapping[tuple[str, str], Entries]:
    """Return the entries of all who have a page, by kind and slug, in the order of ``entries``."""
    lists: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        pages = dict.fromkeys((link.kind, link.slug) for link in entry.contributors)
        for page in pages:
            lists[page].append(entry)
    return {page: tuple(listed) for page, listed in lists.items()}


def _with_links(entry: Entry, links: Iterable[ContributorLink], names: Fingerprints) -> Entry:
    distinct_links = tuple(dict.fromkeys(links))  # a name may stand twice in a paper
    linked = replace(entry, contributors=distinct_links)
    names.know_as_made(linked, entry, str(distinct_links))
    return linked


# Who is chosen


def _steps(entries: Entries) -> Iterator[Iterable[Entry]]:
    """Yield the entries, which come newest first, in the steps after which names are chosen, oldest first.

    These are the whole months, and before them the days of the first month. What is of the newest
    month decides nothing yet, unless that is the first.
    """
    if not entries:
        return
    newest = _month(entries[0])
    first = _month(entries[-1])

    def step(entry: Entry) -> tuple[int, ...]:
        month = _month(entry)
        return (*month, entry.paper.day.day) if month == first else month

    for key, group in groupby(reversed(entries), step):
        if key == newest and newest != first:
            return
        yield group


def _month(entry: Entry) -> tuple[int, int]:
    day = entry.paper.day
    return day.year, day.month


class _Ranking:
    """Ranking of names by their papers, step by step; of equal ones, who got there first is before.

    ``taken`` are names that are not to be chosen.
    """

    def __init__(self, limit: int, taken: Container[Printed]) -> None:
        self._limit = limit
        self._taken = taken
        self._papers: Mapping[str, Counter[str]] = {AUTHOR: Counter(), ORGANISATION: Counter()}
        self._step = 0
        self._last_growth: dict[Printed, int] = {}  # of those that were candidates: the step
        self.chosen: list[Printed] = []
        self.ever_chosen: dict[Printed, None] = {}  # in order, each once

    def add_and_choose(self, entries: Iterable[Entry]) -> None:
        """Count the entries of a step, and choose anew.

        Nobody whose papers are no more than before can overtake another, nor can anybody who has no
        more than the last of those chosen before: only the others are compared.
        """
        enough = self._papers_to_enter()
        authors: list[str] = []
        organisations: list[str] = []
        for entry in entries:
            authors.extend(dict.fromkeys(entry.paper.authors))
            if entry.paper.organisation:
                organisations.append(entry.paper.organisation)
        risen: set[Printed] = set()
        for kind, names in ((AUTHOR, authors), (ORGANISATION, organisations)):
            papers = self._papers[kind]
            papers.update(names)  # all at once: there are half a million on 40,000 papers
            risen.update([(kind, name) for name in names if papers[name] >= enough])
        self._step += 1
        candidates = set(self.chosen)
        for printed in risen:
            if printed not in self._taken:
                candidates.add(printed)
                self._last_growth[printed] = self._step
        self.chosen = nsmallest(self._limit, candidates, self._rank)
        self.ever_chosen.update(dict.fromkeys(self.chosen))

    def _papers_to_enter(self) -> int:
        if len(self.chosen) < self._limit:
            return FEWEST_PAPERS
        kind, name = self.chosen[-1]
        return self._papers[kind][name] + 1

    def _rank(self, printed: Printed) -> tuple[int, int, Printed]:
        kind, name = printed
        return -self._papers[kind][name], self._last_growth[printed], printed


# Addresses


def name_slug(name: str) -> str:
    """Return a name as it stands in an address: in lower-case ASCII, letters of other scripts by their sound.

    A name of which nothing is left, or too much, has a part that is made from all of it.
    """
    slug = _NOT_SLUG.sub("-", anyascii(name).lower()).strip("-")
    if slug and len(slug) <= _LONGEST_SLUG:
        return slug
    start = slug[:_LONGEST_SLUG].rstrip("-")
    return f"{start}-{_hash(name)}".lstrip("-")


class _Slugs:
    """Slugs that are taken, each by one name of its kind; ``taken`` are kinds and slugs."""

    def __init__(self, taken: Iterable[tuple[str, str]]) -> None:
        self._taken = set(taken)

    def take(self, kind: str, name: str) -> str:
        """Return the slug of a name, made its own by a part from the name where another one has it."""
        slug = name_slug(name)
        if (kind, slug) in self._taken:
            slug = f"{slug}-{_hash(name)}"
        self._taken.add((kind, slug))
        return slug


def _hash(name: str) -> str:
    return digest_of_text(name)[:_HASH_DIGITS]


def _named_contributor(named: NamedContributor, slugs: _Slugs) -> Contributor:
    return Contributor(
        kind=named.kind,
        name=named.name,
        slug=named.slug or slugs.take(named.kind, named.name),
        spellings=named.spellings,
        identifier=named.identifier,
        is_named=True,
    )
