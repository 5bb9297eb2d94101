"""The geometry of the map: the outlines of states, and the projection that places points among them.

The project's `subject.yaml` names the files: JSON with the outlines as SVG paths in whole units, and JSON with the
positions of names. A project that names none has no map.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import atanh, cos, radians, sin, sqrt
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, TypeAdapter, ValidationError

from csto_kb.diagnostics import Code, Diagnostic, report, suggest
from csto_kb.model.subject import MapOf
from csto_kb.yaml_text import Path as KeyPath
from csto_kb.yaml_text import YamlDocument

BAD_GEOMETRY = Code(
    "bad-geometry",
    "error",
    "A geometry file of the map is missing, cannot be read, or does not contain an area. `subject.yaml` names the file "
    "and the area under `map`.",
)
CODES = (BAD_GEOMETRY,)
_AXIS = 6_378_137.0
"""The semi-major axis of WGS 84, in metres."""
_ECCENTRICITY = 0.081819190842622
Point = tuple[int, int]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""
Outline = Annotated[str, Field(pattern=r"^(M-?\d+ -?\d+l-?\d+ -?\d+( -?\d+ -?\d+)*z)+$")]
"""An SVG path in the form that `read_rings` reads."""
T = TypeVar("T")


@dataclass(frozen=True)
class NamePosition:
    """The position of a name, in units of the drawing."""

    at: Point
    anchor: str = "middle"
    """The `text-anchor` of SVG."""
    of: Point | None = None
    """The end of a leader line to the area, where the name does not fit into the area."""


@dataclass(frozen=True)
class Geometry:
    """The paths and dimensions of the drawing."""

    size: Point
    states: Mapping[str, str]
    """The path of each state by its ISO 3166 numeric code."""
    shown: Point
    """The top and the bottom of the visible part of the drawing."""
    areas: Mapping[str, str]
    """The path of each area other than a whole state, by name."""
    labels: Mapping[str, NamePosition]
    projection: "Projection"

    def place(self, latitude: float, longitude: float) -> Point | None:
        """The point of a position in degrees; None where it is outside of the drawing."""
        x, y = self.projection.place(latitude, longitude)
        return (x, y) if 0 <= x <= self.size[0] and 0 <= y <= self.size[1] else None

    @cached_property
    def rings(self) -> Mapping[str, list[list[Point]]]:
        """The outlines of each state as points."""
        return {code: read_rings(path) for code, path in self.states.items()}

    def box(self, west: float, east: float, south: float, north: float) -> Box:
        """The part of the drawing that holds an area given by its edges in degrees."""
        middle = (west + east) / 2
        places = [self.projection.place(y, x) for x in (west, middle, east) for y in (south, north)]
        xs, ys = zip(*places, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def middle_within(self, code: str, box: Box) -> tuple[Point, int] | None:
        """The middle of the largest part of a state inside a box, and that part's area; None where none is inside."""
        parts = [part for ring in self.rings[code] if (part := clip_ring(ring, box))]
        if not parts:
            return None
        area, x, y = max(map(_centre, parts))
        return (round(x), round(y)), round(area)

    def area_of(self, code: str) -> float:
        """The area of a state in the drawing, in square units."""
        return sum(_centre(ring)[0] for ring in self.rings[code])

    def neighbours_of(self, codes: frozenset[str]) -> frozenset[str]:
        """The states that share a piece of boundary (at least two points) with one of `codes`."""
        points = {code: {point for ring in rings for point in ring} for code, rings in self.rings.items()}
        own = [points[code] for code in sorted(codes & points.keys())]
        others = points.keys() - codes
        return frozenset(code for code in others if any(len(points[code] & shared) > 1 for shared in own))


@dataclass(frozen=True)
class Parameters:
    """The parameters of Albers' projection: two standard parallels and the centre, in degrees, named as in PROJ."""

    lat_1: Annotated[float, Field(ge=-90, le=90)]
    lat_2: Annotated[float, Field(ge=-90, le=90)]
    lat_0: Annotated[float, Field(ge=-90, le=90)]
    lon_0: Annotated[float, Field(ge=-180, le=180)]


class Projection:
    """Albers' equal-area conic on the ellipsoid of WGS 84 (Snyder, Map Projections, 1987, p. 101), in whole units."""

    def __init__(self, parameters: Parameters, origin: tuple[float, float], unit: float) -> None:
        """`origin` and `unit` are metres. Raises `ValueError` for parallels that differ at most in sign."""
        if abs(parameters.lat_1) == abs(parameters.lat_2):
            raise ValueError("lat_1 and lat_2 must differ, and not by their sign alone")
        first, second = _scale(parameters.lat_1), _scale(parameters.lat_2)
        q_first, q_second = _area(parameters.lat_1), _area(parameters.lat_2)
        self._cone = (first**2 - second**2) / (q_second - q_first)
        self._constant = first**2 + self._cone * q_first
        self._middle = parameters.lon_0
        self._base = self._radius(parameters.lat_0)
        self._origin = origin
        self._unit = unit

    def place(self, latitude: float, longitude: float) -> Point:
        """The point of a position in degrees, in units right of the origin and below it."""
        radius, angle = self._radius(latitude), self._cone * radians(longitude - self._middle)
        x, y = radius * sin(angle), self._base - radius * cos(angle)
        return round((x - self._origin[0]) / self._unit), round((self._origin[1] - y) / self._unit)

    def _radius(self, latitude: float) -> float:
        return _AXIS * sqrt(self._constant - self._cone * _area(latitude)) / self._cone


class _Drawing(BaseModel):
    """The content of a file of outlines."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    projection: Parameters
    origin: tuple[float, float]
    unit: PositiveFloat
    size: tuple[PositiveInt, PositiveInt]
    shown: Point | None = None
    states: dict[str, Outline]
    areas: dict[str, Outline] = {}


_DRAWING = TypeAdapter(_Drawing)
_LABELS = TypeAdapter(dict[str, NamePosition])


def read_geometry(root: Path, of: MapOf | None, document: YamlDocument) -> tuple[Geometry | None, list[Diagnostic]]:
    """Read the geometry that the subject of the project at `root` names; return it with its problems.

    `document` is `subject.yaml`, in which the problems are located.
    """
    if of is None:
        return None, []
    problems: list[Diagnostic] = []

    def read(key: str, name: str, adapter: TypeAdapter[T]) -> T | None:
        try:
            return adapter.validate_json(_read_below(root, name))
        except OSError as error:
            fault = f"'{name}' cannot be read: {error.strerror or error}"
        except ValidationError as error:
            found = error.errors()[0]
            where = ".".join(map(str, found["loc"]))
            fault = f"'{name}' is no geometry: {where + ': ' if where else ''}{found['msg']}"
        problems.append(_problem(document, ("map", key), fault))
        return None

    drawing = read("geometry", of.geometry, _DRAWING)
    labels = read("labels", of.labels, _LABELS) if of.labels else {}
    if drawing is None:
        return None, problems
    for index, item in enumerate(of.hatched):
        if item.area not in drawing.areas:
            hint = suggest(item.area, drawing.areas) or f"there are {', '.join(drawing.areas) or 'none'}"
            fault = f"no area '{item.area}' in '{of.geometry}'"
            problems.append(_problem(document, ("map", "hatched", index, "area"), fault, hint))
    try:
        projection = Projection(drawing.projection, drawing.origin, drawing.unit)
    except ValueError as error:
        fault = f"'{of.geometry}' is no geometry: projection: {error}"
        return None, [*problems, _problem(document, ("map", "geometry"), fault)]
    shown = drawing.shown or (0, drawing.size[1])
    return Geometry(drawing.size, drawing.states, shown, drawing.areas, labels or {}, projection), problems


def _read_below(root: Path, name: str) -> bytes:
    """Read a file of the project. Raises `OSError`, also for a file outside of the project."""
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise OSError("it is outside of the project")
    return path.read_bytes()


def _problem(document: YamlDocument, path: KeyPath, fault: str, hint: str = "") -> Diagnostic:
    return report(BAD_GEOMETRY, document.path, document.locate(path), fault, hint)


def clip_ring(ring: Sequence[Point], box: Box) -> list[tuple[float, float]]:
    """The part of an outline inside a box (Sutherland and Hodgman, 1974); empty where nothing is."""
    points: list[tuple[float, float]] = [(float(x), float(y)) for x, y in ring]
    for axis, edge, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        kept: list[tuple[float, float]] = []
        for before, at in zip(points[-1:] + points[:-1], points, strict=True):
            is_in, was_in = (sign * (point[axis] - edge) >= 0 for point in (at, before))
            if is_in != was_in:
                share = (edge - before[axis]) / (at[axis] - before[axis])
                kept.append((before[0] + share * (at[0] - before[0]), before[1] + share * (at[1] - before[1])))
            if is_in:
                kept.append(at)
        points = kept
    return points


def _centre(points: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """The area of an outline, and its centre of gravity."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (abs(area) / 2, x / (3 * area), y / (3 * area)) if area else (0.0, *points[0])


def read_rings(path: str) -> list[list[Point]]:
    """The outlines of a path in the form that `reduce.py` writes: `M`, a point, `l`, steps, `z`."""
    rings = []
    for part in path.split("M")[1:]:
        start, steps = part.rstrip("z").split("l")
        x, y = map(int, start.split())
        ring = [(x, y)]
        numbers = [int(step) for step in steps.split()]
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + right, y + down
            ring.append((x, y))
        rings.append(ring)
    return rings


def _scale(latitude: float) -> float:
    """Snyder's m (equation 14-15)."""
    sine = sin(radians(latitude))
    return cos(radians(latitude)) / sqrt(1 - (_ECCENTRICITY * sine) ** 2)


def _area(latitude: float) -> float:
    """Snyder's q (equation 3-12)."""
    sine = sin(radians(latitude))
    part = _ECCENTRICITY * sine
    return (1 - _ECCENTRICITY**2) * (sine / (1 - part**2) + atanh(part) / _ECCENTRICITY)
