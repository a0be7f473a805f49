"""The founding files: areas, modalities, organisations, programmes, key figures, rules, …

All have one format. An entity has `id`, `names`, `synonyms` and `facts`; a fact is a property of
`ontology/rarekg.ttl` with its value, qualifiers beside it, and its reference:

    - {hasPartner: rarekg:organisation-siop, role: "…", lang: en, ref: p1}

The manifest's options say under which key the list stands (`list`), what its members are
(`type`, unless an entity has its own), and how their ids begin (`prefix`).
"""

from __future__ import annotations

from collections.abc import Iterator

from rarekg.facts import Fact, Qualifier, Value
from rarekg.identifiers import Curie
from rarekg.readers.curated_known import entity_id
from rarekg.readers.curated_naming import concept, concept_keys, naming_facts
from rarekg.readers.curated_page import Entry, Page
from rarekg.sources.manifest import SourceFile
from rarekg.vocabulary import ValueKind, concepts, properties

_BESIDE = frozenset({"ref", "refs", "lang", "negated"})
_CLASS = "http://www.w3.org/2002/07/owl#Class"


def entity_facts(page: Page, file: SourceFile) -> list[Fact]:
    """The facts of one founding file; only to be used if the page has no problems."""
    seen: set[str] = set()
    facts: list[Fact] = []
    for entry in page.top.entries(file.options["list"], required=True):
        entity = Curie(entity_id(file, entry.text("id")))
        if entity in seen:
            entry.problem("id", f"a second '{entity}'")
        seen.add(entity)
        facts += _entity(entry, entity, file.options["type"])
    return facts


def _entity(entry: Entry, entity: Curie, default_type: str) -> Iterator[Fact]:
    classes = concept_keys(_CLASS)
    kind = entry.one_of("type", classes, "a class") if entry.has("type") else default_type
    names = list(naming_facts(entry, entity))
    yield from names
    if names:
        yield Fact(entity, "type", concept(kind), names[0].references)
    for row in entry.entries("facts"):
        yield from _fact(row, entity)


def _fact(row: Entry, subject: Curie) -> Iterator[Fact]:
    declared = properties()
    keys = [k for k in row.node.fields if k not in _BESIDE]
    predicates = [k for k in keys if k in declared and not declared[k].qualifier]
    if len(predicates) != 1:
        found = ", ".join(predicates) or "none"
        row.problem("", f"expected one property of ontology/rarekg.ttl, found {found}")
        return
    key = predicates[0]
    qualifiers: list[Qualifier] = [
        (k, _value(row, k)) for k in keys if k in declared and declared[k].qualifier
    ]
    negated = row.boolean("negated") if row.has("negated") else False
    yield Fact(subject, key, _value(row, key), row.references(), tuple(qualifiers), negated)


def _value(row: Entry, key: str) -> Value:
    """A field's value, read as its property's kind says."""
    match properties()[key].kind:
        case ValueKind.ENTITY:
            return _pointed_to(row, key)
        case ValueKind.TEXT:
            return row.language_text(key)
        case ValueKind.DECIMAL:
            return row.decimal(key)
        case ValueKind.INTEGER | ValueKind.YEAR:
            return row.integer(key)
        case ValueKind.DATE:
            return row.date(key)
        case ValueKind.BOOLEAN:
            return row.boolean(key)
        case ValueKind.URL:
            return row.address(key)
        case ValueKind.STRING:
            return row.text(key)


def _pointed_to(row: Entry, key: str) -> Curie:
    entity = row.identifier(key)
    known = row.page.known
    if entity.prefix == "rarekg" and entity not in known.entities:
        row.problem(key, f"no curated file has the entity {entity}")
    if entity.prefix == "rkg" and entity.local not in concepts():
        row.problem(key, f"ontology/rarekg.ttl has no {entity}")
    return entity
