"""Writes the tables that every index has beside its words (see `tables`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from rarekg.search.folding import folded
from rarekg.search.prepared import Indexed, Prepared

_SCHEMA = """
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE entity (key INTEGER PRIMARY KEY, id TEXT, shown BLOB);
CREATE TABLE identifier (id TEXT, entity INTEGER, PRIMARY KEY (id, entity)) WITHOUT ROWID;
CREATE TABLE called (key TEXT, spot INTEGER, PRIMARY KEY (key, spot)) WITHOUT ROWID;
CREATE TABLE spelled (folded TEXT, spot INTEGER, PRIMARY KEY (folded, spot)) WITHOUT ROWID;
CREATE TABLE label (language TEXT, entity INTEGER, text TEXT,
                    PRIMARY KEY (language, entity)) WITHOUT ROWID;
CREATE TABLE attribute (field TEXT, folded TEXT, value TEXT, number INTEGER, keys BLOB);
CREATE TABLE word (word TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TABLE sequence (name TEXT PRIMARY KEY, numbers BLOB) WITHOUT ROWID;
"""


@contextmanager
def written_tables(path: Path) -> Iterator[sqlite3.Connection]:
    """A new file with empty tables, in a transaction that ends well."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.executescript(_SCHEMA)
        db.execute("BEGIN")
        yield db
        db.execute("COMMIT")
        db.execute("ANALYZE")
    finally:
        db.close()


def insert(db: sqlite3.Connection, document: Indexed) -> None:
    """Writes what is known of a document."""
    entry = document.entry
    key = entry.key
    shown = msgspec.msgpack.encode(entry, enc_hook=str)  # identifiers are a kind of text
    db.execute("INSERT INTO entity VALUES (?, ?, ?)", (key, entry.id, shown))
    db.executemany("INSERT INTO identifier VALUES (?, ?)", ((i, key) for i in document.identifiers))
    called = ((name.key, name.spot) for name in document.names)
    db.executemany("INSERT INTO called VALUES (?, ?)", called)
    db.executemany(
        "INSERT INTO spelled VALUES (?, ?)",
        ((folded(name.text), name.spot) for name in document.names),
    )
    db.executemany(
        "INSERT INTO label VALUES (?, ?, ?)",
        ((lang, key, text) for lang, text in document.labels.items() if text != entry.name),
    )


def insert_common(db: sqlite3.Connection, prepared: Prepared) -> None:
    """Writes what is known of all documents together, once each of them has been prepared."""
    db.executemany("INSERT INTO word VALUES (?, ?)", sorted(prepared.numbers.items()))
    db.executemany(
        "INSERT INTO attribute VALUES (?, ?, ?, ?, ?)",
        ((v.field, v.folded, v.value, v.number, v.keys) for v in prepared.values()),
    )
    db.executemany(
        "INSERT INTO sequence VALUES (?, ?)",
        [
            ("weights", prepared.weights.tobytes()),
            ("name order", prepared.name_order().tobytes()),
        ],
    )
    db.execute("CREATE INDEX attribute_folded ON attribute (field, folded)")
