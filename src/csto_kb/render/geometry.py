"""The geometry of the map: paths of states, and the projection by which a point is placed among them.

`geometry/eurasia.json` is made by `geometry/reduce.py`; `geometry/labels.json`, written by hand, says where names
stand. A project without them has no map.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import atanh, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

FOLDER = "geometry"
_AXIS = 6_378_137.0
"""Metres: the half axis of WGS 84."""
_ECCENTRICITY = 0.081819190842622
Point = tuple[int, int]


@dataclass(frozen=True)
class Label:
    """Where a name stands, in units of the drawing."""

    at: Point
    anchor: str = "middle"
    """Which part of the text stands there, in the words of SVG."""
    of: Point | None = None
    """The end of a line to what is named, where the name does not fit into it."""


@dataclass(frozen=True)
class Geometry:
    """The drawing's paths and measures."""

    size: Point
    states: Mapping[str, str]
    """The path of each state by its ISO 3166 numeric code."""
    crimea: str
    labels: Mapping[str, Label]
    projection: "Projection"

    def place(self, latitude: float, longitude: float) -> Point | None:
        """A point of the drawing; None where it lies outside of the frame."""
        x, y = self.projection.place(latitude, longitude)
        return (x, y) if 0 <= x <= self.size[0] and 0 <= y <= self.size[1] else None

    @cached_property
    def rings(self) -> Mapping[str, list[list[Point]]]:
        """The outlines of each state as points."""
        return {code: read_rings(path) for code, path in self.states.items()}

    def neighbours_of(self, codes: frozenset[str]) -> frozenset[str]:
        """The states that share two points of their outline at least with one of these: a piece of boundary."""
        points = {code: {point for ring in rings for point in ring} for code, rings in self.rings.items()}
        own = [points[code] for code in sorted(codes & points.keys())]
        others = points.keys() - codes
        return frozenset(code for code in others if any(len(points[code] & shared) > 1 for shared in own))


class Projection:
    """Albers' equal-area conic on the ellipsoid of WGS 84 (Snyder, Map Projections, 1987, p. 101), in whole units."""

    def __init__(self, parameters: Mapping[str, float], origin: tuple[float, float], unit: float) -> None:
        """`parameters` are `lat_1`, `lat_2`, `lat_0`, `lon_0` in degrees, as in PROJ; `origin` and `unit` metres."""
        first, second = _scale(parameters["lat_1"]), _scale(parameters["lat_2"])
        q_first, q_second = _area(parameters["lat_1"]), _area(parameters["lat_2"])
        self._cone = (first**2 - second**2) / (q_second - q_first)
        self._constant = first**2 + self._cone * q_first
        self._middle = parameters["lon_0"]
        self._base = self._radius(parameters["lat_0"])
        self._origin = origin
        self._unit = unit

    def place(self, latitude: float, longitude: float) -> Point:
        """The units right of the origin and below it."""
        radius, angle = self._radius(latitude), self._cone * radians(longitude - self._middle)
        x, y = radius * sin(angle), self._base - radius * cos(angle)
        return round((x - self._origin[0]) / self._unit), round((self._origin[1] - y) / self._unit)

    def _radius(self, latitude: float) -> float:
        return _AXIS * sqrt(self._constant - self._cone * _area(latitude)) / self._cone


def read_geometry(root: Path) -> Geometry | None:
    """The geometry of the project at `root`; None where it has none."""
    folder = root / FOLDER
    if not (folder / "eurasia.json").is_file():
        return None
    drawing = _read(folder / "eurasia.json")
    labels = {key: _label(value) for key, value in _read(folder / "labels.json").items()}
    projection = Projection(drawing["projection"], tuple(drawing["origin"]), drawing["unit"])
    return Geometry(tuple(drawing["size"]), drawing["states"], drawing["crimea"], labels, projection)


def read_rings(path: str) -> list[list[Point]]:
    """The outlines of a path as `reduce.py` writes it: `M`, a point, `l`, steps, `z`."""
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


def _label(data: Mapping[str, Any]) -> Label:
    of = tuple(data["of"]) if "of" in data else None
    return Label(tuple(data["at"]), data.get("anchor", "middle"), of)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _scale(latitude: float) -> float:
    """Snyder's m (14-15)."""
    sine = sin(radians(latitude))
    return cos(radians(latitude)) / sqrt(1 - (_ECCENTRICITY * sine) ** 2)


def _area(latitude: float) -> float:
    """Snyder's q (3-12)."""
    sine = sin(radians(latitude))
    part = _ECCENTRICITY * sine
    return (1 - _ECCENTRICITY**2) * (sine / (1 - part**2) + atanh(part) / _ECCENTRICITY)
