"""What is kept of unchanged papers: the same library with it as without, whatever became of it or of them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from make import REPOSITORIES, make_paper, make_sighting

from broadsheet import pipeline
from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.cache.records import RecordCache
from broadsheet.curation.curate import EntryRow
from broadsheet.errors import ContentError
from broadsheet.library.library import Library
from broadsheet.model.paper import Paper, Version
from broadsheet.search.records import Record, RecordRow, make_records
from broadsheet.store.paper_rows import PaperRow
from broadsheet.store.papers import paper_path, paper_to_json
from broadsheet.store.store import Store

PAPER = make_paper(
    cite_key="example2026stones", doi="", sightings=(make_sighting(), make_sighting(source="other"))
)
PLACE = f"content/{paper_path(PAPER.id)}"


class Later(RecordCache[Any]):
    """As if a minute passed between the writing of content and its reading."""

    def safe_mtime(self) -> int:
        return super().safe_mtime() + 60_000_000_000


All = tuple[Library, list[str], tuple[Record, ...], list[tuple[str, str]]]


def all_of(root: Path) -> All:
    """Everything that is read at a root, with all names."""
    library = pipeline.read_library(root)
    records = make_records(
        library.shown, RecordCache(root / ".cache/records", RecordRow, library.fingerprints)
    )
    names = [library.fingerprints.name(entry) for entry in library.entries]
    return library, names, records, [(record.digest, record.text_digest) for record in records]


def cold(root: Path, scratch: Path) -> All:
    copy = scratch / "cold"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".cache"))
    return all_of(copy)


def edited(root: Path, name: str, before: str, after: str) -> None:
    path = root / "content" / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def kept_files(root: Path) -> list[Path]:
    return [path for name in ("papers", "entries", "records") for path in (root / ".cache" / name).iterdir()]


def test_what_was_kept_gives_the_same_library_and_the_same_names(world: Path, tmp_path: Path) -> None:
    first = all_of(world)
    assert len(kept_files(world)) == 5, "three folders of papers, and a month of entries and of records"
    assert first == all_of(world) == cold(world, tmp_path)
    library = all_of(world)[0]
    assert {id(t) for e in library.entries for t in e.topics} <= {id(t) for t in library.topics}


def test_records_that_were_kept_are_those_that_would_be_made(world: Path) -> None:
    all_of(world)
    library, _, records, of_records = all_of(world)
    anew = make_records(library.shown)
    assert records == anew and of_records == [(record.digest, record.text_digest) for record in anew]


RANKING = "votes: 0.5\nrecency: {points: 7, days: 9}\nwatch: [{author: Ada Example, points: 2}]\n"
CHANGES: dict[str, Callable[[Path], object]] = {
    "a title": lambda w: edited(w, "papers/2603/2603.00001.json", '"title": "', '"title": "Again: '),
    "votes": lambda w: edited(w, "papers/2603/2603.00001.json", '"votes": ', '"votes": 9'),
    "no paper": lambda w: (w / "content/papers/2603/2603.00010.json").unlink(),
    "no folder": lambda w: shutil.rmtree(w / "content/papers/0303"),
    "a note": lambda w: (w / "content/notes/2603.00001.md").write_text("---\ntakeaway: Count.\n---\n"),
    "no note": lambda w: (w / "content/notes/2603.00005.md").unlink(),
    "a topic's name": lambda w: edited(w, "config/topics.yaml", "name: ", "name: New "),
    "a topic's words": lambda w: edited(w, "config/topics.yaml", "words: [", "words: [lamp, "),
    "no rule": lambda w: (w / "content/config/rules.yaml").write_text("rules: []\n"),
    "the ranking": lambda w: (w / "content/config/ranking.yaml").write_text(RANKING),
    "a source's title": lambda w: edited(w, "config/sources.yaml", "title: ", "title: New "),
    "no summaries": lambda w: edited(w, "config/sources.yaml", "    ai_summary: true\n", ""),
    "no sentences": lambda w: edited(w, "config/sources.yaml", "    tldr: true\n", ""),
    "no author": lambda w: (w / "content/config/authors.yaml").unlink(),
    "pages": lambda w: (w / "content/config/site.yaml").write_text("paper_pages: {since: 2026-03-05}\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_edited_is_seen(world: Path, tmp_path: Path, change: str) -> None:
    before = all_of(world)
    CHANGES[change](world)
    after = all_of(world)
    assert after == cold(world, tmp_path) and after != before
    assert_that_what_differs_has_another_name(before, after)


def assert_that_what_differs_has_another_name(before: All, after: All) -> None:
    names_before = dict(zip(before[0].entries, before[1], strict=True))
    for entry, name in zip(after[0].entries, after[1], strict=True):
        assert entry in names_before or name not in names_before.values(), entry.paper.id


def test_another_order_of_the_sources_is_seen_in_what_they_both_list(world: Path, tmp_path: Path) -> None:
    sources = world / "content/config/sources.yaml"
    first, second = "name: example\n", "name: journal\n"
    sightings = (make_sighting(source="example", votes=3), make_sighting(source="journal", votes=4))
    path = world / "content" / paper_path(PAPER.id)
    path.write_text(json.dumps(paper_to_json(replace(PAPER, sightings=sightings))), "utf-8")
    before = all_of(world)
    text = sources.read_text("utf-8")
    swapped = text.replace(first, "name: \n").replace(second, first).replace("name: \n", second)
    sources.write_text(swapped, "utf-8")
    after = all_of(world)
    votes = [library.by_id[PAPER.id].paper.votes for library in (before[0], after[0])]
    assert votes == [3, 4] and after == cold(world, tmp_path)
    assert_that_what_differs_has_another_name(before, after)
    assert after == all_of(world)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut short": lambda data: data[:-1],
    "cut before the end of its digest": lambda data: data[:7],
    "with one bit changed": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "another's": lambda data: b"{}" * 40,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_files_are_as_none(world: Path, tmp_path: Path, damage: str) -> None:
    first = all_of(world)
    for path in kept_files(world):
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert first == all_of(world)
    assert first == all_of(world)


def test_without_a_folder_to_write_in_everything_is_read(world: Path, tmp_path: Path) -> None:
    (world / ".cache").write_text("no folder")
    assert all_of(world) == cold(world, tmp_path)
    assert (world / ".cache").read_text() == "no folder"


def test_a_file_that_cannot_be_replaced_is_let_be(world: Path, tmp_path: Path) -> None:
    (world / ".cache/papers/2603/in the way").mkdir(parents=True)
    assert all_of(world) == cold(world, tmp_path)


def test_entries_and_plain_words_of_unchanged_papers_are_not_made_again(world: Path) -> None:
    library, *_ = all_of(world)
    judged = (library.topics, {source.name: source.title for source in library.sources})
    rules, ranking = pipeline.read_settings(world).rules, pipeline.read_settings(world).ranking
    made_by = library.fingerprints.of(rules, judged[0], judged[1], ranking)
    entry = library.by_id["2603.00001"]
    names, cache, month = library.fingerprints, world / ".cache", "2026-03"
    entries = RecordCache(cache / "entries", EntryRow, names, made_by)
    key = names.name(entry.paper)
    entries.put(month, key, entries.get(month, key)._replace(topics=()))
    entries.save()
    texts = RecordCache(cache / "records", RecordRow, names)
    key = names.name(entry)
    texts.put(month, key, texts.get(month, key)._replace(title="From What Was Kept"))
    texts.save()
    library, _, records, _ = all_of(world)
    assert library.by_id["2603.00001"].topics == ()
    assert [record.title for record in records if record.id == "2603.00001"] == ["From What Was Kept"]


def test_a_record_is_named_by_all_of_it_and_what_it_says_by_its_words(world: Path) -> None:
    record = make_record()
    more = {
        "votes": 9,
        "authors": ("B",),
        "topics": ("t",),
        "code": "https://code.example/",
        "other_ids": ("x",),
        "takeaway": "T",
    }
    for change in more:
        other = make_record(**{change: more[change]})
        assert other.digest != record.digest and other.text_digest == record.text_digest
    for change in (
        {"id": "2"},
        {"title": "U"},
        {"day": date(2026, 3, 3)},
        {"keywords": ()},
        {"abstract": ""},
    ):
        other = make_record(**change)
        assert other.digest != record.digest and other.text_digest != record.text_digest
    assert replace(record, title="U").digest == make_record(title="U").digest
    assert make_record(abstract="", takeaway="T").text_digest == make_record(abstract="T").text_digest


def make_record(**values: Any) -> Record:
    given = {"id": "1", "title": "T", "abstract": "A", "day": date(2026, 3, 2), "keywords": ("k",)}
    return Record(**(given | values))


# One paper


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "site/content").mkdir(parents=True)
    written(tmp_path / "site", PAPER)
    return tmp_path / "site"


def written(root: Path, paper: Paper) -> None:
    (root / f"content/{paper_path(paper.id)}").unlink(missing_ok=True)
    Store(root).add(paper, paper.day)


def papers(root: Path, kind: type[RecordCache] = Later) -> tuple[Paper, ...]:
    return Store(root).load(kind(root / ".cache/papers", PaperRow, Fingerprints())).papers


def kept_as(root: Path, title: str) -> None:
    """Give the paper another title in what is kept alone, so that whoever takes it from there is seen."""
    cache = Later(root / ".cache/papers", PaperRow)
    folder, name = PLACE.split("/")[-2:]
    row = cache.get(folder, name)
    cache.put(folder, name, row._replace(paper=replace(row.paper, title=title)))
    cache.save()


def test_a_file_that_is_as_it_was_is_not_read_again(root: Path) -> None:
    assert papers(root) == (PAPER,)
    kept_as(root, "From What Was Kept")
    assert [paper.title for paper in papers(root)] == ["From What Was Kept"]


def test_a_paper_with_every_field_comes_back_as_it_was_and_so_does_one_with_none(root: Path) -> None:
    whole = make_paper(
        cite_key="example2026stones",
        other_ids=("doi-10.5555-a",),
        described_by="arxiv",
        said_by=("example: code",),
        former_titles=("Counting",),
        journal="J",
        comment="8 pages",
        versions=(Version(1, date(2026, 2, 27)), Version(2)),
        licence="https://creativecommons.org/licenses/by/4.0/",
        withdrawn="error",
        notices=("Correction",),
        citations=0,
        tldr="t",
        stars=0,
        sightings=(make_sighting(votes=0, comments=None, url=""), make_sighting(source="zeta")),
        **REPOSITORIES,
    )
    bare = Paper(id="2603.00002", title="T", cite_key="anon2026", sightings=(make_sighting(),))
    assert not [f.name for f in fields(whole) if getattr(whole, f.name) in ("", None, ())]
    for paper in (whole, bare):
        written(root, paper)
    for _ in range(2):
        assert repr(papers(root)) == repr((whole, bare))


def test_a_file_that_was_only_touched_or_checked_out_again_is_known_by_its_bytes(root: Path) -> None:
    papers(root)
    kept_as(root, "From What Was Kept")
    path = root / PLACE
    os.utime(path, ns=(1, 1))
    assert [paper.title for paper in papers(root)] == ["From What Was Kept"]
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)
    assert [paper.title for paper in papers(root)] == ["From What Was Kept"]


@pytest.mark.parametrize("kind", [RecordCache, Later])
def test_an_edit_that_leaves_size_and_time_is_seen(root: Path, kind: type[RecordCache]) -> None:
    papers(root, kind)
    path = root / PLACE
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("Stones", "Grains"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert [paper.title for paper in papers(root, kind)] == ["How to Count Grains in the Dark"]


def test_the_time_of_a_file_that_was_just_written_proves_nothing(root: Path) -> None:
    def state(kind: type[RecordCache]) -> object:
        papers(root, kind)
        return kind(root / ".cache/papers", PaperRow, Fingerprints()).get(*PLACE.split("/")[-2:]).state

    assert state(RecordCache) is None
    assert state(Later) is not None, "once it is old enough its time is noted"


HOUR = 3_600_000_000_000


@pytest.mark.parametrize("bytes_written", [-HOUR, HOUR])
def test_a_file_proves_itself_only_once_its_bytes_and_itself_are_older(
    root: Path, bytes_written: int
) -> None:
    moment = (root / PLACE).stat().st_ctime_ns + bytes_written
    os.utime(root / PLACE, ns=(moment, moment))
    stat = (root / PLACE).stat()
    newest = max(stat.st_mtime_ns, stat.st_ctime_ns)
    for moment, proven in ((newest, False), (newest + 1, True)):
        papers(root, read_at(moment))
        row = RecordCache(root / ".cache/papers", PaperRow, Fingerprints()).get(*PLACE.split("/")[-2:])
        assert (row.state is not None) == proven


def read_at(moment: int) -> type[RecordCache]:
    """As if what was written before ``moment`` (ns since 1970) were settled, and nothing else."""

    class Then(RecordCache):
        def safe_mtime(self) -> int:
            return moment

    return Then


def test_a_broken_file_is_told_each_time_until_it_is_mended(root: Path) -> None:
    whole = (root / PLACE).read_text("utf-8")
    (root / PLACE).write_text(json.dumps({**json.loads(whole), "titel": "x"}), "utf-8")
    for _ in range(2):
        with pytest.raises(ContentError, match="unknown key 'titel'"):
            papers(root)
    (root / PLACE).write_text(whole, "utf-8")
    assert papers(root) == (PAPER,)


def test_what_is_kept_comes_in_the_order_of_files_and_only_of_papers(root: Path) -> None:
    others = [make_paper(id=name, doi="") for name in ("2604.00001", "2603.00002", "doi-10.5555-a", "list-7")]
    for paper in others:
        written(root, paper)
    (root / "content/papers/2603/README.md").write_text("no paper")
    expected = Store(root).load().papers
    assert len(expected) == 5
    assert papers(root) == papers(root) == expected


def test_a_site_without_papers_has_none(tmp_path: Path) -> None:
    assert papers(tmp_path) == ()


# What is kept of anything


class Row(NamedTuple):
    """A row of one value of any kind."""

    value: Any

    @classmethod
    def from_json(cls, values: Any) -> Row:
        return cls(*values)

    def to_json(self) -> object:
        return self


def cache_in(folder: Path, made_by: str = "") -> RecordCache[Row]:
    return RecordCache(folder, Row, made_by=made_by)


def test_what_is_put_is_there_in_the_next_run(tmp_path: Path) -> None:
    row = Row([1, 2.0, "text \ud800 €", None, True, [{}], {"a": "b"}])
    first = cache_in(tmp_path / "kept")
    first.put("group", "key", row)
    assert first.get("group", "key") is None
    first.save()
    assert repr(cache_in(tmp_path / "kept").get("group", "key")) == repr(row)
    assert cache_in(tmp_path / "kept").get_group("group").keys() == {"key"}
    assert cache_in(tmp_path / "kept").get("group", "another") is None
    assert cache_in(tmp_path / "kept").get("another", "key") is None


def test_what_was_not_put_again_is_forgotten(tmp_path: Path) -> None:
    first = cache_in(tmp_path / "kept")
    for group, key in (("a", "1"), ("a", "2"), ("b", "1")):
        first.put(group, key, Row("value"))
    first.save()
    second = cache_in(tmp_path / "kept")
    row = second.get("a", "2")
    assert row
    second.put("a", "2", row)
    second.save()
    third = cache_in(tmp_path / "kept")
    assert [third.get("a", "1"), third.get("a", "2"), third.get("b", "1")] == [None, Row("value"), None]
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["a"]


def test_a_group_that_did_not_change_is_not_written(tmp_path: Path) -> None:
    for _ in range(2):
        run = cache_in(tmp_path / "kept")
        run.put("group", "key", run.get("group", "key") or Row("value"))
        run.save()
        os.utime(tmp_path / "kept/group", ns=(7, 7))
    run.save()
    assert (tmp_path / "kept/group").stat().st_mtime_ns == 7


def test_what_was_made_by_something_else_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cache_in(tmp_path / "kept", "rules")
    first.put("group", "key", Row("value"))
    first.save()
    assert cache_in(tmp_path / "kept", "other rules").get("group", "key") is None
    assert cache_in(tmp_path / "kept", "rules").get("group", "key") == Row("value")
    monkeypatch.setattr("broadsheet.cache.records.code_version", lambda: "another version")
    assert cache_in(tmp_path / "kept", "rules").get("group", "key") is None


MANY = {str(number): Row(number) for number in range(100)}


def run_with(folder: Path, rows: dict[str, Row]) -> None:
    """Keep these rows of a group as a run does that puts again what was there."""
    run = cache_in(folder)
    before = run.get_group("group")
    for key, row in rows.items():
        run.put("group", key, before[key] if before.get(key) == row else row)
    run.save()


def kept_in(folder: Path) -> dict[str, Row]:
    return dict(cache_in(folder).get_group("group"))


def test_a_run_that_changes_few_rows_writes_these_alone(tmp_path: Path) -> None:
    run_with(tmp_path / "kept", MANY)
    whole = (tmp_path / "kept/group").read_bytes()
    rows = dict(MANY)
    for number in range(20):
        del rows[str(number)]
        rows["40"] = Row(f"changed {number}")
        rows[f"new {number}"] = Row(number)
        run_with(tmp_path / "kept", rows)
        assert kept_in(tmp_path / "kept") == rows
        if number < 10:
            assert (tmp_path / "kept/group").read_bytes() == whole
    assert (tmp_path / "kept/group").read_bytes() != whole, (
        "a group of which much changed is not written again"
    )
    run_with(tmp_path / "kept", MANY)
    assert kept_in(tmp_path / "kept") == MANY
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["group"]


def test_changes_without_what_they_changed_are_not_taken(tmp_path: Path) -> None:
    run_with(tmp_path / "kept", MANY)
    run_with(tmp_path / "kept", MANY | {"40": Row("changed")})
    changes = (tmp_path / "kept/group+").read_bytes()
    run_with(tmp_path / "kept", {key: Row("another") for key in MANY})
    (tmp_path / "kept/group+").write_bytes(changes)
    assert set(kept_in(tmp_path / "kept").values()) == {Row("another")}
    (tmp_path / "kept/group").unlink()
    assert kept_in(tmp_path / "kept") == {}
    run_with(tmp_path / "kept", MANY)
    assert kept_in(tmp_path / "kept") == MANY


def test_what_changed_and_was_lost_is_as_it_was_before(tmp_path: Path) -> None:
    run_with(tmp_path / "kept", MANY)
    run_with(tmp_path / "kept", MANY | {"40": Row("changed")})
    (tmp_path / "kept/group+").write_bytes(b"damaged")
    assert kept_in(tmp_path / "kept") == MANY
    run_with(tmp_path / "kept", MANY | {"40": Row("changed")})
    assert kept_in(tmp_path / "kept")["40"] == Row("changed")


def test_what_papers_have_alike_is_held_once(world: Path) -> None:
    all_of(world)
    library, _, records, _ = all_of(world)
    held: dict[object, object] = {}
    for entry in library.entries:
        paper = entry.paper
        for value in (paper.categories, *paper.authors, *paper.categories, *entry.reasons):
            assert held.setdefault(value, value) is value
    for record in records:
        entry = library.by_id[record.id]
        if record.abstract == entry.paper.abstract:
            assert record.abstract is entry.paper.abstract
        assert record.title != entry.paper.title or record.title is entry.paper.title
        assert record.claim != entry.claim or record.claim is entry.claim
