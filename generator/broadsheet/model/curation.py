"""Curation: notes, topics and rules of people, and the entries that they make of papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from broadsheet.model.contributors import ContributorLink
from broadsheet.model.corrections import Correction
from broadsheet.model.paper import Paper
from broadsheet.model.tallies import Tally


@dataclass(frozen=True, slots=True)
class Quote:
    """A comment of a reader that an editor chose to quote: its text, and if known by whom and where."""

    text: str
    by: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Proposal of a paper by a reader: why, when, by whom, and the address that it came from.

    ``by`` is empty unless the reader wanted to be named.
    """

    why: str
    day: date | None = None
    by: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a person says of a paper. ``hide`` is the reason given, ``topics`` None if unsaid.

    ``by`` is the handle of who wrote it, where that is to be said. A note ``in_review`` says nothing yet.
    ``proposals`` and ``corrections`` are what readers said in forms and an editor took, oldest first.
    """

    paper: str
    takeaway: str = ""
    topics: tuple[str, ...] | None = None
    pin: bool = False
    hide: str = ""
    quotes: tuple[Quote, ...] = ()
    words: str = ""
    by: str = ""
    in_review: bool = False
    proposals: tuple[Proposal, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Introduction:
    """A person's words at the head of a digest: a headline (may be empty) and Markdown.

    ``by`` and ``in_review`` are as those of a note.
    ``regions`` are names for its map, in place of those that are found in the papers.
    """

    slug: str
    title: str = ""
    words: str = ""
    by: str = ""
    in_review: bool = False
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of people's own words, in Markdown; ``in_review`` is as that of a note."""

    name: str
    words: str
    in_review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Which papers a topic or a rule means; every key given must hold, any of its values does.

    ``words`` look in title, abstract and keywords alike. Phrases match whole words, whatever
    the case or a plural *s*; a last word ending in ``*`` matches any ending.
    """

    words: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    abstract: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    votes_at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A field of interest: its address, its name, one sentence about it, and what belongs."""

    slug: str
    name: str
    about: str
    match: Conditions


class Effect(StrEnum):
    """What a rule does with the papers it means; a closed set."""

    INCLUDE = "include"  # where such rules exist, only papers that one of them means are shown
    EXCLUDE = "exclude"  # no page and no place in a list, but a line on the status page
    PIN = "pin"  # first in its digest
    HIDE = "hide"  # in no list, but the page stays at its address
    SCORE = "score"  # moves the paper up or down by ``points``


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition with an effect; the name is the reason that readers see."""

    name: str
    effect: Effect
    when: Conditions
    points: float = 0


@dataclass(frozen=True, slots=True)
class Watch:
    """An author or an organisation (``kind``) whose papers are marked, and moved by ``points``."""

    kind: str
    name: str
    points: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What a paper's score is made of besides rules; the defaults give its votes.

    ``recency`` is what a preprint of its digest day gets; it falls evenly to nothing at
    ``recency_days``. ``topics`` pairs slugs with points, ``votes_at`` places where readers vote with the
    points of each vote there. ``negative`` are rules with points below 0.
    """

    votes: float = 1
    recency: float = 0
    recency_days: int = 14
    topics: tuple[tuple[str, float], ...] = ()
    votes_at: tuple[tuple[str, float], ...] = ()
    watch: tuple[Watch, ...] = ()
    negative: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a score: its points, and where they come from in words; see ``broadsheet.curation.score``."""

    points: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper after curation: with its note, its topics, its score, and why.

    ``left_out`` is the reason why no list shows it (empty: it is shown); a hidden paper
    (``page`` True) keeps its page all the same; ``shared_at`` is the address of that page where the paper
    shares it with others. The score is the sum of its ``parts``. ``contributors`` are those of its names
    that have a page. ``claim`` is the sentence of the paper's own abstract that says what was done, with its
    formulas in TeX. ``tallies`` are its votes and comments at places that are no source.
    """

    paper: Paper
    note: Note
    topics: tuple[Topic, ...] = ()
    pinned: bool = False
    left_out: str = ""
    page: bool = True
    shared_at: str = ""
    reasons: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    watched: tuple[Watch, ...] = ()
    claim: str = ""
    contributors: tuple[ContributorLink, ...] = ()
    tallies: tuple[Tally, ...] = ()

    def __hash__(self) -> int:
        return hash(self.paper)

    @property
    def score(self) -> float:
        """The points of all parts together."""
        return sum(part.points for part in self.parts)

    @property
    def watched_names(self) -> frozenset[str]:
        """The names that we watch here, case-folded."""
        return frozenset(watch.name.casefold() for watch in self.watched)


@dataclass(frozen=True, slots=True)
class RelatedPaper:
    """A paper like another one, and words that they share, as the like one writes them."""

    id: str
    words: tuple[str, ...] = ()
