"""Papers and their sightings: what sources say of one work."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TypeVar

from broadsheet.model.ids import arxiv_spelling
from broadsheet.model.period import is_young

T = TypeVar("T")


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
        if other._seen == self._seen and not is_young(self._seen[0], today):
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
        elif is_young(sighting.day, today):
            merged[key] = _refreshed(before, sighting)
    return tuple(merged[key] for key in sorted(merged))


def _refreshed(before: Sighting, after: Sighting) -> Sighting:
    return replace(
        after,
        url=after.url or before.url,
        votes=_filled(after.votes, before.votes),
        comments=_filled(after.comments, before.comments),
    )
