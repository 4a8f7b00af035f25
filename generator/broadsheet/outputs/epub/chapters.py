"""Chapters of a book: a page for each paper, as the site shows it, and the title page."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote
from xml.etree import ElementTree as ET

from broadsheet.library import urls
from broadsheet.library.digest import Digest
from broadsheet.model.curation import Entry
from broadsheet.model.ids import doi_url
from broadsheet.model.language.counts import counted
from broadsheet.model.language.words import gettext as _
from broadsheet.model.limits import AUTHORS
from broadsheet.model.paper import Paper
from broadsheet.model.site import Site
from broadsheet.outputs.epub.package import Chapter
from broadsheet.outputs.epub.xhtml import add_markup, add_text, make_document
from broadsheet.outputs.summaries import claim_markup
from broadsheet.text.paper_words import abstract_markup, plain_title, title_markup
from broadsheet.text.plain import author_list

# What may stand in an address as it is (RFC 3986); in a book the rest is named by its bytes.
_ADDRESS_SIGNS = "%/:?#@!$&'()+*,;=~"


def title_chapter(site: Site, digest: Digest, papers: int) -> Chapter:
    """Return the title page of a book with so many of a digest's papers."""
    label = digest.period.label
    document, body = make_document(label, site.language)
    add_text(body, "h1", label)
    add_text(body, "p", site.name, **{"class": "by"})
    introduction = digest.introduction.title
    if introduction:
        add_text(body, "p", introduction, **{"class": "sentence", "dir": "auto"})
    number = counted(len(digest.entries), "paper")
    if papers < len(digest.entries):
        number = _("The first %(some)s of %(papers)s", some=f"{papers:,}", papers=number)
    add_text(body, "p", number)
    address = site.url + urls.digest(digest.period)
    line = ET.SubElement(body, "p", {"class": "links"})
    add_text(line, "a", address, href=_quoted(address))
    return Chapter("title.xhtml", label, document)


def paper_chapter(site: Site, entry: Entry, number: int) -> Chapter:
    """Return the page of a paper, the ``number``-th of its book."""
    paper = entry.paper
    title = plain_title(paper)
    document, body = make_document(title, site.language)
    heading = add_markup(body, "h1", title_markup(paper), dir="auto")
    if paper.withdrawn:
        mark = ET.Element("b")
        mark.text = _("Withdrawn:")
        mark.tail = f" {heading.text or ''}"
        heading.text = None
        heading.insert(0, mark)
    _add_people(body, paper)
    _add_sentence(body, entry)
    if paper.abstract:
        add_markup(body, "p", abstract_markup(paper), dir="auto")
    _add_links(body, site, entry)
    return Chapter(f"paper-{number}.xhtml", title, document)


def _add_people(body: ET.Element, paper: Paper) -> None:
    names = author_list(paper.authors, AUTHORS.on_page, are_more=paper.more_authors)
    for text in (names, paper.organisation):
        if text:
            add_text(body, "p", text, **{"class": "by", "dir": "auto"})


def _add_sentence(body: ET.Element, entry: Entry) -> None:
    """Add the editor's sentence, or the abstract's own, where there is no abstract to read it in."""
    if entry.note.takeaway:
        add_text(body, "p", entry.note.takeaway, **{"class": "sentence", "dir": "auto"})
    elif entry.claim and not entry.paper.abstract:
        add_markup(body, "p", claim_markup(entry), **{"class": "sentence", "dir": "auto"})


def _add_links(body: ET.Element, site: Site, entry: Entry) -> None:
    line = ET.SubElement(body, "p", {"class": "links"})
    last: ET.Element | None = None
    for name, address in _links(site, entry):
        if last is not None:
            last.tail = " · "
        last = add_text(line, "a", name, href=_quoted(address))


def _links(site: Site, entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield where a paper can be read, each after its name."""
    paper = entry.paper
    if paper.arxiv:
        yield "PDF", f"https://arxiv.org/pdf/{paper.arxiv}"
        yield "arXiv", f"https://arxiv.org/abs/{paper.arxiv}"
    elif paper.doi:
        yield "DOI", doi_url(paper.doi)
    if paper.code:
        yield _("Code"), paper.code
    if paper.project:
        yield _("Project"), paper.project
    yield site.name, urls.place(entry, site.url)


def _quoted(address: str) -> str:
    return quote(address, safe=_ADDRESS_SIGNS)
