"""Citations in the formats of reference managers: BibTeX, RIS and CSL-JSON, each escaped for itself.

Everything here is a function of one paper, keys too, so that a paper is cited alike by its own
page, by every list that holds it, and after any build.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from broadsheet.model.paper import Paper
from broadsheet.model.partial_dates import with_slashes
from broadsheet.outputs.citations import authors, containers
from broadsheet.outputs.citations.containers import cited_date, cited_year, is_dated_in_cited_year
from broadsheet.outputs.citations.keys import doi, key, pdf
from broadsheet.outputs.citations.latex import latex_title, to_latex, verbatim
from broadsheet.text.paper_words import plain_abstract, plain_title
from broadsheet.text.plain import clean

# The names that every style knows; a number they would print as it is.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# A paper is cited by itself and in some five lists.
_remember = lru_cache(maxsize=1 << 13)


def bibtex(papers: Iterable[Paper]) -> str:
    """Return a BibTeX database (``btxdoc``) in UTF-8, with arXiv's ``eprint`` fields."""
    return "\n".join(map(_bibtex_entry, papers))


@_remember
def _bibtex_entry(paper: Paper) -> str:
    kind = containers.bibtex_kind(paper)
    lines = [f"@{kind}{{{key(paper)},\n"]
    for name, value in _bibtex_fields(paper).items():
        if name == "month" and value:
            lines.append(f"  month = {value},\n")
        elif value:
            lines.append(f"  {name} = {{{value}}},\n")
    lines.append("}\n")
    return "".join(lines)


def _bibtex_fields(paper: Paper) -> dict[str, str]:
    """Return the fields of an entry by name, in order; a field without a value is empty."""
    fields = {
        "title": f"{{{latex_title(paper.title, paper.is_tex)}}}",
        "author": authors.bibtex(paper),
    }
    if not paper.authors:
        # Styles sort by the author; where there is none they ask for a key.
        fields["key"] = to_latex(plain_title(paper))
    fields |= containers.bibtex_container(paper)
    fields["year"] = cited_year(paper)
    if paper.published and paper.published.month and is_dated_in_cited_year(paper):
        fields["month"] = _MONTHS[paper.published.month - 1]
    if paper.arxiv:
        fields["eprint"] = verbatim(paper.arxiv)
        fields["archivePrefix"] = "arXiv"
        fields["primaryClass"] = "".join(map(verbatim, paper.categories[:1]))
    fields["doi"] = verbatim(doi(paper))
    fields["url"] = verbatim(paper.abstract_page)
    return fields


def ris(papers: Iterable[Paper]) -> str:
    """Return records in RIS (Research Information Systems' tagged format, 2011), lines ended by CR LF."""
    return "\r\n".join(map(_ris_record, papers))


@_remember
def _ris_record(paper: Paper) -> str:
    kind = containers.ris_kind(paper)
    lines = [f"TY  - {kind}\r\n"]
    for tag, value in _ris_fields(paper):
        if value:
            lines.append(f"{tag}  - {clean(value)}\r\n")
    lines.append("ER  - \r\n")
    return "".join(lines)


def _ris_fields(paper: Paper) -> list[tuple[str, str]]:
    """Return tags and values of a record, in order; a tag without a value is empty."""
    fields = [("ID", key(paper)), ("TI", plain_title(paper))]
    for name in authors.ris(paper):
        fields.append(("AU", name))
    fields.append(("PY", cited_year(paper)))
    if paper.published and is_dated_in_cited_year(paper):
        fields.append(("DA", with_slashes(paper.published)))
    fields.append(("AB", plain_abstract(paper)))
    fields += containers.ris_container(paper)
    fields.append(("DO", doi(paper)))
    fields.append(("PB", _publisher(paper)))
    fields.append(("AN", _arxiv_number(paper)))
    for keyword in paper.keywords:
        fields.append(("KW", keyword))
    fields.append(("N1", _omission(paper)))
    fields.append(("UR", paper.abstract_page))
    fields.append(("L1", pdf(paper)))
    return fields


def _omission(paper: Paper) -> str:
    """Return a note that not all authors are named, which neither RIS nor CSL has another place for."""
    return "The source names only some of the authors." if paper.more_authors else ""


def _publisher(paper: Paper) -> str:
    is_preprint = containers.csl_kind(paper) == "article"
    return "arXiv" if paper.arxiv and is_preprint else ""


def _arxiv_number(paper: Paper) -> str:
    return f"arXiv:{paper.arxiv}" if paper.arxiv else ""


def csl(papers: Iterable[Paper]) -> str:
    """Return a list of items as JSON (Citation Style Language 1.0.2, ``csl-data.json``)."""
    items = ",\n".join(map(_csl_json, papers))
    return f"[{items}]\n"


@_remember
def _csl_json(paper: Paper) -> str:
    return json.dumps(csl_item(paper), ensure_ascii=False, separators=(",", ":"))


def csl_item(paper: Paper) -> dict[str, object]:
    """Return one paper as a CSL item."""
    date_parts = [int(part) for part in cited_date(paper).split("-")]
    container = containers.csl_container(paper)
    notes = (container["note"], _omission(paper))
    item: dict[str, object] = {
        "id": key(paper),
        "type": containers.csl_kind(paper),
        "title": plain_title(paper),
        "author": authors.csl(paper),
        "issued": {"date-parts": [date_parts]},
        "abstract": plain_abstract(paper),
        **container,
        "note": " ".join(filter(None, notes)),
        "publisher": _publisher(paper),
        "number": _arxiv_number(paper),
        "DOI": doi(paper),
        "URL": paper.abstract_page,
    }
    return {name: value for name, value in item.items() if value}
