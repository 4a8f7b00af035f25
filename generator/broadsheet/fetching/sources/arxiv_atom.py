"""Records of arXiv's as its export API gives them: Atom, with arXiv's and OpenSearch's elements.

https://info.arxiv.org/help/api/user-manual.html. An error too is a feed, with one entry whose id
leads to ``/api/errors``; an id that nobody has is not there at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from broadsheet.errors import ErrorAnswer, SourceError
from broadsheet.fetching.persons import read_persons
from broadsheet.fetching.sources.batches import reject, reject_id
from broadsheet.fetching.xml import parse_xml
from broadsheet.model.addresses import arxiv_in
from broadsheet.model.ids import arxiv_id, arxiv_version, bare_doi
from broadsheet.model.ledger import Rejection
from broadsheet.model.paper import Paper, Version
from broadsheet.model.venues import registered_doi, venue_name
from broadsheet.text.plain import clean, shorten

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
# arXiv began in 1991. A date outside of these years is a slip, and some cannot be reckoned with.
_YEARS = range(1991, 2200)
_LONGEST_REASON = 300
_LONGEST_ERROR = 200
_MOST_DIGITS = 9  # of a number of results
_BETWEEN_DOIS = re.compile(r"[\s,;]+")

_WORK = r"(?:paper|article|manuscript|submission|preprint|pre-print|work|note|e-?print|document)"
_AUTHORS = (
    r"(?:the (?:first |corresponding )?(?:authors?|submitters?)|authors?|we|i|arxiv(?: administrators?)?)"
)
# arXiv's own notes: https://info.arxiv.org/help/withdraw.html
_ADMINISTRATORS_REMOVED = (
    rf"\b(?:{_WORK}|version) (?:has been|was) (?:removed|withdrawn) by arxiv\b"
    rf"|\badmin note: (?:this )?{_WORK} (?:has been|was) (?:removed|withdrawn)\b"
)
# From a conference or a journal is not from arXiv.
_FROM_ARXIV = r"\b(?!\s+(?:from|at|in)\s+(?!arxiv\b))"
_WORK_WAS_WITHDRAWN = (
    rf"\b(?:this|the|our|my) (?:\w+ )?{_WORK} (?:has been|have been|was|is|is being|is now|will be)"
    rf" (?:\w+ly )?withdrawn{_FROM_ARXIV}"
)
_AUTHORS_WITHDREW_WORK = (
    rf"\b{_AUTHORS} (?:has|have|had|are|is|am)? ?(?:\w+ly )?(?:withdrawn?|withdrew|withdrawing)"
    rf" (?:this|the|our|my) (?:\w+ )?{_WORK}{_FROM_ARXIV}"
)
_BEGINS_WITH_WITHDRAWN = rf"^\W*(?:{_WORK} )?(?:(?:has been|was|is) )?(?:\w+ly )?withdrawn{_FROM_ARXIV}"
_IN_COMMENT = re.compile(
    f"{_WORK_WAS_WITHDRAWN}|{_AUTHORS_WITHDREW_WORK}|{_BEGINS_WITH_WITHDRAWN}|{_ADMINISTRATORS_REMOVED}",
    re.IGNORECASE,
)
# An abstract may tell of the withdrawal of anything; one that begins with its own has nothing else.
_IN_ABSTRACT = re.compile(
    rf"^\W*(?:{_WORK_WAS_WITHDRAWN}|{_AUTHORS_WITHDREW_WORK})",
    re.IGNORECASE,
)


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
    """Return the records of one answer; SourceError where it is an error, or not what was asked for.

    ``start`` is the place of the page's first record in the list, counted from 0. A page without
    records before the end of its list is a failure that arXiv's API is known for.
    """
    feed = parse_xml(body)
    if feed.tag != f"{_ATOM}feed":
        raise SourceError("answered XML that is not an Atom feed")
    entries = feed.findall(f"{_ATOM}entry")
    _refuse_error(entries)
    total = _parse_total(feed)
    if not entries and start < total:
        raise SourceError(f"answered an empty page at {start}, of {total} results")
    records = []
    for number, entry in enumerate(entries, start=start + 1):
        records.append(_parse_record(entry, f"item {number}"))
    return Answer(total, tuple(records))


def _refuse_error(entries: Sequence[Element]) -> None:
    """Raise ErrorAnswer where an entry is no record but says what was wrong."""
    for entry in entries:
        if "/api/errors" in child_text(entry, f"{_ATOM}id"):
            message = child_text(entry, f"{_ATOM}summary") or "without a word about it"
            raise ErrorAnswer(shorten(message, _LONGEST_ERROR))


def _parse_total(feed: Element) -> int:
    digits = child_text(feed, _TOTAL)
    is_number = digits.isascii() and digits.isdigit()
    if not is_number or len(digits) > _MOST_DIGITS:
        raise SourceError("answered a feed that does not say how many results there are")
    return int(digits)


def _parse_record(entry: Element, label: str) -> Record:
    submitted = _parse_instant(child_text(entry, f"{_ATOM}published"))
    item = _parse_item(entry, label, submitted)
    return Record(item, submitted)


def _parse_item(entry: Element, label: str, submitted: datetime | None) -> Paper | Rejection:
    """Return an entry as a paper, or why it is none; ``label`` names it where it has no id."""
    title = child_text(entry, f"{_ATOM}title")
    url = child_text(entry, f"{_ATOM}id")
    if not url:
        return reject(label, title, "no id")
    versioned_id = arxiv_in(url) or url
    paper_id = arxiv_id(versioned_id)
    if paper_id is None:
        return reject_id(url, title, "an arXiv id")
    if not title:
        return reject(paper_id, "", "no title")
    if submitted is None:
        return reject(paper_id, title, "no date of submission")
    latest = arxiv_version(versioned_id) or 1
    versions = _parse_versions(entry, submitted, latest)
    return _parse_paper(entry, paper_id, title, versions)


def _parse_paper(entry: Element, paper_id: str, title: str, versions: tuple[Version, ...]) -> Paper:
    abstract = child_text(entry, f"{_ATOM}summary")
    comment = child_text(entry, f"{_ARXIV}comment")
    names = list(_child_texts(entry, f"{_ATOM}author/{_ATOM}name"))
    persons = read_persons(names, tex=True)
    return Paper(
        id=paper_id,
        title=title,
        described_by="arxiv",
        abstract=abstract,
        authors=persons.names,
        more_authors=persons.more,
        organisation=_parse_organisation(entry),
        published=versions[0].day,
        categories=_parse_categories(entry),
        doi=first_doi(child_text(entry, f"{_ARXIV}doi")),
        journal=venue_name(child_text(entry, f"{_ARXIV}journal_ref")),
        comment=comment,
        versions=versions,
        withdrawn=find_withdrawal(comment, abstract),
    )


def find_withdrawal(comment: str, abstract: str) -> str:
    """Return the words in which a record says that its paper was withdrawn, empty where it does not.

    arXiv has no sign for it: the reason stands in the comments, in old records in the abstract's
    place (https://info.arxiv.org/help/withdraw.html).
    """
    if _IN_COMMENT.search(comment):
        return shorten(comment, _LONGEST_REASON)
    if _IN_ABSTRACT.search(abstract):
        return shorten(abstract, _LONGEST_REASON)
    return ""


def _parse_versions(entry: Element, submitted: datetime, latest: int) -> tuple[Version, ...]:
    """Return the first version and the latest: of those between, an entry says nothing."""
    first = Version(1, submitted.date())
    if latest == 1:
        return (first,)
    updated = _parse_instant(child_text(entry, f"{_ATOM}updated"))
    updated_day = updated.date() if updated else None
    return first, Version(latest, updated_day)


def _parse_categories(entry: Element) -> tuple[str, ...]:
    """Return the primary category before the others, each once."""
    primary = entry.findall(f"{_ARXIV}primary_category")
    others = entry.findall(f"{_ATOM}category")
    categories: dict[str, None] = {}
    for element in (*primary, *others):
        category = clean(element.get("term", ""))
        if category:
            categories[category] = None
    return tuple(categories)


def _parse_organisation(entry: Element) -> str:
    """Return the affiliation, where every author has one and all have the same."""
    affiliations = set()
    for author in entry.findall(f"{_ATOM}author"):
        affiliations.add(tuple(_child_texts(author, f"{_ARXIV}affiliation")))
    if len(affiliations) != 1:
        return ""
    [shared] = affiliations
    if len(shared) != 1:
        return ""
    return shared[0]


def first_doi(field: str) -> str:
    """Return the first of the DOIs that authors entered, often more than one in a field, that leads on."""
    for word in _BETWEEN_DOIS.split(field):
        doi = registered_doi(bare_doi(word))
        if doi:
            return doi
    return ""


def _parse_instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    if instant.year not in _YEARS:
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return instant.astimezone(UTC)


def child_text(parent: Element, path: str) -> str:
    """Return the clean text of a child element; empty where there is none."""
    return clean(parent.findtext(path) or "")


def _child_texts(parent: Element, path: str) -> Iterator[str]:
    for element in parent.findall(path):
        text = clean(element.text or "")
        if text:
            yield text
