"""The VoID description of a release: partitions by class and property, linksets, named graphs.

In the form that editors of SPARQL complete from (https://www.w3.org/TR/void/, sections 4 and 5;
http://ldf.fi/void-ext# for datatypes): each class with its properties, each of these with the
classes or datatypes of its objects. It counts what a release holds beside this description.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rarekg.graph.metadata import DATASET, Pair, describe, integer, slug
from rarekg.graph.partitions import Classes, GraphUse, Partitions, Use
from rarekg.graph.terms import iri_term, literal_term
from rarekg.identifiers import prefixes

VOID_GRAPH = "https://w3id.org/rarekg/.well-known/void"

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_VOID = "http://rdfs.org/ns/void#"
_EXT = "http://ldf.fi/void-ext#"
_TITLE = "http://purl.org/dc/terms/title"
_DATASET = f"<{_VOID}Dataset>"
_COUNTED_AT_ONCE = 8 << 20  # bytes of digests: a million of them
_LOOKED_UP_AT_ONCE = 2 << 20


class Whole:
    """The partitions of all buckets together. Buckets share no subject.

    `at_once` bytes of subjects' digests are in a dictionary at the same time, roughly.
    """

    def __init__(self, buckets: Iterable[Partitions], at_once: int = _LOOKED_UP_AT_ONCE) -> None:
        self.subjects = 0
        self.entities: Counter[str] = Counter()  # subjects by class
        self.uses: dict[str, list[Use]] = defaultdict(list)  # by property
        self.graphs: dict[str, GraphUse] = {}
        self._typed: list[tuple[Classes, bytes]] = []  # digests of the subjects of these classes
        self._met: dict[int, Counter[Classes]] = defaultdict(Counter)  # by the id() of a use
        for bucket in buckets:
            self._add(bucket)
        self._meet(at_once)

    def _add(self, bucket: Partitions) -> None:
        self.subjects += bucket.subjects
        for classes, number, digests in bucket.typed:
            self.entities.update(dict.fromkeys(classes, number))
            self._typed.append((classes, digests))
        for use in bucket.uses:
            self.uses[use.property].append(use)
        for graph in bucket.graphs:
            known = self.graphs.setdefault(graph.graph, GraphUse(graph.graph, 0, {}, {}))
            known.subjects += graph.subjects
            known.properties = dict(Counter(known.properties) + Counter(graph.properties))
            known.classes = dict(Counter(known.classes) + Counter(graph.classes))

    def triples(self) -> int:
        """All triples."""
        return sum(use.triples for uses in self.uses.values() for use in uses)

    def object_classes(self, uses: Iterable[Use]) -> Counter[str]:
        """The classes of the objects of these uses, with the number of triples."""
        found: Counter[Classes] = Counter()
        for use in uses:
            found.update(self._met.get(id(use), {}))
        by_class: Counter[str] = Counter()
        for classes, number in found.items():
            by_class.update(dict.fromkeys(classes, number))
        return by_class

    def _meet(self, at_once: int) -> None:
        """Looks up the classes of all objects, share by share of the subjects: a dictionary of
        all of them would be the largest thing in memory."""
        shares = 1 + sum(len(digests) for _, digests in self._typed) // at_once
        for share in range(shares):
            known: dict[int, Classes] = {}
            for classes, digests in self._typed:
                known.update(dict.fromkeys(_share(_numbers(digests), share, shares), classes))
            for use in (use for uses in self.uses.values() for use in uses):
                met = self._met[id(use)]
                numbers = array("I", use.numbers)
                for digest, number in zip(_numbers(use.things), numbers, strict=True):
                    if (cls := known.get(digest)) is not None:
                        met[cls] += number


def _numbers(digests: bytes) -> array[int]:
    return array("Q", digests)


def _share(numbers: array[int], share: int, shares: int) -> Iterable[int]:
    return numbers if shares == 1 else [n for n in numbers if n % shares == share]


def _distinct_objects(uses: Iterable[Use]) -> int:
    parts = [digests for use in uses for digests in (use.literals, use.things)]
    shares = 1 + sum(map(len, parts)) // _COUNTED_AT_ONCE
    return sum(_distinct(parts, share, shares) for share in range(shares))


def _distinct(parts: Iterable[bytes], share: int, shares: int) -> int:
    """How many different digests fall to a share: all at once would be a set of millions."""
    found: set[int] = set()
    for digests in parts:
        found.update(_share(_numbers(digests), share, shares))
    return len(found)


def void_triples(whole: Whole) -> Iterator[str]:
    """The triples of the description, as N-Triples without the full stop."""
    every = [use for uses in whole.uses.values() for use in uses]
    yield from describe(
        DATASET,
        [
            (_TYPE, _DATASET),
            (_VOID + "triples", integer(whole.triples())),
            (_VOID + "distinctSubjects", integer(whole.subjects)),
            (_VOID + "distinctObjects", integer(_distinct_objects(every))),
            (_VOID + "entities", integer(whole.subjects)),
            (_VOID + "properties", integer(len(whole.uses))),
            (_VOID + "classes", integer(len(whole.entities))),
        ],
    )
    for predicate, uses in whole.uses.items():
        yield from _property_partition(DATASET, predicate, uses)
    yield from _class_partitions(whole)
    yield from _linksets(every)
    for graph in whole.graphs.values():
        yield from _named_graph(graph)


def _property_partition(of: str, predicate: str, uses: Sequence[Use]) -> Iterator[str]:
    node = f"{of}/property/{slug(predicate)}"
    yield _link(of, "propertyPartition", node)
    yield from describe(
        node,
        [
            (_TYPE, _DATASET),
            (_VOID + "property", predicate),
            (_VOID + "triples", integer(sum(use.triples for use in uses))),
            (_VOID + "distinctSubjects", integer(sum(use.subjects for use in uses))),
            (_VOID + "distinctObjects", integer(_distinct_objects(uses))),
        ],
    )


def _class_partitions(whole: Whole) -> Iterator[str]:
    """Each class with the properties of its members, and the classes and datatypes of these."""
    by_class: dict[str, list[tuple[str, list[Use]]]] = defaultdict(list)
    for predicate, uses in whole.uses.items():
        members: dict[str, list[Use]] = defaultdict(list)
        for use in uses:
            for cls in use.classes:
                members[cls].append(use)
        for cls, found in members.items():
            by_class[cls].append((predicate, found))
    for cls, properties in by_class.items():
        node = f"{DATASET}/class/{slug(cls)}"
        yield _link(DATASET, "classPartition", node)
        yield from describe(
            node,
            [
                (_TYPE, _DATASET),
                (_VOID + "class", cls),
                (_VOID + "entities", integer(whole.entities[cls])),
                (_VOID + "triples", integer(sum(u.triples for _, us in properties for u in us))),
                (_VOID + "properties", integer(len(properties))),
            ],
        )
        for predicate, uses in properties:
            yield from _property_partition(node, predicate, uses)
            yield from _objects(whole, f"{node}/property/{slug(predicate)}", uses)


def _objects(whole: Whole, of: str, uses: Sequence[Use]) -> Iterator[str]:
    """The classes and the datatypes of the objects of a class's property."""
    for cls, number in whole.object_classes(uses).items():
        node = f"{of}/class/{slug(cls)}"
        yield _link(of, "classPartition", node)
        pairs = [(_VOID + "class", cls), (_VOID + "triples", integer(number))]
        yield from describe(node, [(_TYPE, _DATASET), *pairs])
    datatypes: Counter[str] = Counter()
    for use in uses:
        datatypes.update(use.datatypes)
    for datatype, number in datatypes.items():
        node = f"{of}/datatype/{slug(datatype)}"
        yield f"<{of}> <{_EXT}datatypePartition> <{node}>"
        pairs = [(_EXT + "datatype", datatype), (_VOID + "triples", integer(number))]
        yield from describe(node, [(_TYPE, _DATASET), *pairs])


def _linksets(uses: Iterable[Use]) -> Iterator[str]:
    """How many identifiers of which other vocabulary each mapping property leads to."""
    linked: Counter[tuple[str, str]] = Counter()
    for use in uses:
        for prefix, number in use.linked.items():
            linked[use.property, prefix] += number
    for (predicate, prefix), number in linked.items():
        node = f"{DATASET}/linkset/{slug(predicate)}/{prefix}"
        yield _link(DATASET, "subset", node)
        pairs: list[Pair] = [
            (_TYPE, f"<{_VOID}Linkset>"),
            (_VOID + "linkPredicate", predicate),
            (_VOID + "subjectsTarget", f"<{DATASET}>"),
            (_VOID + "objectsTarget", f"<{_identifiers(prefix)}>"),
            (_VOID + "triples", integer(number)),
        ]
        yield from describe(node, pairs)
    for prefix in {prefix for _, prefix in linked}:
        yield from describe(
            _identifiers(prefix),
            [
                (_TYPE, _DATASET),
                (_TITLE, literal_term(f"Identifiers with the prefix {prefix}") + "@en"),
                (_VOID + "uriSpace", literal_term(prefixes()[prefix].namespace)),
            ],
        )


def _identifiers(prefix: str) -> str:
    return f"{DATASET}/identifiers/{prefix}"


def _named_graph(graph: GraphUse) -> Iterator[str]:
    """What a named graph holds: of a source, what it says; of a method, what was derived by it."""
    name = graph.graph
    yield _link(DATASET, "subset", name)
    yield from describe(
        name,
        [
            (_TYPE, _DATASET),
            (_VOID + "triples", integer(sum(graph.properties.values()))),
            (_VOID + "distinctSubjects", integer(graph.subjects)),
            (_VOID + "properties", integer(len(graph.properties))),
            (_VOID + "classes", integer(len(graph.classes))),
        ],
    )
    under = f"{DATASET}/graph/{slug(iri_term(name))}"
    for predicate, number in graph.properties.items():
        node = f"{under}/property/{slug(predicate)}"
        yield _link(name, "propertyPartition", node)
        pairs = [(_VOID + "property", predicate), (_VOID + "triples", integer(number))]
        yield from describe(node, [(_TYPE, _DATASET), *pairs])
    for cls, number in graph.classes.items():
        node = f"{under}/class/{slug(cls)}"
        yield _link(name, "classPartition", node)
        pairs = [(_VOID + "class", cls), (_VOID + "entities", integer(number))]
        yield from describe(node, [(_TYPE, _DATASET), *pairs])


def _link(subject: str, key: str, value: str) -> str:
    return f"<{subject}> <{_VOID}{key}> <{value}>"
