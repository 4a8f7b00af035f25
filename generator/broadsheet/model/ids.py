"""What a work is called: arXiv ids, DOIs, and the path-safe ids of papers made from them."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import quote, unquote

_ARXIV = re.compile(r"(?i:arxiv:)?([0-9]{4}\.[0-9]{4,6})(?:v([0-9]{1,4}))?", re.ASCII)
# The archives that gave out ids of the older kind, until March 2007.
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas"
    "|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin"
    "|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_ARXIV_OLD = re.compile(
    rf"(?i:arxiv:)?((?:{_ARCHIVES})(?:\.[A-Z]{{2}})?)/([0-9]{{7}})(?:v([0-9]{{1,4}}))?", re.ASCII
)
# The DOI Handbook allows nearly any sign after the slash; these are what registrants use, as
# Crossref counted them, with some of older ones. The end of a sentence is no part of one.
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[-._;()/:<>\[\]a-z0-9+&#*=@!~$]+", re.ASCII)
_BRACKETS = {")": "(", "]": "[", ">": "<"}
_DOI_BEFORE = re.compile(
    r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:urn:)?doi(?::\s*|\s+(?=10\.))|info:doi/", re.IGNORECASE
)
# Signs that the path of an address may hold as they are (RFC 3986, 3.3); angle and square brackets
# are none of them.
_SAFE_IN_PATH = "/:;()+"
_ARXIV_DOI = "10.48550/arxiv."
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}", re.ASCII)
_LONGEST_SLUG = 80
_MONTHS = 12  # of a year
# MkDocs gives a page of either name the address of its folder.
_FOLDER_PAGES = ("index", "readme")
# Names of devices on Windows, where no file may have one, whatever its ending.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.ASCII | re.IGNORECASE)
# The page of ``x`` is the file ``x.md``, and that of ``x.md`` would have a folder of that name.
_PAGE_ENDING = ".md"


def arxiv_id(text: str) -> str | None:
    """Return the bare, path-safe arXiv id in ``text``, or None (arXiv identifier scheme).

    ``2405.14906v2`` gives ``2405.14906``; the older ``hep-th/9901001`` gives ``hep-th-9901001``.
    """
    if new := _ARXIV.fullmatch(text.strip()):
        return new[1]
    if old := _ARXIV_OLD.fullmatch(text.strip()):
        return f"{old[1]}-{old[2]}"
    return None


def arxiv_version(text: str) -> int | None:
    """Return the version that an arXiv id names (``2405.14906v2`` gives 2), or None."""
    found = _ARXIV.fullmatch(text.strip()) or _ARXIV_OLD.fullmatch(text.strip())
    number = found[found.re.groups] if found else None
    return int(number) if number else None


def arxiv_month(paper_id: str) -> str:
    """Return the year and month in a paper's arXiv id (``2405``, or ``9901`` before 2007), or empty."""
    if not arxiv_spelling(paper_id):
        return ""
    number = paper_id.rpartition("-")[2]
    is_month = 1 <= int(number[2:4]) <= _MONTHS
    return number[:4] if is_month else ""


@lru_cache(maxsize=1 << 16)  # each paper is asked for its own a hundred times
def arxiv_spelling(paper_id: str) -> str:
    """Return a paper's id as arXiv writes it (``2405.14906``, ``hep-th/9901001``), or empty."""
    if _ARXIV.fullmatch(paper_id):
        return paper_id
    head, _, number = paper_id.rpartition("-")
    return f"{head}/{number}" if _ARXIV_OLD.fullmatch(f"{head}/{number}") else ""


def after_arxiv_doi(text: str) -> str | None:
    """Return the arXiv id in a DOI that arXiv gave, versions kept; None where it is none."""
    bare = _DOI_BEFORE.sub("", text.strip(), count=1)
    if not bare.lower().startswith(_ARXIV_DOI):
        return None
    return bare[len(_ARXIV_DOI) :].rstrip("/")


def bare_doi(text: str) -> str:
    """Return the DOI in ``text`` in lower case, without ``https://doi.org/`` or ``doi:``, or empty.

    DOIs are case-insensitive (DOI Handbook, 2.4).
    """
    bare = _DOI_BEFORE.sub("", unquote(text.strip()), count=1).lower().rstrip(".,;")
    if not _DOI.fullmatch(bare):
        return ""
    opening = _BRACKETS.get(bare[-1])
    if opening and bare.count(bare[-1]) > bare.count(opening):  # of the sentence around it
        bare = bare[:-1].rstrip(".,;")
    return bare


def doi_path(doi: str) -> str:
    """Return a DOI as the end of an address, percent-encoded where it holds signs that no address may.

    Old DOIs made from a SICI hold angle brackets, which would end a link too early (DOI Handbook, 2.5.2.4).
    """
    return quote(doi, safe=_SAFE_IN_PATH)


def doi_url(doi: str) -> str:
    """Return the address that a DOI leads to."""
    return f"https://doi.org/{doi_path(doi)}"


def doi_id(doi: str) -> str:
    """Return the id of a paper known by its bare DOI: ``10.1101/2026.01`` gives ``doi-10.1101-2026.01``."""
    return _slugged("doi", doi)


def local_id(source: str, key: str) -> str:
    """Return the id of a paper that only its source has a name for: ``openreview-abc123``."""
    return _slugged(source, key)


def _slugged(head: str, key: str) -> str:
    """Return a slug that no other key has: where signs had to go, a part of a hash stands for them."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", key, flags=re.ASCII).strip("-.")
    safe = re.sub(r"\.{2,}", ".", safe)
    plain = safe.replace("-", "/", 1) if head == "doi" else safe
    # A file system may take two cases of one letter for the same file.
    is_plain = plain == key.lower() and not safe.lower().endswith(_PAGE_ENDING)
    if not is_plain or len(safe) > _LONGEST_SLUG or not safe:
        safe = f"{safe[:_LONGEST_SLUG]}-{hashlib.sha256(key.encode()).hexdigest()[:8]}".lstrip("-")
    return f"{head}-{safe}"


def is_safe_id(text: str) -> bool:
    """Return True if ``text`` may name a file and a page on every system: a slug, never a path."""
    if not _SAFE_ID.fullmatch(text) or ".." in text or text.endswith("."):
        return False
    folded = text.lower()
    is_reserved = folded in _FOLDER_PAGES or _DEVICES.fullmatch(folded)
    return not is_reserved and not folded.endswith(_PAGE_ENDING)
