"""Buckets of lines become sorted N-Quads without duplicates, with display names and counts."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from rarekg.graph.dossiers import dossier_rows
from rarekg.graph.writer import NAME_LINE, STATEMENT_LINE
from rarekg.vocabulary import METADATA_GRAPH

# Whose name for a thing is shown first, in each language; the others stay as names beside it.
NAME_PRECEDENCE = (
    "curated",
    "orphanet",
    "mondo",
    "hpo",
    "hpo-translations",
    "gard",
    "hpoa",
    "nando",
)

_PREF_LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
_ALT_LABEL = "<http://www.w3.org/2004/02/skos/core#altLabel>"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
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
    """Merges the parts of a bucket into `<into>.nq`, `.nq.gz`, `.statements` and `.dossiers`.

    Lines are sorted by code point. The gzip member has no date: equal lines, equal bytes.
    """
    lines: set[str] = set()
    for part in parts:
        with part.open(encoding="utf-8") as file:
            lines.update(file)
    names = [line[1:] for line in lines if line.startswith(NAME_LINE)]
    statements = sorted(line[1:] for line in lines if line.startswith(STATEMENT_LINE))
    facts = {line for line in lines if line.startswith("<")}
    quads = sorted(facts.union(_display_names(names), _display_names(_synonyms(facts, names))))
    text = "".join(quads).encode()
    into.with_suffix(".nq").write_bytes(text)
    into.with_suffix(".nq.gz").write_bytes(gzip_member(text))
    into.with_suffix(".statements").write_text("".join(statements), "utf-8")
    rows = dossier_rows(quads, statements)
    into.with_suffix(".dossiers").write_bytes(msgspec.msgpack.encode(rows))
    counts = count_quads(quads)
    counts.statements = len(statements)
    return counts


def gzip_member(text: bytes) -> bytes:
    """One gzip member without name and date; members may follow one another in a file."""
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(text) + packer.flush()


def _display_names(candidates: Iterable[str]) -> list[str]:
    """The one name per entity and language: reviewed ones first, then by precedence of the
    source, and what a source says itself before what another passes on of it."""
    best: dict[tuple[str, str], tuple[str, int, str, str]] = {}
    for line in candidates:
        subject, source, doubt, passed_on, value = line.rstrip("\n").split("\t")
        language = value.rpartition("@")[2]
        rank = (doubt, _precedence(source), passed_on, value)
        held = best.get((subject, language))
        if held is None or rank < held:
            best[subject, language] = rank
    return [
        line
        for (subject, _), (*_, value) in best.items()
        for line in (
            f"{subject} {_PREF_LABEL} {value} .\n",
            f"{subject} {_PREF_LABEL} {value} <{METADATA_GRAPH}> .\n",
        )
    ]


def _synonyms(facts: Iterable[str], names: Iterable[str]) -> list[str]:
    """The synonyms of what has no name, as candidates for one."""
    named = {name.partition("\t")[0] for name in names}
    synonyms = []
    for line in facts:
        subject, predicate, rest = line.split(" ", 2)
        if predicate == _ALT_LABEL and subject not in named and not _graph(rest):
            value = rest.removesuffix(" .\n")
            synonyms.append(f"{subject}\t\t1\t0\t{value}\n")
    return synonyms


def _precedence(source: str) -> int:
    return NAME_PRECEDENCE.index(source) if source in NAME_PRECEDENCE else len(NAME_PRECEDENCE)


def count_quads(quads: Iterable[str]) -> Counts:
    """Counts sorted N-Quads lines of whole subjects."""
    counts = Counts()
    last = ""
    for line in quads:
        subject, predicate, rest = line.split(" ", 2)
        if subject != last:
            counts.subjects += 1
            last = subject
        graph = _graph(rest)
        counts.graphs[graph] += 1
        if not graph:
            counts.properties[predicate] += 1
            if predicate == _TYPE:
                counts.classes[rest.removesuffix(" .\n")] += 1
    return counts


def _graph(rest: str) -> str:
    """The graph of what follows subject and predicate: "" where there is none.

    No IRI holds a quotation mark: a last word without one, which is not the only word, is a
    graph, and whatever a literal holds is not.
    """
    head, _, last = rest.removesuffix(" .\n").rpartition(" ")
    return last if head and last.startswith("<") and '"' not in last else ""
