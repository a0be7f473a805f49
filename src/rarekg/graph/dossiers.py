"""Dossiers: all that is stated of one thing in one piece, beside the store.

A page needs hundreds of statements of one disease, and in the store they lie scattered by the
hash of their names: reading them took 14 ms (median of diseases with 100 statements and more),
from a dossier 1 ms (2026-11). A dossier holds nothing that the graph does not.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from rarekg.database import ReadOnlyDatabase
from rarekg.vocabulary import METHOD, REFERENCE, RKG, SOURCE, STATEMENT, property_of_iri

FILE = "dossiers.db"

_DERIVED = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_PREF_LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
_REFERENCE = f"<{REFERENCE}"
_LEVEL = 1  # of zlib: a dossier shrinks to a fifth, and is back in 0.1 ms
_SCHEMA = """
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE dossier (iri TEXT PRIMARY KEY, types TEXT, labels TEXT, body BLOB) WITHOUT ROWID;
CREATE TABLE reference (id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID;
"""

# A value is an IRI, or (text, language, last part of the datatype).
StoredValue = str | tuple[str, str, str]


class StoredStatement(msgspec.Struct, frozen=True, array_like=True):
    """A statement: property and qualifiers by their vocabulary keys, references by their ids."""

    id: str
    property: str
    value: StoredValue
    negated: bool
    qualifiers: list[tuple[str, StoredValue]]
    references: list[str]


class StoredFact(msgspec.Struct, frozen=True, array_like=True):
    """A fact without statement node, and the named graphs (of sources, methods) that have it."""

    property: str
    value: StoredValue
    graphs: list[str]


class Dossier(msgspec.Struct, frozen=True, array_like=True):
    """All statements about a thing, and all other facts about it."""

    statements: list[StoredStatement] = []
    facts: list[StoredFact] = []


class StoredReference(msgspec.Struct, frozen=True, array_like=True):
    """A reference: (property IRI, value) pairs, as the graph has them."""

    values: list[tuple[str, StoredValue]]


class Rows(msgspec.Struct, frozen=True, array_like=True):
    """What a bucket gives: of each thing its IRI, classes, labels as JSON, and packed dossier; of
    each reference its id and its packed values. Both sorted."""

    dossiers: list[tuple[str, str, str, bytes]]
    references: list[tuple[str, bytes]]


def dossier_rows(quads: Iterable[str], statements: Iterable[str]) -> Rows:
    """The rows of one bucket, from its sorted N-Quads lines and its lines of statements
    (id, subject, predicate, value, polarity, qualifiers)."""
    about = _Bucket()
    for line in quads:
        about.add_quad(line)
    known = property_of_iri()
    for line in statements:
        sid, subject, predicate, value, polarity, qualifiers = line.rstrip("\n").split("\t")
        about.statements[subject].append(
            StoredStatement(
                sid,
                known[predicate[1:-1]].key,
                stored_value(value),
                polarity == "-",
                [(known[k].key, stored_value(v)) for k, v in _pairs(qualifiers)],
                about.references.get(sid, []),
            )
        )
    subjects = sorted(about.statements.keys() | about.facts.keys())
    return Rows([about.row(subject) for subject in subjects], about.reference_rows())


class _Bucket:
    """What the lines of a bucket say, by subject."""

    def __init__(self) -> None:
        self.statements: dict[str, list[StoredStatement]] = defaultdict(list)
        self.references: dict[str, list[str]] = defaultdict(list)
        self.facts: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(dict)
        self.types: dict[str, list[str]] = defaultdict(list)
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)
        self.described: dict[str, list[tuple[str, StoredValue]]] = defaultdict(list)
        plain = (p for p in property_of_iri().values() if not p.per_statement)
        self._keys = {f"<{p.iri}>": p.key for p in plain}
        self._statement = f"<{STATEMENT}"

    def add_quad(self, line: str) -> None:
        subject, predicate, rest = line.split(" ", 2)
        if predicate == _DERIVED:
            reference = rest[len(REFERENCE) + 1 : -4]
            self.references[subject[len(STATEMENT) + 1 : -1]].append(reference)
        elif subject.startswith(_REFERENCE):
            value = (predicate[1:-1], stored_value(rest[:-3]))
            self.described[subject[len(_REFERENCE) : -1]].append(value)
        elif not subject.startswith(self._statement):
            self._add_fact(subject, predicate, rest[:-3])

    def _add_fact(self, subject: str, predicate: str, rest: str) -> None:
        if predicate == _PREF_LABEL and rest[-1] != ">":
            label = stored_value(rest)
            self.labels[subject][label[1]] = label[0]
            return
        value, _, graph = rest.rpartition(" ")
        if predicate == _TYPE and not value and rest.startswith(f"<{RKG}"):
            self.types[subject].append(rest[len(RKG) + 1 : -1])
        key = self._keys.get(predicate)
        if key and value and graph.startswith((f"<{SOURCE}", f"<{METHOD}")):
            self.facts[subject].setdefault((key, value), []).append(graph[1:-1])

    def reference_rows(self) -> list[tuple[str, bytes]]:
        return [
            (reference, msgspec.msgpack.encode(StoredReference(values)))
            for reference, values in sorted(self.described.items())
        ]

    def row(self, subject: str) -> tuple[str, str, str, bytes]:
        facts = [
            StoredFact(key, stored_value(value), graphs)
            for (key, value), graphs in self.facts.get(subject, {}).items()
        ]
        body = msgspec.msgpack.encode(Dossier(self.statements.get(subject, []), facts))
        labels = msgspec.json.encode(self.labels.get(subject, {})).decode()
        types = " ".join(self.types.get(subject, ()))
        return subject[1:-1], types, labels, zlib.compress(body, _LEVEL)


# The qualifiers of a statement in one text: "<property> term" pairs with one space between.
_PAIR = re.compile(
    r'<(?P<key>[^>]*)> (?P<term><[^>]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?)(?: |$)'
)
_LITERAL = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[\w-]+)|\^\^<(?P<type>[^>]*)>)?'
)
_ESCAPED = re.compile(r"\\(?:u([0-9A-F]{4})|(.))")
_UNESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(match["key"], match["term"]) for match in _PAIR.finditer(text)]


def stored_value(term: str) -> StoredValue:
    """An N-Triples term as it is stored."""
    if term[0] == "<":
        return term[1:-1]
    match = _LITERAL.fullmatch(term)
    if match is None:
        raise ValueError(f"{term} is no term of N-Triples")
    text = match["text"]
    if "\\" in text:
        text = _ESCAPED.sub(_plain, text)
    kind = (match["type"] or "").rpartition("#")[2]
    return text, match["language"] or "", kind or ("langString" if match["language"] else "string")


def _plain(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _UNESCAPED.get(match[2], match[2])


def write_dossiers(buckets: Iterable[Rows], into: Path) -> None:
    """Writes `dossiers.db` into a release folder."""
    with closing(sqlite3.connect(into / FILE)) as db:
        db.executescript(_SCHEMA)
        with db:
            for rows in buckets:
                db.executemany("INSERT INTO dossier VALUES (?, ?, ?, ?)", rows.dossiers)
                db.executemany("INSERT INTO reference VALUES (?, ?)", rows.references)


class Dossiers:
    """The dossiers of a release. Safe to use from several threads."""

    def __init__(self, release: Path) -> None:
        self._database = ReadOnlyDatabase(release / FILE)

    def dossier(self, address: str) -> Dossier:
        """The dossier of an IRI; empty for a thing that nothing is stated of."""
        select = "SELECT body FROM dossier WHERE iri = ?"
        row = self._database.connection().execute(select, (address,)).fetchone()
        if row is None:
            return Dossier()
        return msgspec.msgpack.decode(zlib.decompress(row[0]), type=Dossier)

    def reference(self, reference: str) -> StoredReference:
        """A reference by its id; without values if there is none."""
        select = "SELECT body FROM reference WHERE id = ?"
        row = self._database.connection().execute(select, (reference,)).fetchone()
        if row is None:
            return StoredReference([])
        return msgspec.msgpack.decode(row[0], type=StoredReference)

    def all(self) -> Iterator[tuple[str, tuple[str, ...], dict[str, str], Dossier]]:
        """Every thing by IRI: its IRI, classes, display names by language, and dossier."""
        select = "SELECT iri, types, labels, body FROM dossier ORDER BY iri"
        for address, types, labels, body in self._database.connection().execute(select):
            dossier = msgspec.msgpack.decode(zlib.decompress(body), type=Dossier)
            named = msgspec.json.decode(labels, type=dict[str, str])
            yield address, tuple(types.split()), named, dossier

    def heading(self, address: str) -> tuple[tuple[str, ...], dict[str, str]] | None:
        """The classes of a thing, and its display names by language; None if it has no dossier."""
        select = "SELECT types, labels FROM dossier WHERE iri = ?"
        row = self._database.connection().execute(select, (address,)).fetchone()
        if row is None:
            return None
        return tuple(row[0].split()), msgspec.json.decode(row[1], type=dict[str, str])
