"""Editions as letters: subject, plain text and HTML; pure.

The HTML carries its style in ``style`` attributes, since mailboxes drop or rewrite style sheets, and
asks for nothing from elsewhere. Gmail cuts off what is beyond 102 KB: long editions end with a number.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from css_inline import CSSInliner

from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.library.exports import has_card
from broadsheet.library.library import Library
from broadsheet.mail.settings import MAX_PAPERS
from broadsheet.model.curation import Entry
from broadsheet.model.language.counts import counted
from broadsheet.model.language.words import gettext as _
from broadsheet.model.limits import AUTHORS
from broadsheet.model.maps import MIN_PAPERS
from broadsheet.model.site import Site
from broadsheet.outputs.summaries import sentence_of
from broadsheet.outputs.templating import render_part
from broadsheet.text.paper_words import plain_title
from broadsheet.text.plain import author_list, clean, shorten

MAX_HTML = 80_000  # bytes; Gmail clips at 102 KB, and mail servers add to what they pass on
MAX_SUMMARY = 400  # characters, as all below
MAX_TITLE = 300
MAX_SUBJECT = 140
LINE_WIDTH = 72
# Where the address for leaving goes. The words before it may hold the same: only the last one counts.
UNSUBSCRIBE_MARKER = "UNSUBSCRIBE-ADDRESS"
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)


# -- the letter ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """A paper in a letter, as plain text: our words on it, or how its abstract begins."""

    title: str
    link: str
    by: str
    words: str
    counts: str


class Bodies(NamedTuple):
    """The two bodies of one message, which say the same."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The edition ``slug`` as it is mailed: ``shown`` papers, and ``more`` that are only counted."""

    slug: str
    subject: str
    text: str
    html: str
    shown: int
    more: int

    def fill_unsubscribe(self, url: str) -> Bodies:
        """Return the text and the HTML with ``url`` as the address for leaving the list."""
        text = _replace_last(self.text, UNSUBSCRIBE_MARKER, url)
        markup = _replace_last(self.html, UNSUBSCRIBE_MARKER, html.escape(url))
        return Bodies(text, markup)

    @property
    def fragment(self) -> str:
        """The HTML between the body tags for a provider with a frame and a template language of its own.

        Braces are written as numbers: a title with ``{{`` in it must stay a title there.
        """
        body = _BODY.search(self.html)
        if not body:
            return ""
        inner = body[1].strip()
        inner = inner.replace("{", "&#123;")
        return inner.replace("}", "&#125;")


def write_letter(
    library: Library, digest: Digest, *, max_papers: int = MAX_PAPERS, can_unsubscribe: bool = True
) -> Letter:
    """Return the letter of an edition that has papers: the best of them, fewer if it gets too large.

    With ``can_unsubscribe`` False there is no line about leaving: a provider writes its own.
    """
    site = library.site
    items = [_describe_entry(site, digest, entry) for entry in digest.entries[:max_papers]]
    contents = _Contents(site, digest, items, can_unsubscribe, _picture_of(library, digest))
    markup = _write_html(contents)
    while len(markup.encode()) > MAX_HTML and len(contents.items) > 1:
        contents = contents.shortened()
        markup = _write_html(contents)
    return Letter(
        slug=digest.period.slug,
        subject=_write_subject(contents),
        text=_write_text(contents),
        html=markup,
        shown=len(contents.items),
        more=contents.more,
    )


class _Contents(NamedTuple):
    """What both bodies of a letter are written from."""

    site: Site
    digest: Digest
    items: list[Item]
    can_unsubscribe: bool
    picture: str  # its address; empty for none

    @property
    def more(self) -> int:
        """Number of papers that are only counted."""
        return len(self.digest.entries) - len(self.items)

    @property
    def online_url(self) -> str:
        """Address of the edition on the site."""
        return self.site.url + urls.digest(self.digest.period)

    def shortened(self) -> _Contents:
        """Return the same with a tenth of the papers less, but at least one."""
        remaining = len(self.items) * 9 // 10
        return self._replace(items=self.items[: max(1, remaining)])


def _picture_of(library: Library, digest: Digest) -> str:
    """Return the address of the picture in the letter of a week, its map; empty where there is none."""
    is_wanted = library.site.cards_in_mail and digest.period.kind == "week"
    if not is_wanted or len(digest.entries) < MIN_PAPERS or not has_card(library, digest):
        return ""
    return library.site.url + urls.digest_card(digest.period)


def _write_subject(contents: _Contents) -> str:
    digest = contents.digest
    headline = digest.introduction.title or contents.items[0].title
    subject = _(
        "%(site)s, %(edition)s: %(title)s",
        site=contents.site.name,
        edition=digest.period.label,
        title=headline,
    )
    return shorten(clean(subject), MAX_SUBJECT)


def _describe_entry(site: Site, digest: Digest, entry: Entry) -> Item:
    paper = entry.paper
    counts = []
    if paper.votes:
        counts.append(counted(paper.votes, "vote"))
    if paper.comments:
        counts.append(counted(paper.comments, "comment"))
    title = plain_title(paper)
    if paper.withdrawn:
        title = _("Withdrawn: %(title)s", title=title)
    summary = sentence_of(entry)
    return Item(
        title=shorten(clean(title), MAX_TITLE),
        link=urls.place(entry, site.url) or site.url + urls.digest(digest.period),
        by=_write_byline(entry),
        words=shorten(summary, MAX_SUMMARY),
        counts=", ".join(counts),
    )


def _write_byline(entry: Entry) -> str:
    paper = entry.paper
    names = author_list(paper.authors, AUTHORS.in_mail, are_more=paper.more_authors)
    authors = shorten(names, MAX_SUMMARY)
    organisation = shorten(paper.organisation, MAX_TITLE)
    parts = []
    for part in (authors, organisation):
        if part:
            parts.append(clean(part))
    return " · ".join(parts)


# -- HTML ----------------------------------------------------------------------------------------


def _write_html(contents: _Contents) -> str:
    markup = render_part(
        "mail.html.j2",
        site=contents.site,
        digest=contents.digest,
        items=contents.items,
        more=contents.more,
        online=contents.online_url,
        picture=contents.picture,
        unsubscribe=UNSUBSCRIBE_MARKER if contents.can_unsubscribe else "",
    )
    inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
    return inliner.inline(markup)


def _replace_last(text: str, marker: str, value: str) -> str:
    before, match, after = text.rpartition(marker)
    if not match:
        return text
    return before + value + after


# -- plain text ----------------------------------------------------------------------------------


def _write_text(contents: _Contents) -> str:
    """Return paragraphs of short lines.

    Titles and addresses begin a line of their own, so that words from right to left move nothing else.
    """
    site, digest = contents.site, contents.digest
    name = clean(site.name)
    heading = []
    for line in (name, digest.period.label, clean(digest.introduction.title)):
        if line:
            heading.append(_wrap(line))
    blocks = ["\n".join(heading)]
    blocks.append(_("In the browser:") + f"\n{contents.online_url}")
    for item in contents.items:
        lines = _item_lines(item)
        blocks.append("\n".join(lines))
    if contents.more > 0:
        papers = counted(contents.more, "more paper")
        blocks.append(_("And %(papers)s:", papers=papers) + f"\n{contents.online_url}")
    footer = _wrap(_("You get this because you subscribed to %(site)s.", site=name))
    blocks.append(f"-- \n{footer}")
    if contents.can_unsubscribe:
        blocks.append(_("To unsubscribe:") + f"\n{UNSUBSCRIBE_MARKER}")
    return "\n\n".join(blocks) + "\n"


def _item_lines(item: Item) -> Iterator[str]:
    yield _wrap(item.title)
    for line in (item.by, item.counts, item.words):
        if line:
            yield _wrap(line)
    yield item.link


def _wrap(text: str) -> str:
    return textwrap.fill(text, LINE_WIDTH, break_long_words=False, break_on_hyphens=False)
