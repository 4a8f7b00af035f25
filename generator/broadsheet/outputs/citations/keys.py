"""Identifiers of a paper in a citation: its key, its year, its DOI, its PDF."""

from __future__ import annotations

import re
import unicodedata

from broadsheet.model.paper import Paper
from broadsheet.text.names import Name

ARXIV_DOI = "10.48550/arXiv."  # the prefix of the DOIs that arXiv registers for its preprints
_NOT_LETTER = re.compile(r"[^a-z]")
_MAX_NAME = 30  # letters of a name in a key


def doi(paper: Paper) -> str:
    """Return the paper's own DOI, else the one that arXiv registered for its preprint, else empty."""
    if paper.doi:
        return paper.doi
    if paper.arxiv:
        return f"{ARXIV_DOI}{paper.arxiv}"
    return ""


def pdf(paper: Paper) -> str:
    """Return the address of the paper's PDF where it is known, else empty."""
    if not paper.arxiv:
        return ""
    return f"https://arxiv.org/pdf/{paper.arxiv}"


def key(paper: Paper) -> str:
    """Return the citation key: first author, year and id, ``lovelace2026-2605.01234``.

    With the id in it, it is the same in every list and stays when a title is corrected.
    """
    first_author = ""
    if paper.authors:
        name = Name.parse(paper.authors[0])
        first_author = _ascii_letters(name.family or name.literal)
    return f"{first_author}{year(paper)}-{paper.id}"


def _ascii_letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    ascii_text = decomposed.encode("ascii", "ignore").decode()
    letters = _NOT_LETTER.sub("", ascii_text.lower())
    return letters[:_MAX_NAME]


def year(paper: Paper) -> str:
    """Return the year a paper is cited by, of four digits."""
    day = paper.published or paper.day
    return f"{day.year:04d}"
