"""How two things are linked: the shortest ways between them over what is stated of things.

The search goes from both ends, a level at a time, over the store. Things that very many others
point to (a common sign, a continent) lead everywhere and explain nothing: it does not go through
them. What it reads is counted, not timed, so that a release always gives the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import pyoxigraph as ox

from rarekg.records.kinds import deciding_type
from rarekg.records.lookup import Lookup
from rarekg.vocabulary import ValueKind, properties

LONGEST = 6  # steps: what is farther apart has nothing to do with one another
HUB = 700  # links to a thing: it is an end, but never between
_READ = 20_000  # quads in all: 0.3 s on one core (2026-11)
_READ_END = 6_000  # quads that point to one of the two ends
_MAPPINGS = frozenset({"closeMatch", "broadMatch", "narrowMatch", "relatedMatch"})
_WAYS = 3  # shown where several are equally short
_DEFAULT = ox.DefaultGraph()

# Of these everything has one of a few values, or they say nothing of how things belong together.
_NO_LINK = frozenset(
    {
        *("type", "exactMatch", "disputedMatch", "formerId", "replacedBy", "disorderType"),
        *("hasInheritance", "hasOnset", "hasClinicalCourse", "hasClinicalModifier"),
        *("pointPrevalence", "prevalenceAtBirth", "lifetimePrevalence", "annualIncidence"),
        *("rarityMeasure", "recipientKind", "inClassification"),
    }
)


# How little a link says of how two things belong together, where ways are equally long.
_LITTLE = {
    **dict.fromkeys(("hasPhenotype", "relatedMatch", "hasModality"), 4),
    **dict.fromkeys(("category", "inArea", "usesApproach"), 5),
    **dict.fromkeys(("hasParent", "closeMatch", "broadMatch", "narrowMatch"), 2),
    **dict.fromkeys(("indicatedFor", "orphanDesignation", "contraindicatedFor", "heldBy"), 1),
}
_WEIGHED = 400  # ways that are compared


@dataclass(frozen=True, slots=True)
class Step:
    """One link: subject, property key, object, by IRI. `forward`: the way goes from subject to
    object."""

    subject: str
    key: str
    object: str
    forward: bool

    @property
    def start(self) -> str:
        """Where the step begins."""
        return self.subject if self.forward else self.object

    @property
    def end(self) -> str:
        """Where the step leads."""
        return self.object if self.forward else self.subject

    def turned(self) -> Step:
        """The same link, gone the other way."""
        return Step(self.subject, self.key, self.object, not self.forward)


@dataclass(frozen=True, slots=True)
class Ways:
    """The shortest ways, each as steps from one end to the other; `complete` is False where the
    search read as much as it may and found none."""

    ways: tuple[tuple[Step, ...], ...]
    complete: bool


@dataclass(slots=True)
class _Side:
    """What was reached from one end: each thing with the step that led to it."""

    frontier: list[str]
    reached: dict[str, Step | None] = field(default_factory=dict)

    def way(self, address: str) -> list[Step]:
        """The steps from the end to a thing."""
        found: list[Step] = []
        step = self.reached[address]
        while step is not None:
            found.append(step)
            step = self.reached[step.start]
        return found[::-1]


class _Search:
    """`spent`: it has read as much as it may."""

    def __init__(self, lookup: Lookup, start: str, goal: str) -> None:
        self._lookup = lookup
        self._left = _READ
        self._keys = {
            p.iri: key
            for key, p in properties().items()
            if p.kind is ValueKind.ENTITY and not p.qualifier and key not in _NO_LINK
        }
        self._ends = {start, goal}
        self.sides = (_Side([start], {start: None}), _Side([goal], {goal: None}))

    @property
    def spent(self) -> bool:
        """Whether it has read as much as it may."""
        return self._left <= 0

    def grow(self) -> list[str]:
        """Goes one step from the side with fewer things; returns where the sides meet. A level
        that is not read to its end is still the nearest where they meet."""
        side = min(self.sides, key=lambda s: (not s.frontier, len(s.frontier)))
        other = self.sides[1] if side is self.sides[0] else self.sides[0]
        following = []
        for address in side.frontier:
            for step in self._steps(address):
                if step.end not in side.reached:
                    side.reached[step.end] = step
                    following.append(step.end)
            if self.spent:
                break
        side.frontier = following
        return sorted(a for a in following if a in other.reached)

    def _steps(self, address: str) -> Iterator[Step]:
        """The links of a thing; codes elsewhere, which have no page, are left out."""
        return (
            step
            for step in self._links(address)
            if step.key not in _MAPPINGS or self.has_page(step.end)
        )

    def _links(self, address: str) -> Iterator[Step]:
        pointing = self._pointing(address)
        if pointing is None:
            return
        node = ox.NamedNode(address)
        quads = self._lookup.store.quads_for_pattern(node, None, None, _DEFAULT)
        for quad in self._read(quads, _READ_END):
            key = self._keys.get(quad.predicate.value)
            if key and isinstance(quad.object, ox.NamedNode):
                yield Step(address, key, quad.object.value, forward=True)
        for quad in pointing:
            key = self._keys.get(quad.predicate.value)
            if key and isinstance(quad.subject, ox.NamedNode):
                yield Step(quad.subject.value, key, address, forward=False)

    def _pointing(self, address: str) -> list[ox.Quad] | None:
        """What points to a thing; None for a hub, unless it is an end."""
        end = address in self._ends
        most = _READ_END if end else 2 * HUB  # a statement is a quad more
        node = ox.NamedNode(address)
        found = self._read(self._lookup.store.quads_for_pattern(None, None, node, _DEFAULT), most)
        return found if end or (len(found) < most and not self.spent) else None

    def _read(self, quads: Iterable[ox.Quad], most: int) -> list[ox.Quad]:
        found = list(islice(quads, max(0, min(most, self._left))))
        self._left -= len(found)
        return found

    def leads_through(self, way: tuple[Step, ...], meeting: str) -> bool:
        """Whether a way is over things that have pages, and does not meet in a hub."""
        known = all(self.has_page(step.end) for step in way)
        return known and self._pointing(meeting) is not None

    def has_page(self, address: str) -> bool:
        """Whether a thing is more than a code."""
        return bool(deciding_type(self._lookup.types(address)))


def ways_between(lookup: Lookup, start: str, goal: str) -> Ways:
    """The shortest ways from one thing to another, by IRI; none for a thing and itself."""
    if start == goal:
        return Ways((), complete=True)
    search = _Search(lookup, start, goal)
    for _ in range(LONGEST):
        best = _best(search, search.grow())
        if best:
            return Ways(best, complete=True)
        if search.spent:
            return Ways((), complete=False)
        if not any(side.frontier for side in search.sides):
            break
    return Ways((), complete=True)


def _best(search: _Search, meeting: list[str]) -> tuple[tuple[Step, ...], ...]:
    """Of equally short ways those that say most."""
    ways = [(_whole(search, address), address) for address in meeting[:_WEIGHED]]
    ways.sort(key=lambda w: (sum(_LITTLE.get(s.key, 0) for s in w[0]), [s.end for s in w[0]]))
    found = (way for way, address in ways if search.leads_through(way, address))
    return tuple(islice(found, _WAYS))


def _whole(search: _Search, meeting: str) -> tuple[Step, ...]:
    there, back = (side.way(meeting) for side in search.sides)
    return (*there, *(step.turned() for step in reversed(back)))
