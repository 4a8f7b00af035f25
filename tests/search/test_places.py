"""Where papers stand, in the files by which a reader's browser orders them."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from benchmarks.corpus import put_files
from records_made import Nothing, made_up

from broadsheet.cache.blobs import BlobCache
from broadsheet.model.shared import MEANING_DIMENSIONS
from broadsheet.search.index.binary import parse_file
from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.places import MAX_AUTHORS, encode_places, mean_place, place_files, third_of

TESTS = Path(__file__).parents[1]


def records(count: int) -> list[Record]:
    made = []
    for number, record in enumerate(made_up(count)):
        facts = {"authors": (f"Author {number % 7}", "Bo Ågren"), "organisation": "Org" if number % 2 else ""}
        topics = ("agents", "vision")[: number % 3]
        made.append(replace(record, **facts, topics=topics, votes=37 * number % 300))
    return made


def files_of(papers: list[Record]) -> dict[str, bytes]:
    return {file.path: file.data for file in place_files(Archive(papers, Nothing()))}


def places(archive: Archive) -> np.ndarray:
    codes = encode_places(archive.vectors, mean_place(archive))
    levels = np.stack((codes & 15, codes >> 4), axis=2).reshape(len(codes), MEANING_DIMENSIONS) - 7.5
    return levels / np.linalg.norm(levels, axis=1, keepdims=True)


def test_the_browser_reads_what_was_written_and_orders_by_it(tmp_path, node):
    papers = records(150)
    archive = Archive(papers, Nothing())
    put_files(place_files(archive), tmp_path)
    stand = places(archive)
    expected = {
        "ids": [paper.id for paper in papers],
        "days": [paper.day.isoformat() for paper in papers],
        "titles": [paper.title for paper in papers],
        "votes": [paper.votes for paper in papers],
        "cosines": (stand @ stand[0]).tolist(),
        "facts": [
            [
                *(("author", name) for name in paper.authors),
                *([("organisation", paper.organisation)] if paper.organisation else []),
                *(("topic", slug) for slug in paper.topics),
            ]
            for paper in papers
        ],
    }
    (tmp_path / "expected.json").write_text(json.dumps(expected), "utf-8")
    command = [node, "--test", str(TESTS / "for_you.test.mjs")]
    environment = {**os.environ, "PLACES": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


def test_papers_of_one_subject_stand_nearer_than_those_of_two():
    papers = [
        Record(id=f"{number:03}", title=f"{words} {number}", abstract=words, day=date(2026, 3, 1))
        for number, words in enumerate(["stone mason wall lamp", "boat keel sail mast"] * 20)
    ]
    stand = places(Archive(papers, Nothing()))
    assert stand[0] @ stand[2] > 0.5 > stand[0] @ stand[1]


def test_a_new_day_changes_the_file_of_its_third_of_the_month_and_the_head_alone():
    papers = records(1200)
    newest = papers[-1].day
    before = files_of(papers)
    added = Record(id="zz", title="One more about stone", day=newest + timedelta(days=1))
    after = files_of([*papers, added])
    assert third_of(added.day) not in "".join(before) or third_of(added.day) == third_of(newest)
    changed = {path for path in after if after[path] != before.get(path)}
    assert {path.rpartition("-")[0] for path in changed - {"for-you/data/head.bin"}} == {
        f"for-you/data/{third_of(added.day)}"
    }
    heads = [parse_file(files["for-you/data/head.bin"]).head for files in (before, after)]
    assert heads[0]["space"] == heads[1]["space"]


def test_files_that_stand_are_not_made_and_have_their_bytes_all_the_same(tmp_path):
    shelf = BlobCache(tmp_path / "kept", tmp_path)
    papers = records(1200)
    list(place_files(Archive(papers, shelf)))
    voted = [replace(papers[0], votes=9_999), *papers[1:]]
    for after in (papers, voted):
        warm = Archive(after, shelf)
        files = list(place_files(warm))
        assert not warm.work
        assert {file.path: file.data for file in files} == files_of(after)
    keys = {file.path: file.key for file in place_files(Archive(papers, shelf))}
    assert len({key for key in keys.values() if key}) == len(keys) - 1, "the head alone is made every time"


def test_what_is_kept_lets_the_next_build_read_the_new_day_alone(tmp_path):
    shelf = BlobCache(tmp_path / "kept", tmp_path)
    papers = records(1200)
    before = Archive(papers[:1195], shelf)
    list(place_files(before))
    shelf.prune(before.used_keys)
    after = Archive(papers, shelf)
    list(place_files(after))
    assert after.work == {"placed": 5}


def test_thirds_are_of_ten_days_and_the_last_takes_the_rest():
    names = [third_of(date(2026, 1, day)) for day in (1, 10, 11, 20, 21, 31)]
    assert names == [f"2026-01-{third}" for third in (0, 0, 1, 1, 2, 2)]


def test_nothing_breaks_without_papers_and_with_a_paper_of_thousands_of_authors():
    head = parse_file(files_of([])["for-you/data/head.bin"]).head
    assert head["thirds"] == [] and not head["learnt"]
    crowd = Record(
        id="1", title="x", day=date(2026, 1, 1), authors=tuple(f"Author {number}" for number in range(3303))
    )
    (name,) = (path for path in files_of([crowd]) if "2026" in path)
    _, sections = parse_file(files_of([crowd])[name])
    assert len(sections[-1]) == 3 * MAX_AUTHORS
