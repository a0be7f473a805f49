"""Obographs JSON, the form in which HPO, MAxO and Mondo publish their ontologies.

Format: https://github.com/geneontology/obographs. Only terms of the manifest's `own_prefix` are
taken: ontologies import terms of others, which those describe better.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from rarekg.errors import InvalidIdentifier
from rarekg.facts import Fact, Reference, Text, Url
from rarekg.identifiers import Curie, curie, curie_of_iri, iri
from rarekg.readers.json_stream import graph_items
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

_OBO = "http://www.geneontology.org/formats/oboInOwl#"
_REPLACED_BY = "http://purl.obolibrary.org/obo/IAO_0100001"
_CONSIDER = _OBO + "consider"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SCOPES = {
    "hasExactSynonym": "synonym",
    "hasNarrowSynonym": "narrowSynonym",
    "hasBroadSynonym": "broadSynonym",
    "hasRelatedSynonym": "relatedSynonym",
}
_PROPERTIES = {
    _OBO + "hasAlternativeId": "formerId",
    _SKOS + "exactMatch": "exactMatch",
    _SKOS + "closeMatch": "closeMatch",
    _SKOS + "broadMatch": "broadMatch",
    _SKOS + "narrowMatch": "narrowMatch",
    _SKOS + "relatedMatch": "relatedMatch",
}
_META = {"definition", "basicPropertyValues", "xrefs", "synonyms", "deprecated"}


class Definition(msgspec.Struct):
    """A definition and where it was taken from."""

    val: str
    xrefs: list[str] = []


class Synonym(msgspec.Struct, rename="camel"):
    """A synonym: its scope (`pred`) and, where given, its kind (an IRI)."""

    pred: str
    val: str
    synonym_type: str | None = None


class PropertyValue(msgspec.Struct):
    """An annotation without a form of its own."""

    pred: str
    val: str


class Xref(msgspec.Struct):
    """A cross-reference to another authority's record."""

    val: str


class Meta(msgspec.Struct, rename="camel"):
    """What is said of a node, besides its label."""

    definition: Definition | None = None
    basic_property_values: list[PropertyValue] = []
    xrefs: list[Xref] = []
    synonyms: list[Synonym] = []
    deprecated: bool = False


class Node(msgspec.Struct):
    """A term."""

    id: str
    lbl: str | None = None
    type: str | None = None
    meta: Meta = msgspec.field(default_factory=Meta)


class Edge(msgspec.Struct):
    """A relation between two terms, by IRI; `pred` is `is_a` or an IRI."""

    sub: str
    pred: str
    obj: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """One run over a document. `former` are the ids that live terms took over, `lost` what is
    said of obsolete terms without a successor: some of these are taken over, too."""

    file: SourceFile
    report: Report
    own_prefix: str
    type: Curie
    former: set[Curie] = field(default_factory=set)
    lost: dict[Curie, tuple[Fact, ...]] = field(default_factory=dict)

    def note(
        self, rule: str, value: str, place: str, message: str, action: Action = Action.LEFT_OUT
    ) -> None:
        source = self.file.source
        self.report.note(source, rule, value, f"{self.file.name} {place}", message, action)

    def count(self, kind: str) -> None:
        self.report.count(self.file.source, kind)

    def own(self, address: str) -> Curie | None:
        """The identifier behind an IRI if it is one of this ontology's own."""
        found = curie_of_iri(address)
        return found if found is not None and found.prefix == self.own_prefix else None

    def reference(self, term: Curie) -> tuple[Reference]:
        return (Reference(source=self.file.source, record=term),)


def read_obographs(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Yields names, synonyms, definitions, mappings and parents of an ontology's own terms.

    Options: `own_prefix` (e.g. HP), `type` (their class, e.g. rkg:Phenotype). Lookups:
    `synonym_types` (IRI to `layName`, `abbreviation`, `scope`, or '' to leave out),
    `xref_prefixes` (odd prefix to ours, '' to leave out). Counts `term`, `obsolete term`,
    `imported term`, `parent`, `imported relation`.
    """
    options = file.options
    reading = _Reading(file, report, options["own_prefix"], curie(options["type"]))
    for key, value in graph_items(file):
        try:
            if key == "nodes":
                yield from _node(reading, value)
            elif key == "edges":
                yield from _edge(reading, msgspec.convert(value, Edge))
            elif key not in ("id", "lbl", "meta", *file.manifest.ignored):
                reading.note("unknown part", key, "graph", f"nothing is read from '{key}'")
        except msgspec.ValidationError as error:
            reading.note("malformed element", key, str(value)[:200], str(error))
    for term, facts in reading.lost.items():
        if term not in reading.former:
            yield from facts


def _node(reading: _Reading, raw: object) -> Iterator[Fact]:
    node = msgspec.convert(raw, Node)
    term = reading.own(node.id)
    if term is None or node.type != "CLASS":
        reading.count("imported term" if term is None else "property")
        return
    _check_fields(reading, term, raw)
    if node.meta.deprecated:
        reading.count("obsolete term")
        yield from _obsolete(reading, term, node)
    else:
        reading.count("term")
        yield from _live(reading, term, node)


def _check_fields(reading: _Reading, term: Curie, raw: object) -> None:
    """Reports parts of a term's description that are neither read nor ignored on purpose."""
    meta = raw.get("meta", {}) if isinstance(raw, dict) else {}
    for key in meta.keys() - _META - set(reading.file.manifest.ignored):
        reading.note("unknown field", key, term, f"nothing is read from '{key}'", Action.KEPT)


def _live(reading: _Reading, term: Curie, node: Node) -> Iterator[Fact]:
    references = reading.reference(term)
    yield Fact(term, "type", reading.type, references)
    if node.lbl:
        yield Fact(term, "name", Text(node.lbl.strip(), "en"), references)
    else:
        reading.note("term without name", term, term, "a live term has no label", Action.KEPT)
    for synonym in node.meta.synonyms:
        yield from _synonym(reading, term, synonym)
    if node.meta.definition is not None:
        yield _definition(reading, term, node.meta.definition)
    yield from _mappings(reading, term, node.meta)


def _obsolete(reading: _Reading, term: Curie, node: Node) -> Iterator[Fact]:
    """What replaces a term that is no more. One that nothing replaces is kept for the end.

    A replaced id means its successor, which is not deprecated and has its own name. A term that
    was split has no single successor: its parts are only to look at.
    """
    values = node.meta.basic_property_values
    successors = [value.val for value in values if value.pred == _REPLACED_BY]
    if len(successors) == 1:
        target = _identifier(reading, term, successors[0], "replaced by")
        if target is not None:
            yield Fact(term, "replacedBy", target, reading.reference(term))
            return
    elif successors:
        message = f"{', '.join(successors)}: kept as links, since {term} is none of them alone"
        reading.note("several successors", term, term, message, Action.KEPT)
    reading.lost[term] = tuple(_last_words(reading, term, node))


def _last_words(reading: _Reading, term: Curie, node: Node) -> Iterator[Fact]:
    references = reading.reference(term)
    yield Fact(term, "type", reading.type, references)
    yield Fact(term, "deprecated", True, references)
    if node.lbl:
        name = node.lbl.strip().removeprefix("obsolete ")
        yield Fact(term, "name", Text(name, "en"), references)
    for value in node.meta.basic_property_values:
        if value.pred in (_REPLACED_BY, _CONSIDER):
            target = _identifier(reading, term, value.val, "consider")
            if target is not None:
                yield Fact(term, "seeAlso", Url(iri(target)), references)


def _synonym(reading: _Reading, term: Curie, synonym: Synonym) -> Iterator[Fact]:
    """A lay name or an abbreviation is one only where it means exactly the term."""
    scope = _SCOPES.get(synonym.pred)
    if scope is None:
        reading.note("unknown synonym scope", synonym.pred, term, f"'{synonym.val}'")
        return
    kind = "scope"
    if synonym.synonym_type is not None:
        known = reading.file.lookup("synonym_types")
        if synonym.synonym_type not in known:
            message = f"'{synonym.val}' is kept as {scope}"
            reading.note("unknown synonym type", synonym.synonym_type, term, message, Action.KEPT)
        kind = known.get(synonym.synonym_type, "scope")
    if kind and synonym.val.strip():
        predicate = kind if kind != "scope" and scope == "synonym" else scope
        text = Text(synonym.val.strip(), "en")
        yield Fact(term, predicate, text, reading.reference(term))


def _definition(reading: _Reading, term: Curie, definition: Definition) -> Fact:
    publications: list[str] = []
    curators: list[str] = []
    for text in dict.fromkeys(definition.xrefs):
        if text.startswith("HPO_CONTRIBUTOR:"):
            curators.append(text)
            continue
        found = _cited(reading, term, text)
        if found is not None and found.startswith("ORCID:"):
            curators.append(found)
        elif found is not None:
            publications.append(found)
    reference = Reference(
        source=reading.file.source,
        record=term,
        publications=tuple(publications),
        curated_by="; ".join(curators) or None,
    )
    return Fact(term, "definition", Text(definition.val.strip(), "en"), (reference,))


def _cited(reading: _Reading, term: Curie, text: str) -> str | None:
    """What a definition cites: an identifier, an address, or nothing that we can name."""
    if "://" in text:
        return curie_of_iri(text) or text
    return _identifier(reading, term, text, "definition cites", Action.KEPT)


def _mappings(reading: _Reading, term: Curie, meta: Meta) -> Iterator[Fact]:
    """Property values, then those cross-references that no mapping says more exactly."""
    references = reading.reference(term)
    mapped: set[Curie] = set()
    for value in meta.basic_property_values:
        predicate = _PROPERTIES.get(value.pred)
        if predicate is not None:
            target = _identifier(reading, term, value.val, predicate)
            if target is not None and target not in mapped:
                mapped.add(target)
                if predicate == "formerId":
                    reading.former.add(target)
                yield Fact(term, predicate, target, references)
        elif value.pred not in reading.file.manifest.ignored:
            reading.note("unknown property", value.pred, term, f"'{value.val[:80]}'")
    for text in dict.fromkeys(xref.val for xref in meta.xrefs):
        target = None if "://" in text else _identifier(reading, term, text, "cross-reference")
        if target is not None and target.prefix == "PMID":
            yield Fact(term, "seeAlso", Url(iri(target)), references)
        elif target is not None and target not in mapped:
            mapped.add(target)
            yield Fact(term, "relatedMatch", target, references)
        elif "://" in text:
            yield Fact(term, "seeAlso", Url(text), references)


def _identifier(
    reading: _Reading, term: Curie, text: str, role: str, action: Action = Action.LEFT_OUT
) -> Curie | None:
    prefix, _, local = text.partition(":")
    ours = reading.file.lookup("xref_prefixes").get(prefix, prefix)
    if not ours:
        return None
    try:
        return curie(f"{ours}:{local}" if ours != prefix else text)
    except InvalidIdentifier as error:
        reading.note(f"unknown identifier ({role})", prefix, term, str(error), action)
        return None


def _edge(reading: _Reading, edge: Edge) -> Iterator[Fact]:
    term = reading.own(edge.sub)
    if term is None:
        reading.count("imported relation")
        return
    if edge.pred != "is_a":
        if edge.pred not in reading.file.manifest.ignored:
            message = f"{term} {edge.pred} {edge.obj}"
            reading.note("unknown relation", edge.pred, term, message)
        return
    parent = reading.own(edge.obj)
    if parent is None:
        message = f"{term} is a {edge.obj}, which is a term of another ontology"
        reading.note("parent in another ontology", edge.obj, term, message)
        return
    reading.count("parent")
    yield Fact(term, "hasParent", parent, reading.reference(term))
