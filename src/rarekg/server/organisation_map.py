"""The map of organisations: the part of the world to show, and the circles on it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from rarekg.records.organisations import Organisation, Selection
from rarekg.server.formats import country
from rarekg.server.languages import ngettext
from rarekg.server.map_projection import EUROPE, WORLD, View, view_around

_NEAR = 26.0  # units of the drawing: those that are nearer are drawn as one
_NAMED = 6  # names in the words of a circle that stands for several
_LEAST, _MOST = 7.0, 24.0  # radii
_REACH = 16.0  # what answers to a finger: 32 units are 24 CSS pixels from a width of 750 on

_RIM = 8.0  # half of what the style sheet draws around circles on phones, so that they can be seen

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Circle:
    """One or several centres on the map: where, how large (to see, and to be met by a finger),
    in words, and where it leads."""

    x: float
    y: float
    radius: float
    reach: float
    number: int
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Map:
    """A part of the world with its circles."""

    view: View
    circles: tuple[Circle, ...]
    off: int  # centres whose coordinates are not known


def query_of(path: str, chosen: Selection, **more: str) -> str:
    """The address of a page with the same choices, and others."""
    said = {key: getattr(chosen, key) for key in Selection.__slots__} | more
    given = {key: value for key, value in said.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def view_for(organisations: Iterable[Organisation], asked: str, chosen: Selection) -> View:
    """The part of the world to show: what the request names; all of a country; else all."""
    if asked == "europe":
        return EUROPE
    points = [one.point for one in organisations if one.point]
    if points and (chosen.country or chosen.disease or chosen.words):
        around = view_around(points)
        return around if around.east - around.west < _WHOLE else WORLD
    return WORLD


_WHOLE = 200.0  # degrees: what is wider is shown on the map of the world


def map_of(organisations: Sequence[Organisation], view: View, chosen: Selection, path: str) -> Map:
    """The circles of those that are in the view, none over another; a circle of several leads to
    a closer look."""
    groups: list[_Group] = []
    for one in organisations:
        if one.point is None or not view.holds(*one.point):
            continue
        x, y = view.point(*one.point)
        near = next((g for g in groups if max(abs(g.x - x), abs(g.y - y)) < _NEAR), None)
        if near is None:
            groups.append(_Group(x, y, [one]))
        else:
            near.members.append(one)
    circles = [_circle(group, chosen, path) for group in _apart(groups)]
    circles.sort(key=lambda circle: -circle.radius)
    off = sum(one.point is None for one in organisations)
    return Map(view, tuple(circles), off)


@dataclass(slots=True)
class _Group:
    """Organisations that one circle stands for, and where it is drawn."""

    x: float
    y: float
    members: list[Organisation]

    @property
    def radius(self) -> float:
        """More for more of them."""
        many = len(self.members)
        return _LEAST if many == 1 else min(_MOST, _LEAST + 2.2 * many**0.5)

    @property
    def reach(self) -> float:
        """What answers to a finger, and what is drawn on a phone."""
        return max(self.radius + _RIM, _REACH)


def _apart(groups: list[_Group]) -> list[_Group]:
    """Groups whose circles do not touch: those that would are one, between them by their number."""
    settled: list[_Group] = []
    waiting = sorted(groups, key=lambda g: -len(g.members))
    while waiting:
        group = waiting.pop(0)
        other = next((g for g in settled if _touch(g, group)), None)
        if other is None:
            settled.append(group)
            continue
        settled.remove(other)
        both = [*other.members, *group.members]
        share = len(group.members) / len(both)
        x = other.x + (group.x - other.x) * share
        y = other.y + (group.y - other.y) * share
        waiting.insert(0, _Group(x, y, both))
    return settled


def _touch(one: _Group, other: _Group) -> bool:
    return math.hypot(one.x - other.x, one.y - other.y) < one.reach + other.reach


def _circle(group: _Group, chosen: Selection, path: str) -> Circle:
    several = len(group.members) > 1
    points = [one.point for one in group.members if one.point]
    box = view_around(points).text() if several else ""
    return Circle(
        round(group.x, 1),
        round(group.y, 1),
        round(group.radius, 1),
        round(group.reach, 1),
        len(group.members),
        _circle_words(group.members),
        query_of(path, chosen, box=box) if several else group.members[0].link.url,
    )


def _circle_words(members: Sequence[Organisation]) -> str:
    """What a circle stands for: one with its place, or the first of several."""
    names = [one.link.name for one in members]
    if len(members) == 1:
        return ", ".join(part for part in (names[0], place_words(members[0])) if part)
    shown, more = "; ".join(names[:_NAMED]), len(names) - _NAMED
    if more <= 0:
        return ngettext(
            "%(num)s centre: %(names)s", "%(num)s centres: %(names)s", len(names), names=shown
        )
    return ngettext(
        "%(all)s centres: %(names)s; and %(num)s more",
        "%(all)s centres: %(names)s; and %(num)s more",
        more,
        all=len(names),
        names=shown,
    )


def map_around(point: Point, words: str, href: str) -> Map:
    """A place with what is around it."""
    view = view_around([(point[0] - 4, point[1] - 6), (point[0] + 4, point[1] + 6)])
    x, y = view.point(*point)
    return Map(view, (Circle(round(x, 1), round(y, 1), 10.0, _REACH, 1, words, href),), 0)


_CODED = re.compile(r"(?P<town>.+?)(?:, [A-Z]{2})?, (?P<country>[A-Z]{2})")


def place_in_words(written: str) -> str:
    """ "Bern, BE, CH" as "Bern, Switzerland". What is written in another way stays as it is."""
    coded = _CODED.fullmatch(written)
    land = country(coded["country"]) if coded else ""
    return f"{coded['town']}, {land}" if coded and land else written


def place_words(one: Organisation) -> str:
    """Town and country of an organisation, as far as they are stated."""
    land = country(one.country) or one.land
    town = place_in_words(one.places[0]) if one.places else ""
    named = tuple(n for n in (one.country and f", {one.country}", one.land, land) if n)
    return ", ".join(part for part in (town, "" if town.endswith(named) else land) if part)
