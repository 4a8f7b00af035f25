"""Papers of which a source names only some of the authors, in their files and where records are merged."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from make import make_paper, make_sighting

from broadsheet.model.merging import merge_papers
from broadsheet.model.paper import Paper
from broadsheet.store.papers import paper_from_json, paper_path, paper_to_json, parse_paper

DAY = date(2026, 3, 2)
SOME = {"authors": ("Ada Example",), "more_authors": True}
ALL = {"authors": ("Ada Example", "Bo Sample"), "more_authors": False}
OWN = {"described_by": "arxiv"}


def record(day: int = 0, **fields: Any) -> Paper:
    return make_paper(sightings=(make_sighting(day=DAY + timedelta(days=day)),), **fields)


@pytest.mark.parametrize(
    ("known", "read", "authors"),
    [
        (record(**ALL), record(**SOME), ALL),  # of two copies the one that names all
        (record(**SOME), record(**ALL), ALL),
        (record(**ALL), record(day=1, **SOME), ALL),
        (record(**ALL, **OWN), record(day=1, **SOME), ALL),
        (record(**ALL), record(**SOME, **OWN), SOME),  # a server knows best what it has
        (record(authors=()), record(**SOME), SOME),
        (record(**SOME), record(authors=()), SOME),
        (record(**SOME), record(day=1, **SOME), SOME),
    ],
)
def test_that_some_are_not_named_goes_with_the_list_that_is_kept(known, read, authors):
    merged = merge_papers(known, read, DAY)
    assert {"authors": merged.authors, "more_authors": merged.more_authors} == authors


def test_a_file_says_so_and_says_nothing_where_all_are_named():
    some = make_paper(**SOME)
    values = paper_to_json(some)
    assert values["more_authors"] is True and paper_from_json(values) == some
    assert "more_authors" not in paper_to_json(make_paper())


@pytest.mark.parametrize(("written", "problems"), [("true", 0), ("false", 0), ('"yes"', 1), ("1", 1)])
def test_in_a_file_it_is_true_or_false(written, problems):
    data = (
        f'{{"id": "2603.00001", "title": "T", "more_authors": {written},'
        ' "sightings": [{"source": "s", "day": "2026-03-02"}]}'
    )
    found: list[str] = []
    parse_paper("p.json", Path(paper_path("2603.00001")), data.encode(), found)
    assert len(found) == problems
    assert all("must be true or false" in problem for problem in found)
