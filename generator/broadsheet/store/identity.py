"""Which papers are one work: the same arXiv id, the same DOI, or the same title by the same first author.

Two works taken for one lose a page, one work taken for two costs a repeat: whatever is not certain
is two works, and a suspect that a person can look at.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations
from math import ceil

from broadsheet.model.ids import arxiv_id, arxiv_in, arxiv_spelling, doi_id
from broadsheet.model.paper import Paper
from broadsheet.text import latex

# A title says which work it is from this length on; "Introduction" and "Reply to Smith" do not.
FEWEST_WORDS = 4
FEWEST_LETTERS = 20
# Titles are near when so many of all their words are in both (Jaccard's index of the sets).
NEAR = Fraction(3, 4)
# Who gives DOIs to preprints: such a DOI is no journal's, so that a journal's may stand beside it.
# Two prefixes of one server are one: bioRxiv and medRxiv changed theirs.
_PREPRINTS = {
    "10.1101": "biorxiv",
    "10.64898": "biorxiv",
    "10.2139": "ssrn",
    "10.5281": "zenodo",
    "10.20944": "preprints.org",
    "10.21203": "research-square",
    "10.22541": "authorea",
    "10.26434": "chemrxiv",
    "10.31219": "osf",
    "10.31234": "psyarxiv",
    "10.36227": "techrxiv",
}
_DOI_ID = re.compile(r"doi-(10\.[0-9]+)-", re.ASCII)
_WORD = re.compile(r"[^\W_]+")
_AFTER_A_NAME = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md"))
# Words by which the parts of a series differ: 2, 2026, iv, 3rd.
_NUMBER = re.compile(r"[0-9]+(?:st|nd|rd|th|d|b|k)?|[ivx]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class WorkKey:
    """What tells a work from others: its page, all it is called, its title and its first author."""

    page: str
    names: frozenset[tuple[str, str]]  # (who gave the name, the name as an id)
    title: str
    surname: str
    first_author: frozenset[str]


@dataclass(frozen=True, slots=True, order=True)
class PossibleDuplicate:
    """Two papers that may be one work, by their ids, the one that was published first before the other."""

    first: str
    second: str
    why: str


def work_key(paper: Paper) -> WorkKey:
    """The traits of a paper as a source or a file tells it."""
    words = _WORD.findall(_plain(paper.authors[0])) if paper.authors else []
    return WorkKey(
        page=paper.id,
        names=frozenset((_giver(name, paper), name) for name in _names(paper)),
        title=" ".join(title_words(paper.title)),
        surname=surname(paper.authors[0]) if paper.authors else "",
        first_author=frozenset(word for word in words if len(word) > 1),
    )


def title_words(title: str) -> tuple[str, ...]:
    """The words of a title, without case, accents, signs and TeX."""
    return tuple(_WORD.findall(_plain(latex.to_text(title))))


def surname(name: str) -> str:
    """The last word of a family name, for comparison: ``Berg, Ada van der`` and ``Ada van der Berg``."""
    words = _WORD.findall(_plain(name.partition(",")[0]))
    while len(words) > 1 and words[-1] in _AFTER_A_NAME:
        words.pop()
    return words[-1] if words else ""


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _names(paper: Paper) -> Iterator[str]:
    yield paper.id
    yield from paper.other_ids
    if paper.doi:
        preprint = arxiv_in(paper.doi)
        yield (preprint and arxiv_id(preprint)) or doi_id(paper.doi)


def _giver(name: str, paper: Paper) -> str:
    """Who gave a name: nobody gives two to one work, as far as certainty goes."""
    if arxiv_spelling(name):
        return "arxiv"
    if doi := _DOI_ID.match(name):
        return _PREPRINTS.get(doi[1], "journal")
    sources = [s.source for s in paper.sightings if name.startswith(f"{s.source}-")]
    return f"source {max(sources, key=len, default=name.partition('-')[0])}"


class Works:
    """The works that have a page, to be asked which of them an offered paper is."""

    def __init__(self, known: Iterable[WorkKey]) -> None:
        self._known: dict[str, WorkKey] = {}
        self._called: dict[str, set[str]] = defaultdict(set)
        self._titled: dict[str, set[str]] = defaultdict(set)
        for work in known:
            self.add(work)

    def add(self, work: WorkKey) -> None:
        """Know a work, or know it better."""
        before = self._known.get(work.page)
        if before == work:
            return
        self._known[work.page] = work
        for _, name in work.names:
            self._called[name].add(work.page)
        if _tells(work.title):
            self._titled[work.title].add(work.page)

    def page_of(self, work: WorkKey) -> str | None:
        """The id of the page where the work is, if it is certain; None where it has none."""
        if work.page in self._known:
            return work.page
        own = sorted(name for giver, name in work.names if giver == "arxiv" or name == work.page)
        called = sorted(name for _, name in work.names)
        return (
            self._only(work, own, contradicted=True) or self._only(work, called) or self._titled_alike(work)
        )

    def _only(self, work: WorkKey, names: Iterable[str], *, contradicted: bool = False) -> str | None:
        pages = {page for name in names for page in self._called.get(name, ())}
        fitting = [page for page in pages if contradicted or not _contradict(self._known[page], work)]
        own = [page for page in fitting if page in names]
        return (own or fitting)[0] if len(own or fitting) == 1 else None

    def _titled_alike(self, work: WorkKey) -> str | None:
        pages = self._titled.get(work.title, ())
        alike = [page for page in pages if _same_author_and_title(self._known[page], work)]
        return alike[0] if len(alike) == 1 else None


def _tells(title: str) -> bool:
    return len(title) >= FEWEST_LETTERS and title.count(" ") + 1 >= FEWEST_WORDS


def _same_author_and_title(one: WorkKey, other: WorkKey) -> bool:
    if one.title != other.title or not _tells(one.title) or not (one.surname and other.surname):
        return False
    # Some write the family name first without a comma.
    alike = one.surname in other.first_author or other.surname in one.first_author
    return alike and not _contradict(one, other)


def _contradict(one: WorkKey, other: WorkKey) -> bool:
    """Whether somebody who gives a work one name gave these two different ones."""
    mine, theirs = _by_giver(one), _by_giver(other)
    return any(not mine[giver] & theirs[giver] for giver in mine.keys() & theirs.keys())


def _by_giver(work: WorkKey) -> dict[str, set[str]]:
    given: dict[str, set[str]] = defaultdict(set)
    for giver, name in work.names:
        given[giver].add(name)
    return given


# -- what is not certain -----------------------------------------------------------------------


def possible_duplicates(papers: Iterable[Paper]) -> tuple[PossibleDuplicate, ...]:
    """Pairs of papers that may be one work, with what speaks for it; surest first.

    Pairs share a name, or nearly all words of their titles and an author (as far as their
    authors are known). Each pair is told once, whatever the order of ``papers``.
    """
    known = {paper.id: paper for paper in sorted(papers, key=lambda p: (p.sightings[:1] and p.day, p.id))}
    order = {page: place for place, page in enumerate(known)}
    found: dict[tuple[str, str], str] = {}
    for one, other, why in chain(_called_alike(known), _near(known)):
        pair = (one, other) if order[one] < order[other] else (other, one)
        found.setdefault(pair, why)
    ranked = sorted(found, key=lambda pair: (found[pair].startswith("nearly"), *map(order.get, pair)))
    return tuple(PossibleDuplicate(*pair, found[pair]) for pair in ranked)


def _called_alike(known: Mapping[str, Paper]) -> Iterator[tuple[str, str, str]]:
    called: dict[str, list[str]] = defaultdict(list)
    for page, paper in known.items():
        for name in frozenset(_names(paper)):
            called[name].append(page)
    shared = [name for name, pages in called.items() if len(pages) > 1]
    for name in sorted(shared, key=lambda name: (_giver(name, known[called[name][0]]), name)):
        pages = called[name]
        for other in pages[1:]:
            yield pages[0], other, f"both go by {name}"


def _near(known: Mapping[str, Paper]) -> Iterator[tuple[str, str, str]]:
    titles = {page: " ".join(title_words(paper.title)) for page, paper in known.items()}
    words = {page: frozenset(title.split()) for page, title in titles.items() if _tells(title)}
    for one, other in _pairs(words):
        if titles[one] == titles[other]:
            why = "the same title"
        elif _is_series(words[one] ^ words[other]):
            continue
        else:
            why = "nearly the same title"
        mine, theirs = (frozenset(map(surname, known[page].authors)) for page in (one, other))
        if shared := sorted(mine & theirs - {""}):
            yield one, other, f"{why}, and {shared[0].title()} among the authors of both"
        elif not mine or not theirs:
            yield one, other, f"{why}; the authors of one are not known"


def _is_series(differing: frozenset[str]) -> bool:
    return bool(differing) and all(_NUMBER.fullmatch(word) for word in differing)


def _pairs(words: dict[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of sets whose Jaccard index is at least ``NEAR``, by prefix filtering.

    With the words of all sets in one order, rarest first, two sets that have ``n`` words in common have
    two of them among the first of each, all but the last ``n - 2`` (Bayardo, Ma, Srikant 2007; Wang, Li,
    Feng 2012): only what shares two such rare words is compared.
    """
    often = Counter(chain.from_iterable(words.values()))
    place = {word: at for at, word in enumerate(sorted(often, key=lambda word: (often[word], word)))}
    alone = sum(count == 1 for count in often.values())  # so many places hold a word that no other set has
    everywhere = len(place)  # as if all sets had one more word, or those of one word could not share two
    near_parts, all_parts = NEAR.as_integer_ratio()  # whole numbers are compared faster
    later = 2 * NEAR / (1 + NEAR)
    begun: dict[tuple[int, int], list[str]] = defaultdict(list)
    for page, mine in sorted(words.items(), key=lambda item: len(item[1])):
        size = len(mine)
        rarest = [*sorted(map(place.__getitem__, mine)), everywhere]
        # At least NEAR of these words are in both...
        few = [word for word in rarest[: size - ceil(NEAR * size) + 2] if word >= alone]
        alike = (other for two in combinations(few, 2) if two in begun for other in begun[two])
        for other in dict.fromkeys(alike):
            theirs = words[other]
            both = len(mine & theirs)
            if both * all_parts >= near_parts * (size + len(theirs) - both):
                yield other, page
        # ...and 2 NEAR / (1 + NEAR) of them, since later sets are no smaller.
        fewer = [word for word in rarest[: size - ceil(later * size) + 2] if word >= alone]
        for two in combinations(fewer, 2):
            begun[two].append(page)
