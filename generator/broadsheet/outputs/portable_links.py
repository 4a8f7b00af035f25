"""People's own Markdown in files that are read away from the site."""

from __future__ import annotations

from broadsheet.library import urls
from broadsheet.library.library import Library
from broadsheet.text.paper_links import link_papers


def with_absolute_links(library: Library, words: str) -> str:
    """``words`` with whole addresses in the place of ``paper:ID``: of our page, or of the paper itself."""
    entries = library.by_id
    return link_papers(words, lambda paper: urls.place(entries[paper], library.site.url)).strip()
