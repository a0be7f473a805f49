"""NANDO, the ontology of Japan's designated intractable diseases (nanbyo), as Turtle.

All triples of a class stand together in the file, so that one class at a time is held. A class
is placed among the obsolete ones by a misspelt property (`rdfs:subClassof`), readings of names
are in hiragana (`ja-Hira`), and descriptions cite the ministry's document (`dcterms:source`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import pyoxigraph as ox

from rarekg.errors import BadSource
from rarekg.facts import Fact, Reference, Text, Url
from rarekg.identifiers import Curie, curie, curie_of_iri
from rarekg.readers.tables import whole
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

OBSOLETE = "obsolete "

_NANDO = "http://nanbyodata.jp/ontology/NANDO_"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DCTERMS = "http://purl.org/dc/terms/"
_MISSPELT_PARENT = _RDFS + "subClassof"
_KNOWN = frozenset(
    {
        _NANDO + "hasNotificationNumber",
        _RDF_TYPE,
        _RDFS + "label",
        _RDFS + "seeAlso",
        _RDFS + "subClassOf",
        _MISSPELT_PARENT,
        _OWL + "deprecated",
        _SKOS + "altLabel",
        _SKOS + "closeMatch",
        _SKOS + "prefLabel",
        _DCTERMS + "description",
        _DCTERMS + "identifier",
        _DCTERMS + "source",
    }
)
_DECLARATIONS = frozenset(_OWL + t for t in ("Ontology", "ObjectProperty", "DatatypeProperty"))

Node = Mapping[str, list[ox.NamedNode | ox.Literal]]


def read_nando(file: SourceFile, report: Report) -> Iterator[Fact]:
    """Names and readings, definitions, hierarchy, close matches and numbers of each class.

    Lookups: `level` (the first two digits of the number, to an rkg class), `left_out` (classes
    that are no diseases, with the reason). Counts `class`.
    """
    with whole(file), file.open() as stream:
        try:
            quads = ox.parse(input=stream, format=ox.RdfFormat.TURTLE)
            for subject, group in groupby(quads, key=lambda quad: quad.subject):
                yield from _node(file, report, subject, _by_predicate(group))
        except SyntaxError as error:
            raise BadSource(f"{file.source}: {file.name} is no Turtle: {error}") from error


def _by_predicate(quads: Iterable[ox.Quad]) -> Node:
    node: dict[str, list[ox.NamedNode | ox.Literal]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            node[quad.predicate.value].append(quad.object)
    return node


def _node(
    file: SourceFile, report: Report, subject: ox.NamedNode | ox.BlankNode | ox.Triple, node: Node
) -> Iterator[Fact]:
    types = {term.value for term in node.get(_RDF_TYPE, [])}
    if types & _DECLARATIONS:
        return
    written = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
    found = curie_of_iri(written)
    if found is None or _OWL + "Class" not in types:
        message = "expected a class with a NANDO number; nothing else is said of this node"
        report.note(file.source, "not a class", found or written, file.name, message)
    elif found in file.lookup("left_out"):
        report.note(file.source, "no disease", found, file.name, file.lookup("left_out")[found])
    else:
        report.count(file.source, "class")
        yield from _class(_Class(file, report, found, node))


class _Class:
    """One class of the file, and how to speak of it."""

    __slots__ = ("file", "node", "record", "reference", "report")

    def __init__(self, file: SourceFile, report: Report, record: Curie, node: Node) -> None:
        self.file = file
        self.report = report
        self.record = record
        self.node = node
        self.reference = Reference(file.source, record)

    def texts(self, predicate: str) -> list[Text]:
        """The literals of a property that have a language, spaces made plain."""
        return [
            Text(" ".join(term.value.removeprefix(OBSOLETE).split()), _tag(term.language))
            for term in self.node.get(predicate, [])
            if isinstance(term, ox.Literal) and term.language
        ]

    def values(self, predicate: str) -> list[str]:
        """The addresses, or the plain literals, of a property."""
        return [term.value for term in self.node.get(predicate, [])]

    def note(self, rule: str, value: str, message: str, action: Action = Action.LEFT_OUT) -> None:
        """Reports a finding in this class."""
        place = f"{self.file.name}, {self.record}"
        self.report.note(self.file.source, rule, value, place, message, action)

    def fact(self, key: str, value: Curie | Text | Url | str | bool) -> Fact:
        """A fact about this class."""
        return Fact(self.record, key, value, (self.reference,))


def _class(it: _Class) -> Iterator[Fact]:
    for predicate in it.node:
        if predicate not in _KNOWN:
            it.note("unknown property", predicate, "no property of ours for it")
    if it.values(_DCTERMS + "identifier") != [it.record]:
        written = ", ".join(it.values(_DCTERMS + "identifier"))
        it.note("other identifier", written, f"expected {it.record}", Action.KEPT)
    yield from _kind(it)
    yield from _names(it)
    yield from _definition(it)
    yield from _links(it)
    for number in it.values(_NANDO + "hasNotificationNumber"):
        yield it.fact("notificationNumber", number)


def _kind(it: _Class) -> Iterator[Fact]:
    kind = it.file.lookup("level").get(it.record.local[:2])
    if kind is None:
        message = "the first two digits are not in the lookup table 'level'"
        it.note("unknown level", it.record.local[:2], message)
    else:
        yield it.fact("type", curie(kind))
    if "true" in it.values(_OWL + "deprecated"):
        yield it.fact("deprecated", True)


def _names(it: _Class) -> Iterator[Fact]:
    """`prefLabel` is the Japanese name; of the labels, the English one is the English name."""
    preferred = it.texts(_SKOS + "prefLabel")
    spoken_for = {text.language for text in preferred}
    names = dict.fromkeys(preferred)
    others: dict[Text, None] = {}
    for label in it.texts(_RDFS + "label"):
        if label.language in spoken_for or label.language == "ja-Hira":
            others[label] = None
        else:
            names[label] = None
            spoken_for.add(label.language)
    others |= dict.fromkeys(it.texts(_SKOS + "altLabel"))
    for text in names:
        yield it.fact("name", text)
    for text in others:
        if text not in names:
            yield it.fact("synonym", text)


def _definition(it: _Class) -> Iterator[Fact]:
    documents = tuple(it.values(_DCTERMS + "source"))
    definitions = it.texts(_DCTERMS + "description")
    reference = Reference(it.file.source, it.record, publications=documents)
    for text in definitions:
        yield Fact(it.record, "definition", text, (reference,))
    if not definitions:
        for address in documents:
            yield it.fact("seeAlso", Url(address))


def _links(it: _Class) -> Iterator[Fact]:
    for address in it.values(_RDFS + "subClassOf"):
        if address != _OWL + "Thing":
            yield from _to_entity(it, "hasParent", address)
    for address in it.values(_MISSPELT_PARENT):
        if curie_of_iri(address) not in it.file.lookup("left_out"):
            it.note("misspelt subClassOf", address, "read only where it means 'obsolete'")
    for address in it.values(_SKOS + "closeMatch"):
        yield from _to_entity(it, "closeMatch", address)
    for address in it.values(_RDFS + "seeAlso"):
        if address.startswith(_NANDO):
            yield from _to_entity(it, "relatedMatch", address)
        else:
            yield it.fact("seeAlso", Url(address))


def _to_entity(it: _Class, key: str, address: str) -> Iterator[Fact]:
    target = curie_of_iri(address)
    if target is None:
        it.note(f"not an identifier in {key}", address, "expected the address of a class")
    elif target != it.record:
        yield it.fact(key, target)


def _tag(language: str) -> str:
    """A language tag as BCP 47 recommends: script subtags (four letters) in title case."""
    first, *others = language.split("-")
    return "-".join([first.lower(), *(s.title() if len(s) == 4 else s.upper() for s in others)])
