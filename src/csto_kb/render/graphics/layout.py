"""Force-directed layout of a graph in a plane: edges attract, all nodes repel each other.

It is written in plain Python rather than with networkx, which computes with numpy: only sums, products, quotients and
square roots are used, whose rounding IEEE 754 defines, so every machine computes the same positions. Repulsion is
limited to the neighbouring cells of a grid, so the time grows linearly with the number of nodes.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import sqrt
from random import Random

ITERATIONS = 40
SEED = 1992
_RANGE = 2.4
"""The range of the repulsion, in lengths of an edge at rest."""
_RANGE_SQUARED = _RANGE * _RANGE
_GRAVITY = 0.02
_GAP = 24.5
"""The least distance between the centres of two nodes, in units of the plane: WCAG 2.2 (2.5.8) asks for 24 pixels."""
_MAX_PASSES = 200
"""The most passes that push overlapping nodes apart; a few dozen are enough unless the square is full."""

Position = tuple[float, float]


@lru_cache(maxsize=4)
def place_nodes(count: int, edges: tuple[tuple[int, int], ...], size: int, margin: int) -> tuple[Position, ...]:
    """Positions of nodes 0 to count - 1 in a square, rounded to tenths. Cached, so that a rebuild finds them."""
    if count < 2:
        return ((size / 2, size / 2),) * count
    random = Random(SEED)
    side = sqrt(count)
    positions = [[random.random() * side, random.random() * side] for _ in range(count)]
    degrees = [0] * count
    for first, second in edges:
        degrees[first] += 1
        degrees[second] += 1
    weights = [sqrt(1 + degree) for degree in degrees]
    for iteration in range(ITERATIONS):
        moves = [
            [(side / 2 - x) * _GRAVITY * weight, (side / 2 - y) * _GRAVITY * weight]
            for (x, y), weight in zip(positions, weights, strict=True)
        ]
        _repel(positions, weights, moves)
        _attract(positions, edges, degrees, moves)
        _move(positions, moves, 0.02 + side * 0.09 * (1 - iteration / ITERATIONS))
    return _fit(positions, size, margin)


def _repel(positions: Sequence[list[float]], weights: Sequence[float], moves: Sequence[list[float]]) -> None:
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, (x, y) in enumerate(positions):
        cells[int(x // _RANGE), int(y // _RANGE)].append(index)
    for (column, row), members in cells.items():
        # Half of the neighbouring cells: each of the other half has this cell among its own.
        near = [
            item
            for step in ((1, -1), (1, 0), (1, 1), (0, 1))
            for item in cells.get((column + step[0], row + step[1]), ())
        ]
        for at, first in enumerate(members):
            x, y = positions[first]
            weight, move = weights[first], moves[first]
            for second in members[at + 1 :] + near:
                other = positions[second]
                dx, dy = x - other[0], y - other[1]
                square = dx * dx + dy * dy
                if square >= _RANGE_SQUARED:
                    continue
                # The force falls to zero at the range, so that no node aligns with the edges of the cells.
                force = 0.16 * weight * weights[second] * (1 / (square + 0.01) - 1 / _RANGE_SQUARED)
                dx *= force
                dy *= force
                move[0] += dx
                move[1] += dy
                back = moves[second]
                back[0] -= dx
                back[1] -= dy


def _attract(
    positions: Sequence[list[float]],
    edges: Sequence[tuple[int, int]],
    degrees: Sequence[int],
    moves: Sequence[list[float]],
) -> None:
    for first, second in edges:
        dx = positions[second][0] - positions[first][0]
        dy = positions[second][1] - positions[first][1]
        force = 0.5 / sqrt(min(degrees[first], degrees[second]))
        moves[first][0] += dx * force
        moves[first][1] += dy * force
        moves[second][0] -= dx * force
        moves[second][1] -= dy * force


def _move(positions: Sequence[list[float]], moves: Sequence[list[float]], limit: float) -> None:
    for position, (dx, dy) in zip(positions, moves, strict=True):
        length = sqrt(dx * dx + dy * dy)
        share = min(1.0, limit / length) if length else 0.0
        position[0] += dx * share
        position[1] += dy * share


def _fit(positions: Sequence[list[float]], size: int, margin: int) -> tuple[Position, ...]:
    """Fit into the square by rank as well as by position, so that the middle is not crowded; then separate overlaps."""
    axes = []
    for axis in (0, 1):
        order = sorted(range(len(positions)), key=lambda index: (positions[index][axis], index))
        low, high = positions[order[0]][axis], positions[order[-1]][axis]
        span = (high - low) or 1.0
        ranks = {index: rank / (len(positions) - 1) for rank, index in enumerate(order)}
        axes.append(
            [0.55 * (positions[index][axis] - low) / span + 0.45 * ranks[index] for index in range(len(positions))]
        )
    room = size - 2 * margin
    spread = [[margin + x * room, margin + y * room] for x, y in zip(*axes, strict=True)]
    for _ in range(_MAX_PASSES):
        is_separated = not _separate(spread)
        for position in spread:
            position[:] = (min(max(at, margin), size - margin) for at in position)
        if is_separated:
            break
    return tuple((round(x, 1), round(y, 1)) for x, y in spread)


def _separate(positions: Sequence[list[float]]) -> bool:
    """Push apart nodes that are nearer than the gap. Return whether there were any."""
    cells: Mapping[tuple[int, int], list[int]] = defaultdict(list)
    for index, (x, y) in enumerate(positions):
        cells[int(x // _GAP), int(y // _GAP)].append(index)
    pushed = False
    for index, position in enumerate(positions):
        column, row = int(position[0] // _GAP), int(position[1] // _GAP)
        for step in range(9):
            for other in cells.get((column + step // 3 - 1, row + step % 3 - 1), ()):
                if other <= index:
                    continue
                dx, dy = positions[other][0] - position[0], positions[other][1] - position[1]
                distance = sqrt(dx * dx + dy * dy)
                if distance < _GAP:
                    if not distance:
                        dx, distance = 1.0, 1.0
                    push = (_GAP + 0.5 - distance) / 2 / distance
                    position[0] -= dx * push
                    position[1] -= dy * push
                    positions[other][0] += dx * push
                    positions[other][1] += dy * push
                    pushed = True
    return pushed
