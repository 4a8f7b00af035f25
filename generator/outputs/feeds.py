"""Which feeds there are: of all papers, of each topic and source, of editions, and of corrections.

The id of an item is a tag URI (RFC 4151) made from the site's name in it and the paper's id: it
stays when a title is corrected, an address moves or the site is built anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from html import escape
from urllib.parse import urlsplit

from generator import addresses
from generator.library import Digest, Library
from generator.model import Entry, Paper, Topic
from generator.outputs.planned import planned
from generator.outputs.render import sheet
from generator.outputs.syndicate import FORMATS, Feed, Item, opml, written
from generator.tex import to_html, to_text
from generator.text import clean, counted, people, shorten
from generator.tree import OutFile

NAMED_AUTHORS = 10  # a paper may have thousands
EDITIONS = 30  # how many editions of a kind a feed holds
SUMMARY = 400
LONGEST = 4000
# How the page of all feeds groups them, by how their addresses begin.
_GROUPS = (
    ("All papers", "feed"),
    ("Editions", "feeds/(?:days|weeks|months)"),
    ("Topics", "feeds/topic/.*"),
    ("Sources", "feeds/source/.*"),
    ("Corrections", "feeds/corrections"),
)


def feeds(library: Library) -> Iterator[OutFile]:
    """Every feed in RSS, Atom and JSON Feed, and the list of them (OPML)."""
    every = all_feeds(library)
    for feed in every:
        for form in FORMATS:
            yield planned(library, feed.base + form.ending, written, feed, form.media)
    yield planned(library, addresses.OPML, opml, library.site.name, library.site.url, every)
    head = {
        "title": "Feeds",
        "description": f"{library.site.name} in a feed reader: all papers, topics, editions, corrections.",
        "kind": "feeds",
    }
    groups = [(name, [f for f in every if re.fullmatch(bases, f.base)]) for name, bases in _GROUPS]
    shown = [(name, group) for name, group in groups if group]
    yield sheet(library, "feeds.md.j2", addresses.FEEDS, head, read=None, groups=shown, formats=FORMATS)


def all_feeds(library: Library) -> tuple[Feed, ...]:
    """The feeds of the site, that of all papers first."""
    desk = _Desk(library)
    return (
        desk.papers(addresses.FEED_BASE, library.site.name, addresses.HOME, library.shown),
        *map(desk.topic, library.topics),
        *(desk.source(s.name, s.title) for s in library.sources if len(library.sources) > 1),
        desk.editions("day", "every edition", library.editions),
        desk.editions("week", "weekly digests", _ended(library, library.weeks)),
        desk.editions("month", "monthly digests", _ended(library, library.months)),
        desk.corrections(),
    )


def _ended(library: Library, digests: Iterable[Digest]) -> tuple[Digest, ...]:
    """The weeks or months that are over: readers take a digest once, so it must be whole."""
    newest = library.newest.period.start if library.newest else date.min
    last = max(library.last_read or newest, newest)
    return tuple(digest for digest in digests if digest.period.end < last)


class _Desk:
    """What every feed of one site has in common."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._site = library.site
        self._most = library.site.feed_papers
        self._tag = f"tag:{library.site.feed_ids or _authority(library.site.url)}"
        self._newest = library.newest.period.start if library.newest else date(1991, 8, 14)

    # Feeds

    def papers(self, base: str, title: str, home: str, entries: Iterable[Entry]) -> Feed:
        items = tuple(self._paper(entry) for entry, _ in zip(entries, range(self._most), strict=False))
        return self._feed(base, title, home, items, self._site.tagline or f"Papers in {self._site.name}")

    def topic(self, topic: Topic) -> Feed:
        entries = self._library.topic_entries[topic.slug]
        base, home = addresses.topic_feed(topic.slug), addresses.topic(topic.slug)
        return self.papers(base, f"{self._site.name}: {topic.name}", home, entries)

    def source(self, name: str, title: str) -> Feed:
        entries = (e for e in self._library.shown if any(s.source == name for s in e.paper.sightings))
        return self.papers(
            addresses.source_feed(name), f"{self._site.name}: {title}", addresses.HOME, entries
        )

    def editions(self, kind: str, name: str, digests: tuple[Digest, ...]) -> Feed:
        items = tuple(self._edition(digest) for digest in reversed(digests[-EDITIONS:]))
        title = f"{self._site.name}: {name}"
        return self._feed(addresses.edition_feed(kind), title, addresses.ARCHIVE, items, title)

    def corrections(self) -> Feed:
        """What readers of a paper should hear of later: withdrawn, retitled, published."""
        found = [item for entry in self._library.shown for item in self._corrected(entry)]
        found.sort(key=lambda item: (-item.updated.toordinal(), item.id))
        title = f"{self._site.name}: corrections"
        about = "Papers that were withdrawn, retitled or published after they were listed"
        return self._feed(addresses.CORRECTIONS, title, addresses.STATUS, tuple(found[: self._most]), about)

    def _feed(self, base: str, title: str, home: str, items: tuple[Item, ...], about: str) -> Feed:
        return Feed(
            base=base,
            id=self._tag + base,
            title=title,
            about=about,
            root=self._site.url,
            home=home,
            language=self._site.language,
            updated=max((item.updated for item in items), default=self._newest),
            hub=self._site.hub,
            items=items,
        )

    # Items

    def _paper(self, entry: Entry) -> Item:
        paper = entry.paper
        return Item(
            id=f"{self._tag}paper/{paper.id}",
            link=addresses.place(entry, self._site.url),
            title=("Withdrawn: " if paper.withdrawn else "") + _title(paper),
            published=paper.day,
            updated=_updated(paper),
            authors=paper.authors[:NAMED_AUTHORS],
            categories=tuple(topic.name for topic in entry.topics),
            summary=shorten(clean(entry.note.takeaway) or to_text(paper.abstract), SUMMARY),
            html=_body(entry, to_html),
            simple=_body(entry, _simple),
        )

    def _edition(self, digest: Digest) -> Item:
        count = counted(len(digest.entries), "paper")
        title = digest.introduction.title
        markup = self._listed(digest)
        return Item(
            id=f"{self._tag}{digest.period.kind}/{digest.period.slug}",
            link=self._site.url + addresses.digest(digest.period),
            title=f"{title} ({digest.period.label})" if title else digest.period.label,
            published=digest.period.end,
            updated=digest.period.end,
            summary=f"{count}, with {'; '.join(to_text(e.paper.title) for e in digest.entries[:3])}",
            html=markup,
            simple=markup,
        )

    def _listed(self, digest: Digest) -> str:
        lines = "".join(map(self._line, digest.entries[: self._most]))
        more = len(digest.entries) - self._most
        rest = f"<p>and {counted(more, 'more paper')}</p>" if more > 0 else ""
        return f"<ol>{lines}</ol>{rest}"

    def _line(self, entry: Entry) -> str:
        link = escape(addresses.place(entry, self._site.url))
        words = _simple(entry.note.takeaway)
        return (
            f'<li><p><a href="{link}">{_simple(entry.paper.title)}</a><br/>{escape(_byline(entry.paper))}</p>'
            + (f"<p>{words}</p>" if words else "")
            + "</li>"
        )

    def _corrected(self, entry: Entry) -> Iterator[Item]:
        paper = entry.paper
        if paper.withdrawn:
            yield self._correction(paper, "withdrawn", f"Withdrawn: {paper.withdrawn}")
        for number, title in enumerate(paper.formerly, start=1):
            yield self._correction(paper, f"retitled/{number}", f"Its title was: {to_text(title)}")
        if paper.journal:
            yield self._correction(paper, "published", f"Published in {paper.journal}")

    def _correction(self, paper: Paper, what: str, words: str) -> Item:
        word = what.partition("/")[0].capitalize()
        said = escape(shorten(clean(words), LONGEST))
        return Item(
            id=f"{self._tag}paper/{paper.id}/{what}",
            link=self._site.url + addresses.paper(paper.id),
            title=f"{word}: {_title(paper)}",
            published=_updated(paper),
            updated=_updated(paper),
            authors=paper.authors[:NAMED_AUTHORS],
            summary=shorten(clean(words), SUMMARY),
            html=f"<p>{said}</p>",
            simple=f"<p>{said}</p>",
        )


def _authority(url: str) -> str:
    """What the ids begin with after ``tag:``: who names, a date when the name was theirs, the site's path.

    The year is that of the format, not of the site: were it taken from the content, a backfill
    would rename every item. An owner whose name is younger sets ``feed_ids`` in site.yaml.
    """
    path = urlsplit(url).path.strip("/")
    return f"{urlsplit(url).hostname},2026:{path}{'/' if path else ''}"


def _title(paper: Paper) -> str:
    return to_text(paper.title) or paper.id  # an item has a title, whatever a source calls one


def _updated(paper: Paper) -> date:
    """The day of its latest version, but not before it was listed."""
    return max([paper.day, *(version.day for version in paper.versions if version.day)])


def _simple(words: str) -> str:
    """Words with their formulas as plain Unicode, as HTML."""
    return escape(to_text(words))


def _body(entry: Entry, write: Callable[[str], str]) -> str:
    """What a feed shows of a paper: who, our takeaway, the abstract, and where it is."""
    paper = entry.paper
    paragraphs = [escape(_byline(paper)), _simple(entry.note.takeaway)]
    if paper.withdrawn:
        paragraphs.insert(0, f"<strong>Withdrawn</strong>: {escape(clean(paper.withdrawn))}")
    paragraphs += [write(shorten(paper.abstract, LONGEST)), " · ".join(_links(paper))]
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)


def _links(paper: Paper) -> Iterator[str]:
    places = [("arXiv" if paper.arxiv else "Paper", paper.abstract_page), ("Code", paper.code)]
    for name, url in [*places, ("Project", paper.project), ("Discussion", paper.discussion)]:
        if url:
            yield f'<a href="{escape(url)}">{name}</a>'


def _byline(paper: Paper) -> str:
    names = people(paper.authors, NAMED_AUTHORS)
    return clean(" · ".join(part for part in (names, paper.organisation) if part))
