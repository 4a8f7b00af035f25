"""Where a paper came out, journal or proceedings, in the words of each format of citations."""

from __future__ import annotations

from broadsheet.model.paper import Paper
from broadsheet.model.publication import Publication, parse_publication
from broadsheet.outputs.citations.keys import year
from broadsheet.outputs.citations.latex import to_latex
from broadsheet.text.plain import clean


def cited_year(paper: Paper) -> str:
    """Return the year of the journal or the proceedings where it is known, else the paper's own."""
    return journal_year(paper) or year(paper)


def journal_year(paper: Paper) -> str:
    """Return the year of the journal or the proceedings; empty where it is not known."""
    return parse_publication(paper.journal).year


def is_dated_in_cited_year(paper: Paper) -> bool:
    """Return True if month and day of the preprint are of the year that is cited."""
    return paper.published is not None and year(paper) == cited_year(paper)


def cited_date(paper: Paper) -> str:
    """Return the date that is cited, in ISO 8601, as far as it is known: at least the year."""
    if paper.published and is_dated_in_cited_year(paper):
        return paper.published.isoformat()
    return cited_year(paper)


def bibtex_kind(paper: Paper) -> str:
    """Return the type of a BibTeX entry; a style asks for authors of all but ``misc``."""
    publication = parse_publication(paper.journal)
    if not publication.name or not paper.authors:
        return "misc"
    if publication.is_conference:
        return "inproceedings"
    return "article"


def bibtex_container(paper: Paper) -> dict[str, str]:
    """Return the fields of a BibTeX entry; a field without a value is empty."""
    publication = parse_publication(paper.journal)
    name_fields = {"inproceedings": "booktitle", "article": "journal", "misc": "howpublished"}
    name_field = name_fields[bibtex_kind(paper)]
    fields = {
        name_field: publication.name,
        "volume": publication.volume,
        "number": publication.issue,
        "pages": "--".join(publication.pages),
        "note": publication.note,
    }
    return {field: to_latex(value) for field, value in fields.items()}


def ris_kind(paper: Paper) -> str:
    """Return the type of a RIS record."""
    publication = parse_publication(paper.journal)
    if not publication.name:
        return "UNPB"
    if publication.is_conference:
        return "CONF"
    return "JOUR"


def ris_container(paper: Paper) -> list[tuple[str, str]]:
    """Return tags and values of a RIS record; a tag without a value is empty."""
    publication = parse_publication(paper.journal)
    name_tag = "T2" if publication.is_conference else "JO"
    first_page, last_page = _first_and_last(publication)
    return [
        (name_tag, publication.name),
        ("VL", publication.volume),
        ("IS", publication.issue),
        ("SP", first_page),
        ("EP", last_page),
        ("N1", publication.note),
    ]


def csl_kind(paper: Paper) -> str:
    """Return the type of a CSL item."""
    publication = parse_publication(paper.journal)
    if not publication.name:
        return "article"
    if publication.is_conference:
        return "paper-conference"
    return "article-journal"


def csl_container(paper: Paper) -> dict[str, str]:
    """Return the variables of a CSL item; one without a value is empty."""
    publication = parse_publication(paper.journal)
    return {
        "container-title": clean(publication.name),
        "volume": publication.volume,
        "issue": publication.issue,
        "page": "-".join(publication.pages),
        "note": clean(publication.note),
    }


def highwire_container(paper: Paper) -> list[tuple[str, str]]:
    """Return names and contents of the tags in the head of a paper's page."""
    publication = parse_publication(paper.journal)
    name_tag = "conference_title" if publication.is_conference else "journal_title"
    first_page, last_page = _first_and_last(publication)
    return [
        (name_tag, publication.name),
        ("volume", publication.volume),
        ("issue", publication.issue),
        ("firstpage", first_page),
        ("lastpage", last_page),
    ]


def coins_container(paper: Paper) -> list[tuple[str, str]]:
    """Return keys and values of COinS, without those that are not known.

    The matrix of books has no volume; Zotero reads and writes it all the same.
    """
    publication = parse_publication(paper.journal)
    name_key = "rft.btitle" if publication.is_conference else "rft.jtitle"
    first_page, last_page = _first_and_last(publication)
    pairs = [
        (name_key, publication.name),
        ("rft.volume", publication.volume),
        ("rft.issue", publication.issue),
        ("rft.spage", first_page),
        ("rft.epage", last_page),
    ]
    return [(key, value) for key, value in pairs if value]


def linked_container(paper: Paper) -> dict[str, object]:
    """Return the properties of a ``ScholarlyArticle``: a volume of a periodical, or a book of proceedings."""
    publication = parse_publication(paper.journal)
    if not publication.name:
        return {}
    kind = "Book" if publication.is_conference else "Periodical"
    container: dict[str, object] = {"@type": kind, "name": publication.name}
    if publication.volume:
        container = {
            "@type": "PublicationVolume",
            "volumeNumber": publication.volume,
            "isPartOf": container,
        }
    properties: dict[str, object] = {"isPartOf": container}
    if publication.pages:
        properties["pagination"] = "-".join(publication.pages)
    return properties


def _first_and_last(publication: Publication) -> tuple[str, str]:
    if len(publication.pages) < 2:
        return "".join(publication.pages), ""
    return publication.pages[0], publication.pages[-1]
