"""Papers in the words of reference managers: BibTeX, RIS and CSL-JSON, each escaped for itself.

Everything here is a function of one paper, keys too, so that a paper is cited alike by its own
page, by every list that holds it, and after any build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache

from broadsheet.model.paper import Paper
from broadsheet.outputs.citations.keys import doi, key, pdf, year
from broadsheet.outputs.citations.latex import latex_title, to_latex, verbatim
from broadsheet.outputs.citations.names import Name
from broadsheet.text import latex
from broadsheet.text.plain import clean

# The names that every style knows; a number they would print as it is.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


# A paper is cited by itself and in some five lists.
_kept = lru_cache(maxsize=1 << 13)


def _bibtex_name(name: str) -> str:
    parts = Name.of(name)
    if parts.literal:
        return f"{{{to_latex(parts.literal)}}}"
    return ", ".join(_kept_together(part) for part in (parts.family, parts.suffix, parts.given) if part)


def _kept_together(part: str) -> str:
    # Braces keep together what a comma or an "and" would part.
    return f"{{{to_latex(part)}}}" if re.search(r",|\band\b", part, re.IGNORECASE) else to_latex(part)


def bibtex(papers: Iterable[Paper]) -> str:
    """A BibTeX database (``btxdoc``) in UTF-8, with arXiv's ``eprint`` fields."""
    return "\n".join(map(_bibtex_entry, papers))


@_kept
def _bibtex_entry(paper: Paper) -> str:
    kind = "article" if paper.journal and paper.authors else "misc"
    fields = {
        "title": f"{{{latex_title(paper.title)}}}",
        "author": " and ".join(map(_bibtex_name, paper.authors)),
        # Styles sort by the author; where there is none they ask for a key.
        "key": "" if paper.authors else to_latex(latex.to_text(paper.title)),
        "journal" if kind == "article" else "howpublished": to_latex(paper.journal),
        "year": year(paper),
        "month": _MONTHS[paper.published.month - 1] if paper.published else "",
        "eprint": verbatim(paper.arxiv),
        "archivePrefix": "arXiv" if paper.arxiv else "",
        "primaryClass": verbatim(paper.categories[0]) if paper.arxiv and paper.categories else "",
        "doi": verbatim(doi(paper)),
        "url": verbatim(paper.abstract_page),
    }
    lines = "".join(
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
        for name, value in fields.items()
        if value
    )
    return f"@{kind}{{{key(paper)},\n{lines}}}\n"


def ris(papers: Iterable[Paper]) -> str:
    """Records in RIS (Research Information Systems' tagged format, 2011), lines ended by CR LF."""
    return "\r\n".join("".join(f"{tag}  - {clean(value)}\r\n" for tag, value in _ris(p)) for p in papers)


@_kept
def _ris(paper: Paper) -> list[tuple[str, str]]:
    lines = [
        ("ID", key(paper)),
        ("TI", latex.to_text(paper.title)),
        *(("AU", _inverted(Name.of(name))) for name in paper.authors),
        ("PY", year(paper)),
        ("DA", f"{paper.published:%Y/%m/%d}" if paper.published else ""),
        ("AB", latex.to_text(paper.abstract)),
        ("JO", paper.journal),
        ("DO", doi(paper)),
        ("PB", "arXiv" if paper.arxiv and not paper.journal else ""),
        ("AN", f"arXiv:{paper.arxiv}" if paper.arxiv else ""),
        *(("KW", keyword) for keyword in paper.keywords),
        ("UR", paper.abstract_page),
        ("L1", pdf(paper)),
    ]
    kind = "JOUR" if paper.journal else "UNPB"
    return [("TY", kind), *((tag, value) for tag, value in lines if value), ("ER", "")]


def _inverted(name: Name) -> str:
    return name.literal or ", ".join(filter(None, (name.family, name.given, name.suffix)))


def csl(papers: Iterable[Paper]) -> str:
    """A list of items as JSON (Citation Style Language 1.0.2, ``csl-data.json``)."""
    return "[" + ",\n".join(map(_csl, papers)) + "]\n"


@_kept
def _csl(paper: Paper) -> str:
    return json.dumps(csl_item(paper), ensure_ascii=False, separators=(",", ":"))


def csl_item(paper: Paper) -> dict[str, object]:
    """One paper as a CSL item."""
    published = paper.published
    parts = [published.year, published.month, published.day] if published else [paper.day.year]
    item: dict[str, object] = {
        "id": key(paper),
        "type": "article-journal" if paper.journal else "article",
        "title": latex.to_text(paper.title),
        "author": [_csl_name(Name.of(name)) for name in paper.authors],
        "issued": {"date-parts": [parts]},
        "abstract": latex.to_text(paper.abstract),
        "container-title": clean(paper.journal),
        "publisher": "arXiv" if paper.arxiv and not paper.journal else "",
        "number": f"arXiv:{paper.arxiv}" if paper.arxiv else "",
        "DOI": doi(paper),
        "URL": paper.abstract_page,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix, "literal": name.literal}
    return {part: value for part, value in parts.items() if value}
