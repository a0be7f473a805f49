"""Lists of all things of a kind, with what they can be filtered by: each part is made when it is
first asked for, and kept with the release.

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
from rarekg.records.kinds import classes_of, deciding_type, identifier_of, section_of
from rarekg.records.reader import Records

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
    """All things of a section, by name and id. `facets` has for each filter that was asked for
    and each value the places of the entries in ascending order."""

    entries: tuple[Entry, ...]
    facets: Facets

    def select(
        self, wanted: Mapping[str, str], among: Collection[str] | None = None
    ) -> Sequence[int]:
        """The places of the entries that have all values wanted (an empty one leaves its filter
        open), and are among some ids; in ascending order."""
        sets = [self.facets[f].get(v, _NONE) for f, v in wanted.items() if v]
        chosen: Sequence[int] = range(len(self.entries))
        if sets:
            sets.sort(key=len)
            chosen = sorted(set(sets[0]).intersection(*sets[1:]))
        if among is None:
            return chosen
        return [place for place in chosen if self.entries[place].id in among]

    def having(self, facet: str, value: str) -> set[str]:
        """The ids of the entries that have a value."""
        return {self.entries[place].id for place in self.facets[facet].get(value, _NONE)}

    def said(self, place: int, facet: str) -> list[str]:
        """The values that the entry at a place has for a filter, in order."""
        return sorted(v for v in self.facets[facet] if self._has(facet, v, place))

    def _has(self, facet: str, value: str, place: int) -> bool:
        places = self.facets[facet][value]
        found = bisect_left(places, place)
        return found < len(places) and places[found] == place


_NONE = array("I")
_kept: WeakKeyDictionary[Records, dict[str, Listing]] = WeakKeyDictionary()
_reading = Lock()


def listing(records: Records, section: str, facets: Iterable[str] = ()) -> Listing:
    """The list of a section, with some of its filters at least."""
    with _reading:
        held = _kept.setdefault(records, {})
        found = held.get(section)
        if found is None:
            found = held[section] = Listing(_entries(records, section), {})
        for facet in facets:
            if facet not in found.facets:
                found.facets[facet] = _facet(records, section, facet, found.entries)
    return found


def _entries(records: Records, section: str) -> tuple[Entry, ...]:
    """The things of a section, by name, then id."""
    found = []
    for address, types, name in records.lookup.headings(classes_of(section)):
        kind = deciding_type(types)
        if section_of(kind) == section:
            found.append(Entry(intern(str(identifier_of(address))), kind, name))
    return tuple(sorted(found, key=lambda e: (e.name.casefold(), e.id)))


def _facet(
    records: Records, section: str, facet: str, entries: Sequence[Entry]
) -> dict[str, Places]:
    """Places of entries by value, in ascending order, each once."""
    if facet == "type":
        said: Iterable[tuple[str, str]] = ((entry.id, entry.type) for entry in entries)
    else:
        said = FACETS[section][facet](records)
    places = {entry.id: place for place, entry in enumerate(entries)}
    by_value: dict[str, set[int]] = {}
    for identifier, value in said:
        if identifier in places:
            by_value.setdefault(value, set()).add(places[identifier])
    return {value: array("I", sorted(found)) for value, found in by_value.items()}
