"""The nouns of Broadsheet, frozen and pure; see docs/decisions for the words themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")

# Votes, comments and stars are read again while a paper is this young (days); afterwards the
# file never changes for them, so that an old digest stays as its readers saw it.
YOUNG_DAYS = 7

_ARXIV = re.compile(r"(?i:arxiv:)?([0-9]{4}\.[0-9]{4,6})(?:v[0-9]+)?", re.ASCII)
# The archives that gave out ids of the older kind, until March 2007.
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas"
    "|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin"
    "|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_ARXIV_OLD = re.compile(rf"(?i:arxiv:)?((?:{_ARCHIVES})(?:\.[A-Z]{{2}})?)/([0-9]{{7}})(?:v[0-9]+)?", re.ASCII)
# Up to the year 9998: the last weeks of 9999 end beyond what a date can be.
_PERIOD = re.compile(r"(?!9999)[0-9]{4}-(?:W[0-9]{2}|[0-9]{2}(?:-[0-9]{2})?)", re.ASCII)
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}", re.ASCII)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SATURDAY = 5
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def arxiv_id(text: str) -> str | None:
    """The bare, path-safe arXiv id in ``text``, or None (arXiv identifier scheme).

    ``2405.14906v2`` gives ``2405.14906``; the older ``hep-th/9901001`` gives ``hep-th-9901001``.
    """
    if new := _ARXIV.fullmatch(text.strip()):
        return new[1]
    if old := _ARXIV_OLD.fullmatch(text.strip()):
        return f"{old[1]}-{old[2]}"
    return None


def is_safe_id(text: str) -> bool:
    """Whether ``text`` may name a file and a page: a slug, never a path."""
    safe = bool(_SAFE_ID.fullmatch(text)) and ".." not in text and not text.endswith(".")
    # MkDocs gives a page of either name the address of its folder.
    return safe and text.lower() not in ("index", "readme")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A source mentioned the paper on a digest day. Counts are None where it gives none."""

    source: str
    day: date
    url: str = ""
    votes: int | None = None
    comments: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What sources say of one work; written by robots only.

    Texts are clean single lines, addresses absolute http(s); empty means not known.
    ``published`` is the preprint's own date, never the digest's.
    """

    id: str
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    organisation: str = ""
    published: date | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    doi: str = ""
    code: str = ""
    stars: int | None = None
    project: str = ""
    discussion: str = ""
    media: tuple[str, ...] = ()
    submitter: str = ""
    ai_summary: str = ""
    sightings: tuple[Sighting, ...] = field(default=())

    @property
    def day(self) -> date:
        """The digest day: that of the first sighting."""
        return self.sightings[0].day

    @property
    def last_seen(self) -> date:
        """The day of the latest sighting."""
        return self.sightings[-1].day

    @property
    def votes(self) -> int:
        """The most votes any sighting counted; 0 where no source counts votes."""
        return max((s.votes or 0 for s in self.sightings), default=0)

    @property
    def comments(self) -> int:
        """The most comments any sighting counted."""
        return max((s.comments or 0 for s in self.sightings), default=0)

    @property
    def arxiv(self) -> str:
        """The id as arXiv writes it (``2405.14906``, ``hep-th/9901001``), or empty."""
        if _ARXIV.fullmatch(self.id):
            return self.id
        head, _, number = self.id.rpartition("-")
        return f"{head}/{number}" if _ARXIV_OLD.fullmatch(f"{head}/{number}") else ""

    def merged_with(self, other: Paper, today: date) -> Paper:
        """Both readings of one paper in one; ``self`` is what was known before.

        The reading with the later sighting speaks for the paper, the other fills its gaps;
        an empty value never erases one, and no sighting is lost. Counts that readers watch
        (votes, comments, stars) are refreshed only while their sighting is young.
        """
        newer, older = (other, self) if other.last_seen >= self.last_seen else (self, other)
        merged = {f.name: _filled(getattr(newer, f.name), getattr(older, f.name)) for f in fields(Paper)}
        merged["sightings"] = _merged_sightings(self.sightings, other.sightings, today)
        if other.last_seen == self.last_seen and not _young(self.last_seen, today):
            merged["stars"] = _filled(self.stars, other.stars)
        return Paper(**merged)


def _filled(value: T, fallback: T) -> T:
    return fallback if value in (None, "", ()) else value


def _young(day: date, today: date) -> bool:
    return today - day <= timedelta(days=YOUNG_DAYS)


def _merged_sightings(
    known: tuple[Sighting, ...], read: tuple[Sighting, ...], today: date
) -> tuple[Sighting, ...]:
    merged = {(s.day, s.source): s for s in known}
    for sighting in read:
        key = (sighting.day, sighting.source)
        before = merged.get(key)
        if before is None:
            merged[key] = sighting
        elif _young(sighting.day, today):
            merged[key] = _refreshed(before, sighting)
    return tuple(merged[key] for key in sorted(merged))


def _refreshed(before: Sighting, after: Sighting) -> Sighting:
    return replace(
        after,
        url=after.url or before.url,
        votes=_filled(after.votes, before.votes),
        comments=_filled(after.comments, before.comments),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a person says of a paper. ``hide`` is the reason given, ``topics`` None if unsaid."""

    paper: str
    takeaway: str = ""
    topics: tuple[str, ...] | None = None
    pin: bool = False
    hide: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Introduction:
    """A person's words at the head of a digest: a headline (may be empty) and Markdown."""

    slug: str
    title: str = ""
    words: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper after curation: with its note, its topics, its score, and why.

    ``left_out`` is the reason why no list shows it (empty: it is shown); a hidden paper
    (``page`` True) keeps its page all the same.
    """

    paper: Paper
    note: Note
    topics: tuple[Topic, ...] = ()
    score: float = 0
    pinned: bool = False
    left_out: str = ""
    page: bool = True
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drop:
    """An item that a source offered and that could not be kept."""

    item: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a source gave for one digest day in one go, or why it gave nothing."""

    day: date
    papers: tuple[Paper, ...] = ()
    drops: tuple[Drop, ...] = ()
    failed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one source offered for one digest day, as last read on ``read`` (UTC dates).

    ``kept`` are paper ids in the order of the list, ``dropped`` the items that could not be
    kept; an item that a later reading no longer finds stays counted. ``failed`` is the message
    of the last try where that failed, and empty again once the day could be read.
    """

    source: str
    day: date
    read: date | None = None
    kept: tuple[str, ...] = ()
    dropped: tuple[Drop, ...] = ()
    failed: str = ""

    @property
    def fetched(self) -> int:
        """How many items the source offered: every one is either kept or dropped."""
        return len(self.kept) + len(self.dropped)

    def followed_by(self, later: Reading) -> Reading:
        """This reading and a later one of the same day in one: nothing offered is forgotten."""
        if later.failed:
            return replace(self, failed=later.failed)
        kept = dict.fromkeys((*later.kept, *self.kept))
        dropped = {drop.item: drop for drop in (*self.dropped, *later.dropped) if drop.item not in kept}
        return replace(later, kept=tuple(kept), dropped=tuple(dropped.values()))

    @property
    def settled(self) -> bool:
        """Whether the day was read when its counts no longer move, so that it is done with."""
        return self.read is not None and not self.failed and not _young(self.day, self.read)

    @property
    def filling(self) -> bool:
        """Whether the day was still going on (UTC) when it was last read."""
        return self.read is not None and self.read <= self.day


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A day, an ISO 8601 week or a month, from ``start`` to ``end``, both included."""

    start: date
    end: date
    slug: str

    @classmethod
    def of_day(cls, day: date) -> Period:
        """The period of one day; slug ``2026-05-18``."""
        return cls(day, day, day.isoformat())

    @classmethod
    def of_week(cls, day: date) -> Period:
        """The ISO week that ``day`` is in, Monday to Sunday; slug ``2026-W21``."""
        year, week, weekday = day.isocalendar()
        monday = day - timedelta(days=weekday - 1)
        return cls(monday, monday + timedelta(days=6), f"{year:04d}-W{week:02d}")

    @classmethod
    def of_month(cls, day: date) -> Period:
        """The calendar month that ``day`` is in; slug ``2026-05``."""
        start = day.replace(day=1)
        end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return cls(start, end, f"{day.year:04d}-{day.month:02d}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period a slug names; ValueError where it names none."""
        if not _PERIOD.fullmatch(text):
            raise ValueError(f"{text!r} is not a period")
        if "W" in text:
            return cls.of_week(date.fromisocalendar(int(text[:4]), int(text[-2:]), 1))
        if len(text) == len("2026-05"):
            return cls.of_month(date.fromisoformat(f"{text}-01"))
        return cls.of_day(date.fromisoformat(text))

    @property
    def kind(self) -> str:
        """``day``, ``week`` or ``month``."""
        if self.start == self.end:
            return "day"
        return "week" if "W" in self.slug else "month"

    @property
    def label(self) -> str:
        """How the period is called in a heading, in English whatever the locale."""
        if self.kind == "day":
            return long_date(self.start)
        if self.kind == "month":
            return f"{_MONTHS[self.start.month - 1]} {self.start.year}"
        return f"Week {int(self.slug[-2:])}, {short_date(self.start)} to {short_date(self.end)}"


def is_working_day(day: date) -> bool:
    """Whether ``day`` is from Monday to Friday; holidays are working days here."""
    return day.weekday() < _SATURDAY


def long_date(day: date) -> str:
    """``Monday, 18 May 2026``."""
    return f"{_WEEKDAYS[day.weekday()]}, {short_date(day)}"


def short_date(day: date) -> str:
    """``18 May 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Site:
    """What the owner calls the site and where it will stand; ``url`` ends with a slash."""

    name: str
    url: str
    tagline: str = ""
    language: str = "en"
    top: int = 5
    feed_papers: int = 100
    cards: bool = True


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One source as configured: its kind, the name that sightings carry, what to call it.

    ``url`` is where its API is, ``home`` where a reader finds it.
    """

    name: str
    kind: str
    title: str
    url: str
    home: str = ""
    ai_summary: bool = False
    weekends: bool = False
