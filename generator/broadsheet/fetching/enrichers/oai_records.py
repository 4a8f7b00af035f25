"""Records of arXiv's by OAI-PMH 2.0, in the formats ``arXiv`` and ``arXivRaw``.

https://info.arxiv.org/help/oa/index.html, https://www.openarchives.org/OAI/openarchivesprotocol.html.
``arXivRaw`` has every version, ``arXiv`` has the authors in parts; both have the licence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element

from broadsheet.errors import ErrorAnswer, SourceError
from broadsheet.fetching.persons import read_persons
from broadsheet.fetching.sources.arxiv_atom import child_text, find_withdrawal, first_doi
from broadsheet.fetching.xml import parse_xml
from broadsheet.model.ids import arxiv_id
from broadsheet.model.licences import licence_address
from broadsheet.model.paper import Paper, Version
from broadsheet.model.venues import venue_name
from broadsheet.text.plain import clean, shorten

NAMES_FORMAT = "arXiv"
RAW_FORMAT = "arXivRaw"
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
# Errors that mean that there is nothing: no such paper, and none in a list.
_NOTHING = frozenset(("idDoesNotExist", "noRecordsMatch"))
_LONGEST_ERROR = 200
_MOST_VERSIONS = 1000
_WITHDRAWN_FLAG = "I"  # the kind of source that a version without any has


@dataclass(frozen=True, slots=True)
class OaiPage:
    """Papers of one answer by their ids, and the token that leads to the next; empty at the end."""

    papers: Mapping[str, Paper]
    resumption_token: str = ""


def parse_page(body: bytes, prefix: str) -> OaiPage:
    """Return the records of one answer in a format; none where arXiv says that it has none.

    SourceError where it is no such answer; ErrorAnswer with the words of any other error.
    """
    root = parse_xml(body)
    if root.tag != f"{_OAI}OAI-PMH":
        raise SourceError("answered XML that is not OAI-PMH")
    if _has_nothing(root):
        return OaiPage({})
    if root.find(f"{_OAI}GetRecord") is None and root.find(f"{_OAI}ListRecords") is None:
        raise SourceError("answered OAI-PMH without records")
    namespace = f"{{http://arxiv.org/OAI/{prefix}/}}"
    papers: dict[str, Paper] = {}
    for element in root.iter(f"{namespace}{prefix}"):
        paper = _parse_record(element, namespace)
        if paper:
            papers[paper.id] = paper
    token = child_text(root, f"{_OAI}ListRecords/{_OAI}resumptionToken")
    return OaiPage(papers, token)


def _has_nothing(root: Element) -> bool:
    """Return True for an answer that there is nothing; ErrorAnswer for one that something was wrong."""
    error = root.find(f"{_OAI}error")
    if error is None:
        return False
    code = clean(error.get("code", ""))
    if code in _NOTHING:
        return True
    words = clean(error.text or "") or code
    raise ErrorAnswer(shorten(words, _LONGEST_ERROR))


def _parse_record(element: Element, namespace: str) -> Paper | None:
    """Return a record as a paper; None where it has no id that arXiv gives, or no title."""
    paper_id = arxiv_id(child_text(element, f"{namespace}id"))
    title = child_text(element, f"{namespace}title")
    if paper_id is None or not title:
        return None
    abstract = child_text(element, f"{namespace}abstract")
    comment = child_text(element, f"{namespace}comments")
    versions = tuple(_parse_versions(element, namespace))
    withdrawn = find_withdrawal(comment, abstract)
    if not withdrawn and _is_latest_withdrawn(element, namespace):
        withdrawn = "withdrawn at arXiv"
    categories = child_text(element, f"{namespace}categories").split()
    persons = read_persons(list(_find_names(element, namespace)), tex=True)
    return Paper(
        id=paper_id,
        title=title,
        described_by="arxiv",
        abstract=abstract,
        authors=persons.names,
        more_authors=persons.more,
        published=_find_published(element, namespace, versions),
        categories=tuple(dict.fromkeys(categories)),
        doi=first_doi(child_text(element, f"{namespace}doi")),
        journal=venue_name(child_text(element, f"{namespace}journal-ref")),
        comment=comment,
        versions=versions,
        licence=licence_address(child_text(element, f"{namespace}license")),
        withdrawn=withdrawn,
    )


def _find_names(element: Element, namespace: str) -> Iterator[str]:
    """Yield the names of the format ``arXiv``; the other has them in one text, which is not taken apart."""
    for author in element.findall(f"{namespace}authors/{namespace}author"):
        parts = [child_text(author, f"{namespace}{part}") for part in ("forenames", "keyname", "suffix")]
        yield " ".join(filter(None, parts))


def _parse_versions(element: Element, namespace: str) -> Iterator[Version]:
    for version in element.findall(f"{namespace}version")[:_MOST_VERSIONS]:
        digits = version.get("version", "").removeprefix("v")
        if digits.isascii() and digits.isdigit() and 0 < int(digits[:6]) <= _MOST_VERSIONS:
            day = _parse_mail_date(child_text(version, f"{namespace}date"))
            yield Version(int(digits), day)


def _parse_mail_date(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _is_latest_withdrawn(element: Element, namespace: str) -> bool:
    versions = element.findall(f"{namespace}version")
    return bool(versions) and _WITHDRAWN_FLAG in child_text(versions[-1], f"{namespace}source_type")


def _find_published(element: Element, namespace: str, versions: tuple[Version, ...]) -> date | None:
    for version in versions:
        if version.number == 1:
            return version.day
    try:
        return date.fromisoformat(child_text(element, f"{namespace}created"))
    except ValueError:
        return None


def combine(raw: Paper, named: Paper | None) -> Paper:
    """Return a record of ``arXivRaw`` with the authors of the same record in the format ``arXiv``."""
    if named is None:
        return raw
    return replace(raw, authors=named.authors, more_authors=named.more_authors)
