"""The JSON that others build on: every document is what its schema says, and clients read it."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import json
import re
import threading
from functools import partial

import pytest
from jsonschema import Draft202012Validator
from make import make_entry, make_library, make_note, make_paper

from broadsheet import pipeline
from broadsheet.cache.written_tree import write_tree
from broadsheet.model.corrections import Correction
from broadsheet.model.paper import Version
from broadsheet.model.tallies import Tally
from broadsheet.outputs.api import api

SCHEMAS = {
    r"index\.json": "index",
    r"(?:days|weeks|months)/[^/]+\.json": "edition",
    r"topics\.json": "topics",
    r"topics/[^/]+\.json": "topic",
    r"authors\.json": "authors",
    r"(?:authors|organisations)/[^/]+\.json": "author",
    r"papers/[^/]+\.json": "paper",
    r"search/[^/]+\.json": "search",
    r"dumps\.json": "dumps",
    r"dumps/[^/]+\.json": "dump",
    r"daily_papers/[^/]+\.json": "daily_papers",
}


def documents(library):
    return {file.path.removeprefix("api/v1/"): file.data for file in api(library)}


@pytest.fixture
def written(world):
    return documents(pipeline.read_library(world))


def schema(written, name):
    found = json.loads(written[f"schemas/{name}.json"])
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def test_every_document_is_what_its_published_schema_says(written):
    held = set()
    for path, data in written.items():
        if path.startswith("schemas/") or path.endswith(".gz") or path in ("api/daily_papers", "api.md"):
            continue
        [name] = [name for pattern, name in SCHEMAS.items() if re.fullmatch(pattern, path)]
        errors = list(schema(written, name).iter_errors(json.loads(data)))
        assert not errors, (path, errors[0].message)
        held.add(name)
    assert held == set(SCHEMAS.values()), "a kind of document was not met"


def test_a_paper_with_every_field_is_told_whole():
    paper = make_paper(
        title="On $x^2$", other_ids=("doi-10.5555-stones.1",), former_titles=("On x",), journal="Annals",
        comment="9 pages", versions=(Version(1, make_paper().published), Version(2)), citations=3,
        withdrawn="Wrong.", notices=("Correction",), more_authors=True, licence="https://creativecommons.org/licenses/by/4.0/",
        models=("a/b",), model_count=1, datasets=("a/b",), dataset_count=1, spaces=("a/b",), space_count=1,
    )  # fmt: skip
    correction = Correction(field="title", was="On y", should_be=paper.title, why="A slip.")
    note = make_note(corrections=(correction,))
    tally = Tally("discussions", "https://github.com/ada/digest/discussions/1", 12, 3, "here")
    entry = make_entry(paper=paper, note=note, tallies=(tally,))
    written = documents(make_library(entries=(entry,)))
    told = json.loads(written["papers/2603.00001.json"])
    assert not list(schema(written, "paper").iter_errors(told))
    described = json.loads(written["schemas/paper.json"])["properties"]
    assert set(described) == set(told), "the schema tells of keys that nothing writes"
    assert (told["title"], told["tex"]["title"]) == ("On x²", "On $x^2$")


def test_the_schema_refuses_what_it_does_not_know(written):
    told = json.loads(written["papers/2603.00001.json"])
    assert list(schema(written, "paper").iter_errors(told | {"colour": "red"}))
    assert list(schema(written, "paper").iter_errors({k: v for k, v in told.items() if k != "title"}))


def test_the_index_leads_to_every_document_of_an_edition(written):
    index = json.loads(written["index.json"])
    for kind in ("days", "weeks", "months"):
        told = {f"{kind}/{row['slug']}.json": row["papers"] for row in index[kind]}
        assert told == {
            path: len(json.loads(data)["papers"])
            for path, data in written.items()
            if path.startswith(f"{kind}/")
        }
    assert index["newest"] == "2026-03-09"


def test_the_dumps_hold_every_paper_once_and_their_checksums_are_right(world, written):
    ids = []
    for dump in json.loads(written["dumps.json"])["dumps"]:
        data = written[f"dumps/{dump['file']}"]
        told = json.loads(written[f"dumps/{dump['receipt']}"])
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (told["sha256"], told["bytes"])
        lines = [json.loads(line) for line in gzip.decompress(data).splitlines()]
        assert all(schema(written, "paper").is_valid(line) for line in lines)
        ids += [line["id"] for line in lines]
    assert sorted(ids) == sorted(entry.paper.id for entry in pipeline.read_library(world).shown)


def test_what_lists_do_not_show_is_only_at_its_own_address(written):
    for path, data in written.items():
        if path.startswith(("days/", "search/", "daily_papers", "topics/")):
            assert b"2603.00004" not in data and b"2603.00005" not in data, path


def test_hostile_words_are_plain_text(written):
    told = json.loads(written["papers/2603.00002.json"])
    assert told["title"].startswith("</title><script>alert(1)</script>")


@pytest.fixture
def served(world, tmp_path):
    """The address of a server that gives the written files, as a static host would."""
    write_tree(api(pipeline.read_library(world)), tmp_path / "site", tmp_path / "scratch")
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler = partial(quiet, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_hugging_faces_own_client_lists_the_papers_of_the_newest_day(served, world):
    hub = pytest.importorskip("huggingface_hub")
    found = list(hub.HfApi(endpoint=served, token=False).list_daily_papers())
    newest = pipeline.read_library(world).newest
    assert [paper.id for paper in found] == [entry.paper.id for entry in newest.entries]
    assert found[0].title == newest.entries[0].paper.title


def test_hugging_faces_own_client_reads_the_summaries_of_models(written):
    client = pytest.importorskip("huggingface_hub.hf_api")
    papers = [
        client.PaperInfo(**told["paper"]) for told in json.loads(written["daily_papers/2026-03-02.json"])
    ]
    assert {paper.id: paper.ai_summary for paper in papers}["2603.00001"] == "Ten, counted."


def test_a_paper_says_of_each_summary_by_a_model_that_it_is_one(written):
    told = json.loads(written["papers/2603.00001.json"])["model_summaries"]
    assert told == [
        {
            "label": "One-sentence summary by a model, from Semantic Scholar",
            "text": "Eleven steps make ten.",
        },
        {"label": "Summary by a model, from Hugging Face", "text": "Ten, counted."},
    ]


def test_links_in_an_introduction_are_whole_addresses(world, written):
    words = json.loads(written["days/2026-03-02.json"])["introduction"]
    site = pipeline.read_library(world).site
    assert f"[the sums]({site.url}paper/2603.00001/)" in words and "paper:" not in words
