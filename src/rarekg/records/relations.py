"""Relations of a whole release, as pairs: what lists are filtered by."""

from __future__ import annotations

from collections.abc import Iterator
from sys import intern

import pyoxigraph as ox

from rarekg.identifiers import iri
from rarekg.records.kinds import identifier_of
from rarekg.records.reader import Records
from rarekg.vocabulary import property_named

_DEFAULT = ox.DefaultGraph()


def _id(address: str) -> str:
    """The identifier of an IRI, as a plain string that is held once."""
    return intern(str(identifier_of(address)))


def pairs(records: Records, key: str) -> Iterator[tuple[str, str]]:
    """Subject and value of a property wherever it is affirmed: identifiers, or words."""
    node = ox.NamedNode(property_named(key).iri)
    for quad in records.lookup.store.quads_for_pattern(None, node, None, _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode):
            yield _id(quad.subject.value), intern(_plain(quad.object))


def parents(records: Records, kind: str) -> Iterator[tuple[str, str]]:
    """Each thing of a class with what stands directly above it."""
    node = ox.NamedNode(property_named("hasParent").iri)
    for link in records.links_of_type(kind):
        subject = ox.NamedNode(iri(link.id))
        for quad in records.lookup.store.quads_for_pattern(subject, node, None, _DEFAULT):
            yield str(link.id), _plain(quad.object)


def _plain(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return _id(term.value)
    return term.value if isinstance(term, ox.Literal) else ""
