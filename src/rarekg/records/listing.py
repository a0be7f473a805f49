"""Lists of all things of a kind, with what they can be filtered by: made once per release, when
first asked for, and kept with it.

A list is its entries in one order, and for each filter and value the places of the entries that
have it. What that takes is in `docs/decisions.md`.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from sys import intern
from threading import Lock
from typing import TypeAlias
from weakref import WeakKeyDictionary

from rarekg.records.facets import FACETS
from rarekg.records.kinds import deciding_type, identifier_of, section_of
from rarekg.records.reader import Records
from rarekg.records.relations import Treatment, treatments

LISTED = tuple(FACETS)

Places: TypeAlias = "array[int]"
Facets = dict[str, dict[str, Places]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing in a list: its canonical id, its class key, its display name in English."""

    id: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Listing:
    """All things of a section, by name and id. `facets` has for each filter and value the places
    of the entries in ascending order."""

    entries: tuple[Entry, ...]
    facets: Facets

    def select(
        self, wanted: Mapping[str, str], among: Collection[str] | None = None
    ) -> Sequence[int]:
        """The places of the entries that have all values wanted (an empty one leaves its filter
        open), and are among some ids; in ascending order."""
        sets = [self.facets.get(f, {}).get(v, _NONE) for f, v in wanted.items() if v]
        chosen: Sequence[int] = range(len(self.entries))
        if sets:
            sets.sort(key=len)
            chosen = sorted(set(sets[0]).intersection(*sets[1:]))
        if among is None:
            return chosen
        return [place for place in chosen if self.entries[place].id in among]

    def said(self, place: int, facet: str) -> list[str]:
        """The values that the entry at a place has for a filter, in order."""
        return [value for value in self.values(facet) if self._has(facet, value, place)]

    def _has(self, facet: str, value: str, place: int) -> bool:
        places = self.facets[facet][value]
        found = bisect_left(places, place)
        return found < len(places) and places[found] == place

    def values(self, facet: str) -> list[str]:
        """The values that entries have for a filter, in order."""
        return sorted(self.facets.get(facet, ()))


_NONE = array("I")


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a release, by section, and its statements about treatment by disease and by
    therapy."""

    by_section: Mapping[str, Listing]
    of_disease: Mapping[str, tuple[Treatment, ...]]
    of_therapy: Mapping[str, tuple[Treatment, ...]]

    def stages(self, *, disease: str = "", therapy: str = "") -> list[str]:
        """The stages that treatments of a disease, or a therapy in any disease, have reached."""
        said = self.treatments(disease=disease, therapy=therapy)
        return sorted({t.stage for t in said if t.stage and not t.against})

    def treatments(self, *, disease: str = "", therapy: str = "") -> Iterable[Treatment]:
        """Statements about treatment: of a disease, of a therapy, or all."""
        if disease:
            return self.of_disease.get(disease, ())
        if therapy:
            return self.of_therapy.get(therapy, ())
        return (t for group in self.of_disease.values() for t in group)

    def treated(
        self,
        *,
        disease: str = "",
        therapy: str = "",
        modality: str = "",
        stage: str = "",
        authority: str = "",
    ) -> list[Treatment]:
        """The statements that one treatment fits in all that is given; "" leaves a part open.
        What is not to be used is no treatment."""
        kind = self._of_kind(modality) if modality else None
        return [
            t
            for t in self.treatments(disease=disease, therapy=therapy)
            if not t.against
            and (not stage or t.stage == stage)
            and (not authority or t.authority == authority)
            and (kind is None or t.therapy in kind)
        ]

    def _of_kind(self, modality: str) -> set[str]:
        therapies = self.by_section["therapy"]
        places = therapies.facets["modality"].get(modality, _NONE)
        return {therapies.entries[place].id for place in places}


_kept: WeakKeyDictionary[Records, Lists] = WeakKeyDictionary()
_reading = Lock()


def lists(records: Records) -> Lists:
    """The lists of a release: read at the first call, then kept with it."""
    with _reading:
        found = _kept.get(records)
        if found is None:
            found = _kept[records] = _read(records)
    return found


def _read(records: Records) -> Lists:
    entries = _entries(records)
    by_disease: dict[str, list[Treatment]] = {}
    by_therapy: dict[str, list[Treatment]] = {}
    for treatment in treatments(records):
        by_disease.setdefault(treatment.disease, []).append(treatment)
        by_therapy.setdefault(treatment.therapy, []).append(treatment)
    return Lists(
        {section: _listing(records, section, entries[section]) for section in LISTED},
        {key: tuple(group) for key, group in by_disease.items()},
        {key: tuple(group) for key, group in by_therapy.items()},
    )


def _entries(records: Records) -> dict[str, list[Entry]]:
    """The things of each listed section, by name, then id."""
    found: dict[str, list[Entry]] = {section: [] for section in LISTED}
    for address, types, name in records.lookup.headings():
        kind = deciding_type(types)
        section = section_of(kind)
        if section in found:
            found[section].append(Entry(intern(str(identifier_of(address))), kind, name))
    for entries in found.values():
        entries.sort(key=lambda e: (e.name.casefold(), e.id))
    return found


def _listing(records: Records, section: str, entries: Sequence[Entry]) -> Listing:
    places = {entry.id: place for place, entry in enumerate(entries)}
    found: Facets = {"type": _placed(((e.id, e.type) for e in entries), places)}
    for name, gathered in FACETS[section].items():
        found[name] = _placed(gathered(records), places)
    return Listing(tuple(entries), found)


def _placed(said: Iterable[tuple[str, str]], places: Mapping[str, int]) -> dict[str, Places]:
    """Places of entries by value, in ascending order, each once."""
    by_value: dict[str, set[int]] = {}
    for identifier, value in said:
        if identifier in places:
            by_value.setdefault(value, set()).add(places[identifier])
    return {value: array("I", sorted(found)) for value, found in by_value.items()}
