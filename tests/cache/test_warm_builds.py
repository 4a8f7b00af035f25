"""What is kept between builds: it saves time, and never changes a byte."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from make import make_entry, make_library, make_paper, make_reading, make_topic

from broadsheet import pipeline
from broadsheet.cache import code_version as version
from broadsheet.cache.code_version import code_version
from broadsheet.cache.fingerprints import Fingerprints
from broadsheet.cache.manifest import Manifest
from broadsheet.cache.written_tree import Written, write_tree
from broadsheet.disk import parallel
from broadsheet.disk.tree import OutFile
from broadsheet.model.curation import Entry, Part
from broadsheet.model.paper import Paper
from broadsheet.model.period import Period
from broadsheet.outputs.pages.pages import pages as all_pages
from broadsheet.outputs.pages.status import status
from broadsheet.outputs.pages.topics import TOPIC_MOST
from broadsheet.outputs.templating import sheet

Snapshot = Callable[[Path], dict[str, bytes]]


class Desk:
    """Makes pages and counts how often."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.made: list[str] = []

    def page(self, path: str, words: str, key: str = "") -> OutFile:
        def make() -> bytes:
            self.made.append(path)
            return words.encode()

        return OutFile(path, make, key)

    def write(self, *files: OutFile) -> Written:
        self.made = []
        manifest = Manifest(self.root / "docs.json")
        return write_tree(files, self.root / "docs", self.root / "scratch", manifest)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_stands_and_was_made_from_the_same_is_not_made_again(desk: Desk) -> None:
    desk.write(desk.page("a.md", "one", "key 1"), desk.page("b.md", "two", "key 2"))
    done = desk.write(desk.page("a.md", "one", "key 1"), desk.page("b.md", "three", "key 3"))
    assert desk.made == ["b.md"] and done == Written(written=1, kept=1, removed=0)
    assert (desk.root / "docs/b.md").read_bytes() == b"three"


def test_a_page_whose_key_is_not_known_is_made_each_time(desk: Desk) -> None:
    for _ in range(2):
        desk.write(desk.page("a.md", "one"))
        assert desk.made == ["a.md"]


@pytest.mark.parametrize("damage", ["edited", "as long", "gone", "a folder"])
def test_a_page_that_is_not_as_it_was_left_is_made_again(desk: Desk, damage: str) -> None:
    page = desk.page("a.md", "one", "key")
    desk.write(page)
    target = desk.root / "docs/a.md"
    target.unlink()
    if damage == "a folder":
        (target / "inside").mkdir(parents=True)
    elif damage != "gone":
        target.write_bytes({"edited": b"somebody's", "as long": b"two"}[damage])
    desk.write(page)
    assert desk.made == ["a.md"] and target.read_bytes() == b"one"


def test_a_page_that_was_copied_back_is_known_by_its_bytes(desk: Desk) -> None:
    page = desk.page("a.md", "one", "key")
    desk.write(page)
    target = desk.root / "docs/a.md"
    target.unlink()
    target.write_bytes(b"one")
    assert desk.write(page) == Written(written=0, kept=1, removed=0)
    assert desk.made == []


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"[]", b'{"format": 1, "files": {"a.md": ["key", "digest"]}}', b'{"format": 1}']
)
def test_without_a_sound_record_everything_is_made_again(desk: Desk, broken: bytes) -> None:
    page = desk.page("a.md", "one", "key")
    desk.write(page)
    (desk.root / "docs.json").write_bytes(broken)
    desk.write(page)
    assert desk.made == ["a.md"]


def test_a_record_in_another_format_counts_as_not_there(desk: Desk) -> None:
    page = desk.page("a.md", "one", "key")
    desk.write(page)
    record = json.loads((desk.root / "docs.json").read_bytes())
    record["format"] += 1
    (desk.root / "docs.json").write_text(json.dumps(record))
    desk.write(page)
    assert desk.made == ["a.md"]


def test_what_was_made_before_a_run_was_cut_short_is_not_made_again(desk: Desk) -> None:
    def fail() -> bytes:
        raise KeyboardInterrupt

    first, second = desk.page("a.md", "one", "key 1"), desk.page("b.md", "two", "key 2")
    with pytest.raises(KeyboardInterrupt):
        desk.write(first, OutFile("b.md", fail, "key 2"))
    desk.write(first, second)
    assert desk.made == ["b.md"]


def test_many_things_are_made_by_several_processes_in_their_order() -> None:
    makes = [lambda n=n: str(n).encode() for n in range(parallel.MIN_PARALLEL + 50)]
    assert list(parallel.map_parallel(makes, processors=2)) == list(
        parallel.map_parallel(makes, processors=1)
    )


def test_what_all_processes_need_is_loaded_once_and_only_where_there_are_several() -> None:
    loaded: list[str] = []
    for number in (1, parallel.MIN_PARALLEL):
        makes = [lambda: str(len(loaded)).encode()] * number
        found = set(parallel.map_parallel(makes, processors=2, ready=lambda: loaded.append("templates")))
        assert found == {b"0" if number == 1 else b"1"}
    assert loaded == ["templates"]


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="other systems make all in one process")
def test_processes_that_come_to_hold_much_memory_make_room_for_others() -> None:
    held: list[bytearray] = []

    def make(number: int) -> bytes:
        held.append(bytearray(b"x" * 1_000_000))
        return f"{number} {os.getpid()}".encode()

    makes = [partial(make, number) for number in range(parallel.MIN_PARALLEL)]
    replies = [reply.split() for reply in parallel.map_parallel(makes, processors=2, memory=40_000_000)]
    assert [int(number) for number, _ in replies] == list(range(parallel.MIN_PARALLEL))
    by_process = Counter(process for _, process in replies)
    assert len(by_process) > 2
    assert max(by_process.values()) < parallel.MIN_PARALLEL / 2


def test_an_error_in_another_process_is_an_error_here() -> None:
    def fail() -> bytes:
        raise ValueError("in a worker")

    makes = [lambda: b"fine"] * parallel.MIN_PARALLEL + [fail]
    with pytest.raises(ValueError, match="in a worker"):
        list(parallel.map_parallel(makes, processors=2))


def test_after_an_error_the_other_processes_end_and_make_nothing_more(tmp_path: Path) -> None:
    # Killed, one of them may hold a lock that this process waits for: builds hung on a full disk.
    made = tmp_path / "made"

    def make() -> bytes:
        with made.open("ab") as file:
            file.write(b".")
        return b"x" * 10_000

    def fail() -> bytes:
        raise OSError(28, "No space left on device", "a page")

    for _ in range(5):
        with pytest.raises(OSError, match="No space left on device") as caught:
            list(parallel.map_parallel([fail, *[make] * 20_000], processors=2))
        assert caught.value.filename == "a page"
    assert made.stat().st_size < 20_000


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="other systems make nothing beside")
@pytest.mark.parametrize(("made", "known"), [(lambda: b"words", b"words"), (lambda: b"" + 1, None)])
def test_what_fails_beside_a_build_is_left_to_it(made, known) -> None:
    with parallel.made_beside(made) as wait:
        assert wait() == (known if len(os.sched_getaffinity(0)) > 1 else None)


# Names


def test_what_is_made_of_a_value_has_its_name_in_the_next_run_without_being_made() -> None:
    made: list[str] = []

    def title_of(paper: Paper) -> str:
        made.append(paper.title)
        return paper.title

    first_run = Fingerprints()
    name = first_run.of_derived(make_paper(title="One"), title_of)
    next_run = Fingerprints()
    next_run.take_derived(first_run.derived)
    assert next_run.of_derived(make_paper(title="One"), title_of) == name
    assert next_run.of_derived(make_paper(title="Another"), title_of) != name
    assert made == ["One", "Another"]
    assert next_run.derived.keys() == first_run.derived.keys()


class Pair(NamedTuple):
    number: int
    entry: Entry


class Couple(NamedTuple):
    number: int
    entry: Entry


def told(*values: object) -> str:
    return Fingerprints().of(*values)


def test_equal_values_have_one_name_in_every_run_and_others_another() -> None:
    entry = make_entry()
    assert told(entry, date(2026, 3, 2), ("a", 1)) == told(replace(entry), date(2026, 3, 2), ["a", 1])
    assert told(entry) != told(replace(entry, parts=(*entry.parts, Part(1, "1 vote"))))
    assert told(entry) != told(replace(entry, paper=replace(entry.paper, title="Another")))
    assert told("1") != told(1) and told("ab", "c") != told("a", "bc") and told(True) != told(1)
    assert told({"a": 1}) != told({"a": 2}) and told({"b", "a"}) == told({"a", "b"})
    assert told(Period.of_day) != told(Period.of_week)


def test_a_named_tuple_is_its_kind_and_its_parts() -> None:
    entry = make_entry()
    assert told(Pair(1, entry)) == told(Pair(1, replace(entry)))
    others = (Pair(2, entry), Pair(1, replace(entry, pinned=True)), (1, entry), Couple(1, entry))
    assert len({told(Pair(1, entry)), *map(told, others)}) == 5


def test_a_partial_is_its_function_and_what_it_was_given() -> None:
    entry = make_entry()
    assert told(partial(repr, entry)) == told(partial(repr, replace(entry)))
    others = (partial(repr, replace(entry, parts=())), partial(str, entry), partial(repr, entry, a=1))
    assert len({told(partial(repr, entry)), *map(told, others)}) == 4


def test_a_long_tuple_is_known_again_and_told_from_another() -> None:
    fingerprints = Fingerprints()
    entries = tuple(make_entry(paper=make_paper(id=f"2603.{n:05}")) for n in range(30))
    name = fingerprints.of(entries)
    assert fingerprints.of(entries) == name == told(entries)
    assert fingerprints.of(entries[:29]) != name != fingerprints.of(entries[::-1])


def test_what_cannot_be_told_is_refused_since_its_change_would_not_be_seen() -> None:
    for value in (iter(()), (n for n in ()), object()):
        with pytest.raises(TypeError, match="no fingerprint"):
            told(value)


def test_a_name_given_to_something_gone_is_not_taken_for_its_successor() -> None:
    known = Fingerprints()
    names = {known.of(make_paper(title=f"Paper {n}")) for n in range(100)}
    assert len(names) == 100


def test_another_version_of_the_code_takes_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def key() -> str:
        return sheet(make_library(), "saved.md.j2", "saved/", {"title": "Saved"}, read=None).key

    before = key()
    assert before == key()
    monkeypatch.setattr("broadsheet.outputs.templating.code_version", lambda: "another")
    assert key() != before


def test_the_version_is_made_of_code_and_templates(tmp_path: Path) -> None:
    package = Path(version.__file__).parents[1]
    shutil.copytree(package, tmp_path / "copy")
    before = code_version(tmp_path / "copy")
    assert before == code_version() == code_version(package)
    for name in ("templates/paper.md.j2", "text/plain.py"):
        path = tmp_path / "copy" / name
        path.write_text(path.read_text("utf-8") + "\n", "utf-8")
        code_version.cache_clear()
        after = code_version(tmp_path / "copy")
        assert after != before
        before = after


def test_the_version_of_some_code_is_left_alone_by_other_code(tmp_path: Path) -> None:
    for name in ("mine/one.py", "mine/README.md", "two.py", "other.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
    versions = []
    for changed in ("other.py", "mine/README.md", "mine/one.py", "two.py"):
        (tmp_path / changed).write_text("x = 2\n")
        code_version.cache_clear()
        versions.append(code_version(tmp_path / "mine", tmp_path / "two.py"))
    assert versions[0] == versions[1]
    assert len(set(versions)) == 3


def test_a_version_of_no_code_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no code"):
        code_version(tmp_path / "moved")


# Whole sites


def rewritten(world: Path, name: str, change: Callable[[dict[str, object]], None]) -> None:
    path = next((world / "content/papers").glob(f"*/{name}.json"))
    paper = json.loads(path.read_bytes())
    change(paper)
    path.write_text(json.dumps(paper), "utf-8")


CHANGES: tuple[Callable[[Path], object], ...] = (
    lambda w: rewritten(w, "2603.00001", lambda p: p.update(title="Counted Again")),
    lambda w: rewritten(w, "2603.00001", lambda p: p["sightings"][0].update(votes=999)),
    lambda w: next((w / "content/papers").glob("*/2603.00010.json")).unlink(),
    lambda w: next((w / "content/notes").glob("*.md")).write_text("---\nhide: true\n---\n", "utf-8"),
    lambda w: (w / "content/config/site.yaml").write_text("top: 1\n", "utf-8"),
)


@pytest.mark.slow
def test_a_warm_build_gives_the_bytes_of_a_cold_one(world: Path, tmp_path: Path, snapshot: Snapshot) -> None:
    """One change after another, each built upon what the builds before it left."""
    pipeline.write_docs(pipeline.read_library(world), world)
    for number, change in enumerate(CHANGES):
        change(world)
        cold = tmp_path / f"cold{number}"
        shutil.copytree(world, cold, ignore=shutil.ignore_patterns("build", ".cache"))
        pipeline.write_docs(pipeline.read_library(world), world)
        pipeline.write_docs(pipeline.read_library(cold), cold)
        assert snapshot(world / "build/docs") == snapshot(cold / "build/docs"), f"change {number}"


def test_every_page_has_a_key_and_a_build_without_changes_makes_none(world: Path) -> None:
    library = pipeline.read_library(world)
    keys = {file.path: file.key for file in all_pages(library)}
    assert all(keys.values())
    assert keys == {file.path: file.key for file in all_pages(pipeline.read_library(world))}


def test_a_new_paper_of_another_day_leaves_the_keys_of_old_papers_as_they_were() -> None:
    topics = (make_topic(),)
    old = [make_entry(paper=make_paper(id=f"2603.0000{n}"), topics=topics) for n in range(1, 4)]
    sighting = replace(make_paper().sightings[0], day=date(2026, 3, 4))
    new = make_entry(paper=make_paper(id="2603.00009", sightings=(sighting,)), topics=topics)
    before = {f.path: f.key for f in all_pages(make_library(topics=topics, entries=old))}
    after = {f.path: f.key for f in all_pages(make_library(topics=topics, entries=[*old, new]))}
    papers = [f"paper/2603.0000{n}.md" for n in range(1, 4)]
    assert [before[path] for path in papers] == [after[path] for path in papers]
    assert before["topics.md"] != after["topics.md"]


def test_a_new_day_leaves_days_and_status_pages_of_other_months_as_they_were() -> None:
    def of(month: int, day: int) -> Entry:
        sighting = replace(make_paper().sightings[0], day=date(2026, month, day))
        return make_entry(paper=make_paper(id=f"26{month:02}.{day:05}", sightings=(sighting,)))

    def keys(*entries: Entry) -> dict[str, str]:
        readings = [make_reading(day=entry.paper.day, kept=(entry.paper.id,)) for entry in entries]
        library = make_library(entries=entries, readings=readings)
        return {file.path: file.key for output in (all_pages, status) for file in output(library)}

    old = (of(1, 5), of(1, 6), of(1, 12))
    before, after = keys(*old), keys(*old, of(3, 2))
    same = ("day/2026-01-05.md", "day/2026-01-06.md", "week/2026-W02.md", "status/2026-01.md")
    assert [before[path] for path in same] == [after[path] for path in same]
    assert before["day/2026-01-12.md"] != after["day/2026-01-12.md"]  # it leads on to the new day


def test_a_new_paper_of_a_topic_leaves_the_pages_of_its_old_months_as_they_were() -> None:
    topics = (make_topic(),)

    def of(number: int, month: int) -> Entry:
        sighting = replace(make_paper().sightings[0], day=date(2026, month, 2))
        return make_entry(
            paper=make_paper(id=f"26{month:02}.{number:05}", sightings=(sighting,)), topics=topics
        )

    old = [of(n, 1) for n in range(TOPIC_MOST + 1)]
    before = {f.path: f.key for f in all_pages(make_library(topics=topics, entries=old))}
    after = {f.path: f.key for f in all_pages(make_library(topics=topics, entries=[*old, of(99, 2)]))}
    [month] = [path for path in before if path.startswith("topic/") and path.endswith("/2026-01.md")]
    assert before[month] == after[month]
