"""Drawings of widgets: the map of organisations, the columns of years. In shapes with names of what
they show: whoever shows them has the colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rarekg.records.organisations import Organisation, Selection
from rarekg.server.languages import ngettext
from rarekg.server.map_projection import EUROPE, WIDTH, WORLD, View, rings_in, view_around
from rarekg.server.organisation_map import Circle, map_of
from rarekg.server.widgets.model import Drawing, Shape

_WIDE = 360  # units of a drawing: CSS pixels on the narrowest phones
_SCALE = _WIDE / WIDTH
_WHOLE, _LEAST_WIDE, _LEAST_OF_COUNTRY = 200.0, 40.0, 14.0  # degrees of longitude
_KEPT = 64  # maps
_MOST_LAND = 11_000  # characters: what is longer is drawn more coarsely
_GRIDS = (1, 2, 3, 4)  # units; neighbours meet on it, however coarse
_APART = 0.8  # units between circles that nearly touch

Point = tuple[float, float]


def map_drawing(organisations: Sequence[Organisation], *, close: bool = False) -> Drawing | None:
    """The map of some organisations, whose points are all in it; None where no source says where
    they are. What is near each other has one dot, whose title names it. `close`: of one country."""
    placed = [one for one in organisations if one.point]
    if not placed:
        return None
    view = _view([one.point for one in placed if one.point], close=close)
    circles = map_of(placed, view, Selection(), "").circles
    land = Shape("path", "land", {"d": _land(view)})
    label = ngettext(
        "Map with %(num)s place; the same organisations are in the list",
        "Map with %(num)s places; the same organisations are in the list",
        len(circles),
    )
    return Drawing(_WIDE, _height(view), label, (land, *map(_dot, circles)))


def _view(points: Sequence[Point], *, close: bool) -> View:
    """A part of the world that one knows again, with some points (latitude, longitude)."""
    if not close and all(EUROPE.holds(*point) for point in points):
        return EUROPE
    around = view_around(points)
    least = _LEAST_OF_COUNTRY if close else _LEAST_WIDE
    more = least / (around.east - around.west)
    if more > 1:
        around = _wider(around, more)
    return around if around.east - around.west < _WHOLE else WORLD


def _wider(view: View, times: float) -> View:
    """A part with the same middle, so many times as wide and high."""
    across, up = (view.east + view.west) / 2, (view.north + view.south) / 2
    wide, high = (view.east - view.west) * times / 2, (view.north - view.south) * times / 2
    return View(
        max(across - wide, -180.0),
        max(up - high, -85.0),
        min(across + wide, 180.0),
        min(up + high, 85.0),
    )


def _height(view: View) -> int:
    return round(view.height * _SCALE)


def _dot(circle: Circle) -> Shape:
    where = {
        "cx": f"{circle.x * _SCALE:.1f}",
        "cy": f"{circle.y * _SCALE:.1f}",
        "r": f"{circle.reach * _SCALE - _APART:.1f}",
    }
    return Shape("circle", "dot", where, title=circle.words)


@lru_cache(_KEPT)
def _land(view: View) -> str:
    """The land in a part of the world as the `d` of a path, no longer than a widget can carry."""
    height = _height(view)
    rings = [_cut([_drawn(view, x, y) for x, y in ring], height) for ring in rings_in(view)]
    for grid in _GRIDS:
        path = "".join(_ring(ring, grid) for ring in rings)
        if len(path) <= _MOST_LAND:
            break
    return path


def _drawn(view: View, longitude: float, latitude: float) -> Point:
    x, y = view.point(latitude, longitude)
    return x * _SCALE, y * _SCALE


def _cut(ring: list[Point], height: int) -> list[Point]:
    """A ring without what lies outside of the drawing (Sutherland and Hodgman 1974)."""
    for axis, edge, sign in (
        (0, -2.0, 1),
        (0, _WIDE + 2.0, -1),
        (1, -2.0, 1),
        (1, height + 2.0, -1),
    ):
        ring = _cut_at(ring, axis, edge, sign)
    return ring


def _cut_at(ring: list[Point], axis: int, edge: float, sign: int) -> list[Point]:
    kept: list[Point] = []
    for here, there in zip(ring, (*ring[1:], *ring[:1]), strict=True):
        inside = (here[axis] - edge) * sign >= 0
        if inside:
            kept.append(here)
        if inside != ((there[axis] - edge) * sign >= 0):
            share = (edge - here[axis]) / (there[axis] - here[axis])
            x, y = here[0], here[1]
            kept.append((x + (there[0] - x) * share, y + (there[1] - y) * share))
    return kept


def _ring(ring: list[Point], grid: int) -> str:
    """A closed line on a grid; "" for what is too small to be seen."""
    points: list[tuple[int, int]] = []
    for x, y in ring:
        here = (round(x / grid) * grid, round(y / grid) * grid)
        if len(points) > 1 and points[-2] == here:
            points.pop()
        elif not points or points[-1] != here:
            points.append(here)
    if len(points) < 3:
        return ""
    steps = (f"{x} {y}" for x, y in _straight(points))
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _straight(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The steps from point to point, those in one direction together."""
    steps: list[tuple[int, int]] = []
    for here, there in pairwise(points):
        x, y = there[0] - here[0], there[1] - here[1]
        last = steps[-1] if steps else (0, 0)
        if x * last[1] == y * last[0] and x * last[0] + y * last[1] > 0:
            steps[-1] = last[0] + x, last[1] + y
        else:
            steps.append((x, y))
    return steps


@dataclass(frozen=True, slots=True)
class Bar:
    """A column of a chart: what stands below it and above it, its height from 0 to 1, its words."""

    name: str
    short: str
    share: float
    words: str


_TALL, _TOP, _FEET = 180, 22, 24
_LEAST = 1.0  # units: what is there can be seen


def chart_drawing(bars: Sequence[Bar | None], label: str) -> Drawing:
    """Columns side by side; None is a place without one."""
    step = _WIDE / len(bars)
    shapes = [_axis()]
    for place, bar in enumerate(bars):
        if bar is not None:
            shapes += _column(bar, place * step, step)
    return Drawing(_WIDE, _TALL, label, tuple(shapes))


def _axis() -> Shape:
    floor = str(_TALL - _FEET)
    return Shape("line", "axis", {"x1": "0", "x2": str(_WIDE), "y1": floor, "y2": floor})


def _column(bar: Bar, left: float, step: float) -> list[Shape]:
    height = max(bar.share * (_TALL - _TOP - _FEET), _LEAST)
    top, wide, middle = _TALL - _FEET - height, min(step * 0.62, 56.0), left + step / 2
    place = {
        "x": f"{middle - wide / 2:.1f}",
        "y": f"{top:.1f}",
        "width": f"{wide:.1f}",
        "height": f"{height:.1f}",
        "rx": "2",
    }
    return [
        Shape("rect", "bar", place, title=bar.words),
        _label(bar.short, middle, top - 6),
        _label(bar.name, middle, _TALL - 7),
    ]


def _label(text: str, x: float, y: float) -> Shape:
    where = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": "middle"}
    return Shape("text", "label", where, text=text)
