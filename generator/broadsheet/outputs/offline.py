"""Files by which a site is read without a network: its service worker, and the list of its newest pages."""

from __future__ import annotations

import json
from collections.abc import Iterator

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.rendering.service_worker.scripts import removal_script, worker_script

# Editions that a browser keeps for a reader who comes again.
NEWEST_DAYS = 14


def offline(library: Library) -> Iterator[OutFile]:
    """Yield the worker and its list; where the site has none, what removes the worker of an earlier build."""
    if not library.site.offline:
        yield OutFile(urls.SERVICE_WORKER, removal_script())
        return
    yield OutFile(urls.SERVICE_WORKER, worker_script())
    listed = json.dumps({"pages": _newest_pages(library)}, indent=1)
    yield OutFile(urls.OFFLINE_LIST, f"{listed}\n".encode())


def _newest_pages(library: Library) -> list[str]:
    """Return the addresses of the pages that are always worth keeping, the most important first.

    They are the same for all readers: what is asked for must tell nobody what a reader likes.
    """
    days = [urls.digest(day.period) for day in library.newest_editions(NEWEST_DAYS)]
    return [urls.HOME, urls.SAVED, urls.SEARCH, *days]
