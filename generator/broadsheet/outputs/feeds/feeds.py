"""Which feeds there are: of all papers, of each topic and source, of editions, and of corrections.

The id of an item is a tag URI (RFC 4151) made from the site's name in it and the paper's id: it
stays when a title is corrected, an address moves or the site is built anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from html import escape
from itertools import islice
from typing import TypeVar
from urllib.parse import urlsplit

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry, Topic
from broadsheet.model.limits import AUTHORS
from broadsheet.model.paper import Paper, labelled_addresses
from broadsheet.outputs.feeds.formats import FORMATS, Feed, Item, opml, written
from broadsheet.outputs.lazy_file import lazy_file
from broadsheet.outputs.templating import sheet
from broadsheet.text.latex import to_html, to_text
from broadsheet.text.plain import author_list, clean, shorten, with_noun

EDITIONS = 30  # how many editions of a kind a feed holds
SUMMARY = 400
LONGEST = 4000
_FIRST = date(1991, 8, 14)  # arXiv's; the date of a feed on a site that holds nothing yet
T = TypeVar("T")
# A paper, what became of it (as its id ends) and that in words.
Correction = tuple[Paper, str, str]
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
            yield lazy_file(library, feed.base + form.ending, written, feed, form.media)
    yield lazy_file(library, urls.OPML, opml, library.site.name, library.site.url, every)
    head = {
        "title": "Feeds",
        "description": f"{library.site.name} in a feed reader: all papers, topics, editions, corrections.",
        "kind": "feeds",
    }
    groups = [(name, [f for f in every if re.fullmatch(bases, f.base)]) for name, bases in _GROUPS]
    shown = [(name, group) for name, group in groups if group]
    yield sheet(library, "feeds.md.j2", urls.FEEDS, head, read=None, groups=shown, formats=FORMATS)


def all_feeds(library: Library) -> tuple[Feed, ...]:
    """The feeds of the site, that of all papers first; their items are made when they are asked for."""
    desk = _FeedBuilder(library)
    return (
        desk.papers(urls.FEED_BASE, library.site.name, urls.HOME, library.shown),
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


@dataclass(frozen=True, slots=True)
class _FeedContext:
    """What the items of all feeds of a site have in common: how their ids begin, its address, and how
    many papers an edition names."""

    tag: str
    root: str
    most: int


class _FeedBuilder:
    """Plans the feeds of one site."""

    def __init__(self, library: Library) -> None:
        site = library.site
        self._library = library
        self._site = site
        self._hand = _FeedContext(f"tag:{site.feed_ids or _authority(site.url)}", site.url, site.feed_papers)
        self._since = library.newest.period.start if library.newest else _FIRST

    def papers(self, base: str, title: str, home: str, entries: Iterable[Entry]) -> Feed:
        newest = tuple(islice(entries, self._hand.most))
        about = self._site.tagline or f"Papers in {self._site.name}"
        return self._feed(base, title, home, about, _papers, newest)

    def topic(self, topic: Topic) -> Feed:
        entries = self._library.topic_entries[topic.slug]
        base, home = urls.topic_feed(topic.slug), urls.topic(topic.slug)
        return self.papers(base, f"{self._site.name}: {topic.name}", home, entries)

    def source(self, name: str, title: str) -> Feed:
        entries = (e for e in self._library.shown if any(s.source == name for s in e.paper.sightings))
        return self.papers(urls.source_feed(name), f"{self._site.name}: {title}", urls.HOME, entries)

    def editions(self, kind: str, name: str, digests: tuple[Digest, ...]) -> Feed:
        title = f"{self._site.name}: {name}"
        base, newest = urls.edition_feed(kind), digests[: -EDITIONS - 1 : -1]
        return self._feed(base, title, urls.ARCHIVE, title, _editions, newest)

    def corrections(self) -> Feed:
        """What readers of a paper should hear of later: withdrawn, retitled, published."""
        found = [item for entry in self._library.shown for item in _corrected(entry.paper)]
        found.sort(key=lambda item: (-_updated(item[0]).toordinal(), f"{item[0].id}/{item[1]}"))
        title = f"{self._site.name}: corrections"
        about = "Papers that were withdrawn, retitled or published after they were listed"
        newest = tuple(found[: self._hand.most])
        return self._feed(urls.CORRECTIONS, title, urls.STATUS, about, _corrections, newest)

    def _feed(
        self,
        base: str,
        title: str,
        home: str,
        about: str,
        write: Callable[[_FeedContext, tuple[T, ...]], tuple[Item, ...]],
        newest: tuple[T, ...],
    ) -> Feed:
        return Feed(
            base=base,
            id=self._hand.tag + base,
            title=title,
            about=about,
            root=self._site.url,
            home=home,
            language=self._site.language,
            since=_FIRST if newest else self._since,  # or it would be made anew with every new day
            make=partial(write, self._hand, newest),
            hub=self._site.hub,
        )


# Items

# The three formats of a feed have the same items, and a paper stands in the feeds of its topics as well.
_kept = lru_cache(maxsize=1 << 12)


def _papers(hand: _FeedContext, entries: tuple[Entry, ...]) -> tuple[Item, ...]:
    return tuple(_paper(hand, entry) for entry in entries)


@_kept
def _paper(hand: _FeedContext, entry: Entry) -> Item:
    paper = entry.paper
    return Item(
        id=f"{hand.tag}paper/{paper.id}",
        link=urls.place(entry, hand.root),
        title=("Withdrawn: " if paper.withdrawn else "") + _title(paper),
        published=paper.day,
        updated=_updated(paper),
        authors=paper.authors[: AUTHORS.in_feeds],
        categories=tuple(topic.name for topic in entry.topics),
        summary=shorten(clean(entry.note.takeaway) or to_text(paper.abstract), SUMMARY),
        html=_body(entry, to_html),
        simple=_body(entry, _simple),
    )


def _editions(hand: _FeedContext, digests: tuple[Digest, ...]) -> tuple[Item, ...]:
    return tuple(_edition(hand, digest) for digest in digests)


@_kept
def _edition(hand: _FeedContext, digest: Digest) -> Item:
    count = with_noun(len(digest.entries), "paper")
    title = digest.introduction.title
    markup = _listed(hand, digest)
    return Item(
        id=f"{hand.tag}{digest.period.kind}/{digest.period.slug}",
        link=hand.root + urls.digest(digest.period),
        title=f"{title} ({digest.period.label})" if title else digest.period.label,
        published=digest.period.end,
        updated=digest.period.end,
        summary=f"{count}, with {'; '.join(to_text(e.paper.title) for e in digest.entries[:3])}",
        html=markup,
        simple=markup,
    )


def _listed(hand: _FeedContext, digest: Digest) -> str:
    lines = "".join(_line(hand, entry) for entry in digest.entries[: hand.most])
    more = len(digest.entries) - hand.most
    rest = f"<p>and {with_noun(more, 'more paper')}</p>" if more > 0 else ""
    return f"<ol>{lines}</ol>{rest}"


def _line(hand: _FeedContext, entry: Entry) -> str:
    link = escape(urls.place(entry, hand.root))
    words = _simple(entry.note.takeaway)
    return (
        f'<li><p><a href="{link}">{_simple(entry.paper.title)}</a><br/>{escape(_byline(entry.paper))}</p>'
        + (f"<p>{words}</p>" if words else "")
        + "</li>"
    )


def _corrected(paper: Paper) -> Iterator[Correction]:
    if paper.withdrawn:
        yield paper, "withdrawn", f"Withdrawn: {paper.withdrawn}"
    for number, title in enumerate(paper.former_titles, start=1):
        yield paper, f"retitled/{number}", f"Its title was: {to_text(title)}"
    if paper.journal:
        yield paper, "published", f"Published in {paper.journal}"


def _corrections(hand: _FeedContext, found: tuple[Correction, ...]) -> tuple[Item, ...]:
    return tuple(_correction(hand, *correction) for correction in found)


def _correction(hand: _FeedContext, paper: Paper, what: str, words: str) -> Item:
    word = what.partition("/")[0].capitalize()
    said = escape(shorten(clean(words), LONGEST))
    return Item(
        id=f"{hand.tag}paper/{paper.id}/{what}",
        link=hand.root + urls.paper(paper.id),
        title=f"{word}: {_title(paper)}",
        published=_updated(paper),
        updated=_updated(paper),
        authors=paper.authors[: AUTHORS.in_feeds],
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
    own_page = ("arXiv" if paper.arxiv else "Paper", paper.abstract_page)
    for name, url in (own_page, *labelled_addresses(paper)):
        if url:
            yield f'<a href="{escape(url)}">{name}</a>'


def _byline(paper: Paper) -> str:
    names = author_list(paper.authors, AUTHORS.in_feeds)
    return clean(" · ".join(part for part in (names, paper.organisation) if part))
