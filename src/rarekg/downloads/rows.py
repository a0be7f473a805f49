"""A thing as one line of JSON: all that is stated of it, and who says so.

Values have the keys of the JSON interface: `id` and `name` of things, `text`, `language` and
`datatype` of the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from rarekg.downloads.csv_cells import formulas, joined, quoted
from rarekg.graph.compact import compacted
from rarekg.graph.dossiers import (
    Dossier,
    Dossiers,
    StoredReference,
    StoredStatement,
    StoredValue,
)
from rarekg.vocabulary import METHOD, RKG, SOURCE, concepts

_PRIMARY = "http://www.w3.org/ns/prov#hadPrimarySource"
_RETRIEVED = "http://purl.org/pav/retrievedFrom"
_PLAIN = ("string", "langString")  # datatypes that go without saying


class ValueRow(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A thing (`id`, and its `name` in English, else in any language), or a text or number."""

    id: str = ""
    name: str = ""
    text: str = ""
    language: str = ""
    datatype: str = ""


class ReferenceRow(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Who says so and where; `method` and `confidence` where it was derived."""

    source: str
    record: str
    primary_source: str = ""
    publications: list[str] = []
    evidence: str = ""
    url: str = ""
    method: str = ""
    confidence: str = ""
    asserted_subject: str = ""
    asserted_object: str = ""


class FactRow(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A fact without statement, with the sources that state it and the methods that derived it."""

    value: ValueRow
    sources: list[str]
    methods: list[str] = []


class StatementRow(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A statement. `negated`: it is said not to be so."""

    id: str
    property: str
    value: ValueRow
    negated: bool = False
    qualifiers: dict[str, list[ValueRow]] = {}
    references: list[msgspec.Raw] = []


class ThingRow(msgspec.Struct, frozen=True):
    """A line: a thing with its names by language, facts by property, and statements."""

    id: str
    iri: str
    types: list[str]
    name: str
    names: dict[str, str]
    facts: dict[str, list[FactRow]]
    statements: list[StatementRow]


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as rows mention it: as JSON, and as the end of a line of CSV."""

    source: str
    encoded: msgspec.Raw
    line: str
    formulas: int

    @classmethod
    def of(cls, row: ReferenceRow) -> Reference:
        """A reference, written once for all statements that it backs."""
        cells = reference_cells(row)
        line = ",".join(map(quoted, cells)) + "\r\n"
        return cls(row.source, _raw(row), line, formulas(cells))


class Known:
    """What rows mention of others: names of things, and references."""

    def __init__(self, dossiers: Dossiers) -> None:
        self.names = {
            address: named.get("en") or named.get(min(named, default="")) or ""
            for address, _, named in dossiers.headings()
        }
        for concept in concepts().values():
            self.names.setdefault(concept.iri, concept.labels.get("en", ""))
        self.references = {
            rid: Reference.of(reference_row(stored)) for rid, stored in dossiers.references()
        }
        self.thing = lru_cache(100_000)(self._thing)

    def value(self, value: StoredValue) -> ValueRow:
        """A value, as rows have it."""
        if isinstance(value, str):
            return self.thing(value)
        text, language, datatype = value
        kind = "" if datatype in _PLAIN else datatype
        return ValueRow(text=text, language=language, datatype=kind)

    def _thing(self, address: str) -> ValueRow:
        return ValueRow(id=compacted(address), name=self.names.get(address, ""))


def _raw(row: msgspec.Struct) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(row))


def reference_row(stored: StoredReference) -> ReferenceRow:
    """A reference as it is stored, in its columns."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in stored.values:
        found[key.removeprefix(RKG)].append(value if isinstance(value, str) else value[0])
    one = {key: values[0] for key, values in found.items()}
    return ReferenceRow(
        source=one["source"].removeprefix(SOURCE),
        record=one["record"],
        primary_source=one.get("primarySource", "").removeprefix(SOURCE),
        publications=[compacted(p) for p in found.get(_PRIMARY, ())],
        evidence=compacted(one.get("evidence", "")),
        url=one.get(_RETRIEVED, ""),
        method=one.get("method", ""),
        confidence=one.get("confidence", ""),
        asserted_subject=one.get("assertedSubject", ""),
        asserted_object=one.get("assertedObject", ""),
    )


def reference_cells(row: ReferenceRow) -> list[str]:
    """The cells of a reference."""
    return [
        row.source,
        row.record,
        row.primary_source,
        joined(row.publications),
        row.evidence,
        row.method,
        row.confidence,
    ]


def thing_row(
    address: str, types: tuple[str, ...], names: Mapping[str, str], dossier: Dossier, known: Known
) -> ThingRow:
    """The line of a thing."""
    facts: dict[str, list[FactRow]] = {}
    for fact in dossier.facts:
        if fact.property != "type":
            sources, methods = said_by(tuple(fact.graphs))
            row = FactRow(known.value(fact.value), sources, methods)
            facts.setdefault(fact.property, []).append(row)
    statements = [_statement_row(told, known) for told in dossier.statements]
    return ThingRow(
        compacted(address),
        address,
        list(types),
        known.names.get(address, ""),
        dict(names),
        facts,
        statements,
    )


def _statement_row(told: StoredStatement, known: Known) -> StatementRow:
    qualifiers: dict[str, list[ValueRow]] = {}
    for key, qualifier in told.qualifiers:
        qualifiers.setdefault(key, []).append(known.value(qualifier))
    references = [known.references[reference].encoded for reference in told.references]
    value = known.value(told.value)
    return StatementRow(told.id, told.property, value, told.negated, qualifiers, references)


@lru_cache(maxsize=10_000)
def said_by(graphs: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The sources and the methods among named graphs."""
    sources = [graph[len(SOURCE) :] for graph in graphs if graph.startswith(SOURCE)]
    methods = [graph[len(METHOD) :] for graph in graphs if graph.startswith(METHOD)]
    return sources, methods
