"""People's own Markdown in files that are read away from the site."""

from __future__ import annotations

from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.text.paper_links import link_papers


def with_absolute_links(library: Library, words: str) -> str:
    """Return ``words`` with ``paper:ID`` replaced by whole addresses: of our page, or of the paper itself."""

    def address(paper_id: str) -> str:
        entry = library.by_id[paper_id]
        return urls.place(entry, library.site.url)

    return link_papers(words, address).strip()
