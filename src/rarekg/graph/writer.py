"""Facts as N-Quads lines, spread over buckets so that each can be sorted and loaded by itself.

A line depends on nothing but what it says: facts of several sources about the same statement
give the same lines, and removing duplicates merges them. Every quad of a subject, and of the
statements about it, is in the same bucket; the order of the buckets and the order within them
make the order of the graph.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from rarekg.facts import Fact, Reference, Text, statement_id
from rarekg.graph.terms import (
    entity_term,
    iri_term,
    literal_term,
    publication_term,
    value_term,
)
from rarekg.vocabulary import METHOD, REFERENCE, RKG, SOURCE, STATEMENT, property_named

BUCKETS = 32  # about 130,000 quads each in a full release: 0.2 GB while one is loaded
_FLUSH_LINES = 4_000
_NOT_SLUG = re.compile(r"[^a-z0-9]+")

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE = f"<{_RDF}type>"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_SUBJECT = f"<{_RDF}subject>"
_PREDICATE = f"<{_RDF}predicate>"
_OBJECT = f"<{_RDF}object>"
_DERIVED = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
_PRIMARY = "<http://www.w3.org/ns/prov#hadPrimarySource>"
_RETRIEVED = "<http://purl.org/pav/retrievedFrom>"
_STATEMENT = f"<{RKG}Statement>"
_REFERENCE = f"<{RKG}Reference>"
_POLARITY = f"<{RKG}polarity>"
_AFFIRMED = f"<{RKG}Affirmed>"
_NEGATED = f"<{RKG}Negated>"

# Lines of the list of statements begin with a character that sorts apart from quads ("<").
STATEMENT_LINE = "#"
NAME_LINE = "$"


def bucket_of(subject: str) -> int:
    """The bucket of a subject's quads; the same on every machine."""
    return zlib.crc32(subject.encode()) % BUCKETS


def bucket_path(folder: Path, part: int, bucket: int) -> Path:
    """The file of one part (a worker) and bucket."""
    return folder / f"part-{part:04d}-{bucket:02d}.lines"


class GraphWriter:
    """Writes facts as N-Quads lines into bucket files of its own (`part`).

    Use as a context manager. `folder` must exist.
    """

    def __init__(self, folder: Path, part: int) -> None:
        self._folder = folder
        self._part = part
        self._lines: dict[int, list[str]] = defaultdict(list)
        self._buckets: dict[str, int] = {}
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
            for bucket in list(self._lines):
                self._flush(bucket)

    def add(self, fact: Fact) -> None:
        """Writes one fact, its statement (where its property has them) and its references."""
        declared = property_named(fact.predicate)
        subject = entity_term(fact.subject)
        predicate = f"<{declared.iri}>"
        value = value_term(fact.object)
        if declared.per_statement:
            self._write_statement(fact, subject, predicate, value)
        if not fact.negated:
            self._write_direct(fact, subject, predicate, value)

    def add_lines(self, lines: Iterable[str]) -> None:
        """Writes N-Quads lines that are there already."""
        for line in lines:
            self._write(line.partition(" ")[0], line)

    def _write_direct(self, fact: Fact, subject: str, predicate: str, value: str) -> None:
        triple = f"{subject} {predicate} {value}"
        graphs_of = {SOURCE + r.source for r in fact.references}
        if not property_named(fact.predicate).per_statement:
            graphs_of |= {self._method(r.method) for r in fact.references if r.method}
        graphs = "".join(f"{triple} <{graph}> .\n" for graph in graphs_of)
        self._write(subject, f"{triple} .\n{graphs}")
        if fact.predicate == "name" and isinstance(fact.object, Text):
            self._write_name(fact, subject, value)

    def _method(self, method: str) -> str:
        """The graph of a method; its name is written once."""
        graph = method_graph(method)
        if graph not in self._methods:
            self._methods.add(graph)
            self._write(f"<{graph}>", f"<{graph}> {_LABEL} {literal_term(method)}@en .\n")
        return graph

    def _write_name(self, fact: Fact, subject: str, value: str) -> None:
        """A candidate for the one display name that an entity has in a language."""
        reference = fact.references[0]
        said_by = reference.primary_source or reference.source
        doubt = "1" if reference.method else "0"
        passed_on = "1" if said_by != reference.source else "0"  # it may be older than its source
        self._write(subject, f"{NAME_LINE}{subject}\t{said_by}\t{doubt}\t{passed_on}\t{value}\n")

    def _write_statement(self, fact: Fact, subject: str, predicate: str, value: str) -> None:
        qualifiers = [f"<{property_named(key).iri}> {value_term(v)}" for key, v in fact.qualifiers]
        sid = statement_id(subject, predicate, value, tuple(qualifiers), fact.negated)
        node = f"<{STATEMENT}{sid}>"
        if sid not in self._statements:
            self._statements.add(sid)
            lines = _statement_lines(fact, node, subject, predicate, value, qualifiers)
            self._write(subject, "".join(lines))
            polarity = "-" if fact.negated else "+"
            row = (sid, subject, predicate, value, polarity, " ".join(sorted(qualifiers)))
            self._write(subject, STATEMENT_LINE + "\t".join(row) + "\n")
        for reference in fact.references:
            self._back(subject, sid, reference)

    def _back(self, subject: str, sid: str, reference: Reference) -> None:
        rid = self._references.get(reference)
        if rid is None:
            rid = reference.id()
            self._references[reference] = rid
            self._write_reference(f"<{REFERENCE}{rid}>", reference)
        if (sid, rid) not in self._backed:
            self._backed.add((sid, rid))
            self._write(subject, f"<{STATEMENT}{sid}> {_DERIVED} <{REFERENCE}{rid}> .\n")

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
        self._write(node, "".join(f"{node} {p} {o} .\n" for p, o in pairs))

    def _write(self, subject: str, lines: str) -> None:
        bucket = self._buckets.get(subject)
        if bucket is None:
            bucket = self._buckets[subject] = bucket_of(subject)
        held = self._lines[bucket]
        held.append(lines)
        if len(held) >= _FLUSH_LINES:
            self._flush(bucket)

    def _flush(self, bucket: int) -> None:
        held = self._lines[bucket]
        with bucket_path(self._folder, self._part, bucket).open("a", encoding="utf-8") as file:
            file.write("".join(held))
        held.clear()


def method_graph(method: str) -> str:
    """The named graph of what was derived by a method and has no statement node to say so."""
    return METHOD + _NOT_SLUG.sub("-", method.casefold()).strip("-")


def _statement_lines(
    fact: Fact, node: str, subject: str, predicate: str, value: str, qualifiers: list[str]
) -> list[str]:
    return [
        f"{node} {_TYPE} {_STATEMENT} .\n",
        f"{node} {_SUBJECT} {subject} .\n",
        f"{node} {_PREDICATE} {predicate} .\n",
        f"{node} {_OBJECT} {value} .\n",
        f"{node} {_POLARITY} {_NEGATED if fact.negated else _AFFIRMED} .\n",
        *(f"{node} {qualifier} .\n" for qualifier in qualifiers),
    ]


def _rkg(key: str) -> str:
    return f"<{RKG}{key}>"
