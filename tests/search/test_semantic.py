"""Latent semantic analysis: what is learnt, from whom, what stays, and what the browser is given."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from records_made import Nothing, made_up

from broadsheet.cache.blobs import BlobCache
from broadsheet.model.shared import MEANING_DIMENSIONS
from broadsheet.search.index.binary import parse_file
from broadsheet.search.index.tokens import index_terms
from broadsheet.search.records import Record
from broadsheet.search.semantic.archive import Archive, count_learnt_from, count_settled
from broadsheet.search.semantic.counts import TermCounter
from broadsheet.search.semantic.files import encode_papers, semantic_files
from broadsheet.search.semantic.lexicon import Lexicon, build_lexicon, leading_dimensions
from broadsheet.search.semantic.paper_words import chunk_terms
from broadsheet.search.semantic.space import Space, learn_space, quantise_rows


def files_of(archive: Archive) -> dict[str, bytes]:
    return {file.path: file.data for file in semantic_files(archive)}


# What a term is


def test_terms_are_those_of_the_search_less_single_letters_and_numbers():
    text = "The pre-training of K 2048 masons' stones, a naïve re-use"
    text += " (in ASP .NET, C++, A*): THE (end).) ok.net it's (said)"
    ours = [term for chunk in text.split() for term in chunk_terms(chunk) if term]
    assert ours == [term for term in index_terms(text) if len(term) > 1 and not term.isdecimal()]


def test_two_words_are_a_pair_within_one_text_and_not_across_a_stop_word():
    record = Record(
        id="1", title="stone lamp", abstract="boat of keel", day=date(2026, 1, 1), keywords=("sail mast",)
    )
    found = TermCounter([record]).document_frequencies(range(1), 1, 1)
    assert {term for term in found if " " in term} == {"ston lamp", "sail mast"}


def test_a_term_is_counted_once_a_paper_and_rare_ones_are_left_out():
    papers = [
        Record(id=str(n), title=title, day=date(2026, 1, 1))
        for n, title in enumerate(["stone stone", "stone lamp", "boat"])
    ]
    assert TermCounter(papers).document_frequencies(range(3), 2, 2) == {"ston": 2}
    counts = TermCounter(papers).count_terms([1, 0, 2], ["lamp", "ston", "ston lamp", "no"])
    assert counts.to_dense().tolist() == [[2, 2, 2, 0], [0, 4, 0, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(("least", "most"), [(1, 9), (2, 9), (2, 3), (9, 9)])
def test_terms_counted_together_are_those_counted_by_their_texts(least, most):
    titles = ("sail-boat mast", "sail boat", "sail boats of oak", "oak keel oak", "", "keel, sail; sail boat")
    papers = [Record(id=str(n), title=title, day=date(2026, 1, 1)) for n, title in enumerate(titles)]
    by_text = {}
    for term, frequency in TermCounter(papers).document_frequencies(range(6), least, least).items():
        if frequency <= most:
            by_text[term] = frequency
    counts = TermCounter(papers).count_terms(range(6), tuple(by_text)).to_dense()
    cells = TermCounter(papers).count_frequent(range(6), least, most)
    together = np.zeros(counts.shape)
    together[cells.papers, cells.terms] = cells.mentions
    assert cells.frequencies.tolist() == list(by_text.values())
    assert together.tolist() == counts.tolist()


def test_a_takeaway_is_read_only_where_there_is_no_abstract():
    both = Record(id="1", title="x", abstract="stone", takeaway="lamp", day=date(2026, 1, 1))
    only = Record(id="1", title="x", takeaway="lamp", day=date(2026, 1, 1))
    assert "lamp" not in TermCounter([both]).document_frequencies(range(1), 1, 1)
    assert "lamp" in TermCounter([only]).document_frequencies(range(1), 1, 1)


# The space


@pytest.mark.parametrize("papers", [0, 1, 5, 61])
def test_a_small_site_has_a_space_too(papers):
    archive = Archive(made_up(papers), Nothing())
    assert archive.vectors.shape == (papers, archive.space.directions.shape[1])
    for path, data in files_of(archive).items():
        assert parse_file(data), path


def test_papers_that_say_nothing_have_a_place_all_the_same():
    silent = tuple(Record(id=str(n), title="", day=date(2026, 1, 1)) for n in range(8))
    archive = Archive(silent, Nothing())
    assert not archive.vectors.any()
    assert not files_of(archive)


def test_papers_of_one_field_stand_nearer_to_each_other_than_to_others():
    archive = Archive(made_up(300), Nothing())
    whole = archive.vectors[:, :3].astype(float)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    alike = whole @ whole.T
    same = np.arange(300)[:, None] % 3 == np.arange(300) % 3
    assert alike[same].mean() > alike[~same].mean() + 0.5


def test_large_and_small_decompositions_find_the_same_space():
    records = made_up(700)
    exact, found = (
        learn_space(TermCounter(records), 700),
        learn_space(TermCounter(records), 700, dimensions=10),
    )
    assert exact.directions.shape[1] > 2 * 10 == 2 * found.directions.shape[1]
    assert np.abs(found.directions - exact.directions[:, :10]).max() < 1e-4


def test_two_runs_learn_the_same_bytes():
    records = made_up(700)
    assert (
        learn_space(TermCounter(records), 700).to_bytes() == learn_space(TermCounter(records), 700).to_bytes()
    )


def test_a_space_comes_back_from_its_bytes():
    space = learn_space(TermCounter(made_up(60)), 60)
    again = Space.from_bytes(space.to_bytes())
    assert again.terms == space.terms
    assert np.array_equal(again.idf, space.idf) and np.array_equal(again.directions, space.directions)
    nothing = Space.from_bytes(learn_space(TermCounter(()), 0).to_bytes())
    assert nothing.terms == () and nothing.directions.shape == (0, 0)


def test_vectors_are_stretched_to_whole_numbers_and_zero_stays_zero():
    assert quantise_rows(np.array([[0.5, -0.25], [0, 0]])).tolist() == [[127, -64], [0, 0]]


# From whom, and what stays


def test_a_month_is_settled_a_fortnight_after_its_end():
    january = [date(2026, 1, 10)] * 3
    assert count_settled([*january, date(2026, 2, 13)]) == 0
    assert count_settled([*january, date(2026, 2, 14)]) == 3
    assert count_settled([]) == 0


def test_the_space_is_learnt_anew_only_when_the_archive_has_grown_by_a_quarter():
    days = [date(2026, 1, 1)] * 1000 + [date(2026, 2, 1)] * 200 + [date(2026, 3, 1)] * 50
    assert count_learnt_from([*days[:1200], date(2026, 3, 20)]) == 1000  # a fifth more is not enough
    assert count_learnt_from([*days, date(2026, 4, 20)]) == 1250
    assert count_learnt_from([date(2026, 1, 1)] * 499 + [date(2026, 4, 1)]) == 0


def test_a_new_day_moves_no_older_paper():
    records = made_up(1200, a_day=10)
    before, after = (Archive(records[:count], Nothing()) for count in (1190, 1200))
    assert after.learnt_from == before.learnt_from == 900
    assert np.array_equal(after.vectors[:1190], before.vectors)
    assert list(after.spans())[:-1] == list(before.spans())


def test_the_result_does_not_depend_on_what_was_kept(tmp_path):
    records = made_up(1200, a_day=10)
    shelf = BlobCache(tmp_path / "kept", tmp_path)
    files_of(Archive(records[:1100], shelf))
    warm, cold = Archive(records, shelf), Archive(records, Nothing())
    assert files_of(warm) == files_of(cold)
    assert "kept; 100 of 1,200 papers placed anew" in warm.report
    assert "learnt anew from 900" in cold.report
    again = Archive(records, shelf)
    assert files_of(again) == files_of(cold) and "1,200 papers kept" in again.report


def test_a_corrected_old_paper_is_not_taken_from_the_shelf(tmp_path):
    records = made_up(1200, a_day=10)
    shelf = BlobCache(tmp_path / "kept", tmp_path)
    files_of(Archive(records, shelf))
    corrected = Record(id=records[0].id, title="A lamp, a torch, a flame", day=records[0].day)
    changed = (corrected, *records[1:])
    assert files_of(Archive(changed, shelf)) == files_of(Archive(changed, Nothing()))


def test_full_files_of_papers_stay_when_papers_are_added():
    records = made_up(1200, a_day=10)
    archives = (Archive(records[:count], Nothing()) for count in (1190, 1200))
    before, after = ({file.path for file in semantic_files(archive, block=256)} for archive in archives)
    assert len(before - after) == 1


# What a word says


def test_a_word_stands_where_the_papers_that_say_it_stand():
    titles = ("stone wall", "stone", "lamp", "lamp lantern", "boat boat", "boat wall")
    records = [Record(id=str(n), title=title, day=date(2026, 1, 1)) for n, title in enumerate(titles)]
    vectors = quantise_rows(np.random.default_rng(1).standard_normal((6, 80)))
    lexicon = build_lexicon(TermCounter(records), vectors)
    assert lexicon.words == ("boat", "lamp", "ston", "wall")
    places = leading_dimensions(vectors)
    stones = (places[:2].mean(axis=0) - places.mean(axis=0)) * np.log(3)
    assert lexicon.vectors.shape == (4, MEANING_DIMENSIONS)
    assert lexicon.vectors[2] == pytest.approx(stones, abs=1e-6)


def test_a_word_of_one_paper_or_of_most_says_nothing():
    titles = ("we stone", "we stone", "we lamp", "we", "boat")
    records = [Record(id=str(n), title=title, day=date(2026, 1, 1)) for n, title in enumerate(titles)]
    assert build_lexicon(TermCounter(records), np.ones((5, 3), np.int8)).words == ("ston",)


def test_a_lexicon_comes_back_from_its_bytes():
    records = made_up(60)
    lexicon = build_lexicon(TermCounter(records), np.eye(60, dtype=np.int8))
    again = Lexicon.from_bytes(lexicon.to_bytes())
    assert again.words == lexicon.words and np.array_equal(again.vectors, lexicon.vectors)
    nothing = Lexicon.from_bytes(build_lexicon(TermCounter(()), np.zeros((0, 0), np.int8)).to_bytes())
    assert nothing.words == () and nothing.vectors.shape == (0, MEANING_DIMENSIONS)


def test_a_new_day_leaves_the_words_as_they_are():
    records = made_up(1200, a_day=10)
    before, after = (files_of(Archive(records[:count], Nothing())) for count in (1190, 1200))
    words = {path: data for path, data in before.items() if "/meanings" in path}
    assert words and words.items() <= after.items()


# What the browser is given


def expected_cosines(files: dict[str, bytes], query: str) -> list[float]:
    """The cosines of a query with all papers, from the files as they are described."""
    vector = np.zeros(MEANING_DIMENSIONS)
    wanted = set(index_terms(query))
    codes = b""
    for path, data in sorted(files.items()):
        head, sections = parse_file(data)
        if "/papers" in path:
            codes += sections[0]
        elif "/meanings" in path:
            largest = np.frombuffer(sections[0], "<f4")
            packed = np.frombuffer(sections[1], np.uint8).reshape(len(largest), -1)
            levels = np.stack((packed & 15, packed >> 4), axis=2).reshape(len(largest), -1)
            for place, term in enumerate(head["terms"].split("\n")):
                if term in wanted:
                    vector += (levels[place] - 7.5) * largest[place] / 7.5
    bits = np.frombuffer(codes, np.uint8)[:, None] >> np.asarray([0, 2, 4, 6]) & 3
    papers = bits.reshape(-1, MEANING_DIMENSIONS) - 1.5
    lengths = np.linalg.norm(papers, axis=1) * np.linalg.norm(vector)
    return [round(float(value), 6) for value in papers @ vector / lengths]


def test_two_bits_keep_the_direction_of_a_vector():
    chance = np.random.default_rng(1)
    vectors = quantise_rows(chance.standard_normal((50, MEANING_DIMENSIONS)))
    codes = encode_papers(vectors)
    levels = (codes[:, :, None] >> np.asarray([0, 2, 4, 6]) & 3).reshape(50, -1) - 1.5
    cosines = (
        (levels * vectors).sum(axis=1) / np.linalg.norm(levels, axis=1) / np.linalg.norm(vectors, axis=1)
    )
    assert codes.shape == (50, MEANING_DIMENSIONS // 4) and cosines.min() > 0.9


def test_the_browser_finds_the_same_cosines(tmp_path, node):
    files = files_of(Archive(made_up(300), Nothing()))
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    queries = ("stones and a quarry", "Lantern", "boats unheardof sailing masts")
    cosines = {query: expected_cosines(files, query) for query in queries}
    (tmp_path / "expected.json").write_text(json.dumps({"papers": 300, "cosines": cosines}))
    best = np.argsort(cosines["Lantern"])[-50:]
    assert sum(place % 3 == 1 for place in best) > 45
    command = [node, "--test", str(Path(__file__).parents[1] / "meaning.test.mjs")]
    told = os.environ | {"MEANING": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=told)
    assert done.returncode == 0, done.stdout + done.stderr
