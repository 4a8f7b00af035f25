"""Identity of works: what is certain joins a page, what is not is only reported."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import MONDAY, make_paper, make_sighting
from thorough import examples

from broadsheet.model.doi_versions import split_version
from broadsheet.model.ids import doi_id
from broadsheet.model.merging import merge_papers
from broadsheet.model.paper import Paper
from broadsheet.store.duplicates import PossibleDuplicate, possible_duplicates
from broadsheet.store.identity import Works, plain_title, surname, work_key
from broadsheet.store.near_sets import NEAR
from broadsheet.store.near_titles import find_near_titles

TITLE = "How to Count Stones in the Dark"
PREPRINT = Paper(
    id="2603.00001", title=TITLE, authors=("Ada Example", "Béla Sample"), sightings=(make_sighting(),)
)
JOURNAL = Paper(
    id="doi-10.5555-stones.1",
    title=TITLE,
    doi="10.5555/stones.1",
    authors=("Ada Example", "Béla Sample"),
    sightings=(make_sighting(source="annals"),),
)


def page(paper: Paper, *known: Paper) -> str | None:
    return Works(map(work_key, known)).page_of(work_key(paper))


def test_an_arxiv_id_is_found_wherever_a_page_mentions_it() -> None:
    joined = replace(JOURNAL, other_ids=("2603.00001",))
    assert page(PREPRINT, PREPRINT) == page(replace(PREPRINT, title="Else"), PREPRINT) == "2603.00001"
    assert page(replace(PREPRINT, title="Else"), joined) == JOURNAL.id
    assert page(replace(JOURNAL, title="Else", doi="10.48550/arxiv.2603.00001"), PREPRINT) == "2603.00001"


def test_a_doi_is_found_where_the_preprint_names_it() -> None:
    named = replace(PREPRINT, doi="10.5555/stones.1")
    assert page(replace(JOURNAL, title="Counting at Night", authors=()), named) == "2603.00001"
    assert page(replace(named, title="Counting at Night"), JOURNAL) == JOURNAL.id


def test_a_doi_that_two_preprints_name_joins_neither_of_them() -> None:
    one = replace(PREPRINT, doi="10.5555/stones.1", title="Stones")
    other = replace(one, id="2603.00002")
    assert page(other, one) is None
    assert page(replace(JOURNAL, title="Night"), one, other) is None
    assert PossibleDuplicate(
        "2603.00001", "2603.00002", "both go by doi-10.5555-stones.1"
    ) in possible_duplicates((one, other))


@pytest.mark.parametrize(
    ("title", "author"),
    [
        (TITLE, "Ada Example"),
        ("how to count stones: in the dark.", "Example, A."),
        ("How to Count \\emph{Stones} in  the Dark", "Example Ada"),
        ("Hów to Coünt Stones in the Dark", "ADA EXÄMPLE"),
    ],
)
def test_the_same_title_by_the_same_first_author_is_the_same_work(title: str, author: str) -> None:
    assert page(replace(JOURNAL, title=title, authors=(author,)), PREPRINT) == "2603.00001"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"id": "2603.00002"}, "two arXiv ids"),
        ({"authors": ("Béla Sample", "Ada Example")}, "another first author"),
        ({"authors": ()}, "no author"),
        ({"title": "How to Count Stones in the Night"}, "another title"),
    ],
)
def test_what_is_not_certain_is_another_work(changes: dict[str, object], why: str) -> None:
    other = replace(PREPRINT, **({"id": "feed-1"} | changes))
    assert page(other, PREPRINT) is None, why


def test_a_short_title_tells_nothing() -> None:
    short = replace(PREPRINT, title="Counting stones")
    assert page(replace(JOURNAL, title="Counting stones"), short) is None


def test_two_journals_dois_are_two_works_but_a_preprint_servers_and_a_journals_are_not() -> None:
    assert page(replace(JOURNAL, id="doi-10.7777-x", doi="10.7777/x"), JOURNAL) is None
    preprint = replace(JOURNAL, id="doi-10.1101-2026.01", doi="10.1101/2026.01")
    assert page(preprint, JOURNAL) == JOURNAL.id
    assert page(replace(preprint, id="doi-10.64898-2026.02", doi="10.64898/2026.02"), preprint) is None


def work(doi: str, **fields: object) -> Paper:
    """A paper as a feed tells it by its DOI."""
    paper_id = doi_id(split_version(doi).doi)
    return replace(JOURNAL, **({"id": paper_id, "doi": doi} | fields))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("10.21203/rs.3.rs-1000001/v1", "10.21203/rs.3.rs-1000001/v2"),
        ("10.20944/preprints202605.0001.v1", "10.20944/preprints202605.0001.v12"),
        ("10.12688/f1000research.150001.1", "10.12688/f1000research.150001.2"),
        ("10.12688/wellcomeopenres.15001.1", "10.12688/wellcomeopenres.15001.3"),
        ("10.26434/chemrxiv-2026-aaaa1", "10.26434/chemrxiv-2026-aaaa1-v2"),
        ("10.26434/chemrxiv.1234567.v1", "10.26434/chemrxiv.1234567.v2"),
        ("10.31219/osf.io/abcd1_v1", "10.31219/osf.io/abcd1_v2"),
        ("10.31234/osf.io/abcd1", "10.31234/osf.io/abcd1_v2"),
        ("10.22541/au.177000001.11111111/v1", "10.22541/au.177000001.11111111/v2"),
        ("10.36227/techrxiv.1600001.v1", "10.36227/techrxiv.1600001.v2"),
        ("10.36227/techrxiv.177000001.11111111/v1", "10.36227/techrxiv.177000001.11111111/v2"),
        ("10.7287/peerj.preprints.15v1", "10.7287/peerj.preprints.15v2"),
        ("10.6084/m9.figshare.100001.v1", "10.6084/m9.figshare.100001.v2"),
        ("10.7554/elife.100001", "10.7554/elife.100001.2"),
        ("10.1101/2026.05.01.700001", "10.64898/2026.05.01.700001"),
    ],
)
def test_versions_of_one_preprint_are_one_work_whatever_became_of_the_title(first: str, second: str) -> None:
    old = work(first)
    new = work(second, title="Counting at Night", authors=("Béla Sample",))
    assert page(new, old) == old.id
    assert page(old, new) == new.id
    published = merge_papers(old, work("10.7777/stones.1"), MONDAY)
    assert published.doi == "10.7777/stones.1"
    assert page(new, published) == old.id


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("10.5281/zenodo.11000001", "10.5281/zenodo.11000007"),
        ("10.5194/esd-2026-5", "10.5194/esd-17-101-2026"),
        ("10.7287/peerj.preprints.15v1", "10.7717/peerj.15"),
        ("10.2196/preprints.15001", "10.2196/15001"),
        ("10.26434/chemrxiv-2026-bbbb1", "10.7777/stones.1"),
        ("10.70675/hal1", "10.7777/stones.1"),
        ("10.21203/rs.3.rs-1000001/v1", "10.7777/stones.1"),
    ],
)
def test_what_a_preprint_became_is_known_by_title_and_first_author(first: str, second: str) -> None:
    old = work(first)
    assert page(work(second), old) == old.id
    assert page(work(second, title="Counting at Night"), old) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("10.21203/rs.3.rs-1000001/v1", "10.21203/rs.3.rs-1000002/v1"),
        ("10.26434/chemrxiv-2026-aaaa1", "10.26434/chemrxiv-2026-aaaa2"),
        ("10.2139/ssrn.5000001", "10.2139/ssrn.5000002"),
        ("10.5194/esd-2026-6", "10.5194/esd-2026-6-RC1"),
        ("10.7777/stones.1", "10.7777/stones.1.1"),
        ("10.7777/stones/v1", "10.7777/stones/v2"),
    ],
)
def test_two_dois_of_one_registrant_are_two_works_where_they_are_no_versions(first: str, second: str) -> None:
    assert page(work(second.lower()), work(first)) is None


def test_a_correction_and_the_next_of_a_series_are_works_of_their_own() -> None:
    old = work("10.7777/stones.1")
    assert page(work("10.7777/stones.2", title=f"Correction: {TITLE}"), old) is None
    first = work("10.5281/zenodo.1", title=f"{TITLE} I")
    assert page(work("10.5281/zenodo.2", title=f"{TITLE} II"), first) is None


def test_one_source_does_not_name_a_work_twice() -> None:
    week = replace(PREPRINT, id="weekly-1", title="What we read in the last week", sightings=())
    week = replace(week, sightings=(make_sighting(source="weekly"),))
    assert page(replace(week, id="weekly-2"), week) is None
    assert page(replace(week, id="other-2", sightings=(make_sighting(source="other"),)), week) == "weekly-1"


def test_a_title_that_two_pages_have_joins_neither() -> None:
    other = replace(PREPRINT, id="2603.00009")
    assert page(JOURNAL, PREPRINT, other) is None


def test_a_work_that_is_known_better_is_found_by_all_it_is_called() -> None:
    works = Works([work_key(PREPRINT)])
    works.add(work_key(merge_papers(PREPRINT, replace(JOURNAL, title="Night"), MONDAY)))
    assert works.page_of(work_key(replace(JOURNAL, title="Night"))) == "2603.00001"


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("Ada Example", "example"),
        ("Example, Ada", "example"),
        ("Jan van der Berg", "berg"),
        ("van der Berg, Jan", "berg"),
        ("Ada Example Jr.", "example"),
        ("Müller", "muller"),
        ("", ""),
        ("—", ""),
    ],
)
def test_a_surname_is_found_in_either_order(name: str, last: str) -> None:
    assert surname(name) == last


# -- suspects ------------------------------------------------------------------------------------


def test_nearly_the_same_title_with_a_common_author_is_reported() -> None:
    other = replace(
        PREPRINT, id="2603.00002", title="How to Count Many Stones in the Dark", authors=("B. Sample",)
    )
    assert possible_duplicates((other, PREPRINT)) == (
        PossibleDuplicate(
            "2603.00001", "2603.00002", "nearly the same title, and Sample among the authors of both"
        ),
    )
    assert possible_duplicates((replace(other, authors=("Carl Reader",)), PREPRINT)) == ()


def test_the_same_title_is_reported_also_where_authors_are_not_known() -> None:
    other = replace(PREPRINT, id="2603.00002", authors=())
    assert [s.why for s in possible_duplicates((PREPRINT, other))] == [
        "the same title; the authors of one are not known"
    ]


def test_the_parts_of_a_series_are_no_suspects() -> None:
    parts = tuple(
        replace(PREPRINT, id=f"2603.0000{n}", title=f"Counting Stones in the Dark, Part {'I' * n}")
        for n in (1, 2)
    )
    assert possible_duplicates(parts) == ()


WORDS = st.lists(st.sampled_from([f"word{n}" for n in range(9)]), min_size=4, max_size=9)


@given(st.lists(WORDS, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=examples(100), deadline=None)
def test_every_pair_of_near_titles_is_found_in_whatever_order_they_come(
    titles: list[list[str]], chance: random.Random
) -> None:
    papers = [
        replace(PREPRINT, id=f"2603.{n:05}", title=" ".join([*words, "together"]))
        for n, words in enumerate(titles, start=1)
    ]
    sets = {paper.id: frozenset(plain_title(paper.title).split()) for paper in papers}
    pairs = {
        (one.id, other.id)
        for one in papers
        for other in papers
        if one.id < other.id
        and len(sets[one.id] & sets[other.id]) >= NEAR * len(sets[one.id] | sets[other.id])
        and len(one.title) >= 20 <= len(other.title)
    }
    found = possible_duplicates(papers)
    assert {(suspect.first, suspect.second) for suspect in found} == pairs
    assert len(found) == len(pairs)
    chance.shuffle(papers)
    assert possible_duplicates(papers) == found


@given(st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=8), st.integers(0, 8))
@settings(max_examples=examples(100), deadline=None)
def test_titles_compared_with_those_of_an_earlier_build_make_the_same_pairs(
    before: list[list[str]], after: list[list[str]], kept: int
) -> None:
    def papers_of(titles: list[list[str]]) -> list[Paper]:
        return [
            replace(PREPRINT, id=f"2603.{n:05}", title=" ".join([*words, "together"]))
            for n, words in enumerate(titles, start=1)
        ]

    papers = papers_of(before[:kept] + after)
    near = find_near_titles(papers, find_near_titles(papers_of(before)))
    assert near.titles == find_near_titles(papers).titles
    assert len(near.pairs) == len(find_near_titles(papers).pairs)
    assert possible_duplicates(papers, near=near) == possible_duplicates(papers)


def test_titles_that_share_only_common_words_are_no_suspects() -> None:
    chance = random.Random(20260302)
    rare, common = [f"rare{n}" for n in range(9000)], [f"common{n}" for n in range(40)]
    papers = [
        make_paper(
            id=f"2603.{n:05}", doi="", title=" ".join([*chance.sample(rare, 4), *chance.sample(common, 6)])
        )
        for n in range(2000)
    ]
    assert possible_duplicates(papers) == ()
