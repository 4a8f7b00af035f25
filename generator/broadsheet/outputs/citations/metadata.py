"""Bibliographic data in the head of a paper's page: Highwire tags and schema.org's JSON-LD.

Reference managers, scholarly search engines and our own script read them.
"""

from __future__ import annotations

import json

from broadsheet.model.ids import doi_url
from broadsheet.model.limits import AUTHORS
from broadsheet.model.paper import Paper
from broadsheet.model.partial_dates import with_slashes
from broadsheet.outputs.citations import keys
from broadsheet.outputs.citations.authors import in_tags
from broadsheet.outputs.citations.containers import (
    highwire_container,
    is_dated_in_cited_year,
    journal_year,
    linked_container,
)
from broadsheet.text.paper_words import plain_abstract, plain_title

# A script element ends at "</", whatever the JSON says, and "<!--" makes it swallow its end.
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def citation(paper: Paper) -> list[tuple[str, str]]:
    """Return names (without their ``citation_``) and contents of the tags; no value, no tag.

    Of the authors the first ``AUTHORS.in_head`` have one.
    The date is the preprint's own, but for the year of a journal where that is another; where only the
    day is known on which a source listed the paper, it is given as what it is, the date of being online.
    """
    tags = [("title", plain_title(paper))]
    for author in in_tags(paper, AUTHORS.in_head):
        tags.append(("author", author))
    tags += _dates(paper)
    tags += highwire_container(paper)
    tags.append(("doi", keys.doi(paper)))
    tags.append(("arxiv_id", paper.arxiv))
    tags.append(("abstract_html_url", paper.abstract_page))
    tags.append(("pdf_url", keys.pdf(paper)))
    # Without it Zotero takes the description, which is cut.
    tags.append(("abstract", plain_abstract(paper)))
    return [(name, content) for name, content in tags if content]


def _dates(paper: Paper) -> list[tuple[str, str]]:
    online = paper.published or paper.day
    day = with_slashes(online)
    if is_dated_in_cited_year(paper):
        return [("publication_date", day)]
    return [("publication_date", journal_year(paper)), ("online_date", day)]


def linked_data(paper: Paper) -> str:
    """Return the paper as a ``ScholarlyArticle`` (schema.org) in JSON that is safe in a script element."""
    article: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
    }
    headline = plain_title(paper)
    if headline:
        article["headline"] = headline
    authors = [{"@type": "Person", "name": name} for name in paper.authors[: AUTHORS.in_head]]
    if authors:
        article["author"] = authors
    date_published = paper.published or paper.day
    article["datePublished"] = date_published.isoformat()
    doi = keys.doi(paper)
    if doi:
        article["identifier"] = doi_url(doi)
    article |= linked_container(paper)
    if paper.abstract_page:
        article["sameAs"] = paper.abstract_page
    if paper.licence:
        article["license"] = paper.licence
    text = json.dumps(article, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_IN_SCRIPT)
