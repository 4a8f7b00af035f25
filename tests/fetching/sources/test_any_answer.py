"""The whole way of an answer: what fetch accepts, check calls sound and build builds, whatever it was."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import make_paper
from mutations import paths, with_text, with_value
from recordings import DAY, RECORDINGS, Outcome, Recording, take_in

from broadsheet import pipeline
from broadsheet.fetching.client import Web
from broadsheet.fetching.ingest import enrich
from broadsheet.model.site import EnricherConfig
from broadsheet.store.store import Store

JSON = tuple(recording for recording in RECORDINGS if recording.listing.endswith(".json"))
XML = tuple(recording for recording in RECORDINGS if recording.listing.endswith(".xml"))
# Values that Python's writer of JSON does not write, though a server may; marks stand for them.
RAW = {
    "<digits>": b"9" * 5000,
    "<negative>": b"-" + b"9" * 400,
    "<large>": b"9" * 400,
    "<exponent>": b"1e999",
    "<nan>": b"NaN",
    "<infinity>": b"-Infinity",
    "<half>": b'"\\ud800"',
    "<other half>": b'"a\\udfffb"',
    "<deep>": b"[" * 900 + b"]" * 900,
    "<too deep>": b"[" * 100_000 + b"]" * 100_000,
    "<twice>": b'{"name": 1, "name": "x", "value": [], "value": "x"}',
}
LONG = st.sampled_from(("x" * 3000, "word " * 9000, "\N{ROCK}" * 30_000, "https://a.example/" + "x" * 5000))
NUMBERS = st.sampled_from((2**31 - 1, 2**31, 2**63, 10**30, -1, 1e300)) | st.integers()
TEXTS = st.sampled_from(
    (
        *("0206-01-01", "1026-05-05", "9999-12-31", "2199-12-31T00:00:00Z", "0001-01-01"),
        *("con", "NUL.txt", "AbC", "abc", "x.md", "index", "2602.00001.md", "DOI-10.5555-sand.2"),
        *("10.5555/x.md", "10.5555/\ud800", "https://[::1", "https://a.example:99999/", "http://a..b/"),
        *("\x00\x0b\u202e", " \u00e9e\u0301 ", "$\\frac{a}{b", "{{ x }}", "---\n", "<!--", "]]>"),
    )
)
LEAVES = st.none() | st.booleans() | NUMBERS | st.floats() | st.text(max_size=12) | TEXTS | LONG
LEAVES |= st.sampled_from(sorted(RAW))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
LOOK_UP = EnricherConfig("semanticscholar", "https://api.scholar.example", (("tldr", True),))


def raw(value: Any) -> bytes:
    """A value as JSON, with what the marks in it stand for in their places."""
    body = json.dumps(value).encode()
    for mark, data in RAW.items():
        body = body.replace(json.dumps(mark).encode(), data)
    return body


def changed(draw: Any, body: bytes) -> bytes:
    """A body with any values in the places of some of its nodes, most of them in its items."""
    tree = json.loads(body)
    for _ in range(draw(st.integers(1, 6))):
        fewest = draw(st.sampled_from((0, 3, 3, 3, 3, 3, 3, 3)))
        nodes = [path for path in paths(tree) if len(path) >= fewest]
        if nodes:
            tree = with_value(tree, draw(st.sampled_from(nodes)), draw(VALUES))
    return raw(tree)


def make_site(root: Path) -> Path:
    config = root / "content/config"
    config.mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: The Small Review\nsite_url: https://review.example/\n")
    (config / "site.yaml").write_text("cards: false\n")
    (config / "sources.yaml").write_text("sources: [{kind: huggingface, ai_summary: true}]\n")
    return root


def assert_sound_and_built(root: Path) -> None:
    """Check finds nothing, and the build makes a page of every paper."""
    _, content = pipeline.read_all(root)
    pipeline.write_docs(pipeline.read_library(root), root)
    for paper in content.papers:
        assert (root / f"build/docs/paper/{paper.id}.md").is_file()
    for reading in content.readings:
        assert set(reading.kept) <= {paper.id for paper in content.papers}
        assert all(drop.item and drop.reason for drop in reading.dropped)


def assert_goes_all_the_way(recording: Recording, body: bytes) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        root = make_site(Path(folder))
        outcome = take_in(recording, root, {recording.listing: body}, ai_summary=True)
        assert_sound_and_built(root)
        return outcome


@settings(deadline=None, max_examples=30)
@given(data=st.data(), recording=st.sampled_from(JSON))
def test_any_json_is_refused_or_goes_all_the_way(data, recording):
    assert_goes_all_the_way(recording, changed(data.draw, recording.body))


@settings(deadline=None, max_examples=10)
@given(data=st.data(), recording=st.sampled_from(XML), text=TEXTS | LONG)
def test_any_xml_is_refused_or_goes_all_the_way(data, recording, text):
    number = data.draw(st.integers(0, recording.body.count(b"</") - 1))
    legal = text.encode("utf-8", "replace").decode().replace("\0", "").replace("\x0b", "")
    assert_goes_all_the_way(recording, with_text(recording.body, number, legal))


@pytest.mark.parametrize("mark", sorted(RAW.keys() - {"<too deep>"}))
@pytest.mark.parametrize("recording", JSON, ids=lambda recording: recording.name)
def test_one_such_value_in_an_item_costs_no_other_item(recording, mark, tmp_path):
    tree = json.loads(recording.body)
    first = tree
    for key in recording.items:
        first = first[key]
    first[0]["odd"] = mark
    outcome = take_in(recording, tmp_path, {recording.listing: raw(tree)})
    assert outcome.row.kept == recording.ids


ROW = {
    "title": "Stones in the River",
    "externalIds": {"ArXiv": "2602.00001", "DOI": "10.5555/stones.1"},
    "venue": "Journal of Stones",
    "publicationVenue": None,
    "journal": {"name": "J. Stones"},
    "citationCount": 7,
    "tldr": {"text": "Counted."},
}


@settings(deadline=None, max_examples=10)
@given(data=st.data())
def test_any_answer_to_a_look_up_is_refused_or_goes_all_the_way(data):
    body = changed(data.draw, raw([ROW]))
    web = Web(
        "https://a.example/", transport=httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    )
    with tempfile.TemporaryDirectory() as folder:
        root = make_site(Path(folder))
        store = Store(root)
        store.add(make_paper(id="2602.00001"), DAY)
        list(enrich(store, web, LOOK_UP, ("2602.00001",), DAY))
        assert_sound_and_built(root)
