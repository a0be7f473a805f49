"""Organisations of a release with what they do about rare diseases: read once, then selected from.

Recipients of payments of whom nothing else is known are not among them: they stand with the
payments.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from rarekg.identifiers import iri
from rarekg.records.kinds import ORGANISATIONS
from rarekg.records.model import Link
from rarekg.records.reader import Records
from rarekg.records.relations import pairs

_CENTRES = frozenset({"ResearchCentre", "CareProvider"})


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation in lists and on the map. `kinds` are class keys; `country` is a code
    (ISO 3166-1 alpha-2) or "", `land` its name; `works_on` are diseases and areas, `studied` the
    diseases of trials that it sponsors, supports or is a site of."""

    link: Link
    kinds: tuple[str, ...]
    country: str
    land: str
    places: tuple[str, ...]
    point: tuple[float, float] | None  # latitude, longitude
    works_on: frozenset[str]
    studied: frozenset[str]
    trials: int
    therapies: int

    @property
    def acts(self) -> bool:
        """Whether something is known that it does."""
        return bool(self.works_on or self.trials or self.therapies)

    @property
    def on_map(self) -> bool:
        """Whether it belongs on the map of centres: it acts, or research or care is what it is
        there for, though no source may say of what. Of the thousands that only hold
        designations, those of which it is known where they are."""
        if self.works_on or self.trials or (self.therapies and self.point):
            return True
        return not _CENTRES.isdisjoint(self.kinds) and "Authority" not in self.kinds


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for: "" leaves a part open."""

    country: str = ""
    kind: str = ""
    disease: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Directory:
    """All organisations by name, the names of the countries in which they are, and by the id of
    a disease or area those that work on it or study it."""

    organisations: tuple[Organisation, ...]
    countries: dict[str, str]
    about: dict[str, list[Organisation]]
    topics: tuple[Link, ...]  # those diseases and areas, by name

    def called(self, word: str) -> int:
        """How many have this word, in small letters, in their names."""
        return sum(word in one.link.name.casefold() for one in self.organisations)

    def selected(self, chosen: Selection) -> tuple[Organisation, ...]:
        """Those that fit."""
        wanted = chosen.words.casefold().split()
        return tuple(
            one
            for one in self.organisations
            if chosen.country in ("", one.country)
            and (not chosen.kind or chosen.kind in one.kinds)
            and (not chosen.disease or chosen.disease in one.works_on | one.studied)
            and all(word in one.link.name.casefold() for word in wanted)
        )


_directories: WeakKeyDictionary[Records, Directory] = WeakKeyDictionary()
_reading = Lock()


def directory(records: Records) -> Directory:
    """The organisations of a release; read at the first call, then kept with it."""
    with _reading:
        found = _directories.get(records)
        if found is None:
            found = _directories[records] = _read(records.speaking("en"))
    return found


Table = dict[str, set[str]]


class _Stated:
    """What the release states of organisations, by property."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.works = self.of("worksOn")
        self.studied = self.of("studiesDisease")
        self.trials = _inverse(
            pair
            for key in ("sponsoredBy", "collaborator", "hasSite")
            for pair in pairs(records, key)
        )
        self.therapies = _inverse(pairs(records, "heldBy"))
        paid = {party for key in ("payer", "recipient") for _, party in pairs(records, key)}
        self.paid = paid | {whole for part, whole in pairs(records, "partOf") if part in paid}
        self.codes = self.of("countryCode")
        self.countries = self.of("locatedIn")
        self.places = self.of("placeName")
        self.latitudes = self.of("latitude")
        self.longitudes = self.of("longitude")
        named = Counter(
            (code, name)
            for one, codes in self.codes.items()
            if len(codes) == 1
            for code in codes
            for name in self.countries.get(one, ())
        )
        self.country_names = {code: name for (code, name), _ in reversed(_ranked(named))}
        self.code_of = {name: code for (code, name), _ in reversed(_ranked(named))}

    def of(self, key: str) -> Table:
        """The values of a property by subject."""
        return _table(pairs(self._records, key))


def _table(rows: Iterable[tuple[str, str]]) -> Table:
    found: Table = defaultdict(set)
    for one, other in rows:
        found[one].add(other)
    return dict(found)


def _inverse(rows: Iterable[tuple[str, str]]) -> Table:
    return _table((other, one) for one, other in rows)


def _read(records: Records) -> Directory:
    stated = _Stated(records)
    kinds: dict[str, list[str]] = {}
    links: dict[str, Link] = {}
    for kind in ORGANISATIONS:
        for link in records.links_of_type(kind):
            links[link.id] = link
            kinds.setdefault(link.id, []).append(kind)
    found = [_organisation(link, tuple(kinds[i]), stated) for i, link in links.items()]
    kept = [one for one in found if one.acts or one.link.id not in stated.paid]
    kept.sort(key=lambda one: (one.link.name.casefold(), one.link.id))
    about: dict[str, list[Organisation]] = {}
    for one in kept:
        for identifier in one.works_on | one.studied:
            about.setdefault(identifier, []).append(one)
    topics = sorted((records.lookup.link(iri(i)) for i in about), key=lambda t: t.name.casefold())
    return Directory(tuple(kept), stated.country_names, about, tuple(topics))


def _ranked(counts: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _organisation(link: Link, kinds: tuple[str, ...], stated: _Stated) -> Organisation:
    one = link.id
    codes = stated.codes.get(one) or {
        code for name in stated.countries.get(one, ()) if (code := stated.code_of.get(name))
    }
    trials = stated.trials.get(one, set())
    code = min(codes) if len(codes) == 1 else ""
    return Organisation(
        link,
        kinds,
        code,
        stated.country_names.get(code, code),
        tuple(sorted(stated.places.get(one, ()))),
        agreed_point(stated.latitudes.get(one, ()), stated.longitudes.get(one, ())),
        frozenset(stated.works.get(one, ())),
        frozenset(disease for trial in trials for disease in stated.studied.get(trial, ())),
        len(trials),
        len(stated.therapies.get(one, ())),
    )


def agreed_point(latitudes: Iterable[str], longitudes: Iterable[str]) -> tuple[float, float] | None:
    """One of the stated points, if all are within a quarter of a degree: of several that are
    further apart, which latitude goes with which longitude is unknown."""
    north, east = sorted(map(float, latitudes)), sorted(map(float, longitudes))
    if not north or not east or max(north[-1] - north[0], east[-1] - east[0]) > _NEAR:
        return None
    return north[0], east[0]


_NEAR = 0.25  # degrees
