"""The places of the nodes of a graph on a plane, by forces: what is tied attracts, everything repels.

A spring layout in plain Python rather than networkx's, which reckons with numpy: only sums, products, quotients and
square roots are used, which IEEE 754 rounds in one way, so every machine finds the same places. Repulsion reaches
to the cells of a grid around a node, so the time grows with the nodes, not with their square.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import sqrt
from random import Random

ROUNDS = 40
SEED = 1992
_REACH = 2.4
"""How far repulsion reaches, in lengths of a tie at rest."""
_REACH_SQUARE = _REACH * _REACH
_GRAVITY = 0.02
_GAP = 24.5
"""Between the middles of two nodes at least, in units of the plane: as far apart as what is pressed must be."""
_PARTINGS = 200
"""How many times at most what overlaps is pushed apart; a few dozen are enough unless the square is full."""

Place = tuple[float, float]


@lru_cache(maxsize=4)
def place_nodes(count: int, ties: tuple[tuple[int, int], ...], size: int, margin: int) -> tuple[Place, ...]:
    """Places for nodes 0 to count - 1 in a square, in tenths. Kept by the ties: a rebuild finds them."""
    if count < 2:
        return ((size / 2, size / 2),) * count
    random = Random(SEED)
    side = sqrt(count)
    places = [[random.random() * side, random.random() * side] for _ in range(count)]
    degrees = [0] * count
    for first, second in ties:
        degrees[first] += 1
        degrees[second] += 1
    weights = [sqrt(1 + degree) for degree in degrees]
    for turn in range(ROUNDS):
        moves = [
            [(side / 2 - x) * _GRAVITY * weight, (side / 2 - y) * _GRAVITY * weight]
            for (x, y), weight in zip(places, weights, strict=True)
        ]
        _repel(places, weights, moves)
        _attract(places, ties, degrees, moves)
        _move(places, moves, 0.02 + side * 0.09 * (1 - turn / ROUNDS))
    return _fit(places, size, margin)


def _repel(places: Sequence[list[float]], weights: Sequence[float], moves: Sequence[list[float]]) -> None:
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, (x, y) in enumerate(places):
        cells[int(x // _REACH), int(y // _REACH)].append(index)
    for (column, row), members in cells.items():
        # Half of the cells around: the other half looks back.
        near = [
            item
            for step in ((1, -1), (1, 0), (1, 1), (0, 1))
            for item in cells.get((column + step[0], row + step[1]), ())
        ]
        for at, first in enumerate(members):
            x, y = places[first]
            weight, move = weights[first], moves[first]
            for second in members[at + 1 :] + near:
                other = places[second]
                dx, dy = x - other[0], y - other[1]
                square = dx * dx + dy * dy
                if square >= _REACH_SQUARE:
                    continue
                # Fades to nothing at the reach, so that nobody lines up along the cells.
                force = 0.16 * weight * weights[second] * (1 / (square + 0.01) - 1 / _REACH_SQUARE)
                dx *= force
                dy *= force
                move[0] += dx
                move[1] += dy
                back = moves[second]
                back[0] -= dx
                back[1] -= dy


def _attract(
    places: Sequence[list[float]], ties: Sequence[tuple[int, int]], degrees: Sequence[int], moves: Sequence[list[float]]
) -> None:
    for first, second in ties:
        dx = places[second][0] - places[first][0]
        dy = places[second][1] - places[first][1]
        force = 0.5 / sqrt(min(degrees[first], degrees[second]))
        moves[first][0] += dx * force
        moves[first][1] += dy * force
        moves[second][0] -= dx * force
        moves[second][1] -= dy * force


def _move(places: Sequence[list[float]], moves: Sequence[list[float]], limit: float) -> None:
    for place, (dx, dy) in zip(places, moves, strict=True):
        length = sqrt(dx * dx + dy * dy)
        share = min(1.0, limit / length) if length else 0.0
        place[0] += dx * share
        place[1] += dy * share


def _fit(places: Sequence[list[float]], size: int, margin: int) -> tuple[Place, ...]:
    """Stretch to the square by rank as much as by place, so that the middle is not crowded; then part what overlaps."""
    axes = []
    for axis in (0, 1):
        order = sorted(range(len(places)), key=lambda index: (places[index][axis], index))
        low, high = places[order[0]][axis], places[order[-1]][axis]
        span = (high - low) or 1.0
        ranks = {index: rank / (len(places) - 1) for rank, index in enumerate(order)}
        axes.append([0.55 * (places[index][axis] - low) / span + 0.45 * ranks[index] for index in range(len(places))])
    room = size - 2 * margin
    spread = [[margin + x * room, margin + y * room] for x, y in zip(*axes, strict=True)]
    for _ in range(_PARTINGS):
        parted = not _part(spread)
        for place in spread:
            place[:] = (min(max(at, margin), size - margin) for at in place)
        if parted:
            break
    return tuple((round(x, 1), round(y, 1)) for x, y in spread)


def _part(places: Sequence[list[float]]) -> bool:
    """Push apart what is nearer than the gap; whether anything was."""
    cells: Mapping[tuple[int, int], list[int]] = defaultdict(list)
    for index, (x, y) in enumerate(places):
        cells[int(x // _GAP), int(y // _GAP)].append(index)
    pushed = False
    for index, place in enumerate(places):
        column, row = int(place[0] // _GAP), int(place[1] // _GAP)
        for step in range(9):
            for other in cells.get((column + step // 3 - 1, row + step % 3 - 1), ()):
                if other <= index:
                    continue
                dx, dy = places[other][0] - place[0], places[other][1] - place[1]
                distance = sqrt(dx * dx + dy * dy)
                if distance < _GAP:
                    if not distance:
                        dx, distance = 1.0, 1.0
                    push = (_GAP + 0.5 - distance) / 2 / distance
                    place[0] -= dx * push
                    place[1] -= dy * push
                    places[other][0] += dx * push
                    places[other][1] += dy * push
                    pushed = True
    return pushed
