"""The index as an output: kept while nothing changed, told when it was made, and what is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from make import make_entry, make_library, make_paper, make_sighting, make_site
from records_made import made_up

from broadsheet.disk import parallel
from broadsheet.outputs.pages.search import indexing_beside, search, search_index
from broadsheet.outputs.workspace import Workspace
from broadsheet.search.index.binary import FOLDER, parse_file
from broadsheet.search.index.file_sizes import USUAL, file_sizes


@pytest.fixture
def made(tmp_path):
    """The files of a library's index, made as a build makes them, and what was said about it."""

    def make(library, standing=()):
        for path in standing:
            place = tmp_path / "build/docs" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
        said = []
        workspace = Workspace(library, tmp_path, lambda stage, words: said.append(words))
        files = {file.path: file.data for file in search_index(library, workspace)}
        return files, *said

    return make


def cards(files: dict[str, bytes]) -> list[dict]:
    blocks = [data for path, data in files.items() if path.startswith(f"{FOLDER}cards")]
    return [card for data in blocks for card in parse_file(data)[0]["cards"]]


def test_an_index_of_the_same_papers_is_not_made_again(made):
    library = make_library()
    first, said = made(library)
    assert f"{FOLDER}head.bin" in first and "read anew" in said
    again, said = made(library, first)
    assert again == first and said.endswith("kept")


def test_files_of_the_same_papers_that_are_gone_are_made_again(made):
    library = make_library()
    first, _ = made(library)
    gone = next(path for path in first if "cards" in path)
    again, said = made(library, first.keys() - {gone})
    assert again == first
    assert said == f"index of 1 paper: 0 of 1 month read anew, 0 of {len(first)} files changed"


def test_what_changed_is_told_in_numbers_of_files(made):
    library = make_library()
    before, _ = made(library)
    entry = make_entry(paper=make_paper(id="2603.00099", title="Another one"))
    after, said = made(replace(library, entries=(*library.entries, entry)), before)
    fresh = len(after.keys() - before.keys())
    papers = f"{len(library.shown) + 1} papers"
    assert said == f"index of {papers}: 1 of 1 month read anew, {fresh} of {len(after)} files changed"


def test_a_paper_without_a_page_of_ours_says_where_it_is(made):
    entry = replace(make_entry(paper=make_paper()), page=False)
    files, _ = made(make_library(entries=[entry]))
    assert [card["elsewhere"] for card in cards(files)] == [entry.paper.external_url]
    files, _ = made(make_library(entries=[make_entry()]))
    assert not any("elsewhere" in card for card in cards(files))


def test_hidden_papers_are_not_in_the_index(made):
    hidden = [entry for entry in [make_entry(left_out="hidden by an editor")] if entry.left_out]
    files, _ = made(make_library(entries=hidden))
    assert cards(files) == []


def test_the_page_asks_another_engine_for_this_site_alone():
    (page,) = search(make_library())
    assert b'value="site:' in page.data and b"https://duckduckgo.com/" in page.data


def test_the_page_offers_the_words_that_rise_this_month():
    days = [date(2026, 4, 20)] * 6 + [date(2026, 5, 20)] * 6
    entries = []
    for number, day in enumerate(days):
        subject = "feather & quill" if day.month == 5 else f"subject{number}"
        paper = make_paper(
            id=f"26{day:%m}.{number:05}",
            title=f"Weighing {subject}",
            keywords=(subject,),
            sightings=(make_sighting(day=day),),
        )
        entries.append(make_entry(paper=paper))
    (page,) = search(make_library(entries=tuple(entries)))
    assert b'?q=feather%20%26%20quill" data-ask="feather &#38; quill"' in page.data
    (empty,) = search(make_library())
    assert b"Rising this month" not in empty.data


@pytest.mark.parametrize(("papers", "wait"), [(60_000, False), (60_001, True)])
def test_the_facets_of_a_large_archive_wait_until_they_are_opened(papers, wait):
    (page,) = search(make_library(entries=[make_entry()] * papers))
    assert (b'<div id="offer" data-facets="wait">' in page.data) is wait


@pytest.mark.parametrize("packs", [False, True])
def test_a_file_holds_the_cards_of_more_papers_where_a_host_counts_files(tmp_path, packs):
    site = make_site(packs_exports=packs)
    library = make_library(site=site)
    workspace = Workspace(library, tmp_path, lambda stage, words: None)
    files = {file.path: file.data for file in search_index(library, workspace)}
    assert parse_file(files[f"{FOLDER}head.bin"]).head["block"] == file_sizes(0, counts_files=packs).block
    assert (file_sizes(0, counts_files=packs) == USUAL) is not packs


@pytest.fixture(scope="module")
def many():
    """A library of as many papers as are worth a process."""
    entries = []
    for record in made_up(parallel.MIN_PARALLEL):
        sightings = (make_sighting(day=record.day),)
        paper = make_paper(id=record.id, title=record.title, abstract=record.abstract, sightings=sightings)
        entries.append(make_entry(paper=paper))
    return make_library(entries=tuple(entries))


@pytest.mark.slow
def test_what_is_learnt_beside_the_build_is_what_would_be_learnt_in_it(tmp_path, many):
    results = []
    for name in ("beside", "here"):
        said = []
        workspace = Workspace(many, tmp_path / name, lambda stage, words, said=said: said.append(words))
        if name == "beside":
            with workspace.learning_beside() as has_time:
                assert has_time
            with workspace.learning_beside() as has_time:
                assert not has_time  # for what is learnt
        related, maps, files = workspace.learnt
        results.append((related, maps, {file.path: file.data for file in files}, said))
    assert results[0] == results[1]
    assert workspace.learnt.related


@pytest.mark.slow
def test_an_index_made_beside_the_build_is_what_would_be_made_in_it(tmp_path, many):
    entry = make_entry(paper=make_paper(id="2603.00099", title="Another one"))
    more = replace(many, entries=(*many.entries, entry))
    results = []
    for name in ("beside", "here"):
        said = []
        for library in (many, more):
            workspace = Workspace(
                library, tmp_path / name, lambda stage, words, said=said: said.append(words)
            )
            if name == "beside":
                with indexing_beside(library, workspace):
                    pass
                assert len(said) == 1 + (library is more)
            files = {file.path: (file.key, file.data) for file in search_index(library, workspace)}
        results.append((files, said))
    assert results[0] == results[1]
