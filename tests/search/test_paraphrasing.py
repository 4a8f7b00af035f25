"""The benchmark of questions in other words: it asks the JavaScript that ships, and halves fairly."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.meaning import likeness
from benchmarks.paraphrasing import CHOSEN_ON, HELD_OUT, ask, difference, half_of, write_index
from benchmarks.ranking import Index
from benchmarks.search import DEEPEST, Query
from benchmarks.small import small_corpus

from broadsheet.search.index import index_files


def test_what_ships_finds_by_words_and_with_meaning_what_the_reference_finds(node, tmp_path):
    records = small_corpus()[0][:200]
    texts = ["quarrelsome copper", "glaciers quarrelsome", "orchards beehives unheardof matters"]
    queries = [Query(text, frozenset([paper])) for text in texts for paper in range(0, 200, 5)]
    write_index(records, tmp_path)
    answers = ask(queries, tmp_path)
    index = Index({file.path: file.data for file in index_files(records, ())})
    alike = likeness(records)
    for place, query in enumerate(queries):
        paper = answers.papers[place]
        assert answers.by_words[place] == (paper in index.ranked(query.words, DEEPEST)[0])
        meant = index.ranked(query.words, DEEPEST, alike(query.words))[0]
        assert answers.with_meaning[place] == (paper in meant)
    assert (answers.by_words != answers.with_meaning).any()


def test_an_interval_draws_papers_and_not_queries():
    once = np.asarray([1.0, 0.0] * 20)
    nothing = np.zeros(40)
    apart = difference(range(40), nothing, once)
    in_pairs = difference([place // 20 for place in range(40)], nothing, np.repeat([1.0, 0.0], 20))
    assert apart[0] == in_pairs[0] == 0.5
    assert apart[1] > 0.3 and in_pairs[1] == 0


@pytest.mark.parametrize(("paper", "half"), [("2605.16003", HELD_OUT), ("2601.09274", CHOSEN_ON)])
def test_a_papers_half_stays_what_it_was(paper, half):
    assert half_of(paper) == half
