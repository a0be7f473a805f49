"""Makes `web/map/outlines.json`: outlines of countries for the map of centres.

From Natural Earth (public domain), as the npm package world-atlas 2.0.2 (ISC) has it in TopoJSON:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/make_outlines.py package web/map/outlines.json

`world` is drawn from the 1:110 million data, `near` from 1:50 million. A ring is a list of numbers:
longitude and latitude in hundredths of a degree, one after the other.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import NamedTuple

SOURCE = "Natural Earth (public domain), from world-atlas 2.0.2"
SOUTH = -60.0  # Antarctica has no centres


class Level(NamedTuple):
    """How fine a set of outlines is: a file of the package; a tolerance and the least extent of
    a ring, in degrees."""

    name: str
    file: str
    tolerance: float
    least: float


LEVELS = (
    Level("world", "countries-110m.json", 0.15, 0.8),
    Level("near", "countries-50m.json", 0.1, 0.4),
)
Point = tuple[float, float]


def main() -> None:
    """Reads the folder of the package, writes the file."""
    package, target = Path(sys.argv[1]), Path(sys.argv[2])
    made: dict[str, object] = {"source": SOURCE}
    for level in LEVELS:
        rings = rings_of(package / level.file, level.tolerance)
        made[level.name] = [numbers(ring) for ring in rings if is_drawn(ring, level.least)]
    target.write_text(json.dumps(made, separators=(",", ":")) + "\n", "utf-8")


def rings_of(path: Path, tolerance: float) -> list[list[Point]]:
    """The rings of all countries (TopoJSON format specification, sections 2.1.3 and 2.1.4).

    Borders are arcs that two countries share: they are simplified before they are joined, so that
    no gap comes between the two.
    """
    topology = json.loads(path.read_text("utf-8"))
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [simplified(decoded(arc, scale, move), tolerance) for arc in topology["arcs"]]
    rings = []
    for country in topology["objects"]["countries"]["geometries"]:
        many = country["type"] == "MultiPolygon"
        for polygon in country["arcs"] if many else [country["arcs"]]:
            rings += [unbroken(joined(indexes, arcs)) for indexes in polygon]
    return rings


def decoded(arc: list[list[int]], scale: list[float], move: list[float]) -> list[Point]:
    """The points of an arc, from steps on a grid."""
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale[0] + move[0], y * scale[1] + move[1]))
    return points


def joined(indexes: list[int], arcs: list[list[Point]]) -> list[Point]:
    """One ring of arcs; ~i is arc i the other way round."""
    points: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def unbroken(ring: list[Point]) -> list[Point]:
    """A ring that crosses the 180th meridian goes on beyond it, in the east."""
    points, turn, last = [], 0.0, ring[0][0]
    for x, y in ring:
        turn += 360.0 * ((last - x > 180) - (x - last > 180))
        last = x
        points.append((x + turn, y))
    back = 360.0 if min(x for x, _ in points) < -180.5 else 0.0
    return [(x + back, y) for x, y in points]


def simplified(arc: list[Point], tolerance: float) -> list[Point]:
    """An arc without points that lie nearly on a line (Douglas and Peucker, 1973); the two halves
    of a closed one apart, for its ends are one point."""
    if arc[0] != arc[-1]:
        return thinned(arc, tolerance)
    middle = len(arc) // 2
    return thinned(arc[: middle + 1], tolerance)[:-1] + thinned(arc[middle:], tolerance)


def thinned(line: list[Point], tolerance: float) -> list[Point]:
    """A line without the points that it does not need."""
    if len(line) < 3:
        return line
    far, where = max((distance(p, line[0], line[-1]), i) for i, p in enumerate(line[1:-1], 1))
    if far <= tolerance:
        return [line[0], line[-1]]
    return thinned(line[: where + 1], tolerance)[:-1] + thinned(line[where:], tolerance)


def distance(point: Point, start: Point, end: Point) -> float:
    """How far a point is from the line between two others."""
    wide, high = end[0] - start[0], end[1] - start[1]
    length = math.hypot(wide, high)
    if length == 0:
        return math.dist(point, start)
    return abs(wide * (start[1] - point[1]) - (start[0] - point[0]) * high) / length


def is_drawn(ring: list[Point], least: float) -> bool:
    """Whether a ring is large enough, and not Antarctica."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return len(ring) > 3 and max(ys) > SOUTH and max(max(xs) - min(xs), max(ys) - min(ys)) >= least


def numbers(ring: list[Point]) -> list[int]:
    """A ring as the file has it; its last point, the first again, is left out."""
    return [round(100 * value) for point in ring[:-1] for value in point]


if __name__ == "__main__":
    main()
