"""Organisations that names of sites, sponsors and holders mean.

Only a whole name of an organisation, or a whole part of a text between commas or dashes, names it,
and only where the country agrees; where it is not known, the name must be one organisation's in
the world. The city decides among several. What is common to many ("University Hospital"), or has
its namesake in another town, needs the city; an acronym alone never names anything.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rarekg.identifiers import Curie
from rarekg.linking.lexicon import word_set
from rarekg.linking.organisation_names import (
    Countries,
    Known,
    Organisations,
    Point,
    countries_of_form,
    is_acronym,
    own_name,
    tokens_of,
)

METHOD = "organisation named, by rarekg names of organisations v1"

# Precision on the gold set, and on 200 other links read by eye: docs/benchmarks.md.
_TOWN = Decimal("0.98")
_COUNTRY = Decimal("0.95")
_WORLD = Decimal("0.92")
_PART = Decimal("0.97")  # factor: a part of the text
_REORDERED = Decimal("0.96")  # factor: the same words in another order
_NEAR_KM = 40.0
_EARTH_KM = 6371.0
_PARTS = re.compile(r"\s*[,;/|]\s*|\s+[-–—:]+\s+")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")

# Words that many names consist of: such a name says nothing without a town.
_COMMON = word_set(
    """university universitario universitaria universitari universitaire universite universitat
    universidad universita hospital hospitals hopital ospedale krankenhaus klinikum clinic clinica
    clinique clinics klinik kliniken spital spitalul general medical medicine center centre centro
    centres centers institute institut instituto istituto research clinical national regional
    central city cancer oncology children childrens child pediatric paediatric school faculty
    college department dept division of for de la du des del della di der für fur school health
    sciences science services service care system state county memorial community public foundation
    fondation stiftung association society trust laboratory laboratories group international global
    therapeutics pharmaceuticals pharma biosciences bio heart eye neurology rare diseases disease
    dermatology surgery rehabilitation academy first second third people peoples affiliated military
    st saint veterans affairs va san santa our lady red cross good samaritan mercy trinity holy"""
)
_FEW_COUNTRIES = 4  # a legal form of more decides nothing among companies of one name
_FEW = 5  # letters of a single word that names something


@dataclass(frozen=True, slots=True)
class Link:
    """The organisation that a text names, the words that do, and how surely."""

    organisation: Curie
    matched: str
    confidence: Decimal


@dataclass(frozen=True, slots=True)
class Place:
    """Where the text says that it is: what is not known is empty."""

    city: str = ""
    country: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    known: Known
    matched: str
    confidence: Decimal


class OrganisationLinker:
    """Finds the organisation that a name means."""

    def __init__(self, organisations: Organisations | None = None) -> None:
        given = organisations or Organisations()
        self.countries = Countries(given.countries)
        self._by_id = {known.of: known for known in given.known}
        self._exact: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
        self._loose: dict[frozenset[str], set[str]] = defaultdict(set)
        for known in given.known:
            for rank, name in enumerate(known.names):
                tokens = tokens_of(name)
                if tokens:
                    self._exact[tokens].setdefault(known.of, min(rank, 1))
                    if len(tokens) >= _LOOSE_WORDS:
                        self._loose[frozenset(tokens)].add(known.of)

    def link(
        self, name: str, city: str = "", country: str = "", point: Point | None = None
    ) -> Link | None:
        """The organisation that `name` means, if one does surely. `country` is a name or a
        code; `point` is latitude and longitude in degrees."""
        whole = self.link_whole(name, city, country, point)
        code = self.countries.code(country)
        if whole is not None or (country and not code):
            return whole
        return _link(self._in_parts(own_name(name), Place(city, code, point)))

    def link_whole(
        self, name: str, city: str = "", country: str = "", point: Point | None = None
    ) -> Link | None:
        """The same, by the whole name only."""
        code = self.countries.code(country)
        if country and not code:
            return None
        return _link(self._whole(own_name(name), Place(city, code, point), Decimal(1)))

    def _whole(self, text: str, place: Place, weight: Decimal) -> _Found | None:
        tokens = tokens_of(text)
        if not tokens or is_acronym(text) or _is_place(tokens, place):
            return None
        held = self._exact.get(tokens, {})
        found = self._chosen(tokens, held, text, place)
        if found is None and not held and len(tokens) >= _LOOSE_WORDS:
            held = dict.fromkeys(self._loose.get(frozenset(tokens), ()), 0)
            found = self._chosen(tokens, held, text, place)
            weight *= _REORDERED
        if found is None:
            return None
        return _Found(found[0], text, found[1] * weight)

    def _chosen(
        self, tokens: tuple[str, ...], held: dict[str, int], text: str, place: Place
    ) -> tuple[Known, Decimal] | None:
        """Of those that bear a name, the one that is there."""
        bearers = [(self._by_id[one], rank) for one, rank in held.items()]
        if not place.country:
            return self._in_the_world(tokens, bearers, text)
        there = [b for b in bearers if not b[0].countries or place.country in b[0].countries]
        near = [b for b in there if _is_near(b[0], tokens, place)]
        if near:
            one = _single(near)
            return (one, _TOWN) if one else None
        one = _single(there)
        if one is None or needs_town(tokens):
            return None
        if one.curated or "company" in one.kinds or not (place.city or place.point):
            return one, _COUNTRY
        return None

    def _in_the_world(
        self, tokens: tuple[str, ...], bearers: list[tuple[Known, int]], text: str
    ) -> tuple[Known, Decimal] | None:
        """The curated one that bears a name; else the only one, of companies only one in the
        countries of the legal form: groups have companies of one name in many."""
        if (len(tokens) == 1 and len(tokens[0]) < _FEW) or set(tokens) <= _COMMON:
            return None
        form = countries_of_form(text)
        fitting = [b for b in bearers if _fits(b[0], form)]
        if len(bearers) > 1 and len(form) > _FEW_COUNTRIES:
            fitting = [b for b in fitting if b[0].curated]
        one = _single([b for b in fitting if b[0].curated]) or _single(fitting)
        return (one, _WORLD) if one else None

    def _in_parts(self, text: str, place: Place) -> _Found | None:
        """The organisation that a part of the text names; of several, the one that belongs to
        the others."""
        found: dict[str, _Found] = {}
        for part in _PARTS.split(_IN_BRACKETS.sub("", text)):
            if len(tokens_of(part)) < 2:
                continue
            one = self._whole(part, place, _PART)
            if one is not None:
                found.setdefault(one.known.of, one)
        if len(found) <= 1:
            return next(iter(found.values()), None)
        inner = [f for f in found.values() if self._is_within(f.known, set(found))]
        return inner[0] if len(inner) == 1 else None

    def _is_within(self, known: Known, others: set[str]) -> bool:
        """Whether an organisation is part of all of the others."""
        above: set[str] = set()
        waiting = {known.of}
        while waiting:
            above |= waiting
            parents = {p for one in waiting if one in self._by_id for p in self._by_id[one].parents}
            waiting = parents - above
        return others <= above


_LOOSE_WORDS = 4


def _link(found: _Found | None) -> Link | None:
    if found is None:
        return None
    sure = found.confidence.quantize(Decimal("0.01"))
    return Link(Curie(found.known.of), found.matched, sure)


def _single(bearers: Iterable[tuple[Known, int]]) -> Known | None:
    """The only one, or the only one of which it is the name that it goes by."""
    of_rank: dict[int, list[Known]] = defaultdict(list)
    for known, rank in bearers:
        of_rank[rank].append(known)
    best = of_rank[min(of_rank)] if of_rank else []
    return best[0] if len(best) == 1 else None


def _fits(known: Known, form: frozenset[str]) -> bool:
    """Whether an organisation may have a legal form (none: no countries are known for it)."""
    if form:
        return not form.isdisjoint(known.countries)
    return known.curated or "company" not in known.kinds


def _is_place(tokens: tuple[str, ...], place: Place) -> bool:
    return tokens == tokens_of(place.city)


def needs_town(tokens: tuple[str, ...]) -> bool:
    """Whether a name says nothing without a town: one word, or only common ones."""
    return len(tokens) == 1 or is_common(tokens)


def is_common(tokens: tuple[str, ...]) -> bool:
    """Whether a name has only words that many names consist of."""
    return set(tokens) <= _COMMON


def _is_near(known: Known, tokens: tuple[str, ...], place: Place) -> bool:
    """Whether an organisation is where the text says: in the town, within 40 km of the point, or
    its name has the town in it."""
    if place.city:
        town = tokens_of(place.city)
        if any(_same_town(town, tokens_of(city)) for city in known.cities):
            return True
        if town and set(town) <= set(tokens) and known.cities:
            return True
    if place.point is None:
        return False
    return any(_kilometres(place.point, point) <= _NEAR_KM for point in known.points)


def _same_town(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """ "St. Louis" is "Saint Louis", and "New York City" "New York"."""
    return bool(one) and _town(one) == _town(other)


def _town(tokens: tuple[str, ...]) -> tuple[str, ...]:
    spelt = tuple("saint" if t == "st" else t for t in tokens if not t.isdigit())
    known = _TOWNS.get(" ".join(spelt))
    if known:
        return (known,)
    return spelt[:-1] if len(spelt) > 1 and spelt[-1] == "city" else spelt


# Towns under the names that forms and registries have for them.
_TOWNS = {
    "munchen": "munich",
    "wien": "vienna",
    "zuerich": "zurich",
    "geneve": "geneva",
    "genf": "geneva",
    "koln": "cologne",
    "praha": "prague",
    "warszawa": "warsaw",
    "roma": "rome",
    "milano": "milan",
    "torino": "turin",
    "firenze": "florence",
    "napoli": "naples",
    "kobenhavn": "copenhagen",
    "lisboa": "lisbon",
    "sevilla": "seville",
    "bruxelles": "brussels",
    "moskva": "moscow",
    "bern": "berne",
    "krakow": "cracow",
    "goteborg": "gothenburg",
    "hannover": "hanover",
    "nurnberg": "nuremberg",
    "den haag": "the hague",
    "antwerpen": "antwerp",
    "gent": "ghent",
}


def _kilometres(one: Point, other: Point) -> float:
    """The distance of two points on the sphere (haversine)."""
    north, south = math.radians(one[0]), math.radians(other[0])
    high, wide = north - south, math.radians(one[1] - other[1])
    part = math.sin(high / 2) ** 2
    part += math.cos(north) * math.cos(south) * math.sin(wide / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(part))
