"""Identity of works: one has the same arXiv id, the same DOI, or the same title by the same first author.

Two works taken for one lose a page, one work taken for two costs a repeat: whatever is not certain
is two works, and a possible duplicate that a person can look at.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from broadsheet.model.addresses import arxiv_in
from broadsheet.model.doi_versions import split_version
from broadsheet.model.ids import arxiv_id, arxiv_spelling, doi_id
from broadsheet.model.paper import Paper
from broadsheet.model.removals import NO_REMOVALS, Removals
from broadsheet.model.venues import SERVERS_THAT_NUMBER_ANEW, preprint_server
from broadsheet.store.near_sets import are_near, may_be_near
from broadsheet.text import latex

# A title says which work it is from this length on; "Introduction" and "Reply to Smith" do not.
FEWEST_WORDS = 4
FEWEST_LETTERS = 20
_DOI_ID = re.compile(r"doi-(10\.[0-9]+)-(.*)", re.ASCII)
# bioRxiv's new prefix, and the one that it had: what follows is the same in both.
_NEW_PREFIX, _OLD_PREFIX = "doi-10.64898-", "doi-10.1101-"
_WORD = re.compile(r"[^\W_]+")
_AFTER_A_NAME = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md"))


@dataclass(frozen=True, slots=True)
class WorkKey:
    """Marks of a work: its page, all it is called, its title and its first author.

    ``names`` are pairs: who gave the name, and the name as an id.
    """

    page: str
    names: frozenset[tuple[str, str]]
    title: str
    surname: str
    first_author: frozenset[str]


def work_key(paper: Paper) -> WorkKey:
    """Return the marks of a paper as a source or a file tells it."""
    names: set[tuple[str, str]] = set()
    for name in ids_of(paper):
        names.add((giver_of(name, paper), name))
    author_surname = ""
    author_words: frozenset[str] = frozenset()
    if paper.authors:
        first_author = paper.authors[0]
        author_surname = surname(first_author)
        words = _WORD.findall(_fold(first_author))
        author_words = frozenset([word for word in words if len(word) > 1])
    return WorkKey(
        page=paper.id,
        names=frozenset(names),
        title=plain_title(paper.title),
        surname=author_surname,
        first_author=author_words,
    )


def plain_title(title: str) -> str:
    """Return the words of a title with a space between, without case, accents, signs and TeX."""
    words = _WORD.findall(_fold(latex.to_text(title)))
    return " ".join(words)


def surname(name: str) -> str:
    """Return the last word of a family name, to compare ``Berg, Ada van der`` and ``Ada van der Berg``."""
    family_name = name.partition(",")[0]
    words = _WORD.findall(_fold(family_name))
    while len(words) > 1 and words[-1] in _AFTER_A_NAME:
        words.pop()
    if not words:
        return ""
    last_word: str = words[-1]
    return last_word


def _fold(text: str) -> str:
    """Return a text in lower case, without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join([sign for sign in decomposed if not unicodedata.combining(sign)])


def ids_of(paper: Paper) -> list[str]:
    """Return every id that a paper goes by, its page's first; a DOI counts as an id too.

    So does what the DOIs of all versions of a preprint have in common.
    """
    names = [paper.id, *paper.other_ids]
    if paper.doi:
        preprint = arxiv_in(paper.doi)
        arxiv_name = arxiv_id(preprint) if preprint else None
        names.append(arxiv_name or doi_id(paper.doi))
        versioned = split_version(paper.doi)
        if versioned.version:
            names.append(doi_id(versioned.doi))
    for name in tuple(names):
        if name.startswith(_NEW_PREFIX):
            names.append(_OLD_PREFIX + name.removeprefix(_NEW_PREFIX))
    return names


def giver_of(name: str, paper: Paper) -> str:
    """Return who gave a name: nobody gives two to one work, as far as certainty goes."""
    if arxiv_spelling(name):
        return "arxiv"
    doi = _DOI_ID.match(name)
    if doi:
        return preprint_server(doi[1], doi[2]) or "journal"
    source = name.partition("-")[0]
    longest = ""
    for sighting in paper.sightings:
        if name.startswith(f"{sighting.source}-") and len(sighting.source) > len(longest):
            longest = sighting.source
    return f"source {longest or source}"


class Works:
    """Index of the works that have a page, to be asked which of them an offered paper is.

    Works that ``removals`` keep apart are never taken for one.
    """

    def __init__(self, known: Iterable[WorkKey], removals: Removals = NO_REMOVALS) -> None:
        self._removals = removals
        self._known: dict[str, WorkKey] = {}
        self._pages_by_name: dict[str, set[str]] = defaultdict(set)
        self._pages_by_title: dict[str, set[str]] = defaultdict(set)
        self._page_by_folded_id: dict[str, str] = {}
        for work in known:
            self.add(work)

    def add(self, work: WorkKey) -> None:
        """Add a work, or what is now known of it besides."""
        if self._known.get(work.page) == work:
            return
        self._known[work.page] = work
        self._page_by_folded_id[work.page.lower()] = work.page
        for _, name in work.names:
            self._pages_by_name[name].add(work.page)
        if is_telling(work.title):
            self._pages_by_title[work.title].add(work.page)

    def page_of(self, work: WorkKey) -> str | None:
        """Return the id of the page where the work is, if that is certain; None where it has none."""
        if work.page in self._known:
            return work.page
        own_names: list[str] = []
        names: list[str] = []
        for giver, name in sorted(work.names):
            names.append(name)
            if giver == "arxiv" or name == work.page:
                own_names.append(name)
        page = self._find_only(work, own_names, even_contradicted=True)
        if page is None:
            page = self._find_only(work, names)
        if page is None:
            page = self._find_by_title(work)
        return page

    def page_like(self, page: str) -> str | None:
        """Return the page with this id, in whatever case; None where there is none."""
        return self._page_by_folded_id.get(page.lower())

    def pages_with_near_title(self, title: str) -> list[str]:
        """Return the pages whose plain titles have nearly all words of this one."""
        if not is_telling(title):
            return []
        words = frozenset(title.split())
        pages: list[str] = []
        for page, work in self._known.items():
            # Counting words is much faster than comparing them, and most titles are too long or too short.
            other_length = work.title.count(" ") + 1
            if may_be_near(len(words), other_length) and are_near(words, frozenset(work.title.split())):
                pages.append(page)
        return pages

    def _find_only(
        self, work: WorkKey, names: Collection[str], *, even_contradicted: bool = False
    ) -> str | None:
        """Return the only page that goes by one of the names; of several, the only one with it as its id."""
        pages: set[str] = set()
        for name in names:
            pages.update(self._pages_by_name.get(name, ()))
        fitting: list[str] = []
        for page in pages:
            if self._are_apart(page, work):
                continue
            if even_contradicted or not _contradict(self._known[page], work):
                fitting.append(page)
        named_so = [page for page in fitting if page in names]
        candidates = named_so or fitting
        if len(candidates) != 1:
            return None
        return candidates[0]

    def _find_by_title(self, work: WorkKey) -> str | None:
        alike: list[str] = []
        for page in self._pages_by_title.get(work.title, ()):
            is_alike = _same_author_and_title(self._known[page], work)
            if is_alike and not self._are_apart(page, work):
                alike.append(page)
        if len(alike) != 1:
            return None
        return alike[0]

    def _are_apart(self, page: str, work: WorkKey) -> bool:
        """Return True where a person said that a work is not the one of a page."""
        if not self._removals.apart:
            return False
        names = [name for _, name in work.names]
        return self._removals.keep_apart((page,), (work.page, *names))


def is_telling(title: str) -> bool:
    """Return True if a plain title is long enough to say which work it is."""
    words = title.count(" ") + 1
    return len(title) >= FEWEST_LETTERS and words >= FEWEST_WORDS


def _same_author_and_title(one: WorkKey, other: WorkKey) -> bool:
    if one.title != other.title or not is_telling(one.title):
        return False
    if not one.surname or not other.surname:
        return False
    # Some write the family name first without a comma.
    is_same_author = one.surname in other.first_author or other.surname in one.first_author
    return is_same_author and not _contradict(one, other)


def _contradict(one: WorkKey, other: WorkKey) -> bool:
    """Return True if somebody who gives a work one name gave these two different ones."""
    names = _names_by_giver(one)
    for giver, other_names in _names_by_giver(other).items():
        if giver in SERVERS_THAT_NUMBER_ANEW:
            continue
        if giver in names and not names[giver] & other_names:
            return True
    return False


def _names_by_giver(work: WorkKey) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for giver, name in work.names:
        names[giver].add(name)
    return names
