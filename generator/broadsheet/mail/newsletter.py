"""An edition as a letter: subject, plain text and HTML for mailboxes; pure, and no output of the build.

The HTML carries its style in ``style`` attributes, since mailboxes drop or rewrite style sheets, and
asks for nothing from elsewhere. Gmail cuts off what is beyond 102 KB: long editions end with a number.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from css_inline import CSSInliner

from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.library import Library
from broadsheet.model.curation import Entry
from broadsheet.model.limits import AUTHORS
from broadsheet.model.site import Site
from broadsheet.outputs.templating import letter_markup
from broadsheet.text.latex import to_text
from broadsheet.text.plain import author_list, clean, shorten, with_noun

MOST = 25  # papers in a letter, where the owner says nothing else
LARGEST = 80_000  # bytes of HTML; Gmail clips at 102 KB, and mail servers add to what they pass on
SUMMARY = 400
TITLE = 300
SUBJECT = 140
WIDTH = 72
# Where the address for leaving goes. The words before it may hold the same: only the last one counts.
UNSUBSCRIBE = "UNSUBSCRIBE-ADDRESS"
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Item:
    """A paper in a letter, as plain text: our words on it, or how its abstract begins."""

    title: str
    link: str
    by: str
    words: str
    counts: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is mailed of the edition ``slug``: ``more`` of its papers are only counted."""

    slug: str
    subject: str
    text: str
    html: str
    shown: int
    more: int

    def addressed(self, unsubscribe: str) -> tuple[str, str]:
        """The text and the HTML with ``unsubscribe`` as the address for leaving the list."""
        return (
            _last(self.text, UNSUBSCRIBE, unsubscribe),
            _last(self.html, UNSUBSCRIBE, html.escape(unsubscribe)),
        )

    @property
    def fragment(self) -> str:
        """The HTML between the body tags for a provider with a frame and a template language of its own.

        Braces are written as numbers: a title with ``{{`` in it must stay a title there.
        """
        found = _BODY.search(self.html)
        inner = found[1].strip() if found else ""
        return inner.replace("{", "&#123;").replace("}", "&#125;")


def newsletter(library: Library, digest: Digest, *, most: int = MOST, leaving: bool = True) -> Letter:
    """The letter of an edition that has papers: the best ``most`` of them, fewer if it gets too large.

    ``leaving`` False leaves the line about unsubscribing to a provider that writes its own.
    """
    items = [_item(library.site, digest, entry) for entry in digest.entries[:most]]
    while True:
        more = len(digest.entries) - len(items)
        markup = _html(library.site, digest, items, more, leaving)
        if len(markup.encode()) <= LARGEST or len(items) == 1:
            break
        items = items[: max(1, len(items) * 9 // 10)]
    return Letter(
        slug=digest.period.slug,
        subject=_subject(library.site, digest, items),
        text=_text(library.site, digest, items, more, leaving),
        html=markup,
        shown=len(items),
        more=more,
    )


def _subject(site: Site, digest: Digest, items: list[Item]) -> str:
    first = digest.introduction.title or items[0].title
    return shorten(clean(f"{site.name}, {digest.period.label}: {first}"), SUBJECT)


def _item(site: Site, digest: Digest, entry: Entry) -> Item:
    paper = entry.paper
    counts = [
        with_noun(number, noun)
        for number, noun in ((paper.votes, "vote"), (paper.comments, "comment"))
        if number
    ]
    gone = "Withdrawn: " if paper.withdrawn else ""
    return Item(
        title=shorten(clean(gone + to_text(paper.title)), TITLE),
        link=urls.place(entry, site.url) or site.url + urls.digest(digest.period),
        by=_byline(entry),
        words=shorten(clean(entry.note.takeaway) or clean(to_text(paper.abstract)), SUMMARY),
        counts=", ".join(counts),
    )


def _byline(entry: Entry) -> str:
    paper = entry.paper
    names = shorten(author_list(paper.authors, AUTHORS.in_mail), SUMMARY)
    return " · ".join(clean(part) for part in (names, shorten(paper.organisation, TITLE)) if part)


# -- HTML ----------------------------------------------------------------------------------------


def _html(site: Site, digest: Digest, items: list[Item], more: int, leaving: bool) -> str:
    plain = letter_markup(
        "mail.html.j2",
        site=site,
        digest=digest,
        items=items,
        more=more,
        online=_online(site, digest),
        unsubscribe=UNSUBSCRIBE if leaving else "",
    )
    inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
    return inliner.inline(plain)


def _online(site: Site, digest: Digest) -> str:
    return site.url + urls.digest(digest.period)


def _last(words: str, marker: str, value: str) -> str:
    before, found, after = words.rpartition(marker)
    return before + value + after if found else words


# -- plain text ----------------------------------------------------------------------------------


def _text(site: Site, digest: Digest, items: list[Item], more: int, leaving: bool) -> str:
    """Paragraphs of short lines; titles and addresses begin a line of their own, so that words from
    right to left move nothing else."""
    head = [clean(site.name), digest.period.label, clean(digest.introduction.title)]
    blocks = ["\n".join(_wrapped(line) for line in head if line)]
    blocks += ["In the browser:\n" + _online(site, digest)]
    blocks += ["\n".join(_lines(item)) for item in items]
    if more > 0:
        blocks.append(f"And {with_noun(more, 'more paper')}:\n{_online(site, digest)}")
    blocks.append("-- \n" + _wrapped(f"You get this because you subscribed to {clean(site.name)}."))
    if leaving:
        blocks.append(f"To unsubscribe:\n{UNSUBSCRIBE}")
    return "\n\n".join(blocks) + "\n"


def _lines(item: Item) -> Iterator[str]:
    yield _wrapped(item.title)
    for words in (item.by, item.counts, item.words):
        if words:
            yield _wrapped(words)
    yield item.link


def _wrapped(words: str) -> str:
    return textwrap.fill(words, WIDTH, break_long_words=False, break_on_hyphens=False)
