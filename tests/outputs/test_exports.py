"""What only the newest months have beside their pages, so that an old site stays small."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from make import make_entry, make_library, make_paper, make_sighting

from broadsheet.cache.blobs import BlobCache
from broadsheet.library.library import Library
from broadsheet.outputs.api import api
from broadsheet.outputs.cards.cards import cards
from broadsheet.outputs.citations.files import citations
from broadsheet.outputs.markdown_copies import markdown_copies
from broadsheet.outputs.pages.pages import pages
from broadsheet.rendering.accelerate.bodies import Converter
from broadsheet.rendering.accelerate.html_blocks import extract_blocks

DAYS = (date(2025, 3, 3), date(2026, 2, 2), date(2026, 3, 2))


@pytest.fixture
def library() -> Library:
    papers = [make_paper(id=f"{d:%y%m}.00001", sightings=(make_sighting(day=d),)) for d in DAYS]
    made = make_library(entries=[make_entry(paper=paper) for paper in papers], readings=())
    return replace(made, site=replace(made.site, export_months=2))


def test_older_papers_and_editions_have_no_files_to_take_along(library, tmp_path):
    shelf = BlobCache(tmp_path / "cards", tmp_path / "scratch")
    every = (*citations(library), *api(library), *markdown_copies(library), *cards(library, shelf))
    paths = {file.path for file in every}
    for paper, day, week in (
        ("2602.00001", "2026-02-02", "2026-W06"),
        ("2603.00001", "2026-03-02", "2026-W10"),
    ):
        assert {f"paper/{paper}/cite.bib", f"api/v1/papers/{paper}.json", f"paper/{paper}/index.md"} <= paths
        assert {f"day/{day}/cite.ris", f"api/v1/daily_papers/{day}.json", f"cards/{day}.png"} <= paths
        assert {f"week/{week}/cite.json", f"api/v1/weeks/{week}.json"} <= paths
    old = {path for path in paths if "2503" in path or "2025-03" in path or "2025-W10" in path}
    assert old == {
        "api/v1/days/2025-03-03.json",
        "api/v1/dumps/2025-03.json",
        "api/v1/dumps/2025-03.jsonl.gz",
        "api/v1/search/2025-03.json",
        "day/2025-03-03/index.md",
    }


def test_pages_lead_only_to_files_that_there_are(library):
    written = {file.path: file.data.decode() for file in pages(library)}
    for path in ("paper/2503.00001.md", "day/2025-03-03.md", "week/2025-W10.md", "month/2025-03.md"):
        assert "cite.bib" not in written[path] and "cards/2025" not in written[path], path
    for path in ("paper/2603.00001.md", "day/2026-03-02.md", "week/2026-W10.md", "month/2026-03.md"):
        assert "cite.bib" in written[path], path


def test_a_site_says_from_which_day_on_it_can_be_followed(library):
    [index] = [file for file in api(library) if file.path == "api/v1/index.json"]
    assert json.loads(index.data)["exported_since"] == "2026-02-01"


def test_without_months_nothing_is_exported_and_without_papers_nothing_breaks(library):
    none = replace(library, site=replace(library.site, export_months=0))
    assert not any(none.exported(day) for day in DAYS)
    assert make_library(entries=(), readings=()).exported(date(2026, 3, 2))


def test_the_archive_has_a_page_a_year(library):
    written = {file.path: file.data.decode() for file in pages(library) if file.path.startswith("archive")}
    assert set(written) == {"archive.md", "archive/2025.md"}
    assert "../archive/2025/" in written["archive.md"] and "2025-03-03" not in written["archive.md"]
    assert "day/2025-03-03/" in written["archive/2025.md"] and "# Archive, 2025" in written["archive/2025.md"]


def test_data_in_a_script_does_not_keep_a_page_from_the_short_way():
    words = '<h1>One</h1>\n\n## Two\n\n<script type="application/ld+json">{"a":"*b*, ‘c’"}</script>\n'
    reduced, blocks = extract_blocks(words)
    assert len(blocks) == 2 and "ld+json" not in reduced
    converter = Converter(["toc", "tables", "fenced_code"], {})
    assert converter.convert(words) == converter.convert_reduced(words)
    for odd in ("a</script><script>alert(1)</script>", "a`b", "a&amp;b", "a<b"):
        assert extract_blocks(words.replace("*b*", odd)) == (words.replace("*b*", odd), [])
