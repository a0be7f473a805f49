"""What records share: names, links, sources and references, each read once per release."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import TypeVar

import pyoxigraph as ox

from rarekg.graph.dossiers import Dossier, Dossiers, StoredReference, StoredValue
from rarekg.records.disease_tables import DiseaseTables
from rarekg.records.kinds import deciding_type, identifier_of, page_of
from rarekg.records.model import Backing, Link, Literal, Publication, Source, Value
from rarekg.records.told_references import ToldReference, told
from rarekg.vocabulary import RKG, SOURCE

_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_PREF_LABEL = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_DEFAULT = ox.DefaultGraph()
_AT_HAND = 64
_CACHED = 6_000  # entries of tables of names: some 5 MB a web process
_LINKS, _BACKINGS = 10_000, 2_000  # links are shared by many pages, references by hardly any

_SOURCE_FIELDS = {
    "http://purl.org/dc/terms/title": "title",
    "http://purl.org/dc/terms/publisher": "publisher",
    "http://purl.org/dc/terms/license": "licence_url",
    "http://purl.org/dc/terms/rights": "attribution",
    "http://purl.org/dc/terms/description": "description",
    "http://xmlns.com/foaf/0.1/homepage": "homepage",
    RKG + "licenceName": "licence",
    RKG + "changes": "changes",
}
_VERSION = "http://purl.org/pav/version"
_RETRIEVED_ON = "http://purl.org/pav/retrievedOn"
_TRIPLES = "http://rdfs.org/ns/void#triples"


class Lookup:
    """Reads names, links, sources and references of one open store, and remembers them."""

    def __init__(
        self, store: ox.Store, dossiers: Dossiers, tables: DiseaseTables | None = None
    ) -> None:
        self.language = "en"
        self.store = store
        self._dossiers = dossiers
        self._tables = tables
        self._heading = lru_cache(_AT_HAND)(dossiers.heading)  # for classes, then for names
        self.labels = lru_cache(_CACHED)(self._labels)
        self.types = lru_cache(_CACHED)(self._types)
        self._links: dict[tuple[str, str], Link] = {}
        self.source = lru_cache(None)(self._source)
        self._backings: dict[str, Backing] = {}

    def speaking(self, language: str) -> Lookup:
        """The same, whose names are in a language where none is asked for."""
        found = copy.copy(self)
        found.language = language
        return found

    def _values(self, node: ox.NamedNode) -> dict[str, list[ox.NamedNode | ox.Literal]]:
        table: dict[str, list[ox.NamedNode | ox.Literal]] = {}
        for quad in self.store.quads_for_pattern(node, None, None, _DEFAULT):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                table.setdefault(quad.predicate.value, []).append(quad.object)
        return table

    def _labels(self, address: str) -> dict[str, str]:
        """The display names of an entity by language."""
        heading = self._heading(address)
        if heading is not None and heading[1]:
            return heading[1]
        node = ox.NamedNode(address)
        for key in (_PREF_LABEL, _LABEL):
            found = {
                q.object.language or "en": q.object.value
                for q in self.store.quads_for_pattern(node, key, None, _DEFAULT)
                if isinstance(q.object, ox.Literal)
            }
            if found:
                return found
        return {}

    def _types(self, address: str) -> tuple[str, ...]:
        heading = self._heading(address)
        if heading is not None and heading[0]:
            return heading[0]
        node = ox.NamedNode(address)
        quads = list(self.store.quads_for_pattern(node, _RDF_TYPE, None, _DEFAULT))
        return tuple(
            sorted(
                q.object.value.removeprefix(RKG)
                for q in quads
                if isinstance(q.object, ox.NamedNode) and q.object.value.startswith(RKG)
            )
        )

    def dossier(self, address: str) -> Dossier:
        """What is stored of a thing."""
        return self._dossiers.dossier(address)

    def reference(self, reference: str) -> StoredReference:
        """What is stored of a reference, by its id."""
        return self._dossiers.reference(reference)

    def headings(
        self, classes: Collection[str] = ("",)
    ) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """All things with a class (with one of some, and perhaps others): IRI, classes, and
        display name in English, else in any language, else the identifier."""
        for address, types, labels in self._dossiers.headings(classes):
            name = labels.get("en") or labels.get(min(labels, default="")) or ""
            yield address, types, name or identifier_of(address)

    def name(self, address: str, language: str = "") -> tuple[str, str]:
        """The display name in a language, else in English, else in any; and its language."""
        labels = self.labels(address)
        return _name(labels, language or self.language) if labels else (identifier_of(address), "")

    def link(self, address: str, language: str = "") -> Link:
        """The link to an entity."""
        key = address, language or self.language
        found = self._links.get(key)
        if found is None:
            found = _link(address, self.types(address), *self.name(address, key[1]))
            _keep(self._links, key, found, _LINKS)
        return found

    def prepare_links(self, addresses: Iterable[str], language: str = "") -> None:
        """Reads what will be asked for one by one: in one go this takes a fifth of the time."""
        spoken = language or self.language
        missing = {a for a in addresses if (a, spoken) not in self._links}
        if not missing:
            return
        if self._tables is not None and self._tables.has_names:
            for address, identifier, kind, name, tag in self._tables.names(missing, spoken):
                link = Link(identifier, name, tag, kind, page_of(identifier, kind))
                _keep(self._links, (address, spoken), link, _LINKS)
            return
        for address, types, labels in self._dossiers.headings_of(missing):
            if types and labels:
                link = _link(address, types, *_name(labels, spoken))
                _keep(self._links, (address, spoken), link, _LINKS)

    def prepare(self, dossier: Dossier, language: str = "", of: str = "") -> None:
        """Reads the names and references of a dossier in one go; `of`: the IRI of the disease, if
        it is one's."""
        named = {fact.value for fact in dossier.facts if isinstance(fact.value, str)}
        references: set[str] = set()
        for statement in dossier.statements:
            if isinstance(statement.value, str):
                named.add(statement.value)
            for _, value in statement.qualifiers:
                if isinstance(value, str):
                    named.add(value)
            references.update(statement.references)
        self.prepare_links(named, language)
        missing = references.difference(self._backings)
        if missing and of and self._tables is not None:
            self.prepare_references(self._tables.cited(of))
            missing.difference_update(self._backings)
        for reference, stored in self._dossiers.references_of(missing) if missing else ():
            _keep(self._backings, reference, self._made(told(reference, stored)), _BACKINGS)

    def prepare_references(self, given: Iterable[ToldReference]) -> None:
        """Takes note of references that will be asked for one by one."""
        for reference in given:
            if reference.id not in self._backings:
                _keep(self._backings, reference.id, self._made(reference), _BACKINGS)

    def stored(self, value: StoredValue, language: str = "") -> Value:
        """The value of a statement or fact of a dossier."""
        if not isinstance(value, str):
            return Literal(*value)
        known = self._links.get((value, language or self.language))
        if known is not None and "://" not in known.id:
            return known
        identifier = identifier_of(value)
        return Literal(identifier, "", "url") if "://" in identifier else self.link(value, language)

    def value(self, term: object, language: str = "") -> Value:
        """The value of a statement or graph fact."""
        if isinstance(term, ox.NamedNode):
            identifier = identifier_of(term.value)
            if "://" in identifier:
                return Literal(identifier, "", "url")
            return self.link(term.value, language)
        if isinstance(term, ox.Literal):
            kind = term.datatype.value.rpartition("#")[2]
            return Literal(term.value, term.language or "", kind)
        raise TypeError(f"{term!r} is no value of the graph")

    def _source(self, address: str) -> Source:
        values = self._values(ox.NamedNode(address))
        fields = {f: values[k][0].value for k, f in _SOURCE_FIELDS.items() if k in values}
        identifier = address.removeprefix(SOURCE)
        return Source(
            id=identifier,
            title=fields.pop("title", identifier),
            publisher=fields.pop("publisher", ""),
            licence=fields.pop("licence", ""),
            licence_url=fields.pop("licence_url", ""),
            attribution=fields.pop("attribution", ""),
            versions=tuple(sorted(v.value for v in values.get(_VERSION, ()))),
            retrieved=tuple(sorted(v.value for v in values.get(_RETRIEVED_ON, ()))),
            quads=int(values[_TRIPLES][0].value) if _TRIPLES in values else 0,
            **fields,
        )

    def backing(self, address: str) -> Backing:
        """A reference by its IRI."""
        reference = address.rpartition("/")[2]
        found = self._backings.get(reference)
        if found is None:
            found = self._made(told(reference, self._dossiers.reference(reference)))
            _keep(self._backings, reference, found, _BACKINGS)
        return found

    def _made(self, found: ToldReference) -> Backing:
        publications = found.publications
        return Backing(
            found.id,
            self.source(found.source or SOURCE),
            found.record,
            self.source(found.primary) if found.primary else None,
            tuple([Publication(label, url) for label, url in publications]) if publications else (),
            found.evidence,
            found.method,
            found.url,
            found.curated_by,
            found.consulted,
            found.asserted_subject,
            found.asserted_object,
            found.confidence,
        )


_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")


def _keep(table: dict[_Key, _Kept], key: _Key, value: _Kept, most: int) -> None:
    """Remembers a value, and forgets those that came first when there are too many."""
    if len(table) >= most:
        for old in list(islice(table, most // 4)):
            table.pop(old, None)
    table[key] = value


def _name(labels: Mapping[str, str], language: str) -> tuple[str, str]:
    for wanted in (language, "en"):
        if wanted in labels:
            return labels[wanted], wanted
    first = min(labels)
    return labels[first], first


def _link(address: str, types: tuple[str, ...], name: str, spoken: str) -> Link:
    identifier = identifier_of(address)
    kind = deciding_type(types)
    return Link(identifier, name, spoken, kind, page_of(identifier, kind))
