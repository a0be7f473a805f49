"""`ontology/rarekg.ttl` as Python values: classes, properties, concepts, labels, value kinds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache

import pyoxigraph as ox

from rarekg.content import content_folder
from rarekg.errors import InvalidFact

RKG = "https://w3id.org/rarekg/vocab/"
STATEMENT = "https://w3id.org/rarekg/statement/"
REFERENCE = "https://w3id.org/rarekg/reference/"
SOURCE = "https://w3id.org/rarekg/source/"
METHOD = "https://w3id.org/rarekg/method/"
ENTITY = "https://w3id.org/rarekg/entity/"
METADATA_GRAPH = "https://w3id.org/rarekg/graph/metadata"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"


class ValueKind(Enum):
    """What a property's values are."""

    ENTITY = "Entity"
    TEXT = "Text"
    STRING = "String"
    INTEGER = "Integer"
    DECIMAL = "Decimal"
    DATE = "Date"
    YEAR = "Year"
    BOOLEAN = "Boolean"
    URL = "Url"


@dataclass(frozen=True, slots=True)
class Property:
    """A property: `key` is its name in code, `per_statement` whether each value has a node.

    Properties that are not per statement (names, mappings, hierarchy) carry their provenance by
    the source's named graph. `labels` are by language.
    """

    key: str
    iri: str
    kind: ValueKind
    per_statement: bool
    qualifier: bool
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Concept:
    """A class, or a value of a closed list such as a stage or a kind of gene association."""

    key: str
    iri: str
    type: str
    labels: dict[str, str]
    definition: str


Descriptions = dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]]


@cache
def _descriptions() -> Descriptions:
    table: Descriptions = defaultdict(lambda: defaultdict(list))
    path = content_folder("ontology") / "rarekg.ttl"
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        table[quad.subject.value if not isinstance(quad.subject, ox.Triple) else ""][
            quad.predicate.value
        ].append(quad.object)
    return table


def _labels(
    values: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]],
) -> dict[str, str]:
    found = values.get(_RDFS + "label", []) + values.get(_SKOS + "prefLabel", [])
    return {v.language or "en": v.value for v in found if isinstance(v, ox.Literal)}


@cache
def properties() -> dict[str, Property]:
    """All properties by key, in the order of the file."""
    table = {}
    for subject, values in _descriptions().items():
        kinds = values.get(RKG + "valueKind")
        if not kinds:
            continue
        key = _literal(values, RKG + "key") or subject.removeprefix(RKG)
        table[key] = Property(
            key=key,
            iri=subject,
            kind=ValueKind(_value(kinds[0]).removeprefix(RKG)),
            per_statement=_literal(values, RKG + "perStatement") == "true",
            qualifier=_literal(values, RKG + "isQualifier") == "true",
            labels=_labels(values),
        )
    return table


@cache
def property_named(key: str) -> Property:
    """The property with this key. Raises InvalidFact if the ontology has none."""
    found = properties().get(key)
    if found is None:
        raise InvalidFact(f"ontology/rarekg.ttl has no property '{key}'")
    return found


@cache
def property_of_iri() -> dict[str, Property]:
    """All properties by IRI."""
    return {p.iri: p for p in properties().values()}


@cache
def concepts() -> dict[str, Concept]:
    """Classes and values of closed lists by key, which is the last part of their IRI."""
    table = {}
    for subject, values in _descriptions().items():
        if not subject.startswith(RKG) or subject == RKG:
            continue
        if RKG + "valueKind" in values or RKG + "structural" in values:
            continue
        types = [_value(v) for v in values.get(_RDF + "type", [])]
        key = subject.removeprefix(RKG)
        table[key] = Concept(
            key=key,
            iri=subject,
            type=next((t.removeprefix(RKG) for t in types), ""),
            labels=_labels(values),
            definition=_literal(values, _SKOS + "definition") or "",
        )
    return table


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return "" if isinstance(term, ox.Triple) else term.value


def _literal(
    values: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]], key: str
) -> str | None:
    return next((v.value for v in values.get(key, []) if isinstance(v, ox.Literal)), None)


@cache
def prevalence_bounds() -> dict[str, tuple[Decimal, Decimal | None]]:
    """Lowest and highest value of each prevalence class, per 100,000 persons.

    None: the class has no upper bound. Classes without bounds (unknown) are not in the table.
    """
    table: dict[str, tuple[Decimal, Decimal | None]] = {}
    for subject, values in _descriptions().items():
        low, high = _literal(values, RKG + "lowerBound"), _literal(values, RKG + "upperBound")
        if low is not None and subject.startswith(RKG + "Prevalence"):
            table[subject.removeprefix(RKG)] = (Decimal(low), Decimal(high) if high else None)
    return table


@cache
def close_matches() -> dict[str, str]:
    """IRIs of terms elsewhere that come close to one of ours, with its key."""
    key = _SKOS + "closeMatch"
    return {
        _value(match): subject.removeprefix(RKG)
        for subject, values in _descriptions().items()
        if subject.startswith(RKG) and RKG + "valueKind" not in values
        for match in values.get(key, [])
    }
