"""What the VoID description counts, bucket by bucket: who uses which property with what.

A bucket knows the classes of its own subjects, and of the objects only their names. So objects are
kept as 8-byte digests, and their classes are looked up when all buckets are there
(`rarekg.graph.void`).
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import msgspec

from rarekg.graph.bucket import (
    DERIVED,
    OBJECT,
    POLARITIES,
    POLARITY,
    PREDICATE,
    STATEMENT_CLASS,
    SUBJECT,
    TYPE,
    Bucket,
    Quad,
    Triple,
    qualifier_pairs,
)
from rarekg.graph.compact import authority_of
from rarekg.vocabulary import REFERENCE

Classes = tuple[str, ...]  # terms, sorted; of a subject that has none: ()

_DIGEST = 8  # bytes: two of a million objects share one with a chance of 1 in 10^7
_LANG_STRING = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>"
_STRING = "<http://www.w3.org/2001/XMLSchema#string>"
_SKOS = "<http://www.w3.org/2004/02/skos/core#"
_LINKS = (f"{_SKOS}exactMatch>", f"{_SKOS}broadMatch>", f"{_SKOS}narrowMatch>")
LINKS = frozenset(
    {
        *_LINKS,
        f"{_SKOS}closeMatch>",
        f"{_SKOS}relatedMatch>",
        "<http://www.w3.org/ns/prov#hadPrimarySource>",
    }
)


class Use(msgspec.Struct, array_like=True):
    """How subjects of some classes use a property: triples, subjects, datatypes of literals, and
    digests of the objects, each once: `literals`, and `things` with the triples of each."""

    classes: Classes
    property: str
    triples: int = 0
    subjects: int = 0
    datatypes: dict[str, int] = {}
    literals: bytes = b""
    things: bytes = b""
    numbers: bytes = b""
    linked: dict[str, int] = {}  # prefix of the authority -> triples, of properties in LINKS


class GraphUse(msgspec.Struct, array_like=True):
    """What a named graph holds of a bucket: subjects; triples by property; subjects by class."""

    graph: str
    subjects: int
    properties: dict[str, int]
    classes: dict[str, int]


class Partitions(msgspec.Struct, array_like=True):
    """What a bucket adds to the description: its subjects (`typed`: digests by their classes), the
    uses of properties, the named graphs."""

    subjects: int
    typed: list[tuple[Classes, int, bytes]]
    uses: list[Use]
    graphs: list[GraphUse]


@dataclass(slots=True)
class _Tally:
    """Subjects and objects of one use, in the order in which they came."""

    subjects: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)


_Tallies = dict[Classes, dict[str, _Tally]]


def partitions(
    bucket: Bucket, triples: Mapping[Triple, Sequence[str]], quads: Iterable[Quad]
) -> Partitions:
    """Counts the statements of a bucket, its triples with the named graphs that have each, and
    other quads."""
    plain = [triple for triple, graph in quads if not graph]
    named = [(triple, graph) for triple, graph in quads if graph]
    classes = _classes(chain(triples, plain))
    tallies: _Tallies = defaultdict(lambda: defaultdict(_Tally))
    _tally(tallies, classes, chain(triples, plain))
    uses = [
        _use(key, predicate, tally)
        for key, by_property in tallies.items()
        for predicate, tally in by_property.items()
    ]
    subjects = {s for found in tallies.values() for t in found.values() for s in t.subjects}
    by_classes: dict[Classes, list[str]] = defaultdict(list)
    for subject in subjects:
        if subject in classes:
            by_classes[classes[subject]].append(subject)
    typed = [(key, len(found), _digests(found)) for key, found in by_classes.items()]
    if bucket.claims:  # nothing points at a statement: no digests
        typed.append(((STATEMENT_CLASS,), len(bucket.claims), b""))
    graphs = _graphs(triples, named)
    return Partitions(len(subjects) + len(bucket.claims), typed, uses + _claims(bucket), graphs)


def _classes(triples: Iterable[Triple]) -> dict[str, Classes]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, value in triples:
        if predicate == TYPE:
            found[subject].add(value)
    return {subject: tuple(sorted(classes)) for subject, classes in found.items()}


def _tally(tallies: _Tallies, classes: Mapping[str, Classes], triples: Iterable[Triple]) -> None:
    last = ""
    of_classes = tallies[()]
    for subject, predicate, value in triples:
        if subject != last:  # triples of a subject mostly stand together
            last = subject
            of_classes = tallies[classes.get(subject, ())]
        tally = of_classes[predicate]
        tally.subjects.append(subject)
        tally.objects.append(value)


def _use(classes: Classes, predicate: str, tally: _Tally) -> Use:
    use = _objects(Use(classes, predicate), Counter(tally.objects))
    use.triples = len(tally.objects)
    use.subjects = len(set(tally.subjects))
    return use


def _objects(use: Use, objects: Counter[str]) -> Use:
    """The use with what its objects are."""
    things = {term: number for term, number in objects.items() if term[0] == "<"}
    literals = [term for term in objects if term[0] != "<"]
    datatypes: Counter[str] = Counter()
    for term in literals:
        datatypes[_datatype(term)] += objects[term]
    use.datatypes = dict(datatypes)
    use.literals = _digests(literals)
    use.things = _digests(things)
    use.numbers = array("I", things.values()).tobytes()
    if use.property in LINKS:
        use.linked = dict(_linked(things))
    return use


def _datatype(term: str) -> str:
    tail = term.rpartition('"')[2]
    if tail.startswith("@"):
        return _LANG_STRING
    return tail.removeprefix("^^") or _STRING


def _linked(things: Mapping[str, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for term, number in things.items():
        if authority := authority_of(term[1:-1]):
            found[authority.name] += number
    return found


def _digests(terms: Iterable[str]) -> bytes:
    return b"".join(
        [hashlib.blake2b(term.encode(), digest_size=_DIGEST).digest() for term in terms]
    )


def _claims(bucket: Bucket) -> list[Use]:
    """The uses by statements: all have the same properties."""
    if not bucket.claims:
        return []
    number = len(bucket.claims)
    objects: dict[str, Counter[str]] = {
        TYPE: Counter({STATEMENT_CLASS: number}),
        SUBJECT: Counter([claim.subject for claim in bucket.claims]),
        PREDICATE: Counter([claim.predicate for claim in bucket.claims]),
        OBJECT: Counter([claim.value for claim in bucket.claims]),
        POLARITY: Counter([POLARITIES[claim.polarity] for claim in bucket.claims]),
        DERIVED: Counter(
            [f"<{REFERENCE}{r}>" for claim in bucket.claims for r in bucket.backings[claim.id]]
        ),
    }
    subjects = Counter(dict.fromkeys(objects, number))
    for claim in bucket.claims:
        pairs = qualifier_pairs(claim.qualifiers)
        for key, term in pairs:
            objects.setdefault(key, Counter())[term] += 1
        subjects.update({key for key, _ in pairs})
    uses = []
    for predicate, found in objects.items():
        use = _objects(Use((STATEMENT_CLASS,), predicate), found)
        use.triples, use.subjects = found.total(), subjects[predicate]
        uses.append(use)
    return uses


def _graphs(
    triples: Mapping[Triple, Sequence[str]], quads: Iterable[tuple[Triple, str]]
) -> list[GraphUse]:
    """What stands in each named graph."""
    subjects: dict[str, set[str]] = defaultdict(set)
    properties: dict[str, Counter[str]] = defaultdict(Counter)
    classes: dict[str, Counter[str]] = defaultdict(Counter)
    said = chain(((triple, graph) for triple, graphs in triples.items() for graph in graphs), quads)
    for (subject, predicate, value), graph in said:
        subjects[graph].add(subject)
        properties[graph][predicate] += 1
        if predicate == TYPE:
            classes[graph][value] += 1
    return [
        GraphUse(graph, len(found), dict(properties[graph]), dict(classes[graph]))
        for graph, found in subjects.items()
    ]
