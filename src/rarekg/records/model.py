"""The records: what a page or an answer is made of. Every value comes with its references.

What a page has hundreds of are structs of msgspec: made in a tenth of the time of a frozen
dataclass (0.1 µs), and left out when Python looks for cycles, of which they can have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec


@dataclass(frozen=True, slots=True)
class Source:
    """A dataset that facts come from. `quads` is how many triples its own graph holds."""

    id: str
    title: str
    publisher: str
    licence: str
    licence_url: str
    attribution: str
    homepage: str = ""
    description: str = ""
    changes: str = ""
    versions: tuple[str, ...] = ()
    retrieved: tuple[str, ...] = ()
    quads: int = 0


class Publication(msgspec.Struct, frozen=True, gc=False):
    """A publication or document behind a fact: a short label (`PMID:1303200`) and its address
    (None for one without)."""

    label: str
    url: str | None


class Backing(msgspec.Struct, frozen=True, gc=False):
    """One reference: who says so, where, on what evidence.

    `source` is the dataset we read; `primary` the one that said it first, where `source` only
    passes it on. `evidence` is an ECO Curie, `evidence_label` its plain name. `confidence` (above
    0, at most 1) is that of a derivation by `method`.
    """

    id: str
    source: Source
    record: str
    primary: Source | None = None
    publications: tuple[Publication, ...] = ()
    evidence: str | None = None
    method: str | None = None
    url: str | None = None
    curated_by: str | None = None
    consulted: str | None = None
    asserted_subject: str | None = None
    asserted_object: str | None = None
    confidence: str | None = None

    @property
    def authority(self) -> Source:
        """Who is behind the claim: what counts when agreement is counted."""
        return self.primary or self.source

    @property
    def via(self) -> Source | None:
        """The dataset that passed the claim on, if it is not the authority's own."""
        return self.source if self.primary and self.primary.id != self.source.id else None


class Link(msgspec.Struct, frozen=True, gc=False):
    """An entity in a value or a heading: its Curie, its name, its kind and its page."""

    id: str
    name: str
    language: str
    type: str
    url: str


class Literal(msgspec.Struct, frozen=True, gc=False):
    """A value that is no entity. `kind` is the last part of its datatype (`decimal`, `date`,
    `string`, `langString`) or `url`."""

    text: str
    language: str = ""
    kind: str = "string"


Value = Link | Literal


class Statement(msgspec.Struct, frozen=True, gc=False):
    """One claim, with what backs it. `predicate` and the qualifiers' keys are vocabulary keys."""

    id: str
    subject: Link
    predicate: str
    value: Value
    negated: bool
    qualifiers: Mapping[str, tuple[Value, ...]]
    backings: tuple[Backing, ...]

    @property
    def url(self) -> str:
        """The page of the statement."""
        return f"/statement/{self.id}"

    def qualifier(self, key: str) -> Value | None:
        """The first value of a qualifier."""
        found = self.qualifiers.get(key)
        return found[0] if found else None

    def authorities(self) -> tuple[Source, ...]:
        """Those who say so independently of one another: passing on does not count."""
        if len(self.backings) == 1:
            return (self.backings[0].authority,)
        return tuple({b.authority.id: b.authority for b in self.backings}.values())


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One value with all statements that are made about it: where sources differ, they stand
    side by side."""

    value: Value
    statements: tuple[Statement, ...]

    def authorities(self) -> tuple[Source, ...]:
        """Those who state the value, in whatever detail, independently of one another."""
        if len(self.statements) == 1:
            return self.statements[0].authorities()
        found = {a.id: a for s in self.statements for a in s.authorities()}
        return tuple(found.values())


class Name(msgspec.Struct, frozen=True, gc=False):
    """A name and who uses it. `kind` is a vocabulary key: name, synonym, layName, …

    `method` says how it was made where nobody wrote it as such (a translation by machine, or
    by us).
    """

    text: str
    language: str
    kind: str
    sources: tuple[Source, ...]
    method: str | None = None


class GraphFact(msgspec.Struct, frozen=True, gc=False):
    """A fact without a statement node (mapping, parent, area), with the sources that state it,
    and the method where it was derived."""

    predicate: str
    value: Value
    sources: tuple[Source, ...]
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """What is common to all: identity, names, facts.

    `statements` are by property key, in the graph's order; `graph_facts` likewise; `identifiers`
    are all exact ones, the canonical first.
    """

    id: str
    iri: str
    type: str
    types: tuple[str, ...]
    name: str
    language: str
    url: str
    names: tuple[Name, ...]
    identifiers: tuple[str, ...]
    graph_facts: Mapping[str, tuple[GraphFact, ...]]
    statements: Mapping[str, tuple[Statement, ...]]
    inverse: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)

    def findings(self, key: str) -> tuple[Finding, ...]:
        """The statements of a property, those of one value together."""
        grouped: dict[str, list[Statement]] = {}
        for statement in self.statements.get(key, ()):
            value = statement.value
            mark = value.id if isinstance(value, Link) else f"{value.text}@{value.language}"
            grouped.setdefault(mark, []).append(statement)
        return tuple(Finding(group[0].value, tuple(group)) for group in grouped.values())

    def facts(self) -> int:
        """The number of statements about the entity."""
        return sum(len(s) for s in self.statements.values())


@dataclass(frozen=True, slots=True)
class RarityVerdict:
    """By which rule and which prevalence statement a disease counts as rare (`rare` True), does
    not (False), or that the statement does not settle it (None)."""

    rule: Entity
    rare: bool | None
    statement: Statement


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease, group of diseases or subtype, with everything that its page shows."""

    entity: Entity
    children: tuple[GraphFact, ...]
    therapies: tuple[Statement, ...]
    rarity: tuple[RarityVerdict, ...]


@dataclass(frozen=True, slots=True)
class Phenotype:
    """A sign or symptom, with the diseases of which it is stated. `total` counts them all;
    `diseases` are the Findings (value: the disease) of one page."""

    entity: Entity
    children: tuple[GraphFact, ...]
    diseases: tuple[Finding, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Gene:
    """A gene, with the diseases that are stated to be associated with it."""

    entity: Entity
    diseases: tuple[Finding, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Summary:
    """An entity in short, as the search index needs it: `text` is definition and plain summary,
    `facts` the number of statements about it, `described` whether it has a plain summary,
    `treatments` how many therapies are stated for it, `sources` how many datasets name it,
    `parents` the ids of what it is directly a kind of, `attributes` (field, value) what it can
    be narrowed down by, `codes` those of classifications that come near without being its own."""

    id: str
    type: str
    name: str
    names: tuple[tuple[str, str, str], ...]  # text, language, kind
    identifiers: tuple[str, ...]
    text: str
    facts: int
    described: bool
    treatments: int
    sources: int
    parents: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()


def by_subject(statements: Iterable[Statement]) -> tuple[Finding, ...]:
    """Statements about one value, those of one subject together, by the subject's name."""
    grouped: dict[str, list[Statement]] = {}
    for statement in statements:
        grouped.setdefault(statement.subject.id, []).append(statement)
    found = [Finding(group[0].subject, tuple(group)) for group in grouped.values()]
    return tuple(sorted(found, key=lambda f: _name_of(f.value).casefold()))


def _name_of(value: Value) -> str:
    return value.name if isinstance(value, Link) else value.text
