"""Files by which the site tells its host what to do: its domain, headers, and pages that moved.

A file of the same name in ``content/static`` comes before ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.hosts import CNAME, HEADERS, NOJEKYLL, REDIRECTS
from broadsheet.outputs.redirects import write_redirects
from broadsheet.store.static_files import PLACE

_GITHUBS_OWN = (".github.io", ".githubusercontent.com", ".ghe.io", ".ghe.com")
_NO_DOMAINS = ("localhost", ".invalid", ".example", ".test")


def host_files(library: Library, root: Path) -> Iterator[OutFile]:
    """Yield the files that the site's host reads and that have something to say."""
    for name in library.site.host.files:
        if (root / PLACE / name).exists():
            continue
        text = _MAKERS[name](library)
        if text is not None:
            yield OutFile(name, text.encode())


def _nojekyll(library: Library) -> str | None:
    return ""


def _cname(library: Library) -> str | None:
    """Return the domain of the site, if it is one of its owner's own."""
    address = urlsplit(library.site.url)
    domain = address.hostname or ""
    is_own = "." in domain and not domain.endswith(_GITHUBS_OWN + _NO_DOMAINS)
    is_number = domain.replace(".", "").isdigit()
    if not is_own or is_number or address.path != "/":
        return None
    return f"{domain}\n"


def _headers(library: Library) -> str | None:
    """Return the headers of all answers, and leave for scripts of other sites to read the API.

    The worker is asked for anew each time: an old one would decide what readers see.
    """
    base = _base_path(library)
    return (
        f"{base}/*\n"
        "  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: strict-origin-when-cross-origin\n"
        "  Content-Security-Policy: frame-ancestors 'none'\n"
        f"{base}/{urls.API}*\n"
        "  Access-Control-Allow-Origin: *\n"
        f"{base}/{urls.SERVICE_WORKER}\n"
        "  Cache-Control: no-cache\n"
    )


def _redirects(library: Library) -> str | None:
    return write_redirects(library) or None


def _base_path(library: Library) -> str:
    return urlsplit(library.site.url).path.rstrip("/")


_MAKERS: Mapping[str, Callable[[Library], str | None]] = {
    NOJEKYLL: _nojekyll,
    CNAME: _cname,
    HEADERS: _headers,
    REDIRECTS: _redirects,
}
