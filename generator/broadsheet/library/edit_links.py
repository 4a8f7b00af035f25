"""Links to people's files in the web editor of the repository's host; the one home of these addresses."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, urlencode

from broadsheet.library.library import Library
from broadsheet.model.period import Period


class EditLink(NamedTuple):
    """Address at which a file is edited, or made where it ``is_new``, and the folder that it is in."""

    url: str
    folder: str
    is_new: bool


def note_link(library: Library, paper_id: str) -> EditLink | None:
    """Return the link to the note on a paper; None where the host does not say how to edit."""
    return _link(library, "notes", paper_id, paper_id in library.noted)


def introduction_link(library: Library, period: Period) -> EditLink | None:
    """Return the link to the introduction to a day, a week or a month."""
    return _link(library, "digests", period.slug, period.slug in library.introductions)


def page_link(library: Library, name: str) -> EditLink | None:
    """Return the link to a page that people write."""
    return _link(library, "pages", name, name in library.pages)


def _link(library: Library, folder: str, name: str, exists: bool) -> EditLink | None:
    repository = library.site.repository
    if repository is None:
        return None
    file = f"{name}.md"
    place = quote(f"content/{folder}")
    if exists or f"{folder}/{name}" in library.drafts:
        return EditLink(f"{repository.edit}{place}/{quote(file)}", folder, is_new=False)
    if not repository.new:
        return None
    query = urlencode({repository.name_key: file})
    return EditLink(f"{repository.new}{place}?{query}", folder, is_new=True)
