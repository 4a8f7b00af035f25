"""Decomposition: the strongest right singular vectors of a large matrix that is nearly all zeros.

Block Lanczos: a block of vectors is multiplied by the matrix and its transpose again and again, and what
each product has that is new becomes a block of a basis. In that basis the strongest directions show early.
See Musco and Musco, "Randomized Block Krylov Methods for Stronger and Faster Approximate Singular Value
Decomposition", 2015.
"""

from __future__ import annotations

import numpy as np

from broadsheet.search.semantic.sparse_rows import Floats, SparseRows

# Vectors of a block, and of the whole basis: four for each direction that is looked for. At 7,652 papers
# the directions so found have 0.9993 of the strength that is there for as many.
BLOCK = 32
BASIS = 1024
# What is new in a block is no direction, but rounding, where it is so much weaker than the whole.
_NOISE = 1e-7


def strongest_right_vectors(matrix: SparseRows, count: int) -> tuple[Floats, Floats]:
    """Return strengths, the largest first, and beside each its right singular vector, as rows.

    There are at most ``count``, and only those that differ from nothing.
    """
    transpose = matrix.transpose()
    if matrix.height > matrix.width:
        strengths, right = _strongest_left_vectors(transpose, matrix, count)
    else:
        strengths, left = _strongest_left_vectors(matrix, transpose, count)
        right = transpose.times(left) / strengths
    return strengths, right.T


def _strongest_left_vectors(
    matrix: SparseRows,
    transpose: SparseRows,
    count: int,
) -> tuple[Floats, Floats]:
    """Return strengths and left singular vectors, as columns, of a matrix that is not higher than wide."""
    basis, square = _krylov_basis(matrix, transpose)
    squares, vectors = np.linalg.eigh(square)
    order = np.argsort(-squares, kind="stable")
    strongest = order[:count]
    noise = _NOISE * squares.max(initial=0)
    chosen = strongest[squares[strongest] > noise]
    strengths = np.sqrt(squares[chosen])
    left = basis @ vectors[:, chosen]
    return strengths, left


def _krylov_basis(matrix: SparseRows, transpose: SparseRows) -> tuple[Floats, Floats]:
    """Return an orthonormal basis, as columns, and the square of the matrix as this basis sees it.

    The square is ``basis.T @ matrix @ matrix.T @ basis``.
    """
    height = matrix.height
    limit = min(BASIS, height)
    basis = np.zeros((height, limit))
    square = np.zeros((limit, limit))
    known = basis[:, :0]
    seen = square[:0, :0]
    block = _first_block(height)
    size = 0
    largest = 0.0
    while block.size:
        start = size
        size += block.shape[1]
        known = basis[:, :size]
        seen = square[:size, :size]
        known[:, start:] = block
        right = transpose.times(block)
        product = matrix.times(right)
        shares = known.T @ product
        seen[:, start:] = shares
        seen[start:] = shares.T
        product -= known @ shares
        rounded = known.T @ product
        product -= known @ rounded
        largest = max(largest, np.abs(shares).max())
        noise = _NOISE * largest
        room = limit - size
        block = _orthonormal_columns(product, noise, room)
    return known, seen


def _first_block(height: int) -> Floats:
    """Return orthonormal columns made of signs by chance, the same for ever: numpy froze this generator."""
    width = min(BLOCK, height)
    chance = np.random.RandomState(0)
    coins = chance.randint(0, 2, (height, width))
    signs: Floats = np.where(coins, 1.0, -1.0)
    return _orthonormal_columns(signs, _NOISE, width)


def _orthonormal_columns(columns: Floats, noise: float, room: int) -> Floats:
    """Return orthonormal columns for what ``columns`` have besides noise: ``room`` of them, the strongest."""
    vectors, strengths, _ = np.linalg.svd(columns, full_matrices=False)
    strong: Floats = vectors[:, strengths > noise]
    return strong[:, :room]
