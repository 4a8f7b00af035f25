"""Sparse rows and their decomposition, held against numpy's own on the whole matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from records_made import made_up
from threadpoolctl import threadpool_limits

from broadsheet.search.semantic.counts import TermCounter
from broadsheet.search.semantic.decomposition import strongest_right_vectors
from broadsheet.search.semantic.space import learn_space
from broadsheet.search.semantic.sparse_rows import Cells, Floats, SparseRows, multiply_cells

NUMBERS = st.sampled_from([0.0, 0.0, 0.0, 1.0, -2.0, 0.5])
MATRICES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=6), elements=NUMBERS)


def sparse(dense: Floats) -> SparseRows:
    rows, columns = np.nonzero(dense)
    cells = Cells(rows, columns, dense[rows, columns])
    return SparseRows.from_cells(cells, dense.shape)


@given(MATRICES)
def test_a_matrix_comes_back_and_its_transpose_is_that_of_numpy(dense):
    assert np.array_equal(sparse(dense).to_dense(), dense)
    assert np.array_equal(sparse(dense).transpose().to_dense(), dense.T)


@given(MATRICES)
def test_a_product_with_a_whole_matrix_is_that_of_numpy(dense):
    other = np.arange(dense.shape[1] * 3.0).reshape(dense.shape[1], 3)
    assert np.allclose(sparse(dense).times(other), dense @ other)


@given(MATRICES, st.data())
def test_rows_can_be_taken_in_any_order_and_twice(dense, data):
    most = 8 * bool(len(dense))
    numbers = data.draw(st.lists(st.integers(0, max(len(dense) - 1, 0)), max_size=most))
    numbers = np.array(numbers, int)
    assert np.array_equal(sparse(dense).take_rows(numbers).to_dense(), dense[numbers])


@given(MATRICES, st.data())
def test_the_cells_of_two_matrices_are_multiplied_one_by_one(dense, data):
    other = data.draw(arrays(np.float64, dense.shape, elements=NUMBERS))
    assert np.array_equal(multiply_cells(sparse(dense), sparse(other)).to_dense(), dense * other)


def made_matrix(height: int, width: int, rank: int) -> Floats:
    """Return a matrix of that rank, whose strengths fall by a twentieth each."""
    chance = np.random.RandomState(1)
    left = np.linalg.qr(chance.standard_normal((height, rank)))[0]
    right = np.linalg.qr(chance.standard_normal((width, rank)))[0]
    strengths = 10 * 0.95 ** np.arange(rank)
    dense: Floats = (left * strengths) @ right.T
    return dense


@pytest.mark.parametrize(
    ("height", "width", "rank"),
    [(150, 200, 150), (200, 150, 150), (150, 200, 7), (150, 200, 33), (40, 40, 40), (5, 9, 3)],
)
def test_the_strongest_directions_are_those_of_the_whole_decomposition(height, width, rank):
    dense = made_matrix(height, width, rank)
    with threadpool_limits(limits=1):
        found, rows = strongest_right_vectors(sparse(dense), 20)
        _, strengths, vectors = np.linalg.svd(dense, full_matrices=False)
    count = min(20, rank)
    assert len(found) == len(rows) == count
    assert np.allclose(found, strengths[:count])
    assert np.allclose(np.abs((rows * vectors[:count]).sum(axis=1)), 1)


def test_a_matrix_of_zeros_has_no_direction():
    found, rows = strongest_right_vectors(sparse(np.zeros((30, 50))), 20)
    assert found.shape == (0,)
    assert rows.shape == (0, 50)


def test_the_number_of_threads_changes_no_byte():
    records = made_up(700)
    learnt = set()
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            space = learn_space(TermCounter(records), 700, dimensions=10)
            learnt.add(space.to_bytes())
    assert len(learnt) == 1
