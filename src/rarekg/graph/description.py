"""What the graph says of one thing, as triples made from its dossier: the writer the other way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from rarekg.graph.dossiers import Dossier, StoredReference, StoredStatement, StoredValue
from rarekg.graph.terms import literal_term
from rarekg.vocabulary import METADATA_GRAPH, REFERENCE, RKG, STATEMENT, property_named

Triple = tuple[str, str, str]  # terms of N-Triples

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PREF_LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = f"<{RDF}type>"
_STATEMENT_CLASS = f"<{RKG}Statement>"
_SUBJECT, _PREDICATE, _OBJECT = f"<{RDF}subject>", f"<{RDF}predicate>", f"<{RDF}object>"
_POLARITY = f"<{RKG}polarity>"
_POLARITIES = {False: f"<{RKG}Affirmed>", True: f"<{RKG}Negated>"}
_DERIVED = "<http://www.w3.org/ns/prov#wasDerivedFrom>"


def stored_term(value: StoredValue) -> str:
    """A stored value as the term that it was made from."""
    if isinstance(value, str):
        return f"<{value}>"
    text, language, kind = value
    if language:
        return f"{literal_term(text)}@{language}"
    return literal_term(text) if kind == "string" else f"{literal_term(text)}^^<{_XSD}{kind}>"


def direct_triples(address: str, dossier: Dossier, names: dict[str, str]) -> list[Triple]:
    """What is so of a thing: names by language, facts, and what its statements affirm; each
    triple once."""
    node = f"<{address}>"
    named = ((PREF_LABEL, f"{literal_term(text)}@{lang}") for lang, text in names.items())
    facts = ((_property(fact.property), stored_term(fact.value)) for fact in dossier.facts)
    said = (
        (_property(told.property), stored_term(told.value))
        for told in dossier.statements
        if not told.negated
    )
    pairs = dict.fromkeys((*named, *facts, *said))
    return [(node, key, term) for key, term in pairs]


def direct_graphs(
    address: str, dossier: Dossier, names: dict[str, str], source: Callable[[str], str]
) -> Iterator[tuple[Triple, str]]:
    """What is so of a thing, with each named graph that has it; `source` gives the IRI of the
    source of a reference."""
    node = f"<{address}>"
    for lang, text in names.items():
        yield (node, PREF_LABEL, f"{literal_term(text)}@{lang}"), METADATA_GRAPH
    for fact in dossier.facts:
        for graph in fact.graphs:
            yield (node, _property(fact.property), stored_term(fact.value)), graph
    for told in dossier.statements:
        if not told.negated:
            triple = (node, _property(told.property), stored_term(told.value))
            for graph in {source(reference) for reference in told.references}:
                yield triple, graph


def statement_triples(address: str, told: StoredStatement) -> Iterator[Triple]:
    """A statement about a thing: what it says, under which conditions, and what backs it."""
    node = f"<{STATEMENT}{told.id}>"
    yield node, _TYPE, _STATEMENT_CLASS
    yield node, _SUBJECT, f"<{address}>"
    yield node, _PREDICATE, _property(told.property)
    yield node, _OBJECT, stored_term(told.value)
    yield node, _POLARITY, _POLARITIES[told.negated]
    for key, value in told.qualifiers:
        yield node, _property(key), stored_term(value)
    for reference in told.references:
        yield node, _DERIVED, f"<{REFERENCE}{reference}>"


def reference_triples(reference: str, stored: StoredReference) -> Iterator[Triple]:
    """A reference: who says it, in which record, on which evidence."""
    node = f"<{REFERENCE}{reference}>"
    for key, value in stored.values:
        yield node, f"<{key}>", stored_term(value)


def lines(triples: Iterable[Triple], named: Iterable[tuple[Triple, str]] = ()) -> bytes:
    """Triples as N-Triples, and those of named graphs (by IRI) as N-Quads."""
    plain = [f"{s} {p} {o} .\n" for s, p, o in triples]
    graphs = [f"{s} {p} {o} <{graph}> .\n" for (s, p, o), graph in named]
    return "".join(plain + graphs).encode()


@cache
def _property(key: str) -> str:
    return f"<{property_named(key).iri}>"
