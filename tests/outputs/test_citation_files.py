"""Citations as files: every page that lists papers has them, and readers of each format read them."""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import rispy
from make import make_entry, make_library, make_paper, make_sighting
from pybtex.database import parse_string

from broadsheet import pipeline
from broadsheet.outputs.citations.files import citations
from broadsheet.store.store import Store


@pytest.fixture
def written(world):
    return {file.path: file.data.decode() for file in citations(pipeline.read_library(world))}


def test_every_paper_edition_and_topic_has_the_three_formats(world, written):
    library = pipeline.read_library(world)
    pages = Counter(path.rpartition("/")[0] for path in written)
    assert set(pages.values()) == {3}
    assert {f"paper/{entry.paper.id}" for entry in library.listed} < set(pages)
    assert {"day/2026-03-02", "week/2026-W10", "month/2026-03", "topic/sums"} <= set(pages)


def test_the_formats_hold_the_same_papers(written):
    for path in (path for path in written if path.endswith(".bib")):
        base = path.removesuffix("bib")
        keys = list(parse_string(written[path], "bibtex").entries)
        assert keys == [item["id"] for item in json.loads(written[f"{base}json"])]
        assert keys == [record["id"] for record in rispy.load(io.StringIO(written[f"{base}ris"]))]


def test_a_paper_is_cited_alike_by_its_page_and_by_every_list(written):
    own = written["paper/2603.00001/cite.bib"]
    assert own in written["day/2026-03-02/cite.bib"]
    assert own in written["month/2026-03/cite.bib"]


def test_a_built_site_cites_every_name_of_the_table_by_its_parts(world):
    rows = Path(__file__).with_name("names.tsv").read_text("utf-8").splitlines()[1:]
    table = [row.split("\t") for row in rows]
    paper = make_paper(id="2603.00999", doi="", title="Ores", authors=tuple(name for name, *_ in table))
    assert Store(world).add(paper, paper.day).change == "new"
    written = {file.path: file.data.decode() for file in citations(pipeline.read_library(world))}
    [item] = json.loads(written["paper/2603.00999/cite.json"])
    parts = ("family", "given", "suffix", "literal")
    assert [tuple(name.get(part, "") for part in parts) for name in item["author"]] == [
        tuple(told) for _, *told in table
    ]
    assert item["id"] == "basalt2026ores"
    assert written["paper/2603.00999/cite.bib"].startswith("@misc{basalt2026ores,")


def test_a_long_topic_is_cited_by_its_newest_and_month_by_month():
    sightings = [(make_sighting(day=date(2026, month, 2)),) for month in (3, 4)]
    entries = [
        make_entry(paper=make_paper(id=f"26{n:02d}.{m:05d}", sightings=seen))
        for n, seen in enumerate(sightings, start=3)
        for m in range(40)
    ]
    written = {file.path: file.data for file in citations(make_library(entries=entries, readings=()))}
    assert len(json.loads(written["topic/stones/cite.json"])) == 30
    assert len(json.loads(written["topic/stones/2026-03/cite.json"])) == 40
