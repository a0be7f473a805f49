"""Part of the world as a drawing: a plate carrée true to scale at the middle of the part.

Points are in the units of an SVG `viewBox` that is `WIDTH` wide; outlines are those of Natural
Earth in `web/map/outlines.json` (made by `tools/make_outlines.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import msgspec

from rarekg.content import content_folder

WIDTH = 1000
_TALLEST = 760  # units: a part that is higher than wide is widened
_FINE = 120.0  # degrees of longitude: narrower parts are drawn from the finer outlines
_LEAST = 7.0  # degrees: a part is at least so wide; the outlines are good to 0.1
_KEPT = 64


class Outlines(msgspec.Struct, frozen=True):
    """Rings of countries: longitude and latitude in hundredths of a degree, in turn."""

    source: str
    world: list[list[int]]
    near: list[list[int]]


@cache
def outlines() -> Outlines:
    """The outlines of countries."""
    path = content_folder("web") / "map" / "outlines.json"
    return msgspec.json.decode(path.read_bytes(), type=Outlines)


@dataclass(frozen=True, slots=True)
class View:
    """A part of the world, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def height(self) -> float:
        """In units of the drawing."""
        return self._unit * (self.north - self.south)

    @property
    def _unit(self) -> float:
        """Units to a degree of latitude."""
        return WIDTH / ((self.east - self.west) * self._shrink)

    @property
    def _shrink(self) -> float:
        """How long a degree of longitude is, in degrees of latitude, at the middle."""
        return math.cos(math.radians((self.north + self.south) / 2))

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place is in the drawing."""
        across = (longitude - self.west) * self._shrink * self._unit
        return across, (self.north - latitude) * self._unit

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a place is in this part."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north

    def text(self) -> str:
        """As the value of a parameter: west, south, east, north."""
        edges = (self.west, self.south, self.east, self.north)
        return ",".join(f"{edge:.2f}".rstrip("0").rstrip(".") for edge in edges)


WORLD = View(-169.0, -56.0, 191.0, 78.0)  # Chukotka lies beyond the 180th meridian
EUROPE = View(-24.0, 34.5, 45.0, 70.0)


def view_around(points: Iterable[tuple[float, float]]) -> View:
    """The part of the world with these (latitude, longitude) pairs and some room around them."""
    known = list(points)
    south, north = min(p[0] for p in known), max(p[0] for p in known)
    west, east = min(p[1] for p in known), max(p[1] for p in known)
    room = max(0.12 * (east - west), 0.12 * (north - south), 0.5)
    return _framed(west - room, south - room, east + room, north + room)


def _framed(west: float, south: float, east: float, north: float) -> View:
    """A part that is not too narrow, too high, or beyond the poles."""
    south, north = max(south, -85.0), min(north, 85.0)
    view = View(west, south, max(east, west + 0.01), max(north, south + 0.01))
    wanted = max(view.east - west, _LEAST, (view.east - west) * view.height / _TALLEST)
    more = (wanted - (view.east - west)) / 2
    wide = View(max(west - more, -180.0), view.south, min(view.east + more, 180.0), view.north)
    flat = 0.45 * WIDTH / wide.height  # a strip shows nothing of what is around
    if flat <= 1:
        return wide
    taller = (flat - 1) * (wide.north - wide.south) / 2
    return View(wide.west, max(south - taller, -85.0), wide.east, min(north + taller, 85.0))


def view_of(text: str) -> View | None:
    """The part that a parameter names (`View.text`); None for what is no part of the world."""
    try:
        west, south, east, north = (float(edge) for edge in text.split(","))
    except ValueError:
        return None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # NaN is neither
        return None
    return _framed(west, south, east, north)


@lru_cache(_KEPT)
def land(view: View) -> str:
    """The outlines in a part of the world, as the `d` of an SVG path."""
    return "".join(_ring(ring, view) for ring in _rings(view))


def rings_in(view: View) -> Iterator[list[tuple[float, float]]]:
    """The outlines that meet a part of the world: (longitude, latitude) in degrees."""
    for ring in _rings(view):
        yield [(x / 100, y / 100) for x, y in zip(ring[0::2], ring[1::2], strict=True)]


def _rings(view: View) -> Iterator[list[int]]:
    rings = outlines().near if view.east - view.west < _FINE else outlines().world
    return (ring for ring in rings if _meets(ring, view))


def _meets(ring: list[int], view: View) -> bool:
    xs, ys = ring[0::2], ring[1::2]
    return (
        min(xs) <= 100 * view.east
        and max(xs) >= 100 * view.west
        and min(ys) <= 100 * view.north
        and max(ys) >= 100 * view.south
    )


def _ring(ring: list[int], view: View) -> str:
    """A closed line in whole units; steps of none are left out."""
    steps = []
    last: tuple[int, int] | None = None
    for x, y in zip(ring[0::2], ring[1::2], strict=True):
        across, down = view.point(y / 100, x / 100)
        here = (round(across), round(down))
        if last is None:
            steps.append(f"M{here[0]},{here[1]}")
        elif here != last:
            steps.append(f"l{here[0] - last[0]},{here[1] - last[1]}")
        last = here
    return "".join(steps) + "z"
