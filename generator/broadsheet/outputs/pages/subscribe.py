"""The page on which readers ask for the digest by e-mail, where the owner has a provider for it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.model.language.words import gettext as _
from broadsheet.outputs.templating import sheet


def subscribe(library: Library) -> Iterator[OutFile]:
    """One page, or none."""
    offer = library.site.subscribe
    if not offer:
        return
    head = {
        "title": _("Subscribe"),
        "description": _("%(site)s by e-mail.", site=library.site.name),
        "kind": "page",
    }
    host = urlsplit(offer.action).hostname or ""
    at = urls.SUBSCRIBE
    yield sheet(library, "subscribe.md.j2", at, head, read=None, offer=offer, host=host)
