"""Lines of equal height: marching squares on a grid of whole numbers.

https://en.wikipedia.org/wiki/Marching_squares
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from broadsheet.outputs.maps.density import Grid, position
from broadsheet.outputs.maps.frames import Point

# So many lines part the land evenly from the sea to the highest top.
LEVELS = 8
# Points of a line nearer to each other than this part of the grid's step are one: curves have no corners.
_NEAREST = 2

# The points of a line in pixels; it goes on from the last to the first.
Line = tuple[Point, ...]


class Edge(NamedTuple):
    """Edge of the grid from a point to the next one in its row (``down`` 0) or its column (``down`` 1)."""

    row: int
    column: int
    down: int


class Square(NamedTuple):
    """Square of the grid: the heights of its corners, clockwise, and the least and the most of these."""

    row: int
    column: int
    corners: tuple[int, int, int, int]
    low: int
    high: int


# A piece of line within one square, by the edges that it crosses.
Segment = tuple[Edge, Edge]


def contours(grid: Grid, step: int) -> list[list[Line]]:
    """Return the lines of each level, the lowest first; flat land has none.

    All lines are closed, since the grid is zero along its border, which lies outside of the frame.
    """
    highest = max(map(max, grid))
    if not highest:
        return []
    squares = list(_squares(grid))
    levels = []
    for number in range(1, LEVELS + 1):
        level = _level(highest, number)
        crossed = [square for square in squares if 2 * square.low < level < 2 * square.high]
        lines = _lines_at(grid, crossed, level, step)
        levels.append(lines)
    return levels


def _level(highest: int, number: int) -> int:
    """Return a height in halves, always an odd number of them: so no point of the grid is as high."""
    height = highest * number // (LEVELS + 1)
    return 2 * height + 1


def _lines_at(grid: Grid, crossed: Sequence[Square], level: int, step: int) -> list[Line]:
    neighbours: dict[Edge, list[Edge]] = defaultdict(list)
    for square in crossed:
        for start, end in _segments(square, level):
            neighbours[start].append(end)
            neighbours[end].append(start)
    nearest = step // _NEAREST
    lines = []
    for edges in _rings(neighbours):
        points = [_crossing(grid, level, edge, step) for edge in edges]
        line = _without_near_ones(points, nearest)
        lines.append(line)
    return lines


def _squares(grid: Grid) -> Iterator[Square]:
    """Yield the squares of the grid."""
    for row, (line, line_below) in enumerate(pairwise(grid)):
        for column in range(len(line) - 1):
            right = column + 1
            corners = (line[column], line[right], line_below[right], line_below[column])
            yield Square(row, column, corners, min(corners), max(corners))


def _segments(square: Square, level: int) -> Iterator[Segment]:
    """Yield the pieces of line through a square that a line crosses: one, or two through a saddle."""
    row, column = square.row, square.column
    corners = square.corners
    is_high = [2 * height > level for height in corners]
    # Clockwise, as the corners from which they start.
    edges = (
        Edge(row, column, 0),
        Edge(row, column + 1, 1),
        Edge(row + 1, column, 0),
        Edge(row, column, 1),
    )
    is_next_high = (*is_high[1:], is_high[0])
    crossed = []
    for edge, here, there in zip(edges, is_high, is_next_high, strict=True):
        if here != there:
            crossed.append(edge)
    if len(crossed) == 2:
        yield crossed[0], crossed[1]
        return
    first, second, third, fourth = crossed
    is_middle_high = sum(corners) > 2 * level
    if is_middle_high == is_high[0]:
        yield first, second
        yield third, fourth
    else:
        yield fourth, first
        yield second, third


def _rings(neighbours: dict[Edge, list[Edge]]) -> Iterator[list[Edge]]:
    """Yield the edges that each line crosses, one behind the other."""
    is_done: set[Edge] = set()
    for start in neighbours:
        if start in is_done:
            continue
        ring = []
        edge: Edge | None = start
        while edge:
            ring.append(edge)
            is_done.add(edge)
            following = [other for other in neighbours[edge] if other not in is_done]
            edge = following[0] if following else None
        yield ring


def _crossing(grid: Grid, level: int, edge: Edge, step: int) -> Point:
    """Return where a line crosses an edge of the grid, in pixels."""
    next_row = edge.row + edge.down
    next_column = edge.column + 1 - edge.down
    here = 2 * grid[edge.row][edge.column]
    there = 2 * grid[next_row][next_column]
    way = step * (level - here) // (there - here)
    x = position(edge.column, step)
    y = position(edge.row, step)
    if edge.down:
        return Point(x, y + way)
    return Point(x + way, y)


def _without_near_ones(points: Sequence[Point], distance: int) -> Line:
    kept = [points[0]]
    for point in points[1:]:
        is_near = _is_near(point, kept[-1], distance) or _is_near(point, kept[0], distance)
        if not is_near:
            kept.append(point)
    return tuple(kept)


def _is_near(one: Point, other: Point, distance: int) -> bool:
    across = abs(one.x - other.x)
    down = abs(one.y - other.y)
    return across + down < distance


# The path of SVG


def path_of(lines: Sequence[Line]) -> str:
    """Return lines as the path of SVG: curves that lead from middle to middle, and bend at the points."""
    return "".join([_curve(line) for line in lines if len(line) > 2])


def _curve(line: Line) -> str:
    start = _middle(line[-1], line[0])
    pen = start
    points_after = (*line[1:], line[0])
    numbers: list[int] = []
    for bend, after in zip(line, points_after, strict=True):
        end = _middle(bend, after)
        for point in (bend, end):
            numbers.append(point.x - pen.x)
            numbers.append(point.y - pen.y)
        pen = end
    return f"M{start.x} {start.y}q{_shortest(numbers)}z"


def _middle(one: Point, other: Point) -> Point:
    x = (one.x + other.x) // 2
    y = (one.y + other.y) // 2
    return Point(x, y)


def _shortest(numbers: Sequence[int]) -> str:
    """Return numbers as a path has them: a minus sign parts them as well as a space does."""
    return " ".join(map(str, numbers)).replace(" -", "-")
