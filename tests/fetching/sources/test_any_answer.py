"""The whole way of an answer: what fetch accepts, check calls sound and build builds, whatever it was."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import make_paper
from mutations import at, paths, with_text, with_value
from recordings import DAY, RECORDINGS, Outcome, Recording, take_in, take_in_more
from thorough import examples

from broadsheet import pipeline
from broadsheet.fetching.client import Runtime, Web
from broadsheet.fetching.ingest import Progress, enrich
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


# -- each value that is too much, in the place of every node ---------------------------------------

TOO_MUCH = (
    *("<digits>", "<negative>", "<large>", "<exponent>", "<infinity>", "<half>", "<deep>"),
    *(2**31, 2**63, "9" * 400, "x" * 30_000, "a\nb\x00\u202e", "0206-01-01", "1026-05-05", "9999-12-31"),
    *("nul", "2602.90001.md", "https://a.example/" + "x" * 3000, ["x" * 2000, "<other half>"] * 150),
    *({"value": "<large>", "name": "<half>", "fullname": "x" * 30_000}, [{"name": "Ada Example"}] * 11_000),
)
MOST_AT_ONCE = 90  # items of one answer, so that no source takes it for the first page of more


def numbered(recording: Recording, number: int) -> Any:
    """The first item of a recording as one of its own: its ids and its titles have a number."""
    first = at(json.loads(recording.body), recording.items)[0]
    names = {"2602.00001": f"2602.9{number:04}", "aStone0001": f"aNote{number:05}", "n1": f"m{number}"}
    names["10.64898/2026.02.27.000001"] = f"10.64898/2026.02.27.9{number:05}"
    names["10.5555/stones.1"] = f"10.5555/stones.{number}"
    text = json.dumps(first)
    for name, own in names.items():
        text = text.replace(name, own)
    title = f"Stones in the River, Counted {number} Times"
    return json.loads(text.replace("Stones in the River", title).replace("Stones in the\\n  River", title))


def answers_of(recording: Recording, items: list[Any]) -> Iterator[bytes]:
    """Answers with these items, some at a time, that say how many they are."""
    for start in range(0, len(items), MOST_AT_ONCE):
        some = items[start : start + MOST_AT_ONCE]
        tree = with_value(json.loads(recording.body), recording.items, some)
        if "count" in tree:
            tree["count"] = len(some)
        if "messages" in tree:
            tree["messages"][0]["total"] = len(some)
        yield raw(tree)


@pytest.mark.slow
@pytest.mark.parametrize("recording", JSON, ids=lambda recording: recording.name)
def test_whatever_is_too_much_in_any_place_costs_no_other_item_and_no_build(recording, tmp_path):
    items = [numbered(recording, 0)]
    for path in list(paths(items[0]))[1:]:
        for value in TOO_MUCH:
            items.append(with_value(numbered(recording, len(items)), path, value))
    root = make_site(tmp_path)
    fetched = 0
    for body in answers_of(recording, items):
        outcome = take_in_more(recording, root, {recording.listing: body}, ai_summary=True)
        assert outcome.failed == ""
        assert outcome.row.fetched >= fetched
        fetched = outcome.row.fetched
    # Some ids are the same, some days others: one value in the place of each of a few nodes.
    assert len(items) - 8 * len(TOO_MUCH) <= fetched <= len(items)
    assert_sound_and_built(root)


# -- any values anywhere ---------------------------------------------------------------------------


@pytest.mark.slow
@settings(deadline=None, max_examples=examples(30))
@given(data=st.data(), recording=st.sampled_from(JSON))
def test_any_json_is_refused_or_goes_all_the_way(data, recording):
    assert_goes_all_the_way(recording, changed(data.draw, recording.body))


@pytest.mark.slow
@settings(deadline=None, max_examples=examples(10))
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


def look_up(root: Path, rows: list[Any], body: bytes) -> Progress:
    """Add to as many papers as there are rows what a server answers, and build."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    runtime = Runtime(transport, sleep=lambda seconds: None)
    web = Web("https://review.example/", runtime=runtime)
    store = Store(root)
    ids = [f"2602.9{number:04}" for number in range(len(rows))]
    for paper_id in ids:
        store.add(make_paper(id=paper_id, title=f"Stones Counted in {paper_id}", doi=""), DAY)
    [step] = enrich(store, web, LOOK_UP, ids, DAY)
    assert_sound_and_built(root)
    return step


@pytest.mark.slow
def test_whatever_is_too_much_in_a_look_up_costs_no_other_paper_and_no_build(tmp_path):
    rows: list[Any] = [ROW]
    for path in list(paths(ROW))[1:]:
        rows += [with_value(ROW, path, value) for value in TOO_MUCH]
    step = look_up(make_site(tmp_path), rows, raw(rows))
    # With another title a record is of another work.
    assert step.failed == "" and len(rows) - len(TOO_MUCH) <= step.changed + step.same <= len(rows)


@settings(deadline=None, max_examples=examples(10))
@given(data=st.data())
def test_any_answer_to_a_look_up_is_refused_or_goes_all_the_way(data):
    with tempfile.TemporaryDirectory() as folder:
        look_up(make_site(Path(folder)), [ROW], changed(data.draw, raw([ROW])))
