"""Vectors of a period's papers by their own words."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from broadsheet.maps.own_words import own_word_vectors, rounded_log2
from broadsheet.search.records import Record
from broadsheet.search.semantic.counts import TermCounter


def counter(*titles: str) -> TermCounter:
    return TermCounter(
        [Record(id=str(n), title=title, day=date(2026, 1, 1)) for n, title in enumerate(titles)]
    )


TITLES = ("lamp keel model", "lamp keel model", "lamp sail", "sail mast", "mast oar", "oar model", "model")


def test_papers_are_alike_by_the_words_that_few_have():
    rows = own_word_vectors(counter(*TITLES), range(7)).astype(np.int64)
    products = rows @ rows.T
    assert products[0, 1] == products[0, 0]
    assert 0 < products[0, 2] < products[0, 1]
    # A word that more than half of the papers have says nothing.
    assert not rows[6].any()


def test_nothing_but_the_papers_of_the_period_counts():
    alone = own_word_vectors(counter(*TITLES), range(7))
    among_others = own_word_vectors(counter("lamp", "oar mast", *TITLES, "keel"), range(2, 9))
    assert alone.tolist() == among_others.tolist()


@pytest.mark.parametrize("papers", [(), ("lamp",), ("lamp", "oar"), ("", "", "", "")])
def test_papers_without_common_words_are_all_zeros(papers):
    vectors = own_word_vectors(counter(*papers), range(len(papers)))
    assert vectors.shape[0] == len(papers)
    assert not vectors.any()


def test_rows_have_one_length_so_that_products_are_exact_in_single_precision():
    rows = own_word_vectors(counter(*TITLES), range(7)).astype(np.int64)[:6]
    lengths = np.sqrt((rows * rows).sum(axis=1))
    assert lengths == pytest.approx(np.full(6, 1024), abs=2)


@pytest.mark.parametrize(
    ("number", "divisor"), [(1, 1), (2, 1), (3, 2), (12_000, 7), (12_000, 11_999), (999, 10)]
)
def test_logarithms_are_rounded_exactly(number, divisor):
    assert rounded_log2(number, divisor) == round(16 * math.log2(number / divisor))
