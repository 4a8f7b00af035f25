"""The laws of merging, storing and the ledger, for any papers and readings that there may be."""

from __future__ import annotations

import tempfile
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from make import MONDAY
from thorough import examples

from broadsheet.model.ledger import LedgerEntry, Rejection
from broadsheet.model.merging import merge_papers
from broadsheet.model.paper import FIELDS, Paper, Sighting, Version
from broadsheet.store.gate import fit
from broadsheet.store.papers import paper_path
from broadsheet.store.store import Store

DAYS = st.dates(min_value=MONDAY, max_value=MONDAY + timedelta(days=20))
COUNTS = st.none() | st.integers(min_value=0, max_value=9)
IDS = st.sampled_from(["2603.00001", "2603.00002", "hep-th-9901001", "doi-10.1-x", "feed-1"])
VERSIONS = st.dictionaries(st.integers(1, 4), st.none() | DAYS, max_size=3).map(
    lambda days: tuple(Version(number, days[number]) for number in sorted(days))
)


def sightings(fewest: int = 0) -> st.SearchStrategy[tuple[Sighting, ...]]:
    one = st.builds(Sighting, st.sampled_from("ab"), DAYS, st.sampled_from(["", "https://a.example"]), COUNTS)
    return st.lists(one, unique_by=lambda s: (s.day, s.source), min_size=fewest, max_size=4).map(
        lambda found: tuple(sorted(found, key=lambda s: (s.day, s.source)))
    )


@st.composite
def papers(draw: st.DrawFn, fewest: int = 0) -> Paper:
    """A work as any source, look-up or file may tell it: any field may be empty."""
    texts = st.sampled_from(["", "one", "two"])
    lists = st.sampled_from([(), ("one",), ("two", "three")])
    values = {field.name: draw(texts) for field in fields(Paper) if field.type == "str"}
    values |= {field.name: draw(lists) for field in fields(Paper) if field.type == "tuple[str, ...]"}
    values |= {field.name: draw(COUNTS) for field in fields(Paper) if field.type == "int | None"}
    values |= {"id": draw(IDS), "title": draw(st.sampled_from(["One", "Two", "TWO"]))}
    values |= {"described_by": draw(st.sampled_from(["", "arxiv", "biorxiv"]))}
    also = draw(st.sets(IDS, max_size=2)) - {values["id"]}
    former = ("Former",) if fewest and draw(st.booleans()) else ()  # only files remember titles
    values |= {"said_by": ()}
    values |= {"other_ids": tuple(sorted(also)), "former_titles": former, "published": draw(st.none() | DAYS)}
    return Paper(**values, versions=draw(VERSIONS), sightings=draw(sightings(fewest)))


EMPTY = (None, "", ())
LAWS = settings(max_examples=examples(100), deadline=None)


def keys(paper: Paper) -> set[tuple[date, str]]:
    return {(s.day, s.source) for s in paper.sightings}


@given(papers(fewest=1), papers(), DAYS)
@LAWS
def test_merging_the_same_again_changes_nothing(known: Paper, read: Paper, today: date) -> None:
    merged = merge_papers(known, read, today)
    assert merge_papers(merged, read, today) == merged


@given(papers(), DAYS)
@LAWS
def test_a_paper_merged_with_itself_is_itself(paper: Paper, today: date) -> None:
    assert merge_papers(paper, paper, today) == paper


@given(papers(), papers(), DAYS)
@LAWS
def test_nothing_that_was_known_is_lost(known: Paper, read: Paper, today: date) -> None:
    merged = merge_papers(known, read, today)
    assert merged.id == known.id
    assert {merged.id, *merged.other_ids} == {known.id, *known.other_ids, read.id, *read.other_ids}
    assert keys(merged) == keys(known) | keys(read)
    assert {v.number for v in merged.versions} == {v.number for v in (*known.versions, *read.versions)}
    # Links and the names of a publication go where a source turns up that comes before who gave them.
    vouched = {field.name for field in FIELDS if field.vouched}
    for name in {field.name for field in fields(Paper)} - {"former_titles", "said_by"} - vouched:
        told = [value for paper in (known, read) if (value := getattr(paper, name)) not in EMPTY]
        assert not told or getattr(merged, name) not in EMPTY, name


@given(papers(fewest=1), st.text(), st.lists(st.text(min_size=1), max_size=3))
@settings(max_examples=examples(60), deadline=None)
def test_any_paper_comes_back_from_its_file_as_it_was(paper: Paper, words: str, names: list[str]) -> None:
    words = words.encode("utf-8", "ignore").decode()
    authors = tuple(name.encode("utf-8", "replace").decode() for name in names)
    told = replace(
        paper,
        cite_key="example2026stones",
        title=f"T{words}",
        abstract=words,
        authors=authors,
        code="",
        project="",
        discussion="",
        media=(),
    )
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        assert store.add(told, MONDAY).change == "new"
        written = (Path(folder) / "content" / paper_path(told.id)).read_bytes()
        assert store.load().papers == (fit(told),) == (store.paper(told.id),)
        assert store.add(told, MONDAY).change == "same"
        assert (Path(folder) / "content" / paper_path(told.id)).read_bytes() == written


@st.composite
def readings(draw: st.DrawFn) -> LedgerEntry:
    """One reading of a day: good, or failed and then with nothing in it."""
    if draw(st.booleans()) and draw(st.booleans()):
        return LedgerEntry(source="s", day=MONDAY, asked=draw(DAYS), failed="answered 503")
    kept = draw(st.lists(st.sampled_from("abcd"), unique=True))
    items = draw(st.lists(st.sampled_from(["c", "d", "e", "item 3"]), unique=True))
    dropped = tuple(Rejection(item, "", draw(st.sampled_from("xy"))) for item in items if item not in kept)
    return LedgerEntry(source="s", day=MONDAY, read=draw(DAYS), kept=tuple(kept), dropped=dropped)


@given(st.lists(readings(), min_size=1, max_size=5))
@LAWS
def test_the_ledger_forgets_no_item_and_counts_none_twice(rows: list[LedgerEntry]) -> None:
    joined = rows[0]
    for row in rows[1:]:
        joined = joined.followed_by(row)
    dropped = [drop.item for drop in joined.dropped]
    assert joined.fetched == len({*joined.kept, *dropped}) == len(joined.kept) + len(dropped)
    assert {*joined.kept, *dropped} == {
        item for row in rows for item in (*row.kept, *(drop.item for drop in row.dropped))
    }
    assert {item for row in rows for item in row.kept} == set(joined.kept)
    assert joined.failed == rows[-1].failed


@given(readings(), readings())
@LAWS
def test_a_reading_entered_twice_is_entered_once(before: LedgerEntry, row: LedgerEntry) -> None:
    once = before.followed_by(row)
    assert once.followed_by(row) == once
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.record(before)
        store.record(row)
        assert store.reading("s", MONDAY) == once
