"""Every page once more as plain Markdown, ``index.md`` beside it, and ``llms.txt``, the list of them.

For programs that read text, language models among them (llmstxt.org). These files go into the site
as they are: MkDocs would make pages of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from broadsheet.curation.score import score_in_words
from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry, Topic
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.limits import AUTHORS
from broadsheet.model.paper import labelled_addresses, labelled_facts
from broadsheet.model.period import Period, short_date
from broadsheet.outputs.citations import keys
from broadsheet.outputs.lazy_file import lazy_file
from broadsheet.outputs.pages.topics import TOPIC_MOST, TOPIC_NEWEST
from broadsheet.outputs.portable_links import with_absolute_links
from broadsheet.outputs.summaries import summaries_of
from broadsheet.text.latex import to_text
from broadsheet.text.plain import author_list, clean, markdown, with_noun


def markdown_copies(library: Library) -> Iterator[OutFile]:
    """The Markdown of every page that says something, and the list of them all."""
    desk = _CopyBuilder(library)
    for entry in library.with_page:
        if library.exported(entry.paper.day):
            words = with_absolute_links(library, entry.note.words)
            yield desk.file(urls.paper(entry.paper.id), desk.paper, entry, words)
    for digest in (*library.days, *library.exported_of((*library.weeks, *library.months))):
        words = with_absolute_links(library, digest.introduction.words)
        yield desk.file(urls.digest(digest.period), desk.digest, digest, words)
        if digest == library.newest:
            yield desk.file(urls.HOME, desk.digest, digest, words)
    for topic in library.topics:
        yield from desk.topic(topic)
    yield desk.file(urls.TOPICS, desk.topics, *_counts(library))
    yield desk.file(urls.ARCHIVE, desk.archive, *((d.period, len(d.entries)) for d in library.editions))
    yield desk.file(urls.STATUS, desk.status, *library.readings)
    for name, words in library.pages.items():
        yield desk.file(f"{name}/", desk.words, with_absolute_links(library, words))
    yield OutFile(urls.LLMS, desk.llms().encode())


def _counts(library: Library) -> list[tuple[Topic, int]]:
    return [(topic, len(library.topic_entries[topic.slug])) for topic in library.topics]


class _CopyBuilder:
    """Writes the pages of one site as Markdown."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._root = library.site.url

    def file(self, at: str, write: Callable[..., str], *values: object) -> OutFile:
        """The twin of the page at ``at``, made when it is asked for, from ``values`` alone."""
        shared = (self._library.site, self._library.topics)
        return lazy_file(self._library, f"{at}{urls.TWIN}", _told, write, shared, values)

    def _link(self, words: str, address: str) -> str:
        return f"[{markdown(words)}]({self._root}{address})"

    # Papers

    def paper(self, entry: Entry, words: str) -> str:
        paper = entry.paper
        facts = [
            ("Digest day", short_date(paper.day)),
            ("Topics", ", ".join(topic.name for topic in entry.topics)),
            *labelled_facts(paper),
            ("arXiv", paper.arxiv),
            ("DOI", keys.doi(paper)),
            ("Votes", str(paper.votes or "")),
        ]
        places = [("Paper", paper.abstract_page), ("PDF", keys.pdf(paper)), *labelled_addresses(paper)]
        summaries = [f"{label}: {to_text(words)}" for label, words in summaries_of(paper)]
        reasons = (*entry.reasons, score_in_words(entry))
        return _joined(
            f"# {markdown(to_text(paper.title))}",
            f"**Withdrawn:** {markdown(paper.withdrawn)}" if paper.withdrawn else "",
            markdown(", ".join(paper.authors)),
            f"> {markdown(entry.note.takeaway)}" if entry.note.takeaway else "",
            words,
            f"## Abstract\n\n{markdown(to_text(paper.abstract))}" if paper.abstract else "",
            *map(markdown, summaries),
            "\n".join(f"- {name}: {markdown(value)}" for name, value in facts if value),
            "\n".join(f"- {name}: <{url}>" for name, url in places if url),
            "## Why it is here\n\n" + "\n".join(f"- {markdown(reason)}" for reason in reasons if reason),
        )

    def _item(self, entry: Entry) -> str:
        paper = entry.paper
        names = author_list(paper.authors, AUTHORS.in_copies)
        title = to_text(paper.title)
        place = urls.place(entry, self._root)
        link = f"[{markdown(title)}]({place if entry.page else f'<{place}>'})"
        gone = "**Withdrawn:** " if paper.withdrawn else ""
        said = f": {markdown(entry.note.takeaway)}" if entry.note.takeaway else ""
        return f"- {gone}{link}{said}" + (f" ({markdown(names)})" if names else "")

    def _list(self, entries: Iterable[Entry]) -> str:
        return "\n".join(map(self._item, entries))

    # Lists

    def digest(self, digest: Digest, words: str) -> str:
        sections = (
            f"## {markdown(topic.name) if topic else 'Everything else'}\n\n{self._list(entries)}"
            for topic, entries in digest.sections(self._library.topics)
        )
        return _joined(
            f"# {digest.period.label}",
            f"**{markdown(digest.introduction.title)}**" if digest.introduction.title else "",
            words,
            with_noun(len(digest.entries), "paper") if digest.entries else f"No edition: {digest.state}.",
            *sections,
        )

    def topic(self, topic: Topic) -> Iterator[OutFile]:
        entries = self._library.topic_entries[topic.slug]
        split = len(entries) > TOPIC_MOST
        newest = entries[:TOPIC_NEWEST] if split else entries
        yield self.file(urls.topic(topic.slug), self._topic, topic, topic.name, newest)
        months: dict[Period, list[Entry]] = {}
        for entry in entries if split else ():
            months.setdefault(Period.of_month(entry.paper.day), []).append(entry)
        for month, group in months.items():
            if not self._library.exported(month.start):
                continue
            title = f"{topic.name}, {month.label}"
            at = urls.topic(topic.slug, month.slug)
            yield self.file(at, self._topic, topic, title, tuple(group))

    def _topic(self, topic: Topic, title: str, entries: tuple[Entry, ...]) -> str:
        return _joined(f"# {markdown(title)}", markdown(topic.about), self._list(entries))

    def topics(self, *counts: tuple[Topic, int]) -> str:
        lines = (
            f"- {self._link(topic.name, urls.topic(topic.slug))}: {markdown(topic.about)} "
            f"({with_noun(count, 'paper')})"
            for topic, count in counts
        )
        return _joined("# Topics", "\n".join(lines))

    def archive(self, *editions: tuple[Period, int]) -> str:
        lines = (
            f"- {self._link(period.label, urls.digest(period))}: {with_noun(count, 'paper')}"
            for period, count in reversed(editions)
        )
        return _joined("# Archive", "\n".join(lines))

    def status(self, *readings: LedgerEntry) -> str:
        rows = (
            f"- {reading.day}, {markdown(reading.source)}: {reading.fetched} offered, "
            f"{len(reading.kept)} kept" + (f"; failed: {markdown(reading.failed)}" if reading.failed else "")
            for reading in reversed(readings[-200:])
        )
        whole = f"All of it, with reasons: {self._root}{urls.STATUS_FILE}"
        return _joined("# Status", whole, "\n".join(rows))

    def words(self, words: str) -> str:
        return words + "\n"

    # The list of them

    def llms(self) -> str:
        site = self._library.site
        twin = urls.TWIN
        lists = [("Topics", urls.TOPICS), ("Archive", urls.ARCHIVE), ("Status", urls.STATUS)]
        every = (*self._library.months, *self._library.weeks)
        digests = self._library.exported_of(every)
        return _joined(
            f"# {markdown(site.name)}",
            f"> {markdown(site.tagline)}" if site.tagline else "",
            "Every page of this site is Markdown too: add index.md to its address. "
            f"Everything is JSON as well, from {self._root}{urls.API}index.json on.",
            "## Start here\n\n" + "\n".join(f"- {self._link(name, at + twin)}" for name, at in lists),
            "## Topics\n\n"
            + "\n".join(
                f"- {self._link(topic.name, urls.topic(topic.slug) + twin)}: {markdown(topic.about)}"
                for topic in self._library.topics
            ),
            "## Digests\n\n" + "\n".join(map(self._digest_line, reversed(digests))),
        )

    def _digest_line(self, digest: Digest) -> str:
        return f"- {self._link(digest.period.label, urls.digest(digest.period) + urls.TWIN)}"


def _told(write: Callable[..., str], shared: object, values: tuple[object, ...]) -> str:
    """What the desk writes of ``values``; it knows what is ``shared`` by itself."""
    return write(*values)


def _joined(*blocks: str) -> str:
    return "\n\n".join(block for block in map(str.rstrip, blocks) if clean(block)) + "\n"
