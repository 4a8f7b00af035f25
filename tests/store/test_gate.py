"""The gate between strangers and content/: what exceeds a limit is cut, left out or refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from conftest import REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st
from make import MONDAY, make_paper, make_reading, make_sighting, make_source

from broadsheet.errors import ContentError, RefusedPaper
from broadsheet.fetching.ingest import keep
from broadsheet.model.ids import doi_id, is_safe_id, local_id
from broadsheet.model.ledger import Batch
from broadsheet.model.limits import PAPER
from broadsheet.model.paper import FIELDS, Paper, Version
from broadsheet.store.faults import find_faults
from broadsheet.store.gate import fit, reason_to_refuse
from broadsheet.store.papers import paper_path, paper_to_json
from broadsheet.store.store import Store

SOURCE = make_source("example", "huggingface", "The List", "https://list.example")
HUGE = 10**400
YEAR = PAPER.days_ahead


def problems_of(root, paper: Paper, **values: object) -> list[str]:
    """What check says of the file of a paper, some of whose values are others."""
    path = root / "content" / paper_path(paper.id)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({**paper_to_json(paper), **values}))
    try:
        Store(root).load()
    except ContentError as error:
        place = f"content/{paper_path(paper.id)}: "
        assert all(problem.startswith(place) for problem in error.problems)
        return [problem.removeprefix(place) for problem in error.problems]
    return []


def sighting(**values: object) -> dict[str, object]:
    return {"source": "example", "day": "2026-03-02", **values}


TOO_MUCH = [
    ({"stars": HUGE}, "stars: must be a whole number from 0 to 2,147,483,647"),
    ({"citations": 2**31}, "citations: must be a whole number from 0 to 2,147,483,647"),
    ({"sightings": [sighting(votes=2**63)]}, "sightings[0].votes: must be a whole number from 0 to"),
    ({"sightings": [sighting(comments=HUGE)]}, "sightings[0].comments: must be a whole number from 0 to"),
    ({"sightings": [sighting(url="https://a.example/" + "x" * 2000)]}, "sightings[0].url: has 2,018"),
    ({"sightings": [sighting(source="s" * 201)]}, "sightings[0].source: has 201 characters"),
    ({"sightings": [sighting(day="1026-05-05")]}, "sightings[0].day: must be from 1991-01-01 to 2199-12-31"),
    ({"sightings": [sighting(day="0206-01-01")]}, "sightings[0].day: must be from 1991-01-01 to 2199-12-31"),
    ({"sightings": [sighting(day="9999-12-31")]}, "sightings[0].day: must be from 1991-01-01 to 2199-12-31"),
    ({"published": "0206-01-01"}, "published: must be from 1991-01-01 to 2027-03-03, a year after"),
    ({"published": "2027-03-04"}, "published: must be from 1991-01-01 to 2027-03-03, a year after"),
    ({"versions": [{"number": 1, "day": "1026-05-05"}]}, "versions[0].day: must be from 1991-01-01"),
    ({"versions": [{"number": 2**31}]}, "versions[0].number: must be a whole number from 1 to"),
    ({"title": "x" * 1001}, "title: has 1,001 characters, and may have 1,000"),
    ({"title": "two\nlines"}, "title: must be one line"),
    ({"authors": ["x" * 1001]}, "authors: has 1,001 characters, and may have 1,000"),
    ({"authors": ["A B"] * 10_001}, "authors: has 10,001 members, and may have 10,000"),
    ({"keywords": ["k"] * 101}, "keywords: has 101 members, and may have 100"),
    ({"media": ["https://a.example/" + "x" * 2000]}, "media: has 2,018 characters, and an address may have"),
    ({"sightings": [sighting()] * 1001}, "sightings: has 1,001 members, and may have 1,000"),
    ({"models": ["../../evil"]}, "models: must be ids of repositories, like owner/name"),
    ({"spaces": ["a/b"] * 6}, "spaces: has 6 members, and may have 5"),
    ({"also": ["nul"]}, "also: must be other ids"),
    ({"abstract": "x" * PAPER.file_bytes}, "bytes, and a paper has at most 1,048,576; restore it"),
    ({"comment": "half \ud800"}, "holds half a character"),
    ({"journal": ["\udfff"]}, "holds half a character"),
]


@pytest.mark.parametrize(("values", "words"), TOO_MUCH)
def test_check_names_what_exceeds_a_limit(values, words, tmp_path):
    told = problems_of(tmp_path, make_paper(), **values)
    assert any(words in problem for problem in told), told
    assert all(len(problem) < 300 for problem in told)


def test_check_has_nothing_to_say_of_a_paper_at_its_limits(tmp_path):
    values = {
        "title": "x" * 1000,
        "authors": ["Ada Example"] * 10_000,
        "stars": 2**31 - 1,
        "published": (MONDAY + YEAR).isoformat(),
        "comment": "a whole character in halves: \U0001faa8",
    }
    assert problems_of(tmp_path, make_paper(), **values) == []


@pytest.mark.parametrize(
    ("name", "given_value", "kept"),
    [
        ("title", "word " * 300, "word " * 198 + "word…"),
        ("authors", ("Ada " + "x" * 4_400_000, "Bo"), ("Ada…", "Bo")),
        ("authors", ("Ada Example",) * 10_001, ("Ada Example",) * 10_000),
        ("keywords", ("\ud800", "touch"), ("touch",)),
        ("categories", ("c" * 1001, "cs.CL"), ("cs.CL",)),
        ("doi", "10.5555/" + "x" * 1000, ""),
        ("stars", HUGE, None),
        ("citations", 2**31, None),
        ("published", date(206, 1, 1), None),
        ("published", MONDAY + YEAR + timedelta(days=1), None),
        ("code", "https://a.example/" + "x" * 2000, ""),
        ("media", ("https://a.example/" + "x" * 2000, "https://b.example/"), ("https://b.example/",)),
        ("versions", (Version(1, date(1026, 1, 1)), Version(HUGE)), (Version(1),)),
        ("models", ("../x", "a/b", "https://a.example/"), ("a/b",)),
        ("datasets", tuple(f"a/{number}" for number in range(9)), ("a/0", "a/1", "a/2", "a/3", "a/4")),
        ("other_ids", ("nul", "../x", "doi-10.1-x"), ("doi-10.1-x",)),
        ("sightings", (make_sighting(votes=HUGE),), (make_sighting(votes=None),)),
        ("sightings", (make_sighting(comments=2**31),), (make_sighting(comments=None),)),
    ],
)
def test_what_is_too_much_is_cut_or_left_out_where_the_paper_stays_right(name, given_value, kept, tmp_path):
    paper = make_paper(**{name: given_value})
    step = keep(Store(tmp_path), SOURCE, Batch(day=MONDAY, papers=(paper,)), MONDAY)
    assert (step.failed, step.new) == ("", 1)
    [stored] = Store(tmp_path).load().papers
    assert getattr(stored, name) == kept


OTHER = make_paper(id="2603.00002", title="Of Sand and Other Small Things", doi="", authors=("Bo Sample",))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"id": "con"}, "id: must be letters, digits, '.', '-' and '_', and no name that is reserved"),
        ({"id": "2603.00002.md"}, "id: must be letters"),
        ({"id": "a" * 121}, "id: must be letters"),
        ({"id": "a/../../b"}, "id: must be letters"),
        ({"sightings": (make_sighting(day=date(1026, 5, 5)),)}, "sightings[0].day: must be from 1991-01-01"),
        ({"title": "\u200b"}, "no title"),
        ({"authors": ("\N{ROCK}" * 999,) * 999}, "has 4,000,859 bytes, and a paper has at most 1,048,576"),
    ],
)
def test_a_paper_that_cannot_be_made_to_fit_is_dropped_with_the_reason(values, reason, tmp_path):
    bad = make_paper(**values)
    step = keep(Store(tmp_path), SOURCE, Batch(day=MONDAY, papers=(bad, OTHER)), MONDAY)
    assert (step.failed, step.kept, step.dropped) == ("", (OTHER.id,), 1)
    [row] = Store(tmp_path).load().readings
    [drop] = row.dropped
    assert row.fetched == 2 and drop.reason.startswith(reason)
    assert len(drop.item) <= 120


# -- ids -------------------------------------------------------------------------------------------


def test_ids_that_only_case_tells_apart_are_one_too_many(tmp_path):
    one = make_paper(id="AbC", doi="", title="A first work about stones", authors=("Ada Example",))
    same = make_paper(id="abc", doi="", title="Quite another work on sand", authors=("Bo Sample",))
    store = Store(tmp_path)
    store.add(one, MONDAY)
    for fresh in (store, Store(tmp_path)):
        step = keep(fresh, SOURCE, Batch(day=MONDAY, papers=(same, OTHER)), MONDAY)
        assert (step.failed, step.kept, step.dropped) == ("", (OTHER.id,), 1)
    reasons = {drop.reason for drop in Store(tmp_path).reading("example", MONDAY).dropped}
    assert reasons == {"id: is that of AbC but for case"}
    path = tmp_path / "content" / paper_path("abc")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(paper_to_json(same)))
    with pytest.raises(ContentError, match="but for case, one file on some systems") as error:
        Store(tmp_path).load()
    assert len(error.value.problems) == 1


@pytest.mark.parametrize(
    "name",
    ["con", "NUL", "prn", "Aux", "com1", "LPT9", "nul.txt", "con.2026.1", "x.md", "X.MD", "index", "ReadMe"],
)
def test_a_name_that_is_reserved_somewhere_is_no_id(name):
    assert not is_safe_id(name)
    assert is_safe_id(f"x{name}1")
    assert is_safe_id(local_id("lab", name)) and is_safe_id(doi_id(f"10.5555/{name.lower()}"))


def test_an_id_with_the_ending_of_a_page_does_not_share_that_of_another():
    assert local_id("lab", "x.md").startswith("lab-x.md-")
    assert local_id("lab", "x") == "lab-x"


# -- merging ---------------------------------------------------------------------------------------


def test_two_records_that_are_each_within_the_limits_are_so_together(tmp_path):
    store = Store(tmp_path)
    store.add(make_paper(published=MONDAY + YEAR), MONDAY)
    before = make_sighting(day=date(2020, 1, 6), source="other")
    more = make_paper(sightings=(before,), other_ids=tuple(f"lab-{n}" for n in range(100)), published=None)
    store.add(more, MONDAY)
    store.add(replace(more, other_ids=tuple(f"lab-{n}" for n in range(50, 150))), MONDAY)
    [paper] = store.load().papers
    assert len(paper.other_ids) == 100 and list(find_faults(paper)) == []


def test_what_would_make_a_page_too_large_is_refused_and_the_page_stays(tmp_path):
    store = Store(tmp_path)
    store.add(make_paper(), MONDAY)
    large = make_paper(authors=("\N{ROCK}" * 999,) * 999)
    with pytest.raises(RefusedPaper, match="bytes, and a paper has at most"):
        store.add(large, MONDAY)
    step = keep(store, SOURCE, Batch(day=MONDAY, papers=(large,)), MONDAY)
    assert (step.failed, step.kept, step.dropped) == ("", (), 1)
    assert store.load().papers == (make_paper(cite_key="example2026count"),)


# -- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "text", "names"),
    [
        ("papers/2603/2603.00001.json", '{"id": "2603.00001", "title": "A", "title": "B"}', ["title"]),
        (
            "papers/2603/2603.00001.json",
            '{"id": "x", "id": "y", "sightings": [{"day": 1, "day": 2}]}',
            ["day", "id"],
        ),
        ("ledger/2026-03-02.json", '{"day": "2026-03-02", "sources": {"a": {}, "a": {}}}', ["a"]),
    ],
)
def test_a_key_that_stands_twice_is_named(place, text, names, tmp_path):
    path = tmp_path / "content" / place
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(ContentError) as error:
        Store(tmp_path).load()
    for name in names:
        words = f"content/{place}: the key {name!r} stands twice in one object; delete one of the two"
        assert words in error.value.problems


@pytest.mark.parametrize("text", ["9" * 5000, "[" * 100_000, '{"a":' * 100_000, "NaN x", ""])
def test_a_file_that_no_parser_takes_is_named(text, tmp_path):
    for place in ("papers/2603/2603.00001.json", "ledger/2026-03-02.json"):
        path = tmp_path / "content" / place
        path.parent.mkdir(parents=True)
        path.write_text(text)
    with pytest.raises(ContentError) as error:
        Store(tmp_path).load()
    assert [problem.partition(": ")[2][:11] for problem in error.value.problems] == ["is not JSON"] * 2


@pytest.mark.parametrize("day", ["1026-05-05", "0206-01-01", "9999-12-31"])
def test_a_ledger_of_a_day_that_cannot_be_is_named(day, tmp_path):
    path = tmp_path / f"content/ledger/{day}.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"day": day, "sources": {}}))
    with pytest.raises(ContentError, match="day: must be from 1991-01-01 to 2199-12-31"):
        Store(tmp_path).load()


def test_a_count_of_hundreds_of_digits_in_the_ledger_is_told_in_a_line(tmp_path):
    store = Store(tmp_path)
    store.record(make_reading())
    path = tmp_path / "content/ledger/2026-03-02.json"
    path.write_text(path.read_text().replace('"fetched": 2', f'"fetched": {HUGE}'))
    with pytest.raises(ContentError, match=r"fetched: must be kept \+ dropped, 2, not 1000.*…$") as error:
        store.load()
    assert len(str(error.value)) < 200


def test_what_a_server_says_is_a_line_in_the_ledger_and_not_too_long(tmp_path):
    store = Store(tmp_path)
    store.record(make_reading(failed="no:\n\ud800\x00 " + "x" * 5000, cap="c" * 5000))
    [row] = store.load().readings
    assert row.failed == "no…" and len(row.cap) == 1000


def test_the_limits_that_owners_read_of_are_those_that_hold():
    page = (REPOSITORY / "docs/sources.md").read_text("utf-8").partition("## Limits")[2]
    longest = {field.longest for field in FIELDS}
    most = {field.most for field in FIELDS if field.name in ("authors", "keywords")}
    of_all = (PAPER.highest_count, PAPER.file_bytes, PAPER.address)
    for number in (*longest, *most, *of_all):
        assert f"| {number:,}" in page, number
    for words in (PAPER.first_day.isoformat(), PAPER.last_day.isoformat(), f"{YEAR.days} days"):
        assert words in page


# -- any paper -------------------------------------------------------------------------------------

DAYS = st.dates() | st.sampled_from((MONDAY, date(1991, 1, 1), date(2199, 12, 31), MONDAY + YEAR))
COUNTS = st.none() | st.integers(0) | st.sampled_from((2**31 - 1, 2**31, HUGE))
STRINGS = st.text(max_size=20) | st.sampled_from(("x" * 30_000, "a b " * 9000, "https://a.example/"))
LISTS = st.lists(STRINGS, max_size=4).map(tuple) | st.just(("A B",) * 11_000)
SIGHTINGS = st.builds(make_sighting, day=DAYS, votes=COUNTS, comments=COUNTS, url=STRINGS)
VERSIONS = st.builds(Version, st.integers(-1) | st.just(HUGE), st.none() | DAYS)
BY_KIND = {
    "id": st.text(max_size=9),
    "text": STRINGS,
    "texts": LISTS,
    "address": STRINGS,
    "addresses": LISTS,
    "repositories": st.lists(st.text(max_size=9) | st.just("a/b"), max_size=9).map(tuple),
    "count": COUNTS,
    "flag": st.booleans(),
    "day": st.none() | DAYS,
    "versions": st.lists(VERSIONS, max_size=3).map(tuple),
    "sightings": st.lists(SIGHTINGS, min_size=1, max_size=3).map(tuple),
}
PAPERS = st.fixed_dictionaries({field.name: BY_KIND[field.kind] for field in FIELDS})


def test_of_too_many_sightings_the_first_are_kept_and_bound_the_other_days():
    days = [MONDAY + timedelta(days=number) for number in range(1500)]
    paper = make_paper(sightings=tuple(make_sighting(day=day) for day in days), published=days[-1] + YEAR)
    kept = fit(paper)
    assert [sighting.day for sighting in kept.sightings] == days[:1000]
    assert kept.published is None and reason_to_refuse(kept) == ""


@settings(deadline=None)
@given(PAPERS)
def test_what_fits_fits_and_only_what_no_cut_mends_is_refused(values):
    paper = fit(Paper(**values))
    assert fit(paper) == paper
    mended = replace(paper, id="2603.00001", title=paper.title or "T", other_ids=())
    days = [sighting for sighting in mended.sightings if not PAPER.first_day <= sighting.day]
    late = [sighting for sighting in mended.sightings if sighting.day > PAPER.last_day]
    assert bool(reason_to_refuse(mended)) == bool(days or late)
