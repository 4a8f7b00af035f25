"""An index that is made of what the last build left is the one that is made from nothing."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import partial

import numpy as np
import pytest
from benchmarks.ranking import Index
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.cache.blobs import BlobCache
from broadsheet.cache.manifest import Manifest
from broadsheet.cache.written_tree import write_tree
from broadsheet.search.index import index_files
from broadsheet.search.index.file_sizes import USUAL, file_sizes
from broadsheet.search.index.incremental import IndexCache, IndexFile
from broadsheet.search.index.long_forms import LongFormTree
from broadsheet.search.index.months import join_months, month_spans, read_records
from broadsheet.search.index.paper_facts import PAPERS_IN_GROUP
from broadsheet.search.index.postings import Settled, build_postings, settle_month
from broadsheet.search.index.segments import Texts
from broadsheet.search.index.tokens import BREAK, STOP_WORDS, field_words, index_words, utf16_key
from broadsheet.search.records import Record

WORDS = ("stones", "lamps", "ropes", "bridges", "pre-trained", "counting", "the", "of", "slowly", "Grete's")
WORDS += ("naïve", "K2", "gears", "oil", "touch")
MONTHS, DAYS = 5, 12


def some_record(number: int, day: date) -> Record:
    dice = random.Random(number)
    said = [" ".join(dice.choices(WORDS, k=length)) for length in (5, 40, 2, 3)]
    return Record(
        id=f"{day:%y%m}.{number:05}",
        title=f"{said[0]} {number}",
        day=day,
        authors=(f"Ada Example{number % 7}", "Béla Sample"),
        abstract=f"{said[1]}. Large quiet machines are not named here, as in {number - 40}.",
        keywords=(said[2], said[3]),
        topics=("stones",) if number % 3 else (),
        votes=number % 5,
        other_ids=(f"doi-10.5555-{number}",) if number % 9 == 0 else (),
    )


def archive() -> tuple[Record, ...]:
    days = [
        date(2025, 11, 3) + timedelta(days=31 * month + 2 * n) for month in range(MONTHS) for n in range(DAYS)
    ]
    return tuple(some_record(number, day) for number, day in enumerate(day for day in days for _ in range(3)))


FEWER = file_sizes(100_000, counts_files=True)
RECORDS = archive()
NEXT = RECORDS[-1].day + timedelta(days=1)


def with_new_day(records):
    return (*records, *(some_record(number, NEXT) for number in range(900, 905)))


def with_new_month(records):
    return (*records, some_record(900, NEXT + timedelta(days=31)))


def with_other_old_title(records):
    return (*records[:4], replace(records[4], title="Otherwise called"), *records[5:])


def without_an_old_paper(records):
    return (*records[:40], *records[41:])


def without_a_month(records):
    return tuple(record for record in records if record.day.month != 12)


def with_new_acronym(records):
    told = replace(some_record(901, NEXT), abstract="We build Large Quiet Machines (LQM), and LQMs alone.")
    return (*records, told)


def with_old_votes(records):
    return (replace(records[0], votes=99), *records[1:])


def with_nothing(records):
    return ()


CHANGES = {
    with_new_day: 1,
    with_new_month: 1,
    with_other_old_title: 1,
    without_an_old_paper: 1,
    without_a_month: 0,
    with_new_acronym: 1,
    with_old_votes: 1,
    with_nothing: 0,
}


@pytest.fixture
def blobs(tmp_path):
    return BlobCache(tmp_path / "blobs", tmp_path / "scratch")


def indexed(records, blobs: BlobCache | None = None) -> tuple[dict[str, bytes], IndexCache]:
    names, cache = [record.digest for record in records], IndexCache(blobs)
    files = list(index_files(records, (), cache))
    cache.save(" ".join(names), files)
    return {file.path: file.data for file in files}, cache


@pytest.mark.parametrize(
    ("change", "fresh"), CHANGES.items(), ids=lambda value: getattr(value, "__name__", "")
)
def test_whatever_changes_the_index_is_the_one_from_nothing(blobs, change, fresh):
    indexed(RECORDS, blobs)
    warm, cache = indexed(change(RECORDS), blobs)
    cold, _ = indexed(change(RECORDS))
    assert warm == cold
    assert cache.months_read == fresh, "no other month has to be read"
    back, _ = indexed(RECORDS, blobs)
    assert back == indexed(RECORDS)[0]


def test_a_new_acronym_is_found_in_months_that_are_not_read_again(blobs):
    before, _ = indexed(RECORDS, blobs)
    after, cache = indexed(with_new_acronym(RECORDS), blobs)
    assert cache.months_read == 1
    assert Index(before).lists("lqm") is None and len(Index(after).lists("lqm")[0][0]) == len(RECORDS) + 1


@pytest.mark.parametrize("damage", [b"", b"{", None])
def test_a_damaged_cache_changes_nothing(blobs, tmp_path, damage):
    indexed(RECORDS, blobs)
    for path in list((tmp_path / "blobs").iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    warm, cache = indexed(with_new_day(RECORDS), blobs)
    assert warm == indexed(with_new_day(RECORDS))[0] and cache.months_read == MONTHS


@pytest.mark.parametrize("kind", ["month", "segment", "texts", "last"])
def test_a_cache_from_which_something_is_gone_changes_nothing(blobs, tmp_path, kind):
    indexed(RECORDS, blobs)
    gone = list((tmp_path / "blobs").glob(f"{kind}-*"))
    for path in gone:
        path.unlink()
    warm, _ = indexed(with_new_month(RECORDS), blobs)
    assert gone and warm == indexed(with_new_month(RECORDS))[0]


def test_another_version_of_the_code_takes_nothing_up(blobs, monkeypatch):
    before, _ = indexed(RECORDS, blobs)
    monkeypatch.setattr("broadsheet.search.index.incremental.code_version", lambda: "another")
    after, cache = indexed(RECORDS, blobs)
    assert after == before
    assert cache.months_read == MONTHS


def test_nothing_is_kept_that_the_next_build_could_not_take(blobs, tmp_path):
    indexed(RECORDS, blobs)
    indexed(without_a_month(RECORDS), blobs)
    kept = Counter(path.name.partition("-")[0] for path in (tmp_path / "blobs").iterdir())
    assert kept == {
        "month": len(list(month_spans(without_a_month(RECORDS)))),
        "segment": 1,
        "texts": 1,
        "last": 1,
    }


@pytest.mark.parametrize("sizes", [USUAL, FEWER])
def test_a_new_day_leaves_files_alone_that_stay_as_they_are(blobs, tmp_path, sizes):
    docs, scratch, place = tmp_path / "docs", tmp_path / "scratch", tmp_path / "docs.json"
    for records in (RECORDS, with_new_day(RECORDS)):
        cache = IndexCache(blobs)
        files = list(index_files(records, (), cache, sizes))
        cache.save("", files)
        written = write_tree(files, docs, scratch, Manifest(place))
    old_blocks = len(RECORDS) // PAPERS_IN_GROUP * PAPERS_IN_GROUP // sizes.block
    assert written.kept >= old_blocks > 0
    assert written.written + written.kept == len(files)
    afresh = {file.path: file.data for file in index_files(with_new_day(RECORDS), (), None, sizes)}
    assert {file.path: file.data for file in files} == afresh


def test_an_index_whose_files_are_to_hold_more_papers_is_made_anew(blobs):
    indexed(RECORDS, blobs)
    cache = IndexCache(blobs)
    after = {file.path: file.data for file in index_files(RECORDS, (), cache, FEWER)}
    assert after == {file.path: file.data for file in index_files(RECORDS, (), None, FEWER)}


def test_a_group_that_the_last_build_had_is_not_made(blobs):
    made = []

    def file_of(name: str, number: int) -> IndexFile:
        return IndexFile(name, f"key{number}", lambda: made.append(name) or bytes([number]))

    for plan in (
        [[file_of("a", 1), file_of("b", 2)], [file_of("c", 3)]],
        [[file_of("a", 1), file_of("b", 2)], [file_of("c", 4)]],
    ):
        cache = IndexCache(blobs)
        marks, files = cache.name_files({"all": plan})
        cache.save("", files)
    assert made == ["a", "b", "c", "c"]
    assert [file.path.split("/")[-1] for file in files] == [
        f"{name}-{mark}.bin" for name, mark in zip("abc", [marks["all"][0], *marks["all"]], strict=True)
    ]


@pytest.mark.parametrize("cuts", [(), (1,), (50, 51), (0, 60, 180)])
def test_parts_of_an_archive_join_to_what_reading_it_whole_gives(cuts):
    edges = [0, *cuts, len(RECORDS)]
    parts = [read_records(RECORDS[a:b]) for a, b in itertools.pairwise(edges)]
    whole, together = read_records(RECORDS), join_months(parts)
    for field in fields(whole):
        np.testing.assert_equal(getattr(together, field.name), getattr(whole, field.name), field.name)


def counted(months, settled_months: int, *, packed: bool = False) -> dict:
    settled = settle_month(join_months(months[:settled_months]))
    if packed:
        settled = Settled.from_bytes(
            settled.to_bytes(), partial(Texts.from_bytes, settled.read_texts().to_bytes())
        )
    postings, words, acronyms = build_postings(settled, join_months(months[settled_months:]))
    facts = zip(words.paper_counts.tolist(), words.in_title.tolist(), strict=True)
    return {
        "terms": postings.terms,
        "lists": postings.list_lengths.tolist(),
        "papers": postings.papers.tolist(),
        "impacts": postings.impacts.tolist(),
        "words": dict(zip(words.forms, facts, strict=True)),
        "acronyms": acronyms,
    }


@pytest.mark.parametrize("settled_months", range(MONTHS + 1))
def test_wherever_the_settled_papers_end_the_postings_are_those_of_all(settled_months):
    """The order of terms is that of UTF-16, in which the second of these signs comes before the first."""
    told = (
        "Large Quiet Machines (LQM), LQMs",
        "Loud Quarrels Mended (LQM), a large quiet machine",
        "\uff41b \U00020000\U00020001",
    )
    records = list(RECORDS)
    for place, text in zip((1, 80, 170), told, strict=True):
        records[place] = replace(records[place], abstract=text)
    months = [read_records(records[span]) for span in month_spans(records)]
    whole = counted(months, 0)
    assert counted(months, settled_months) == counted(months, settled_months, packed=True) == whole
    assert whole["terms"] == sorted(whole["terms"], key=utf16_key) and len(whole["acronyms"]["lqm"]) == 2


def test_a_month_is_what_it_was_after_it_was_packed():
    whole = read_records(RECORDS)
    again = type(whole).from_bytes(whole.to_bytes())
    for field in fields(whole):
        np.testing.assert_equal(getattr(again, field.name), getattr(whole, field.name), field.name)


@given(st.lists(st.text() | st.sampled_from(WORDS)))
def test_texts_read_in_one_go_have_the_words_of_each(texts):
    apart = Counter(word for text in texts for word in index_words(text) if word not in STOP_WORDS)
    together = Counter(word for word in field_words(texts) if word != BREAK)
    assert together.keys() == apart.keys()
    assert together <= apart, (
        "parts of a word with capitals inside count once, and only if nothing else is so"
    )


def test_the_parts_of_a_name_with_capitals_inside_count_once_and_a_title_has_none():
    texts = ["DeepSeek is DeepSeek, and deep"]
    assert field_words(texts)[:4] == ["deepseek", "deepseek", "deep", BREAK]
    assert field_words(texts)[4:] == ["seek", BREAK]
    assert field_words(texts, with_camel_parts=False)[4:] == []


def test_no_words_of_two_texts_stand_side_by_side():
    assert field_words(["One pre-trained A", "two's"]) == [
        "one",
        "pre",
        "trained",
        BREAK,
        "two",
        BREAK,
        "pretrained",
        BREAK,
    ]


def test_a_paper_counts_once_for_an_acronym_that_it_says_or_spells_out():
    texts = (
        "Large Quiet Machines (LQM)",
        "Large quiet machines. Large quiet machines.",
        "An LQM",
        "Machines",
    )
    month = read_records(
        [replace(some_record(number, NEXT), abstract=text) for number, text in enumerate(texts)]
    )
    vocabulary = build_postings(settle_month(join_months([])), month).vocabulary
    assert vocabulary.paper_counts[vocabulary.forms.index("lqm")] == 3
    assert not vocabulary.in_title[vocabulary.forms.index("lqm")]


def test_a_title_that_spells_an_acronym_out_says_it():
    told = replace(some_record(1, NEXT), abstract="Large Quiet Machines (LQM)")
    month = read_records([told, replace(some_record(2, NEXT), title="Large quiet machines")])
    vocabulary = build_postings(settle_month(join_months([])), month).vocabulary
    assert vocabulary.in_title[vocabulary.forms.index("lqm")]


TERMS = st.integers(1, 4)


@given(
    st.lists(st.lists(TERMS, max_size=9)),
    st.sets(st.tuples(st.lists(TERMS, min_size=2, max_size=4).map(tuple), st.integers(10, 12))),
)
def test_long_forms_are_found_wherever_they_stand(texts, known):
    said = [term for text in texts for term in (*text, 0)]
    expected = sorted(
        (place, short)
        for long, short in known
        for place in range(len(said))
        if tuple(said[place : place + len(long)]) == long
    )
    places, shorts = LongFormTree.of(known, 4).find(np.asarray(said, np.int32))
    assert sorted(zip(places.tolist(), shorts.tolist(), strict=True)) == expected
