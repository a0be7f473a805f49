"""Writes what the page of a disease would gather from many places into `disease_pages.db`: names
by language, references by disease, and what other things state of each disease.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rarekg.graph.dossiers import Dossier, Dossiers, StoredStatement
from rarekg.records.disease_tables import Beside, packed
from rarekg.records.kinds import TREATING, deciding_type, identifier_of
from rarekg.records.told_references import ToldReference, told

# In the order in which they lie in the file: of its beginning, most is kept in memory.
_SCHEMA = """
CREATE TABLE name (
    language TEXT, iri TEXT, id TEXT, kind TEXT, name TEXT, tag TEXT, PRIMARY KEY (language, iri)
) WITHOUT ROWID;
CREATE TABLE cited (iri TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID;
CREATE TABLE beside (iri TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID;
"""
# Classes of what states something of diseases, or is filed under what a disease might be.
_STATING = ("Disease", "Therapy", "MedicalAction", "Trial")
_FILED = frozenset({"inArea", "category"})
_LEAST = 4  # references that are kept together: fewer are read by themselves in that time

_Row = tuple[str, bytes]


def write_beside(db: sqlite3.Connection, dossiers: Dossiers) -> None:
    """Writes the tables."""
    db.executescript(_SCHEMA)
    with db:
        rows = sorted(_name_rows(dossiers))
        db.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", rows)
        del rows
        db.executemany("INSERT INTO cited VALUES (?, ?)", _cited_rows(dossiers))
        db.executemany("INSERT INTO beside VALUES (?, ?)", _beside_rows(dossiers))


def _name_rows(dossiers: Dossiers) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Of each thing its name by language; under "" the one for whoever speaks another."""
    for address, types, labels in dossiers.headings():
        if not labels:
            continue
        thing = address, str(identifier_of(address)), deciding_type(types)
        common = "en" if "en" in labels else min(labels)
        yield "", *thing, labels[common], common
        for tag, name in labels.items():
            if tag != common:
                yield tag, *thing, name, tag


def _cited_rows(dossiers: Dossiers) -> Iterator[_Row]:
    for address, _, dossier in dossiers.of_classes(["Disease"]):
        references = _references(dossiers, dossier.statements)
        if len(references) >= _LEAST:
            yield address, packed(references)


def _references(dossiers: Dossiers, statements: Iterable[StoredStatement]) -> list[ToldReference]:
    wanted = sorted({reference for s in statements for reference in s.references})
    return [told(*found) for found in dossiers.references_of(wanted)]


def _beside_rows(dossiers: Dossiers) -> Iterator[_Row]:
    found = _Gathered()
    for address, _, dossier in dossiers.of_classes(_STATING):
        found.read(address, dossier)
    return found.rows(dossiers)


class _Gathered:
    """What things state of others, by the other's IRI. Things come by their IRIs."""

    def __init__(self) -> None:
        self._children: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
        self._treatments: dict[str, list[tuple[str, list[StoredStatement]]]] = defaultdict(list)
        self._trials: dict[str, list[str]] = defaultdict(list)
        self._areas: set[str] = set()

    def read(self, address: str, dossier: Dossier) -> None:
        """Takes note of what one thing states."""
        for fact in dossier.facts:
            if fact.property == "hasParent" and isinstance(fact.value, str):
                self._children[fact.value].append((address, fact.graphs))
            elif fact.property in _FILED and isinstance(fact.value, str):
                self._areas.add(fact.value)
        treated: dict[str, list[StoredStatement]] = defaultdict(list)
        studied: set[str] = set()
        for stated in dossier.statements:
            if stated.property in TREATING and isinstance(stated.value, str):
                treated[stated.value].append(stated)
            elif stated.property == "studiesDisease" and not stated.negated:
                studied.add(str(stated.value))
        for disease, statements in treated.items():
            self._treatments[disease].append((address, statements))
        for disease in studied:
            self._trials[disease].append(address)

    def rows(self, dossiers: Dossiers) -> Iterator[_Row]:
        """IRIs, each with what is stated of it, packed."""
        tables = (self._children, self._treatments, self._trials, self._areas)
        for address in sorted({address for table in tables for address in table}):
            treatments = self._treatments.get(address, [])
            stated = Beside(
                self._children.get(address, []),
                treatments,
                self._trials.get(address, []),
                address in self._areas,
                _references(dossiers, (s for _, group in treatments for s in group)),
            )
            yield address, packed(stated)
