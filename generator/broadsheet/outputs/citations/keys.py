"""Identifiers of a paper in a citation: its key, its year, its DOI, its PDF."""

from __future__ import annotations

from broadsheet.model.paper import Paper
from broadsheet.store.cite_keys import make_key

ARXIV_DOI = "10.48550/arXiv."  # the prefix of the DOIs that arXiv registers for its preprints


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


def html(paper: Paper) -> str:
    """Return the address of the paper as a page where it is known: arXiv has one of every preprint."""
    if not paper.arxiv:
        return ""
    return f"https://arxiv.org/html/{paper.arxiv}"


def key(paper: Paper) -> str:
    """Return the key by which a paper is cited: its own, or the one that it would get in an empty store."""
    return paper.cite_key or make_key(paper)


def year(paper: Paper) -> str:
    """Return the year a paper is cited by, of four digits."""
    return f"{paper.year:04d}"
