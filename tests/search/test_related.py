"""Related papers: the nearest ones, all compared, and what they share in words."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from records_made import Nothing, made_up

from broadsheet.cache.blobs import BlobCache
from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive
from broadsheet.search.semantic.nearest import MAX_NEAREST, nearest_papers
from broadsheet.search.semantic.related import find_related
from broadsheet.search.semantic.shared_words import choose_words, shared_keywords, written_forms

DAY = date(2026, 1, 1)
RECORDS = made_up(1200, a_day=10)


@pytest.fixture(scope="module")
def relatives():
    """The relatives of all of RECORDS, found without anything that was kept."""
    return find_related(Archive(RECORDS, Nothing()))


@pytest.mark.parametrize("papers", [0, 1, 5, 61])
def test_a_small_site_has_related_papers_as_far_as_there_are_any(papers):
    records = made_up(papers)
    found = find_related(Archive(records, Nothing()))
    assert found.keys() <= {record.id for record in records}
    assert all(0 < len(near) <= MAX_NEAREST for near in found.values())
    assert papers < 61 or len(found) == 61


def test_relatives_are_of_the_same_field_and_never_the_paper_itself():
    found = find_related(Archive(made_up(300), Nothing()))
    pairs = [(name, near.id) for name, nears in found.items() for near in nears]
    assert all(name != other for name, other in pairs)
    same = [int(name[5:]) % 3 == int(other[5:]) % 3 for name, other in pairs]
    assert sum(same) > 0.95 * len(pairs)


@pytest.mark.parametrize("start", [0, 650, 2900])
def test_the_nearest_are_those_that_comparing_all_of_them_one_by_one_finds(start):
    chance = np.random.default_rng(3)
    vectors = chance.integers(-127, 128, (3000, 8)).astype(np.int8)
    papers, others = nearest_papers(vectors, start)
    whole = vectors.astype(float)
    cosines = whole @ whole.T / np.linalg.norm(whole, axis=1) / np.linalg.norm(whole, axis=1)[:, None]
    np.fill_diagonal(cosines, -1)
    for paper in range(start, 3000):
        expected = np.argsort(-cosines[paper], kind="stable")[:MAX_NEAREST]
        assert others[papers == paper].tolist() == expected.tolist()


def test_equally_near_papers_come_newest_first_and_far_ones_not_at_all():
    vectors = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 0]], np.int8)
    papers, others = nearest_papers(vectors, 0)
    assert list(zip(papers.tolist(), others.tolist(), strict=True)) == [
        (0, 2), (0, 1), (1, 2), (1, 0), (2, 1), (2, 0),
    ]  # fmt: skip


def test_of_more_equally_near_papers_than_are_shown_the_newest_are_taken():
    equal = np.ones((MAX_NEAREST + 3, 2), np.int8)
    papers, others = nearest_papers(equal, 0)
    newest = list(range(len(equal) - 1, 2, -1))
    assert len(newest) == MAX_NEAREST
    assert others[papers == 0].tolist() == newest


def test_a_new_day_leaves_the_relatives_of_older_papers_alone(relatives):
    before = find_related(Archive(RECORDS[:1190], Nothing()))
    assert {name: relatives[name] for name in before} == before
    new = {record.id for record in RECORDS[1190:]}
    assert relatives.keys() - before.keys() == new


def test_relatives_are_the_same_whatever_was_kept_and_a_new_day_compares_itself_alone(tmp_path, relatives):
    shelf = BlobCache(tmp_path / "kept", tmp_path)
    find_related(Archive(RECORDS[:1190], shelf))
    warm = Archive(RECORDS, shelf)
    assert find_related(warm) == relatives
    assert "related papers of 10 found" in warm.report


def test_a_paper_of_an_older_month_may_have_relatives_of_that_months_end_and_a_new_one_of_its_day(
    relatives,
):
    days = {record.id: record.day for record in RECORDS}
    for name, near in relatives.items():
        last = max(date(2026, 3, 31), days[name])
        assert all(days[one.id] <= last for one in near)


# In words


def test_words_are_told_as_the_other_paper_writes_them():
    other = Record(
        id="1",
        title="Lamps: A Survey",
        abstract="Granite matters. We light LLMs with long-range Torch lamps; the mason's torches stay.",
        day=DAY,
    )
    terms = ("lamp", "granit", "llms", "long rang", "longrang", "torch lamp", "mason", "absent")
    assert written_forms(other, terms) == {
        "lamp": "lamps",
        "granit": "granite",
        "llms": "LLMs",
        "long rang": "long-range",
        "longrang": "long-range",
        "torch lamp": "Torch lamps",
        "mason": "mason",
    }


def test_no_word_is_told_twice_and_few_are_told():
    assert choose_words(["reward models", "rewards", "LLMs", "stone", "lamp"]) == (
        "reward models",
        "LLMs",
        "stone",
    )


def test_keywords_of_both_come_first_unless_they_are_common_words():
    def paper(name: str, *keywords: str) -> Record:
        return Record(id=name, title="t", abstract="stone quarry", keywords=keywords, day=DAY)

    papers = (paper("1", "Quarry Work", "stones"), paper("2", "quarry work", "stones"))
    common = {"ston"}
    assert list(shared_keywords(*papers, common)) == ["quarry work"]


def test_hostile_words_are_plain_text_until_they_are_escaped():
    other = Record(id="1", title="x", abstract='A <img src=x onerror="alert(1)"> stone', day=DAY)
    assert written_forms(other, ("ston",)) == {"ston": "stone"}
    assert written_forms(Record(id="1", title="", day=DAY), ("ston",)) == {}
