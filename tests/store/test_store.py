"""content/ to and from the model: round trips, small diffs, and files that are broken."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date

import pytest
from make import REPOSITORIES

from broadsheet.errors import ContentError
from broadsheet.model.ledger import LedgerEntry, Rejection
from broadsheet.model.paper import Paper, Sighting, Version
from broadsheet.store.papers import paper_path
from broadsheet.store.store import Added, Store

DAY = date(2026, 3, 2)
FULL = Paper(
    id="2603.00001",
    title="Counting “to” ten \\ é 数",
    other_ids=("doi-10.1-x",),
    described_by="arxiv",
    said_by=("example 2026-03-02: code stars",),
    cite_key="example2026counting",
    former_titles=("Counting to nine",),
    abstract="We count.",
    authors=("Ada Example", "Bo"),
    organisation="Institute",
    published=date(2026, 3, 1),
    categories=("math.HO",),
    keywords=("counting",),
    doi="10.1/x",
    journal="Annals of Counting",
    comment="Ten pages.",
    versions=(Version(1, DAY), Version(2)),
    licence="https://creativecommons.org/licenses/by/4.0/",
    withdrawn="Eleven was forgotten.",
    notices=("Correction, 2026-03-04, doi:10.7777/x.2",),
    citations=0,
    tldr="Ten.",
    code="https://code.example/",
    stars=0,
    project="https://ten.example/",
    discussion="https://papers.example/#talk",
    media=("https://ten.example/film.mp4",),
    ai_summary="In short.",
    sightings=(Sighting("example", DAY, "https://papers.example/1", 0, 3), Sighting("journal", DAY)),
    **REPOSITORIES,
)


def test_the_paper_with_every_field_comes_back_as_it_was(tmp_path):
    assert all(getattr(FULL, f.name) not in (None, "", ()) for f in fields(Paper)), "a field is missing here"
    Store(tmp_path).add(FULL, DAY)
    assert Store(tmp_path).load().papers == (FULL,)


def test_the_paper_with_least_fields_comes_back_as_it_was(tmp_path):
    least = Paper(id="2603.00002", title="T", sightings=(Sighting("example", DAY),))
    Store(tmp_path).add(least, DAY)
    assert Store(tmp_path).load().papers == (replace(least, cite_key="anon2026"),)


def test_adding_says_what_it_did_and_writes_only_what_changed(tmp_path):
    store = Store(tmp_path)
    path = tmp_path / "content" / paper_path(FULL.id)
    assert store.add(FULL, DAY) == Added(FULL.id, "new")
    written = path.stat().st_mtime_ns
    assert store.add(FULL, DAY) == Added(FULL.id, "same")
    assert path.stat().st_mtime_ns == written
    assert store.add(replace(FULL, title="Counting to eleven"), DAY).change == "changed"
    assert json.loads(path.read_text())["title"] == "Counting to eleven"


def test_a_file_is_indented_has_a_fixed_order_and_ends_with_a_line_break(tmp_path):
    Store(tmp_path).add(FULL, DAY)
    text = (tmp_path / "content" / paper_path(FULL.id)).read_text("utf-8")
    assert text.startswith('{\n  "id": "2603.00001",\n  "title": "Counting “to” ten')
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    ("paper_id", "path"),
    [
        ("2405.14906", "papers/2405/2405.14906.json"),
        ("hep-th-9901001", "papers/9901/hep-th-9901001.json"),
        ("math.AG-0601001", "papers/0601/math.AG-0601001.json"),
    ],
)
def test_preprints_are_together_by_month(paper_id, path):
    assert paper_path(paper_id) == path


def test_other_works_have_a_shelf_that_depends_on_their_id_alone():
    assert paper_path("doi-10.1-x") == paper_path("doi-10.1-x")
    assert paper_path("doi-10.1-x").endswith("/doi-10.1-x.json")


def test_a_reading_comes_back_as_it_was(tmp_path):
    drop = Rejection("item 3", "A title", "no id")
    reading = LedgerEntry(source="example", day=DAY, read=DAY, kept=("a1", "b2"), dropped=(drop,))
    Store(tmp_path).record(reading)
    assert Store(tmp_path).reading("example", DAY) == reading
    assert Store(tmp_path).load().readings == (reading,)


def test_two_sources_share_a_days_ledger(tmp_path):
    store = Store(tmp_path)
    rows = tuple(LedgerEntry(source=name, day=DAY, read=DAY, kept=(name,)) for name in ("b", "a"))
    for row in rows:
        store.record(row)
    assert {r.source: r for r in store.load().readings} == {row.source: row for row in rows}


def test_a_failure_keeps_what_an_earlier_reading_counted_and_success_clears_it(tmp_path):
    store = Store(tmp_path)
    store.record(LedgerEntry(source="s", day=DAY, read=DAY, kept=("a1",)))
    store.record(LedgerEntry(source="s", day=DAY, failed="answered 503"))
    assert store.reading("s", DAY) == LedgerEntry(
        source="s", day=DAY, read=DAY, kept=("a1",), failed="answered 503"
    )
    store.record(LedgerEntry(source="s", day=DAY, read=DAY, kept=("a1", "b2")))
    assert store.reading("s", DAY) == LedgerEntry(source="s", day=DAY, read=DAY, kept=("a1", "b2"))


@pytest.mark.parametrize("broken", [b"", b"{", b"\xff", b"[" * 100_000, b"[1]", b"{}"])
def test_a_broken_paper_is_named_and_never_written_over(tmp_path, broken):
    path = tmp_path / "content" / paper_path(FULL.id)
    path.parent.mkdir(parents=True)
    path.write_bytes(broken)
    with pytest.raises(ContentError, match=r"content/papers/2603/2603\.00001\.json: "):
        Store(tmp_path).add(FULL, DAY)
    with pytest.raises(ContentError, match=r"content/papers/2603/2603\.00001\.json: "):
        Store(tmp_path).load()
    assert path.read_bytes() == broken


SEEN = {"source": "example", "day": "2026-03-02"}
SEEN_LATER = {"source": "example", "day": "2026-03-03"}
SEEN_BY_JOURNAL = {"source": "journal", "day": "2026-03-02"}


def _changed(tmp_path, **changes):
    store = Store(tmp_path)
    store.add(FULL, DAY)
    path = tmp_path / "content" / paper_path(FULL.id)
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    with pytest.raises(ContentError) as error:
        store.load()
    return error.value.problems


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "missing 'title'"),
        ({"titel": "x"}, "unknown key 'titel'; did you mean 'title'?"),
        ({"authors": "Ada"}, "authors: must be a list of texts"),
        ({"project": "javascript:alert(1)"}, "project: must be an http(s) address"),
        ({"media": ["https://a.example", "data:x"]}, "media: must be http(s) addresses"),
        ({"stars": -1}, "stars: must be a whole number from 0"),
        ({"published": "yesterday"}, "published: must be a date like 2026-05-18"),
        ({"sightings": []}, "missing"),
        ({"id": "2603.00009"}, "belongs in content/papers/2603/2603.00009.json"),
        ({"id": "../../x"}, "id: must be letters"),
        ({"versions": [{"number": 2}, {"number": 1}]}, "versions: must be by number, each once"),
        ({"versions": [{"number": 1}, {"number": 1}]}, "versions: must be by number, each once"),
        ({"sightings": [SEEN_LATER, SEEN]}, "sightings: must be by day, each source once a day"),
        ({"sightings": [SEEN_BY_JOURNAL, SEEN]}, "sightings: must be by day, each source once a day"),
        ({"sightings": [SEEN, SEEN | {"votes": 1}]}, "sightings: must be by day, each source once a day"),
    ],
)
def test_a_paper_changed_by_hand_is_checked(tmp_path, changes, words):
    problems = _changed(tmp_path, **changes)
    assert any(words in problem for problem in problems), problems
    assert all(problem.startswith("content/papers/2603/2603.00001.json: ") for problem in problems)


def test_every_problem_in_every_file_is_told_at_once(world):
    (world / "content/notes/2603.00006.md").write_text("---\npinn: true\ntopics: sums\n---\n")
    (world / "content/notes/2603.00007.md").write_text("---\ntakeaway: [x\n---\n")
    (world / "content/notes/2603.00008.md").write_text("---\npin: true\n")
    (world / "content/digests/2026-3-2.md").write_text("Hello.")
    (world / "content/ledger/2026-03-03.json").write_text("{")
    with pytest.raises(ContentError) as error:
        Store(world).load()
    told = "\n".join(error.value.problems)
    for words in (
        "content/notes/2603.00006.md: unknown key 'pinn'; did you mean 'pin'?",
        "content/notes/2603.00006.md: topics: must be a list of texts",
        "content/notes/2603.00007.md: line ",
        "content/notes/2603.00008.md: the front matter has no end",
        "content/digests/2026-3-2.md: the name must be a day, week or month",
        "content/ledger/2026-03-03.json: is not JSON",
    ):
        assert words in told


def test_notes_are_read_with_their_words(world):
    note = Store(world).load().notes["2603.00003"]
    assert note.pin and note.topics == ("proofs", "sums")
    assert note.takeaway == "The proof fits on a page; the page is the <proof>."
    assert note.words.startswith("Read it *beside*")


def test_a_note_may_come_from_windows_and_may_lack_its_last_line_break(tmp_path):
    folder = tmp_path / "content/notes"
    folder.mkdir(parents=True)
    (folder / "a1.md").write_bytes(b"\xef\xbb\xbf---\r\npin: true\r\n---\r\nWords.\r\n")
    (folder / "b2.md").write_bytes(b"---\ntakeaway: Short.\n---")
    (folder / "c3.md").write_bytes(b"Only words.")
    notes = Store(tmp_path).load().notes
    assert (notes["a1"].pin, notes["a1"].words) == (True, "Words.")
    assert notes["b2"].takeaway == "Short."
    assert notes["c3"].words == "Only words."
