"""The terms of `ontology/rarekg.ttl` as pages show them, and how often a release uses them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from rarekg.content import content_folder
from rarekg.graph.metadata import DATASET
from rarekg.records.queries import select
from rarekg.records.reader import Records
from rarekg.server.languages import gettext_noop
from rarekg.vocabulary import RKG

Values = dict[str, list[ox.NamedNode | ox.Literal]]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_VOID = "http://rdfs.org/ns/void#"
_DEFAULT = ox.DefaultGraph()
_PROPERTIES = {
    _OWL + "ObjectProperty",
    _OWL + "DatatypeProperty",
    _OWL + "AnnotationProperty",
    _RDF + "Property",
}
# What leads from a term to another one, as the page calls it.
_LINKS = {
    _RDFS + "subClassOf": gettext_noop("narrower than"),
    _RDFS + "subPropertyOf": gettext_noop("special case of"),
    _SKOS + "broader": gettext_noop("narrower than"),
    _SKOS + "exactMatch": gettext_noop("same as"),
    _SKOS + "closeMatch": gettext_noop("close to"),
    _SKOS + "broadMatch": gettext_noop("narrower than"),
    _SKOS + "narrowMatch": gettext_noop("wider than"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A class, a property, or a value of a closed list.

    slug: the last part of its page's address. kind: "class", "property", "qualifier",
    "structure" (of statements, references and the file itself) or "value". of: for a value, the
    class of its list. domain, range: of our own properties; `expected`: whether these are hints
    that no reasoner may draw conclusions from. Links are (words, IRI) pairs.
    """

    slug: str
    iri: str
    kind: str
    of: str
    labels: dict[str, str]
    definitions: dict[str, str]
    values: str
    per_statement: bool
    domain: tuple[str, ...]
    range: tuple[str, ...]
    expected: bool
    links: tuple[tuple[str, str], ...]


@cache
def terms() -> dict[str, Term]:
    """All terms by slug, in the order of the file."""
    table: dict[str, Values] = defaultdict(lambda: defaultdict(list))
    path = content_folder("ontology") / "rarekg.ttl"
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(
            quad.object, ox.NamedNode | ox.Literal
        ):
            table[quad.subject.value][quad.predicate.value].append(quad.object)
    made = [_term(iri, values) for iri, values in table.items() if iri != RKG]
    return {term.slug: term for term in made if term is not None}


def _term(iri: str, values: Values) -> Term | None:
    kind = _kind(values)
    if not kind:
        return None
    domain = _iris(values, _RDFS + "domain")
    wide = _iris(values, _RDFS + "range")
    return Term(
        slug=_slug(iri, values),
        iri=iri,
        kind=kind,
        of=_iris(values, _RDF + "type")[0] if kind == "value" else "",
        labels=_texts(values, _RDFS + "label", _SKOS + "prefLabel"),
        definitions=_texts(values, _SKOS + "definition"),
        values=next((v.removeprefix(RKG) for v in _iris(values, RKG + "valueKind")), ""),
        per_statement=_flag(values, "perStatement"),
        domain=domain or _iris(values, RKG + "expectsSubject"),
        range=wide or _iris(values, RKG + "expectsClass"),
        expected=not domain and not wide,
        links=tuple((words, to) for key, words in _LINKS.items() for to in _iris(values, key)),
    )


def _kind(values: Values) -> str:
    types = set(_iris(values, _RDF + "type"))
    if _OWL + "Class" in types:
        return "class"
    if types & _PROPERTIES:
        if _flag(values, "structural"):
            return "structure"
        return "qualifier" if _flag(values, "isQualifier") else "property"
    return "value" if types else ""


def _slug(iri: str, values: Values) -> str:
    """The local name of a term of ours; the key of another's, else its local name."""
    if iri.startswith(RKG):
        return iri.removeprefix(RKG)
    key = next((v.value for v in values.get(RKG + "key", ())), "")
    return key or iri.replace("#", "/").rpartition("/")[2]


def _iris(values: Values, key: str) -> tuple[str, ...]:
    return tuple(v.value for v in values.get(key, ()) if isinstance(v, ox.NamedNode))


def _texts(values: Values, *keys: str) -> dict[str, str]:
    found = [v for key in keys for v in values.get(key, ()) if isinstance(v, ox.Literal)]
    return {v.language or "en": v.value for v in found}


def _flag(values: Values, key: str) -> bool:
    return any(v.value == "true" for v in values.get(RKG + key, ()))


_counted: WeakKeyDictionary[Records, dict[str, int]] = WeakKeyDictionary()
_used: WeakKeyDictionary[Records, dict[str, int]] = WeakKeyDictionary()


def usage(records: Records) -> dict[str, int]:
    """How many things are of each class, and how many triples have each property, by IRI: as the
    release's own VoID has counted them."""
    found = _counted.get(records)
    if found is None:
        found = _counted[records] = {
            **_partition(records, "propertyPartition", "property", "triples"),
            **_partition(records, "classPartition", "class", "entities"),
        }
    return found


def _partition(records: Records, link: str, key: str, measure: str) -> dict[str, int]:
    store = records.lookup.store
    node, partition = ox.NamedNode(DATASET), ox.NamedNode(_VOID + link)
    table = {}
    for quad in list(store.quads_for_pattern(node, partition, None, _DEFAULT)):
        if isinstance(quad.object, ox.NamedNode):
            told = {
                q.predicate.value: q.object.value
                for q in list(store.quads_for_pattern(quad.object, None, None, _DEFAULT))
                if isinstance(q.object, ox.NamedNode | ox.Literal)
            }
            table[told[_VOID + key]] = int(told.get(_VOID + measure, 0))
    return table


def uses_of_value(records: Records, iri: str) -> int:
    """How many triples have a value of a closed list as their object; counted at the first call
    (0.1 s for the commonest one)."""
    known = _used.setdefault(records, {})
    if iri not in known:
        rows = select(records.lookup.store, "uses-of", value=ox.NamedNode(iri))
        known[iri] = sum(int(row["uses"].value) for row in rows)
    return known[iri]
