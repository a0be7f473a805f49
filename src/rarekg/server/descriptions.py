"""Documents in RDF: which triples describe a thing, a statement, a reference, a source, a term.

Every triple is one of the graph's default graph, but for those about the document itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import pyoxigraph as ox

from rarekg.errors import NotFound
from rarekg.graph.description import (
    PREF_LABEL,
    RDF,
    Triple,
    direct_graphs,
    direct_triples,
    reference_triples,
    statement_triples,
)
from rarekg.graph.terms import literal_term
from rarekg.history import GoneStatement
from rarekg.records.lookup import Lookup
from rarekg.server.current import OpenRelease
from rarekg.vocabulary import REFERENCE, RKG, SOURCE, STATEMENT

BASE = "https://w3id.org/rarekg"
MOST_STATEMENTS = 1000  # of a thing in one document; the richest of the full release has 323
MOST_BACKED = 1000  # statements in the document of a reference

_DEFAULT = ox.DefaultGraph()
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_TYPE = f"<{RDF}type>"
_DCT = "http://purl.org/dc/terms/"
_FOAF = "http://xmlns.com/foaf/0.1/"
_XHV_NEXT = "<http://www.w3.org/1999/xhtml/vocab#next>"
_DERIVED = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
_ID = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class Description:
    """The triples of a document, how many pages the whole has, and which of the triples are in
    which named graph."""

    triples: list[Triple]
    pages: int = 1
    named: tuple[tuple[Triple, str], ...] = ()


def of_entity(
    release: OpenRelease,
    address: str,
    path: str,
    page: int = 1,
    most: int = MOST_STATEMENTS,
    *,
    graphs: bool = False,
) -> Description:
    """A thing by its IRI: what is so of it, its statements with their references, and the names
    of what these mention. `path` is the document's, which has at most `most` statements a page;
    with `graphs`, its first page says which named graphs have what.

    Raises NotFound for a page that there is not.
    """
    lookup = release.records.lookup
    dossier = lookup.dossier(address)
    pages = max(1, -(-len(dossier.statements) // most))
    if page > pages:
        raise NotFound(f"page {page} of {address}: there are {pages}")
    heading = lookup.labels(address)
    triples = direct_triples(address, dossier, heading) if page == 1 else []
    told = dossier.statements[(page - 1) * most : page * most]
    for statement in told:
        triples += statement_triples(address, statement)
    for reference in dict.fromkeys(r for statement in told for r in statement.references):
        triples += reference_triples(reference, lookup.reference(reference))
    triples += _names(lookup, triples, known=f"<{address}>")
    triples += _about(release, path, address)
    if page < pages:
        triples.append((_document(path, address), _XHV_NEXT, f"<{BASE}{path}?page={page + 1}>"))
    if page > 1 or not graphs:
        return Description(triples, pages)
    source = partial(_source_of, lookup)
    return Description(triples, pages, tuple(direct_graphs(address, dossier, heading, source)))


def _source_of(lookup: Lookup, reference: str) -> str:
    return SOURCE + lookup.backing(REFERENCE + reference).source.id


def of_statement(release: OpenRelease, statement: str, path: str) -> Description:
    """A statement by its id, with its references. Raises NotFound."""
    node = STATEMENT + statement
    triples = _stored(release, node) if _ID.fullmatch(statement) else []
    if not triples:
        raise NotFound(f"no statement '{statement[:40]}' in this release")
    lookup = release.records.lookup
    backing = [o[1 + len(REFERENCE) : -1] for _, _, o in triples if o.startswith(f"<{REFERENCE}")]
    for reference in backing:
        triples += reference_triples(reference, lookup.reference(reference))
    triples += _names(lookup, triples)
    triples += _about(release, path, node)
    return Description(triples)


def of_gone_statement(release: OpenRelease, gone: GoneStatement, path: str) -> Description:
    """A statement that no source makes any more: what it said, and what took its place."""
    node = f"<{STATEMENT}{gone.id}>"
    polarity = "Negated" if gone.negated else "Affirmed"
    said = {"subject": gone.subject, "predicate": gone.predicate, "object": gone.object}
    triples = [(node, f"<{RDF}{key}>", term) for key, term in said.items()]
    triples.append((node, _TYPE, f"<{RKG}Statement>"))
    triples.append((node, f"<{RKG}polarity>", f"<{RKG}{polarity}>"))
    triples.append((node, "<http://www.w3.org/2002/07/owl#deprecated>", _TRUE))
    triples += [
        (node, f"<{_DCT}isReplacedBy>", f"<{STATEMENT}{successor}>")
        for successor in gone.successors
    ]
    last = literal_term(f"last stated in release {gone.last_release}")
    triples.append((node, f"<{_DCT}provenance>", f"{last}@en"))
    return Description([*triples, *_about(release, path, STATEMENT + gone.id)])


_TRUE = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'


def of_reference(release: OpenRelease, reference: str, path: str) -> Description:
    """A reference by its id, and the first thousand statements that it backs. Raises NotFound."""
    lookup = release.records.lookup
    stored = lookup.reference(reference) if _ID.fullmatch(reference) else None
    if stored is None or not stored.values:
        raise NotFound(f"no reference '{reference[:40]}' in this release")
    triples = list(reference_triples(reference, stored))
    node = f"<{REFERENCE}{reference}>"
    triples += [
        (f"<{STATEMENT}{sid}>", str(_DERIVED), node) for sid in backed_by(release, reference)
    ]
    triples += _names(lookup, triples)
    return Description([*triples, *_about(release, path, REFERENCE + reference)])


def backed_by(release: OpenRelease, reference: str) -> list[str]:
    """The ids of the first statements that a reference backs, in the store's order."""
    node = ox.NamedNode(REFERENCE + reference)
    quads = list(release.records.lookup.store.quads_for_pattern(None, _DERIVED, node, _DEFAULT))
    found = [q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)]
    return sorted(s.removeprefix(STATEMENT) for s in found)[:MOST_BACKED]


def of_node(release: OpenRelease, address: str, path: str) -> Description:
    """What the graph says of a source, a method or a term of the vocabulary. Raises NotFound."""
    triples = _stored(release, address)
    if not triples:
        raise NotFound(f"the graph says nothing of <{address}>")
    triples += _names(release.records.lookup, triples, known=f"<{address}>")
    return Description([*triples, *_about(release, path, address)])


def _stored(release: OpenRelease, address: str) -> list[Triple]:
    quads = list(
        release.records.lookup.store.quads_for_pattern(ox.NamedNode(address), None, None, _DEFAULT)
    )
    return sorted((str(q.subject), str(q.predicate), str(q.object)) for q in quads)


def _names(lookup: Lookup, triples: Iterable[Triple], known: str = "") -> Iterator[Triple]:
    """The English name (else any) of each thing that is pointed to."""
    mentioned = dict.fromkeys(term for _, _, term in triples if term[0] == "<" and term != known)
    for term in mentioned:
        address = term[1:-1]
        if address.startswith((STATEMENT, REFERENCE)):
            continue
        name, language = lookup.name(address)
        if language:
            yield (
                term,
                _name_key(lookup, address, name, language),
                f"{literal_term(name)}@{language}",
            )


def _name_key(lookup: Lookup, address: str, name: str, language: str) -> str:
    """The property with which the graph names a thing: terms and sources have labels."""
    if not address.startswith(BASE):
        return PREF_LABEL
    node, key = ox.NamedNode(address), ox.NamedNode(PREF_LABEL[1:-1])
    label = ox.Literal(name, language=language)
    named = ox.Quad(node, key, label, _DEFAULT) in lookup.store
    return PREF_LABEL if named else _LABEL


def _document(path: str, topic: str) -> str:
    """The document at a path. What has the path as its own address is not its document, and
    addresses of entities are not those of documents."""
    taken = topic == BASE + path or path.startswith("/entity/")
    return f"<{BASE}{path}#document>" if taken else f"<{BASE}{path}>"


def _about(release: OpenRelease, path: str, topic: str) -> Iterator[Triple]:
    """What the document is, of which release, and under which terms."""
    document = _document(path, topic)
    yield document, _TYPE, f"<{_FOAF}Document>"
    yield document, f"<{_FOAF}primaryTopic>", f"<{topic}>"
    yield document, f"<{_DCT}isPartOf>", f"<{BASE}/dataset>"
    yield document, f"<{_DCT}license>", f"<{BASE}/licences>"
    yield document, "<http://purl.org/pav/version>", literal_term(release.release.id)
