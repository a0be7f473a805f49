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
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from rarekg.database import ReadOnlyDatabase
from rarekg.graph.bucket import TYPE, Bucket, qualifier_pairs
from rarekg.vocabulary import REFERENCE, RKG, property_of_iri

FILE = "dossiers.db"

_REFERENCE = f"<{REFERENCE}"
_CLASS = f"<{RKG}"
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


class StoredStatement(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A statement: property and qualifiers by their vocabulary keys, references by their ids."""

    id: str
    property: str
    value: StoredValue
    negated: bool
    qualifiers: list[tuple[str, StoredValue]]
    references: list[str]


class StoredFact(msgspec.Struct, frozen=True, array_like=True, gc=False):
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


Labels = dict[str, dict[str, str]]  # subject term -> language -> display name as a term


def dossier_rows(bucket: Bucket, labels: Labels) -> Rows:
    """The rows of one bucket."""
    statements = _statements(bucket)
    facts, types = _facts(bucket)
    subjects = sorted(statements.keys() | facts.keys())
    dossiers = []
    for subject in subjects:
        body = msgspec.msgpack.encode(Dossier(statements.get(subject, []), facts.get(subject, [])))
        named = {lang: stored_value(term)[0] for lang, term in labels.get(subject, {}).items()}
        heading = (" ".join(types.get(subject, ())), msgspec.json.encode(named).decode())
        dossiers.append((subject[1:-1], *heading, zlib.compress(body, _LEVEL)))
    return Rows(dossiers, _references(bucket))


def _statements(bucket: Bucket) -> dict[str, list[StoredStatement]]:
    known = {f"<{iri}>": declared.key for iri, declared in property_of_iri().items()}
    about: dict[str, list[StoredStatement]] = defaultdict(list)
    for claim in bucket.claims:
        pairs = qualifier_pairs(claim.qualifiers) if claim.qualifiers else ()
        about[claim.subject].append(
            StoredStatement(
                claim.id,
                known[claim.predicate],
                stored_value(claim.value),
                claim.polarity == "-",
                [(known[key], stored_value(term)) for key, term in pairs],
                bucket.backings[claim.id],
            )
        )
    return about


def _facts(bucket: Bucket) -> tuple[dict[str, list[StoredFact]], dict[str, list[str]]]:
    """The facts without statement by subject, and the classes of each."""
    plain = {f"<{p.iri}>": p.key for p in property_of_iri().values() if not p.per_statement}
    facts: dict[str, list[StoredFact]] = defaultdict(list)
    types: dict[str, list[str]] = defaultdict(list)
    for (subject, predicate, value), graphs in bucket.triples.items():
        key = plain.get(predicate)
        if key is not None:
            facts[subject].append(StoredFact(key, stored_value(value), graphs))
        if predicate == TYPE and value.startswith(_CLASS):
            types[subject].append(value[len(_CLASS) : -1])
    return facts, types


def _references(bucket: Bucket) -> list[tuple[str, bytes]]:
    described: dict[str, list[tuple[str, StoredValue]]] = defaultdict(list)
    for line in bucket.quads:
        if line.startswith(_REFERENCE):
            subject, predicate, rest = line.split(" ", 2)
            value = (predicate[1:-1], stored_value(rest[:-3]))
            described[subject[len(_REFERENCE) : -1]].append(value)
    return [
        (reference, msgspec.msgpack.encode(StoredReference(values)))
        for reference, values in sorted(described.items())
    ]


_ESCAPED = re.compile(r"\\(?:u([0-9A-F]{4})|(.))")
_UNESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def stored_value(term: str) -> StoredValue:
    """An N-Triples term as it is stored."""
    if term[0] == "<":
        return term[1:-1]
    text, quote, tail = term[1:].rpartition('"')  # what follows a literal's text holds none
    if term[0] != '"' or not quote:
        raise ValueError(f"{term} is no term of N-Triples")
    if "\\" in text:
        text = _ESCAPED.sub(_plain, text)
    if tail.startswith("@"):
        return text, tail[1:], "langString"
    return text, "", tail.rpartition("#")[2].removesuffix(">") or "string"


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

    def references_of(self, references: Iterable[str]) -> Iterator[tuple[str, StoredReference]]:
        """Some references by their ids, without those that there are not."""
        wanted = (msgspec.json.encode(list(references)).decode(),)
        select = "SELECT id, body FROM reference WHERE id IN (SELECT value FROM json_each(?))"
        for reference, body in self._database.connection().execute(select, wanted):
            yield reference, msgspec.msgpack.decode(body, type=StoredReference)

    def references(self) -> Iterator[tuple[str, StoredReference]]:
        """All references by their ids."""
        for reference, body in self._database.connection().execute(
            "SELECT id, body FROM reference ORDER BY id"
        ):
            yield reference, msgspec.msgpack.decode(body, type=StoredReference)

    def all(self) -> Iterator[tuple[str, tuple[str, ...], dict[str, str], Dossier]]:
        """Every thing by IRI: its IRI, classes, display names by language, and dossier."""
        select = "SELECT iri, types, labels, body FROM dossier ORDER BY iri"
        for address, types, labels, body in self._database.connection().execute(select):
            dossier = msgspec.msgpack.decode(zlib.decompress(body), type=Dossier)
            named = msgspec.json.decode(labels, type=dict[str, str])
            yield address, tuple(types.split()), named, dossier

    def things(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every thing of a class of ours by IRI, with its classes."""
        select = "SELECT iri, types FROM dossier WHERE types != '' ORDER BY iri"
        for address, types in self._database.connection().execute(select):
            yield address, tuple(types.split())

    def beginning(self, prefix: str) -> Iterator[tuple[str, Dossier]]:
        """The things whose IRI begins so (ASCII), by IRI, each with its dossier."""
        select = "SELECT iri, body FROM dossier WHERE iri >= ? AND iri < ? ORDER BY iri"
        bounds = (prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1))
        for address, body in self._database.connection().execute(select, bounds):
            yield address, msgspec.msgpack.decode(zlib.decompress(body), type=Dossier)

    def of_classes(self, classes: Collection[str]) -> Iterator[tuple[str, dict[str, str], Dossier]]:
        """Every thing that has a class whose name holds one of some, by IRI: its IRI, display
        names by language, and dossier."""
        select = (
            "SELECT iri, labels, body FROM dossier"
            " WHERE EXISTS (SELECT 1 FROM json_each(?) WHERE instr(types, value)) ORDER BY iri"
        )
        wanted = (msgspec.json.encode(list(classes)).decode(),)
        for address, labels, body in self._database.connection().execute(select, wanted):
            dossier = msgspec.msgpack.decode(zlib.decompress(body), type=Dossier)
            yield address, msgspec.json.decode(labels, type=dict[str, str]), dossier

    def headings(
        self, classes: Collection[str] = ("",)
    ) -> Iterator[tuple[str, tuple[str, ...], dict[str, str]]]:
        """Every thing that has a class, or one whose name holds one of some: its IRI, classes, and
        display names by language."""
        select = (
            "SELECT iri, types, labels FROM dossier WHERE types != ''"
            " AND EXISTS (SELECT 1 FROM json_each(?) WHERE instr(types, value))"
        )
        wanted = (msgspec.json.encode(list(classes)).decode(),)
        for address, types, labels in self._database.connection().execute(select, wanted):
            named = msgspec.json.decode(labels, type=dict[str, str])
            yield address, tuple(types.split()), named

    def headings_of(
        self, addresses: Iterable[str]
    ) -> Iterator[tuple[str, tuple[str, ...], dict[str, str]]]:
        """Of some things, without those that have no dossier: IRI, classes, and display names by
        language."""
        wanted = (msgspec.json.encode(list(addresses)).decode(),)
        select = (
            "SELECT iri, types, labels FROM dossier WHERE iri IN (SELECT value FROM json_each(?))"
        )
        for address, types, labels in self._database.connection().execute(select, wanted):
            yield address, tuple(types.split()), msgspec.json.decode(labels, type=dict[str, str])

    def heading(self, address: str) -> tuple[tuple[str, ...], dict[str, str]] | None:
        """The classes of a thing, and its display names by language; None if it has no dossier."""
        select = "SELECT types, labels FROM dossier WHERE iri = ?"
        row = self._database.connection().execute(select, (address,)).fetchone()
        if row is None:
            return None
        return tuple(row[0].split()), msgspec.json.decode(row[1], type=dict[str, str])
