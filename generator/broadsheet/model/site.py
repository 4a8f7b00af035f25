"""The site and its sources as their owner set them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from broadsheet.model.hosts import NO_HOST, Host


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Where readers ask for the digest by e-mail: the provider's name, its address for a form and the
    name of the form's field; without a field, a ``mailto:`` address to write to."""

    title: str
    action: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Giscus:
    """Comments by giscus: the repository whose discussions it shows, and their category, each with its id."""

    repository: str
    repository_id: str
    category: str
    category_id: str


GISCUS = "https://giscus.app"  # which gives the script and the frame, once a reader asks for them


@dataclass(frozen=True, slots=True)
class ContentPolicy:
    """What pages may load and run beside the site's own files, as the owner set it.

    ``scripts`` and ``styles`` are the addresses of files that every page loads. ``origins`` may give
    scripts, styles and frames, and be sent forms; ``hashes`` are those of scripts that stand in pages.
    ``overrides`` is the folder of the owner's templates, from that of ``mkdocs.yml``.
    """

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()
    overrides: str = ""


@dataclass(frozen=True, slots=True)
class Repository:
    """Where the files of a site are edited on the web: what their places follow, with a slash at the end.

    ``new`` is where files are made, their names under ``name_key``; both are empty where that is not known.
    """

    edit: str
    new: str = ""
    name_key: str = ""


@dataclass(frozen=True, slots=True)
class Community:
    """Where readers propose and correct papers: the ``issues`` of the repository, or an ``email`` address.

    Where there is neither, or the owner wants no forms (``has_forms``), pages do not ask for it.
    """

    issues: str = ""
    email: str = ""
    has_forms: bool = True


@dataclass(frozen=True, slots=True)
class Stopped:
    """The day since which a digest has no new editions, and where its readers read on, if anywhere."""

    since: date
    next: str = ""

    @property
    def host(self) -> str:
        """Name of the server on which to read on."""
        return urlsplit(self.next).netloc


@dataclass(frozen=True, slots=True)
class BookCounts:
    """How many of the newest days and weeks are also books for e-readers."""

    days: int = 7
    weeks: int = 8


@dataclass(frozen=True, slots=True)
class Site:
    """What the owner calls the site and where it will stand; ``url`` ends with a slash.

    ``holidays`` are days without an edition: ``2026-12-25``, or ``12-25`` for every year. ``hub`` is
    the WebSub hub of its feeds, ``feed_ids`` what their ids begin with (a tag URI's, ``name,date:``).
    Papers of days before ``pages_since`` have no page of their own: lists link to their source. Papers
    older than the newest ``paged_months`` share pages, where that is given. Papers and editions of the newest
    ``export_months`` have files to take along beside their pages, or where ``packs_exports`` is set one file
    of each kind a month.
    ``books`` are the newest days and weeks that are also books for e-readers.
    At most ``author_pages`` authors and organisations have a page beside those that the owner names.
    Where the site has ``cards``, papers of the newest ``paper_cards`` days have one of their own; where
    ``cards_in_mail`` is set, the letter of a week shows its card, which mail programs load from the site.
    ``site_dir`` is the folder that the site is built into, from that of ``mkdocs.yml``. Where
    ``content_policy`` is None, pages may load and run anything; where ``repository`` is, they link to no
    editor. ``community`` is where readers propose and correct. Where the site is ``offline``, browsers keep
    what its readers opened. A site that ``is_sample`` has no abstracts, and says so on one page instead of on
    each; neither it nor a site that has ``stopped`` is late. ``host`` is where it is published, with its
    limits.
    """

    name: str
    url: str
    tagline: str = ""
    language: str = "en"
    top: int = 5
    feed_papers: int = 100
    cards: bool = True
    paper_cards: int = 30
    cards_in_mail: bool = False
    holidays: frozenset[str] = frozenset()
    hub: str = ""
    feed_ids: str = ""
    pages_since: date | None = None
    paged_months: int | None = None
    export_months: int = 12
    packs_exports: bool = False
    books: BookCounts = BookCounts()
    author_pages: int = 500
    subscribe: Subscribe | None = None
    comments: Giscus | None = None
    site_dir: str = "site"
    content_policy: ContentPolicy | None = ContentPolicy()
    repository: Repository | None = None
    community: Community = Community()
    offline: bool = True
    is_sample: bool = False
    stopped: Stopped | None = None
    host: Host = NO_HOST


SettingValue = str | tuple[str, ...] | bool
OwnSettings = tuple[tuple[str, SettingValue], ...]


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One source as configured: its kind, the name that sightings carry, what to call it.

    ``url`` is where its API is, ``home`` where a reader finds it. Of ``authors`` and ``words`` a paper
    must have one, where there are any; ``daily_limit`` papers are taken of a day, and what is first seen
    ``max_age`` days before those asked for. ``own`` are the settings that only its kind has, as the kind
    declares them. ``question`` is a name for all that decides which papers of a day it gives.
    """

    name: str
    kind: str
    title: str
    url: str
    home: str = ""
    weekends: bool = False
    authors: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    daily_limit: int = 2000
    max_age: int = 60
    own: OwnSettings = ()
    question: str = field(default="", compare=False)  # follows from the others

    def text(self, key: str) -> str:
        """Return a text among the settings of the source's own kind; empty where it was not set."""
        value = dict(self.own).get(key, "")
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts among the settings; empty where it was not set."""
        common = {"authors": self.authors, "words": self.words}
        value = dict(self.own).get(key, common.get(key, ()))
        return value if isinstance(value, tuple) else ()

    def flag(self, key: str) -> bool:
        """Return whether a setting of the source's own kind was switched on."""
        return dict(self.own).get(key) is True


@dataclass(frozen=True, slots=True)
class TallyConfig:
    """A place where readers vote and comment: its name, its kind, what readers call it, and its API."""

    name: str
    kind: str
    title: str
    url: str
    own: OwnSettings = ()

    def text(self, key: str) -> str:
        """Return a text among the settings of its kind; empty where it was not set."""
        value = dict(self.own).get(key, "")
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts among the settings of its kind; empty where it was not set."""
        value = dict(self.own).get(key, ())
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class EnricherConfig:
    """A server that adds to papers which sources named: its kind, its API, and its kind's settings."""

    kind: str
    url: str
    own: OwnSettings = ()

    def text(self, key: str) -> str:
        """Return a text among the settings of its kind; empty where it was not set."""
        value = dict(self.own).get(key, "")
        return value if isinstance(value, str) else ""

    def flag(self, key: str) -> bool:
        """Return whether a setting of its kind was switched on."""
        return dict(self.own).get(key) is True
