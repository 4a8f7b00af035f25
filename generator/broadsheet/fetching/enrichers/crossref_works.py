"""Works as Crossref has them: ``GET /works/DOI`` of its REST API, for a paper that no source listed.

https://github.com/CrossRef/rest-api-doc describes the record; titles and abstracts are in JATS.
"""

from __future__ import annotations

from typing import Any

from broadsheet.errors import NotFound, SourceError
from broadsheet.fetching import json_values
from broadsheet.fetching.client import Web
from broadsheet.fetching.dates import parse_date
from broadsheet.fetching.json_values import as_dict, as_list, parse_json
from broadsheet.fetching.persons import read_persons
from broadsheet.fetching.sources.feed_abstracts import read_abstract
from broadsheet.model.ids import bare_doi, doi_id, doi_path
from broadsheet.model.licences import licence_address
from broadsheet.model.paper import Paper
from broadsheet.model.partial_dates import PublicationDate
from broadsheet.model.site import EnricherConfig
from broadsheet.model.venues import venue_name
from broadsheet.text.html import plain

# Of several dates of a work the first that it has is the one by which it is cited.
_DATES = ("issued", "published", "published-online", "published-print", "posted", "created")


def find(web: Web, config: EnricherConfig, doi: str) -> Paper | None:
    """Return the work that a bare DOI names; None where Crossref does not know it, or has no title."""
    params = {}
    mailto = config.text("mailto")
    if mailto:
        params["mailto"] = mailto
    try:
        work = web.get(f"{config.url}/works/{doi_path(doi)}", params, _parse_work)
    except NotFound:
        return None
    return _make_paper(doi, work)


def _parse_work(body: bytes) -> dict[str, Any]:
    work = as_dict(parse_json(body)).get("message")
    if not isinstance(work, dict) or not bare_doi(json_values.text(work.get("DOI"))):
        raise SourceError("answered JSON that is no work")
    return work


def _make_paper(doi: str, work: dict[str, Any]) -> Paper | None:
    title = _first_text(work, "title")
    if not title:
        return None
    persons = read_persons(work.get("author"))
    abstract = read_abstract(json_values.text(work.get("abstract")), persons)
    return Paper(
        id=doi_id(doi),
        title=title,
        authors=persons.names,
        more_authors=persons.more,
        published=_find_date(work),
        abstract=abstract.text,
        doi=doi,
        journal=venue_name(_first_text(work, "container-title")),
        licence=_find_licence(work),
    )


def _first_text(work: dict[str, Any], key: str) -> str:
    for text in json_values.texts(work.get(key)):
        return plain(text)
    return ""


def _find_date(work: dict[str, Any]) -> PublicationDate | None:
    for key in _DATES:
        for parts in as_list(as_dict(work.get(key)).get("date-parts")):
            numbers = [f"{part:02}" for part in as_list(parts) if isinstance(part, int)]
            found = parse_date("-".join(numbers))
            if found:
                return found
    return None


def _find_licence(work: dict[str, Any]) -> str:
    """Return the first licence that is known: others are of publishers, or for machines that mine texts."""
    for licence in json_values.records(work.get("license")):
        address = licence_address(json_values.text(licence.get("URL")))
        if address:
            return address
    return ""
