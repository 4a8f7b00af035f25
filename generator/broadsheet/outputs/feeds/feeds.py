"""Which feeds there are: of all papers, of topics, authors and sources, of editions, and of corrections.

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
from typing import Protocol, TypeVar

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.contributors import Contributor
from broadsheet.model.curation import Entry, Topic
from broadsheet.model.language.counts import counted
from broadsheet.model.language.words import N_, catalogue_version
from broadsheet.model.language.words import gettext as _
from broadsheet.model.limits import AUTHORS
from broadsheet.model.paper import Paper, labelled_addresses
from broadsheet.model.site import Site
from broadsheet.outputs.feeds.corrections import Correction, headline_of, latest_change, newest_corrections
from broadsheet.outputs.feeds.formats import FORMATS, Feed, Item, formats_of, opml, written
from broadsheet.outputs.feeds.ids import authority_of
from broadsheet.outputs.lazy_file import lazy_file
from broadsheet.outputs.summaries import sentence_of
from broadsheet.outputs.templating import sheet
from broadsheet.text.latex import to_html, to_text
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import author_list, clean, shorten

CONTRIBUTOR_PAPERS = 10  # how many papers the feed of an author or an organisation holds
EDITIONS = 30  # how many editions of a kind a feed holds
SUMMARY = 400
LONGEST = 4000
_FIRST = date(1991, 8, 14)  # arXiv's; the date of a feed on a site that holds nothing yet
T = TypeVar("T")


class _WriteWords(Protocol):
    """Way to write words, which may be TeX, as HTML."""

    def __call__(self, words: str, /, *, is_tex: bool) -> str:
        """Return the words as HTML."""
        ...


# How the page of all feeds groups them, by how their addresses begin.
_GROUPS = (
    (N_("All papers"), "feed"),
    (N_("Editions"), "feeds/(?:days|weeks|months)"),
    (N_("Topics"), "feeds/topic/.*"),
    (N_("Authors and organisations"), "feeds/(?:author|organisation)/.*"),
    (N_("Sources"), "feeds/source/.*"),
    (N_("Corrections"), "feeds/corrections"),
)


def feeds(library: Library) -> Iterator[OutFile]:
    """Yield every feed in RSS, Atom and JSON Feed, the list of them (OPML) and the page that shows them."""
    site = library.site
    every_feed = all_feeds(library)
    for feed in every_feed:
        for form in FORMATS:
            path = feed.base + form.ending
            yield lazy_file(library, path, written, feed, form.media)
    yield from _unnamed_contributors(library)
    yield lazy_file(library, urls.OPML, opml, site.name, site.url, every_feed)
    head = {
        "title": _("Feeds"),
        "description": _(
            "%(site)s in a feed reader: papers, topics, editions and corrections.", site=site.name
        ),
        "kind": "feeds",
    }
    yield sheet(
        library,
        "feeds.md.j2",
        urls.FEEDS,
        head,
        read=None,
        groups=_group_feeds(every_feed),
        formats=FORMATS,
        has_others=not all(contributor.is_named for contributor in library.directory.contributors),
    )


def _unnamed_contributors(library: Library) -> Iterator[OutFile]:
    """Yield the feeds of authors and organisations that nobody named: too many for the list of feeds."""
    builder = _FeedBuilder(library)
    for contributor in library.directory.contributors:
        if not contributor.is_named:
            feed = builder.contributor(contributor)
            for form in formats_of(contributor):
                yield lazy_file(library, feed.base + form.ending, written, feed, form.media)


def _group_feeds(every_feed: Iterable[Feed]) -> list[tuple[str, list[Feed]]]:
    groups = []
    for name, bases in _GROUPS:
        group = [feed for feed in every_feed if re.fullmatch(bases, feed.base)]
        if group:
            groups.append((_(name), group))
    return groups


def all_feeds(library: Library) -> tuple[Feed, ...]:
    """Return the feeds of the site, that of all papers first; their items are made when asked for."""
    builder = _FeedBuilder(library)
    ended_weeks = _ended(library, library.weeks)
    ended_months = _ended(library, library.months)
    every_feed = [builder.papers(urls.FEED_BASE, library.site.name, urls.HOME, library.shown)]
    for topic in library.topics:
        every_feed.append(builder.topic(topic))
    for contributor in library.directory.contributors:
        if contributor.is_named:
            every_feed.append(builder.contributor(contributor))
    if len(library.sources) > 1:
        for source in library.sources:
            every_feed.append(builder.source(source.name, source.title))
    every_feed += [
        builder.editions("day", _("every edition"), library.editions),
        builder.editions("week", _("weekly digests"), ended_weeks),
        builder.editions("month", _("monthly digests"), ended_months),
        builder.corrections(),
    ]
    return tuple(every_feed)


def _ended(library: Library, digests: Iterable[Digest]) -> tuple[Digest, ...]:
    """Return the weeks or months that are over: readers take a digest once, so it must be whole."""
    newest = date.min
    if library.newest:
        newest = library.newest.period.start
    last_day = max(library.last_read or newest, newest)
    return tuple(digest for digest in digests if digest.period.end < last_day)


@dataclass(frozen=True, slots=True)
class _FeedContext:
    """What the items of all feeds of a site have in common.

    ``tag`` begins their ids, ``root`` is the site's address; an edition names at most ``max_papers``.
    ``words`` is the version of the words of the interface.
    """

    tag: str
    root: str
    max_papers: int
    words: str


class _FeedBuilder:
    """Plans the feeds of one site."""

    def __init__(self, library: Library) -> None:
        site = library.site
        authority = site.feed_ids or authority_of(site.url)
        self._library = library
        self._site = site
        self._context = _FeedContext(f"tag:{authority}", site.url, site.feed_papers, catalogue_version())
        self._since = _FIRST
        if library.newest:
            self._since = library.newest.period.start

    def papers(self, base: str, title: str, home: str, entries: Iterable[Entry]) -> Feed:
        """Return a feed of the newest of ``entries``."""
        newest = tuple(islice(entries, self._context.max_papers))
        about = self._site.tagline or _("Papers in %(site)s", site=self._site.name)
        return self._feed(base, title, home, about, _paper_items, newest)

    def topic(self, topic: Topic) -> Feed:
        """Return the feed of a topic."""
        base = urls.topic_feed(topic.slug)
        home = urls.topic(topic.slug)
        title = _titled(self._site, topic.name)
        entries = self._library.topic_entries[topic.slug]
        return self.papers(base, title, home, entries)

    def contributor(self, contributor: Contributor) -> Feed:
        """Return the feed of an author or an organisation."""
        base = urls.contributor_feed(contributor.kind, contributor.slug)
        home = urls.contributor(contributor.kind, contributor.slug)
        entries = self._library.entries_of(contributor)
        title = _titled(self._site, contributor.name)
        return self.papers(base, title, home, entries[:CONTRIBUTOR_PAPERS])

    def source(self, name: str, title: str) -> Feed:
        """Return the feed of the papers that a source saw."""
        base = urls.source_feed(name)
        entries = self._seen_by(name)
        return self.papers(base, _titled(self._site, title), urls.HOME, entries)

    def _seen_by(self, name: str) -> Iterator[Entry]:
        for entry in self._library.shown:
            if any(sighting.source == name for sighting in entry.paper.sightings):
                yield entry

    def editions(self, kind: str, name: str, digests: tuple[Digest, ...]) -> Feed:
        """Return the feed of the newest of ``digests``, which are oldest first."""
        base = urls.edition_feed(kind)
        title = _titled(self._site, name)
        newest = digests[: -EDITIONS - 1 : -1]
        return self._feed(base, title, urls.ARCHIVE, title, _edition_items, newest)

    def corrections(self) -> Feed:
        """Return the feed of what readers should hear of later: papers withdrawn, retitled, published."""
        corrections = newest_corrections(self._library.shown)
        newest = tuple(corrections[: self._context.max_papers])
        title = _titled(self._site, _("corrections"))
        about = _("Papers withdrawn, retitled, corrected or published after they were listed")
        return self._feed(urls.CORRECTIONS, title, urls.STATUS, about, _correction_items, newest)

    def _feed(
        self,
        base: str,
        title: str,
        home: str,
        about: str,
        make_items: Callable[[_FeedContext, tuple[T, ...]], tuple[Item, ...]],
        newest: tuple[T, ...],
    ) -> Feed:
        return Feed(
            base=base,
            id=self._context.tag + base,
            title=title,
            about=about,
            root=self._site.url,
            home=home,
            language=self._site.language,
            since=_FIRST if newest else self._since,  # or it would be made anew with every new day
            make=partial(make_items, self._context, newest),
            hub=self._site.hub,
        )


# Items

# The three formats of a feed have the same items, and a paper stands in the feeds of its topics as well.
_cached = lru_cache(maxsize=1 << 12)


def _paper_items(context: _FeedContext, entries: tuple[Entry, ...]) -> tuple[Item, ...]:
    return tuple(_paper_item(context, entry) for entry in entries)


@_cached
def _paper_item(context: _FeedContext, entry: Entry) -> Item:
    paper = entry.paper
    title = _title(paper)
    if paper.withdrawn:
        title = _("Withdrawn: %(title)s", title=title)
    summary = sentence_of(entry)
    return Item(
        id=f"{context.tag}paper/{paper.id}",
        link=urls.place(entry, context.root),
        title=title,
        published=paper.day,
        updated=latest_change(paper),
        authors=paper.authors[: AUTHORS.in_feeds],
        categories=tuple(topic.name for topic in entry.topics),
        summary=shorten(summary, SUMMARY),
        html=_body(entry, to_html),
        simple=_body(entry, _simple),
    )


def _edition_items(context: _FeedContext, digests: tuple[Digest, ...]) -> tuple[Item, ...]:
    return tuple(_edition_item(context, digest) for digest in digests)


@_cached
def _edition_item(context: _FeedContext, digest: Digest) -> Item:
    period = digest.period
    title = period.label
    if digest.introduction.title:
        title = f"{digest.introduction.title} ({period.label})"
    count = counted(len(digest.entries), "paper")
    best_titles = [plain_title(entry.paper) for entry in digest.entries[:3]]
    named = "; ".join(best_titles)
    markup = _list_papers(context, digest)
    return Item(
        id=f"{context.tag}{period.kind}/{period.slug}",
        link=context.root + urls.digest(period),
        title=title,
        published=period.end,
        updated=period.end,
        summary=_("%(papers)s, with %(titles)s", papers=count, titles=named),
        html=markup,
        simple=markup,
    )


def _list_papers(context: _FeedContext, digest: Digest) -> str:
    lines = []
    for entry in digest.entries[: context.max_papers]:
        line = _list_item(context, entry)
        lines.append(line)
    markup = "".join(lines)
    markup = f"<ol>{markup}</ol>"
    more = len(digest.entries) - context.max_papers
    if more > 0:
        rest = _("and %(papers)s", papers=counted(more, "more paper"))
        markup += f"<p>{escape(rest)}</p>"
    return markup


def _list_item(context: _FeedContext, entry: Entry) -> str:
    paper = entry.paper
    url = urls.place(entry, context.root)
    title = escape(plain_title(paper))
    byline = escape(_byline(paper))
    markup = f'<p><a href="{escape(url)}">{title}</a><br/>{byline}</p>'
    sentence = escape(sentence_of(entry))
    if sentence:
        markup += f"<p>{sentence}</p>"
    return f"<li>{markup}</li>"


def _correction_items(context: _FeedContext, corrections: tuple[Correction, ...]) -> tuple[Item, ...]:
    return tuple(_correction_item(context, correction) for correction in corrections)


def _correction_item(context: _FeedContext, correction: Correction) -> Item:
    paper = correction.paper
    words = clean(correction.words)
    text = escape(shorten(words, LONGEST))
    markup = f"<p>{text}</p>"
    updated = correction.made_on
    return Item(
        id=f"{context.tag}paper/{paper.id}/{correction.kind}",
        link=urls.place(correction.entry, context.root),
        title=headline_of(correction, _title(paper)),
        published=updated,
        updated=updated,
        authors=paper.authors[: AUTHORS.in_feeds],
        summary=shorten(words, SUMMARY),
        html=markup,
        simple=markup,
    )


def _titled(site: Site, name: str) -> str:
    return _("%(site)s: %(name)s", site=site.name, name=name)


def _title(paper: Paper) -> str:
    return plain_title(paper) or paper.id  # an item has a title, whatever a source calls one


def _simple(words: str, *, is_tex: bool = True) -> str:
    """Return words with their formulas as plain Unicode, as HTML."""
    return escape(to_text(words, is_tex=is_tex))


def _body(entry: Entry, write: _WriteWords) -> str:
    """Return what a feed shows of a paper: who, our takeaway, the abstract, and where it is."""
    paper = entry.paper
    paragraphs = []
    if paper.withdrawn:
        reason = escape(clean(paper.withdrawn))
        paragraphs.append(_("<strong>Withdrawn</strong>: %(reason)s", reason=reason))
    for notice in paper.notices:
        line = escape(clean(notice))
        paragraphs.append(_("<strong>Notice</strong>: %(notice)s", notice=line))
    byline = escape(_byline(paper))
    takeaway = _simple(entry.note.takeaway)
    abstract = write(shorten(paper.abstract, LONGEST), is_tex=paper.is_tex)
    links = " · ".join(_links(paper))
    paragraphs += [byline, takeaway, abstract, links]
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)


def _links(paper: Paper) -> Iterator[str]:
    server = "arXiv" if paper.arxiv else _("Paper")
    own_page = (server, paper.abstract_page)
    for name, url in (own_page, *labelled_addresses(paper)):
        if url:
            yield f'<a href="{escape(url)}">{escape(_(name))}</a>'


def _byline(paper: Paper) -> str:
    names = author_list(paper.authors, AUTHORS.in_feeds, are_more=paper.more_authors)
    parts = [part for part in (names, paper.organisation) if part]
    return clean(" · ".join(parts))
