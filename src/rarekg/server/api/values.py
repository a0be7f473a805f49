"""Records as answers: values, references, statements, entities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict
from urllib.parse import quote

from rarekg.records.kinds import page_of, section_of
from rarekg.records.model import Backing, Entity, Finding, GraphFact, Link, Literal, Name, Statement
from rarekg.records.model import Value as RecordValue
from rarekg.server.api import schemas

SECTIONS = (
    "disease",
    "therapy",
    "modality",
    "organisation",
    "trial",
    "payment",
    "phenotype",
    "gene",
)


def api_of(identifier: str, kind: str) -> str | None:
    """The path of a thing in this interface; None for what is no thing (a term of the
    vocabulary)."""
    section = section_of(kind)
    if not section:
        return None
    place = section if section in SECTIONS else "entity"
    return f"/api/v1/{place}/{quote(identifier, safe=':')}"


def thing(identifier: str, kind: str, name: str) -> schemas.Thing:
    """A thing in short."""
    url = page_of(identifier, kind) or None
    return schemas.Thing(str(identifier), kind, name, url, api_of(identifier, kind))


def thing_of(link: Link) -> schemas.Thing:
    """A link as a thing in short."""
    return thing(link.id, link.type, link.name)


class Converter:
    """Turns the parts of one answer into schemas; each reference is made once, as many statements
    share it."""

    def __init__(self) -> None:
        self._references: dict[str, schemas.Reference] = {}
        self._links: dict[str, schemas.EntityValue] = {}
        self._things: dict[str, schemas.Thing] = {}

    def statements(self, found: Iterable[Statement]) -> list[schemas.Statement]:
        """Statements, in their order."""
        return [self._statement(s) for s in found]

    def by_property(
        self, found: Mapping[str, tuple[Statement, ...]]
    ) -> dict[str, list[schemas.Statement]]:
        """Statements by property."""
        return {key: self.statements(group) for key, group in found.items()}

    def facts(self, found: Iterable[GraphFact]) -> list[schemas.Fact]:
        """Facts without statements."""
        return [
            schemas.Fact(self._value(f.value), [s.id for s in f.sources], f.method) for f in found
        ]

    def findings(self, found: Iterable[Finding]) -> list[schemas.DiseaseStatements]:
        """Diseases, each with its statements about a sign or gene."""
        return [
            schemas.DiseaseStatements(thing_of(f.value), self.statements(f.statements))
            for f in found
            if isinstance(f.value, Link)
        ]

    def _statement(self, statement: Statement) -> schemas.Statement:
        return schemas.Statement(
            id=statement.id,
            url=statement.url,
            subject=self._thing(statement.subject),
            property=statement.predicate,
            value=self._value(statement.value),
            negated=statement.negated,
            qualifiers={
                key: [self._value(v) for v in values]
                for key, values in statement.qualifiers.items()
            },
            references=[self._reference(b) for b in statement.backings],
        )

    def _thing(self, link: Link) -> schemas.Thing:
        found = self._things.get(link.id)
        if found is None:
            found = self._things[link.id] = thing_of(link)
        return found

    def _value(self, value: RecordValue) -> schemas.Value:
        if isinstance(value, Literal):
            return schemas.LiteralValue(value.text, value.language or None, value.kind)
        found = self._links.get(value.id)
        if found is None:
            found = self._links[value.id] = schemas.EntityValue(
                str(value.id),
                value.type or None,
                value.name,
                value.language or None,
                value.url or None,
                api_of(value.id, value.type),
            )
        return found

    def _reference(self, backing: Backing) -> schemas.Reference:
        found = self._references.get(backing.id)
        if found is None:
            found = self._references[backing.id] = reference(backing)
        return found


def reference(backing: Backing) -> schemas.Reference:
    """One reference; the licence is that of the source that was read."""
    return schemas.Reference(
        id=backing.id,
        source=backing.source.id,
        primary_source=backing.primary.id if backing.primary else None,
        record=backing.record,
        url=backing.url,
        publications=[schemas.PublicationLink(p.label, p.url) for p in backing.publications],
        evidence=backing.evidence,
        method=backing.method,
        confidence=float(backing.confidence) if backing.confidence else None,
        curated_by=backing.curated_by,
        consulted=backing.consulted,
        asserted_subject=backing.asserted_subject,
        asserted_object=backing.asserted_object,
        licence=backing.source.licence or None,
        licence_url=backing.source.licence_url or None,
    )


class Common(TypedDict):
    """The fields that all answers about one thing have."""

    id: str
    iri: str
    type: str
    name: str
    language: str | None
    url: str
    identifiers: list[str]
    names: list[schemas.Name]
    facts: dict[str, list[schemas.Fact]]
    statements: dict[str, list[schemas.Statement]]
    release: str


def common(entity: Entity, converter: Converter, release: str) -> Common:
    """What all answers about one thing have in common."""
    return Common(
        id=str(entity.id),
        iri=entity.iri,
        type=entity.type,
        name=entity.name,
        language=entity.language or None,
        url=entity.url,
        identifiers=[str(i) for i in entity.identifiers],
        names=[_name(n) for n in entity.names],
        facts={k: converter.facts(v) for k, v in entity.graph_facts.items() if k != "type"},
        statements=converter.by_property(entity.statements),
        release=release,
    )


def _name(name: Name) -> schemas.Name:
    sources = [s.id for s in name.sources]
    return schemas.Name(name.text, name.language or None, name.kind, sources, name.method)
