"""Documents of the API about authors and organisations."""

from __future__ import annotations

from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.contributors import AUTHOR, ORGANISATION, Contributor
from broadsheet.model.site import Site

Document = dict[str, object]
_IDENTIFIER_KEYS = {AUTHOR: "orcid", ORGANISATION: "ror"}


def contributor_document(site: Site, contributor: Contributor, papers: tuple[str, ...]) -> Document:
    """Return an author or an organisation with the ids of their papers, newest first."""
    document = _facts(site, contributor, len(papers))
    return document | {"papers": papers}


def contributors_document(library: Library) -> Document:
    """Return all authors and organisations that have a page."""
    return {
        "authors": _list(library, AUTHOR),
        "organisations": _list(library, ORGANISATION),
    }


def _list(library: Library, kind: str) -> list[Document]:
    return [_facts(library.site, contributor, count) for contributor, count in library.contributors_of(kind)]


def contributor_counts(library: Library, kind: str) -> list[Document]:
    """Return the slugs of all of a kind that have a document, each with its number of papers."""
    counts: list[Document] = []
    for contributor, papers in library.contributors_of(kind):
        counts.append({"slug": contributor.slug, "papers": papers})
    return counts


def _facts(site: Site, contributor: Contributor, count: int) -> Document:
    facts: Document = {"slug": contributor.slug, "name": contributor.name}
    if contributor.spellings:
        facts["spellings"] = contributor.spellings
    if contributor.identifier:
        facts[_IDENTIFIER_KEYS[contributor.kind]] = contributor.identifier
    if contributor.is_named:
        facts["named"] = True
    facts["url"] = site.url + urls.contributor(contributor.kind, contributor.slug)
    facts["count"] = count
    return facts
