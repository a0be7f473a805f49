"""A bucket of entries (`rarekg.graph.writer`): what they say, each once, and its N-Quads lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from rarekg.graph.writer import (
    BACKING_ENTRY,
    NAME_ENTRY,
    QUAD_ENTRY,
    STATEMENT_ENTRY,
    TRIPLE_ENTRY,
)
from rarekg.vocabulary import REFERENCE, RKG, STATEMENT

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE = f"<{_RDF}type>"
SUBJECT = f"<{_RDF}subject>"
PREDICATE = f"<{_RDF}predicate>"
OBJECT = f"<{_RDF}object>"
POLARITY = f"<{RKG}polarity>"
DERIVED = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
STATEMENT_CLASS = f"<{RKG}Statement>"
POLARITIES = {"+": f"<{RKG}Affirmed>", "-": f"<{RKG}Negated>"}


class Claim(NamedTuple):
    """A statement as it was written: terms as N-Triples, `qualifiers` as "<property> term" pairs
    with one space between, sorted."""

    id: str
    subject: str
    predicate: str
    value: str
    polarity: str
    qualifiers: str


Triple = tuple[str, str, str]  # subject, predicate, value: terms as N-Triples
Quad = tuple[Triple, str]  # with the IRI of its graph, "" for the default graph


@dataclass(slots=True)
class Bucket:
    """What the entries of a bucket say: statements by their order of id, the references of each,
    the source of each reference, triples with the named graphs that have them, candidates for
    display names, other quads."""

    claims: list[Claim] = field(default_factory=list)
    backings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    sources: dict[str, str] = field(default_factory=dict)
    triples: dict[Triple, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    quads: list[str] = field(default_factory=list)


def read_bucket(parts: Iterable[Path]) -> Bucket:
    """Reads the parts of a bucket. The same entries in any order give the same bucket."""
    entries: set[str] = set()
    for part in parts:
        with part.open(encoding="utf-8", newline="\n") as file:
            entries.update(file)
    bucket = Bucket()
    for kind, alike in groupby(sorted(entries), key=itemgetter(0)):
        _FILLERS[kind](bucket, alike)
    return bucket


def _add_claims(bucket: Bucket, entries: Iterable[str]) -> None:
    bucket.claims += [Claim._make(entry[1:-1].split("\t")) for entry in entries]


def _add_backings(bucket: Bucket, entries: Iterable[str]) -> None:
    for entry in entries:
        sid, reference, source = entry[1:-1].split("\t")
        bucket.backings[sid].append(reference)
        bucket.sources[reference] = source


def _add_triples(bucket: Bucket, entries: Iterable[str]) -> None:
    for entry in entries:
        subject, predicate, value, graph = entry[1:-1].split("\t")
        bucket.triples.setdefault((subject, predicate, value), []).append(graph)


def _add_names(bucket: Bucket, entries: Iterable[str]) -> None:
    bucket.names += [entry[1:-1] for entry in entries]


def _add_quads(bucket: Bucket, entries: Iterable[str]) -> None:
    bucket.quads += entries


_FILLERS: dict[str, Callable[[Bucket, Iterable[str]], None]] = {
    STATEMENT_ENTRY: _add_claims,
    BACKING_ENTRY: _add_backings,
    TRIPLE_ENTRY: _add_triples,
    NAME_ENTRY: _add_names,
    QUAD_ENTRY: _add_quads,
}


def claim_lines(claim: Claim, references: Iterable[str]) -> str:
    """The N-Quads lines of a statement, sorted as the graph is."""
    node = f"<{STATEMENT}{claim.id}>"
    lines = [
        f"{node} {TYPE} {STATEMENT_CLASS} .\n",
        f"{node} {SUBJECT} {claim.subject} .\n",
        f"{node} {PREDICATE} {claim.predicate} .\n",
        f"{node} {OBJECT} {claim.value} .\n",
        f"{node} {POLARITY} {POLARITIES[claim.polarity]} .\n",
    ]
    lines += [f"{node} {key} {term} .\n" for key, term in qualifier_pairs(claim.qualifiers)]
    lines += [f"{node} {DERIVED} <{REFERENCE}{reference}> .\n" for reference in references]
    lines.sort()
    return "".join(lines)


def qualifier_pairs(text: str) -> list[tuple[str, str]]:
    """The pairs of property and term of a claim's qualifiers."""
    pairs = []
    while text:
        key, _, rest = text.partition(" ")
        end = _term_end(rest)
        pairs.append((key, rest[:end]))
        text = rest[end + 1 :]
    return pairs


def _term_end(text: str) -> int:
    """Where the N-Triples term ends with which a text begins: spaces stand within literals."""
    if text[0] == "<":
        return text.index(">") + 1
    end = 1
    while text[end] != '"':
        end += 2 if text[end] == "\\" else 1
    space = text.find(" ", end)
    return len(text) if space < 0 else space


def split_quad(line: str) -> Quad:
    """The triple of an N-Quads line, and the IRI of its graph ("" where there is none).

    No IRI holds a quotation mark: a last word without one, which is not the only word, is a
    graph, and whatever a literal holds is not.
    """
    subject, predicate, rest = line.split(" ", 2)
    bare = rest.removesuffix(" .\n")
    value, _, last = bare.rpartition(" ")
    if value and last.startswith("<") and '"' not in last:
        return (subject, predicate, value), last[1:-1]
    return (subject, predicate, bare), ""
