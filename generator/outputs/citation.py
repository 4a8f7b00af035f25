"""The Highwire tags of a paper, from which reference managers, scholarly search engines and our own
script (saved papers, the cite panel) take its bibliographic data."""

from __future__ import annotations

from generator.model import Paper
from generator.tex import to_text

# The prefix of the DOIs that arXiv registers for its preprints.
_ARXIV_DOI = "10.48550/arXiv."


def citation(paper: Paper) -> list[tuple[str, str]]:
    """Names (without their ``citation_``) and contents of the tags; no value, no tag.

    The date is the preprint's own; where only the day is known on which a source listed the
    paper, it is given as what it is, the date of being online.
    """
    arxiv = paper.arxiv
    doi = paper.doi or (f"{_ARXIV_DOI}{arxiv}" if arxiv else "")
    published = f"{paper.published:%Y/%m/%d}" if paper.published else ""
    tags = [
        ("title", to_text(paper.title)),
        *(("author", name) for name in paper.authors),
        ("publication_date", published),
        ("online_date", "" if published else f"{paper.day:%Y/%m/%d}"),
        ("doi", doi),
        ("arxiv_id", arxiv),
        ("abstract_html_url", _page(arxiv, doi)),
        ("pdf_url", f"https://arxiv.org/pdf/{arxiv}" if arxiv else ""),
    ]
    return [(name, value) for name, value in tags if value]


def _page(arxiv: str, doi: str) -> str:
    if arxiv:
        return f"https://arxiv.org/abs/{arxiv}"
    return f"https://doi.org/{doi}" if doi else ""
