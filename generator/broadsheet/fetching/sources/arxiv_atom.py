"""arXiv's own records as its export API gives them: Atom, with arXiv's and OpenSearch's elements.

https://info.arxiv.org/help/api/user-manual.html. An error too is a feed, with one entry whose id
leads to ``/api/errors``; an id that nobody has is not there at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from broadsheet.errors import ErrorAnswer, SourceError
from broadsheet.fetching.xml import parse_xml
from broadsheet.model.ids import arxiv_id, arxiv_in, arxiv_version, bare_doi
from broadsheet.model.ledger import Rejection
from broadsheet.model.paper import Paper, Version
from broadsheet.text.plain import clean, shorten

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
# arXiv began in 1991. A date outside of these years is a slip, and some cannot be reckoned with.
_YEARS = range(1991, 2200)
_LONGEST_REASON = 300

_WORK = r"(?:paper|article|manuscript|submission|preprint|pre-print|work|note|e-?print|document)"
_WHO = r"(?:the (?:first |corresponding )?authors?|authors?|we|i|arxiv(?: administrators?)?)"
# From a conference or a journal is not from arXiv.
_HERE = r"\b(?!\s+(?:from|at|in)\s+(?!arxiv\b))"
_SAID = (
    rf"\b(?:this|the|our|my) (?:\w+ )?{_WORK} (?:has been|have been|was|is|is being|is now|will be)"
    rf" (?:\w+ly )?withdrawn{_HERE}",
    rf"\b{_WHO} (?:has|have|had|are|is|am)? ?(?:\w+ly )?(?:withdrawn?|withdrew|withdrawing)"
    rf" (?:this|the|our|my) (?:\w+ )?{_WORK}{_HERE}",
)
_OPENING = rf"^\W*(?:{_WORK} )?(?:(?:has been|was|is) )?(?:\w+ly )?withdrawn{_HERE}"
_IN_COMMENT = re.compile("|".join((*_SAID, _OPENING)), re.IGNORECASE)
# An abstract may tell of the withdrawal of anything; one that begins with its own has nothing else.
_IN_ABSTRACT = re.compile("|".join(rf"^\W*(?:{said})" for said in _SAID), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """One entry: a paper without a sighting or why there is none, and when it was first submitted."""

    item: Paper | Rejection
    submitted: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of records, and how many the whole list has."""

    total: int
    records: tuple[Record, ...]


def parse(body: bytes, start: int = 0) -> Answer:
    """The records of one answer; SourceError where it is an error, or not what was asked for.

    ``start`` is the place of the page's first record in the list, counted from 0. A page without
    records before the end of its list is a failure that arXiv's API is known for.
    """
    feed = parse_xml(body)
    if feed.tag != f"{_ATOM}feed":
        raise SourceError("answered XML that is not an Atom feed")
    entries = feed.findall(f"{_ATOM}entry")
    for entry in entries:
        if "/api/errors" in _text(entry, f"{_ATOM}id"):
            said = _text(entry, f"{_ATOM}summary") or "without a word about it"
            raise ErrorAnswer(shorten(said, 200))
    total = _text(feed, _TOTAL)
    if not (total.isascii() and total.isdigit() and len(total) < len("1000000000")):
        raise SourceError("answered a feed that does not say how many results there are")
    if not entries and start < int(total):
        raise SourceError(f"answered an empty page at {start}, of {int(total)} results")
    places = enumerate(entries, start=start + 1)
    return Answer(int(total), tuple(_record(entry, f"item {place}") for place, entry in places))


def _record(entry: Element, place: str) -> Record:
    submitted = _instant(_text(entry, f"{_ATOM}published"))
    title = _text(entry, f"{_ATOM}title")
    address = _text(entry, f"{_ATOM}id")
    named = arxiv_in(address) or address
    paper_id = arxiv_id(named)
    if not address:
        item: Paper | Rejection = Rejection(place, shorten(title, 200), "no id")
    elif paper_id is None:
        item = Rejection(shorten(address, 60), shorten(title, 200), "the id is not an arXiv id")
    elif not title:
        item = Rejection(paper_id, "", "no title")
    elif submitted is None:
        item = Rejection(paper_id, shorten(title, 200), "no date of submission")
    else:
        item = _paper(paper_id, title, entry, _versions(entry, submitted, arxiv_version(named) or 1))
    return Record(item, submitted)


def _paper(paper_id: str, title: str, entry: Element, versions: tuple[Version, ...]) -> Paper:
    abstract = _text(entry, f"{_ATOM}summary")
    comment = _text(entry, f"{_ARXIV}comment")
    return Paper(
        id=paper_id,
        title=title,
        described_by="arxiv",
        abstract=abstract,
        authors=tuple(_texts(entry, f"{_ATOM}author/{_ATOM}name")),
        organisation=_organisation(entry),
        published=versions[0].day,
        categories=tuple(dict.fromkeys(_categories(entry))),
        doi=_doi(_text(entry, f"{_ARXIV}doi")),
        journal=_text(entry, f"{_ARXIV}journal_ref"),
        comment=comment,
        versions=versions,
        withdrawn=withdrawn(comment, abstract),
    )


def withdrawn(comment: str, abstract: str) -> str:
    """The words in which a record says that its paper was withdrawn, empty where it does not.

    arXiv has no sign for it: the reason stands in the comments, in old records in the abstract's
    place (https://info.arxiv.org/help/withdraw.html).
    """
    if _IN_COMMENT.search(comment):
        return shorten(comment, _LONGEST_REASON)
    return shorten(abstract, _LONGEST_REASON) if _IN_ABSTRACT.search(abstract) else ""


def _versions(entry: Element, submitted: datetime, latest: int) -> tuple[Version, ...]:
    """The first version and the latest: of those between, an entry says nothing."""
    first = Version(1, submitted.date())
    if latest == 1:
        return (first,)
    updated = _instant(_text(entry, f"{_ATOM}updated"))
    return first, Version(latest, updated.date() if updated else None)


def _categories(entry: Element) -> Iterator[str]:
    """The primary category before the others."""
    for path in (f"{_ARXIV}primary_category", f"{_ATOM}category"):
        for category in entry.findall(path):
            if term := clean(category.get("term", "")):
                yield term


def _organisation(entry: Element) -> str:
    """The affiliation, where every author has one and all have the same."""
    authors = entry.findall(f"{_ATOM}author")
    named = [tuple(_texts(author, f"{_ARXIV}affiliation")) for author in authors]
    return named[0][0] if len(set(named)) == 1 and len(named[0]) == 1 else ""


def _doi(text: str) -> str:
    """The first of the DOIs that authors entered, often more than one in a field."""
    return next(filter(None, map(bare_doi, re.split(r"[\s,;]+", text))), "")


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    if instant.year not in _YEARS:
        return None
    return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC)


def _text(parent: Element, path: str) -> str:
    return clean(parent.findtext(path) or "")


def _texts(parent: Element, path: str) -> Iterator[str]:
    return filter(None, (clean(element.text or "") for element in parent.findall(path)))
