"""Ids of works in the addresses of their pages: arXiv ids and DOIs, wherever a host puts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from broadsheet.model.doi_versions import has_path_version
from broadsheet.model.ids import after_arxiv_doi, arxiv_id, bare_doi
from broadsheet.model.venues import PREPRINT_REGISTRANTS

# Hosts whose pages are named after arXiv ids, and how the paths of these pages begin.
_ARXIV_PAGES = {
    "arxiv.org": ("abs", "pdf", "html", "format", "list", "ps", "src", "e-print", "tb"),
    "ar5iv.org": ("abs", "html", "pdf"),
    "ar5iv.labs.arxiv.org": ("abs", "html", "pdf"),
    "alphaxiv.org": ("abs", "pdf", "html", "overview", "resources", "audio"),
    "arxiv-vanity.com": ("papers",),
    "emergentmind.com": ("papers",),
    "hf.co": ("papers",),
    "huggingface.co": ("papers",),
    "papers.cool": ("arxiv",),
    "scirate.com": ("arxiv",),
    "semanticscholar.org": ("arxiv",),
}
_DOI_HOST = "doi.org"
# An arXiv id at the head of what is left of a path; the older kind has its archive before it.
_ARXIV_ID = re.compile(
    r"((?:arxiv:)?(?:[0-9]{4}\.[0-9]{4,6}|[a-z-]+(?:\.[a-z]{2})?/[0-9]{7})(?:v[0-9]{1,4})?)(?![0-9a-z])",
    re.ASCII | re.IGNORECASE,
)
_DOI = re.compile(r"(?:^|[/=:])(10\.[0-9]{4,9}(?:\.[0-9]+)*/.+)", re.ASCII | re.DOTALL)
# Parts of a page's address behind its DOI: views of the article, endings of files.
_TAIL = re.compile(
    r"""(?: /(?: full(?:[-_]?(?:text|html|pdf))? | e?pdf(?:direct|plus)? | html | xml(?:/nlm)? | epub | reader
               | view | abs(?:tract)? | summary | short | meta | metrics | references | citations | figures
               | tables | download | suppl[a-z-]* | supporting-info(?:rmation)? )
          | \.(?: pdf | html? | xml | epub | full(?:-text)? | abstract | short
                | figures-only | article-(?:info|metrics) | supplementary-material )(?:\+html)?
        )$""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_SUPPLEMENT = re.compile(r"/suppl_file/.*$", re.ASCII | re.DOTALL)
_VERSION_TAIL = re.compile(r"/(?:v|versions?/)[0-9]{1,3}$", re.ASCII | re.IGNORECASE)
# bioRxiv and medRxiv put the version right behind the DOI: 10.1101/2026.05.01.700013v2.
_RXIV_PREFIXES = tuple(
    f"{registrant}/" for registrant, server in PREPRINT_REGISTRANTS.items() if server == "biorxiv"
)
_RXIV_VERSION = re.compile(r"v[0-9]{1,3}$", re.ASCII | re.IGNORECASE)
# On this platform (OUP, AIP and others) the number of the article follows, and perhaps its title.
_NUMBERED_PLATFORM = re.compile(r"/[a-z-]*article[a-z-]*/doi/", re.ASCII | re.IGNORECASE)
_ARTICLE_NUMBER = re.compile(r"/[0-9]{5,}(?:/.*)?$", re.ASCII)
_RXIV_PAGE = re.compile(r"/.*?/([0-9]{4}\.[0-9]{2}\.[0-9]{2}\.[0-9]{6,8})", re.ASCII)
# Pages whose name is the end of a DOI: the host, the path, and how the DOI begins.
_NAMED_PAGES = (
    (
        "nature.com",
        re.compile(r"/articles/([sd][0-9]{5}-[0-9]{3}-[0-9]{5}-[0-9a-z]|[a-z]{3,12}[0-9]{3,8}\b)", re.ASCII),
        "10.1038/",
    ),
    (
        "pubs.rsc.org",
        re.compile(
            r"/[a-z]{2}/content/article[a-z]*/[0-9]{4}/[a-z]{2}/([a-z][0-9][a-z]{2}[0-9]{5}[a-z])", re.ASCII
        ),
        "10.1039/",
    ),
    ("peerj.com", re.compile(r"/articles/([0-9]+)", re.ASCII), "10.7717/peerj."),
    ("peerj.com", re.compile(r"/articles/cs-([0-9]+)", re.ASCII), "10.7717/peerj-cs."),
    ("hindawi.com", re.compile(r"/journals/[a-z]+/([0-9]{4}/[0-9]{6,7})", re.ASCII), "10.1155/"),
    (
        "bmj.com",
        re.compile(r"/content/[0-9]+/(bmj-[0-9]{4}-[0-9]{6}|bmj\.[a-z][0-9]+)", re.ASCII),
        "10.1136/",
    ),
    (
        "egusphere.copernicus.org",
        re.compile(r"/preprints/[0-9]{4}/(egusphere-[0-9-]+[0-9])", re.ASCII),
        "10.5194/",
    ),
    ("researchsquare.com", re.compile(r"/article/(rs-[0-9]+/v[0-9]+)", re.ASCII), "10.21203/rs.3."),
    (
        "elifesciences.org",
        re.compile(r"/(?:articles|reviewed-preprints)/([0-9]{5,6})", re.ASCII),
        "10.7554/elife.",
    ),
    ("biorxiv.org", _RXIV_PAGE, "10.1101/"),
    ("medrxiv.org", _RXIV_PAGE, "10.1101/"),
)
# Keys under which redirectors and library proxies have the address that they lead to.
_LEADING_KEYS = frozenset(("url", "q", "u", "target", "redirect", "dest", "destination", "to", "link"))
_MOST_REDIRECTS = 3


def arxiv_in(address: str) -> str | None:
    """Return the arXiv id, versions kept (``2405.14906v2``), that an address or a DOI leads to, or None."""
    found = after_arxiv_doi(address)
    if found is None:
        for parts in _follow(address):
            found = _arxiv_in_parts(parts)
            if found:
                break
    if found and arxiv_id(found):
        return found
    return None


def doi_in(address: str) -> str:
    """Return the bare DOI that an address leads to, or that ``address`` is; empty where there is none.

    A DOI that stands in the address of an article is cut off where views, files and versions begin.
    """
    doi = "" if "://" in address else bare_doi(address)
    if doi:
        return doi
    for parts in _follow(address):
        doi = _doi_in_parts(parts)
        if doi:
            return doi
    return ""


def _follow(address: str) -> Iterator[SplitResult]:
    """Yield the address in its parts, and those to which redirectors on the way lead."""
    for _ in range(1 + _MOST_REDIRECTS):
        text = address.strip()
        if "://" not in text:
            text = f"https://{text}"
        try:
            parts = urlsplit(text)
        except ValueError:  # brackets that are no IPv6 address
            return
        if parts.scheme.lower() not in ("http", "https"):
            return
        yield parts
        address = _next_address(parts.query)
        if not address:
            return


def _next_address(query: str) -> str:
    for key, value in parse_qsl(query):
        if key.lower() in _LEADING_KEYS and value.lower().startswith(("http://", "https://")):
            return value
    return ""


def _is_host(parts: SplitResult, name: str) -> bool:
    """Return True for a host of this name, one below it, and as library proxies write it.

    A proxy makes ``doi-org.proxy.example.edu`` or ``doi.org.proxy.example.edu`` of ``doi.org``.
    """
    try:
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return False
    first_label, _, rest = host.partition(".")
    if rest and first_label.removeprefix("www-") == name.replace(".", "-"):
        return True
    return host == name or host.endswith(f".{name}") or host.startswith(f"{name}.")


def _arxiv_in_parts(parts: SplitResult) -> str | None:
    path = unquote(parts.path)
    if _is_host(parts, _DOI_HOST):
        return after_arxiv_doi(path.lstrip("/"))
    for name, beginnings in _ARXIV_PAGES.items():
        if not _is_host(parts, name):
            continue
        beginning, _, rest = path.lstrip("/").partition("/")
        match = _ARXIV_ID.match(rest)
        if match and beginning.lower() in beginnings:
            return match[1]
    return None


def _doi_in_parts(parts: SplitResult) -> str:
    path = unquote(parts.path)
    match = _DOI.search(path)
    if match:
        if _is_host(parts, _DOI_HOST):
            return bare_doi(match[1].rstrip("/"))
        return bare_doi(_cut_tails(match[1], path))
    for name, pattern, beginning in _NAMED_PAGES:
        page = pattern.match(path)
        if page and _is_host(parts, name):
            return bare_doi(beginning + page[1])
    for _, value in parse_qsl(parts.query):
        match = _DOI.match(value)
        if match:
            return bare_doi(_cut_tails(match[1], ""))
    return ""


def _cut_tails(doi: str, path: str) -> str:
    """Return a DOI as it stood in a path without what the host put behind it."""
    if _NUMBERED_PLATFORM.search(path):
        doi = _ARTICLE_NUMBER.sub("", doi)
    doi = _SUPPLEMENT.sub("", doi)
    before = ""
    while doi != before:
        before = doi
        doi = _TAIL.sub("", doi.rstrip("/"))
        if not has_path_version(doi):
            doi = _VERSION_TAIL.sub("", doi)
    if doi.startswith(_RXIV_PREFIXES):
        doi = _RXIV_VERSION.sub("", doi)
    return doi
