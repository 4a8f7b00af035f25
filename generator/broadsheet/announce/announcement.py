"""What is announced of an edition, as plain text: its name, its address and the titles of its best papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry
from broadsheet.model.language.counts import counted
from broadsheet.model.language.words import gettext as _
from broadsheet.model.site import Site
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import clean, shorten

MAX_PAPERS = 5  # named in a post, unless the settings say otherwise
MAX_TITLE = 150  # characters
MAX_HEADING = 140


@dataclass(frozen=True, slots=True)
class Item:
    """A paper that a post names, and its page."""

    id: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """An edition as it is announced: ``total`` papers, of which ``items`` are named."""

    site: str
    language: str
    slug: str
    heading: str
    url: str
    items: tuple[Item, ...]
    total: int

    @property
    def rest(self) -> str:
        """Words that lead to the papers that are not named; empty where all are."""
        more = self.total - len(self.items)
        if more <= 0:
            return ""
        if not self.items:
            return f"{counted(self.total, 'paper')}:"
        return _("And %(papers)s:", papers=counted(more, "more paper"))

    def naming(self, number: int) -> Announcement:
        """Return the same with only the first papers named."""
        return replace(self, items=self.items[:number])


def make_announcement(library: Library, digest: Digest, max_papers: int = MAX_PAPERS) -> Announcement:
    """Return what is announced of an edition that has papers."""
    site = library.site
    name = clean(site.name)
    heading = f"{name}, {digest.period.label}"
    headline = clean(digest.introduction.title)
    if headline:
        heading = _(
            "%(site)s, %(edition)s: %(title)s", site=name, edition=digest.period.label, title=headline
        )
    return Announcement(
        site=name,
        language=site.language,
        slug=digest.period.slug,
        heading=shorten(heading, MAX_HEADING),
        url=site.url + urls.digest(digest.period),
        items=tuple([_describe(site, digest, entry) for entry in digest.entries[:max_papers]]),
        total=len(digest.entries),
    )


def _describe(site: Site, digest: Digest, entry: Entry) -> Item:
    title = clean(plain_title(entry.paper))
    if entry.paper.withdrawn:
        title = _("Withdrawn: %(title)s", title=title)
    url = urls.place(entry, site.url) or site.url + urls.digest(digest.period)
    return Item(entry.paper.id, shorten(title, MAX_TITLE), url)


def fit(
    announcement: Announcement,
    longest: int,
    write: Callable[[Announcement], str],
    measure: Callable[[str], int] = len,
) -> str:
    """Return the text that ``write`` makes, with as many papers named as fit into ``longest``."""
    for number in range(len(announcement.items), 0, -1):
        text = write(announcement.naming(number))
        if measure(text) <= longest:
            return text
    return write(announcement.naming(0))


def write_plain(announcement: Announcement, escape: Callable[[str], str], link: str) -> str:
    """Return a post of plain lines: the heading, a line for each paper, and the ``link`` at its end."""
    blocks = [escape(announcement.heading)]
    titles = [f"• {escape(item.title)}" for item in announcement.items]
    if titles:
        blocks.append("\n".join(titles))
    last = link
    if announcement.rest:
        last = f"{announcement.rest} {link}"
    blocks.append(last)
    return "\n\n".join(blocks)
