"""Facts as entries, spread over buckets so that each can be sorted and loaded by itself.

An entry is a line that depends on nothing but what it says: facts of several sources about the
same statement give the same entries, and removing duplicates merges them (`rarekg.graph.bucket`
reads them). All that is said of a subject is in the same bucket; the order of the buckets and the
order within them make the order of the graph.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from types import TracebackType

from rarekg.facts import Fact, Reference, Value, statement_id
from rarekg.graph.terms import (
    entity_term,
    iri_term,
    literal_term,
    publication_term,
    value_term,
)
from rarekg.vocabulary import METHOD, REFERENCE, RKG, SOURCE, property_named

BUCKETS = 32  # about 130,000 quads each in a full release: 0.2 GB while one is loaded
_FLUSH_LINES = 4_000
_NOT_SLUG = re.compile(r"[^a-z0-9]+")

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE = f"<{_RDF}type>"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_PRIMARY = "<http://www.w3.org/ns/prov#hadPrimarySource>"
_RETRIEVED = "<http://purl.org/pav/retrievedFrom>"
_REFERENCE = f"<{RKG}Reference>"

# The first character of an entry says what it is. A term holds no tab (N-Triples escapes it).
STATEMENT_ENTRY = "#"  # id, subject, predicate, value, polarity, qualifiers
BACKING_ENTRY = "&"  # id of a statement, id of a reference, its source
TRIPLE_ENTRY = "="  # subject, predicate, value, named graph that has it
NAME_ENTRY = "$"  # subject, who says it, doubtful, passed on, value
QUAD_ENTRY = "<"  # an N-Quads line as it is


def bucket_of(subject: str) -> int:
    """The bucket of a subject's quads; the same on every machine."""
    return zlib.crc32(subject.encode()) % BUCKETS


def bucket_path(folder: Path, part: int, bucket: int) -> Path:
    """The file of one part (a worker) and bucket."""
    return folder / f"part-{part:04d}-{bucket:02d}.lines"


class GraphWriter:
    """Writes facts as entries into bucket files of its own (`part`).

    Use as a context manager. `folder` must exist.
    """

    def __init__(self, folder: Path, part: int) -> None:
        self._folder = folder
        self._part = part
        self._lines: list[list[str]] = [[] for _ in range(BUCKETS)]
        self._buckets: dict[str, list[str]] = {}  # the lines of the bucket of a subject
        self._statements: set[str] = set()
        self._methods: set[str] = set()
        self._backed: set[tuple[str, str]] = set()
        self._references: dict[Reference, str] = {}

    def __enter__(self) -> GraphWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            for bucket in range(BUCKETS):
                self._flush(bucket)

    def add(self, fact: Fact) -> None:
        """Writes one fact, its statement (where its property has them) and its references."""
        predicate, per_statement = _property_term(fact.predicate)
        subject = entity_term(fact.subject)
        value = value_term(fact.object)
        entries = ""
        if per_statement:
            entries = self._statement(fact, subject, predicate, value)
        if not fact.negated:
            triple = f"{TRIPLE_ENTRY}{subject}\t{predicate}\t{value}\t"
            for graph in self._graphs(fact.references, per_statement):
                entries += f"{triple}{graph}\n"
            if fact.predicate == "name":
                entries += _name_entry(fact.references[0], subject, value)
        self._write(subject, entries)

    def add_lines(self, lines: Iterable[str]) -> None:
        """Writes N-Quads lines that are there already."""
        for line in lines:
            self._write(line.partition(" ")[0], line)

    def _graphs(self, references: Iterable[Reference], per_statement: bool) -> set[str]:
        """The named graphs that have a triple: of its sources; without statement node, of the
        methods it was derived by."""
        graphs = {SOURCE + r.source for r in references}
        if not per_statement:
            for reference in references:
                if reference.method:
                    graphs.add(self._method(reference.method))
        return graphs

    def _method(self, method: str) -> str:
        """The graph of a method; its name is written once."""
        graph = method_graph(method)
        if graph not in self._methods:
            self._methods.add(graph)
            self._write(f"<{graph}>", f"<{graph}> {_LABEL} {literal_term(method)}@en .\n")
        return graph

    def _statement(self, fact: Fact, subject: str, predicate: str, value: str) -> str:
        """The entries of the statement and of its references that are not yet written."""
        qualifiers = tuple([_qualifier_term(key, v) for key, v in fact.qualifiers])
        sid = statement_id(subject, predicate, value, qualifiers, fact.negated)
        entries = ""
        if sid not in self._statements:
            self._statements.add(sid)
            said = f"{subject}\t{predicate}\t{value}\t{'-' if fact.negated else '+'}"
            entries = f"{STATEMENT_ENTRY}{sid}\t{said}\t{' '.join(sorted(qualifiers))}\n"
        for reference in fact.references:
            backed = (sid, self._reference(reference))
            if backed not in self._backed:
                self._backed.add(backed)
                entries += f"{BACKING_ENTRY}{sid}\t{backed[1]}\t{reference.source}\n"
        return entries

    def _reference(self, reference: Reference) -> str:
        """The id of a reference, which is written once."""
        rid = self._references.get(reference)
        if rid is None:
            rid = self._references[reference] = reference.id()
            self._write_reference(f"<{REFERENCE}{rid}>", reference)
        return rid

    def _write_reference(self, node: str, reference: Reference) -> None:
        pairs = [(_TYPE, _REFERENCE), (_rkg("source"), f"<{SOURCE}{reference.source}>")]
        pairs.append((_rkg("record"), literal_term(reference.record)))
        if reference.primary_source:
            pairs.append((_rkg("primarySource"), f"<{SOURCE}{reference.primary_source}>"))
        pairs += [(_PRIMARY, publication_term(p)) for p in reference.publications]
        if reference.evidence:
            pairs.append((_rkg("evidence"), entity_term(reference.evidence)))
        if reference.url:
            pairs.append((_RETRIEVED, iri_term(reference.url)))
        texts = {
            "method": reference.method,
            "curatedBy": reference.curated_by,
            "assertedSubject": reference.asserted_subject,
            "assertedObject": reference.asserted_object,
            "consulted": reference.consulted,
        }
        pairs += [(_rkg(k), literal_term(str(v))) for k, v in texts.items() if v is not None]
        if reference.confidence is not None:
            pairs.append((_rkg("confidence"), value_term(reference.confidence)))
        self._write(node, "".join(f"{node} {p} {o} .\n" for p, o in pairs))

    def _write(self, subject: str, lines: str) -> None:
        held = self._buckets.get(subject)
        if held is None:
            held = self._buckets[subject] = self._lines[bucket_of(subject)]
        held.append(lines)
        if len(held) >= _FLUSH_LINES:
            self._flush(bucket_of(subject))

    def _flush(self, bucket: int) -> None:
        held = self._lines[bucket]
        if not held:
            return
        with bucket_path(self._folder, self._part, bucket).open("a", encoding="utf-8") as file:
            file.write("".join(held))
        held.clear()


def method_graph(method: str) -> str:
    """The named graph of what was derived by a method and has no statement node to say so."""
    return METHOD + _NOT_SLUG.sub("-", method.casefold()).strip("-")


@cache
def _property_term(key: str) -> tuple[str, bool]:
    """The term of a property, and whether its statements have nodes."""
    declared = property_named(key)
    return f"<{declared.iri}>", declared.per_statement


@lru_cache(maxsize=50_000)
def _qualifier_term(key: str, value: Value) -> str:
    """A qualifier as "<property> term". (Equal values of one property are of one type.)"""
    return f"{_property_term(key)[0]} {value_term(value)}"


def _name_entry(reference: Reference, subject: str, value: str) -> str:
    """A candidate for the one display name that an entity has in a language."""
    said_by = reference.primary_source or reference.source
    doubt = "1" if reference.method else "0"
    passed_on = "1" if said_by != reference.source else "0"  # it may be older than its source
    return f"{NAME_ENTRY}{subject}\t{said_by}\t{doubt}\t{passed_on}\t{value}\n"


def _rkg(key: str) -> str:
    return f"<{RKG}{key}>"
