"""Words of people in ``content/``: which of them link to a paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from broadsheet.disk.regular_files import list_files
from broadsheet.store.files import read_text
from broadsheet.text.paper_links import linked_ids

FOLDERS = ("notes", "digests", "pages")


def places_that_link(content: Path, paper_id: str) -> Iterator[str]:
    """Yield the files in which people link to a paper, in the order of their names."""
    ignored_problems: list[str] = []  # the check of all content names them
    for folder in FOLDERS:
        place = f"content/{folder}"
        for file in list_files(place, content / folder, ".md", ignored_problems):
            text = read_text(f"{place}/{file.name}", Path(file.path), ignored_problems)
            if paper_id in linked_ids(text):
                yield f"{place}/{file.name}"
