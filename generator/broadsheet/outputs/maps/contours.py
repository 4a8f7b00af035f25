"""Lines of equal height: marching squares on a grid of whole numbers.

https://en.wikipedia.org/wiki/Marching_squares
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def contours(grid: Grid, step: int) -> list[list[Line]]:
    """Return the lines of each level, the lowest first; flat land has none.

    All lines are closed, since the grid is zero along its border, which lies outside of the frame.
    """
    highest = max(map(max, grid))
    if not highest:
        return []
    return [_lines_at(grid, _level(highest, number), step) for number in range(1, LEVELS + 1)]


def _level(highest: int, number: int) -> int:
    """Return a height in halves, always an odd number of them: so no point of the grid is as high."""
    return 2 * (highest * number // (LEVELS + 1)) + 1


def _lines_at(grid: Grid, level: int, step: int) -> list[Line]:
    neighbours: dict[Edge, list[Edge]] = {}
    for row in range(len(grid) - 1):
        for column in range(len(grid[row]) - 1):
            for start, end in _segments(grid, level, row, column):
                neighbours.setdefault(start, []).append(end)
                neighbours.setdefault(end, []).append(start)
    lines = []
    for edges in _rings(neighbours):
        points = [_crossing(grid, level, edge, step) for edge in edges]
        lines.append(_without_near_ones(points, step // _NEAREST))
    return lines


def _segments(grid: Grid, level: int, row: int, column: int) -> Iterator[tuple[Edge, Edge]]:
    """Yield the pieces of line through one square of the grid: none, one, or two through a saddle."""
    corners = (
        grid[row][column],
        grid[row][column + 1],
        grid[row + 1][column + 1],
        grid[row + 1][column],
    )
    is_high = [2 * height > level for height in corners]
    if all(is_high) or not any(is_high):
        return
    # Edges in the order of the corners that they start from, clockwise.
    edges = (
        Edge(row, column, 0),
        Edge(row, column + 1, 1),
        Edge(row + 1, column, 0),
        Edge(row, column, 1),
    )
    crossed = []
    for number, edge in enumerate(edges):
        if is_high[number] != is_high[(number + 1) % 4]:
            crossed.append(edge)
    if len(crossed) == 2:
        yield crossed[0], crossed[1]
        return
    is_middle_high = sum(corners) > 2 * level
    if is_middle_high == is_high[0]:
        yield crossed[0], crossed[1]
        yield crossed[2], crossed[3]
    else:
        yield crossed[3], crossed[0]
        yield crossed[1], crossed[2]


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
    here = 2 * grid[edge.row][edge.column]
    there = 2 * grid[edge.row + edge.down][edge.column + 1 - edge.down]
    way = step * (level - here) // (there - here)
    x = position(edge.column, step)
    y = position(edge.row, step)
    if edge.down:
        return Point(x, y + way)
    return Point(x + way, y)


def _without_near_ones(points: Sequence[Point], distance: int) -> Line:
    kept = [points[0]]
    for point in points[1:]:
        if not (_is_near(point, kept[-1], distance) or _is_near(point, kept[0], distance)):
            kept.append(point)
    return tuple(kept)


def _is_near(one: Point, other: Point, distance: int) -> bool:
    return abs(one.x - other.x) + abs(one.y - other.y) < distance


# The path of SVG


def path_of(lines: Sequence[Line]) -> str:
    """Return lines as the path of SVG: curves that lead from middle to middle, and bend at the points."""
    return "".join([_curve(line) for line in lines if len(line) > 2])


def _curve(line: Line) -> str:
    pen = start = _middle(line[-1], line[0])
    numbers = []
    for bend, after in zip(line, (*line[1:], line[0]), strict=True):
        end = _middle(bend, after)
        numbers += [bend.x - pen.x, bend.y - pen.y, end.x - pen.x, end.y - pen.y]
        pen = end
    return f"M{start.x} {start.y}q{_shortest(numbers)}z"


def _middle(one: Point, other: Point) -> Point:
    return Point((one.x + other.x) // 2, (one.y + other.y) // 2)


def _shortest(numbers: Sequence[int]) -> str:
    """Return numbers as a path has them: a minus sign parts them as well as a space does."""
    return " ".join(map(str, numbers)).replace(" -", "-")
