"""Density of papers on a map: each is a hill, and hills that lie near each other add up."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.outputs.maps.frames import Frame, Point

# Height of the hill of one paper at its top, along one axis: whole numbers are the same on all machines.
_TOP = 1000

# Heights at the points of a frame's grid, by row and column.
Grid = list[list[int]]


def density(points: Sequence[Point], frame: Frame) -> Grid:
    """Return the height of the land at each point of a frame's grid: zero along its border."""
    grid: Grid = []
    for _ in range(frame.rows):
        row_of_sea = [0] * frame.columns
        grid.append(row_of_sea)
    radius = frame.hill(max(1, len(points)))
    for point in points:
        across = _slope(point.x, radius, frame.step, frame.columns)
        down = _slope(point.y, radius, frame.step, frame.rows)
        for row, height in down:
            line = grid[row]
            for column, share in across:
                line[column] += height * share
    return grid


def _slope(middle: int, radius: int, step: int, count: int) -> list[tuple[int, int]]:
    """Return the heights of a hill along one axis, at those numbers of the grid that it reaches.

    (1 - d²/r²)³ is nearly the bell of Gauss, ends at the radius, and needs no fractions.
    """
    first = (middle - radius) // step + 1
    last = (middle + radius) // step + 1
    first = max(1, first)
    last = min(count - 2, last)
    square = radius**2
    highest = square**3
    heights = []
    for number in range(first, last + 1):
        distance = position(number, step) - middle
        rest = square - distance**2
        if rest > 0:
            height = _TOP * rest**3 // highest
            heights.append((number, height))
    return heights


def position(number: int, step: int) -> int:
    """Return where a row or column of the grid lies, in pixels: the first one before the frame."""
    return (number - 1) * step
