"""What machines read in a paper's page: Highwire tags, from which reference managers, scholarly search
engines and our own script take its bibliographic data, and schema.org's JSON-LD."""

from __future__ import annotations

import json

from broadsheet.model.limits import AUTHORS
from broadsheet.model.paper import Paper
from broadsheet.outputs.citations import keys
from broadsheet.text.latex import to_text

# A script element ends at "</", whatever the JSON says, and "<!--" makes it swallow its end.
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def citation(paper: Paper) -> list[tuple[str, str]]:
    """Names (without their ``citation_``) and contents of the tags; no value, no tag.

    Of the authors the first ``AUTHORS.in_head`` have one.
    The date is the preprint's own; where only the day is known on which a source listed the
    paper, it is given as what it is, the date of being online.
    """
    published = f"{paper.published:%Y/%m/%d}" if paper.published else ""
    tags = [
        ("title", to_text(paper.title)),
        *(("author", name) for name in paper.authors[: AUTHORS.in_head]),
        ("publication_date", published),
        ("online_date", "" if published else f"{paper.day:%Y/%m/%d}"),
        ("journal_title", paper.journal),
        ("doi", keys.doi(paper)),
        ("arxiv_id", paper.arxiv),
        ("abstract_html_url", paper.abstract_page),
        ("pdf_url", keys.pdf(paper)),
    ]
    return [(name, value) for name, value in tags if value]


def linked_data(paper: Paper) -> str:
    """The paper as a ``ScholarlyArticle`` (schema.org) in JSON that is safe within a script element."""
    doi = keys.doi(paper)
    known = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": to_text(paper.title),
        "author": [{"@type": "Person", "name": name} for name in paper.authors[: AUTHORS.in_head]],
        "datePublished": (paper.published or paper.day).isoformat(),
        "identifier": f"https://doi.org/{doi}" if doi else "",
        "isPartOf": {"@type": "Periodical", "name": paper.journal} if paper.journal else "",
        "sameAs": paper.abstract_page,
    }
    told = {name: value for name, value in known.items() if value}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
