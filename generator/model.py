"""The nouns of Broadsheet, frozen and pure; see docs/decisions for the words themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import TypeVar

from generator.ids import arxiv_spelling

T = TypeVar("T")

# Votes, comments and stars are read again while a paper is this young (days); afterwards the
# file never changes for them, so that an old digest stays as its readers saw it.
YOUNG_DAYS = 7

# Up to the year 9998: the last weeks of 9999 end beyond what a date can be.
_PERIOD = re.compile(r"(?!9999)[0-9]{4}-(?:W[0-9]{2}|[0-9]{2}(?:-[0-9]{2})?)", re.ASCII)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SATURDAY = 5
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A source mentioned the paper on a digest day. Counts are None where it gives none."""

    source: str
    day: date
    url: str = ""
    votes: int | None = None
    comments: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of a preprint, as its server counts them from 1, and its date where that is known."""

    number: int
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What sources say of one work; written by robots only.

    Texts are clean single lines, addresses absolute http(s); empty means not known.
    ``published`` is the preprint's own date, never the digest's. ``also`` are other ids of the
    same work (a preprint's once it is known by its journal's DOI, say). ``described_by`` names
    the server whose own record the title, abstract and authors are (``arxiv``); it is empty where
    somebody else's copy is all there is. ``formerly`` are titles of earlier versions, oldest first.
    ``withdrawn`` is the reason given, empty if it stands.
    A paper without sightings is a look-up: it adds to a known paper and is no paper by itself.
    """

    id: str
    title: str
    also: tuple[str, ...] = ()
    described_by: str = ""
    formerly: tuple[str, ...] = ()
    abstract: str = ""
    authors: tuple[str, ...] = ()
    organisation: str = ""
    published: date | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    doi: str = ""
    journal: str = ""
    comment: str = ""
    versions: tuple[Version, ...] = ()
    withdrawn: str = ""
    citations: int | None = None
    tldr: str = ""
    code: str = ""
    stars: int | None = None
    project: str = ""
    discussion: str = ""
    media: tuple[str, ...] = ()
    ai_summary: str = ""
    sightings: tuple[Sighting, ...] = field(default=())

    def __hash__(self) -> int:
        return hash(self.id)  # all fields would tell no more apart, and papers are keys of what is kept

    @property
    def day(self) -> date:
        """The digest day: that of the first sighting."""
        return self.sightings[0].day

    @property
    def elsewhere(self) -> str:
        """Where the paper itself is to be found: at arXiv, by its DOI, or with a source; may be empty."""
        return self.abstract_page or self.project

    @property
    def abstract_page(self) -> str:
        """Where its abstract is: at arXiv, behind its DOI, or where its source found it; may be empty."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return f"https://doi.org/{self.doi}" if self.doi else self.found_at

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
        return next(filter(None, map(arxiv_spelling, (self.id, *self.also))), "")

    @property
    def found_at(self) -> str:
        """Where a reader finds the work by the source that saw it first, or empty."""
        return next((sighting.url for sighting in self.sightings if sighting.url), "")

    def merged_with(self, other: Paper, today: date) -> Paper:
        """Both readings of one paper in one; ``self`` is what was known before, and gives the id.

        The reading with the later sighting speaks for the paper, the other fills its gaps; but of
        what describes it (title, abstract, authors and the like) a server's own record speaks
        before any copy, a later version before an earlier, and of one version what was looked up
        last. An empty value never erases one, and no id, version or sighting is lost. Counts that
        readers watch (votes, comments, stars) are refreshed only while their sighting is young.
        """
        newer, older = (other, self) if other._seen >= self._seen else (self, other)
        described, less = (other, self) if other._authority >= self._authority else (self, other)
        merged = {
            name: _filled(getattr(described, name), getattr(less, name))
            if name in _DESCRIBING
            else _filled(getattr(newer, name), getattr(older, name))
            for name in _FIELDS
        }
        merged["id"] = self.id
        merged["also"] = tuple(sorted({other.id, *self.also, *other.also} - {self.id}))
        merged["formerly"] = _former_titles(described, less)
        merged["versions"] = _merged_versions(less.versions, described.versions)
        if described.described_by and described._latest > less._latest:
            merged["withdrawn"] = described.withdrawn  # a version after a withdrawal stands again
        counted = [count for count in (self.citations, other.citations) if count is not None]
        merged["citations"] = max(counted, default=None)
        merged["sightings"] = _merged_sightings(self.sightings, other.sightings, today)
        if other._seen == self._seen and not _young(self._seen[0], today):
            merged["stars"] = _filled(self.stars, other.stars)
        return Paper(**merged)

    @property
    def _seen(self) -> tuple[date, str]:
        return max(((s.day, s.source) for s in self.sightings), default=(date.min, ""))

    @property
    def _latest(self) -> int:
        return max((version.number for version in self.versions), default=0)

    @property
    def _authority(self) -> tuple[bool, int, tuple[date, str]]:
        looked_up = bool(self.described_by) and not self.sightings
        return bool(self.described_by), self._latest, (date.max, "") if looked_up else self._seen


_FIELDS = tuple(field.name for field in fields(Paper))
# What a server's own record says better than a copy of it.
_DESCRIBING = frozenset(
    (
        *("title", "described_by", "abstract", "authors", "published", "categories", "doi"),
        *("journal", "comment", "withdrawn"),
    )
)


def _filled(value: T, fallback: T) -> T:
    return fallback if value in (None, "", ()) else value


def _young(day: date, today: date) -> bool:
    return today - day <= timedelta(days=YOUNG_DAYS)


def _former_titles(described: Paper, less: Paper) -> tuple[str, ...]:
    """The titles that earlier versions had in the same server's record; a copy's spelling is no title."""
    retitled = described.described_by == less.described_by != "" and less._latest < described._latest
    titles = dict.fromkeys((*less.formerly, *([less.title] if retitled else []), *described.formerly))
    return tuple(title for title in titles if title.casefold() != described.title.casefold())


def _merged_versions(known: tuple[Version, ...], read: tuple[Version, ...]) -> tuple[Version, ...]:
    days = {version.number: version.day for version in known}
    days |= {version.number: version.day for version in read if version.day or version.number not in days}
    return tuple(Version(number, days[number]) for number in sorted(days))


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
    ``recency_days``. ``topics`` pairs slugs with points. ``negative`` are rules with points below 0.
    """

    votes: float = 1
    recency: float = 0
    recency_days: int = 14
    topics: tuple[tuple[str, float], ...] = ()
    watch: tuple[Watch, ...] = ()
    negative: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a score: its points, and where they come from in words; see ``generator.score``."""

    points: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper after curation: with its note, its topics, its score, and why.

    ``left_out`` is the reason why no list shows it (empty: it is shown); a hidden paper
    (``page`` True) keeps its page all the same. The score is the sum of its ``parts``.
    """

    paper: Paper
    note: Note
    topics: tuple[Topic, ...] = ()
    pinned: bool = False
    left_out: str = ""
    page: bool = True
    reasons: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    watched: tuple[Watch, ...] = ()

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
class Relative:
    """A paper like another one, and words that they share, as the like one writes them."""

    id: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drop:
    """An item that a source offered and that could not be kept."""

    item: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a source gave for one digest day in one go, or why it gave nothing.

    ``cap`` says in words what a limit kept from us, where one did; such a day is kept all the same.
    """

    day: date
    papers: tuple[Paper, ...] = ()
    drops: tuple[Drop, ...] = ()
    cap: str = ""
    failed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one source offered for one digest day, as last read on ``read`` (UTC dates).

    ``kept`` are paper ids in the order of the list, ``dropped`` the items that could not be
    kept; an item that a later reading no longer finds stays counted. ``failed`` is the message
    of the last try, made on ``asked``, where that failed; both are empty again once the day could
    be read. ``cap`` says what a limit of the source kept from us, where one did.
    """

    source: str
    day: date
    read: date | None = None
    asked: date | None = None
    cap: str = ""
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
            return replace(self, failed=later.failed, asked=later.asked)
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
        return _day(day)

    @classmethod
    def of_week(cls, day: date) -> Period:
        """The ISO week that ``day`` is in, Monday to Sunday; slug ``2026-W21``."""
        return _week(day)

    @classmethod
    def of_month(cls, day: date) -> Period:
        """The calendar month that ``day`` is in; slug ``2026-05``."""
        return _month(day)

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


# Kept, since each paper asks for the periods of its day, and many papers have the same.


@cache
def _day(day: date) -> Period:
    return Period(day, day, day.isoformat())


@cache
def _week(day: date) -> Period:
    year, week, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    return Period(monday, monday + timedelta(days=6), f"{year:04d}-W{week:02d}")


@cache
def _month(day: date) -> Period:
    start = day.replace(day=1)
    end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period(start, end, f"{day.year:04d}-{day.month:02d}")


def is_working_day(day: date) -> bool:
    """Whether ``day`` is from Monday to Friday; holidays are working days here."""
    return day.weekday() < _SATURDAY


def is_holiday(day: date, holidays: frozenset[str]) -> bool:
    """Whether ``day`` is one of a site's holidays, which name a date or a day of every year."""
    return day.isoformat() in holidays or day.isoformat()[5:] in holidays


def long_date(day: date) -> str:
    """``Monday, 18 May 2026``."""
    return f"{_WEEKDAYS[day.weekday()]}, {short_date(day)}"


def short_date(day: date) -> str:
    """``18 May 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Where readers ask for the digest by e-mail: the provider's name, its address for a form and the
    name of the form's field; without a field, a ``mailto:`` address to write to."""

    title: str
    action: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What the owner calls the site and where it will stand; ``url`` ends with a slash.

    ``holidays`` are days without an edition: ``2026-12-25``, or ``12-25`` for every year. ``hub`` is
    the WebSub hub of its feeds, ``feed_ids`` what their ids begin with (a tag URI's, ``name,date:``).
    Papers of days before ``pages_since`` have no page of their own: lists link to their source. Papers
    and editions of the newest ``export_months`` have files to take along beside their pages.
    """

    name: str
    url: str
    tagline: str = ""
    language: str = "en"
    top: int = 5
    feed_papers: int = 100
    cards: bool = True
    holidays: frozenset[str] = frozenset()
    hub: str = ""
    feed_ids: str = ""
    pages_since: date | None = None
    export_months: int = 12
    subscribe: Subscribe | None = None


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One source as configured: its kind, the name that sightings carry, what to call it.

    ``url`` is where its API is, ``home`` where a reader finds it. Of ``authors`` and ``words`` a paper
    must have one, where there are any; ``most`` papers are taken of a day. Each kind takes only some of
    the others: ``categories`` (of arXiv, bioRxiv), ``announce`` (of arXiv's lists: new, cross, replace,
    replace-cross), ``venue`` (of OpenReview), ``server`` (biorxiv or medrxiv).
    """

    name: str
    kind: str
    title: str
    url: str
    home: str = ""
    ai_summary: bool = False
    weekends: bool = False
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    announce: tuple[str, ...] = ()
    venue: str = ""
    server: str = ""
    most: int = 2000


@dataclass(frozen=True, slots=True)
class LookUpConfig:
    """A place that knows more of papers that sources named: its kind, its API, what to take."""

    kind: str
    url: str
    tldr: bool = False
