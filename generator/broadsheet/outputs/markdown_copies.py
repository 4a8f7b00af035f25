"""Every page once more as plain Markdown, ``index.md`` beside it, and ``llms.txt``, the list of them.

For programs that read text, language models among them (llmstxt.org). These files go into the site
as they are: MkDocs would make pages of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.digest import Digest, Entries
from broadsheet.library.exports import with_own_files
from broadsheet.library.library import Library
from broadsheet.model.contributors import KINDS, Contributor
from broadsheet.model.curation import Entry, Topic
from broadsheet.model.ledger import LedgerEntry
from broadsheet.model.limits import AUTHORS
from broadsheet.model.period import Period
from broadsheet.outputs.lazy_file import lazy_file
from broadsheet.outputs.month_copies import days_of_month, write_month
from broadsheet.outputs.pages.contributors import NEWEST, ContributorRow, contributor_rows
from broadsheet.outputs.pages.lists import by_period
from broadsheet.outputs.pages.topics import TOPIC_MOST, TOPIC_NEWEST
from broadsheet.outputs.paper_copies import join_items, write_paper
from broadsheet.outputs.portable_links import with_absolute_links
from broadsheet.outputs.summaries import sentence_of
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import author_list, is_blank, markdown, with_noun

_MAX_READINGS = 200  # how many readings the copy of the status page lists


def markdown_copies(library: Library) -> Iterator[OutFile]:
    """Yield the Markdown of every page that says something, and the list of them all."""
    builder = _CopyBuilder(library)
    yield from builder.paper_files()
    yield from builder.month_files()
    yield from builder.digest_files()
    for topic in library.topics:
        yield from builder.topic_files(topic)
    yield from builder.contributor_files()
    yield from builder.list_files()
    for name, own_words in library.pages.items():
        words = with_absolute_links(library, own_words)
        yield builder.file(f"{name}/", _write_own_page, words)
    llms = _join_blocks(builder.write_llms())
    yield OutFile(urls.LLMS, llms.encode())


class _CopyBuilder:
    """Writes the pages of one site as blocks of Markdown: headings, paragraphs and lists."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._root = library.site.url

    def file(
        self, page: str, write: Callable[..., Iterable[str]], *values: object, name: str = urls.TWIN
    ) -> OutFile:
        """Return the copy of the page at ``page``, made when it is asked for, from ``values`` alone."""
        library = self._library
        shared = (library.site, library.topics)
        return lazy_file(library, page + name, _write_copy, write, shared, values)

    def _link(self, text: str, address: str) -> str:
        label = markdown(text)
        url = self._root + address
        return f"[{label}]({url})"

    # Papers

    def paper_files(self) -> Iterator[OutFile]:
        """Yield the copies of the pages of papers."""
        library = self._library
        for entry in with_own_files(library, library.listed):
            page = urls.paper(entry.paper.id)
            words = with_absolute_links(library, entry.note.words)
            yield self.file(page, write_paper, entry, words)

    def month_files(self) -> Iterator[OutFile]:
        """Yield the packs of months: all their papers, in place of copies of the pages of papers and days."""
        library = self._library
        if not library.site.packs_exports:
            return
        for digest in library.exported_of(library.months):
            month = digest.period
            days = days_of_month(library, month)
            yield self.file(urls.digest(month), write_month, month, self._root, *days, name=urls.PAPERS_TWIN)

    def _list_papers(self, entries: Iterable[Entry]) -> str:
        items = map(self._paper_item, entries)
        return join_items(items)

    def _paper_item(self, entry: Entry) -> str:
        paper = entry.paper
        title = markdown(plain_title(paper))
        url = urls.place(entry, self._root)
        if not entry.page:
            url = f"<{url}>"  # brackets in a stranger's address would end the link
        item = f"[{title}]({url})"
        if paper.withdrawn:
            item = f"**Withdrawn:** {item}"
        sentence = markdown(sentence_of(entry))
        if sentence:
            item = f"{item}: {sentence}"
        names = author_list(paper.authors, AUTHORS.in_copies, are_more=paper.more_authors)
        if names:
            item = f"{item} ({markdown(names)})"
        return item

    # Digests

    def digest_files(self) -> Iterator[OutFile]:
        """Yield the copies of the pages of days, weeks and months, and of the front page."""
        library = self._library
        weeks_and_months = (*library.weeks, *library.months)
        exported = library.exported_of(weeks_and_months)
        days = () if library.site.packs_exports else library.days
        for digest in (*days, *exported):
            yield self._digest_file(digest, urls.digest(digest.period))
        if library.newest:
            yield self._digest_file(library.newest, urls.HOME)

    def _digest_file(self, digest: Digest, page: str) -> OutFile:
        words = with_absolute_links(self._library, digest.introduction.words)
        return self.file(page, self._write_digest, digest, words)

    def _write_digest(self, digest: Digest, words: str) -> Iterator[str]:
        yield f"# {digest.period.label}"
        title = markdown(digest.introduction.title)
        if title:
            yield f"**{title}**"
        yield words
        if digest.entries:
            yield with_noun(len(digest.entries), "paper")
        else:
            yield f"No edition: {digest.state}."
        sections = digest.sections(self._library.topics)
        for topic, entries in sections:
            name = topic.name if topic else "Everything else"
            heading = markdown(name)
            yield f"## {heading}"
            yield self._list_papers(entries)

    # Topics

    def topic_files(self, topic: Topic) -> Iterator[OutFile]:
        """Yield the copies of the pages of a topic: its own, and where it has many papers one a month."""
        library = self._library
        page = urls.topic(topic.slug)
        entries = library.topic_entries[topic.slug]
        if len(entries) <= TOPIC_MOST:
            yield self.file(page, self._write_topic, topic, topic.name, entries)
            return
        newest = entries[:TOPIC_NEWEST]
        yield self.file(page, self._write_topic, topic, topic.name, newest)
        months = by_period(with_own_files(library, entries), Period.of_month)
        for month, month_entries in months:
            page = urls.topic(topic.slug, month.slug)
            title = f"{topic.name}, {month.label}"
            yield self.file(page, self._write_topic, topic, title, month_entries)

    def _write_topic(self, topic: Topic, title: str, entries: Entries) -> Iterator[str]:
        heading = markdown(title)
        yield f"# {heading}"
        yield markdown(topic.about)
        yield self._list_papers(entries)

    def _topic_item(self, topic: Topic, address: str) -> str:
        link = self._link(topic.name, address)
        about = markdown(topic.about)
        return f"{link}: {about}"

    # Authors and organisations

    def contributor_files(self) -> Iterator[OutFile]:
        """Yield the copies of the list of authors and organisations, and of the pages of those whom we name.

        The many others are in the API.
        """
        rows = [row for kind in KINDS for row in contributor_rows(self._library, kind)]
        yield self.file(urls.CONTRIBUTORS, self._write_contributors, *rows)
        for contributor in self._library.directory.contributors:
            if contributor.is_named:
                page = urls.contributor(contributor.kind, contributor.slug)
                newest = self._library.entries_of(contributor)[:NEWEST]
                yield self.file(page, self._write_contributor, contributor, newest)

    def _write_contributor(self, contributor: Contributor, entries: Entries) -> Iterator[str]:
        heading = markdown(contributor.name)
        yield f"# {heading}"
        if contributor.identifier:
            yield f"<{contributor.identifier}>"
        else:
            yield "A name as papers print it; several may share it."
        if contributor.spellings:
            spellings = markdown("; ".join(contributor.spellings))
            yield f"Also printed as: {spellings}"
        yield self._list_papers(entries)

    def _write_contributors(self, *rows: ContributorRow) -> Iterator[str]:
        yield "# Authors and organisations"
        items = []
        for contributor, total in rows:
            address = urls.contributor(contributor.kind, contributor.slug)
            link = self._link(contributor.name, address)
            papers = with_noun(total, "paper")
            items.append(f"{link}, {contributor.kind}: {papers}")
        yield join_items(items)

    # Lists

    def list_files(self) -> Iterator[OutFile]:
        """Yield the copies of the list of topics, of the archive and of the status page."""
        library = self._library
        topics = []
        for topic in library.topics:
            entries = library.topic_entries[topic.slug]
            topics.append((topic, len(entries)))
        yield self.file(urls.TOPICS, self._write_topics, *topics)
        editions = []
        for digest in library.editions:
            count = len(digest.entries)
            editions.append((digest.period, count))
        yield self.file(urls.ARCHIVE, self._write_archive, *editions)
        yield self.file(urls.STATUS, self._write_status, *library.readings)

    def _write_topics(self, *topics: tuple[Topic, int]) -> Iterator[str]:
        items = []
        for topic, paper_count in topics:
            item = self._topic_item(topic, urls.topic(topic.slug))
            papers = with_noun(paper_count, "paper")
            items.append(f"{item} ({papers})")
        yield "# Topics"
        yield join_items(items)

    def _write_archive(self, *editions: tuple[Period, int]) -> Iterator[str]:
        items = []
        for period, paper_count in reversed(editions):
            address = urls.digest(period)
            link = self._link(period.label, address)
            papers = with_noun(paper_count, "paper")
            items.append(f"{link}: {papers}")
        yield "# Archive"
        yield join_items(items)

    def _write_status(self, *readings: LedgerEntry) -> Iterator[str]:
        newest = readings[-_MAX_READINGS:]
        items = map(_reading_item, reversed(newest))
        status_file = self._root + urls.STATUS_FILE
        yield "# Status"
        yield f"All of it, with reasons: {status_file}"
        yield join_items(items)

    # The list of them

    def write_llms(self) -> Iterator[str]:
        """Yield the blocks of ``llms.txt``: what the site is, and links to the copies of its lists."""
        site = self._library.site
        name = markdown(site.name)
        yield f"# {name}"
        tagline = markdown(site.tagline)
        if tagline:
            yield f"> {tagline}"
        api_index = f"{self._root}{urls.API}index.json"
        copies = "Nearly every page of this site is Markdown too: add index.md to its address."
        if site.packs_exports:
            copies = "Lists, topics, weeks and months are Markdown too: add index.md to their address."
            by_month = self._tell_of_month()
            if by_month:
                copies = f"{by_month} {copies}"
        yield f"{copies} Everything is JSON as well, from {api_index} on."
        yield "## Start here"
        yield self._list_lists()
        yield "## Topics"
        yield self._list_topics()
        contributors = self._list_named_contributors()
        if contributors:
            yield "## Authors and organisations"
            yield contributors
        yield "## Digests"
        yield self._list_digests()

    def _tell_of_month(self) -> str:
        """Return where all papers of the newest month are; empty where that month has no such file."""
        newest = self._library.newest
        if not newest:
            return ""
        month = Period.of_month(newest.period.start)
        if not self._library.exported(month.start):
            return ""
        address = f"{self._root}{urls.digest(month)}{urls.PAPERS_TWIN}"
        return (
            f"Papers are in Markdown by month: {address} has all of {month.label} with their abstracts, "
            "day by day."
        )

    def _list_lists(self) -> str:
        links = (
            self._link("Topics", urls.TOPICS + urls.TWIN),
            self._link("Authors and organisations", urls.CONTRIBUTORS + urls.TWIN),
            self._link("Archive", urls.ARCHIVE + urls.TWIN),
            self._link("Status", urls.STATUS + urls.TWIN),
        )
        return join_items(links)

    def _list_topics(self) -> str:
        items = []
        for topic in self._library.topics:
            page = urls.topic(topic.slug)
            item = self._topic_item(topic, page + urls.TWIN)
            items.append(item)
        return join_items(items)

    def _list_named_contributors(self) -> str:
        items = []
        for contributor in self._library.directory.contributors:
            if contributor.is_named:
                page = urls.contributor(contributor.kind, contributor.slug)
                items.append(self._link(contributor.name, page + urls.TWIN))
        return join_items(items)

    def _list_digests(self) -> str:
        library = self._library
        months_and_weeks = (*library.months, *library.weeks)
        exported = library.exported_of(months_and_weeks)
        links = []
        for digest in reversed(exported):
            page = urls.digest(digest.period)
            link = self._link(digest.period.label, page + urls.TWIN)
            if library.site.packs_exports and digest.period.kind == "month":
                papers = self._link("all its papers", page + urls.PAPERS_TWIN)
                link = f"{link}; {papers}"
            links.append(link)
        return join_items(links)


def _reading_item(reading: LedgerEntry) -> str:
    source = markdown(reading.source)
    kept_count = len(reading.kept)
    item = f"{reading.day}, {source}: {reading.fetched} offered, {kept_count} kept"
    if reading.failed:
        failure = markdown(reading.failed)
        item = f"{item}; failed: {failure}"
    return item


def _write_own_page(words: str) -> Iterator[str]:
    yield words


def _write_copy(
    write: Callable[..., Iterable[str]],
    shared: object,
    values: tuple[object, ...],
) -> str:
    """Return what ``write`` makes of ``values``; what is ``shared`` the builder knows by itself."""
    blocks = write(*values)
    return _join_blocks(blocks)


def _join_blocks(blocks: Iterable[str]) -> str:
    """Return blocks with an empty line between them, without those that say nothing."""
    full_blocks = []
    for block in blocks:
        if not is_blank(block):
            full_blocks.append(block.rstrip())
    return "\n\n".join(full_blocks) + "\n"
