"""Remarks on a sound site: what its owner probably did not mean, or would wonder about."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from broadsheet.library.library import Library
from broadsheet.model.period import Period
from broadsheet.outputs.cards.typeface import card_remarks


def find_remarks(library: Library) -> Iterator[str]:
    """Yield a sentence for each thing that is allowed and rarely meant; there is no clock here."""
    if is_loopback(library.site.url):
        yield (
            f"mkdocs.yml: site_url {library.site.url} is an address of this machine alone; "
            "give the one where the site will be published, since feeds, cards and the sitemap need it"
        )
    if not library.entries and not library.readings:
        yield "content/papers: there is no paper yet, so the site is empty; run 'broadsheet fetch' first"
    for entry in library.entries:
        if entry.note.pin and entry.note.hide:
            yield (
                f"content/notes/{entry.paper.id}.md: says both pin and hide, and the paper is hidden; "
                "take one of them out"
            )
    yield from _early_introductions(library)
    if library.drafts:
        places = ", ".join(f"content/{name}.md" for name in sorted(library.drafts))
        yield f"not published, since their status is draft: {places}"
    yield from card_remarks(library.site)


def is_loopback(address: str) -> bool:
    """Return True for an address that only the machine itself can open."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _early_introductions(library: Library) -> Iterator[str]:
    """Yield the introductions to a time after the newest paper."""
    if not library.newest:
        return
    newest_day = library.newest.period.start
    for slug in library.introductions:
        if Period.parse(slug).start > newest_day:
            yield (
                f"content/digests/{slug}.md: is of a time after the newest paper, {newest_day}; "
                "it is shown once papers of that time are here"
            )
