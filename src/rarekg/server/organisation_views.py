"""What the pages about organisations show: choices, the map's points, the parts of a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from rarekg.linking.organisation_names import tokens_of
from rarekg.linking.organisations import is_common
from rarekg.records.model import Entity, Link, by_subject
from rarekg.records.organisations import (
    KINDS,
    Directory,
    Organisation,
    Selection,
    agreed_point,
    directory,
)
from rarekg.records.payment_tables import Selection as Paid
from rarekg.records.payment_tables import total
from rarekg.records.payments import Money, ledger
from rarekg.records.reader import Records
from rarekg.server.entity_page import EntityPage, entity_page
from rarekg.server.labels import concept_label
from rarekg.server.map_projection import EUROPE, WORLD, View, view_around
from rarekg.server.references import References
from rarekg.server.views import Row, rows

_NEAR = 26.0  # units of the drawing: circles that are nearer are drawn as one
_NAMED = 6  # names in the words of a circle that stands for several
_LEAST, _MOST = 7.0, 24.0  # radii

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a filter."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Circle:
    """One or several centres on the map: where, how large, in words, and where it leads."""

    x: float
    y: float
    radius: float
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


def choices(known: Directory, chosen: Selection, mapped: bool) -> dict[str, list[Choice]]:
    """Countries and kinds, each with how many there are of it."""
    shown = [one for one in known.organisations if one.on_map or not mapped]
    countries = Counter(one.country for one in shown if one.country)
    kinds = Counter(kind for one in shown for kind in one.kinds)
    by_name = sorted(countries, key=lambda code: known.countries.get(code, code))
    return {
        "country": [
            Choice(code, f"{known.countries.get(code, code)} ({number})", code == chosen.country)
            for code in by_name
            if (number := countries[code])
        ],
        "kind": [
            Choice(kind, f"{concept_label(kind)} ({kinds[kind]})", kind == chosen.kind)
            for kind in KINDS
            if kinds[kind] and kind != "Organisation"
        ],
    }


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
    """The circles of those that are in the view; a circle of several leads to a closer look."""
    groups: list[list[Organisation]] = []
    at: list[Point] = []
    for one in organisations:
        if one.point is None or not view.holds(*one.point):
            continue
        here = view.point(*one.point)
        near = next((i for i, p in enumerate(at) if _distance(p, here) < _NEAR), None)
        if near is None:
            groups.append([one])
            at.append(here)
        else:
            groups[near].append(one)
    circles = [_circle(g, p, chosen, path) for g, p in zip(groups, at, strict=True)]
    circles.sort(key=lambda circle: -circle.radius)  # the small ones above the large ones
    off = sum(one.point is None for one in organisations)
    return Map(view, tuple(circles), off)


def _distance(one: Point, other: Point) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def _circle(group: list[Organisation], at: Point, chosen: Selection, path: str) -> Circle:
    names = [one.link.name for one in group]
    if len(group) == 1:
        words = f"{names[0]}, {place_words(group[0])}".rstrip(", ")
        return Circle(round(at[0], 1), round(at[1], 1), _LEAST, 1, words, group[0].link.url)
    points = [one.point for one in group if one.point]
    more = len(names) - _NAMED
    words = f"{len(names)} centres: {'; '.join(names[:_NAMED])}"
    words += f"; and {more} more" if more > 0 else ""
    radius = min(_MOST, _LEAST + 2.2 * len(names) ** 0.5)
    box = view_around(points).text()
    return Circle(
        round(at[0], 1),
        round(at[1], 1),
        round(radius, 1),
        len(names),
        words,
        query_of(path, chosen, box=box),
    )


_CODED = re.compile(r"(?P<town>.+?)(?:, [A-Z]{2})?, (?P<country>[A-Z]{2})")


def place_in_words(written: str, countries: Mapping[str, str]) -> str:
    """ "Bern, BE, CH" as "Bern, Switzerland": `countries` are names by code. What is written in
    another way stays as it is."""
    coded = _CODED.fullmatch(written)
    country = countries.get(coded["country"], "") if coded else ""
    return f"{coded['town']}, {country}" if coded and country else written


def place_words(one: Organisation) -> str:
    """Town and country of an organisation, as far as they are stated."""
    town = place_in_words(one.places[0], {one.country: one.land}) if one.places else ""
    country = "" if town.endswith((f", {one.country}", one.land)) else one.land
    return ", ".join(part for part in (town, country) if part)


@dataclass(frozen=True, slots=True)
class Payments:
    """Payments that an organisation made or received: how many, how much, and their table."""

    words: str
    number: int
    sums: tuple[Money, ...]
    href: str


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """The parts of the page of an organisation, in their order."""

    common: EntityPage
    works_on: tuple[Row, ...]
    trials: dict[str, tuple[Row, ...]]
    held: Held
    namesakes: Namesakes | None
    payments: tuple[Payments, ...]
    point: Map | None


@dataclass(frozen=True, slots=True)
class Held:
    """A page of the therapies of which an organisation holds a designation or authorisation."""

    therapies: tuple[Row, ...]
    number: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Organisations whose names have the same first word: often of one group."""

    word: str
    number: int
    href: str


HELD = 50  # therapies on a page: each has several designations with their records


_TRIALS = {
    "sponsoredBy": "Trials that it is responsible for",
    "collaborator": "Trials that it supports",
    "hasSite": "Trials with a site there",
}


def organisation_page(
    entity: Entity, records: Records, references: References, page: int = 1
) -> OrganisationPage:
    """The page; `references` is filled in its order. `page` is the one of the therapies held."""
    works_on = rows(entity.findings("worksOn"), references)
    trials = {
        words: found
        for key, words in _TRIALS.items()
        if (found := rows(by_subject(records.about(key, entity.id)), references))
    }
    held = _held(entity, records, references, page)
    known = directory(records)
    common = entity_page(entity, records, references)
    places = tuple(
        replace(place, text=place_in_words(place.text, known.countries))
        for place in common.properties.get("placeName", ())
    )
    if places:
        common.properties["placeName"] = places
    return OrganisationPage(
        common,
        works_on,
        trials,
        held,
        _namesakes(entity, known),
        tuple(_payments(entity, records)),
        _where(entity),
    )


def _held(entity: Entity, records: Records, references: References, page: int) -> Held:
    found = by_subject(records.about("heldBy", entity.id))
    pages = max(1, -(-len(found) // HELD))
    page = min(page, pages)
    shown = rows(found[(page - 1) * HELD : page * HELD], references)
    return Held(shown, len(found), page, pages)


def _namesakes(entity: Entity, known: Directory) -> Namesakes | None:
    """Other organisations with the first word of a name in theirs, if few enough have it."""
    word = next(iter(tokens_of(entity.name)), "")
    if len(word) < _LETTERS or is_common((word,)) or "Company" not in entity.types:
        return None
    number = known.called(word)
    href = query_of("/organisations", Selection(words=word))
    return Namesakes(word.capitalize(), number, href) if 1 < number <= _MOST_NAMESAKES else None


_LETTERS = 4
_MOST_NAMESAKES = 60  # a word that more have is no name of a group


def _payments(entity: Entity, records: Records) -> Iterable[Payments]:
    known = ledger(records)
    for party, words in (("payer", "Payments made"), ("recipient", "Payments received")):
        chosen = Paid(payer=entity.id) if party == "payer" else Paid(recipient=entity.id)
        found = total(known, chosen)
        if found.payments:
            href = f"/money?{urlencode({party: entity.id})}"
            yield Payments(words, found.payments, found.comparable_sums(), href)


def _where(entity: Entity) -> Map | None:
    """A map of where it is, if that is known."""
    point = agreed_point(_said(entity, "latitude"), _said(entity, "longitude"))
    if point is None:
        return None
    view = view_around([(point[0] - 4, point[1] - 6), (point[0] + 4, point[1] + 6)])
    x, y = view.point(*point)
    return Map(view, (Circle(round(x, 1), round(y, 1), 10.0, 1, entity.name, entity.url),), 0)


def _said(entity: Entity, key: str) -> list[str]:
    facts = entity.graph_facts.get(key, ())
    return [f.value.text for f in facts if not isinstance(f.value, Link)]


@dataclass(frozen=True, slots=True)
class Near:
    """Centres and organisations of a disease: those that work on it, those of its trials, and
    those that work on its area, in a country that the reader may choose."""

    countries: tuple[Choice, ...]
    country: str
    groups: dict[str, tuple[Organisation, ...]]
    on_map: bool  # whether the map has some of the disease itself


def near(entity: Entity, known: Directory, country: str) -> Near:
    """The organisations of a disease; `country` is a code, or "" for all countries."""
    areas = {
        f.value.id for f in entity.graph_facts.get("category", ()) if isinstance(f.value, Link)
    }
    groups: dict[str, list[Organisation]] = {}
    named = {
        one.link.id: one for i in (entity.id, *sorted(areas)) for one in known.about.get(i, ())
    }
    for one in sorted(named.values(), key=lambda one: (one.link.name.casefold(), one.link.id)):
        if heading := _relation(one, entity.id, areas):
            groups.setdefault(heading, []).append(one)
    countries = Counter(one.country for group in groups.values() for one in group if one.country)
    chosen = country if country in countries else ""
    shown = {
        heading: tuple(one for one in groups[heading] if chosen in ("", one.country))
        for heading in _RELATIONS
        if heading in groups
    }
    return Near(
        tuple(
            Choice(code, f"{known.countries.get(code, code)} ({countries[code]})", code == chosen)
            for code in sorted(countries, key=lambda c: known.countries.get(c, c))
        ),
        chosen,
        {heading: found for heading, found in shown.items() if found},
        set(groups) & set(_RELATIONS[:2]) != set(),
    )


_RELATIONS = (
    "Who works on it",
    "Who takes part in its trials",
    "Who works on diseases of its kind",
)


def _relation(one: Organisation, disease: str, areas: set[str]) -> str:
    """How an organisation has to do with a disease; "" for not at all."""
    if disease in one.works_on:
        return _RELATIONS[0]
    if disease in one.studied:
        return _RELATIONS[1]
    return _RELATIONS[2] if one.works_on & areas else ""
