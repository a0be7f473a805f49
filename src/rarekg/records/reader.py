"""Reads records from a release: single things from their dossiers, relations from the store."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator
from functools import lru_cache, partial
from pathlib import Path

import pyoxigraph as ox

from rarekg.errors import NotFound
from rarekg.graph.dossiers import Dossier, Dossiers
from rarekg.graph.store import open_store
from rarekg.identifiers import Curie, curie, iri
from rarekg.records.browse_tables import BrowseTables
from rarekg.records.disease_tables import DiseaseTables
from rarekg.records.graph_facts import Gathered, graph_facts
from rarekg.records.kinds import (
    DISEASES,
    ORGANISATIONS,
    TREATING,
    deciding_type,
    identifier_of,
    page_of,
)
from rarekg.records.lookup import Lookup
from rarekg.records.model import (
    Disease,
    Entity,
    Finding,
    Gene,
    GraphFact,
    Link,
    Phenotype,
    Source,
    Statement,
    by_subject,
)
from rarekg.records.queries import select
from rarekg.records.rarity import verdicts
from rarekg.records.statements import Statements
from rarekg.vocabulary import RKG, STATEMENT

_INVERSE_OF_ENTITY = (
    "hasModality",
    "hasTarget",
    "suppliesGene",
    "usesApproach",
    "partOf",
    "memberOf",
    "hasPartner",
    "participatesIn",
    "coordinates",
    "alignedWith",
    "worksOn",
    "figureAbout",
)
# Of what has many pages, what can point to it: each of the others is a query for nothing.
_OF_ORGANISATION = _INVERSE_OF_ENTITY[_INVERSE_OF_ENTITY.index("partOf") :]
_INVERSE = {
    "Gene": ("hasTarget", "suppliesGene"),
    "Payment": (),
    "Trial": (),
    **dict.fromkeys(ORGANISATIONS, _OF_ORGANISATION),
}
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_STATEMENT_ID = re.compile(r"[0-9a-f]{24}")
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SUBJECT = ox.NamedNode(_RDF + "subject")
_OBJECT = ox.NamedNode(_RDF + "object")
_EXACT = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
_FORMER = ox.NamedNode(RKG + "formerId")
_PARENT = ox.NamedNode(RKG + "hasParent")
_FILED = (ox.NamedNode(RKG + "inArea"), ox.NamedNode(RKG + "category"))
_REPLACED = ox.NamedNode("http://purl.org/dc/terms/isReplacedBy")
_DEFAULT = ox.DefaultGraph()
_PAGE = 500
_AT_HAND = 8  # diseases of which is kept what others state of them: the parts of a page ask
_KEPT = 64  # lists of the diseases of a sign that are remembered: up to 1 MB each


class Records:
    """The records of one release: read from its folder, the store and the dossiers in it.

    Raises ReleaseBroken if one of the two cannot be opened.
    """

    def __init__(self, release: Path) -> None:
        self._store = open_store(release / "graph")
        self._dossiers = Dossiers(release)
        self.tables = DiseaseTables(release)
        self.lookup = Lookup(self._store, self._dossiers, self.tables)
        self.browse = BrowseTables(release)
        self._beside = lru_cache(_AT_HAND)(self.tables.beside)
        self._statements = Statements(self.lookup)
        self._areas: dict[str, tuple[tuple[Link, int], ...]] = {}
        self.language = "en"
        self._speaking: dict[str, Records] = {self.language: self}
        self._having = lru_cache(_KEPT)(self._having_sign)
        self._treating = lru_cache(_KEPT // 2)(self._treatments)
        self._all_of_type = lru_cache(_KEPT)(self._of_type)
        self._modalities_of = lru_cache(16 * _KEPT)(self._modalities)

    def speaking(self, language: str) -> Records:
        """The same records, whose names are in a language where nothing else is asked for (in
        English where no source has one in it). They count as equal: tables that are kept for
        either serve both, and are made by those that speak English."""
        found = self._speaking.get(language)
        if found is None:
            found = copy.copy(self)
            found.language, found.lookup = language, self.lookup.speaking(language)
            self._speaking[language] = found
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Records) and other._store is self._store

    def __hash__(self) -> int:
        return id(self._store)

    def spoken(self, link: Link) -> Link:
        """A link, of a table that is kept, with the name that these records say."""
        return link if self.language == "en" else self.lookup.link(iri(link.id))

    def canonical_id(self, identifier: str) -> Curie:
        """The id under which the graph knows an identifier in any spelling.

        Raises InvalidIdentifier for what is none, NotFound for one that the graph lacks, or that
        means several things (a code of ICD, say).
        """
        wanted = curie(identifier)
        node = ox.NamedNode(iri(wanted))
        if self.lookup.types(node.value):
            return wanted
        # (Lists: an iterator of the store that an error keeps alive may be freed by another thread,
        # which pyoxigraph refuses.)
        for key in (_EXACT, _FORMER):
            quads = list(self._store.quads_for_pattern(None, key, node, _DEFAULT))
            found = sorted({q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)})
            if len(found) > 1:
                raise NotFound(f"{wanted} stands for {len(found)} things: search for it")
            if found:
                return Curie(identifier_of(found[0]))
        for quad in self._store.quads_for_pattern(node, _REPLACED, None, _DEFAULT):
            if isinstance(quad.object, ox.NamedNode) and self.lookup.types(quad.object.value):
                return Curie(identifier_of(quad.object.value))
        raise NotFound(f"nothing is known under {wanted}: no source read here has a record of it")

    def kind(self, identifier: str) -> str:
        """The class key of an entity by its canonical id; "" if the graph has no such entity."""
        return deciding_type(self.lookup.types(iri(identifier)))

    def entity(self, identifier: str, language: str = "", *, inverse: bool = True) -> Entity:
        """Any entity, by an identifier in any spelling; `inverse`: with what points to it."""
        language = language or self.language
        wanted = self.canonical_id(identifier)
        address = iri(wanted)
        types = self.lookup.types(address)
        kind = deciding_type(types)
        name, spoken = self.lookup.name(address, language)
        dossier = self._dossiers.dossier(address)
        self.lookup.prepare(dossier, language, of=address if kind in DISEASES else "")
        names, others = graph_facts(dossier.facts, self.lookup, language)
        exact = [f.value.id for f in others.pop("exactMatch", ()) if isinstance(f.value, Link)]
        return Entity(
            id=wanted,
            iri=address,
            type=kind,
            types=types,
            name=name,
            language=spoken,
            url=page_of(wanted, kind),
            names=names,
            identifiers=(wanted, *sorted(exact)),
            graph_facts=others,
            statements=self._statements.of(dossier, address, language),
            inverse=self._inverse(address, kind, language) if inverse else {},
        )

    def disease(self, identifier: str, language: str = "") -> Disease:
        """A disease, group or subtype. Raises NotFound if the identifier is something else."""
        language = language or self.language
        entity = self.entity(identifier, language)
        if entity.type not in DISEASES:
            raise NotFound(f"{entity.id} is no disease but: {entity.type or 'nothing with a kind'}")
        return Disease(
            entity=entity,
            children=self._below(entity.iri, language),
            therapies=self._treating(entity.iri, language),
            rarity=verdicts(entity, self.rarity_rules(language)),
        )

    def phenotype(
        self,
        identifier: str,
        language: str = "",
        start: int = 0,
        size: int = _PAGE,
        *,
        by_known: bool = False,
    ) -> Phenotype:
        """A sign or symptom, with diseases `start` to `start + size` of those that have it: by
        name, or those of which most is known first."""
        language = language or self.language
        entity = self.entity(identifier, language)
        if entity.type != "Phenotype":
            raise NotFound(f"{entity.id} is no phenotype")
        having = self._having(entity.iri, language, by_known)
        chosen = tuple(
            Finding(found[0].subject, found)
            for _, ids in having[start : start + size]
            if (found := tuple(self._statements.one(sid, language) for sid in ids))
        )
        children = self._children(entity.iri, language)
        return Phenotype(entity, children, chosen, len(having))

    def _treatments(self, address: str, language: str) -> tuple[Statement, ...]:
        """What is stated of treatment in a disease."""
        beside = self._beside(address)
        if beside is None:  # a release of an older program
            return self._statements.saying(frozenset(TREATING), address, language)
        self.lookup.prepare_references(beside.references)
        return self._statements.told(beside.treatments, language)

    def _having_sign(
        self, address: str, language: str, by_known: bool
    ) -> tuple[tuple[str, list[str]], ...]:
        """The names of the diseases of which a sign is affirmed or denied, in their order, with
        the ids of the statements that do."""
        table: dict[str, list[str]] = {}
        for quad in self._store.quads_for_pattern(None, _OBJECT, ox.NamedNode(address), _DEFAULT):
            for about in self._store.quads_for_pattern(quad.subject, _SUBJECT, None, _DEFAULT):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(
                    about.object, ox.NamedNode
                ):
                    sid = quad.subject.value.removeprefix(STATEMENT)
                    table.setdefault(about.object.value, []).append(sid)
        named = [(self.lookup.name(a, language)[0], a, ids) for a, ids in table.items()]
        named.sort(key=lambda r: (r[0].casefold(), r[1]))
        if by_known:
            known = self.browse.known(identifier_of(a) for a in table)
            named.sort(key=lambda r: known.get(identifier_of(r[1]), 0), reverse=True)
        return tuple((name, ids) for name, _, ids in named)

    def gene(self, identifier: str, language: str = "") -> Gene:
        """A gene, with the diseases it is associated with."""
        language = language or self.language
        entity = self.entity(identifier, language)
        if entity.type != "Gene":
            raise NotFound(f"{entity.id} is no gene")
        found = self._subjects("associatedGene", entity.iri, language)
        return Gene(entity, found, len(found))

    def treatments(self, disease: str, language: str = "") -> tuple[Statement, ...]:
        """What is stated of treatment in a disease, by its canonical id."""
        return self._treating(iri(disease), language or self.language)

    def about(self, key: str, identifier: str, language: str = "") -> tuple[Statement, ...]:
        """The statements with a property whose value is an entity."""
        return self._statements.about(key, iri(identifier), language or self.language)

    def subjects(self, key: str, identifier: str) -> frozenset[str]:
        """The IRIs of what a property is affirmed of with an entity as its value."""
        return self._statements.subjects(key, iri(identifier))

    def told(self, identifier: str) -> tuple[int, bool]:
        """How many statements there are about a thing, and whether one is a plain summary."""
        statements = self._dossiers.dossier(iri(identifier)).statements
        return len(statements), any(s.property == "summary" for s in statements)

    def children(self, identifier: str, language: str = "") -> tuple[GraphFact, ...]:
        """What has an entity as its parent, by name."""
        return self._children(iri(identifier), language or self.language)

    def members(self, identifier: str, language: str = "") -> tuple[GraphFact, ...]:
        """The diseases that are filed under an area of medicine, by name."""
        area = ox.NamedNode(iri(identifier))
        beside = self._beside(area.value)
        if beside is not None and not beside.filed:
            return ()
        if not any(self._statements.is_value(area, key) for key in _FILED):
            return ()  # nearly all things are no areas
        rows = select(self._store, "members-of", area=area)
        return self._pointing(rows, "member", "inArea", language or self.language)

    def modalities(self, identifier: str, language: str = "") -> tuple[Statement, ...]:
        """What kind of thing a therapy is."""
        return self._modalities_of(identifier, language or self.language)

    def _modalities(self, identifier: str, language: str) -> tuple[Statement, ...]:
        address = iri(identifier)
        dossier = self._dossiers.dossier(address)
        found = self._statements.of(dossier, address, language).get("hasModality", ())
        return tuple(s for s in found if not s.negated)

    def dossiers_beginning(self, address: str) -> Iterator[tuple[str, Dossier]]:
        """All things whose IRI begins so (payments, say), with what is stored of each."""
        return self._dossiers.beginning(address)

    def dossiers_of_type(self, key: str) -> Iterator[tuple[str, Dossier]]:
        """All things of a class, with what is stored of each."""
        return ((address, self._dossiers.dossier(address)) for address in self._instances(key))

    def statement(self, statement_id: str, language: str = "") -> Statement:
        """One statement by its id. Raises NotFound."""
        if not _STATEMENT_ID.fullmatch(statement_id):
            raise NotFound(f"'{statement_id[:40]}' is no id of a statement: 24 digits of 0-9, a-f")
        return self._statements.one(statement_id, language or self.language)

    def sources(self) -> tuple[Source, ...]:
        """All sources of the release."""
        found = [self.lookup.source(address) for address in self._instances("Source")]
        return tuple(sorted(found, key=lambda s: s.id))

    def of_type(self, key: str, language: str = "") -> tuple[Entity, ...]:
        """All entities of a class, for classes with few (key figures, rules, areas); read once
        per release and language."""
        return self._all_of_type(key, language or self.language)

    def _of_type(self, key: str, language: str) -> tuple[Entity, ...]:
        ids = sorted(identifier_of(address) for address in self._instances(key))
        return tuple(self.entity(i, language) for i in ids)

    def links_of_type(self, key: str, language: str = "") -> tuple[Link, ...]:
        """Links to all entities of a class, by name."""
        spoken = language or self.language
        links = (self.lookup.link(address, spoken) for address in self._instances(key))
        return tuple(sorted(links, key=lambda link: link.name.casefold()))

    def _instances(self, key: str) -> list[str]:
        kind = ox.NamedNode(RKG + key)
        quads = list(self._store.quads_for_pattern(None, _TYPE, kind, _DEFAULT))
        return [q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)]

    def paths(self) -> Iterator[str]:
        """The paths of the pages of all things that anything is stated of."""
        for address, types in self._dossiers.things():
            if path := page_of(identifier_of(address), deciding_type(types)):
                yield path

    def rarity_rules(self, language: str = "") -> tuple[Entity, ...]:
        """The rules by which a disease counts as rare; read once per release."""
        return self.of_type("RarityRule", language)

    def areas(self, language: str = "") -> tuple[tuple[Link, int], ...]:
        """The areas of medicine with their numbers of diseases, by name; read once per release."""
        language = language or self.language
        if language not in self._areas:
            found = [
                (self.lookup.link(row["area"].value, language), int(row["number"].value))
                for row in select(self._store, "areas")
            ]
            self._areas[language] = tuple(sorted(found, key=lambda a: a[0].name.casefold()))
        return self._areas[language]

    def _subjects(self, key: str, address: str, language: str) -> tuple[Finding, ...]:
        """The subjects of statements about an entity, each with its statements, by name."""
        return by_subject(self._statements.about(key, address, language))

    def _inverse(self, address: str, kind: str, language: str) -> dict[str, tuple[Statement, ...]]:
        if kind in DISEASES or kind == "Phenotype":
            return {}  # thousands of statements, which their records hold in their own way
        keys = _INVERSE.get(kind, _INVERSE_OF_ENTITY)
        found = {k: self._statements.about(k, address, language) for k in keys}
        return {k: v for k, v in found.items() if v}

    def trials(self, disease: str) -> Collection[str]:
        """The IRIs of the trials that study a disease, by its canonical id."""
        beside = self._beside(iri(disease))
        return self.subjects("studiesDisease", disease) if beside is None else beside.trials

    def _below(self, address: str, language: str) -> tuple[GraphFact, ...]:
        """What has a disease as its parent, by name."""
        beside = self._beside(address)
        if beside is None:
            return self._children(address, language)
        self.lookup.prepare_links([child for child, _ in beside.children], language)
        found = Gathered(self.lookup)
        for child, graphs in beside.children:
            for graph in graphs:
                found.add(child, graph, partial(self.lookup.link, child, language))
        return found.facts("hasParent")

    def _children(self, address: str, language: str) -> tuple[GraphFact, ...]:
        parent = ox.NamedNode(address)
        if not self._statements.is_value(parent, _PARENT):
            return ()
        rows = select(self._store, "children-of", parent=parent)
        return self._pointing(rows, "child", "hasParent", language)

    def _pointing(
        self, rows: ox.QuerySolutions, variable: str, key: str, language: str
    ) -> tuple[GraphFact, ...]:
        found = Gathered(self.lookup)
        for row in rows:
            address = row[variable].value
            found.add(address, row["source"].value, partial(self.lookup.link, address, language))
        return found.facts(key)
