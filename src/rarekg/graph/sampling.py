"""A closed sample of a large graph: small enough for pySHACL, whole enough for shapes to hold."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
import rdflib

from rarekg.content import content_folder
from rarekg.vocabulary import RKG

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE = ox.NamedNode(_RDF + "type")
_SUBJECT = ox.NamedNode(_RDF + "subject")
_DERIVED = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
_TO_SOURCE = frozenset(ox.NamedNode(RKG + key) for key in ("source", "primarySource", "repeats"))

Triples = set[ox.Triple]

_SMALL = 100_000  # quads; pySHACL takes ten seconds for the 54,000 of the starter release (2026-11)


def sample(store: ox.Store, entities: int, seed: int) -> rdflib.Graph:
    """About `entities` things of all classes alike, with everything that shapes look at.

    Holds each thing's triples, its statements, their references, the sources of those, and of all
    else that is pointed at the types and the literals. The same store, number and seed give the
    same sample.
    """
    taken: Triples = set()
    for entity in _picked(store, entities, seed):
        taken.update(_about(store, entity))
        for quad in store.quads_for_pattern(None, _SUBJECT, entity, ox.DefaultGraph()):
            taken.update(_about(store, quad.subject))
    for reference in _objects(taken, {_DERIVED}):
        taken.update(_about(store, reference))
    _add_sources(store, taken)
    described = {triple.subject for triple in taken}
    for node in {triple.object for triple in taken} - described:
        taken.update(t for t in _about(store, node) if _describes(t))
    return _as_rdflib(taken)


def sample_unless_small(store: ox.Store, entities: int, seed: int) -> rdflib.Graph:
    """Every thing of a small store, such as a starter release; of a large one, a `sample`."""
    return sample(store, len(store) if len(store) <= _SMALL else entities, seed)


def _picked(store: ox.Store, entities: int, seed: int) -> Iterator[ox.NamedNode]:
    """Members of every class in equal shares; what a small class lacks goes to the larger."""
    members = sorted((_members(store, cls) for cls in _classes(store)), key=len)
    chance = random.Random(seed)  # noqa: S311  a sample for tests, not a secret
    left = entities
    for position, candidates in enumerate(members):
        share = min(len(candidates), left // (len(members) - position))
        left -= share
        yield from chance.sample(candidates, share)


def _classes(store: ox.Store) -> list[ox.NamedNode]:
    query = (content_folder("ontology") / "queries" / "classes-with-members.rq").read_text("utf-8")
    solutions = store.query(query)
    if not isinstance(solutions, ox.QuerySolutions):
        return []
    return [cls for s in solutions if isinstance(cls := s["class"], ox.NamedNode)]


def _members(store: ox.Store, cls: ox.NamedNode) -> list[ox.NamedNode]:
    quads = store.quads_for_pattern(None, _TYPE, cls, ox.DefaultGraph())
    found = [quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)]
    return sorted(found, key=lambda node: node.value)


def _about(store: ox.Store, node: object) -> Iterator[ox.Triple]:
    if isinstance(node, ox.NamedNode):
        for quad in store.quads_for_pattern(node, None, None, ox.DefaultGraph()):
            yield quad.triple


def _objects(triples: Iterable[ox.Triple], predicates: Iterable[ox.NamedNode]) -> set[object]:
    wanted = set(predicates)
    return {triple.object for triple in triples if triple.predicate in wanted}


def _add_sources(store: ox.Store, taken: Triples) -> None:
    """Sources, and the sources that those repeat, until no new one appears."""
    known: set[object] = set()
    while new := _objects(taken, _TO_SOURCE) - known:
        known |= new
        for source in new:
            taken.update(_about(store, source))


def _describes(triple: ox.Triple) -> bool:
    return triple.predicate == _TYPE or isinstance(triple.object, ox.Literal)


def _as_rdflib(triples: Triples) -> rdflib.Graph:
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=data or b"", format="nt")
