"""JSON-LD 1.1 in the words of the vocabulary: the published context, and documents in it.

A document carries the part of the context that it uses, so that it can be read from a file,
without a network, and by libraries that load no remote contexts. The published one has every
term: both mean the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import msgspec
import pyoxigraph as ox

from rarekg.identifiers import namespaces
from rarekg.vocabulary import RKG, ValueKind, properties

Json = str | int | bool | list["Json"] | dict[str, "Json"]
Definition = str | dict[str, Json]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE = _RDF + "type"
_STRING, _INTEGER, _BOOLEAN = _XSD + "string", _XSD + "integer", _XSD + "boolean"

# Terms beside those of facts: on statements, references, sources, and documents.
_ADDRESSES = {  # their values are addresses
    "subject": _RDF + "subject",
    "predicate": _RDF + "predicate",
    "polarity": RKG + "polarity",
    "references": "http://www.w3.org/ns/prov#wasDerivedFrom",
    "source": RKG + "source",
    "primarySource": RKG + "primarySource",
    "evidence": RKG + "evidence",
    "retrievedFrom": "http://purl.org/pav/retrievedFrom",
    "repeats": RKG + "repeats",
    "license": "http://purl.org/dc/terms/license",
    "homepage": "http://xmlns.com/foaf/0.1/homepage",
    "primaryTopic": "http://xmlns.com/foaf/0.1/primaryTopic",
    "isPartOf": "http://purl.org/dc/terms/isPartOf",
}
_VALUES = {
    "object": _RDF + "object",
    "record": RKG + "record",
    "publications": "http://www.w3.org/ns/prov#hadPrimarySource",
    "method": RKG + "method",
    "curatedBy": RKG + "curatedBy",
    "assertedSubject": RKG + "assertedSubject",
    "assertedObject": RKG + "assertedObject",
    "consulted": RKG + "consulted",
    "licenceName": RKG + "licenceName",
    "changes": RKG + "changes",
    "title": "http://purl.org/dc/terms/title",
    "publisher": "http://purl.org/dc/terms/publisher",
    "rights": "http://purl.org/dc/terms/rights",
    "description": "http://purl.org/dc/terms/description",
    "version": "http://purl.org/pav/version",
    "retrievedOn": "http://purl.org/pav/retrievedOn",
    "triples": "http://rdfs.org/ns/void#triples",
}
_COERCED = {
    ValueKind.ENTITY: "@id",
    ValueKind.URL: "@id",
    ValueKind.DECIMAL: _XSD + "decimal",
    ValueKind.DATE: _XSD + "date",
}


@cache
def context() -> dict[str, Definition]:
    """The published context: terms of the vocabulary by their keys, then prefixes.

    Numbers that count and truth values are native JSON; decimals are text, so that none of
    their digits is lost.
    """
    terms: dict[str, Definition] = {"id": "@id", "type": "@type"}
    for key, declared in properties().items():
        if key != "type":
            terms[key] = _definition(declared.iri, _COERCED.get(declared.kind))
    terms["confidence"] = _definition(RKG + "confidence", _XSD + "decimal")
    for key, iri in _ADDRESSES.items():
        terms.setdefault(key, _definition(iri, "@id"))
    for key, iri in _VALUES.items():
        terms.setdefault(key, _definition(iri, None))
    for prefix, namespace in namespaces().items():
        terms.setdefault(prefix, {"@id": namespace, "@prefix": True})
    return terms


def _definition(iri: str, coerced: str | None) -> Definition:
    return {"@id": iri, "@type": coerced} if coerced else {"@id": iri}


@cache
def _terms() -> dict[str, tuple[str, str]]:
    """The term of a property's IRI, and what its text is coerced to."""
    table: dict[str, tuple[str, str]] = {}
    for key, given in context().items():
        if isinstance(given, dict) and "@prefix" not in given:
            table.setdefault(str(given["@id"]), (key, str(given.get("@type", ""))))
    return table


@cache
def _prefixes() -> list[tuple[str, str]]:
    """Namespaces with the prefixes that the context has for them, the longest first."""
    found = [(ns, prefix) for prefix, ns in namespaces().items() if _is_prefix(prefix)]
    return sorted(found, key=lambda pair: -len(pair[0]))


def _is_prefix(name: str) -> bool:
    given = context().get(name)
    return isinstance(given, dict) and "@prefix" in given


@lru_cache(maxsize=20_000)
def _compact(iri: str) -> tuple[str, str]:
    """An IRI as prefix and rest; the prefix is empty where there is none for it."""
    for namespace, prefix in _prefixes():
        if iri.startswith(namespace) and not iri.startswith("//", len(namespace)):
            return prefix, iri[len(namespace) :]
    return "", iri


def namespaces_of(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """The prefixes that are of use in writing these triples, with their namespaces."""
    known = namespaces()
    iris = {
        term.value
        for triple in triples
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, ox.NamedNode)
    }
    used = {prefix for prefix, _ in map(_compact, iris) if prefix}
    return {prefix: namespace for prefix, namespace in known.items() if prefix in used}


class _Writer:
    """Turns triples into the nodes of a document, and takes note of the terms they use."""

    def __init__(self) -> None:
        self.used: set[str] = {"id"}
        self.nodes: dict[str, dict[str, Json]] = {}

    def add(self, triple: ox.Triple) -> None:
        """Adds a triple to the node of its subject."""
        if isinstance(triple.subject, ox.Triple):
            raise TypeError(f"{triple.subject!r} is no subject of RDF 1.1")
        subject = self._iri(triple.subject.value)
        node = self.nodes.setdefault(subject, {"id": subject})
        key, value = self._pair(triple.predicate.value, triple.object)
        held = node.get(key)
        if held is None:
            node[key] = value
        elif isinstance(held, list):
            held.append(value)
        else:
            node[key] = [held, value]

    def _pair(self, predicate: str, value: object) -> tuple[str, Json]:
        if predicate == _TYPE and isinstance(value, ox.NamedNode):
            self.used.add("type")
            return "type", self._iri(value.value)
        key, coerced = _terms().get(predicate, ("", ""))
        if not key:
            return self._iri(predicate), self._value(value, "")
        self.used.add(key)
        return key, self._value(value, coerced)

    def _value(self, value: object, coerced: str) -> Json:
        if isinstance(value, ox.NamedNode):
            iri = self._iri(value.value)
            return iri if coerced == "@id" else {"id": iri}
        if not isinstance(value, ox.Literal):
            raise TypeError(f"{value!r} is no value of the graph")
        return self._literal(value, value.datatype.value, coerced)

    def _literal(self, value: ox.Literal, datatype: str, coerced: str) -> Json:
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if datatype == coerced or (datatype == _STRING and not coerced):
            return value.value
        native = None if coerced else _native(value.value, datatype)
        if native is not None:
            return native
        return {"@value": value.value, "@type": self._iri(datatype)}

    def _iri(self, iri: str) -> str:
        prefix, rest = _compact(iri)
        if not prefix:
            return rest
        self.used.add(prefix)
        return f"{prefix}:{rest}"


def _native(text: str, datatype: str) -> Json | None:
    """The JSON number or truth value whose canonical form is this text; None if there is none."""
    if datatype == _BOOLEAN and text in ("true", "false"):
        return text == "true"
    if datatype == _INTEGER and text.isdecimal() and text.isascii() and str(int(text)) == text:
        return int(text) if len(text) < 16 else None  # more digits than a double holds
    return None


def json_ld(triples: Sequence[ox.Triple]) -> bytes:
    """Triples as a JSON-LD document with the part of the context that it uses."""
    writer = _Writer()
    for triple in triples:
        writer.add(triple)
    used = {key: given for key, given in context().items() if key in writer.used}
    document: dict[str, Json] = {"@context": dict(used), "@graph": list(writer.nodes.values())}
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


@cache
def context_document() -> bytes:
    """The published context as a document."""
    return msgspec.json.format(msgspec.json.encode({"@context": context()}), indent=1)
