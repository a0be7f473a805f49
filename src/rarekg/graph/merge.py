"""Buckets of entries become sorted N-Quads without duplicates, with display names and counts."""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import msgspec

from rarekg.graph.bucket import (
    DERIVED,
    OBJECT,
    POLARITY,
    PREDICATE,
    STATEMENT_CLASS,
    SUBJECT,
    TYPE,
    Bucket,
    Quad,
    Triple,
    claim_lines,
    qualifier_pairs,
    read_bucket,
    split_quad,
)
from rarekg.graph.by_source import source_lines
from rarekg.graph.dossiers import Labels, dossier_rows
from rarekg.graph.naming import display_names
from rarekg.graph.partitions import partitions
from rarekg.vocabulary import METADATA_GRAPH, STATEMENT

_PREF_LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
_GZIP_LEVEL = 1  # level 6 takes three times as long for a file a fifth smaller (2026-11)


@dataclass(slots=True)
class Counts:
    """How many quads there are, by graph ("" is the default graph), by property and class of
    the default graph, and how many subjects and statements."""

    graphs: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    subjects: int = 0
    statements: int = 0

    def add(self, other: Counts) -> None:
        """Adds the counts of another bucket: buckets share no subject."""
        self.graphs.update(other.graphs)
        self.properties.update(other.properties)
        self.classes.update(other.classes)
        self.subjects += other.subjects
        self.statements += other.statements

    def quads(self) -> int:
        """All quads."""
        return sum(self.graphs.values())


def merge_bucket(parts: Iterable[Path], into: Path) -> Counts:
    """Merges the parts of a bucket into `<into>.nq`, `.nq.gz`, `.sources`, `.statements`,
    `.dossiers` and `.partitions`.

    Lines are sorted by code point. The gzip member has no date: equal lines, equal bytes.
    """
    bucket = read_bucket(parts)
    labels = display_names(bucket)
    triples, quads = _other_quads(bucket, labels)
    others, counts = _other_lines(triples, quads)
    place = bisect_left(others, f"<{STATEMENT}")
    claims = [claim_lines(claim, bucket.backings[claim.id]) for claim in bucket.claims]
    _write_lines(into, chain(others[:place], claims, others[place:]))
    members = _source_members(source_lines(bucket, claims, triples, quads))
    into.with_suffix(".sources").write_bytes(msgspec.msgpack.encode(members))
    rows = ["\t".join(claim) + "\n" for claim in bucket.claims]
    into.with_suffix(".statements").write_text("".join(sorted(rows)), "utf-8")
    into.with_suffix(".dossiers").write_bytes(msgspec.msgpack.encode(dossier_rows(bucket, labels)))
    described = partitions(bucket, triples, quads.values())
    into.with_suffix(".partitions").write_bytes(msgspec.msgpack.encode(described))
    _count_claims(counts, bucket)
    return counts


def _write_lines(into: Path, lines: Iterable[str]) -> None:
    text = "".join(lines).encode()
    into.with_suffix(".nq").write_bytes(text)
    into.with_suffix(".nq.gz").write_bytes(gzip_member(text))


class SourceMember(msgspec.Struct, frozen=True, array_like=True):
    """What a source says in a bucket: how many quads, as a gzip member."""

    quads: int
    packed: bytes


def _source_members(said: dict[str, str]) -> dict[str, SourceMember]:
    """What each source says; each text is freed as it is packed."""
    members = {}
    for source in sorted(said):
        text = said.pop(source)
        members[source] = SourceMember(text.count("\n"), gzip_member(text.encode()))
    return members


Triples = dict[Triple, list[str]]  # with the named graphs that have each
Quads = dict[str, Quad]  # by their lines


def _other_quads(bucket: Bucket, labels: Labels) -> tuple[Triples, Quads]:
    """All but the statements: triples, display names among them, and quads that say none of
    these."""
    triples = bucket.triples.copy()
    for subject, named in labels.items():
        for value in named.values():
            triple = (subject, _PREF_LABEL, value)
            triples[triple] = [*triples.get(triple, ()), METADATA_GRAPH]
    quads = {}
    for line in bucket.quads:
        quad = triple, graph = split_quad(line)
        known = triples.get(triple)
        if known is None or (graph and graph not in known):
            quads[line] = quad
    return triples, quads


def _other_lines(triples: Triples, quads: Quads) -> tuple[list[str], Counts]:
    """The lines of all but the statements, sorted, each once, and the counts of them."""
    lines = list(quads)
    for (subject, predicate, value), graphs in triples.items():
        start = f"{subject} {predicate} {value} "
        lines.append(f"{start}.\n")
        lines += [f"{start}<{graph}> .\n" for graph in graphs]
    counts = _counts(quads.values())
    _count_triples(counts, triples)
    subjects = {subject for subject, _, _ in triples}
    subjects.update([subject for (subject, _, _), _ in quads.values()])
    counts.subjects = len(subjects)
    return sorted(lines), counts


def _count_triples(counts: Counts, triples: Mapping[Triple, Sequence[str]]) -> None:
    """Adds to the counts what is in the default graph and besides in named ones."""
    counts.properties.update([predicate for _, predicate, _ in triples])
    counts.classes.update([value for _, predicate, value in triples if predicate == TYPE])
    counts.graphs[""] += len(triples)
    for graph, number in Counter(chain.from_iterable(triples.values())).items():
        counts.graphs[f"<{graph}>"] += number


def _count_claims(counts: Counts, bucket: Bucket) -> None:
    number = len(bucket.claims)
    backings = sum(len(bucket.backings[claim.id]) for claim in bucket.claims)
    qualifiers = Counter(
        key for claim in bucket.claims for key, _ in qualifier_pairs(claim.qualifiers)
    )
    counts.statements = number
    counts.subjects += number
    counts.properties.update(dict.fromkeys((TYPE, SUBJECT, PREDICATE, OBJECT, POLARITY), number))
    counts.properties.update(qualifiers)
    counts.properties[DERIVED] += backings
    counts.classes[STATEMENT_CLASS] += number
    counts.graphs[""] += 5 * number + qualifiers.total() + backings
    for table in (counts.properties, counts.classes, counts.graphs):
        for key in [key for key, count in table.items() if not count]:
            del table[key]


def gzip_member(text: bytes) -> bytes:
    """One gzip member without name and date; members may follow one another in a file."""
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(text) + packer.flush()


def count_quads(lines: Iterable[str]) -> Counts:
    """Counts sorted N-Quads lines of whole subjects."""
    return _counts(map(split_quad, lines))


def _counts(quads: Iterable[Quad]) -> Counts:
    counts = Counts()
    last = ""
    for (subject, predicate, value), graph in quads:
        if subject != last:
            counts.subjects += 1
            last = subject
        counts.graphs[f"<{graph}>" if graph else ""] += 1
        if not graph:
            counts.properties[predicate] += 1
            if predicate == TYPE:
                counts.classes[value] += 1
    return counts
