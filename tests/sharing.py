"""A library of papers old enough to share pages, one new one, and what is special about each."""

from __future__ import annotations

from datetime import date
from typing import Any

from make import make_entry, make_library, make_note, make_paper, make_sighting, make_site

from broadsheet.library.library import Library
from broadsheet.model.curation import Entry

OLD = date(2026, 1, 20)
NEW = date(2026, 5, 4)


def entry_of(paper_id: str, day: date = OLD, *, left_out: str = "", words: str = "", **paper: Any) -> Entry:
    """Return the entry of a paper that was listed on a day, with no DOI of its own unless one is given."""
    values = {"id": paper_id, "title": f"On {paper_id}", "doi": "", "sightings": (make_sighting(day=day),)}
    made = make_paper(**(values | paper))
    return make_entry(paper=made, note=make_note(paper=paper_id, words=words), left_out=left_out)


def sharing_library(*entries: Entry, months: int = 1, **site: Any) -> Library:
    """Return a library whose papers before the newest months share pages; one paper is of its last day."""
    newest = entry_of("2605.00001", NEW)
    return make_library(site=make_site(paged_months=months, **site), entries=[newest, *entries])
