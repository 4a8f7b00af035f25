"""What identifies a paper in a citation: its key, its DOI, its PDF."""

from __future__ import annotations

import re
import unicodedata

from broadsheet.model.paper import Paper
from broadsheet.outputs.citations.names import Name

ARXIV_DOI = "10.48550/arXiv."  # the prefix of the DOIs that arXiv registers for its preprints


def doi(paper: Paper) -> str:
    """The paper's own DOI, else the one that arXiv registered for its preprint, else empty."""
    return paper.doi or (f"{ARXIV_DOI}{paper.arxiv}" if paper.arxiv else "")


def pdf(paper: Paper) -> str:
    """The address of the paper's PDF, where it is known."""
    return f"https://arxiv.org/pdf/{paper.arxiv}" if paper.arxiv else ""


def key(paper: Paper) -> str:
    """The citation key: first author, year and id, ``lovelace2026-2605.01234``.

    With the id in it, it is the same in every list and stays when a title is corrected.
    """
    first = Name.of(paper.authors[0]) if paper.authors else Name()
    return f"{_ascii(first.family or first.literal)}{year(paper)}-{paper.id}".removeprefix("-")


def _ascii(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", plain)[:30]


def year(paper: Paper) -> str:
    """Return the year a paper is cited by, of four digits."""
    return f"{(paper.published or paper.day).year:04d}"
